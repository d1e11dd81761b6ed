//! The rows of the survey in their order, before their cells are written.

use std::collections::{BTreeMap, BTreeSet};

use super::refusal::Refusal;
use crate::sheet::element::{Element, Kind, Place};
use crate::sheet::question_type::{QuestionType, question_type};
use crate::xform::model::{Control, Definition, Group, Item, NodeId, RepeatView};

/// A row of the survey.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line<'d> {
    /// A group; a heading without a node in a flat form.
    Group {
        node: Option<NodeId>,
        group: Option<&'d Group>,
        /// The row, for names of headings.
        number: usize,
    },
    Repeat {
        group: &'d Group,
        view: &'d RepeatView,
    },
    EndGroup,
    EndRepeat,
    Question {
        node: NodeId,
        control: Option<&'d Control>,
    },
}

/// Rows, and the tree of names that references go by.
#[derive(Debug)]
pub(super) struct Layout<'d> {
    form: &'d Definition,
    pub flat: bool,
    pub lines: Vec<Line<'d>>,
    pub refusals: Vec<Refusal>,
    used: BTreeSet<NodeId>,
}

impl<'d> Layout<'d> {
    /// Orders the rows: what is shown in the order of the body, what is not beside its
    /// neighbours in the record.
    pub(super) fn of(form: &'d Definition) -> (Self, Element) {
        let mut layout = Self {
            form,
            flat: is_flat(&form.body),
            lines: Vec::new(),
            refusals: Vec::new(),
            used: BTreeSet::new(),
        };
        let mut root = element(form, NodeId::ROOT, Kind::Survey);
        layout.section(NodeId::ROOT, &form.body, &mut root);
        (layout, root)
    }

    fn section(&mut self, at: NodeId, items: &'d [Item], into: &mut Element) {
        let mut shown: BTreeMap<NodeId, usize> = BTreeMap::new();
        for (index, item) in items.iter().enumerate() {
            for node in nodes(item) {
                shown.entry(node).or_insert(index);
            }
        }
        let form = self.form;
        let children = form.shape.get(at).map_or(&[][..], |node| &node.children);
        let mut rest = items.iter().enumerate().peekable();
        for child in children {
            let Some(index) = shown.get(child) else {
                self.hidden(at, *child, into);
                continue;
            };
            while let Some((_, item)) = rest.next_if(|(at, _)| at <= index) {
                self.item(at, item, into);
            }
        }
        for (_, item) in rest {
            self.item(at, item, into);
        }
    }

    /// A value that nobody sees.
    fn hidden(&mut self, at: NodeId, id: NodeId, into: &mut Element) {
        let Some(node) = self.form.shape.get(id) else {
            return;
        };
        if node.name == "meta" {
            if at != NodeId::ROOT {
                self.refusals
                    .push(Refusal::Entity(self.form.shape.path(id)));
            }
            into.children.push(meta(self.form, id));
            return;
        }
        if node.children.is_empty() {
            self.question(id, None, into);
            return;
        }
        self.group(Some(id), None, &[], into);
    }

    fn item(&mut self, at: NodeId, item: &'d Item, into: &mut Element) {
        let node = match item {
            Item::Control(control) => Some(control.node),
            Item::Group(group) => group.node,
            Item::Repeat(repeat) => Some(repeat.node),
        };
        if let Some(node) = node {
            let parent = self.form.shape.get(node).and_then(|node| node.parent);
            if parent != Some(at) {
                let path = self.form.shape.path(node);
                self.refusals.push(Refusal::Misplaced(path));
                return;
            }
            if !self.used.insert(node) {
                let path = self.form.shape.path(node);
                self.refusals.push(Refusal::ShownTwice(path));
                return;
            }
        }
        match item {
            Item::Control(control) => self.question(control.node, Some(control), into),
            Item::Group(group) => match (group.node, group.children.as_slice()) {
                (Some(node), [Item::Repeat(view)]) if view.node == node => {
                    self.repeat(group, view, into);
                }
                (Some(_), children) => self.group(group.node, Some(group), children, into),
                (None, children) => self.heading(at, group, children, into),
            },
            // Only within its group, which `normal` made.
            Item::Repeat(_) => {}
        }
    }

    fn question(&mut self, node: NodeId, control: Option<&'d Control>, into: &mut Element) {
        self.lines.push(Line::Question { node, control });
        into.children.push(element(self.form, node, plain()));
    }

    fn group(
        &mut self,
        node: Option<NodeId>,
        group: Option<&'d Group>,
        children: &'d [Item],
        into: &mut Element,
    ) {
        let Some(id) = node else { return };
        let number = self.lines.len();
        self.lines.push(Line::Group {
            node,
            group,
            number,
        });
        let mut made = element(self.form, id, Kind::Group);
        self.section(id, children, &mut made);
        into.children.push(made);
        self.lines.push(Line::EndGroup);
    }

    fn repeat(&mut self, group: &'d Group, view: &'d RepeatView, into: &mut Element) {
        self.lines.push(Line::Repeat { group, view });
        let mut made = element(self.form, view.node, Kind::Repeat);
        self.section(view.node, &view.children, &mut made);
        into.children.push(made);
        self.lines.push(Line::EndRepeat);
    }

    /// A group of a flat form: only for the eye.
    fn heading(&mut self, at: NodeId, group: &'d Group, children: &'d [Item], into: &mut Element) {
        let number = self.lines.len();
        if !self.flat {
            self.refusals
                .push(Refusal::Heading(group.appearance.clone()));
        }
        self.lines.push(Line::Group {
            node: None,
            group: Some(group),
            number,
        });
        let mut made = Element::new(&heading_name(number), Kind::Flat, Place::survey(u32::MAX));
        for child in children {
            self.item(at, child, &mut made);
        }
        into.children.push(made);
        self.lines.push(Line::EndGroup);
    }
}

/// The name of a heading, which stands nowhere in the record.
pub(super) fn heading_name(number: usize) -> String {
    format!("heading_{number}")
}

/// Whether all groups are for the eye only.
fn is_flat(items: &[Item]) -> bool {
    fn look(items: &[Item], with: &mut usize, without: &mut usize) {
        for item in items {
            match item {
                Item::Control(_) => {}
                Item::Repeat(view) => look(&view.children, with, without),
                Item::Group(group) => {
                    let repeat = matches!(group.children.as_slice(), [Item::Repeat(_)]);
                    match group.node {
                        None => *without += 1,
                        Some(_) if !repeat => *with += 1,
                        Some(_) => {}
                    }
                    look(&group.children, with, without);
                }
            }
        }
    }
    let (mut with, mut without) = (0, 0);
    look(items, &mut with, &mut without);
    with == 0 && without > 0
}

/// The nodes of an item, those inside of a heading included.
fn nodes(item: &Item) -> Vec<NodeId> {
    match item {
        Item::Control(control) => vec![control.node],
        Item::Repeat(repeat) => vec![repeat.node],
        Item::Group(group) => match group.node {
            Some(node) => vec![node],
            None => group.children.iter().flat_map(nodes).collect(),
        },
    }
}

/// An element of the tree of names; its place carries the node.
fn element(form: &Definition, id: NodeId, kind: Kind) -> Element {
    let name = form.shape.get(id).map_or("", |node| node.name.as_str());
    Element::new(name, kind, Place::survey(id.0))
}

fn plain() -> Kind {
    question_type("text").map_or(Kind::Hidden, Kind::Question)
}

fn meta(form: &Definition, id: NodeId) -> Element {
    let mut made = element(form, id, Kind::Hidden);
    let children = form.shape.get(id).map_or(&[][..], |node| &node.children);
    let each = children.iter().map(|child| element(form, *child, plain()));
    made.children = each.collect();
    made
}

/// The type of a row as pyxform knows it, for what it brings by itself.
pub(super) fn implied(name: &str) -> Option<QuestionType> {
    question_type(name)
}
