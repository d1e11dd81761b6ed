//! Healing a restored server, whoever wrote what it lost and whenever it is cut off.

use super::kit::{
    FIRST_LIFE, ME, NEXT_LIFE, OTHER, RECEIPT, Rig, SPACE, head, note, theirs, welcome,
};
use crate::access::{Role, Visibility};
use crate::device::{DocState, Input, Link, Output};
use crate::gate::pack;
use crate::ids::{DocId, Incarnation, Seq};
use crate::log::{self, Entry, EntryBody, Refusal};
use crate::wire::{ClientMessage, PushBody, ServerMessage, SpaceWelcome};

/// What a device names whose comparison has not ended.
const NO_LIFE: Incarnation = Incarnation::from_bytes([0; 16]);

/// The digests that were sent since the last look.
fn digests(rig: &mut Rig) -> Vec<(DocId, u128)> {
    let mut found = Vec::new();
    for message in rig.sent() {
        if let ClientMessage::Digests { docs, .. } = message {
            found.extend(docs);
        }
    }
    found
}

/// The life of the log that the next Hello names.
fn hello(rig: &mut Rig) -> (Incarnation, Seq) {
    rig.sent();
    rig.connect();
    match rig.sent().first() {
        Some(ClientMessage::Hello { spaces, .. }) => (spaces[0].incarnation, spaces[0].cursor),
        other => panic!("{other:?}"),
    }
}

fn want(rig: &mut Rig, doc: DocId) {
    rig.hear(&ServerMessage::Want {
        space: SPACE,
        docs: vec![doc],
    });
}

fn healed(rig: &mut Rig, cursor: u64) {
    let cursor = Seq(cursor);
    rig.hear(&ServerMessage::Healed {
        space: SPACE,
        cursor,
    });
}

#[test]
fn a_restored_server_is_told_what_this_device_believes_that_it_has() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    rig.lose();
    rig.connect();
    rig.sent();
    rig.welcome(NEXT_LIFE, 0, 0);
    let believed = log::digest(doc, Visibility::Private, &[head(Seq(1))]);
    assert_eq!(digests(&mut rig), vec![(doc, believed)]);
    assert_eq!(rig.device.link(), Link::CatchingUp);
}

#[test]
fn own_work_that_it_lost_is_pushed_again_and_is_not_durable_meanwhile() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.sent();
    want(&mut rig, doc);
    healed(&mut rig, 0);
    assert_ne!(rig.device.doc_state(doc), Some(DocState::Durable));
    rig.store();
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == 1));
    rig.ack(batch, 1, 1);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
    assert_eq!(rig.device.link(), Link::Live);
}

#[test]
fn what_others_wrote_is_brought_back_with_the_servers_receipt() {
    let (mut rig, doc) = (Rig::live(), note(7));
    let entry = theirs(doc, 1, vec![1, 2, 3]);
    let meta = entry.meta;
    assert_eq!(meta.owner, OTHER, "the owner may be absent");
    rig.entries(1, 1, vec![entry]);
    rig.store();
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.sent();
    want(&mut rig, doc);
    healed(&mut rig, 0);
    rig.store();
    let (_, body) = rig.push();
    let (changes, receipt) = (vec![vec![1, 2, 3]], RECEIPT);
    assert_eq!(
        body,
        PushBody::Heal {
            meta,
            changes,
            receipt
        }
    );
}

#[test]
fn what_came_packed_opens_and_is_brought_back_packed() {
    let (mut rig, doc) = (Rig::live(), note(7));
    let mut author = Rig::live();
    author.create(doc);
    for _ in 0..9 {
        author.tap(doc);
    }
    author.store();
    let mut changes = Vec::new();
    for seq in 1..=2 {
        let (batch, body) = author.push();
        let PushBody::Changes(pushed) = body else {
            panic!("{body:?}");
        };
        changes.extend(pushed);
        author.ack(batch, seq, seq);
        author.store();
    }
    let packed = pack::pack(&changes).expect("ten changes are smaller packed");
    let entry = Entry {
        body: EntryBody::Packed(packed.clone()),
        ..theirs(doc, 1, Vec::new())
    };
    let meta = entry.meta;
    rig.entries(1, 1, vec![entry]);
    rig.give(Input::Open { doc });
    rig.store();
    assert_eq!(rig.device.note(doc), author.device.note(doc));
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.sent();
    want(&mut rig, doc);
    healed(&mut rig, 0);
    rig.store();
    let receipt = RECEIPT;
    assert_eq!(
        rig.push().1,
        PushBody::HealPacked {
            meta,
            packed,
            receipt
        }
    );
}

#[test]
fn what_others_wrote_is_brought_back_also_when_it_is_not_stored_yet() {
    let (mut rig, doc) = (Rig::live(), note(7));
    rig.entries(1, 1, vec![theirs(doc, 1, vec![1, 2, 3])]);
    let (write, _) = rig.next_write();
    rig.give(Input::StorageFailed {
        op: write,
        error: "locked".to_owned(),
    });
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.sent();
    want(&mut rig, doc);
    rig.store();
    assert!(matches!(rig.push().1, PushBody::Heal { .. }));
}

#[test]
fn the_owner_asks_for_the_circle_again() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    rig.give(Input::Share {
        doc,
        visibility: Visibility::Team,
    });
    rig.store();
    let (batch, _) = rig.push();
    rig.ack(batch, 2, 2);
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 1, 0);
    rig.sent();
    want(&mut rig, doc);
    // What the server sends meanwhile says that the note is private.
    let mut entry = theirs(doc, 1, vec![1]);
    (entry.meta.owner, entry.meta.visibility) = (ME, Visibility::Private);
    rig.entries(0, 1, vec![entry]);
    healed(&mut rig, 1);
    rig.store();
    let (batch, _) = rig.push();
    rig.ack(batch, 1, 1);
    rig.store();
    let mut last = None;
    while let Some((batch, _, body)) = rig.pushes().pop() {
        rig.ack(batch, 2, 2);
        last = Some(body);
    }
    assert_eq!(last, Some(PushBody::Share(Visibility::Team)));
}

#[test]
fn healing_that_was_cut_off_begins_again() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.store();
    let mut rig = rig.crash();
    assert_eq!(hello(&mut rig), (NO_LIFE, Seq(0)));
    rig.welcome(NEXT_LIFE, 0, 0);
    assert_eq!(digests(&mut rig).len(), 1);
    want(&mut rig, doc);
    healed(&mut rig, 0);
    rig.store();
    rig.lose();
    assert_eq!(hello(&mut rig), (NEXT_LIFE, Seq(0)));
}

#[test]
fn what_the_server_wants_back_is_not_forgotten_in_a_crash() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    want(&mut rig, doc);
    healed(&mut rig, 0);
    while let Some(ask) = rig.asked.pop_front() {
        // What is read is not answered any more.
        if let Output::Persist { op, writes } = ask {
            rig.write(writes);
            rig.give(Input::Persisted { op });
        }
    }
    assert_eq!(rig.pushes(), vec![]);
    let mut rig = rig.crash();
    rig.connect();
    rig.store();
    rig.push();
}

#[test]
fn while_it_heals_a_cursor_of_an_acknowledgement_means_nothing() {
    let mut rig = Rig::live();
    rig.lose();
    rig.create(note(1));
    rig.store();
    rig.connect();
    let (batch, _) = rig.push();
    rig.welcome(NEXT_LIFE, 3, 0);
    rig.ack(batch, 4, 4);
    rig.store();
    let mut rig = rig.crash();
    assert_eq!(hello(&mut rig), (NO_LIFE, Seq(0)));
}

#[test]
fn heads_are_believed_only_when_everything_up_to_them_is_here() {
    let mut rig = Rig::live();
    let doc = note(7);
    // The first of two pages: the heads are of the whole document.
    let mut entry = theirs(doc, 1, vec![1]);
    entry.heads = vec![head(Seq(2))];
    rig.entries(1, 2, vec![entry]);
    rig.store();
    rig.lose();
    rig.connect();
    rig.sent();
    rig.welcome(NEXT_LIFE, 2, 0);
    let claimed = log::digest(doc, Visibility::Team, &[head(Seq(2))]);
    let sent = digests(&mut rig);
    assert!(matches!(sent[..], [(id, digest)] if id == doc && digest != claimed));
}

#[test]
fn a_server_with_other_heads_in_the_same_life_is_healed_too() {
    let mut rig = Rig::durable(note(1));
    rig.lose();
    rig.connect();
    rig.sent();
    rig.welcome(FIRST_LIFE, 1, 12345);
    assert_eq!(digests(&mut rig).len(), 1);
    healed(&mut rig, 1);
    assert_eq!(rig.device.link(), Link::Live);
}

/// The first of two parts of a document: it names the heads of both.
fn first_part(rig: &mut Rig, doc: DocId, head: u64) {
    rig.entries(0, head, vec![theirs(doc, head, vec![1])]);
    rig.store();
}

#[test]
fn cut_off_between_two_parts_a_document_does_not_count_as_whole() {
    let (mut rig, doc) = (Rig::live(), note(7));
    rig.lose();
    rig.connect();
    // This device is as far as the log, and lacks a document of it.
    rig.entries(1, 1, vec![]);
    let there = log::digest(doc, Visibility::Team, &[head(Seq(1))]);
    rig.welcome(FIRST_LIFE, 0, there);
    assert_eq!(digests(&mut rig), vec![]);
    first_part(&mut rig, doc, 1);
    let mut rig = rig.crash();
    rig.connect();
    rig.sent();
    rig.welcome(FIRST_LIFE, 1, there);
    let sent = digests(&mut rig);
    assert!(
        matches!(sent[..], [(id, digest)] if id == doc && digest != there),
        "{sent:?}"
    );
    // The rest comes, and with the end of the exchange it is whole.
    rig.entries(0, 1, vec![theirs(doc, 1, vec![1]), theirs(doc, 1, vec![2])]);
    healed(&mut rig, 1);
    rig.store();
    rig.lose();
    assert_eq!(hello(&mut rig), (FIRST_LIFE, Seq(1)));
    rig.welcome(FIRST_LIFE, 1, there);
    assert_eq!(digests(&mut rig), vec![]);
    assert_eq!(rig.device.link(), Link::Live);
}

#[test]
fn while_it_is_compared_news_do_not_make_a_part_whole() {
    let (mut rig, doc) = (Rig::live(), note(7));
    rig.lose();
    rig.connect();
    rig.welcome(FIRST_LIFE, 0, 12345);
    first_part(&mut rig, doc, 1);
    let mut rig = rig.crash();
    rig.sent();
    // Named as of no life of the log, the server sends no page before it was compared:
    // one would name the heads of all, too.
    assert_eq!(hello(&mut rig), (NO_LIFE, Seq(0)));
    rig.welcome(FIRST_LIFE, 2, 12345);
    rig.entries(2, 2, vec![theirs(doc, 2, vec![3])]);
    rig.store();
    rig.lose();
    let (_, cursor) = hello(&mut rig);
    assert_eq!(cursor, Seq(0));
    rig.welcome(
        FIRST_LIFE,
        2,
        log::digest(doc, Visibility::Team, &[head(Seq(2))]),
    );
    assert_eq!(digests(&mut rig).len(), 1);
}

#[test]
fn who_may_read_more_than_before_is_compared_wherever_they_are_in_the_log() {
    let mut rig = Rig::live();
    rig.lose();
    rig.connect();
    rig.sent();
    let space = SpaceWelcome {
        space: SPACE,
        role: Role::Facilitator,
        incarnation: FIRST_LIFE,
        head: Seq(9),
        fingerprint: 12345,
    };
    rig.hear(&welcome(vec![space], 64));
    let sent = rig.sent();
    assert!(
        matches!(sent[..], [ClientMessage::Digests { .. }]),
        "what was written before has a position that this device has passed: {sent:?}"
    );
}

#[test]
fn what_came_in_another_order_is_brought_back_in_the_logs() {
    let (mut rig, doc) = (Rig::live(), note(7));
    // News of a note that then came whole.
    rig.entries(0, 2, vec![theirs(doc, 2, vec![2])]);
    rig.entries(2, 2, vec![theirs(doc, 2, vec![1])]);
    rig.store();
    rig.lose();
    rig.connect();
    rig.welcome(NEXT_LIFE, 0, 0);
    rig.sent();
    want(&mut rig, doc);
    healed(&mut rig, 0);
    rig.store();
    let mut log = Vec::new();
    for _ in 0..3 {
        let (batch, body) = rig.push();
        let PushBody::Heal { changes, .. } = body else {
            panic!("{body:?}");
        };
        // The server has taken what comes first, or takes nothing.
        if changes == [vec![1]] || log.contains(&vec![1]) {
            log.extend(changes);
            rig.ack(batch, log.len() as u64, 0);
        } else {
            rig.hear(&ServerMessage::Nack {
                batch,
                why: Refusal::MissingDependency,
                retry_after: 0,
            });
        }
    }
    assert_eq!(log, [vec![1], vec![2]]);
    assert_eq!(rig.pushes(), vec![]);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
}

#[test]
fn a_refused_offer_does_not_stop_own_work() {
    let (mut rig, doc) = (Rig::live(), note(7));
    rig.entries(1, 1, vec![theirs(doc, 1, vec![1])]);
    rig.create(note(1));
    rig.store();
    let (batch, _) = rig.push();
    rig.ack(batch, 2, 2);
    rig.sent();
    want(&mut rig, doc);
    rig.store();
    let (batch, _) = rig.push();
    rig.hear(&ServerMessage::Nack {
        batch,
        why: Refusal::BadReceipt,
        retry_after: 0,
    });
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
    rig.tap(note(1));
    rig.store();
    rig.push();
}
