//! Entries on their way to readers: to whom, how much, and in what order.

use super::kit::{LIFE, Rig, SPACE, bytes, doc, entry, key};
use crate::access::{Role, Visibility};
use crate::ids::{ConnId, Seq};
use crate::limits;
use crate::log::EntryBody;
use crate::receipt::Subject;
use crate::server::{Input, Output, Page};
use crate::wire::{ClientMessage, ServerMessage};

/// The number of the page that was asked for next, and after which position.
fn read(rig: &mut Rig) -> (crate::ids::OpId, Seq) {
    match rig.asked.pop_front() {
        Some(Output::Read { op, after, .. }) => (op, after),
        other => panic!("no page was asked for, but {other:?}"),
    }
}

fn uptos(messages: &[ServerMessage]) -> Vec<(u64, usize)> {
    let upto = |message: &ServerMessage| match message {
        ServerMessage::Entries { upto, entries, .. } => Some((upto.0, entries.len())),
        _ => None,
    };
    messages.iter().filter_map(upto).collect()
}

#[test]
fn only_readers_are_sent_an_entry_and_all_move_on() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Observer, 0);
    rig.live(3, Role::Host, 0);
    rig.wrote(entry(1, Visibility::Private, bytes(9)));
    assert_eq!((rig.sent(2), rig.sent(3)), (vec![], vec![]));
    rig.wrote(entry(2, Visibility::Team, bytes(9)));
    assert_eq!(
        (uptos(&rig.sent(2)), uptos(&rig.sent(3))),
        (vec![(2, 1)], vec![])
    );
    rig.wrote(entry(3, Visibility::Space, bytes(9)));
    assert_eq!(
        (uptos(&rig.sent(2)), uptos(&rig.sent(3))),
        (vec![(3, 1)], vec![(3, 1)])
    );
    assert!(rig.asked.is_empty(), "nobody fell behind");
}

#[test]
fn the_author_is_not_sent_what_they_pushed() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.wrote(entry(1, Visibility::Team, bytes(9)));
    assert!(matches!(rig.sent(1)[..], [ServerMessage::Ack { .. }]));
}

#[test]
fn entries_carry_a_receipt_for_exactly_their_changes() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Observer, 0);
    rig.wrote(entry(1, Visibility::Team, bytes(9)));
    let sent = rig.sent(2);
    let [ServerMessage::Entries { entries, .. }] = &sent[..] else {
        panic!("{sent:?}");
    };
    let (entry, receipt) = &entries[0];
    let EntryBody::Changes(changes) = &entry.body else {
        panic!("{entry:?}");
    };
    let subject = Subject {
        space: SPACE,
        doc: doc(),
        meta: entry.meta,
    };
    assert!(key().accepts(subject, changes, *receipt));
}

#[test]
fn a_promotion_brings_new_readers_a_page_with_what_came_before() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 4);
    rig.live(2, Role::Observer, 4);
    rig.wrote(entry(5, Visibility::Team, EntryBody::Shared));
    assert!(matches!(
        rig.sent(1)[..],
        [ServerMessage::Ack { cursor: Seq(5), .. }]
    ));
    assert_eq!(rig.sent(2), vec![]);
    let (op, after) = read(&mut rig);
    assert_eq!(after, Seq(4));
    // Written while the page is read: it waits for its turn.
    rig.wrote(entry(6, Visibility::Team, bytes(9)));
    assert_eq!(rig.sent(2), vec![]);
    let shared = entry(5, Visibility::Team, EntryBody::Shared);
    let history = entry(5, Visibility::Team, bytes(9));
    let entries = vec![shared, history];
    rig.give(Input::Page {
        op,
        page: Page {
            entries,
            upto: Seq(5),
            head: Seq(5),
        },
    });
    assert_eq!(uptos(&rig.sent(2)), vec![(5, 2)]);
    assert_eq!(read(&mut rig).1, Seq(5));
}

#[test]
fn the_server_stops_when_the_credit_is_used_and_goes_on_where_it_stopped() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Observer, 0);
    let size = limits::CREDIT_BYTES as usize / 8;
    let mut seq = 0;
    while seq < 20 {
        seq += 1;
        rig.wrote(entry(seq, Visibility::Team, bytes(size)));
    }
    let sent = uptos(&rig.sent(2));
    assert_eq!(sent.len(), 8, "{sent:?}");
    assert!(rig.asked.is_empty());
    rig.hear(2, &ClientMessage::Credit { bytes: 1 });
    assert_eq!(read(&mut rig).1, Seq(8));
}

#[test]
fn credit_beyond_the_limit_is_not_counted() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    rig.live(2, Role::Observer, 0);
    rig.hear(2, &ClientMessage::Credit { bytes: u64::MAX });
    for seq in 1..=20 {
        rig.wrote(entry(
            seq,
            Visibility::Team,
            bytes(limits::CREDIT_BYTES as usize / 8),
        ));
    }
    assert_eq!(rig.sent(2).len(), 8);
}

#[test]
fn a_large_page_is_cut_into_frames_of_which_only_the_last_moves_the_cursor() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 0);
    rig.spaces(2);
    rig.sent(1);
    let (op, _) = read(&mut rig);
    let many = EntryBody::Changes(vec![vec![7; limits::CHANGE_BYTES]; 4]);
    let small = EntryBody::Changes(vec![vec![7]; limits::BATCH_CHANGES + 1]);
    let entries = vec![
        entry(1, Visibility::Team, many),
        entry(2, Visibility::Team, small),
    ];
    rig.give(Input::Page {
        op,
        page: Page {
            entries,
            upto: Seq(2),
            head: Seq(2),
        },
    });
    let sent = rig.sent(1);
    let frames = uptos(&sent);
    let (last, before) = frames.split_last().expect("something was sent");
    assert!(
        before.len() >= 2 && before.iter().all(|(upto, _)| *upto == 0),
        "{frames:?}"
    );
    assert_eq!(last.0, 2);
    assert!(rig.largest_frame <= limits::FRAME_BYTES);
    for message in &sent {
        let ServerMessage::Entries { entries, .. } = message else {
            continue;
        };
        for (entry, _) in entries {
            let EntryBody::Changes(changes) = &entry.body else {
                panic!("{entry:?}");
            };
            let size: usize = changes.iter().map(Vec::len).sum();
            let fits = changes.len() <= limits::BATCH_CHANGES && size <= limits::BATCH_BYTES;
            assert!(fits, "a device could not push it back");
        }
    }
}

#[test]
fn a_page_of_what_may_not_be_read_moves_the_cursor_all_the_same() {
    let mut rig = Rig::new();
    rig.connect(1, Role::Host);
    rig.hello(1, LIFE, 0);
    rig.spaces(9);
    rig.sent(1);
    let (op, _) = read(&mut rig);
    let entries = Vec::new();
    rig.give(Input::Page {
        op,
        page: Page {
            entries,
            upto: Seq(9),
            head: Seq(9),
        },
    });
    assert_eq!(uptos(&rig.sent(1)), vec![(9, 0)]);
    assert!(rig.asked.is_empty());
}

#[test]
fn a_doorbell_makes_the_server_read() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 3);
    rig.give(Input::Doorbell {
        space: SPACE,
        head: Seq(4),
    });
    assert_eq!(read(&mut rig).1, Seq(3));
    rig.give(Input::Doorbell {
        space: SPACE,
        head: Seq(5),
    });
    assert!(rig.asked.is_empty(), "one page at a time");
}

#[test]
fn an_answer_for_a_connection_that_is_gone_is_dropped() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 3);
    rig.give(Input::Doorbell {
        space: SPACE,
        head: Seq(4),
    });
    let (op, _) = read(&mut rig);
    rig.give(Input::Closed { conn: ConnId(1) });
    let entries = vec![entry(4, Visibility::Team, bytes(9))];
    rig.give(Input::Page {
        op,
        page: Page {
            entries,
            upto: Seq(4),
            head: Seq(4),
        },
    });
    assert_eq!(rig.sent(1), vec![]);
}
