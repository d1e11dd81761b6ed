//! The bytes of the journal: a header, then one framed record per transaction.
//!
//! ```text
//! file    "ROUNDSJ" version(1)  record*
//! record  "TXN\n"  length(u32)  crc32(u32)  payload      crc over length and payload
//! payload write*
//! write   1 table(u8) key_length(u32) value_length(u32) key value      put
//!         2 table(u8) key_length(u32) key                             delete
//! ```
//! Numbers are little-endian. The marker lets a reader tell a torn last record from
//! damage in the middle: after damage, a whole record still follows.

use std::ops::Range;

use sync_core::device::{Table, Write};

/// The first bytes of every journal; the last one is the version.
pub(super) const HEADER: [u8; 8] = *b"ROUNDSJ\x01";

/// Bytes before a record's payload.
pub(super) const FRAME: usize = 12;

/// Bytes of one transaction. The largest is a merged snapshot of one document,
/// which `limits::DOC_BYTES` holds to 8 MiB, with room to spare.
pub(super) const RECORD_BYTES: usize = 64 * 1024 * 1024;

const MARKER: [u8; 4] = *b"TXN\n";
const PUT: u8 = 1;
const DELETE: u8 = 2;

/// One write as found in a payload; ranges are within that payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) table: Table,
    pub(super) key: Range<usize>,
    /// `None` for a deletion.
    pub(super) value: Option<Range<usize>>,
}

/// Frames a transaction; `None` when it is larger than [`RECORD_BYTES`].
pub(super) fn encode(writes: &[Write]) -> Option<Vec<u8>> {
    let mut record = vec![0; FRAME];
    for write in writes {
        match write {
            Write::Put(row) => {
                record.extend([PUT, code(row.table)]);
                record.extend(u32::try_from(row.key.len()).ok()?.to_le_bytes());
                record.extend(u32::try_from(row.value.len()).ok()?.to_le_bytes());
                record.extend(&row.key);
                record.extend(&row.value);
            }
            Write::Delete { table, key } => {
                record.extend([DELETE, code(*table)]);
                record.extend(u32::try_from(key.len()).ok()?.to_le_bytes());
                record.extend(key);
            }
        }
    }
    let length = record
        .len()
        .checked_sub(FRAME)
        .filter(|length| *length <= RECORD_BYTES)?;
    let length = u32::try_from(length).ok()?.to_le_bytes();
    let (head, payload) = record.split_at_mut_checked(FRAME)?;
    let crc = checksum(length, payload).to_le_bytes();
    let frame = [MARKER, length, crc].concat();
    head.copy_from_slice(&frame);
    Some(record)
}

/// Reads a record's frame: its payload length and checksum.
pub(super) fn read_frame(frame: &[u8]) -> Option<(usize, u32)> {
    let rest = frame.strip_prefix(&MARKER)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (crc, _) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    (length <= RECORD_BYTES).then_some((length, u32::from_le_bytes(*crc)))
}

/// Whether a payload is the one that its frame was written for.
pub(super) fn matches(payload: &[u8], crc: u32) -> bool {
    u32::try_from(payload.len()).is_ok_and(|n| checksum(n.to_le_bytes(), payload) == crc)
}

/// Whether a whole record stands anywhere in these bytes.
pub(super) fn holds_record(bytes: &[u8]) -> bool {
    bytes
        .windows(MARKER.len())
        .enumerate()
        .filter(|(_, window)| *window == MARKER)
        .any(|(start, _)| {
            let record = bytes.get(start..).unwrap_or_default();
            read_frame(record).is_some_and(|(length, crc)| {
                record
                    .get(FRAME..FRAME + length)
                    .is_some_and(|payload| matches(payload, crc))
            })
        })
}

/// Reads the writes of a payload; `None` when it is not one of ours.
pub(super) fn decode(payload: &[u8]) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < payload.len() {
        let tag = *payload.get(at)?;
        let table = table(*payload.get(at + 1)?)?;
        let key_length = number(payload, at + 2)?;
        let (key_start, value_length) = match tag {
            PUT => (at + 10, Some(number(payload, at + 6)?)),
            DELETE => (at + 6, None),
            _ => return None,
        };
        let key = key_start..key_start.checked_add(key_length)?;
        let value = match value_length {
            Some(length) => Some(key.end..key.end.checked_add(length)?),
            None => None,
        };
        at = value.as_ref().map_or(key.end, |value| value.end);
        if at > payload.len() {
            return None;
        }
        found.push(Found { table, key, value });
    }
    Some(found)
}

fn checksum(length: [u8; 4], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length);
    hasher.update(payload);
    hasher.finalize()
}

fn number(payload: &[u8], at: usize) -> Option<usize> {
    let bytes = payload.get(at..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}

const fn code(table: Table) -> u8 {
    match table {
        Table::Spaces => 1,
        Table::Docs => 2,
        Table::Chunks => 3,
    }
}

const fn table(code: u8) -> Option<Table> {
    match code {
        1 => Some(Table::Spaces),
        2 => Some(Table::Docs),
        3 => Some(Table::Chunks),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sync_core::device::Row;

    use super::*;

    #[test]
    fn a_transaction_comes_back() {
        let writes = [
            Write::Put(Row {
                table: Table::Docs,
                key: vec![1, 2],
                value: vec![3; 5],
            }),
            Write::Delete {
                table: Table::Chunks,
                key: vec![9],
            },
        ];
        let record = encode(&writes).unwrap_or_default();
        let (length, crc) = read_frame(&record).unwrap_or_default();
        let payload = &record[FRAME..];
        assert_eq!(length, payload.len());
        assert!(matches(payload, crc));
        let found = decode(payload).unwrap_or_default();
        assert_eq!(found.len(), 2);
        assert_eq!(payload[found[0].key.clone()], [1, 2]);
        assert_eq!(
            found[0].value.clone().map(|v| payload[v].to_vec()),
            Some(vec![3; 5])
        );
        assert_eq!(
            (found[1].table, found[1].value.clone()),
            (Table::Chunks, None)
        );
    }

    #[test]
    fn lengths_beyond_the_payload_are_refused() {
        let huge = u32::MAX.to_le_bytes();
        for tag in [PUT, DELETE, 7] {
            let mut payload = vec![tag, 1];
            payload.extend(huge);
            payload.extend(huge);
            assert_eq!(decode(&payload), None, "tag {tag}");
        }
        assert_eq!(decode(&[PUT]), None);
        assert_eq!(decode(&[DELETE, 9, 0, 0, 0, 0]), None, "unknown table");
    }

    #[test]
    fn a_record_is_found_behind_garbage() {
        let record = encode(&[Write::Delete {
            table: Table::Docs,
            key: vec![1],
        }]);
        let record = record.unwrap_or_default();
        assert!(holds_record(
            &[b"TXN\nTXN".to_vec(), record.clone()].concat()
        ));
        assert!(!holds_record(&record[..record.len() - 1]));
        assert!(!holds_record(b"TXN\n"));
    }
}
