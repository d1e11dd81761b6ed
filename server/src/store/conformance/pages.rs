//! Checks of pages: who sees what, from where on, and in which portions.
#![expect(clippy::expect_used, reason = "checks panic by design")]

use sync_core::access::{Role, Visibility};
use sync_core::ids::{PersonId, Seq};
use sync_core::log::{Entry, EntryBody};

use super::kit::{ANN, BEN, HOST, Writer, flat, message_length, put, read_all, reader, visit};
use crate::store::{Position, Store};

pub(super) fn private_notes_are_hidden(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    put(store, note.write(10));
    put(store, note.write(10));
    for role in [Role::Observer, Role::Facilitator, Role::Host] {
        let page = store
            .read_page(reader(BEN, role), Position::default(), 1_000)
            .expect("the store works");
        assert_eq!(page.entries, [], "{role} sees a private note");
        assert_eq!(
            page.upto,
            Position::after(Seq(2)),
            "the cursor must not stall"
        );
    }
}

pub(super) fn a_share_brings_the_history(store: &dyn Store) {
    visit(store);
    let (mut note, mut own) = (Writer::note(ANN, 1), Writer::note(BEN, 2));
    put(store, note.write(10));
    put(store, own.write(10));
    put(store, note.write(11));
    put(store, note.share(Visibility::Team));
    put(store, note.write(12));

    let team = read_all(store, reader(BEN, Role::Observer), 10_000);
    let seen: Vec<_> = team.iter().map(|entry| (entry.seq.0, entry.doc)).collect();
    assert_eq!(
        seen,
        [(2, own.doc), (4, note.doc), (4, note.doc), (5, note.doc)]
    );
    assert_eq!(team[1].body, EntryBody::Shared);
    assert_eq!(lengths(&team[2]), [10, 11]);
    assert_eq!(lengths(&team[3]), [12]);
    assert!(
        team.iter()
            .skip(1)
            .all(|e| e.meta.visibility == Visibility::Team)
    );

    let author = read_all(store, reader(ANN, Role::Observer), 10_000);
    let seen: Vec<_> = author.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(seen, [1, 3, 4, 5], "the author had it all before");
    assert_eq!(read_all(store, reader(HOST, Role::Host), 10_000), []);
}

pub(super) fn each_circle_begins_at_its_share(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    put(store, note.write(10));
    put(store, note.share(Visibility::Team));
    put(store, note.write(11));
    put(store, note.share(Visibility::Space));
    put(store, note.write(12));
    let seqs = |person: PersonId, role| -> Vec<_> {
        let all = read_all(store, reader(person, role), 10_000);
        all.iter()
            .map(|entry| (entry.seq.0, lengths(entry)))
            .collect()
    };
    let team = [
        (2, vec![]),
        (2, vec![10]),
        (3, vec![11]),
        (4, vec![]),
        (5, vec![12]),
    ];
    assert_eq!(seqs(BEN, Role::Observer), team);
    let host = [(4, vec![]), (4, vec![10, 11]), (5, vec![12])];
    assert_eq!(seqs(HOST, Role::Host), host);
}

pub(super) fn pages_hold_their_size(store: &dyn Store) {
    visit(store);
    let mut note = Writer::note(ANN, 1);
    for _ in 0..20 {
        put(store, note.write(100));
    }
    let me = reader(ANN, Role::Observer);
    let page = store
        .read_page(me, Position::default(), 1_000)
        .expect("the store works");
    let bytes: usize = page.entries.iter().flat_map(lengths).sum();
    assert!(
        (1..=1_000).contains(&bytes),
        "{bytes} bytes in a page of 1000"
    );
    assert_eq!(page.head, Seq(20));
    assert_eq!(page.upto, Position::after(Seq(page.entries.len() as u64)));
    let one = store
        .read_page(me, Position::default(), 1)
        .expect("the store works");
    assert_eq!(
        one.entries.len(),
        1,
        "at least one entry, however small the page"
    );
    assert_eq!(read_all(store, me, 1_000), read_all(store, me, 100_000));
    let past = store
        .read_page(me, Position::after(Seq(20)), 1_000)
        .expect("the store works");
    assert_eq!(
        (past.entries, past.upto),
        (vec![], Position::after(Seq(20)))
    );
}

pub(super) fn a_long_history_spans_pages(store: &dyn Store) {
    visit(store);
    let (mut note, mut other) = (Writer::note(ANN, 1), Writer::note(BEN, 2));
    put(store, other.write(500));
    for _ in 0..30 {
        put(store, note.write(300));
    }
    put(store, note.share(Visibility::Team));
    put(store, other.write(500));
    let me = reader(BEN, Role::Observer);
    let small = read_all(store, me, 1_000);
    let large = read_all(store, me, 1_000_000);
    let history = flat(&large);
    assert_eq!(
        history.iter().filter(|(seq, ..)| *seq == Seq(32)).count(),
        31
    );
    assert_eq!(flat(&small), history);
    let tiny = read_all(store, me, 1);
    assert_eq!(flat(&tiny), history);
}

fn lengths(entry: &Entry) -> Vec<usize> {
    match &entry.body {
        EntryBody::Changes(changes) => changes.iter().map(|c| message_length(c)).collect(),
        EntryBody::Shared | EntryBody::Packed(_) => Vec::new(),
    }
}
