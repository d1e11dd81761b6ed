//! The first round trip, and how connections end.

use super::kit::{LIFE, Rig, SPACE, changes, device};
use crate::access::Role;
use crate::ids::{ConnId, Incarnation, Seq};
use crate::limits;
use crate::server::{Input, Output};
use crate::wire::{ByeCode, ClientMessage, ServerMessage};

fn said_bye(rig: &mut Rig, conn: u64) -> Option<ByeCode> {
    rig.sent(conn)
        .into_iter()
        .find_map(|message| match message {
            ServerMessage::Bye { code, .. } => Some(code),
            _ => None,
        })
}

#[test]
fn pushes_may_follow_hello_at_once_and_are_taken_up_after_welcome() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 0);
    rig.push(1, 1, changes(1));
    assert_eq!(rig.sent(1), vec![]);
    rig.spaces(0);
    assert!(matches!(rig.sent(1)[..], [ServerMessage::Welcome { .. }]));
    assert!(matches!(rig.asked.pop_front(), Some(Output::Append { .. })));
}

#[test]
fn who_is_up_to_date_is_sent_welcome_and_nothing_else() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 5);
    rig.spaces(5);
    assert_eq!(rig.sent(1).len(), 1);
    assert!(rig.asked.is_empty());
}

#[test]
fn who_is_behind_is_read_what_lies_after_the_cursor() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 2);
    rig.spaces(5);
    let asked = rig.asked.pop_front();
    let Some(Output::Read {
        after,
        max_bytes,
        role,
        ..
    }) = asked
    else {
        panic!("{asked:?}");
    };
    assert_eq!(
        (after, max_bytes, role),
        (Seq(2), limits::PAGE_BYTES, Role::Observer)
    );
}

#[test]
fn who_comes_from_another_life_of_the_log_is_sent_nothing_before_digests() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, Incarnation::from_bytes([9; 16]), 2);
    rig.spaces(5);
    assert_eq!(rig.sent(1).len(), 1);
    assert!(rig.asked.is_empty());
}

#[test]
fn only_hello_of_the_sessions_device_opens() {
    let hello = |number| ClientMessage::Hello {
        build: "test".to_owned(),
        device: device(number),
        spaces: Vec::new(),
    };
    let ping = ClientMessage::Ping { nonce: 1 };
    for (first, second) in [(ping, None), (hello(2), None), (hello(1), Some(hello(1)))] {
        let mut rig = Rig::new();
        rig.connect(1, Role::Observer);
        rig.hear(1, &first);
        if let Some(second) = second {
            rig.spaces(0);
            rig.hear(1, &second);
        }
        assert_eq!(said_bye(&mut rig, 1), Some(ByeCode::Fault));
        assert_eq!(rig.closed, vec![(1, 4400)]);
        assert_eq!(rig.server.connections(), 0);
    }
}

#[test]
fn another_version_and_damaged_frames_are_told_apart() {
    for (bytes, code, close) in [
        (vec![9, 1], ByeCode::Version, 4426),
        (vec![1, 200], ByeCode::Fault, 4400),
    ] {
        let mut rig = Rig::new();
        rig.connect(1, Role::Observer);
        rig.give(Input::Received {
            conn: ConnId(1),
            bytes,
        });
        assert_eq!(said_bye(&mut rig, 1), Some(code));
        assert_eq!(rig.closed, vec![(1, close)]);
    }
}

#[test]
fn more_pushes_than_the_window_are_too_many_before_and_after_welcome() {
    let window = limits::PUSH_WINDOW as u64;
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    for batch in 1..=window {
        rig.push(1, batch, changes(1));
    }
    assert_eq!(rig.closed, vec![]);
    rig.push(1, window + 1, changes(1));
    assert_eq!(said_bye(&mut rig, 1), Some(ByeCode::Overload));
    assert_eq!(rig.closed, vec![(1, 4429)]);

    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 0);
    for batch in 1..=window {
        rig.push(1, batch, changes(1));
    }
    assert_eq!(rig.closed, vec![]);
    rig.push(1, window + 1, changes(1));
    assert_eq!(rig.closed, vec![(1, 4429)]);
}

#[test]
fn a_shutdown_sends_everyone_away_at_different_times() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Host, 0);
    rig.give(Input::Drain);
    rig.connect(3, Role::Observer);
    let mut waits = Vec::new();
    for conn in 1..=3 {
        for message in rig.sent(conn) {
            let ServerMessage::Bye {
                code: ByeCode::GoingAway,
                retry_after,
            } = message
            else {
                panic!("{message:?}");
            };
            assert!((1_000..6_000).contains(&retry_after));
            waits.push(retry_after);
        }
    }
    waits.dedup();
    assert_eq!(waits.len(), 3);
    assert_eq!(rig.closed, vec![(1, 1012), (2, 1012), (3, 1012)]);
}

#[test]
fn a_store_that_cannot_be_read_closes_and_asks_to_come_back() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 0);
    let Some(Output::ReadSpaces { op, .. }) = rig.asked.pop_front() else {
        panic!("the spaces were not asked for");
    };
    rig.give(Input::ReadFailed { op });
    assert_eq!(rig.closed, vec![(1, 1013)]);
}

#[test]
fn a_ping_is_answered() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.hear(1, &ClientMessage::Ping { nonce: 5 });
    assert_eq!(rig.sent(1), vec![ServerMessage::Pong { nonce: 5 }]);
}

#[test]
fn a_space_that_the_person_is_not_in_does_not_exist_for_them() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    let (space, last, docs) = (crate::ids::SpaceId::from_bytes([9; 16]), true, Vec::new());
    assert_ne!(space, SPACE);
    rig.hear(1, &ClientMessage::Digests { space, last, docs });
    assert_eq!(said_bye(&mut rig, 1), Some(ByeCode::Fault));
}
