//! Entries of a log: from both sides, edited, deleted and brought back.

use super::*;

fn delete(id: &str, deleted: bool) -> Edit {
    Edit::EntryDeleted {
        id: id.into(),
        deleted,
    }
}

#[test]
fn entries_of_both_sides_stand_in_order_of_time() {
    let (mut a, mut b) = pair();
    let late = add_entry(&mut a, 500, "late");
    let early = add_entry(&mut b, 100, "early");
    let middle = add_entry(&mut a, 300, "middle");
    exchange(&mut a, &mut b);
    let ids: Vec<_> = view(&a)
        .entries
        .iter()
        .map(|entry| entry.id.clone())
        .collect();
    assert_eq!(ids, [early.clone(), middle, late]);
    assert!(ids.is_sorted());
    let entry = entry(&a, &early);
    assert_eq!(
        (entry.by, entry.at, entry.elapsed_ms),
        (person(2), Timestamp(100), Some(100))
    );
    assert_eq!(
        (entry.field.as_str(), entry.text.as_str()),
        ("evidence", "early")
    );
    assert_eq!(entry.who.settled(), Some(&Value::Text("students".into())));
    assert_eq!(entry.tags, BTreeSet::from(["discourse".to_owned()]));
    assert_in_step(&a);
}

#[test]
fn entries_of_one_moment_have_different_ids() {
    let (mut a, mut b) = pair();
    let two = [Edit::AddEntry(draft(5, "x")), Edit::AddEntry(draft(5, "x"))];
    let (_, touched) = edit(&mut a, 5, &two);
    assert_eq!(touched.entries.len(), 2);
    add_entry(&mut a, 5, "x");
    add_entry(&mut b, 5, "x");
    let saved = a.save();
    let mut again = Document::load(DocKind::Note, actor(1), person(1), [&saved[..]]).unwrap();
    add_entry(&mut again, 5, "x");
    exchange(&mut again, &mut b);
    assert_eq!(view(&b).entries.len(), 5);
}

#[test]
fn a_deletion_keeps_what_another_wrote_and_can_be_undone() {
    let (mut a, mut b) = pair();
    let id = add_entry(&mut a, 2, "students asked");
    exchange(&mut a, &mut b);
    edit(&mut a, 3, &[delete(&id, true)]);
    let text = "students asked why".to_owned();
    edit(
        &mut b,
        3,
        &[Edit::EntryText {
            id: id.clone(),
            text,
        }],
    );
    exchange(&mut a, &mut b);
    assert!(entry(&a, &id).deleted);
    assert_eq!(entry(&a, &id).text, "students asked why");
    let (_, touched) = edit(&mut a, 4, &[delete(&id, false)]);
    assert!(touched.entries.contains(&id));
    exchange(&mut a, &mut b);
    assert!(!entry(&b, &id).deleted);
    assert_eq!(b.edit(&[delete(&id, false)], Timestamp(5)), Ok(None));
}

#[test]
fn restored_and_deleted_apart_an_entry_is_there() {
    let (mut a, mut b) = pair();
    let id = add_entry(&mut a, 2, "x");
    edit(&mut a, 3, &[delete(&id, true)]);
    exchange(&mut a, &mut b);
    edit(&mut a, 4, &[delete(&id, false)]);
    edit(&mut b, 4, &[delete(&id, false)]);
    edit(&mut b, 5, &[delete(&id, true)]);
    exchange(&mut a, &mut b);
    assert!(!entry(&a, &id).deleted);
    edit(&mut b, 6, &[delete(&id, true)]);
    exchange(&mut a, &mut b);
    assert!(entry(&a, &id).deleted);
}

#[test]
fn words_of_one_entry_merge_and_its_registers_show_both() {
    let (mut a, mut b) = pair();
    let id = add_entry(&mut a, 2, "the class waits");
    exchange(&mut a, &mut b);
    let words = |text: &str| Edit::EntryText {
        id: id.clone(),
        text: text.into(),
    };
    let who = |who: &str| Edit::EntryWho {
        id: id.clone(),
        who: who.into(),
    };
    let tag = |tag: &str, on| Edit::EntryTag {
        id: id.clone(),
        tag: tag.into(),
        on,
    };
    edit(
        &mut a,
        3,
        &[
            words("the whole class waits"),
            who("class"),
            tag("time", true),
        ],
    );
    edit(
        &mut b,
        3,
        &[
            words("the class waits 4 s"),
            who("one"),
            tag("discourse", false),
        ],
    );
    exchange(&mut a, &mut b);
    let merged = entry(&a, &id);
    assert_eq!(merged.text, "the whole class waits 4 s");
    assert!(merged.who.is_conflict());
    assert_eq!(merged.tags, BTreeSet::from(["time".to_owned()]));
    edit(
        &mut a,
        4,
        &[
            who("one"),
            Edit::EntryMode {
                id: id.clone(),
                mode: "seen".into(),
            },
        ],
    );
    exchange(&mut a, &mut b);
    assert_eq!(
        entry(&b, &id).who.settled(),
        Some(&Value::Text("one".into()))
    );
    assert_eq!(
        entry(&b, &id).mode.settled(),
        Some(&Value::Text("seen".into()))
    );
}

#[test]
fn links_made_apart_under_one_field_all_stand() {
    let (mut a, mut b) = pair();
    let (x, y) = (add_entry(&mut a, 2, "x"), add_entry(&mut a, 3, "y"));
    exchange(&mut a, &mut b);
    let link = |entry: &str, on| Edit::Link {
        field: "look".into(),
        entry: entry.into(),
        on,
    };
    edit(&mut a, 4, &[link(&x, true)]);
    let (_, touched) = edit(&mut b, 4, &[link(&y, true)]);
    assert!(touched.rest);
    exchange(&mut a, &mut b);
    assert_eq!(
        view(&a).links["look"],
        BTreeSet::from([x.clone(), y.clone()])
    );
    edit(&mut a, 5, &[link(&x, false), link(&y, false)]);
    assert!(view(&a).links.is_empty());
    assert_in_step(&a);
}

#[test]
fn an_entry_that_is_not_there_is_named() {
    let (mut a, _) = note();
    let missing = || EditError::NoSuchEntry("nowhere".into());
    let id = || "nowhere".to_owned();
    let edits = [
        Edit::EntryText {
            id: id(),
            text: "x".into(),
        },
        Edit::EntryWho {
            id: id(),
            who: "x".into(),
        },
        Edit::EntryMode {
            id: id(),
            mode: "x".into(),
        },
        Edit::EntryTag {
            id: id(),
            tag: "x".into(),
            on: true,
        },
        delete("nowhere", true),
        Edit::Link {
            field: "f".into(),
            entry: id(),
            on: true,
        },
    ];
    for edit in edits {
        assert_eq!(a.edit(&[edit], Timestamp(2)), Err(missing()));
    }
}
