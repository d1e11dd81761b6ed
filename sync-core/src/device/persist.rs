//! Writes on their way to the storage: one transaction at a time, in order.
//!
//! What is written while one is under way joins the next, so a burst of edits costs
//! two transactions, and nothing can become durable before what came before it.

use std::collections::BTreeMap;

use super::io::{Output, Row, Table, Write};
use crate::ids::{DocId, OpId};
use crate::time::Timestamp;

/// Milliseconds after which a refused write is tried again by itself.
const RETRY_MS: u64 = 5_000;

/// What becomes true when a write is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// A chunk of this device's own work is saved and may be sent.
    Saved { doc: DocId, number: u64 },
    /// The owner's wish to share is saved and may be sent.
    ShareSaved { doc: DocId },
    /// Entries are stored: the server may send as many bytes again.
    Credit { bytes: u64 },
}

#[derive(Debug, Default)]
struct Batch {
    rows: BTreeMap<(Table, Vec<u8>), Option<Vec<u8>>>,
    effects: Vec<Effect>,
}

/// The queue before the storage.
#[derive(Debug, Default)]
pub(super) struct Persister {
    under_way: Option<(OpId, Batch)>,
    waiting: Batch,
    retry_at: Option<Timestamp>,
}

impl Persister {
    pub(super) fn write(&mut self, writes: impl IntoIterator<Item = Write>) {
        for write in writes {
            match write {
                Write::Put(Row { table, key, value }) => {
                    self.waiting.rows.insert((table, key), Some(value));
                }
                Write::Delete { table, key } => {
                    self.waiting.rows.insert((table, key), None);
                }
            }
        }
    }

    /// Says what the writes so far will have made true.
    pub(super) fn then(&mut self, effect: Effect) {
        self.waiting.effects.push(effect);
    }

    /// Starts the next transaction, when none is under way and the storage works.
    pub(super) fn start(&mut self, op: impl FnOnce() -> OpId) -> Option<Output> {
        if self.under_way.is_some() || self.retry_at.is_some() || self.waiting.rows.is_empty() {
            return None;
        }
        let op = op();
        let batch = std::mem::take(&mut self.waiting);
        let writes = batch
            .rows
            .iter()
            .map(|((table, key), value)| match value {
                Some(value) => Write::Put(Row {
                    table: *table,
                    key: key.clone(),
                    value: value.clone(),
                }),
                None => Write::Delete {
                    table: *table,
                    key: key.clone(),
                },
            })
            .collect();
        self.under_way = Some((op, batch));
        Some(Output::Persist { op, writes })
    }

    /// The transaction is durable: what it made true. `None` if it is not ours.
    pub(super) fn persisted(&mut self, op: OpId) -> Option<Vec<Effect>> {
        self.under_way
            .take_if(|(id, _)| *id == op)
            .map(|(_, batch)| batch.effects)
    }

    /// The storage refused: everything is kept, in order, for another try.
    pub(super) fn failed(&mut self, now: Timestamp, op: OpId) -> bool {
        let Some((_, mut batch)) = self.under_way.take_if(|(id, _)| *id == op) else {
            return false;
        };
        let later = std::mem::take(&mut self.waiting);
        batch.rows.extend(later.rows);
        batch.effects.extend(later.effects);
        self.waiting = batch;
        self.retry_at = Some(now.plus(RETRY_MS));
        true
    }

    pub(super) fn retry(&mut self) {
        self.retry_at = None;
    }

    pub(super) fn retry_at(&self) -> Option<Timestamp> {
        self.retry_at
    }

    /// Chunk rows of a document that a read of the storage may not see yet.
    pub(super) fn pending_chunks(&self, doc: DocId) -> Vec<Row> {
        let under_way = self.under_way.iter().flat_map(|(_, batch)| &batch.rows);
        under_way
            .chain(&self.waiting.rows)
            .filter(|((table, key), _)| *table == Table::Chunks && key.starts_with(doc.as_bytes()))
            .filter_map(|((table, key), value)| {
                let (key, value) = (key.clone(), value.clone()?);
                Some(Row {
                    table: *table,
                    key,
                    value,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: u8, value: u8) -> Write {
        Write::Put(Row {
            table: Table::Docs,
            key: vec![key],
            value: vec![value],
        })
    }

    #[test]
    fn writes_join_while_one_is_under_way_and_the_last_value_wins() {
        let mut persister = Persister::default();
        persister.write([put(1, 1)]);
        let first = persister.start(|| OpId(1));
        assert_eq!(
            first,
            Some(Output::Persist {
                op: OpId(1),
                writes: vec![put(1, 1)]
            })
        );
        persister.write([put(1, 2)]);
        persister.write([put(2, 1), put(1, 3)]);
        assert_eq!(persister.start(|| OpId(2)), None);
        assert_eq!(persister.persisted(OpId(9)), None);
        assert_eq!(persister.persisted(OpId(1)), Some(vec![]));
        let second = persister.start(|| OpId(2));
        let writes = vec![put(1, 3), put(2, 1)];
        assert_eq!(
            second,
            Some(Output::Persist {
                op: OpId(2),
                writes
            })
        );
    }

    #[test]
    fn a_refused_write_is_kept_with_what_it_makes_true_and_comes_first_again() {
        let mut persister = Persister::default();
        persister.write([put(1, 1), put(3, 1)]);
        persister.then(Effect::Credit { bytes: 1 });
        persister.start(|| OpId(1));
        persister.write([put(1, 2)]);
        persister.then(Effect::Credit { bytes: 2 });
        assert!(persister.failed(Timestamp(10), OpId(1)));
        assert_eq!(persister.start(|| OpId(2)), None);
        assert_eq!(persister.retry_at(), Some(Timestamp(10 + RETRY_MS)));
        persister.retry();
        let again = persister.start(|| OpId(2));
        let writes = vec![put(1, 2), put(3, 1)];
        assert_eq!(
            again,
            Some(Output::Persist {
                op: OpId(2),
                writes
            })
        );
        let effects = vec![Effect::Credit { bytes: 1 }, Effect::Credit { bytes: 2 }];
        assert_eq!(persister.persisted(OpId(2)), Some(effects));
    }
}
