//! The changes and what they build on.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::size_of;

use super::{ALLOCATION, MAP_ROW};
use crate::ids::ChangeHash;

/// Changes in an order in which every one comes after those it builds on.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    places: BTreeMap<ChangeHash, usize>,
}

/// One change.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) hash: ChangeHash,
    /// The places of what it builds on.
    pub(super) parents: Vec<usize>,
    /// All changes before this place are its ancestors.
    pub(super) covered: usize,
    pub(super) writer: usize,
    /// The counter of its last operation.
    pub(super) last_op: u64,
    pub(super) ops: u64,
    /// Memory that the history takes for it.
    pub(super) bytes: usize,
}

impl Node {
    /// Bytes that the graph takes for a change with so many parents; a list that grows
    /// has room for as much again.
    pub(super) const fn bytes(parents: usize) -> usize {
        2 * size_of::<Self>()
            + parents * size_of::<usize>()
            + ALLOCATION
            + size_of::<(ChangeHash, usize)>()
            + MAP_ROW
    }
}

/// The ancestors of a change, itself not among them.
#[derive(Debug)]
pub(super) struct Ancestors {
    covered: usize,
    others: BTreeSet<usize>,
}

impl Graph {
    pub(super) const fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn place(&self, hash: ChangeHash) -> Option<usize> {
        self.places.get(&hash).copied()
    }

    /// The last operation of the changes at `places`, which is the last of all their
    /// ancestors; 0 if there are none.
    pub(super) fn last_op(&self, places: &[usize]) -> u64 {
        let nodes = places.iter().filter_map(|place| self.nodes.get(*place));
        nodes.map(|node| node.last_op).max().unwrap_or_default()
    }

    /// The changes at `parents` and all their ancestors.
    ///
    /// Walks back only to where nothing was written apart.
    pub(super) fn ancestors(&self, parents: &[usize]) -> Ancestors {
        let mut covered = 0;
        let mut others = BTreeSet::new();
        let mut open: BTreeSet<usize> = parents.iter().copied().collect();
        while let Some(place) = open.pop_last().filter(|place| *place >= covered) {
            others.insert(place);
            if let Some(node) = self.nodes.get(place) {
                covered = covered.max(node.covered);
                open.extend(&node.parents);
            }
        }
        while others.contains(&covered) {
            covered += 1;
        }
        Ancestors { covered, others }
    }

    pub(super) fn push(&mut self, node: Node) {
        self.places.insert(node.hash, self.nodes.len());
        self.nodes.push(node);
    }

    /// Removes the last change if there are more than `len`.
    pub(super) fn pop_past(&mut self, len: usize) -> Option<Node> {
        if self.nodes.len() <= len {
            return None;
        }
        let node = self.nodes.pop()?;
        self.places.remove(&node.hash);
        Some(node)
    }
}

impl Ancestors {
    pub(super) fn contains(&self, place: usize) -> bool {
        place < self.covered || self.others.contains(&place)
    }

    /// How many changes from the first on are all ancestors.
    pub(super) const fn covered(&self) -> usize {
        self.covered
    }
}
