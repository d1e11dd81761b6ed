//! What is sent, when, and what an answer makes of it.

use super::kit::{FIRST_LIFE, ME, Rig, SPACE, note, theirs, welcome};
use crate::access::{Role, Visibility};
use crate::device::{DocState, Event, Input};
use crate::ids::{BatchId, Seq};
use crate::limits;
use crate::log::{EntryBody, Refusal};
use crate::wire::{ClientMessage, PushBody, ServerMessage, SpaceWelcome};

fn nack(rig: &mut Rig, batch: BatchId, why: Refusal, retry_after: u64) {
    rig.hear(&ServerMessage::Nack {
        batch,
        why,
        retry_after,
    });
}

#[test]
fn work_is_durable_only_when_the_server_said_so() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Saving));
    assert_eq!(rig.pushes(), vec![], "nothing is sent before it is stored");
    rig.store();
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Sent));
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == 1));
    rig.ack(batch, 1, 1);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
    let counts = rig.device.counts();
    assert_eq!(
        (counts.saved, counts.sent, counts.durable, counts.waiting),
        (1, 1, 1, 0)
    );
}

#[test]
fn what_waits_follows_hello_without_waiting_for_welcome() {
    let mut rig = Rig::live();
    rig.lose();
    rig.create(note(1));
    rig.create(note(2));
    rig.store();
    rig.sent();
    rig.connect();
    let sent = rig.sent();
    let kinds: Vec<bool> = sent
        .iter()
        .map(|m| matches!(m, ClientMessage::Push { .. }))
        .collect();
    assert_eq!(kinds, [false, true, true], "{sent:?}");
    assert!(matches!(sent[0], ClientMessage::Hello { .. }));
}

#[test]
fn after_a_restart_what_was_not_confirmed_is_read_and_sent() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.lose();
    rig.create(doc);
    rig.store();
    rig.tap(doc);
    rig.store();
    let mut rig = rig.crash();
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Saved));
    rig.connect();
    rig.store();
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == 2));
    rig.welcome(FIRST_LIFE, 0, 0);
    rig.ack(batch, 1, 1);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
}

#[test]
fn one_push_of_a_document_is_under_way_at_a_time() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    let (batch, _) = rig.push();
    for _ in 0..3 {
        rig.tap(doc);
        rig.store();
    }
    assert_eq!(rig.pushes(), vec![]);
    rig.ack(batch, 1, 1);
    let (_, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == 3));
}

#[test]
fn a_push_carries_no_more_than_one_frame_may() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    let (batch, _) = rig.push();
    for _ in 0..limits::BATCH_CHANGES + 1 {
        rig.tap(doc);
    }
    rig.store();
    rig.ack(batch, 1, 1);
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == limits::BATCH_CHANGES));
    rig.ack(batch, 2, 2);
    let (_, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(changes) if changes.len() == 1));
}

#[test]
fn pushes_stay_within_the_window_that_the_server_gave() {
    let mut rig = Rig::new();
    rig.connect();
    let space = SpaceWelcome {
        space: SPACE,
        role: Role::Observer,
        incarnation: FIRST_LIFE,
        head: Seq(0),
        fingerprint: 0,
    };
    rig.hear(&welcome(vec![space], 2));
    for number in 1..=3 {
        rig.create(note(number));
    }
    rig.store();
    let pushes = rig.pushes();
    assert_eq!(pushes.len(), 2);
    rig.ack(pushes[0].0, 1, 1);
    assert_eq!(rig.pushes().len(), 1);
}

#[test]
fn sharing_follows_the_changes_and_is_durable_when_acknowledged() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.give(Input::Share {
        doc,
        visibility: Visibility::Team,
    });
    rig.store();
    let (batch, body) = rig.push();
    assert!(matches!(body, PushBody::Changes(_)));
    rig.ack(batch, 1, 1);
    assert_ne!(rig.device.doc_state(doc), Some(DocState::Durable));
    let (batch, body) = rig.push();
    assert_eq!(body, PushBody::Share(Visibility::Team));
    rig.ack(batch, 2, 2);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Durable));
    assert_eq!(
        rig.device.doc(doc).map(|info| info.meta.visibility),
        Some(Visibility::Team)
    );
}

#[test]
fn a_temporary_refusal_is_tried_again_when_the_server_said() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    let (batch, _) = rig.push();
    nack(&mut rig, batch, Refusal::Unavailable, 2_000);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Saved));
    rig.now += 1_999;
    rig.give(Input::Wakeup);
    assert_eq!(rig.pushes(), vec![]);
    rig.now += 1;
    assert!(rig.device.next_wakeup().is_some_and(|at| at.0 <= rig.now));
    rig.give(Input::Wakeup);
    rig.push();
    assert!(
        rig.device.next_wakeup().is_some_and(|at| at.0 > rig.now),
        "it does not spin"
    );
}

#[test]
fn a_try_that_waits_ends_with_its_connection() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    let (batch, _) = rig.push();
    nack(&mut rig, batch, Refusal::Busy, 10);
    rig.lose();
    rig.now += 50;
    rig.give(Input::Wakeup);
    assert!(
        rig.device.next_wakeup().is_some_and(|at| at.0 > rig.now),
        "it does not spin"
    );
}

#[test]
fn work_refused_for_good_is_kept_for_review() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    let (batch, _) = rig.push();
    nack(&mut rig, batch, Refusal::DocFull, 0);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::KeptForReview));
    let why = Refusal::DocFull;
    assert!(rig.events().contains(&Event::KeptForReview { doc, why }));
    rig.tap(doc);
    rig.store();
    assert_eq!(rig.pushes(), vec![]);
    let mut rig = rig.crash();
    assert_eq!(rig.device.doc_state(doc), Some(DocState::KeptForReview));
    rig.connect();
    rig.store();
    assert_eq!(rig.pushes(), vec![], "a new connection does not change it");
}

#[test]
fn what_is_missing_on_the_server_may_come_so_it_is_tried_a_few_times_on_each_connection() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    for _ in 0..3 {
        let (batch, _) = rig.push();
        nack(&mut rig, batch, Refusal::MissingDependency, 0);
        assert_eq!(rig.device.doc_state(doc), Some(DocState::Saved));
        rig.now += 2_000;
        rig.give(Input::Wakeup);
    }
    let (batch, _) = rig.push();
    nack(&mut rig, batch, Refusal::MissingDependency, 0);
    assert_eq!(rig.device.doc_state(doc), Some(DocState::KeptForReview));
    rig.lose();
    rig.connect();
    rig.push();
}

#[test]
fn credit_is_given_for_what_is_stored_and_in_large_steps() {
    let mut rig = Rig::live();
    let change = vec![0; limits::CREDIT_REFILL_BYTES as usize / 4];
    for seq in 1..=4 {
        rig.entries(seq, seq, vec![theirs(note(1), seq, change.clone())]);
    }
    assert_eq!(rig.sent(), vec![], "nothing is stored yet");
    rig.store();
    let sent = rig.sent();
    let [ClientMessage::Credit { bytes }] = sent[..] else {
        panic!("{sent:?}");
    };
    assert!(bytes >= limits::CREDIT_REFILL_BYTES);
}

#[test]
fn what_is_not_to_be_tried_again_wakes_nobody() {
    let (mut rig, doc) = (Rig::durable(note(1)), note(1));
    let share = |visibility| Input::Share { doc, visibility };
    rig.give(share(Visibility::Team));
    rig.store();
    let (batch, _) = rig.push();
    nack(&mut rig, batch, Refusal::Unavailable, 2_000);
    // Another device of this person has shared it meanwhile.
    let mut entry = theirs(doc, 2, Vec::new());
    (entry.meta.owner, entry.body) = (ME, EntryBody::Shared);
    rig.entries(2, 2, vec![entry]);
    rig.store();
    rig.now += 3_000;
    rig.lose();
    rig.give(share(Visibility::Space));
    rig.store();
    let next = rig.device.next_wakeup();
    assert!(next.is_some_and(|at| at.0 > rig.now), "{next:?}");
}
