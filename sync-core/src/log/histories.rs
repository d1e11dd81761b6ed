//! The histories of documents that were written last, in bounded memory.
//!
//! What a change refers to must be there ([`History`]), and to know that takes a walk
//! over all changes of the document. So the histories of what is written now are kept
//! between pushes, up to a budget; the one that was used longest ago goes first.
//!
//! Invariant: a history is used only for a document whose heads are the history's own.
//! Heads name everything before them, so it does not matter why a history is out of
//! date: a transaction that was undone, another process, a restored backup.

use std::collections::BTreeMap;

use crate::gate::History;
use crate::ids::{ChangeHash, DocId};
use crate::limits;

/// Histories of some documents; any of them may be gone at any time.
#[derive(Debug)]
pub struct Histories {
    budget: usize,
    bytes: usize,
    held: BTreeMap<DocId, Held>,
    /// The documents by when they were used.
    by_use: BTreeMap<u64, DocId>,
    uses: u64,
}

#[derive(Debug)]
struct Held {
    history: History,
    heads: Vec<ChangeHash>,
    bytes: usize,
    used: u64,
}

/// Bytes that a document costs here beside its history and heads.
const ROW_BYTES: usize = 2 * size_of::<(DocId, Held)>();

impl Default for Histories {
    fn default() -> Self {
        Self::new(limits::HISTORIES_BYTES)
    }
}

impl Histories {
    /// None yet, and never more than `budget` bytes of them.
    #[must_use]
    pub const fn new(budget: usize) -> Self {
        Self {
            budget,
            bytes: 0,
            held: BTreeMap::new(),
            by_use: BTreeMap::new(),
            uses: 0,
        }
    }

    /// Bytes of memory that they take, rounded up; never more than the budget.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Takes out the history of a document with these heads, sorted. One with other
    /// heads is dropped.
    pub(super) fn take(&mut self, doc: DocId, heads: &[ChangeHash]) -> Option<History> {
        let held = self.remove(doc)?;
        (held.heads == heads).then_some(held.history)
    }

    /// Keeps a history as the one that was used last, if it fits at all.
    pub(super) fn keep(&mut self, doc: DocId, heads: Vec<ChangeHash>, history: History) {
        self.remove(doc);
        let bytes = ROW_BYTES + size_of_val(heads.as_slice()) + history.bytes();
        if bytes > self.budget {
            return;
        }
        while self.bytes + bytes > self.budget
            && let Some((_, oldest)) = self.by_use.first_key_value()
        {
            self.remove(*oldest);
        }
        self.uses += 1;
        self.bytes += bytes;
        self.by_use.insert(self.uses, doc);
        let used = self.uses;
        self.held.insert(
            doc,
            Held {
                history,
                heads,
                bytes,
                used,
            },
        );
    }

    fn remove(&mut self, doc: DocId) -> Option<Held> {
        let held = self.held.remove(&doc)?;
        self.by_use.remove(&held.used);
        self.bytes -= held.bytes;
        Some(held)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::doc::{Document, NoteSeed};
    use crate::gate;
    use crate::ids::{Actor, DeviceId, PersonId};
    use crate::time::Timestamp;

    fn doc(number: u8) -> DocId {
        DocId::from_bytes([number; 16])
    }

    /// The history of a note that was just begun.
    fn history() -> (Vec<ChangeHash>, History) {
        let actor = Actor::new(DeviceId::from_bytes([1; 16]), [0; 8]);
        let person = PersonId::from_bytes([2; 16]);
        let seed = NoteSeed::default();
        let (note, change) = Document::create_note(actor, person, &seed, Timestamp(1)).unwrap();
        let mut history = History::default();
        history
            .admit(&[gate::check(change.bytes).unwrap()])
            .unwrap();
        (note.heads(), history)
    }

    #[test]
    fn what_was_used_longest_ago_goes_first_and_the_budget_holds() {
        let (heads, one) = history();
        let each = ROW_BYTES + 32 + one.bytes();
        let mut histories = Histories::new(3 * each);
        for number in 1..=3 {
            histories.keep(doc(number), heads.clone(), one.clone());
        }
        assert_eq!((histories.len(), histories.bytes()), (3, 3 * each));
        let used = histories.take(doc(1), &heads).unwrap();
        histories.keep(doc(1), heads.clone(), used);
        histories.keep(doc(4), heads.clone(), one.clone());
        assert_eq!((histories.len(), histories.bytes()), (3, 3 * each));
        assert!(histories.take(doc(2), &heads).is_none());
        for number in [1, 3, 4] {
            assert!(histories.take(doc(number), &heads).is_some(), "{number}");
        }
        assert_eq!((histories.len(), histories.bytes()), (0, 0));

        let mut small = Histories::new(each - 1);
        small.keep(doc(1), heads, one);
        assert!(small.is_empty() && small.bytes() == 0);
    }

    #[test]
    fn a_history_with_other_heads_is_dropped() {
        let (heads, one) = history();
        let mut histories = Histories::default();
        histories.keep(doc(1), heads.clone(), one);
        assert!(histories.take(doc(1), &[ChangeHash([0; 32])]).is_none());
        assert!(histories.take(doc(1), &heads).is_none());
        assert_eq!(histories.bytes(), 0);
    }
}
