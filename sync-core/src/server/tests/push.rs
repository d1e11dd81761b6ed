//! Pushes: answered after the commit, refused with a typed reason.

use super::kit::{Rig, SPACE, bytes, change, changes, doc, entry, key, meta, person};
use crate::access::{DocKind, Role, Visibility};
use crate::ids::{BatchId, ConnId, Seq, SpaceId};
use crate::limits;
use crate::log::{Append, AppendBody, EntryBody, Refusal};
use crate::receipt::{Receipt, Subject};
use crate::server::{Input, Output};
use crate::wire::{ClientMessage, PushBody, ServerMessage};

fn refusal(rig: &mut Rig) -> Option<(Refusal, u64)> {
    match rig.sent(1)[..] {
        [
            ServerMessage::Nack {
                why, retry_after, ..
            },
        ] => Some((why, retry_after)),
        _ => None,
    }
}

#[test]
fn a_push_is_acknowledged_after_the_commit_and_not_before() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.push(1, 7, changes(1));
    let op = rig.append();
    assert_eq!(rig.sent(1), vec![]);
    rig.appended(op, Some(entry(1, Visibility::Private, bytes(9))), 1);
    let sent = rig.sent(1);
    let [
        ServerMessage::Ack {
            batch, seq, cursor, ..
        },
    ] = &sent[..]
    else {
        panic!("{sent:?}");
    };
    assert_eq!((*batch, *seq, *cursor), (BatchId(7), Seq(1), Seq(1)));
}

#[test]
fn the_author_is_the_session_whatever_the_push_says() {
    let mut rig = Rig::new();
    rig.live(1, Role::Host, 0);
    rig.push(1, 1, changes(1));
    let Some(Output::Append {
        append: Append { by, .. },
        ..
    }) = rig.asked.pop_front()
    else {
        panic!("no append was asked for");
    };
    assert_eq!((by.person, by.role), (person(1), Role::Host));
}

#[test]
fn an_acknowledged_cursor_never_covers_what_was_not_sent() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.push(1, 1, changes(1));
    let op = rig.append();
    // Position 1 is another's, and its answer comes on another node or a little later.
    rig.appended(op, Some(entry(2, Visibility::Private, bytes(9))), 2);
    let sent = rig.sent(1);
    assert!(
        matches!(sent[..], [ServerMessage::Ack { cursor: Seq(0), .. }]),
        "{sent:?}"
    );
    assert!(matches!(
        rig.asked.pop_front(),
        Some(Output::Read { after: Seq(0), .. })
    ));
}

#[test]
fn what_the_gate_refuses_never_reaches_the_store() {
    let cases = [
        (PushBody::Changes(Vec::new()), Refusal::Malformed),
        (
            PushBody::Changes(vec![b"not a change".to_vec()]),
            Refusal::Malformed,
        ),
        (
            PushBody::Changes(vec![vec![0; limits::BATCH_BYTES / 2 + 1]; 2]),
            Refusal::TooLarge,
        ),
        (
            PushBody::Heal {
                meta: meta(person(1), Visibility::Team),
                changes: vec![change(1)],
                receipt: Receipt::from_bytes([0; 16]),
            },
            Refusal::BadReceipt,
        ),
    ];
    for (body, why) in cases {
        let mut rig = Rig::new();
        rig.live(1, Role::Observer, 0);
        rig.push(1, 1, body);
        assert_eq!(refusal(&mut rig), Some((why, 0)));
        assert!(rig.asked.is_empty());
    }
}

#[test]
fn what_the_log_refuses_is_passed_on_with_a_time_when_it_may_pass() {
    for why in [Refusal::SequenceGap, Refusal::NotAllowed, Refusal::DocFull] {
        let mut rig = Rig::new();
        rig.live(1, Role::Observer, 0);
        rig.push(1, 1, changes(1));
        let op = rig.append();
        rig.refuse(op, why);
        assert_eq!(refusal(&mut rig), Some((why, 0)));
    }
    for why in [Refusal::Unavailable, Refusal::Busy] {
        let mut rig = Rig::new();
        rig.live(1, Role::Observer, 0);
        rig.push(1, 1, changes(1));
        let op = rig.append();
        rig.refuse(op, why);
        assert!(refusal(&mut rig).is_some_and(|(told, wait)| told == why && wait > 0));
    }
}

#[test]
fn a_store_that_fails_a_write_is_a_temporary_refusal() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.push(1, 1, changes(1));
    let op = rig.append();
    rig.give(Input::ReadFailed { op });
    assert!(matches!(
        refusal(&mut rig),
        Some((Refusal::Unavailable, 1..))
    ));
    assert_eq!(rig.closed, vec![]);
}

#[test]
fn a_push_to_a_space_that_the_person_is_not_in_is_not_allowed() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    let (batch, space) = (BatchId(1), SpaceId::from_bytes([9; 16]));
    let (doc, kind, body) = (doc(), DocKind::Note, changes(1));
    rig.hear(
        1,
        &ClientMessage::Push {
            batch,
            space,
            doc,
            kind,
            body,
        },
    );
    assert_eq!(refusal(&mut rig), Some((Refusal::NotAllowed, 0)));
}

#[test]
fn a_receipt_of_this_server_lets_anybody_bring_changes_back() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    let meta = meta(person(5), Visibility::Team);
    let changes = vec![change(1)];
    let receipt = key().sign(
        Subject {
            space: SPACE,
            doc: doc(),
            meta,
        },
        &changes,
    );
    rig.push(
        1,
        1,
        PushBody::Heal {
            meta,
            changes,
            receipt,
        },
    );
    let asked = rig.asked.pop_front();
    let Some(Output::Append { append, .. }) = asked else {
        panic!("{asked:?}");
    };
    assert!(matches!(append.body, AppendBody::Heal { meta: told, .. } if told == meta));
}

#[test]
fn an_answer_for_a_connection_that_is_gone_still_reaches_the_others() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Observer, 0);
    rig.push(1, 1, changes(1));
    let op = rig.append();
    rig.give(Input::Closed { conn: ConnId(1) });
    rig.appended(op, Some(entry(1, Visibility::Team, bytes(9))), 1);
    assert_eq!(rig.sent(1), vec![]);
    assert!(matches!(
        rig.sent(2)[..],
        [ServerMessage::Entries { upto: Seq(1), .. }]
    ));
}

#[test]
fn whoever_promotes_anothers_note_is_sent_what_came_before() {
    let mut rig = Rig::new();
    rig.live(2, Role::Observer, 4);
    rig.push(2, 1, PushBody::Share(Visibility::Team));
    let op = rig.append();
    rig.appended(op, Some(entry(5, Visibility::Team, EntryBody::Shared)), 5);
    let sent = rig.sent(2);
    assert!(
        matches!(sent[..], [ServerMessage::Ack { cursor: Seq(4), .. }]),
        "{sent:?}"
    );
    assert!(matches!(
        rig.asked.pop_front(),
        Some(Output::Read { after: Seq(4), .. })
    ));
}
