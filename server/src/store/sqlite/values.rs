//! Rows to values and back. What cannot be read is a damaged row, never a panic.

use rusqlite::Row;
use sync_core::access::{DocKind, DocMeta, Role, Visibility};
use sync_core::ids::{ChangeHash, DeviceId, DocId, PersonId, Seq, SpaceId};
use sync_core::time::Timestamp;

use crate::store::StoreError;
use crate::store::page::Shares;

/// Bits of an entry's id that hold its position; the rest is the space's number.
const POSITION_BITS: u32 = 40;

/// The id of the entry at a position of a space.
pub(super) fn entry_id(space: i64, seq: Seq) -> i64 {
    (space << POSITION_BITS) | (int(seq.0) & ((1 << POSITION_BITS) - 1))
}

/// The position in an entry's id.
pub(super) fn position(entry_id: i64) -> Seq {
    Seq((entry_id & ((1 << POSITION_BITS) - 1)).unsigned_abs())
}

/// A number as SQLite holds it.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn number(row: &Row<'_>, at: usize) -> Result<u64, StoreError> {
    let value: i64 = row.get(at)?;
    u64::try_from(value).map_err(|_| damaged("a number is negative"))
}

pub(super) fn time(row: &Row<'_>, at: usize) -> Result<Timestamp, StoreError> {
    number(row, at).map(Timestamp)
}

pub(super) fn space_id(row: &Row<'_>, at: usize) -> Result<SpaceId, StoreError> {
    Ok(SpaceId::from_bytes(row.get(at)?))
}

pub(super) fn doc_id(row: &Row<'_>, at: usize) -> Result<DocId, StoreError> {
    Ok(DocId::from_bytes(row.get(at)?))
}

pub(super) fn person_id(row: &Row<'_>, at: usize) -> Result<PersonId, StoreError> {
    Ok(PersonId::from_bytes(row.get(at)?))
}

pub(super) fn device_id(row: &Row<'_>, at: usize) -> Result<DeviceId, StoreError> {
    Ok(DeviceId::from_bytes(row.get(at)?))
}

pub(super) fn role(row: &Row<'_>, at: usize) -> Result<Role, StoreError> {
    let code: u8 = row.get(at)?;
    Role::from_code(code).ok_or_else(|| damaged("a role is unknown"))
}

/// Kind, owner and visibility from three columns beginning at `at`.
pub(super) fn doc_meta(row: &Row<'_>, at: usize) -> Result<DocMeta, StoreError> {
    let (kind, visibility): (u8, u8) = (row.get(at)?, row.get(at + 2)?);
    Ok(DocMeta {
        kind: DocKind::from_code(kind).ok_or_else(|| damaged("a document kind is unknown"))?,
        owner: person_id(row, at + 1)?,
        visibility: Visibility::from_code(visibility)
            .ok_or_else(|| damaged("a visibility is unknown"))?,
    })
}

/// `team_since` and `space_since` from two columns beginning at `at`.
pub(super) fn shares(row: &Row<'_>, at: usize) -> Result<Shares, StoreError> {
    let since = |at| -> Result<Option<Seq>, StoreError> {
        let value: Option<i64> = row.get(at)?;
        Ok(value.map(|value| Seq(value.unsigned_abs())))
    };
    Ok(Shares {
        team: since(at)?,
        space: since(at + 1)?,
    })
}

pub(super) fn encode_heads(heads: &[ChangeHash]) -> Vec<u8> {
    heads.iter().flat_map(|hash| hash.0).collect()
}

pub(super) fn heads(row: &Row<'_>, at: usize) -> Result<Vec<ChangeHash>, StoreError> {
    let bytes = blob(row, at)?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() {
        return Err(damaged("the heads of a document are cut off"));
    }
    Ok(hashes.iter().copied().map(ChangeHash).collect())
}

/// Bytes of a column without a copy.
pub(super) fn blob<'row>(row: &'row Row<'_>, at: usize) -> Result<&'row [u8], StoreError> {
    row.get_ref(at)?
        .as_blob()
        .map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Changes as an entry holds them: each a little-endian 32-bit length and its bytes.
pub(super) fn encode_changes<'a>(changes: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for change in changes {
        let length = u32::try_from(change.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(change);
    }
    bytes
}

/// The changes of an entry.
pub(super) fn decode_changes(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut changes = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let Some((change, rest)) = rest.split_at_checked(length) else {
            return Err(damaged("an entry is cut off"));
        };
        changes.push(change.to_vec());
        bytes = rest;
    }
    if bytes.is_empty() {
        Ok(changes)
    } else {
        Err(damaged("an entry is cut off"))
    }
}

pub(super) fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}
