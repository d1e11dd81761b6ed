//! What is packed comes out the same, small, and hostile packs are refused.

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::chunks::{changes, honest};
use super::*;
use crate::doc::{Document, Edit, NoteSeed};
use crate::ids::{Actor, DeviceId, PersonId};
use crate::time::Timestamp;

/// Two people who type into one note, three keys to a change, and meet now and then.
fn typed(keys: usize) -> Vec<Vec<u8>> {
    let actor = |number| Actor::new(DeviceId::from_bytes([number; 16]), [number; 8]);
    let person = |number| PersonId::from_bytes([number; 16]);
    let seed = NoteSeed {
        texts: ["summary".to_owned()].into(),
        ..NoteSeed::default()
    };
    let (first, begun) = Document::create_note(actor(1), person(1), &seed, Timestamp(1)).unwrap();
    let mut changes = vec![begun.bytes];
    let kind = crate::access::DocKind::Note;
    let second = Document::load(kind, actor(2), person(2), [changes[0].as_slice()]).unwrap();
    let (mut notes, mut heard) = ([first, second], [1, 1]);
    for key in (0..keys).step_by(3) {
        let who = key / 30 % 2;
        if key % 30 == 0 {
            let news = changes[heard[who]..].iter().map(Vec::as_slice);
            notes[who].merge(news).unwrap();
            heard[who] = changes.len();
        }
        let edit = Edit::Text {
            field: "summary".to_owned(),
            at: key / 2,
            delete: 0,
            insert: ["the", "ir ", "use", "of "][key % 4].to_owned(),
        };
        let now = Timestamp(1_792_500_000_000 + 400 * key as u64 + key as u64 % 97);
        let (change, _) = notes[who].edit(&[edit], now).unwrap().unwrap();
        changes.push(change.bytes);
    }
    changes
}

#[test]
fn what_is_packed_comes_out_the_same_and_much_smaller() {
    let mut plain = 0;
    let mut packed = 0;
    for part in typed(1_500).chunks(limits::BATCH_CHANGES) {
        let pack = pack(part).unwrap();
        assert_eq!(unpack(&pack).as_deref(), Ok(part));
        plain += part.iter().map(Vec::len).sum::<usize>();
        packed += pack.len();
    }
    assert!(packed * 8 < plain, "{plain} bytes packed into {packed}");
}

#[test]
fn every_kind_of_change_comes_out_the_same() {
    let changes = changes(&mut honest());
    for from in 0..changes.len() {
        if let Some(packed) = pack(&changes[from..]) {
            assert_eq!(unpack(&packed).as_deref(), Ok(&changes[from..]));
        }
    }
    assert!(pack(&changes).is_some());
}

#[test]
fn what_is_no_change_or_more_than_a_push_is_not_packed() {
    let change = changes(&mut honest()).remove(0);
    assert_eq!(pack(&[b"no change".repeat(40)]), None);
    assert_eq!(pack(&vec![change.clone(); limits::BATCH_CHANGES + 1]), None);
    let many = limits::BATCH_BYTES / change.len() + 1;
    assert_eq!(pack(&vec![change; many]), None);
    assert_eq!(pack(&[]), None);
}

#[test]
fn a_pack_that_would_fill_the_memory_is_refused() {
    let zeros = vec![0; 100_000_000];
    let mut packed = vec![VERSION];
    read(
        DeflateEncoder::new(&zeros[..], Compression::default()),
        &mut packed,
    )
    .unwrap();
    assert!(packed.len() < limits::FRAME_BYTES);
    assert_eq!(unpack(&packed), Err(Refusal::TooLarge));
    assert_eq!(unpack(&packed[..packed.len() / 2]), Err(Refusal::TooLarge));
    assert_eq!(unpack(&[VERSION, 0x4b]), Err(Refusal::Malformed), "cut off");
    assert_eq!(unpack(&[]), Err(Refusal::Malformed));
    assert_eq!(unpack(&[2, 3, 0]), Err(Refusal::Malformed));
}

proptest! {
    #[test]
    fn spoiled_packs_never_panic_or_grow(
        spoils in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..5),
    ) {
        let changes = changes(&mut honest());
        let mut columns = columns::write(&changes).unwrap();
        for (at, value) in &spoils {
            let at = at.index(columns.len());
            columns[at] = *value;
        }
        if let Ok(unpacked) = columns::read(&columns) {
            let bytes: usize = unpacked.iter().map(Vec::len).sum();
            prop_assert!(unpacked.len() <= limits::BATCH_CHANGES && bytes <= limits::BATCH_BYTES);
        }
        let mut packed = pack(&changes).unwrap();
        for (at, value) in &spoils {
            let at = at.index(packed.len());
            packed[at] = *value;
        }
        let _ = unpack(&packed);
    }
}
