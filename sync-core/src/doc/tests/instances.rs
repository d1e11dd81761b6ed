//! Instances of repeats: added apart, deleted, with values of every kind.

use super::*;
use crate::doc::{InstanceDraft, InstanceView, flat};
use crate::limits::{INSTANCES, KEY_BYTES};

fn house(id: &str) -> InstanceDraft {
    let keys = |key: &str| BTreeSet::from([key.to_owned()]);
    InstanceDraft {
        id: id.into(),
        repeat: "house".into(),
        parent: String::new(),
        texts: keys("name"),
        tallies: keys("rooms"),
        choices: keys("pets"),
    }
}

/// Adds an instance; its id.
fn add(doc: &mut Document, at: u64) -> String {
    let id = format!("{}-1", doc.fresh_stem(Timestamp(at)));
    let (_, touched) = edit(doc, at, &[Edit::AddInstance(house(&id))]);
    assert_eq!(touched.instances, BTreeSet::from([id.clone()]));
    id
}

fn deleted(id: &str, deleted: bool) -> Edit {
    Edit::InstanceDeleted {
        id: id.into(),
        deleted,
    }
}

fn instances(doc: &Document) -> Vec<(&str, u64, bool)> {
    let all = view(doc).instances.iter();
    all.map(|part: &InstanceView| (part.id.as_str(), part.order, part.deleted))
        .collect()
}

#[test]
fn instances_added_apart_both_stay_behind_what_was_there() {
    let (mut a, mut b) = pair();
    let first = add(&mut a, 9_000);
    exchange(&mut a, &mut b);
    // The clock of the second is far behind.
    let (of_a, of_b) = (add(&mut a, 9_500), add(&mut b, 5));
    exchange(&mut a, &mut b);
    let expected = [
        (first.as_str(), 0, false),
        (of_b.as_str(), 1, false),
        (of_a.as_str(), 1, false),
    ];
    assert_eq!(instances(&a), expected);
    assert_in_step(&a);
}

#[test]
fn every_kind_of_answer_works_in_an_instance_in_the_change_that_adds_it() {
    let (mut a, mut b) = pair();
    let id = format!("{}-1", a.fresh_stem(Timestamp(2)));
    let key = |key: &str| flat(&id, key);
    let edits = [
        Edit::AddInstance(house(&id)),
        type_in(&key("name"), 0, 0, "North"),
        Edit::Tally {
            field: key("rooms"),
            by: 3,
        },
        Edit::Toggle {
            field: key("pets"),
            option: "cat".into(),
            on: true,
        },
        set(&key("age"), "7"),
    ];
    edit(&mut a, 2, &edits);
    exchange(&mut a, &mut b);
    edit(&mut a, 3, &[type_in(&key("name"), 0, 0, "The ")]);
    edit(
        &mut b,
        3,
        &[
            type_in(&key("name"), 5, 0, " end"),
            set(&key("age"), "8"),
            Edit::Tally {
                field: key("rooms"),
                by: 1,
            },
        ],
    );
    exchange(&mut a, &mut b);
    assert_eq!(text_of(&a, &key("name")), "The North end");
    assert_eq!(
        register(&a, &key("age")).settled(),
        Some(&Value::Text("8".into()))
    );
    assert_eq!(view(&a).answers[&key("rooms")], Answer::Tally(4));
    assert_in_step(&b);
}

#[test]
fn a_deletion_keeps_the_answers_and_restored_apart_it_is_there() {
    let (mut a, mut b) = pair();
    let id = add(&mut a, 2);
    exchange(&mut a, &mut b);
    edit(&mut a, 3, &[deleted(&id, true)]);
    edit(&mut b, 3, &[type_in(&flat(&id, "name"), 0, 0, "kept")]);
    exchange(&mut a, &mut b);
    assert_eq!(instances(&a), [(id.as_str(), 0, true)]);
    assert_eq!(text_of(&a, &flat(&id, "name")), "kept");
    edit(&mut a, 4, &[deleted(&id, false)]);
    edit(&mut b, 4, &[deleted(&id, true), deleted(&id, false)]);
    exchange(&mut a, &mut b);
    assert_eq!(instances(&b), [(id.as_str(), 0, false)]);
    assert_eq!(a.edit(&[deleted(&id, false)], Timestamp(5)), Ok(None));
}

#[test]
fn a_seed_brings_instances_and_first_answers() {
    let mut seed = seed();
    seed.edits = vec![
        Edit::AddInstance(house("first-1")),
        Edit::AddInstance(house("first-2")),
        type_in("notes", 0, 0, "Begun"),
        set(&flat("first-2", "age"), "4"),
    ];
    let made = Document::create_note(actor(1), person(1), &seed, Timestamp(1_000));
    let (doc, change) = made.unwrap();
    let other = open(2, [&change.bytes[..]]);
    assert_eq!(other.note(), doc.note());
    assert_eq!(
        instances(&other),
        [("first-1", 0, false), ("first-2", 1, false)]
    );
    assert_eq!(text_of(&other, "notes"), "Begun");
}

#[test]
fn what_no_instance_can_be_is_refused_and_nothing_changes() {
    let (mut doc, _) = note();
    let id = add(&mut doc, 2);
    let before = doc.save();
    let long = "k".repeat(KEY_BYTES);
    let mut wide = house("wide");
    wide.texts.insert(long.clone());
    let mut twice = house("twice");
    twice.tallies.insert("name".into());
    for draft in [
        house(&id),
        house(&format!("{long}k")),
        wide,
        twice,
        InstanceDraft {
            parent: format!("{long}k"),
            ..house("x")
        },
    ] {
        let refused = doc.edit(&[Edit::AddInstance(draft)], Timestamp(3));
        assert!(refused.is_err(), "{refused:?}");
    }
    let gone = doc.edit(&[deleted("nobody", true)], Timestamp(3));
    assert_eq!(gone, Err(EditError::NoSuchInstance("nobody".into())));
    assert_eq!(doc.save(), before);
}

#[test]
fn a_note_has_at_most_its_instances() {
    let (mut doc, _) = note();
    let bare = |n: usize| {
        Edit::AddInstance(InstanceDraft {
            id: format!("i-{n}"),
            repeat: "house".into(),
            ..InstanceDraft::default()
        })
    };
    for lot in 0..INSTANCES / 500 {
        let edits: Vec<_> = (lot * 500..(lot + 1) * 500).map(bare).collect();
        edit(&mut doc, 2, &edits);
    }
    let refused = doc.edit(&[bare(INSTANCES)], Timestamp(3));
    assert_eq!(refused, Err(EditError::TooManyInstances));
    let orders = view(&doc).instances.iter().map(|part| part.order);
    assert!(orders.eq(0..INSTANCES as u64));
}
