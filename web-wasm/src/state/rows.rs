//! The entries of a note as one signal each, so that a change of one of five hundred
//! wakes one row and not all.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::doc::EntryView;

/// An entry that is followed; `None` when the note has none of this id.
pub type Row = ArcRwSignal<Option<Arc<EntryView>>>;

/// The entries that are on the screen, by id.
#[derive(Debug, Clone, Copy)]
pub struct Rows(StoredValue<BTreeMap<String, Row>>);

impl Rows {
    /// Nothing is followed yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    /// The signal of an entry, which `now` is the value of when it is new.
    #[must_use]
    pub fn follow(&self, id: &str, now: impl FnOnce() -> Option<Arc<EntryView>>) -> Row {
        if let Some(row) = self.0.with_value(|rows| rows.get(id).cloned()) {
            return row;
        }
        let row = Row::new(now());
        self.0.update_value(|rows| {
            rows.insert(id.to_owned(), row.clone());
        });
        row
    }

    /// Tells whoever follows the entry, if it is another.
    pub fn put(&self, entry: &Arc<EntryView>) {
        let Some(row) = self.0.with_value(|rows| rows.get(&entry.id).cloned()) else {
            return;
        };
        if row.with_untracked(|old| old.as_ref() != Some(entry)) {
            row.set(Some(Arc::clone(entry)));
        }
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicU32, Ordering};

    use rounds_sync_core::doc::Register;
    use rounds_sync_core::ids::PersonId;
    use rounds_sync_core::time::Timestamp;

    use super::*;

    fn entry(id: &str, text: &str) -> Arc<EntryView> {
        Arc::new(EntryView {
            id: id.to_owned(),
            field: "log".to_owned(),
            at: Timestamp(1),
            elapsed_ms: None,
            by: PersonId::from_bytes([1; 16]),
            who: Register::default(),
            mode: Register::default(),
            text: text.to_owned(),
            tags: BTreeSet::new(),
            deleted: false,
        })
    }

    #[test]
    fn a_changed_entry_wakes_its_own_row_and_no_other() {
        let owner = Owner::new();
        owner.set();
        let rows = Rows::new();
        let follow = |id: &'static str| {
            let row = rows.follow(id, || Some(entry(id, "before")));
            let woken = Arc::new(AtomicU32::new(0));
            let count = Arc::clone(&woken);
            let text = Memo::new(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
                row.with(|entry| entry.as_ref().map(|entry| entry.text.clone()))
            });
            (text, woken)
        };
        let ((one, one_woken), (two, two_woken)) = (follow("1"), follow("2"));
        assert_eq!(
            (one.get_untracked(), two.get_untracked()),
            (Some("before".into()), Some("before".into()))
        );
        rows.put(&entry("1", "after"));
        rows.put(&entry("2", "before"));
        rows.put(&entry("3", "of no row"));
        assert_eq!(
            (one.get_untracked(), two.get_untracked()),
            (Some("after".into()), Some("before".into()))
        );
        let woken = [one_woken, two_woken].map(|woken| woken.load(Ordering::Relaxed));
        assert_eq!(woken, [2, 1]);
    }
}
