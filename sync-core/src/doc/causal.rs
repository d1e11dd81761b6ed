//! Changes that wait for what they build on, and the order in which they apply.
//!
//! Automerge has such a queue of its own. Ours exists because Automerge panics on a
//! change that does not fit those before it, so each change must be judged at the
//! moment when it is ready.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::Change;

use crate::doc::error::DocError;
use crate::gate::{self, CheckedChange, History};
use crate::ids::ChangeHash;

/// A change whose form was checked.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    /// As the gate reads it.
    pub(super) checked: CheckedChange,
    /// As Automerge reads it.
    pub(super) change: Change,
}

impl Arrived {
    /// Reads one change chunk, at the gate before Automerge sees it.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self, DocError> {
        let (checked, change) = gate::read(bytes).map_err(DocError::unreadable)?;
        Ok(Self { checked, change })
    }
}

/// Changes of which a dependency has not arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting(BTreeMap<ChangeHash, Arrived>);

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, change: Arrived) {
        self.0.insert(change.checked.hash, change);
    }

    /// The chunks of all of them.
    #[cfg(test)]
    pub(super) fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        self.0
            .values()
            .map(|change| change.checked.bytes.as_slice())
    }

    /// What must arrive before all of these can apply, sorted.
    pub(super) fn missing(&self, history: &History) -> Vec<ChangeHash> {
        let missing: BTreeSet<ChangeHash> = self
            .0
            .values()
            .flat_map(|change| unmet(history, change))
            .filter(|dep| !self.0.contains_key(dep))
            .collect();
        missing.into_iter().collect()
    }

    /// Removes the changes that can apply now and returns them in causal order.
    ///
    /// What the document has by now is dropped.
    pub(super) fn take_ready(&mut self, history: &History) -> Vec<Arrived> {
        self.0.retain(|hash, _| !history.contains(*hash));
        let mut unmet_of: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut children: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut ready = VecDeque::new();
        for (hash, change) in &self.0 {
            let unmet = unmet(history, change);
            if unmet.is_empty() {
                ready.push_back(*hash);
                continue;
            }
            unmet_of.insert(*hash, unmet.len());
            for dep in unmet {
                children.entry(dep).or_default().push(*hash);
            }
        }
        let mut ordered = Vec::new();
        while let Some(hash) = ready.pop_front() {
            ordered.extend(self.0.remove(&hash));
            for child in children.remove(&hash).unwrap_or_default() {
                if let Some(left) = unmet_of.get_mut(&child) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push_back(child);
                    }
                }
            }
        }
        ordered
    }
}

fn unmet(history: &History, change: &Arrived) -> BTreeSet<ChangeHash> {
    let deps = change.checked.deps.iter().copied();
    deps.filter(|dep| !history.contains(*dep)).collect()
}
