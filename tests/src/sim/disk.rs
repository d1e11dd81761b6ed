//! A device's storage: what is in it survives a crash.
//!
//! Reads the rows that the device writes by itself, so that the checks do not trust
//! the code that they check.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sync_core::access::Role;
use sync_core::device::{Kept, Row, Table, Write};
use sync_core::gate::pack;
use sync_core::ids::{DocId, Incarnation, Seq, SpaceId};

/// A change, known by its bytes.
pub(super) type Key = u64;

/// FNV-1a over the bytes of a change: who forges collisions only fools this test.
pub(super) fn key(change: &[u8]) -> Key {
    change.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The storage of one device.
#[derive(Debug, Default)]
pub(super) struct Disk {
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    /// Changes stored for each document, whoever wrote them.
    pub(super) changes: BTreeMap<DocId, BTreeSet<Key>>,
    /// Changes of this device's own ever stored for each document, in order.
    pub(super) own: BTreeMap<DocId, Vec<Key>>,
}

/// What a device wrote down about a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) space: SpaceId,
    pub(super) incarnation: Incarnation,
    pub(super) seq: Seq,
    /// What its person is in the space, as far as the device knows.
    pub(super) role: Role,
    /// Whether its notes are here.
    pub(super) kept: Kept,
}

/// What one transaction did.
#[derive(Debug, Default)]
pub(super) struct Applied {
    pub(super) cursors: Vec<Cursor>,
    /// Changes that are not here any more.
    pub(super) removed: Vec<(DocId, Key)>,
}

/// A stored chunk as read here.
pub(super) struct StoredChunk<'a> {
    pub(super) doc: DocId,
    pub(super) own: bool,
    pub(super) changes: Vec<Cow<'a, [u8]>>,
}

impl Disk {
    /// Carries out one transaction.
    pub(super) fn apply(&mut self, writes: &[Write]) -> Applied {
        let mut applied = Applied::default();
        let mut shrunk = BTreeSet::new();
        for write in writes {
            match write {
                Write::Put(row) => {
                    applied.cursors.extend(read_cursor(row));
                    self.note(row);
                    let key = (row.table, row.key.clone());
                    self.rows.insert(key, row.value.clone());
                }
                Write::Delete { table, key } => {
                    self.rows.remove(&(*table, key.clone()));
                    if *table == Table::Chunks {
                        shrunk.extend(key.get(..16).and_then(DocId::from_slice));
                    }
                }
            }
        }
        for doc in shrunk {
            let before = self.changes.remove(&doc).unwrap_or_default();
            for row in self.chunks(doc.as_bytes()) {
                self.note(&row);
            }
            let here = self.changes.get(&doc);
            let gone = before
                .into_iter()
                .filter(|key| !here.is_some_and(|here| here.contains(key)));
            applied.removed.extend(gone.map(|key| (doc, key)));
        }
        applied
    }

    /// How the device stands in a space, as it wrote it down.
    pub(super) fn cursor(&self, space: SpaceId) -> Option<Cursor> {
        let key = (Table::Spaces, space.as_bytes().to_vec());
        let (key, value) = self.rows.get_key_value(&key)?;
        read_cursor(&row((key, value)))
    }

    pub(super) fn has(&self, doc: DocId, key: Key) -> bool {
        let here = self.changes.get(&doc);
        here.is_some_and(|here| here.contains(&key))
    }

    /// The chunk of this device's own with the highest key.
    pub(super) fn newest_own(&self) -> Option<Row> {
        let mut rows = self.rows.iter().rev().map(row);
        rows.find(|row| read_chunk(row).is_some_and(|chunk| chunk.own))
    }

    /// The rows that a device reads when it starts.
    pub(super) fn at_start(&self) -> Vec<Row> {
        let rows = self
            .rows
            .iter()
            .filter(|((table, _), _)| *table != Table::Chunks);
        rows.map(row).collect()
    }

    /// All chunks whose key begins so, in order.
    pub(super) fn chunks(&self, prefix: &[u8]) -> Vec<Row> {
        let from = (Table::Chunks, prefix.to_vec());
        let found = self.rows.range(from..);
        found
            .take_while(|((_, key), _)| key.starts_with(prefix))
            .map(row)
            .collect()
    }

    fn note(&mut self, row: &Row) {
        let Some(chunk) = read_chunk(row) else {
            return;
        };
        for change in chunk.changes {
            let key = key(&change);
            self.changes.entry(chunk.doc).or_default().insert(key);
            let own = self.own.entry(chunk.doc).or_default();
            if chunk.own && !own.contains(&key) {
                own.push(key);
            }
        }
    }
}

fn row(((table, key), value): (&(Table, Vec<u8>), &Vec<u8>)) -> Row {
    Row {
        table: *table,
        key: key.clone(),
        value: value.clone(),
    }
}

/// A chunk row: version 1, then 1 and a change of the device's own, or 2, 18 bytes of
/// kind, owner and visibility, 16 of receipt, and a list of changes; or 3 and the same
/// with a pack.
pub(super) fn read_chunk(row: &Row) -> Option<StoredChunk<'_>> {
    if row.table != Table::Chunks {
        return None;
    }
    let doc = DocId::from_slice(row.key.get(..16)?)?;
    match row.value.get(..2)? {
        [1, 1] => Some(StoredChunk {
            doc,
            own: true,
            changes: vec![Cow::Borrowed(row.value.get(2..)?)],
        }),
        [1, 2] => {
            let mut rest = row.value.get(2 + 18 + 16..)?;
            let count = number(&mut rest)?;
            let mut changes = Vec::new();
            for _ in 0..count {
                let length = usize::try_from(number(&mut rest)?).ok()?;
                let (change, after) = rest.split_at_checked(length)?;
                changes.push(Cow::Borrowed(change));
                rest = after;
            }
            Some(StoredChunk {
                doc,
                own: false,
                changes,
            })
        }
        [1, 3] => {
            let packed = row.value.get(2 + 18 + 16..)?;
            let changes = pack::unpack(packed).ok()?.into_iter().map(Cow::Owned);
            Some(StoredChunk {
                doc,
                own: false,
                changes: changes.collect(),
            })
        }
        _ => None,
    }
}

/// A space row: version 1, role, 16 bytes of incarnation, cursor; then, if anything,
/// whether its notes are here: 1 set aside, 2 coming, and 4 more while it is compared.
fn read_cursor(row: &Row) -> Option<Cursor> {
    if row.table != Table::Spaces {
        return None;
    }
    let space = SpaceId::from_slice(&row.key)?;
    let role = Role::from_code(*row.value.get(1)?)?;
    let incarnation = Incarnation::from_slice(row.value.get(2..18)?)?;
    let mut rest = row.value.get(18..)?;
    let seq = Seq(number(&mut rest)?);
    let kept = match rest.first().map_or(0, |state| state % 4) {
        0 => Kept::Here,
        1 => Kept::Aside,
        _ => Kept::Coming,
    };
    Some(Cursor {
        space,
        incarnation,
        seq,
        role,
        kept,
    })
}

/// An unsigned LEB128 number.
fn number(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
