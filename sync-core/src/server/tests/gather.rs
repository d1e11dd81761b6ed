//! What a device that is behind is sent: changes as they are, or gathered and packed.

use super::kit::{LIFE, Rig, SPACE, changes, doc, entry, meta, person};
use crate::access::{Role, Visibility};
use crate::doc::{Document, Edit, NoteSeed};
use crate::gate::pack;
use crate::ids::{Actor, DeviceId, DocId, Seq};
use crate::limits;
use crate::log::{AppendBody, Entry, EntryBody, Refusal};
use crate::server::fanout::portion;
use crate::server::{Input, Output, Page};
use crate::time::Timestamp;
use crate::wire::{PushBody, ServerMessage};

/// A note's first change and `count` more, by somebody else's device.
fn typed(count: u64) -> Vec<Vec<u8>> {
    let actor = Actor::new(DeviceId::from_bytes([77; 16]), [0; 8]);
    let seed = NoteSeed {
        tallies: ["talking".to_owned()].into(),
        ..NoteSeed::default()
    };
    let (mut note, first) =
        Document::create_note(actor, person(7), &seed, Timestamp(1)).expect("a note can be made");
    let mut all = vec![first.bytes];
    for at in 0..count {
        let tap = Edit::Tally {
            field: "talking".to_owned(),
            by: 1,
        };
        let made = note.edit(&[tap], Timestamp(at)).expect("a tap is taken");
        all.extend(made.map(|(change, _)| change.bytes));
    }
    all
}

fn page(entries: Vec<Entry>) -> Page {
    let upto = entries.last().map_or(Seq(0), |entry| entry.seq);
    Page {
        entries,
        upto,
        head: upto,
    }
}

fn one_by_one(changes: &[Vec<u8>]) -> Vec<Entry> {
    let entries = (1..).zip(changes).map(|(seq, change)| {
        let body = EntryBody::Changes(vec![change.clone()]);
        entry(seq, Visibility::Team, body)
    });
    entries.collect()
}

#[test]
fn how_far_a_device_is_behind_says_how_much_is_read() {
    let far = limits::FAR_BEHIND;
    let (page, large, all) = (limits::PAGE_BYTES, limits::FAR_PAGE_BYTES, u64::MAX);
    let cases = [
        (0, all, page),
        (far, all, page),
        (far + 1, all, large),
        (u64::MAX, large as u64 + 1, large),
        (u64::MAX, large as u64 - 1, large - 1),
        (u64::MAX, 1, page),
    ];
    for (behind, credit, bytes) in cases {
        assert_eq!(portion(behind, credit), bytes, "{behind} and {credit}");
    }
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 10);
    rig.spaces(10 + far + 1);
    let read = rig.asked.pop_front();
    let Some(Output::Read { max_bytes, .. }) = read else {
        panic!("{read:?}");
    };
    assert_eq!(max_bytes, limits::FAR_PAGE_BYTES);
}

#[test]
fn a_run_of_changes_is_packed_and_a_few_are_not() {
    for count in [1, limits::PACK_CHANGES - 1, limits::PACK_CHANGES, 50] {
        let changes = typed(count as u64 - 1);
        let gathered = page(one_by_one(&changes)).gathered();
        let [entry] = &gathered.entries[..] else {
            panic!("{} entries", gathered.entries.len());
        };
        assert_eq!(entry.seq, Seq(count as u64));
        match &entry.body {
            EntryBody::Packed(packed) => {
                assert!(count >= limits::PACK_CHANGES, "{count}");
                assert_eq!(pack::unpack(packed).as_deref(), Ok(&changes[..]));
                assert!(packed.len() < changes.concat().len());
            }
            EntryBody::Changes(plain) => {
                assert!(count < limits::PACK_CHANGES, "{count}");
                assert_eq!(*plain, changes);
            }
            EntryBody::Shared => panic!("a share"),
        }
    }
}

#[test]
fn what_does_not_fit_one_push_is_cut_so_that_each_part_can_be_brought_back() {
    let changes = typed(limits::BATCH_CHANGES as u64 + 9);
    let gathered = page(one_by_one(&changes)).gathered();
    let mut unpacked = Vec::new();
    for entry in &gathered.entries {
        let EntryBody::Packed(packed) = &entry.body else {
            panic!("{entry:?}");
        };
        let part = pack::unpack(packed).expect("it can be read");
        assert!(part.len() <= limits::BATCH_CHANGES);
        unpacked.extend(part);
    }
    assert_eq!((gathered.entries.len(), unpacked), (2, changes));
}

#[test]
fn documents_are_kept_apart_and_a_share_comes_before_what_it_brings() {
    let changes = typed(9);
    let mut entries = one_by_one(&changes[..8]);
    let other = DocId::from_bytes([33; 16]);
    for entry in entries.iter_mut().filter(|entry| entry.seq.0 % 2 == 0) {
        entry.doc = other;
    }
    entries.push(entry(9, Visibility::Team, EntryBody::Shared));
    entries.push(entry(
        9,
        Visibility::Team,
        EntryBody::Changes(changes[8..].to_vec()),
    ));
    let gathered = page(entries).gathered();
    let found: Vec<_> = gathered
        .entries
        .iter()
        .map(|entry| (entry.seq.0, entry.doc, entry.body == EntryBody::Shared))
        .collect();
    assert_eq!(
        found,
        [(8, other, false), (9, doc(), true), (9, doc(), false)]
    );
}

#[test]
fn what_was_packed_is_brought_back_with_its_receipt_and_nothing_else_is() {
    let changes_there = typed(9);
    let mut rig = Rig::new();
    rig.connect(1, Role::Observer);
    rig.hello(1, LIFE, 0);
    rig.spaces(10);
    rig.sent(1);
    let Some(Output::Read { op, .. }) = rig.asked.pop_front() else {
        panic!("no page was asked for");
    };
    let page = page(one_by_one(&changes_there)).gathered();
    rig.give(Input::Page { op, page });
    let sent = rig.sent(1);
    let [ServerMessage::Entries { space, entries, .. }] = &sent[..] else {
        panic!("{sent:?}");
    };
    assert_eq!(*space, SPACE);
    let [(entry, receipt)] = &entries[..] else {
        panic!("{entries:?}");
    };
    let EntryBody::Packed(packed) = entry.body.clone() else {
        panic!("{entry:?}");
    };
    let (meta, receipt) = (entry.meta, *receipt);
    let heal = |packed| PushBody::HealPacked {
        meta,
        packed,
        receipt,
    };
    rig.push(1, 1, heal(packed));
    let asked = rig.asked.pop_front();
    let Some(Output::Append { append, .. }) = asked else {
        panic!("{asked:?}");
    };
    let AppendBody::Heal { changes, .. } = append.body else {
        panic!("{append:?}");
    };
    let bytes: Vec<_> = changes.into_iter().map(|change| change.bytes).collect();
    assert_eq!(bytes, changes_there);

    let other = pack::pack(&typed(8)).expect("it is smaller");
    rig.push(1, 2, heal(other));
    let nack = |sent: &[ServerMessage]| match sent {
        [ServerMessage::Nack { why, .. }] => Some(*why),
        _ => None,
    };
    assert_eq!(nack(&rig.sent(1)), Some(Refusal::BadReceipt));
}

#[test]
fn a_receipt_for_one_change_is_none_for_a_pack() {
    let mut rig = Rig::new();
    rig.live(1, Role::Observer, 0);
    let PushBody::Changes(changes) = changes(1) else {
        panic!("changes");
    };
    let meta = meta(person(1), Visibility::Team);
    let subject = crate::receipt::Subject {
        space: SPACE,
        doc: doc(),
        meta,
    };
    let receipt = super::kit::key().sign(subject, &changes);
    let packed = changes.concat();
    rig.push(
        1,
        1,
        PushBody::HealPacked {
            meta,
            packed,
            receipt,
        },
    );
    let sent = rig.sent(1);
    let refused = matches!(
        sent[..],
        [ServerMessage::Nack {
            why: Refusal::Malformed,
            ..
        }]
    );
    assert!(refused, "{sent:?}");
}
