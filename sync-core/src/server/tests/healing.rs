//! Comparing digests and sending what the device lacks.

use std::collections::BTreeMap;

use super::kit::{Rig, SPACE, bytes, changes, doc, entry};
use crate::access::{Role, Visibility};
use crate::ids::{DocId, Incarnation, OpId, Seq};
use crate::server::{Input, Output, Page};
use crate::wire::{ClientMessage, ServerMessage};

/// A device of another life of the log, which is at 5 now.
fn returning() -> Rig {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, Incarnation::from_bytes([9; 16]), 2);
    rig.spaces(5);
    rig.sent(1);
    rig
}

fn digests(rig: &mut Rig, last: bool, docs: Vec<(DocId, u128)>) {
    rig.hear(
        1,
        &ClientMessage::Digests {
            space: SPACE,
            last,
            docs,
        },
    );
}

fn asked_for_digests(rig: &mut Rig) -> OpId {
    match rig.asked.pop_front() {
        Some(Output::ReadDigests { op, .. }) => op,
        other => panic!("no digests were asked for, but {other:?}"),
    }
}

fn another() -> DocId {
    DocId::from_bytes([3; 16])
}

#[test]
fn what_differs_is_wanted_and_sent_and_then_the_cursor_is_good() {
    let mut rig = returning();
    digests(&mut rig, false, vec![(doc(), 1)]);
    assert!(rig.asked.is_empty(), "more is to come");
    digests(&mut rig, true, vec![(another(), 2)]);
    let op = asked_for_digests(&mut rig);
    let docs = BTreeMap::from([(doc(), 1), (another(), 7)]);
    rig.give(Input::Digests {
        op,
        docs,
        head: Seq(5),
    });
    let want = ServerMessage::Want {
        space: SPACE,
        docs: vec![another()],
    };
    assert_eq!(rig.sent(1), vec![want]);
    let asked = rig.asked.pop_front();
    let Some(Output::ReadDocuments { op, docs, .. }) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!(docs, vec![another()]);
    let entries = vec![entry(4, Visibility::Team, bytes(9))];
    rig.give(Input::Page {
        op,
        page: Page {
            entries,
            upto: Seq(0),
            head: Seq(6),
        },
    });
    let sent = rig.sent(1);
    let [
        ServerMessage::Entries { upto, .. },
        ServerMessage::Healed { cursor, .. },
    ] = &sent[..]
    else {
        panic!("{sent:?}");
    };
    assert_eq!((*upto, *cursor), (Seq(0), Seq(5)));
    // It was told of position 6, so it is owed everything up to there.
    assert!(matches!(
        rig.asked.pop_front(),
        Some(Output::Read { after: Seq(5), .. })
    ));
}

#[test]
fn a_device_that_has_all_there_is_is_told_so_at_once() {
    let mut rig = returning();
    digests(&mut rig, true, vec![(doc(), 1)]);
    let op = asked_for_digests(&mut rig);
    rig.give(Input::Digests {
        op,
        docs: BTreeMap::from([(doc(), 1)]),
        head: Seq(5),
    });
    assert_eq!(
        rig.sent(1),
        vec![ServerMessage::Healed {
            space: SPACE,
            cursor: Seq(5)
        }]
    );
    assert!(rig.asked.is_empty());
}

#[test]
fn an_acknowledgement_during_healing_moves_no_cursor() {
    let mut rig = returning();
    digests(&mut rig, true, Vec::new());
    let op = asked_for_digests(&mut rig);
    rig.push(1, 1, changes(1));
    let append = rig.append();
    rig.give(Input::Digests {
        op,
        docs: BTreeMap::from([(doc(), 1)]),
        head: Seq(5),
    });
    rig.appended(append, Some(entry(6, Visibility::Private, bytes(9))), 6);
    let sent = rig.sent(1);
    assert!(
        matches!(sent[..], [ServerMessage::Ack { cursor: Seq(0), .. }]),
        "{sent:?}"
    );
}

#[test]
fn nothing_is_fanned_out_to_a_device_that_heals() {
    let mut rig = returning();
    rig.live(2, Role::Observer, 5);
    rig.push(2, 1, changes(2));
    let op = rig.append();
    rig.appended(op, Some(entry(6, Visibility::Team, bytes(9))), 6);
    assert_eq!(rig.sent(1), vec![]);
    assert!(rig.asked.is_empty());
}
