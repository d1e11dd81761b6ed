//! Builds change chunks, honest and hostile, for the gate's tests.

use automerge::transaction::Transactable as _;
use automerge::{ActorId, Author, AutoCommit, ObjType, ReadDoc as _, ScalarValue};
use sha2::{Digest as _, Sha256};

use super::bytes::Reader;
use crate::ids::{Actor, DeviceId};

/// The parts of a change chunk, each of which a test may spoil.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    pub(super) deps: Vec<[u8; 32]>,
    pub(super) actor: Vec<u8>,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time: i64,
    pub(super) message: Vec<u8>,
    pub(super) others: Vec<Vec<u8>>,
    pub(super) columns: Vec<(u64, Vec<u8>)>,
    pub(super) extra: Vec<u8>,
}

impl Chunk {
    /// A first change of `actor(1)` that sets `a` of the root to null, `ops` times,
    /// each operation replacing nothing.
    pub(super) fn nulls(ops: u64) -> Self {
        let each = |value: &[u8]| [signed(count(ops)), value.to_vec()].concat();
        Self {
            actor: actor(1).to_bytes().to_vec(),
            seq: 1,
            start_op: 1,
            columns: vec![
                (0x15, each(&[1, b'a'])),
                (0x34, unsigned(ops)),
                (0x42, each(&[1])),
                (0x56, each(&[0])),
                (0x70, each(&[0])),
            ],
            ..Self::default()
        }
    }

    /// The parts of an honest change.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut reader = Reader::new(&bytes[9..]);
        reader.unsigned().unwrap();
        let deps = (0..reader.unsigned().unwrap())
            .map(|_| reader.array().unwrap())
            .collect();
        let actor = block(&mut reader);
        let seq = reader.unsigned().unwrap();
        let start_op = reader.unsigned().unwrap();
        let time = reader.signed().unwrap();
        let message = block(&mut reader);
        let others = (0..reader.unsigned().unwrap())
            .map(|_| block(&mut reader))
            .collect();
        let table: Vec<(u64, u64)> = (0..reader.unsigned().unwrap())
            .map(|_| (reader.unsigned().unwrap(), reader.unsigned().unwrap()))
            .collect();
        let columns = table
            .iter()
            .map(|(spec, len)| (*spec, reader.take(*len).unwrap().to_vec()))
            .collect();
        let extra = reader.rest().to_vec();
        Self {
            deps,
            actor,
            seq,
            start_op,
            time,
            message,
            others,
            columns,
            extra,
        }
    }

    /// Replaces a column, or adds it in its place.
    #[must_use]
    pub(super) fn with(mut self, spec: u64, bytes: impl Into<Vec<u8>>) -> Self {
        self.columns.retain(|(old, _)| *old != spec);
        self.columns.push((spec, bytes.into()));
        self.columns.sort_by_key(|(spec, _)| *spec);
        self
    }

    /// The data of the chunk, without its header.
    pub(super) fn data(&self) -> Vec<u8> {
        let mut data = unsigned(count(self.deps.len()));
        data.extend(self.deps.concat());
        data.extend(sized(&self.actor));
        data.extend(unsigned(self.seq));
        data.extend(unsigned(self.start_op));
        data.extend(signed(self.time));
        data.extend(sized(&self.message));
        data.extend(unsigned(count(self.others.len())));
        data.extend(self.others.iter().flat_map(|other| sized(other)));
        data.extend(unsigned(count(self.columns.len())));
        for (spec, bytes) in &self.columns {
            data.extend(unsigned(*spec));
            data.extend(unsigned(count(bytes.len())));
        }
        data.extend(self.columns.iter().flat_map(|(_, bytes)| bytes.clone()));
        data.extend(&self.extra);
        data
    }

    /// The chunk with a matching checksum.
    pub(super) fn bytes(&self) -> Vec<u8> {
        seal(1, &self.data())
    }
}

/// Every byte of every column of an honest change spoiled in some way: changes that
/// fit together in themselves and refer to anything.
pub(crate) fn spoiled(bytes: &[u8]) -> Vec<Vec<u8>> {
    let honest = Chunk::parse(bytes);
    let mut all = Vec::new();
    for column in 0..honest.columns.len() {
        for at in 0..honest.columns[column].1.len() {
            for step in [1, 2, 3, 7, 0x7f, 0xff] {
                let mut chunk = honest.clone();
                let byte = &mut chunk.columns[column].1[at];
                *byte = byte.wrapping_add(step);
                all.push(chunk.bytes());
            }
        }
    }
    all
}

/// A chunk of type `kind` around `data`, with a matching checksum.
pub(super) fn seal(kind: u8, data: &[u8]) -> Vec<u8> {
    let hashed = [&[kind][..], &unsigned(count(data.len())), data].concat();
    let hash = Sha256::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83][..], &hash[..4], &hashed].concat()
}

/// The chunk with its checksum made to match.
pub(super) fn reseal(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = Sha256::digest(bytes.get(8..).unwrap_or_default());
    if let Some(checksum) = bytes.get_mut(4..8) {
        checksum.copy_from_slice(&hash[..4]);
    }
    bytes
}

pub(super) fn actor(device: u8) -> Actor {
    Actor::new(DeviceId::from_bytes([device; 16]), [7; 8])
}

pub(super) fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(low(value) | 0x80);
        value >>= 7;
    }
    bytes.push(low(value));
    bytes
}

pub(super) fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !(-0x40..0x40).contains(&value) {
        bytes.push(low(value.cast_unsigned()) | 0x80);
        value >>= 7;
    }
    bytes.push(low(value.cast_unsigned()));
    bytes
}

/// Bytes with their length before them.
pub(super) fn sized(bytes: &[u8]) -> Vec<u8> {
    [unsigned(count(bytes.len())), bytes.to_vec()].concat()
}

/// A length or count in the type that is asked for.
pub(super) fn count<T: TryFrom<U>, U>(value: U) -> T {
    T::try_from(value).ok().unwrap()
}

fn low(value: u64) -> u8 {
    count(value & 0x7f)
}

fn block(reader: &mut Reader<'_>) -> Vec<u8> {
    let len = reader.unsigned().unwrap();
    reader.take(len).unwrap().to_vec()
}

/// An empty document of a device whose person is named as the author.
pub(super) fn document(device: u8) -> AutoCommit {
    let author = Author::from(vec![device; 16]);
    AutoCommit::new()
        .with_author(Some(author))
        .with_actor(actor(device).to_automerge())
}

/// Takes over all changes of `from`, as the device that it names.
pub(super) fn fork(from: &mut AutoCommit, device: u8) -> AutoCommit {
    let mut to = document(device);
    to.apply_changes(from.get_changes(&[])).unwrap();
    to
}

/// Every change of a document, plain, in causal order.
pub(super) fn changes(doc: &mut AutoCommit) -> Vec<Vec<u8>> {
    doc.get_changes(&[])
        .iter()
        .map(|change| change.raw_bytes().to_vec())
        .collect()
}

/// A document in which two devices did everything that ours do.
pub(super) fn honest() -> AutoCommit {
    let mut one = document(1);
    let notes = one
        .put_object(automerge::ROOT, "entries", ObjType::Map)
        .unwrap();
    let entry = one.put_object(&notes, "e1", ObjType::Map).unwrap();
    let text = one.put_object(&entry, "text", ObjType::Text).unwrap();
    one.splice_text(&text, 0, 0, "Three of five hands up, ¿sí? 👍")
        .unwrap();
    one.commit();
    one.put(automerge::ROOT, "tally", ScalarValue::counter(0))
        .unwrap();
    one.put(automerge::ROOT, "rating", 3_i64).unwrap();
    one.put(&entry, "at", ScalarValue::Timestamp(1_700_000_000_000))
        .unwrap();
    one.put(&entry, "quote", true).unwrap();
    one.put(&entry, "share", 0.25).unwrap();
    one.put(&entry, "raw", vec![1, 2, 3]).unwrap();
    one.put(&entry, "none", ScalarValue::Null).unwrap();
    one.put(&entry, "size", 7_u64).unwrap();
    one.commit();

    let mut two = fork(&mut one, 2);
    two.put(automerge::ROOT, "rating", 4_i64).unwrap();
    two.increment(automerge::ROOT, "tally", 1).unwrap();
    two.splice_text(&text, 5, 6, "all").unwrap();
    two.commit();
    one.put(automerge::ROOT, "rating", 2_i64).unwrap();
    one.increment(automerge::ROOT, "tally", -2).unwrap();
    one.splice_text(&text, 0, 5, "").unwrap();
    one.commit();

    one.apply_changes(two.get_changes(&[])).unwrap();
    one.put(automerge::ROOT, "rating", 2_i64).unwrap();
    one.put(&entry, "deleted", true).unwrap();
    one.delete(&entry, "quote").unwrap();
    let list = one.put_object(&entry, "order", ObjType::List).unwrap();
    for at in 0..4 {
        one.insert(&list, at, "stop").unwrap();
    }
    one.delete(&list, 1).unwrap();
    one.put(&list, 0, ScalarValue::counter(5)).unwrap();
    one.increment(&list, 0, 2).unwrap();
    one.commit();
    one
}

/// A change of a third actor with `text`, after those of [`honest`].
pub(super) fn splice(doc: &mut AutoCommit, text: &str) -> Vec<u8> {
    let mut third = fork(doc, 3);
    let (_, entries) = third.get(automerge::ROOT, "entries").unwrap().unwrap();
    let (_, entry) = third.get(&entries, "e1").unwrap().unwrap();
    let (_, field) = third.get(&entry, "text").unwrap().unwrap();
    third.splice_text(&field, 0, 0, text).unwrap();
    third.commit();
    third.get_last_local_change().unwrap().raw_bytes().to_vec()
}

/// The change that Automerge itself would not write: of an actor that is not ours.
pub(super) fn by(actor: ActorId) -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(actor);
    doc.put(automerge::ROOT, "a", 1_i64).unwrap();
    changes(&mut doc).remove(0)
}
