//! Two devices apart, then together.

use super::*;

#[test]
fn texts_merge_and_tallies_add_up() {
    let (mut a, mut b) = pair();
    edit(
        &mut a,
        2,
        &[type_in("notes", 0, 0, "Students talk. "), tally(2)],
    );
    edit(
        &mut b,
        3,
        &[type_in("notes", 0, 0, "Teacher waits. "), tally(3)],
    );
    exchange(&mut a, &mut b);
    let text = text_of(&a, "notes");
    assert!(
        text.contains("Students talk. ") && text.contains("Teacher waits. "),
        "{text}"
    );
    assert_eq!(view(&a).answers.get("hands"), Some(&Answer::Tally(5)));
    assert_in_step(&a);
}

#[test]
fn a_new_note_says_where_it_comes_from() {
    let (note, _) = note();
    let view = view(&note);
    assert_eq!((view.form.as_str(), view.form_version), ("T1", 3));
    assert_eq!((view.author, view.created), (person(1), Timestamp(1_000)));
    assert_eq!(view.stop.settled(), Some(&Value::Text("stop-1".into())));
    assert_eq!(
        view.answers.get("modes"),
        Some(&Answer::Choices(BTreeSet::new()))
    );
    assert_eq!(text_of(&note, "quote"), "");
}

#[test]
fn ticks_of_both_stand_and_a_tick_beats_a_clearing_made_apart() {
    let (mut a, mut b) = pair();
    let toggle = |option: &str, on| Edit::Toggle {
        field: "modes".into(),
        option: option.into(),
        on,
    };
    edit(&mut a, 2, &[toggle("pairs", true), toggle("whole", true)]);
    exchange(&mut a, &mut b);
    edit(&mut a, 3, &[toggle("pairs", false), toggle("groups", true)]);
    edit(&mut b, 3, &[toggle("pairs", false), toggle("solo", true)]);
    edit(&mut b, 4, &[toggle("pairs", true)]);
    exchange(&mut a, &mut b);
    let chosen = ["groups", "pairs", "solo", "whole"].map(str::to_owned);
    let chosen = Answer::Choices(chosen.into());
    assert_eq!(view(&a).answers.get("modes"), Some(&chosen));
    edit(&mut a, 5, &[toggle("pairs", false)]);
    exchange(&mut a, &mut b);
    assert_ne!(view(&b).answers.get("modes"), Some(&chosen));
}

#[test]
fn the_author_of_an_actor_survives_the_bytes_of_changes() {
    let (mut a, first) = note();
    let (second, _) = edit(&mut a, 2_000, &[set("rating", "3")]);
    let author = |bytes: &[u8]| {
        let change = automerge::Change::from_bytes(bytes.to_vec()).unwrap();
        change.author().map(|author| author.as_bytes().to_vec())
    };
    assert_eq!(author(&first.bytes), Some(person(1).as_bytes().to_vec()));
    assert_eq!(
        author(&second.bytes),
        None,
        "only an actor's first change has it"
    );
    let b = open(2, [&second.bytes[..], &first.bytes[..]]);
    let candidate = &register(&b, "rating").0[0];
    assert_eq!(
        (candidate.by, candidate.device),
        (person(1), actor(1).device())
    );
    assert_eq!(candidate.at, Timestamp(2_000));
}

#[test]
fn an_edit_reports_what_it_touched_and_nothing_else() {
    let (mut a, mut b) = pair();
    let (change, touched) = edit(&mut a, 2, &[set("rating", "3"), tally(1)]);
    let fields = BTreeSet::from(["rating".to_owned(), "hands".to_owned()]);
    assert_eq!(touched.fields, fields);
    assert!(touched.entries.is_empty() && !touched.rest);
    assert_eq!(b.merge([&change.bytes[..]]), Ok(touched));
    assert_eq!(b.merge([&change.bytes[..]]), Ok(Touched::default()));
    let stop = Edit::Stop {
        stop: "stop-2".into(),
    };
    let (_, touched) = edit(&mut a, 3, &[stop]);
    assert!(touched.rest && touched.fields.is_empty());
}

#[test]
fn edits_that_change_nothing_make_no_change() {
    let (mut a, _) = note();
    edit(&mut a, 2, &[set("rating", "3")]);
    let heads = a.heads();
    let edits = [
        set("rating", "3"),
        Edit::Set {
            field: "absent".into(),
            value: None,
        },
        type_in("notes", 0, 0, ""),
        tally(0),
        Edit::Toggle {
            field: "modes".into(),
            option: "x".into(),
            on: false,
        },
        Edit::Stop {
            stop: "stop-1".into(),
        },
    ];
    assert_eq!(a.edit(&edits, Timestamp(3)), Ok(None));
    assert_eq!(a.edit(&[], Timestamp(3)), Ok(None));
    assert_eq!(a.heads(), heads);
}

#[test]
fn one_failing_edit_undoes_the_whole_list() {
    let (mut a, mut b) = pair();
    add_entry(&mut a, 2, "kept");
    let (saved, before) = (a.save(), view(&a).clone());
    let mut edits = vec![
        set("rating", "3"),
        type_in("notes", 0, 0, "lost"),
        tally(4),
        Edit::AddEntry(draft(3, "lost too")),
        Edit::EntryDeleted {
            id: before.entries[0].id.clone(),
            deleted: true,
        },
    ];
    edits.push(Edit::Tally {
        field: "nowhere".into(),
        by: 1,
    });
    let refused = a.edit(&edits, Timestamp(3));
    let expected = EditError::NoSuchField {
        field: "nowhere".into(),
        expected: "tally",
    };
    assert_eq!(refused, Err(expected));
    assert_eq!(view(&a), &before);
    assert_eq!(a.save(), saved);
    edit(&mut a, 4, &[type_in("notes", 0, 0, "after")]);
    exchange(&mut a, &mut b);
    assert_eq!(text_of(&b, "notes"), "after");
    assert_in_step(&a);
}

#[test]
fn a_failing_first_edit_of_a_device_leaves_no_trace() {
    let (mut a, mut b) = pair();
    let heads = b.heads();
    assert!(
        b.edit(
            &[set("rating", "3"), type_in("rating", 0, 0, "x")],
            Timestamp(2)
        )
        .is_err()
    );
    assert_eq!(b.heads(), heads);
    edit(&mut b, 3, &[set("rating", "4")]);
    exchange(&mut a, &mut b);
    assert_eq!(register(&a, "rating").0[0].by, person(2));
}
