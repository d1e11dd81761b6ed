//! Notes taken off a device and fetched again: nothing unsent goes, nothing is lost.

use super::kit::{FIRST_LIFE, NEXT_LIFE, RECEIPT, Rig, SPACE, head, note, theirs};
use crate::access::{DocKind, DocMeta, Visibility};
use crate::device::{DocState, Event, Input, Kept, Link, Misuse, Stay, Table};
use crate::ids::{DocId, Seq};
use crate::log::{self, Entry, EntryBody};
use crate::wire::{ClientMessage, PushBody, ServerMessage};

const SET_ASIDE: Input = Input::SetAside { space: SPACE };
const TAKE_UP: Input = Input::TakeUp { space: SPACE };

fn refusal(rig: &mut Rig) -> Option<Stay> {
    rig.give(SET_ASIDE);
    rig.events().into_iter().find_map(|event| match event {
        Event::AsideRefused { why, .. } => Some(why),
        _ => None,
    })
}

fn kept(rig: &Rig) -> Option<Kept> {
    rig.device.spaces().next().map(|info| info.kept)
}

/// What the digests since the last look named; `None` when there were none.
fn digests(rig: &mut Rig) -> Option<Vec<DocId>> {
    let mut found = None;
    for message in rig.sent() {
        if let ClientMessage::Digests { docs, .. } = message {
            let all: &mut Vec<DocId> = found.get_or_insert_default();
            all.extend(docs.into_iter().map(|(doc, _)| doc));
        }
    }
    found
}

fn healed(rig: &mut Rig, cursor: u64) {
    let (space, cursor) = (SPACE, Seq(cursor));
    rig.hear(&ServerMessage::Healed { space, cursor });
}

/// An own, private document whole, as the server sends it in an exchange.
fn whole(rig: &mut Rig, doc: DocId, changes: Vec<Vec<u8>>, seq: u64) {
    let meta = DocMeta {
        kind: DocKind::Note,
        owner: super::kit::ME,
        visibility: Visibility::Private,
    };
    let (seq, body) = (Seq(seq), EntryBody::Changes(changes));
    let heads = vec![head(seq)];
    let entry = Entry {
        seq,
        doc,
        meta,
        heads,
        body,
    };
    rig.hear(&ServerMessage::Entries {
        space: SPACE,
        upto: Seq(0),
        head: seq,
        entries: vec![(entry, RECEIPT)],
    });
}

/// A device whose only note is on the server and closed, and what the server has.
fn done(doc: DocId) -> (Rig, Vec<Vec<u8>>) {
    let mut rig = Rig::live();
    rig.create(doc);
    rig.store();
    let (batch, body) = rig.push();
    rig.ack(batch, 1, 1);
    rig.give(Input::Close { doc });
    rig.store();
    rig.events();
    match body {
        PushBody::Changes(changes) => (rig, changes),
        other => panic!("{other:?}"),
    }
}

/// The same, set aside.
fn aside(doc: DocId) -> (Rig, Vec<Vec<u8>>) {
    let (mut rig, changes) = done(doc);
    assert_eq!(refusal(&mut rig), None);
    rig.store();
    (rig, changes)
}

fn chunks(rig: &Rig) -> usize {
    rig.read(&[]).len()
}

#[test]
fn what_is_not_on_the_server_or_open_stays() {
    let doc = note(1);
    let mut rig = Rig::live();
    rig.create(doc);
    assert_eq!(refusal(&mut rig), Some(Stay::Waiting(doc)), "not stored");
    rig.store();
    assert_eq!(refusal(&mut rig), Some(Stay::Waiting(doc)), "on its way");
    let (batch, _) = rig.push();
    rig.ack(batch, 1, 1);
    assert_eq!(refusal(&mut rig), Some(Stay::Open(doc)));
    rig.tap(doc);
    rig.give(Input::Close { doc });
    assert_eq!(refusal(&mut rig), Some(Stay::Waiting(doc)), "a change");
    rig.store();
    let (batch, _) = rig.push();
    rig.give(Input::Share {
        doc,
        visibility: Visibility::Team,
    });
    rig.ack(batch, 2, 2);
    assert_eq!(refusal(&mut rig), Some(Stay::Waiting(doc)), "a wish");
    rig.store();
    let (batch, _) = rig.push();
    rig.ack(batch, 3, 3);
    rig.store();
    rig.lose();
    assert_eq!(refusal(&mut rig), Some(Stay::NotCompared), "offline");
    assert_eq!((kept(&rig), chunks(&rig)), (Some(Kept::Here), 2));
}

#[test]
fn what_a_restored_server_may_want_back_stays() {
    let doc = note(1);
    let (mut rig, _) = done(doc);
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    assert_eq!(refusal(&mut rig), Some(Stay::NotCompared));
    rig.hear(&ServerMessage::Want {
        space: SPACE,
        docs: vec![doc],
    });
    healed(&mut rig, 0);
    assert_eq!(refusal(&mut rig), Some(Stay::Waiting(doc)));
}

#[test]
fn notes_leave_in_one_write_and_the_visit_stays() {
    let (mut rig, _) = done(note(1));
    let visit = DocId::visit(SPACE);
    let mut entry = theirs(visit, 2, vec![1]);
    entry.meta.kind = DocKind::Visit;
    rig.entries(3, 3, vec![entry, theirs(note(2), 3, vec![2])]);
    rig.store();
    assert_eq!(chunks(&rig), 3);
    assert_eq!(refusal(&mut rig), None);
    assert_eq!(rig.asked.len(), 1, "one write");
    // A device that ends before it is durable has lost nothing.
    rig.store();
    assert_eq!(chunks(&rig), 1);
    let listed: Vec<DocId> = rig.device.docs().map(|info| info.doc).collect();
    assert_eq!(listed, vec![visit]);
    assert_eq!(rig.device.doc_state(note(1)), None);
    let open = rig.try_give(Input::Open { doc: note(1) });
    assert_eq!(open, Err(Misuse::Aside(SPACE)));
    assert_eq!(refusal(&mut rig), Some(Stay::Already));
    let rig = rig.crash();
    assert_eq!(kept(&rig), Some(Kept::Aside));
    assert_eq!(rig.device.docs().count(), 1);
}

#[test]
fn while_aside_the_fingerprint_agrees_and_news_are_only_counted() {
    let doc = note(1);
    let (mut rig, _) = aside(doc);
    rig.entries(2, 2, vec![theirs(note(2), 2, vec![2])]);
    rig.store();
    assert!(
        !rig.events()
            .iter()
            .any(|event| matches!(event, Event::Listed { .. }))
    );
    assert_eq!(chunks(&rig), 0);
    let mut rig = rig.crash();
    rig.connect();
    rig.sent();
    let there = log::digest(doc, Visibility::Private, &[head(Seq(1))])
        ^ log::digest(note(2), Visibility::Team, &[head(Seq(2))]);
    rig.welcome(FIRST_LIFE, 2, there);
    assert_eq!(digests(&mut rig), None, "nothing to compare");
    assert_eq!(rig.device.link(), Link::Live);
}

#[test]
fn taken_up_it_comes_again_and_writes_as_another() {
    let doc = note(1);
    let (mut rig, changes) = aside(doc);
    rig.sent();
    rig.give(TAKE_UP);
    assert_eq!(digests(&mut rig), Some(vec![]), "it has nothing");
    assert_eq!(kept(&rig), Some(Kept::Coming));
    whole(&mut rig, doc, changes.clone(), 1);
    healed(&mut rig, 1);
    rig.store();
    assert_eq!(kept(&rig), Some(Kept::Here));
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
    rig.give(Input::Open { doc });
    rig.store();
    assert!(rig.device.note(doc).is_some());
    rig.tap(doc);
    rig.store();
    let (_, body) = rig.push();
    let PushBody::Changes(more) = body else {
        panic!("{body:?}")
    };
    let read = |bytes: &Vec<u8>| {
        let change = automerge::Change::from_bytes(bytes.clone()).expect("a change");
        (change.actor_id().clone(), change.seq())
    };
    assert_ne!(read(&more[0]).0, read(&changes[0]).0);
    assert_eq!(read(&more[0]).1, 1);
}

#[test]
fn a_fetch_that_was_cut_off_begins_again_and_trusts_nothing_of_it() {
    let (first, second) = (note(1), note(2));
    let (mut rig, changes) = aside(first);
    rig.lose();
    rig.give(TAKE_UP);
    rig.connect();
    rig.sent();
    rig.welcome(FIRST_LIFE, 2, 0);
    assert_eq!(digests(&mut rig), Some(vec![]));
    whole(&mut rig, first, changes, 1);
    rig.entries(0, 2, vec![theirs(second, 2, vec![2])]);
    rig.store();
    let mut rig = rig.crash();
    assert_eq!(kept(&rig), Some(Kept::Coming));
    rig.connect();
    rig.sent();
    rig.welcome(FIRST_LIFE, 2, 0);
    assert_eq!(digests(&mut rig), Some(vec![]), "it may not be whole");
    rig.store();
    assert_eq!(chunks(&rig), 0);
    assert!(!rig.disk.keys().any(|(table, _)| *table == Table::Docs));
}

#[test]
fn what_has_not_come_yet_is_not_claimed_when_notes_are_taken_up() {
    let (mut rig, _) = aside(note(1));
    let visit = DocId::visit(SPACE);
    let mut entry = theirs(visit, 2, vec![1]);
    (entry.meta.kind, entry.heads) = (DocKind::Visit, vec![head(Seq(5))]);
    rig.lose();
    rig.connect();
    rig.welcome(FIRST_LIFE, 5, 0);
    rig.sent();
    // The first of two pages of a visit that goes on behind it.
    rig.entries(2, 5, vec![entry]);
    rig.give(TAKE_UP);
    let whole = log::digest(visit, Visibility::Team, &[head(Seq(5))]);
    let sent = rig.sent().into_iter();
    let named: Vec<(DocId, u128)> = sent
        .filter_map(|message| match message {
            ClientMessage::Digests { docs, .. } => Some(docs),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(
        matches!(named[..], [(id, digest)] if id == visit && digest != whole),
        "{named:?}"
    );
}

#[test]
fn a_note_opened_before_it_came_goes_when_the_server_has_it_no_more() {
    let doc = note(1);
    let (mut rig, _) = aside(doc);
    rig.lose();
    rig.give(TAKE_UP);
    rig.give(Input::Open { doc });
    rig.store();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    healed(&mut rig, 0);
    rig.store();
    assert_eq!(kept(&rig), Some(Kept::Here));
    assert_eq!(rig.device.docs().count(), 0);
    assert!(!rig.disk.keys().any(|(table, _)| *table == Table::Docs));
}

#[test]
fn a_note_of_which_nothing_came_yet_is_not_shared() {
    let doc = note(1);
    let (mut rig, changes) = aside(doc);
    rig.lose();
    rig.give(TAKE_UP);
    rig.store();
    let wish = || Input::Share {
        doc,
        visibility: Visibility::Team,
    };
    let unknown = Misuse::Unknown(format!("document {doc}"));
    assert_eq!(rig.try_give(wish()), Err(unknown), "only its row is here");
    rig.store();
    let shown = rig.device.doc(doc).map(|info| info.meta.visibility);
    assert_eq!(shown, Some(Visibility::Private), "no wish is kept");
    rig.connect();
    rig.welcome(FIRST_LIFE, 1, 0);
    whole(&mut rig, doc, changes, 1);
    healed(&mut rig, 1);
    rig.store();
    assert_eq!(rig.pushes(), vec![], "none is sent");
    rig.give(wish());
    rig.store();
    assert_eq!(rig.push().1, PushBody::Share(Visibility::Team));
}

#[test]
fn taken_up_while_another_exchange_goes_on_it_is_asked_for_after_that() {
    let doc = note(1);
    let (mut rig, changes) = aside(doc);
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 1, 0);
    rig.sent();
    rig.give(TAKE_UP);
    assert_eq!(digests(&mut rig), None);
    healed(&mut rig, 1);
    assert_eq!(kept(&rig), Some(Kept::Coming));
    assert_eq!(digests(&mut rig), Some(vec![]));
    whole(&mut rig, doc, changes, 1);
    healed(&mut rig, 1);
    rig.store();
    assert_eq!(kept(&rig), Some(Kept::Here));
    assert_eq!(rig.device.link(), Link::Live);
}
