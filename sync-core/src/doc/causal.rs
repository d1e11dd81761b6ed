//! Changes that wait for what they build on, and the order in which they apply.
//!
//! Automerge has such a queue of its own. Ours exists because Automerge panics on a
//! gap in an actor's sequence or an author in a later change, so each change must be
//! judged at the moment when it is ready.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::{ActorId, Automerge, Change};

use crate::doc::error::DocError;
use crate::ids::ChangeHash;

/// Changes of which a dependency has not arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting(BTreeMap<ChangeHash, Change>);

impl Waiting {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, change: Change) {
        self.0.insert(change.hash().into(), change);
    }

    pub(super) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.values()
    }

    /// What must arrive before all of these can apply, sorted.
    pub(super) fn missing(&self, doc: &Automerge) -> Vec<ChangeHash> {
        let missing: BTreeSet<ChangeHash> = self
            .changes()
            .flat_map(|change| unmet(doc, change))
            .filter(|dep| !self.0.contains_key(dep))
            .collect();
        missing.into_iter().collect()
    }

    /// Removes the changes that can apply now and returns them in causal order.
    ///
    /// What the document has by now is dropped.
    pub(super) fn take_ready(&mut self, doc: &Automerge) -> Vec<Change> {
        self.0.retain(|hash, _| !has(doc, *hash));
        let mut unmet_of: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut children: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut ready = VecDeque::new();
        for (hash, change) in &self.0 {
            let unmet = unmet(doc, change);
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

fn has(doc: &Automerge, hash: ChangeHash) -> bool {
    doc.get_change_meta_by_hash(&hash.into()).is_some()
}

fn unmet(doc: &Automerge, change: &Change) -> BTreeSet<ChangeHash> {
    change
        .deps()
        .iter()
        .map(|dep| ChangeHash::from(*dep))
        .filter(|dep| !has(doc, *dep))
        .collect()
}

/// The last sequence number and operation of every actor.
#[derive(Debug, Clone, Default)]
pub(super) struct Sequences(BTreeMap<ActorId, (u64, u64)>);

impl Sequences {
    /// Reads them from a document.
    pub(super) fn of(doc: &Automerge) -> Self {
        let mut last = BTreeMap::new();
        for change in doc.get_changes_meta(&[]) {
            let entry = last.entry(change.actor.into_owned()).or_default();
            *entry = (change.seq, change.max_op).max(*entry);
        }
        Self(last)
    }

    /// Takes the next change of an actor into account, if it is the next.
    pub(super) fn admit(&mut self, change: &Change) -> Result<(), DocError> {
        let (seq, max_op) = self.0.entry(change.actor_id().clone()).or_default();
        let start_op = change.start_op().get();
        if change.seq() != *seq + 1 || start_op <= *max_op || change.max_op() > u64::from(u32::MAX)
        {
            return Err(DocError::unreadable(
                "a change does not follow its actor's last",
            ));
        }
        if change.author().is_some() && change.seq() != 1 {
            return Err(DocError::unreadable("an author in a later change"));
        }
        (*seq, *max_op) = (change.seq(), change.max_op().max(*max_op));
        Ok(())
    }
}
