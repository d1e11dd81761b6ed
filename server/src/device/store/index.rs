//! What stands in the journal now: small rows themselves, chunks by their place.

use std::collections::BTreeMap;

use sync_core::device::{Row, Table};

use super::format::{FRAME, Found};

/// Where a value lies in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) offset: u64,
    pub(super) length: usize,
}

/// The live rows of a journal.
#[derive(Debug, Default)]
pub(super) struct Index {
    spaces: BTreeMap<Vec<u8>, Vec<u8>>,
    docs: BTreeMap<Vec<u8>, Vec<u8>>,
    chunks: BTreeMap<Vec<u8>, Span>,
    live: u64,
}

impl Index {
    /// Takes in the writes of a payload that begins at `offset` of the file.
    pub(super) fn take(&mut self, payload: &[u8], found: &[Found], offset: u64) {
        for write in found {
            let Some(key) = payload.get(write.key.clone()) else {
                continue;
            };
            let freed = self.remove(write.table, key);
            self.live = self.live.saturating_sub(freed);
            let Some(range) = write.value.clone() else {
                continue;
            };
            let length = range.len();
            let start = offset.saturating_add(range.start as u64);
            let Some(value) = payload.get(range) else {
                continue;
            };
            self.live = self.live.saturating_add(cost(key.len(), length));
            match write.table {
                Table::Spaces => drop(self.spaces.insert(key.to_vec(), value.to_vec())),
                Table::Docs => drop(self.docs.insert(key.to_vec(), value.to_vec())),
                Table::Chunks => {
                    self.chunks.insert(
                        key.to_vec(),
                        Span {
                            offset: start,
                            length,
                        },
                    );
                }
            }
        }
    }

    /// The rows that are kept in memory, in table and key order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> {
        let spaces = self.spaces.iter().map(|row| (Table::Spaces, row));
        let docs = self.docs.iter().map(|row| (Table::Docs, row));
        spaces.chain(docs).map(|(table, (key, value))| Row {
            table,
            key: key.clone(),
            value: value.clone(),
        })
    }

    /// Where the chunks are whose key begins so, in key order.
    pub(super) fn chunks(&self, prefix: &[u8]) -> impl Iterator<Item = (&[u8], Span)> {
        self.chunks
            .range(prefix.to_vec()..)
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, span)| (key.as_slice(), *span))
    }

    /// Bytes of the file that live rows need.
    pub(super) const fn live(&self) -> u64 {
        self.live
    }

    fn remove(&mut self, table: Table, key: &[u8]) -> u64 {
        let length = match table {
            Table::Spaces => self.spaces.remove(key).map(|value| value.len()),
            Table::Docs => self.docs.remove(key).map(|value| value.len()),
            Table::Chunks => self.chunks.remove(key).map(|span| span.length),
        };
        length.map_or(0, |length| cost(key.len(), length))
    }
}

const fn cost(key: usize, value: usize) -> u64 {
    (FRAME + key + value) as u64
}
