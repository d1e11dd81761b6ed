//! The storage: what it refuses, what it answers late.

use super::kit::{Rig, note};
use crate::device::{DocState, Event, Input, Output, Table, Write};
use crate::doc::Answer;

fn tally(rig: &Rig) -> Option<i64> {
    match rig.device.note(note(1))?.answers.get("talking")? {
        Answer::Tally(count) => Some(*count),
        _ => None,
    }
}

fn chunks(writes: &[Write]) -> usize {
    let chunk = |write: &&Write| matches!(write, Write::Put(row) if row.table == Table::Chunks);
    writes.iter().filter(chunk).count()
}

#[test]
fn what_the_storage_refused_is_kept_and_tried_again() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    let (op, _) = rig.next_write();
    rig.tap(doc);
    let error = "no space".to_owned();
    rig.give(Input::StorageFailed {
        op,
        error: error.clone(),
    });
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Unsaved));
    assert!(rig.events().contains(&Event::StorageFailed { error }));
    assert!(rig.asked.is_empty() && rig.pushes().is_empty());
    rig.now += 5_000;
    assert_eq!(rig.device.next_wakeup().map(|at| at.0), Some(rig.now));
    rig.give(Input::Wakeup);
    let (op, writes) = rig.next_write();
    assert_eq!(chunks(&writes), 2);
    rig.write(writes);
    rig.give(Input::Persisted { op });
    assert_eq!(rig.device.doc_state(doc), Some(DocState::Sent));
}

#[test]
fn a_person_may_have_the_storage_tried_at_once() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    let (op, _) = rig.next_write();
    rig.give(Input::StorageFailed {
        op,
        error: "locked".to_owned(),
    });
    rig.give(Input::RetryStorage);
    let (_, writes) = rig.next_write();
    assert_eq!(chunks(&writes), 1);
}

#[test]
fn what_was_not_stored_never_was() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    rig.tap(doc);
    let rig = rig.crash();
    assert_eq!(rig.device.doc(doc).map(|info| info.waiting), Some(1));
}

#[test]
fn a_document_is_opened_with_what_is_not_stored_yet() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    rig.tap(doc);
    rig.give(Input::Close { doc });
    rig.give(Input::Open { doc });
    let load = rig.asked.pop_back();
    let Some(Output::Load { op, prefix, .. }) = load else {
        panic!("{load:?}");
    };
    let rows = rig.read(&prefix);
    assert_eq!(rows.len(), 1, "the tap is only on its way to the storage");
    rig.give(Input::Loaded { op, rows });
    assert_eq!(tally(&rig), Some(1));
}

#[test]
fn an_earlier_read_does_not_answer_a_later_opening() {
    let (mut rig, doc) = (Rig::live(), note(1));
    rig.create(doc);
    rig.store();
    rig.give(Input::Close { doc });
    rig.give(Input::Open { doc });
    let Some(Output::Load {
        op: first, prefix, ..
    }) = rig.asked.pop_front()
    else {
        panic!("nothing is read");
    };
    let early = rig.read(&prefix);
    rig.give(Input::Close { doc });
    rig.give(Input::Open { doc });
    let Some(Output::Load { op: second, .. }) = rig.asked.pop_front() else {
        panic!("nothing is read");
    };
    rig.give(Input::Loaded {
        op: first,
        rows: Vec::new(),
    });
    assert_eq!(tally(&rig), None);
    rig.give(Input::Loaded {
        op: second,
        rows: early,
    });
    assert_eq!(tally(&rig), Some(0));
}
