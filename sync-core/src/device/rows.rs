//! Stored rows of a device, each with a version byte in front.
//!
//! Keys sort as bytes: a document's chunks lie together, in the order of arrival.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::io::{Kept, Row, Table, Write};
use crate::access::{DocMeta, Role, Visibility};
use crate::gate::pack;
use crate::ids::{ChangeHash, DocId, Incarnation, Seq, SpaceId};
use crate::limits;
use crate::log::Refusal;
use crate::receipt::Receipt;
use crate::wire::WireError;
use crate::wire::client::{read_changes, read_meta, write_changes, write_meta};
use crate::wire::codec::{Reader, Writer};

const ROW_VERSION: u8 = 1;
const CHUNK_LOCAL: u8 = 1;
const CHUNK_REMOTE: u8 = 2;
const CHUNK_PACKED: u8 = 3;
const SPACE_ASIDE: u8 = 1;
const SPACE_COMING: u8 = 2;
const SPACE_COMPARING: u8 = 4;

/// A stored row that this build cannot read; the storage was damaged or is newer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a stored {table} row cannot be read: {why}")]
pub struct CorruptRow {
    /// Which table.
    pub table: &'static str,
    /// What is wrong with it.
    pub why: String,
}

/// How far this device is in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpaceRow {
    pub(super) role: Role,
    pub(super) incarnation: Incarnation,
    pub(super) cursor: Seq,
    pub(super) kept: Kept,
    /// An exchange of digests began and its end is not stored: what it brought may lack
    /// something, so it begins again.
    pub(super) comparing: bool,
}

/// What this device knows of a document without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocRow {
    pub(super) space: SpaceId,
    pub(super) meta: DocMeta,
    /// The circle that its owner asked for and the server has not confirmed.
    pub(super) wanted: Option<Visibility>,
    /// Heads of what is here and on the server: what this device believes that it has.
    pub(super) heads: Vec<ChangeHash>,
    /// The last position of the log that told about it.
    pub(super) last: Seq,
    /// A restored server lacks some of it: everything here is offered again.
    pub(super) offered: bool,
    /// The number of its next chunk.
    pub(super) next: u64,
    /// Chunks of this device that the server has not confirmed.
    pub(super) unsent: BTreeSet<u64>,
    /// Chunks of this device ever made here.
    pub(super) local: u64,
    /// Why the server refused it for good.
    pub(super) review: Option<Refusal>,
    /// Bytes of all its chunks here.
    pub(super) bytes: u64,
}

/// One stored chunk of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chunk {
    /// A change of this device.
    Local(Vec<u8>),
    /// Changes as the server sent them.
    Remote {
        meta: DocMeta,
        receipt: Receipt,
        changes: Vec<Vec<u8>>,
    },
    /// Packed changes as the server sent them.
    Packed {
        meta: DocMeta,
        receipt: Receipt,
        packed: Vec<u8>,
    },
}

impl Chunk {
    /// The change chunks inside.
    ///
    /// # Errors
    /// They are packed, and the pack is damaged.
    pub(super) fn parts(&self) -> Result<Cow<'_, [Vec<u8>]>, Refusal> {
        Ok(match self {
            Self::Local(bytes) => Cow::Borrowed(std::slice::from_ref(bytes)),
            Self::Remote { changes, .. } => Cow::Borrowed(changes),
            Self::Packed { packed, .. } => Cow::Owned(pack::unpack(packed)?),
        })
    }

    /// Bytes of what is inside, as it is stored.
    pub(super) fn bytes(&self) -> u64 {
        let bytes = match self {
            Self::Local(bytes) | Self::Packed { packed: bytes, .. } => bytes.len(),
            Self::Remote { changes, .. } => changes.iter().map(Vec::len).sum(),
        };
        bytes as u64
    }

    pub(super) fn put(&self, doc: DocId, number: u64) -> Write {
        let mut w = versioned();
        match self {
            Self::Local(bytes) => {
                w.byte(CHUNK_LOCAL);
                w.raw(bytes);
            }
            Self::Remote {
                meta,
                receipt,
                changes,
            } => {
                w.byte(CHUNK_REMOTE);
                write_meta(&mut w, *meta);
                w.raw(receipt.as_bytes());
                write_changes(&mut w, changes);
            }
            Self::Packed {
                meta,
                receipt,
                packed,
            } => {
                w.byte(CHUNK_PACKED);
                write_meta(&mut w, *meta);
                w.raw(receipt.as_bytes());
                w.raw(packed);
            }
        }
        put(Table::Chunks, chunk_key(doc, number), w)
    }

    /// The document and number in a chunk's key, and the chunk.
    pub(super) fn read(row: &Row) -> Result<(DocId, u64, Self), CorruptRow> {
        read(Table::Chunks, &row.value, |r| {
            let (doc, number) = row.key.split_at_checked(16).ok_or(WireError::Short)?;
            let doc = DocId::from_slice(doc).ok_or(WireError::Short)?;
            let number = number
                .try_into()
                .map_err(|_| WireError::Invalid("chunk number"))?;
            let chunk = match r.byte()? {
                CHUNK_LOCAL => Self::Local(r.rest().to_vec()),
                CHUNK_REMOTE => Self::Remote {
                    meta: read_meta(r)?,
                    receipt: Receipt::from_bytes(r.array()?),
                    changes: read_changes(r)?,
                },
                CHUNK_PACKED => Self::Packed {
                    meta: read_meta(r)?,
                    receipt: Receipt::from_bytes(r.array()?),
                    packed: r.rest().to_vec(),
                },
                _ => return Err(WireError::Invalid("chunk type")),
            };
            Ok((doc, u64::from_be_bytes(number), chunk))
        })
    }
}

/// The key of a chunk: 16 bytes of document, 8 of number, big end first.
pub(super) fn chunk_key(doc: DocId, number: u64) -> Vec<u8> {
    let mut key = doc.as_bytes().to_vec();
    key.extend_from_slice(&number.to_be_bytes());
    key
}

impl SpaceRow {
    pub(super) fn put(&self, space: SpaceId) -> Write {
        let mut w = versioned();
        w.byte(self.role.code());
        w.raw(self.incarnation.as_bytes());
        w.number(self.cursor.0);
        let kept = match self.kept {
            Kept::Here => 0,
            Kept::Aside => SPACE_ASIDE,
            Kept::Coming => SPACE_COMING,
        };
        let comparing = if self.comparing { SPACE_COMPARING } else { 0 };
        // Absent as it was before there was such a thing, so that either build reads it.
        if kept + comparing > 0 {
            w.byte(kept + comparing);
        }
        put(Table::Spaces, space.as_bytes().to_vec(), w)
    }

    pub(super) fn read(row: &Row) -> Result<(SpaceId, Self), CorruptRow> {
        read(Table::Spaces, &row.value, |r| {
            let space = SpaceId::from_slice(&row.key).ok_or(WireError::Invalid("key"))?;
            let role = Role::from_code(r.byte()?).ok_or(WireError::Invalid("role"))?;
            let incarnation = Incarnation::from_bytes(r.array()?);
            let cursor = Seq(r.number()?);
            let state = match r.rest() {
                [] => 0,
                [state] => *state,
                _ => return Err(WireError::Invalid("kept")),
            };
            let comparing = state & SPACE_COMPARING != 0;
            let kept = match state & !SPACE_COMPARING {
                0 => Kept::Here,
                SPACE_ASIDE => Kept::Aside,
                SPACE_COMING => Kept::Coming,
                _ => return Err(WireError::Invalid("kept")),
            };
            let row = Self {
                role,
                incarnation,
                cursor,
                kept,
                comparing,
            };
            Ok((space, row))
        })
    }
}

impl DocRow {
    pub(super) fn new(space: SpaceId, meta: DocMeta) -> Self {
        Self {
            space,
            meta,
            wanted: None,
            heads: Vec::new(),
            last: Seq(0),
            offered: false,
            next: 0,
            unsent: BTreeSet::new(),
            local: 0,
            review: None,
            bytes: 0,
        }
    }

    pub(super) fn put(&self, doc: DocId) -> Write {
        let mut w = versioned();
        w.raw(self.space.as_bytes());
        write_meta(&mut w, self.meta);
        // 255 is no visibility: nothing is wanted.
        w.byte(self.wanted.map_or(255, Visibility::code));
        w.hashes(&self.heads);
        w.number(self.last.0);
        w.byte(u8::from(self.offered));
        w.number(self.next);
        w.count(self.unsent.len());
        for number in &self.unsent {
            w.number(*number);
        }
        w.number(self.local);
        w.byte(self.review.map_or(0, Refusal::code));
        w.number(self.bytes);
        put(Table::Docs, doc.as_bytes().to_vec(), w)
    }

    pub(super) fn read(row: &Row) -> Result<(DocId, Self), CorruptRow> {
        read(Table::Docs, &row.value, |r| {
            let doc = DocId::from_slice(&row.key).ok_or(WireError::Invalid("key"))?;
            let space = SpaceId::from_bytes(r.array()?);
            let meta = read_meta(r)?;
            let wanted = match r.byte()? {
                255 => None,
                code => Some(Visibility::from_code(code).ok_or(WireError::Invalid("visibility"))?),
            };
            let (heads, last) = (r.hashes()?, Seq(r.number()?));
            let (offered, next) = (r.byte()? != 0, r.number()?);
            let count = r.count(limits::FRAME_BYTES, "unsent chunks")?;
            let unsent = (0..count).map(|_| r.number()).collect::<Result<_, _>>()?;
            let local = r.number()?;
            let review = match r.byte()? {
                0 => None,
                code => Some(Refusal::from_code(code).ok_or(WireError::Invalid("refusal"))?),
            };
            let bytes = r.number()?;
            let row = Self {
                space,
                meta,
                wanted,
                heads,
                last,
                offered,
                next,
                unsent,
                local,
                review,
                bytes,
            };
            Ok((doc, row))
        })
    }
}

fn versioned() -> Writer {
    let mut w = Writer::default();
    w.byte(ROW_VERSION);
    w
}

fn put(table: Table, key: Vec<u8>, w: Writer) -> Write {
    Write::Put(Row {
        table,
        key,
        value: w.finish(),
    })
}

fn read<T>(
    table: Table,
    value: &[u8],
    parse: impl FnOnce(&mut Reader<'_>) -> Result<T, WireError>,
) -> Result<T, CorruptRow> {
    let corrupt = |why: String| CorruptRow {
        table: table.name(),
        why,
    };
    let mut r = Reader::stored(value);
    match r.byte() {
        Ok(ROW_VERSION) => {}
        Ok(other) => return Err(corrupt(format!("version {other} is newer than this build"))),
        Err(error) => return Err(corrupt(error.to_string())),
    }
    let parsed = parse(&mut r).map_err(|error| corrupt(error.to_string()))?;
    r.end().map_err(|error| corrupt(error.to_string()))?;
    Ok(parsed)
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::access::DocKind;
    use crate::ids::PersonId;

    fn stored(write: Write) -> Row {
        match write {
            Write::Put(row) => row,
            Write::Delete { .. } => panic!("rows are put"),
        }
    }

    fn meta() -> DocMeta {
        let owner = PersonId::from_bytes([5; 16]);
        DocMeta {
            kind: DocKind::Note,
            owner,
            visibility: Visibility::Team,
        }
    }

    #[test]
    fn rows_come_back() {
        let space = SpaceId::from_bytes([1; 16]);
        let doc = DocId::from_bytes([2; 16]);
        let row = DocRow {
            wanted: Some(Visibility::Team),
            heads: vec![ChangeHash([3; 32])],
            last: Seq(9),
            offered: true,
            next: 4,
            unsent: [1, 3].into(),
            local: 3,
            review: Some(Refusal::DocFull),
            bytes: 77,
            ..DocRow::new(space, meta())
        };
        assert_eq!(DocRow::read(&stored(row.put(doc))), Ok((doc, row)));
        let incarnation = Incarnation::from_bytes([4; 16]);
        for kept in [Kept::Here, Kept::Aside, Kept::Coming] {
            for comparing in [false, true] {
                let row = SpaceRow {
                    role: Role::Observer,
                    incarnation,
                    cursor: Seq(3),
                    kept,
                    comparing,
                };
                assert_eq!(SpaceRow::read(&stored(row.put(space))), Ok((space, row)));
            }
        }
        let receipt = Receipt::from_bytes([6; 16]);
        for chunk in [
            Chunk::Local(vec![1, 2]),
            Chunk::Remote {
                meta: meta(),
                receipt,
                changes: vec![vec![1], vec![2, 3]],
            },
            Chunk::Packed {
                meta: meta(),
                receipt,
                packed: vec![4],
            },
        ] {
            assert_eq!(Chunk::read(&stored(chunk.put(doc, 7))), Ok((doc, 7, chunk)));
        }
    }

    #[test]
    fn a_damaged_or_newer_row_is_told() {
        let doc = DocId::from_bytes([2; 16]);
        let mut row = stored(Chunk::Local(vec![1]).put(doc, 7));
        row.value[0] = 9;
        let error = Chunk::read(&row).expect_err("newer version");
        assert!(error.to_string().contains("newer"), "{error}");
        row.value = vec![ROW_VERSION];
        assert!(Chunk::read(&row).is_err());
        row.value.clear();
        assert!(Chunk::read(&row).is_err());
    }

    #[test]
    fn a_space_stored_before_there_was_setting_aside_is_here() {
        let space = SpaceId::from_bytes([1; 16]);
        let mut value = vec![ROW_VERSION, Role::Observer.code()];
        value.extend([4; 16]);
        value.push(3);
        let (table, key) = (Table::Spaces, space.as_bytes().to_vec());
        let mut row = Row { table, key, value };
        let (_, read) = SpaceRow::read(&row).expect("it is whole");
        assert_eq!((read.cursor, read.kept), (Seq(3), Kept::Here));
        assert!(!read.comparing);
        assert_eq!(stored(read.put(space)), row, "written as before");
        row.value.push(9);
        assert!(SpaceRow::read(&row).is_err());
    }
}
