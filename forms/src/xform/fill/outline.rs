//! The shape with what evaluation needs at hand: slots, names, single nodes.

use std::collections::BTreeMap;

use super::names::Names;
use crate::xform::model::{NodeId, Shape};
use crate::xpath::code::Sym;

/// What is known about one node of the shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    pub(super) name: Option<Sym>,
    pub(super) parent: Option<NodeId>,
    pub(super) children: Vec<NodeId>,
    /// Its place among the children of its parent.
    pub(super) slot: usize,
    pub(super) repeats: bool,
    /// The form counts its instances.
    pub(super) counted: bool,
    /// Neither it nor anything above it repeats.
    pub(super) single: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Outlines {
    nodes: Vec<Outline>,
    by_name: BTreeMap<(NodeId, Sym), NodeId>,
}

impl Outlines {
    pub(super) fn of(shape: &Shape, names: &mut Names) -> Self {
        let mut all = Self::default();
        // Children stand in the shape in the order of their ids.
        let mut counts = vec![0_usize; shape.len()];
        for (id, node) in shape.iter() {
            let name = names.intern(&node.name);
            let repeats = node.repeat.is_some();
            let above = node.parent.and_then(|parent| all.get(parent));
            let single = !repeats && above.is_none_or(|above| above.single);
            let slot = node
                .parent
                .and_then(|parent| counts.get_mut(parent.index()));
            let slot = slot.map(|next| std::mem::replace(next, *next + 1));
            if let Some(parent) = node.parent {
                all.by_name.entry((parent, name)).or_insert(id);
            }
            all.nodes.push(Outline {
                name: Some(name),
                parent: node.parent,
                children: node.children.clone(),
                slot: slot.unwrap_or_default(),
                repeats,
                counted: node
                    .repeat
                    .as_ref()
                    .is_some_and(|repeat| repeat.count.is_some()),
                single,
            });
        }
        all
    }

    pub(super) fn get(&self, id: NodeId) -> Option<&Outline> {
        self.nodes.get(id.index())
    }

    pub(super) fn child(&self, parent: NodeId, name: Sym) -> Option<NodeId> {
        self.by_name.get(&(parent, name)).copied()
    }

    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.get(id)?.parent
    }

    /// The slots to follow from `top` down to `id`, if it is below.
    pub(super) fn way(&self, top: NodeId, id: NodeId) -> Vec<usize> {
        let mut slots = Vec::new();
        let mut at = id;
        while at != top {
            let Some(node) = self.get(at) else { break };
            let Some(parent) = node.parent else { break };
            slots.push(node.slot);
            at = parent;
        }
        slots.reverse();
        slots
    }
}
