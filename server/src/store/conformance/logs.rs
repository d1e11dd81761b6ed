//! Checks of appending and of what is read without a page.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sync_core::access::{Role, Visibility};
use sync_core::ids::{Seq, SpaceId};
use sync_core::log::{AppendBody, EntryBody, Refusal};

use super::kit::{ANN, BEN, HOST, NOW, SPACE, Writer, flat, put, read_all, reader, try_put, visit};
use crate::store::{Store, StoredDoc};

pub(super) fn an_append_is_read_back(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    let (first, second) = (note.change(10), note.change(11));
    let appended = put(
        store,
        note.append(AppendBody::Changes(vec![first.clone(), second.clone()])),
    );
    assert_eq!((appended.seq, appended.heads), (Seq(1), vec![second.hash]));
    let entries = read_all(store, reader(ANN, Role::Observer), 1_000);
    assert_eq!(entries.len(), 1);
    assert_eq!(Some(&entries[0]), appended.entry.as_ref());
    assert_eq!(
        entries[0].body,
        EntryBody::Changes(vec![first.bytes, second.bytes])
    );
}

pub(super) fn repeating_is_harmless(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    let append = note.write(10);
    let first = put(store, append.clone());
    let again = put(store, append);
    assert_eq!((again.seq, &again.heads), (first.seq, &first.heads));
    assert_eq!(again.entry, None);
    assert_eq!(read_all(store, reader(ANN, Role::Observer), 1_000).len(), 1);
}

pub(super) fn a_refusal_disturbs_no_other(store: &dyn Store) {
    visit(store);
    let (mut note, mut other) = (Writer::note(ANN, 1), Writer::note(BEN, 2));
    let gap = {
        note.change(10);
        note.write(10)
    };
    let mut foreign = Writer::of(other.doc, ANN, Role::Observer).write(10);
    foreign.by = other.by;
    let batch = [other.write(10), gap, foreign, other.write(12)];
    let results = store.append_batch(&batch, NOW).expect("the store works");
    let seqs: Vec<_> = results
        .iter()
        .map(|r| r.as_ref().map(|a| a.seq).ok())
        .collect();
    assert_eq!(seqs, [Some(Seq(1)), None, None, Some(Seq(2))]);
    assert_eq!(results[1], Err(Refusal::SequenceGap));
    assert_eq!(read_all(store, reader(BEN, Role::Observer), 1_000).len(), 2);
    assert_eq!(store.read_doc(note.doc), Ok(None));
}

pub(super) fn what_automerge_cannot_read_is_refused(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    put(store, note.write(10));
    let batch = [note.hostile(), note.write(11), note.hostile()];
    let results = store.append_batch(&batch, NOW).expect("the store works");
    let seqs: Vec<_> = results
        .iter()
        .map(|result| {
            result
                .as_ref()
                .map(|appended| appended.seq)
                .map_err(|why| *why)
        })
        .collect();
    let refused = Err(Refusal::Unreadable);
    assert_eq!(seqs, [refused, Ok(Seq(2)), refused]);
    let stored = store.read_doc(note.doc).expect("the store works");
    assert_eq!(stored.map(|stored| stored.changes.len()), Some(2));
}

pub(super) fn an_unknown_space_is_refused(store: &dyn Store) {
    visit(store);
    let mut append = Writer::note(ANN, 1).write(10);
    append.space = SpaceId::from_bytes([9; 16]);
    assert_eq!(try_put(store, append), Err(Refusal::NotAllowed));
}

pub(super) fn positions_have_no_gap(store: &dyn Store) {
    visit(store);
    let mut notes: Vec<_> = (1..=5).map(|number| Writer::note(ANN, number)).collect();
    let mut expected = 0;
    for _ in 0..4 {
        let batch: Vec<_> = notes.iter_mut().map(|note| note.write(8)).collect();
        let results = store.append_batch(&batch, NOW).expect("the store works");
        for result in results {
            expected += 1;
            assert_eq!(result.map(|appended| appended.seq), Ok(Seq(expected)));
        }
    }
}

pub(super) fn fingerprints_sum_the_digests(store: &dyn Store) {
    visit(store);
    let mut notes = [
        Writer::note(ANN, 1),
        Writer::note(BEN, 2),
        Writer::note(BEN, 3),
    ];
    for note in &mut notes {
        put(store, note.write(10));
        put(store, note.write(10));
    }
    put(store, notes[1].share(Visibility::Team));
    put(store, notes[2].share(Visibility::Space));
    put(store, notes[2].write(10));
    let counted = [
        (ANN, Role::Observer, 3),
        (BEN, Role::Facilitator, 2),
        (HOST, Role::Host, 1),
    ];
    for (person, role, docs) in counted {
        let status = store
            .space_statuses(person, &[(SPACE, role)])
            .expect("the store works");
        let (digests, head) = store
            .read_digests(reader(person, role))
            .expect("the store works");
        assert_eq!(digests.len(), docs);
        let sum = digests.values().fold(0, |sum, digest| sum ^ digest);
        assert_eq!((status[0].fingerprint, status[0].head), (sum, head));
        assert_eq!(status[0].incarnation, store.server_ids().incarnation);
    }
}

pub(super) fn documents_are_read_whole(store: &dyn Store) {
    visit(store);
    let (mut note, mut hidden) = (Writer::note(ANN, 1), Writer::note(ANN, 2));
    put(store, note.write(10));
    put(store, hidden.write(10));
    put(store, note.share(Visibility::Team));
    let last = put(store, note.write(12));
    let page = store
        .read_documents(reader(BEN, Role::Observer), &[note.doc, hidden.doc])
        .expect("the store works");
    assert_eq!(page.head, Seq(4));
    let [entry] = &page.entries[..] else {
        panic!("one readable document, not {}", page.entries.len());
    };
    assert_eq!((entry.seq, &entry.heads), (last.seq, &last.heads));
    let StoredDoc { row, changes } = store
        .read_doc(note.doc)
        .expect("the store works")
        .expect("the note is there");
    assert_eq!(row.meta, last.meta);
    assert_eq!(entry.body, EntryBody::Changes(changes.clone()));
    let own = read_all(store, reader(ANN, Role::Observer), 1_000);
    let own = flat(&own)
        .into_iter()
        .filter(|(_, doc, _)| *doc == note.doc);
    let written: Vec<_> = own
        .map(|(_, _, bytes)| bytes)
        .filter(|b| !b.is_empty())
        .collect();
    assert_eq!(changes, written);
}
