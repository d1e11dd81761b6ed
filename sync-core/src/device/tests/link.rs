//! The connection: greeting, silence, backoff, and how the server ends it.

use super::kit::{FIRST_LIFE, Rig, SPACE, note, theirs, welcome};
use crate::access::Role;
use crate::device::{CloseReason, Event, Input, Link, Misuse};
use crate::ids::{ConnId, OpId, Seq};
use crate::limits;
use crate::wire::{ByeCode, ClientMessage, ServerMessage, SpaceWelcome};

#[test]
fn reconnecting_costs_two_messages_below_300_bytes_when_nothing_changed() {
    let mut rig = Rig::durable(note(1));
    let fingerprint = crate::log::digest(
        note(1),
        crate::access::Visibility::Private,
        &[super::kit::head(Seq(1))],
    );
    rig.lose();
    rig.sent();
    rig.connect();
    let sent = rig.sent();
    assert_eq!(sent.len(), 1);
    let space = SpaceWelcome {
        space: SPACE,
        role: Role::Observer,
        incarnation: FIRST_LIFE,
        head: Seq(1),
        fingerprint,
    };
    let answer = welcome(vec![space], 64);
    assert!(sent[0].encode().len() + answer.encode().len() <= 300);
    rig.hear(&answer);
    rig.store();
    assert_eq!(rig.sent(), vec![]);
    assert_eq!(rig.device.link(), Link::Live);
}

#[test]
fn a_device_is_live_when_nothing_is_missing() {
    let mut rig = Rig::new();
    assert_eq!(rig.device.link(), Link::Offline { retry: None });
    rig.connect();
    assert_eq!(rig.device.link(), Link::Connecting);
    rig.welcome(FIRST_LIFE, 2, 0);
    assert_eq!(rig.device.link(), Link::CatchingUp);
    rig.entries(1, 2, vec![theirs(note(1), 1, vec![1])]);
    assert_eq!(rig.device.link(), Link::CatchingUp);
    rig.entries(2, 2, vec![]);
    assert_eq!(rig.device.link(), Link::Live);
    let live = Event::Link(Link::Live);
    assert_eq!(
        rig.events().iter().filter(|event| **event == live).count(),
        1
    );
}

#[test]
fn a_silent_server_is_asked_and_then_counts_as_gone() {
    let mut rig = Rig::live();
    rig.now = limits::PING_AFTER_MS;
    rig.give(Input::Wakeup);
    assert!(matches!(rig.sent()[..], [ClientMessage::Ping { .. }]));
    rig.now += limits::DEAD_AFTER_MS - 1;
    rig.give(Input::Wakeup);
    assert_eq!(rig.disconnected, vec![]);
    rig.now += 1;
    rig.give(Input::Wakeup);
    assert_eq!(rig.disconnected, vec![ConnId(1)]);
    assert!(matches!(
        rig.device.link(),
        Link::Offline { retry: Some(_) }
    ));
}

#[test]
fn any_frame_proves_that_the_server_is_there() {
    let mut rig = Rig::live();
    rig.now = limits::PING_AFTER_MS;
    rig.give(Input::Wakeup);
    rig.now += limits::DEAD_AFTER_MS - 1;
    rig.hear(&ServerMessage::Pong { nonce: 0 });
    rig.now += 1;
    rig.give(Input::Wakeup);
    assert_eq!(rig.disconnected, vec![]);
    assert_eq!(
        rig.device.next_wakeup().map(|at| at.0),
        Some(rig.now - 1 + limits::PING_AFTER_MS)
    );
}

#[test]
fn a_server_that_never_answers_the_call_is_called_again() {
    let mut rig = Rig::new();
    rig.give(Input::ConnectNow);
    rig.now = limits::DEAD_AFTER_MS;
    rig.give(Input::Wakeup);
    assert_eq!(rig.disconnected, vec![ConnId(1)]);
    assert!(matches!(
        rig.device.link(),
        Link::Offline { retry: Some(_) }
    ));
}

#[test]
fn waits_between_tries_double_up_to_a_minute_with_jitter() {
    let mut rig = Rig::new();
    rig.give(Input::ConnectNow);
    let mut most = limits::RECONNECT_MIN_MS;
    for _ in 0..12 {
        rig.lose();
        let Link::Offline { retry: Some(at) } = rig.device.link() else {
            panic!("it does not try again");
        };
        let wait = at.0 - rig.now;
        assert!((most / 2..=most).contains(&wait), "{wait} of {most}");
        most = (most * 2).min(limits::RECONNECT_MAX_MS);
        rig.now = at.0;
        rig.give(Input::Wakeup);
    }
    assert_eq!(most, limits::RECONNECT_MAX_MS);
}

#[test]
fn a_session_that_ended_waits_for_a_person() {
    let mut rig = Rig::live();
    let (conn, why) = (ConnId(1), CloseReason::Unauthorized);
    rig.give(Input::Closed { conn, why });
    assert_eq!(rig.device.link(), Link::SignIn);
    assert_eq!(rig.device.next_wakeup(), None);
    rig.give(Input::ConnectNow);
    assert_eq!(rig.device.link(), Link::Connecting);
}

#[test]
fn a_server_that_goes_away_names_the_wait_within_bounds() {
    for (asked, waited) in [(3_000, 3_000), (0, 1_000), (u64::MAX, 60_000)] {
        let mut rig = Rig::live();
        rig.hear(&ServerMessage::Bye {
            code: ByeCode::GoingAway,
            retry_after: asked,
        });
        let retry = Some(crate::time::Timestamp(waited));
        assert_eq!(rig.device.link(), Link::Offline { retry });
        assert_eq!(rig.disconnected, vec![ConnId(1)]);
    }
}

#[test]
fn a_server_of_another_version_asks_for_an_update() {
    let mut rig = Rig::live();
    rig.hear(&ServerMessage::Bye {
        code: ByeCode::Version,
        retry_after: 1_000,
    });
    assert_eq!(rig.device.link(), Link::Update);
    assert_eq!(rig.device.next_wakeup(), None);
}

#[test]
fn a_frame_that_cannot_be_read_ends_the_connection_and_is_told() {
    let mut rig = Rig::live();
    rig.give(Input::Received {
        conn: ConnId(1),
        bytes: vec![1, 250],
    });
    assert!(
        rig.events()
            .iter()
            .any(|event| matches!(event, Event::ServerFault { .. }))
    );
    assert_eq!(rig.disconnected, vec![ConnId(1)]);
}

#[test]
fn what_belongs_to_an_earlier_connection_is_ignored() {
    let mut rig = Rig::live();
    rig.lose();
    rig.connect();
    let bye = ServerMessage::Bye {
        code: ByeCode::Version,
        retry_after: 1,
    };
    rig.give(Input::Received {
        conn: ConnId(1),
        bytes: bye.encode(),
    });
    rig.give(Input::Closed {
        conn: ConnId(1),
        why: CloseReason::Lost,
    });
    assert_eq!(rig.device.link(), Link::Connecting);
}

#[test]
fn an_answer_to_a_question_never_asked_is_a_misuse() {
    let mut rig = Rig::live();
    let op = OpId(99);
    assert_eq!(
        rig.try_give(Input::Persisted { op }),
        Err(Misuse::UnknownOp(op))
    );
    let rows = Vec::new();
    assert_eq!(
        rig.try_give(Input::Loaded { op, rows }),
        Err(Misuse::UnknownOp(op))
    );
    let doc = note(1);
    let edits = Vec::new();
    assert!(matches!(
        rig.try_give(Input::Edit { doc, edits }),
        Err(Misuse::Unknown(_))
    ));
    rig.create(doc);
    rig.give(Input::Close { doc });
    let edits = Vec::new();
    assert_eq!(
        rig.try_give(Input::Edit { doc, edits }),
        Err(Misuse::NotOpen(doc))
    );
}
