//! What expressions see of a record.

use std::borrow::Cow;

use super::Filling;
use super::compile::compile_late;
use super::plan::List;
use crate::limits::NODES_OF_STEP;
use crate::xform::model::{DataId, DataNode, NodeId};
use crate::xpath::code::{Code, Sym};
use crate::xpath::{Expression, Moment, Node, World};

impl Filling<'_> {
    fn list_at(&self, list: u32) -> Option<&List> {
        self.plan.lists.get(list as usize)
    }

    fn item(&self, list: u32, item: u32) -> Option<&DataNode> {
        self.list_at(list)?.data.get(DataId(item))
    }

    fn live_attributes(&self, id: u32) -> &[(String, String)] {
        let shape = self.lives.get(id).map(|live| live.shape);
        let node = shape.and_then(|shape| self.plan.definition.shape.get(shape));
        node.map_or(&[], |node| &node.attributes)
    }

    /// All texts below a group, one after the other.
    fn whole_text(&self, id: u32) -> String {
        let texts = self.lives.whole(id);
        let leaf = |id: &u32| {
            let live = self.lives.get(*id).filter(|live| live.slots.is_empty());
            live.map_or("", |live| live.text())
        };
        texts.iter().map(leaf).collect()
    }

    pub(super) fn next_random(&self) -> u64 {
        // SplitMix64: the seed is the whole state.
        let state = self.chance.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.chance.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn next_uuid(&self) -> String {
        let (high, low) = (self.next_random(), self.next_random());
        let high = high & 0xffff_ffff_ffff_0fff | 0x4000;
        let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }
}

impl World for Filling<'_> {
    fn text(&self, node: Node) -> Cow<'_, str> {
        match node {
            Node::Live(id) => match self.lives.get(id) {
                Some(live) if live.slots.is_empty() => Cow::Borrowed(live.text()),
                _ => Cow::Owned(self.whole_text(id)),
            },
            Node::LiveAttribute(id, at) => {
                let found = self.live_attributes(id).get(at as usize);
                Cow::Borrowed(found.map_or("", |(_, value)| value))
            }
            Node::Item(list, item) => {
                Cow::Borrowed(self.item(list, item).map_or("", |node| node.text.as_str()))
            }
            Node::ItemAttribute(list, item, at) => {
                let found = self
                    .item(list, item)
                    .and_then(|node| node.attributes.get(at as usize));
                Cow::Borrowed(found.map_or("", |(_, value)| value))
            }
            Node::Document | Node::List(_) | Node::Below(..) => Cow::Borrowed(""),
        }
    }

    fn name(&self, node: Node) -> Option<Sym> {
        let names = &self.plan.names;
        match node {
            Node::Live(id) => {
                let shape = self.lives.get(id)?.shape;
                self.plan.outlines.get(shape)?.name
            }
            Node::Below(_, shape) => self.plan.outlines.get(NodeId(shape))?.name,
            Node::Item(list, item) => self.list_at(list)?.names.get(item as usize).copied(),
            Node::LiveAttribute(id, at) => {
                let (name, _) = self.live_attributes(id).get(at as usize)?;
                Some(names.find(name))
            }
            Node::ItemAttribute(list, item, at) => {
                let (name, _) = self.item(list, item)?.attributes.get(at as usize)?;
                Some(names.find(name))
            }
            Node::Document | Node::List(_) => None,
        }
    }

    fn spelled(&self, name: Sym) -> &str {
        self.plan.names.spelled(name)
    }

    fn symbol(&self, name: &str) -> Sym {
        self.plan.names.find(name)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        match node {
            Node::Live(id) => Some(
                self.lives
                    .get(id)?
                    .parent
                    .map_or(Node::Document, Node::Live),
            ),
            Node::Below(parent, _) => Some(Node::Live(parent)),
            Node::LiveAttribute(id, _) => Some(Node::Live(id)),
            Node::Item(list, item) => {
                let parent = self.item(list, item)?.parent;
                Some(parent.map_or(Node::List(list), |parent| Node::Item(list, parent.0)))
            }
            Node::ItemAttribute(list, item, _) => Some(Node::Item(list, item)),
            Node::Document | Node::List(_) => None,
        }
    }

    fn children(&self, node: Node, name: Option<Sym>, into: &mut Vec<Node>) {
        match node {
            Node::Document => {
                if name.is_none() || self.name(Node::Live(self.root)) == name {
                    into.push(Node::Live(self.root));
                }
            }
            Node::Live(id) => match name {
                Some(name) => {
                    let shape = self.lives.get(id).map(|live| live.shape);
                    let child = shape.and_then(|shape| self.plan.outlines.child(shape, name));
                    let slot = child.and_then(|child| self.plan.outlines.get(child));
                    if let Some(slot) = slot {
                        into.extend(
                            self.lives
                                .slot(id, slot.slot)
                                .iter()
                                .map(|id| Node::Live(*id)),
                        );
                    }
                }
                None => into.extend(self.lives.children(id).map(Node::Live)),
            },
            Node::List(list) => {
                let root = Node::Item(list, 0);
                let there = self.item(list, 0).is_some();
                if there && (name.is_none() || self.name(root) == name) {
                    into.push(root);
                }
            }
            Node::Item(list, item) => {
                let Some(found) = self.list_at(list) else {
                    return;
                };
                let children = found
                    .data
                    .get(DataId(item))
                    .map_or(&[][..], |node| &node.children);
                let fits = |id: &&DataId| {
                    name.is_none() || found.names.get(id.0 as usize).copied() == name
                };
                into.extend(
                    children
                        .iter()
                        .filter(fits)
                        .map(|id| Node::Item(list, id.0)),
                );
            }
            Node::LiveAttribute(..) | Node::ItemAttribute(..) | Node::Below(..) => {}
        }
    }

    fn attributes(&self, node: Node, name: Option<Sym>, into: &mut Vec<Node>) {
        let names = &self.plan.names;
        let fits = |found: &str| name.is_none_or(|name| names.find(found) == name);
        match node {
            Node::Live(id) => {
                for (at, (found, _)) in (0..).zip(self.live_attributes(id)) {
                    if fits(found) {
                        into.push(Node::LiveAttribute(id, at));
                    }
                }
            }
            Node::Item(list, item) => {
                let all = self
                    .item(list, item)
                    .map_or(&[][..], |node| &node.attributes);
                for (at, (found, _)) in (0..).zip(all) {
                    if fits(found) {
                        into.push(Node::ItemAttribute(list, item, at));
                    }
                }
            }
            _ => {}
        }
    }

    fn single(&self, shape: u32) -> Option<Node> {
        self.single_of(NodeId(shape)).map(Node::Live)
    }

    fn list(&self, id: &str) -> Option<Node> {
        self.plan.list_ids.get(id).copied().map(Node::List)
    }

    fn choice_name(&self, value: &str, question: Node) -> String {
        match question {
            Node::Live(id) => self.label_of_choice(id, value).unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn itext(&self, id: &str, here: Node) -> String {
        self.translated(id, here).unwrap_or_default()
    }

    fn compile(&self, source: &str) -> Option<Code> {
        let expression = Expression::parse(source, Default::default()).ok()?;
        Some(compile_late(
            expression.tree(),
            &self.plan.outlines,
            &self.plan.names,
        ))
    }

    fn now(&self) -> Moment {
        self.settings.now
    }

    fn random(&self) -> f64 {
        // 53 bits are what a double holds.
        (self.next_random() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn uuid(&self) -> String {
        self.next_uuid()
    }

    fn spend(&self, nodes: usize) -> bool {
        let spent = self.spent.get().saturating_add(nodes);
        self.spent.set(spent);
        spent <= NODES_OF_STEP
    }

    fn version(&self) -> &str {
        &self.plan.definition.version
    }
}
