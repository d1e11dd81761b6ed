//! Steps along an axis, and document order.

use super::{CodeStep, CodeTest, Evaluator, World};
use crate::xpath::tree::Axis;
use crate::xpath::value::Node;

/// Whether the nodes a step finds are in document order and each once, without sorting.
pub(super) fn keeps_order(axis: Axis, from: usize) -> bool {
    match axis {
        Axis::Child | Axis::Itself | Axis::Attribute => true,
        Axis::Descendant | Axis::DescendantOrSelf | Axis::Parent | Axis::FollowingSibling => {
            from <= 1
        }
        _ => false,
    }
}

impl<W: World> Evaluator<'_, W> {
    /// Appends what a step finds from one node, in the order of the axis.
    pub(super) fn along(&self, node: Node, step: &CodeStep, into: &mut Vec<Node>) {
        let name = match step.test {
            CodeTest::Name(name) => Some(name),
            _ => None,
        };
        match step.axis {
            Axis::Child => self.world.children(node, name, into),
            Axis::Attribute => self.world.attributes(node, name, into),
            Axis::Itself => self.keep(Some(node), step, into),
            Axis::Parent => self.keep(self.world.parent(node), step, into),
            Axis::Descendant => self.below(node, step, into),
            Axis::DescendantOrSelf => {
                self.keep(Some(node), step, into);
                self.below(node, step, into);
            }
            Axis::Ancestor => self.above(self.world.parent(node), step, into),
            Axis::AncestorOrSelf => self.above(Some(node), step, into),
            Axis::FollowingSibling => self.beside(node, step, true, into),
            Axis::PrecedingSibling => self.beside(node, step, false, into),
            Axis::Following | Axis::Preceding => self.away(node, step, into),
        }
    }

    fn keep(&self, node: Option<Node>, step: &CodeStep, into: &mut Vec<Node>) {
        into.extend(node.filter(|node| self.passes(*node, step.test)));
    }

    fn below(&self, node: Node, step: &CodeStep, into: &mut Vec<Node>) {
        let mut open = Vec::new();
        self.world.children(node, None, &mut open);
        open.reverse();
        while let Some(next) = open.pop() {
            if !self.world.spend(1) {
                return;
            }
            self.keep(Some(next), step, into);
            let first = open.len();
            self.world.children(next, None, &mut open);
            if let Some(added) = open.get_mut(first..) {
                added.reverse();
            }
        }
    }

    fn above(&self, mut node: Option<Node>, step: &CodeStep, into: &mut Vec<Node>) {
        while let Some(next) = node {
            self.keep(Some(next), step, into);
            node = self.world.parent(next);
        }
    }

    fn siblings(&self, node: Node) -> Vec<Node> {
        let mut all = Vec::new();
        if let Some(parent) = self.world.parent(node) {
            self.world.children(parent, None, &mut all);
            self.world.spend(all.len());
        }
        all
    }

    fn beside(&self, node: Node, step: &CodeStep, after: bool, into: &mut Vec<Node>) {
        let all = self.siblings(node);
        let at = all
            .iter()
            .position(|other| *other == node)
            .unwrap_or(all.len());
        let (before, rest) = all.split_at_checked(at).unwrap_or((&all, &[]));
        if after {
            rest.iter()
                .skip(1)
                .for_each(|other| self.keep(Some(*other), step, into));
        } else {
            before
                .iter()
                .rev()
                .for_each(|other| self.keep(Some(*other), step, into));
        }
    }

    fn away(&self, node: Node, step: &CodeStep, into: &mut Vec<Node>) {
        let after = step.axis == Axis::Following;
        let mut at = Some(node);
        while let Some(here) = at {
            let mut roots = Vec::new();
            let any = CodeStep {
                axis: step.axis,
                test: CodeTest::Node,
                predicates: Vec::new(),
            };
            self.beside(here, &any, after, &mut roots);
            for root in roots {
                self.keep(Some(root), step, into);
                self.below(root, step, into);
            }
            at = self.world.parent(here);
        }
    }

    /// Sorts nodes in document order: the places among siblings from the root down.
    pub(super) fn order_key(&self, node: Node) -> Vec<u32> {
        let mut key = Vec::new();
        let mut at = node;
        while let Some(parent) = self.world.parent(at) {
            let place = match at {
                Node::LiveAttribute(_, place) | Node::ItemAttribute(_, _, place) => place,
                _ => {
                    let all = self.siblings(at);
                    let place = all.iter().position(|other| *other == at);
                    // After the attributes.
                    place
                        .and_then(|place| u32::try_from(place).ok())
                        .unwrap_or_default()
                        + 1_000_000
                }
            };
            key.push(place);
            at = parent;
        }
        key.push(match at {
            Node::List(list) => list + 1,
            _ => 0,
        });
        key.reverse();
        key
    }
}
