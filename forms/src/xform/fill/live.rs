//! The instance being filled: an arena of nodes.

use std::collections::BTreeMap;

use super::outline::Outlines;
use crate::xform::model::{Content, NodeId};

/// A node of the instance.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) shape: NodeId,
    pub(super) parent: Option<u32>,
    /// By the place of the child in the shape; a repeat has any number.
    pub(super) slots: Vec<Vec<u32>>,
    /// The answer as it is kept.
    pub(super) raw: String,
    /// What is left of it, when choices or bounds take something away.
    pub(super) shown: Option<String>,
    /// By its own expression.
    pub(super) applies: bool,
    /// With all above it.
    pub(super) relevant: bool,
    pub(super) required: bool,
    pub(super) readonly: bool,
    /// The constraint holds.
    pub(super) holds: bool,
    /// What may be chosen now.
    pub(super) offered: Option<Vec<Offered>>,
    pub(super) gone: bool,
}

/// A choice of an itemset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offered {
    pub(super) value: String,
    pub(super) item: crate::xpath::Node,
}

impl Live {
    /// What the node says, if it is relevant.
    pub(super) fn text(&self) -> &str {
        if self.relevant {
            self.shown.as_deref().unwrap_or(&self.raw)
        } else {
            ""
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Lives {
    nodes: Vec<Live>,
    /// What the first instances of a counted repeat hold, by the node that holds it.
    held: BTreeMap<(u32, NodeId), Vec<Content>>,
}

impl Lives {
    pub(super) fn get(&self, id: u32) -> Option<&Live> {
        self.nodes.get(id as usize)
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Live> {
        self.nodes.get_mut(id as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Builds an instance of a node with all below it; it is not yet in its parent.
    pub(super) fn build(
        &mut self,
        content: &Content,
        parent: Option<u32>,
        outlines: &Outlines,
    ) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let children = outlines
            .get(content.node)
            .map_or(0, |node| node.children.len());
        self.nodes.push(Live {
            shape: content.node,
            parent,
            slots: vec![Vec::new(); children],
            raw: content.text.clone(),
            shown: None,
            applies: true,
            relevant: parent
                .and_then(|parent| self.get(parent))
                .is_none_or(|parent| parent.relevant),
            required: false,
            readonly: false,
            holds: true,
            offered: None,
            gone: false,
        });
        for child in &content.children {
            // A count brings its instances about itself.
            if outlines.get(child.node).is_some_and(|node| node.counted) {
                self.held
                    .entry((id, child.node))
                    .or_default()
                    .push(child.clone());
                continue;
            }
            let slot = outlines.get(child.node).map_or(0, |node| node.slot);
            let made = self.build(child, Some(id), outlines);
            if let Some(slot) = self.get_mut(id).and_then(|live| live.slots.get_mut(slot)) {
                slot.push(made);
            }
        }
        id
    }

    /// What the next instance of a counted repeat holds, if the form says so.
    pub(super) fn held(&self, parent: u32, repeat: NodeId, at: usize) -> Option<&Content> {
        self.held.get(&(parent, repeat))?.get(at)
    }

    /// The instances of a child.
    pub(super) fn slot(&self, parent: u32, slot: usize) -> &[u32] {
        let slots = self.get(parent).map_or(&[][..], |live| &live.slots);
        slots.get(slot).map_or(&[], Vec::as_slice)
    }

    pub(super) fn children(&self, parent: u32) -> impl Iterator<Item = u32> + '_ {
        let slots = self.get(parent).map_or(&[][..], |live| &live.slots);
        slots.iter().flatten().copied()
    }

    /// The nearest node of `shape` above or at `id`.
    pub(super) fn above(&self, id: u32, shape: NodeId) -> Option<u32> {
        let mut at = Some(id);
        while let Some(here) = at {
            let live = self.get(here)?;
            if live.shape == shape {
                return Some(here);
            }
            at = live.parent;
        }
        None
    }

    /// All nodes that a way of slots leads to.
    pub(super) fn follow(&self, from: u32, way: &[usize], into: &mut Vec<u32>) {
        match way.split_first() {
            None => into.push(from),
            Some((slot, rest)) => {
                for child in self.slot(from, *slot) {
                    self.follow(*child, rest, into);
                }
            }
        }
    }

    /// The node and all below it, each before its children.
    pub(super) fn whole(&self, id: u32) -> Vec<u32> {
        let mut all = Vec::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            all.push(next);
            let first = open.len();
            open.extend(self.children(next));
            if let Some(added) = open.get_mut(first..) {
                added.reverse();
            }
        }
        all
    }
}
