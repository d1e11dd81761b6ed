//! Opening and merging bytes in any order, whole and damaged.

use super::*;

/// The changes of a note with some history, oldest first.
fn history() -> (Document, Vec<Vec<u8>>) {
    let (mut a, first) = note();
    let mut changes = vec![first.bytes];
    for at in 2..8 {
        let (change, _) = edit(&mut a, at, &[type_in("notes", 0, 0, &at.to_string())]);
        changes.push(change.bytes);
    }
    (a, changes)
}

#[test]
fn order_and_repetition_of_chunks_do_not_matter() {
    let (a, changes) = history();
    let saved = a.save();
    let backwards = open(2, changes.iter().rev().map(Vec::as_slice));
    assert_eq!(backwards.note(), a.note());
    let joined = changes.concat();
    let everything = [&changes[3][..], &saved, &joined, &saved, &changes[0]];
    let twice = open(3, everything);
    assert_eq!((twice.note(), twice.heads()), (a.note(), a.heads()));
    assert!(twice.is_complete());
    assert_eq!(twice.save(), saved);
}

#[test]
fn changes_wait_for_what_they_build_on_and_are_saved_meanwhile() {
    let (mut a, changes) = history();
    let mut b = open(2, [&changes[0][..], &changes[1], &changes[3], &changes[5]]);
    assert_eq!(text_of(&b, "notes"), "2");
    assert!(!b.is_complete());
    let hash = |index: usize| {
        automerge::Change::from_bytes(changes[index].clone())
            .unwrap()
            .hash()
            .into()
    };
    let mut missing = vec![hash(2), hash(4)];
    missing.sort_unstable();
    assert_eq!(b.missing(), missing);
    let saved = b.save();
    let mut c = open(3, [&saved[..]]);
    assert_eq!((c.missing(), c.note()), (missing, b.note()));
    edit(&mut c, 20, &[set("rating", "3")]);
    for doc in [&mut b, &mut c] {
        let touched = doc.merge([&changes[2][..], &changes[4]]).unwrap();
        assert_eq!(touched.fields, BTreeSet::from(["notes".to_owned()]));
        assert_eq!(text_of(doc, "notes"), "65432");
        assert!(doc.is_complete());
        assert_in_step(doc);
    }
    exchange(&mut a, &mut c);
}

#[test]
fn a_note_without_its_first_change_shows_and_takes_nothing() {
    let (a, changes) = history();
    let mut b = open(2, [&changes[1][..]]);
    assert_eq!((b.note(), b.is_complete()), (None, false));
    assert_eq!(
        b.edit(&[tally(1)], Timestamp(3)),
        Err(EditError::Incomplete)
    );
    let touched = b.merge(changes.iter().map(Vec::as_slice)).unwrap();
    assert!(touched.rest && touched.fields.contains("notes"));
    assert_eq!(b.note(), a.note());
}

#[test]
fn a_snapshot_merges_into_a_document_that_has_changes_of_its_own() {
    let (mut a, changes) = history();
    let mut b = open(2, [&changes[0][..]]);
    edit(
        &mut b,
        30,
        &[set("rating", "2"), Edit::AddEntry(draft(30, "mine"))],
    );
    let snapshot = a.save();
    let touched = b.merge([&snapshot[..]]).unwrap();
    assert_eq!(touched.fields, BTreeSet::from(["notes".to_owned()]));
    assert_eq!(b.merge([&snapshot[..]]), Ok(Touched::default()));
    assert_eq!(text_of(&b, "notes"), text_of(&a, "notes"));
    assert_eq!(view(&b).entries.len(), 1);
    exchange(&mut a, &mut b);
}

#[test]
fn damaged_bytes_are_refused_and_leave_the_document_as_it_was() {
    let (a, changes) = history();
    let mut b = open(2, [&changes[0][..]]);
    edit(&mut b, 9, &[tally(1)]);
    let (saved, before) = (b.save(), view(&b).clone());
    let snapshot = a.save();
    let mut damaged: Vec<Vec<u8>> = vec![b"not a chunk".to_vec()];
    for good in [&changes[1], &snapshot] {
        damaged.push(good[..good.len() - 1].to_vec());
        damaged.push([good, &b"x"[..]].concat());
        for index in [0, 5, 8, 20, good.len() - 1] {
            let mut bad = good.clone();
            bad[index] ^= 0x10;
            damaged.push(bad);
        }
    }
    for bad in &damaged {
        let merged = b.merge([&changes[1][..], bad]);
        assert!(matches!(merged, Err(DocError::Unreadable(_))), "{merged:?}");
        assert_eq!((b.save(), view(&b)), (saved.clone(), &before));
        let loaded = Document::load(DocKind::Note, actor(3), person(3), [&bad[..]]);
        assert!(matches!(loaded, Err(DocError::Unreadable(_))));
    }
    b.merge(changes.iter().map(Vec::as_slice)).unwrap();
    assert_in_step(&b);
}

#[test]
fn a_document_of_another_kind_is_named() {
    let (_, change) = note();
    let loaded = Document::load(DocKind::Visit, actor(2), person(2), [&change.bytes[..]]);
    let error = loaded.map(|_| ()).unwrap_err();
    let expected = DocKind::Visit;
    assert_eq!(
        error,
        DocError::WrongKind {
            expected,
            found: "note".into()
        }
    );
    assert_eq!(error.to_string(), "this is a note, not a visit");
}

#[test]
fn an_actor_writes_for_one_person() {
    let (_, change) = note();
    let loaded = Document::load(DocKind::Note, actor(1), person(2), [&change.bytes[..]]);
    assert_eq!(loaded.map(|_| ()), Err(DocError::ActorTaken));
}

#[test]
fn saving_and_loading_continues_with_the_same_actor() {
    let (mut a, _) = note();
    edit(&mut a, 2, &[set("rating", "1")]);
    let saved = a.save();
    let mut again = open(1, [&saved[..]]);
    let (change, _) = edit(&mut again, 3, &[set("rating", "2")]);
    a.merge([&change.bytes[..]]).unwrap();
    assert_eq!(a.note(), again.note());
    assert_eq!(register(&a, "rating").0[0].by, person(1));
}
