//! Which nodes an expression reads, found before anything is evaluated.

use std::collections::BTreeSet;

use super::outline::Outlines;
use crate::limits::READS_OF_EXPRESSION;
use crate::xform::model::NodeId;
use crate::xpath::code::{Code, CodePath, CodeStart, CodeStep, CodeTest};
use crate::xpath::{Axis, Function};

/// A node that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Read {
    pub(super) node: NodeId,
    /// What is read lies below the same instance of this node as the reader.
    pub(super) within: NodeId,
    /// A condition picks among instances: the reader may be meant to read the instance
    /// before its own, which is no circle.
    pub(super) picked: bool,
}

/// A place where an expression may be evaluated. Without a node: above the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    node: Option<NodeId>,
    within: NodeId,
    picked: bool,
}

pub(super) struct Reader<'a> {
    outlines: &'a Outlines,
    owner: NodeId,
    found: BTreeSet<Read>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(outlines: &'a Outlines, owner: NodeId) -> Self {
        Self {
            outlines,
            owner,
            found: BTreeSet::new(),
        }
    }

    fn here(&self) -> Spot {
        Spot {
            node: Some(self.owner),
            within: self.owner,
            picked: false,
        }
    }

    /// What an expression reads at its owner.
    pub(super) fn read(mut self, code: &Code) -> BTreeSet<Read> {
        let spots = self.spots(code, &[self.here()]);
        self.record(&spots);
        self.found
    }

    /// What the nodes of an itemset, and further expressions at its items, read.
    pub(super) fn read_items(mut self, nodeset: &Code, at_items: &[&Code]) -> BTreeSet<Read> {
        let items = self.spots(nodeset, &[self.here()]);
        self.record(&items);
        for code in at_items {
            let spots = self.spots(code, &items);
            self.record(&spots);
        }
        self.found
    }

    fn record(&mut self, spots: &[Spot]) {
        for spot in spots {
            if let Some(node) = spot.node
                && self.found.len() < READS_OF_EXPRESSION
            {
                self.found.insert(Read {
                    node,
                    within: spot.within,
                    picked: spot.picked,
                });
            }
        }
    }

    /// The nodes of the primary instance that the expression may give; what it only
    /// reads on the way is recorded.
    fn spots(&mut self, code: &Code, at: &[Spot]) -> Vec<Spot> {
        match code {
            Code::Number(_) | Code::Text(_) => Vec::new(),
            Code::Single(node) => vec![Spot {
                node: Some(NodeId(*node)),
                within: NodeId::ROOT,
                picked: false,
            }],
            Code::Path(path) => self.path(path, at),
            Code::Call(function, args) => self.call(*function, args, at),
            Code::ChoiceName(value, path) => {
                self.value(value, at);
                self.value(path, at);
                Vec::new()
            }
            Code::Regex(value, _) | Code::Negate(value) => {
                self.value(value, at);
                Vec::new()
            }
            Code::Or(all) | Code::And(all) => {
                all.iter().for_each(|code| self.value(code, at));
                Vec::new()
            }
            Code::Union(all) => all.iter().flat_map(|code| self.spots(code, at)).collect(),
            Code::Compare(first, rest) => {
                self.value(first, at);
                rest.iter().for_each(|(_, code)| self.value(code, at));
                Vec::new()
            }
            Code::Chain(first, rest) => {
                self.value(first, at);
                rest.iter().for_each(|(_, code)| self.value(code, at));
                Vec::new()
            }
        }
    }

    fn value(&mut self, code: &Code, at: &[Spot]) {
        let spots = self.spots(code, at);
        self.record(&spots);
    }

    fn call(&mut self, function: Function, args: &[Code], at: &[Spot]) -> Vec<Spot> {
        match (function, args) {
            (Function::Current, _) => vec![self.here()],
            (Function::If, [condition, yes, no]) => {
                self.value(condition, at);
                let mut spots = self.spots(yes, at);
                spots.extend(self.spots(no, at));
                spots
            }
            (Function::Randomize, [nodes, rest @ ..]) => {
                rest.iter().for_each(|code| self.value(code, at));
                self.spots(nodes, at)
            }
            (Function::IndexedRepeat, [target, rest @ ..]) => {
                for pair in rest.chunks(2) {
                    let [repeat, index] = pair else { continue };
                    let spots = picked(self.spots(repeat, at));
                    self.record(&spots);
                    self.value(index, at);
                }
                picked(self.spots(target, at))
            }
            _ => {
                args.iter().for_each(|code| self.value(code, at));
                Vec::new()
            }
        }
    }

    fn path(&mut self, path: &CodePath, at: &[Spot]) -> Vec<Spot> {
        let mut spots = match &path.start {
            CodeStart::Root => vec![Spot {
                node: None,
                within: NodeId::ROOT,
                picked: false,
            }],
            CodeStart::Here => at.to_vec(),
            CodeStart::From(code, predicates) => {
                let spots = self.spots(code, at);
                self.filtered(spots, predicates)
            }
        };
        for step in &path.steps {
            let reached = self.step(&spots, step);
            // Instances come and go.
            let repeats = |spot: &Spot| {
                let outline = spot.node.and_then(|node| self.outlines.get(node));
                step.axis != Axis::Parent && outline.is_some_and(|outline| outline.repeats)
            };
            let crossed: Vec<Spot> = reached.iter().copied().filter(repeats).collect();
            self.record(&crossed);
            spots = self.filtered(reached, &step.predicates);
        }
        spots
    }

    fn filtered(&mut self, spots: Vec<Spot>, predicates: &[Code]) -> Vec<Spot> {
        let spots = if predicates.is_empty() {
            spots
        } else {
            picked(spots)
        };
        predicates.iter().for_each(|code| self.value(code, &spots));
        spots
    }

    fn step(&self, from: &[Spot], step: &CodeStep) -> Vec<Spot> {
        let mut all: BTreeSet<Spot> = BTreeSet::new();
        for spot in from {
            let mut reached = Vec::new();
            self.along(*spot, step.axis, &mut reached);
            for next in reached {
                let fits = match (step.test, next.node) {
                    (CodeTest::Name(name), Some(node)) => self
                        .outlines
                        .get(node)
                        .is_some_and(|node| node.name == Some(name)),
                    (CodeTest::Name(_) | CodeTest::Any, None) => false,
                    _ => true,
                };
                if fits && all.len() < READS_OF_EXPRESSION {
                    all.insert(next);
                }
            }
        }
        all.into_iter().collect()
    }

    fn up(&self, spot: Spot) -> Option<Spot> {
        let node = spot.node?;
        let parent = self.outlines.parent(node);
        let within = if spot.within == node {
            parent.unwrap_or(NodeId::ROOT)
        } else {
            spot.within
        };
        Some(Spot {
            node: parent,
            within,
            ..spot
        })
    }

    fn down(&self, spot: Spot) -> Vec<Spot> {
        let spots = |node: &NodeId| Spot {
            node: Some(*node),
            ..spot
        };
        match spot.node {
            None => vec![spots(&NodeId::ROOT)],
            Some(node) => {
                let children = self.outlines.get(node).map(|node| &node.children);
                children.into_iter().flatten().map(spots).collect()
            }
        }
    }

    fn below(&self, spot: Spot, into: &mut Vec<Spot>) {
        let mut open = self.down(spot);
        while let Some(next) = open.pop() {
            open.extend(self.down(next));
            into.push(next);
        }
    }

    fn along(&self, spot: Spot, axis: Axis, into: &mut Vec<Spot>) {
        match axis {
            Axis::Child => into.extend(self.down(spot)),
            Axis::Itself => into.push(spot),
            Axis::Parent => into.extend(self.up(spot)),
            Axis::Attribute => {}
            Axis::Descendant => self.below(spot, into),
            Axis::DescendantOrSelf => {
                into.push(spot);
                self.below(spot, into);
            }
            Axis::Ancestor => {
                into.extend(std::iter::successors(self.up(spot), |spot| self.up(*spot)));
            }
            Axis::AncestorOrSelf => {
                into.extend(std::iter::successors(Some(spot), |spot| self.up(*spot)));
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                into.extend(self.up(spot).iter().flat_map(|parent| self.down(*parent)));
            }
            Axis::Following | Axis::Preceding => {
                let top = Spot {
                    node: None,
                    within: NodeId::ROOT,
                    ..spot
                };
                self.below(top, into);
            }
        }
    }
}

fn picked(mut spots: Vec<Spot>) -> Vec<Spot> {
    spots.iter_mut().for_each(|spot| spot.picked = true);
    spots
}
