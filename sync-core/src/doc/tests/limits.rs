//! Every bound, at the limit and one past it.

use super::*;
use crate::limits::{CHANGE_BYTES, KEY_BYTES, TEXT_UNITS, VALUE_BYTES};

fn accepted(edit: Edit) {
    let (mut doc, _) = note();
    assert!(doc.edit(&[edit], Timestamp(2)).unwrap().is_some());
    assert_in_step(&doc);
}

fn refused(edit: Edit, most: usize) {
    let (mut doc, _) = note();
    let heads = doc.heads();
    match doc.edit(&[edit], Timestamp(2)) {
        Err(EditError::TooLong { length, limit, .. }) => {
            assert_eq!((length, limit), (most + 1, most));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(doc.heads(), heads);
}

#[test]
fn a_text_has_at_most_its_units() {
    // Emoji: two units each, and the most bytes that so many units can have is less.
    accepted(type_in("notes", 0, 0, &"😀".repeat(TEXT_UNITS / 2)));
    refused(
        type_in("notes", 0, 0, &("😀".repeat(TEXT_UNITS / 2) + "x")),
        TEXT_UNITS,
    );
    accepted(type_in("notes", 0, 0, &"語".repeat(TEXT_UNITS)));
    accepted(Edit::AddEntry(draft(2, &"語".repeat(TEXT_UNITS))));
    refused(
        Edit::AddEntry(draft(2, &"x".repeat(TEXT_UNITS + 1))),
        TEXT_UNITS,
    );
}

#[test]
fn a_full_text_can_still_be_edited_within_its_limit() {
    let (mut doc, _) = note();
    edit(
        &mut doc,
        2,
        &[type_in("notes", 0, 0, &"x".repeat(TEXT_UNITS))],
    );
    edit(&mut doc, 3, &[type_in("notes", 5, 1, "y")]);
    let full = doc.edit(&[type_in("notes", 0, 0, "z")], Timestamp(4));
    assert!(matches!(full, Err(EditError::TooLong { .. })));
    let id = add_entry(&mut doc, 5, &"x".repeat(TEXT_UNITS));
    let longer = Edit::EntryText {
        id,
        text: "x".repeat(TEXT_UNITS + 1),
    };
    assert!(matches!(
        doc.edit(&[longer], Timestamp(6)),
        Err(EditError::TooLong { .. })
    ));
}

#[test]
fn a_text_that_merging_made_too_long_can_be_shortened() {
    let (mut a, mut b) = pair();
    edit(
        &mut a,
        2,
        &[type_in("notes", 0, 0, &"a".repeat(TEXT_UNITS - 5))],
    );
    edit(
        &mut b,
        2,
        &[type_in("notes", 0, 0, &"b".repeat(TEXT_UNITS - 5))],
    );
    exchange(&mut a, &mut b);
    edit(&mut a, 3, &[type_in("notes", 0, 10, "")]);
    assert!(
        a.edit(&[type_in("notes", 0, 0, "x")], Timestamp(4))
            .is_err()
    );
}

#[test]
fn keys_and_values_have_at_most_their_bytes() {
    let key = "k".repeat(KEY_BYTES);
    let long = format!("{key}k");
    let toggle = |option: &str| Edit::Toggle {
        field: "modes".into(),
        option: option.into(),
        on: true,
    };
    let with_tag = |tag: &str| {
        let mut draft = draft(2, "x");
        draft.tags.insert(tag.to_owned());
        Edit::AddEntry(draft)
    };
    let with_who = |who: &str| {
        Edit::AddEntry(EntryDraft {
            who: Some(who.into()),
            ..draft(2, "x")
        })
    };
    let stop = |stop: &str| Edit::Stop { stop: stop.into() };
    for make in [
        &toggle as &dyn Fn(&str) -> Edit,
        &with_tag,
        &with_who,
        &stop,
    ] {
        accepted(make(&key));
        refused(make(&long), KEY_BYTES);
    }
    accepted(set(&key, "v"));
    refused(set(&long, "v"), KEY_BYTES);
    accepted(set("rating", &"v".repeat(VALUE_BYTES)));
    refused(set("rating", &"v".repeat(VALUE_BYTES + 1)), VALUE_BYTES);
    refused(choose("rating", &"v".repeat(VALUE_BYTES + 1)), VALUE_BYTES);
}

#[test]
fn a_tally_stays_in_its_range() {
    let most = crate::doc::check::TALLY_MAX;
    let (mut doc, _) = note();
    edit(&mut doc, 2, &[tally(most)]);
    for by in [1, i64::MAX, i64::MIN] {
        let refused = doc.edit(&[tally(by)], Timestamp(3));
        assert_eq!(
            refused,
            Err(EditError::TallyRange {
                field: "hands".into()
            })
        );
    }
    edit(&mut doc, 4, &[tally(-most), tally(-most)]);
    assert_eq!(view(&doc).answers.get("hands"), Some(&Answer::Tally(-most)));
}

#[test]
fn a_change_that_the_server_would_refuse_is_not_made() {
    let (mut doc, mut other) = pair();
    edit(&mut doc, 2, &[set("rating", "3")]);
    let (saved, before) = (doc.save(), view(&doc).clone());
    let fields = CHANGE_BYTES / VALUE_BYTES + 1;
    let value = "v".repeat(VALUE_BYTES);
    let edits: Vec<_> = (0..fields)
        .map(|n| set(&format!("field-{n}"), &value))
        .collect();
    match doc.edit(&edits, Timestamp(3)) {
        Err(EditError::TooLong { length, limit, .. }) => {
            assert!(length > limit && limit == CHANGE_BYTES);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((doc.save(), view(&doc)), (saved, &before));
    edit(&mut doc, 4, &edits[..fields - 3]);
    exchange(&mut doc, &mut other);
    assert_in_step(&doc);
}

#[test]
fn a_seed_with_bad_ids_is_refused() {
    let start = |seed: &NoteSeed| {
        Document::create_note(actor(1), person(1), seed, Timestamp(1)).map(|_| ())
    };
    let mut twice = seed();
    twice.tallies.insert("notes".into());
    let id = "notes".into();
    assert_eq!(
        start(&twice),
        Err(EditError::Duplicate { what: "field", id })
    );
    let mut long = seed();
    long.texts.insert("k".repeat(KEY_BYTES));
    assert_eq!(start(&long), Ok(()));
    long.texts.insert("k".repeat(KEY_BYTES + 1));
    assert!(matches!(start(&long), Err(EditError::TooLong { .. })));
}
