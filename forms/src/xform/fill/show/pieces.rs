//! The body as a list of pieces, and what the texts of each follow from.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::{self, Part};
use super::{Piece, Screen};
use crate::xform::fill::Plan;
use crate::xform::fill::compile::compile_late;
use crate::xform::fill::plan::{Decides, Offer, Question, computed_labels, outputs, outputs_of};
use crate::xform::fill::reads::Reader;
use crate::xform::model::{Control, Group, Item, Label, NodeId, RepeatView};
use crate::xpath::{Expr, Expression};

/// Makes the screen of a form.
pub(super) fn screen(plan: &Plan) -> Screen {
    let mut maker = Maker {
        plan,
        pieces: Vec::new(),
    };
    let root = maker.push(
        Screen::ROOT,
        Part::Group { clock: false },
        Some(NodeId::ROOT),
    );
    maker.items(root, &plan.definition.body);
    let pieces = maker.pieces;
    let mut of_node: BTreeMap<NodeId, Vec<u32>> = BTreeMap::new();
    for (at, piece) in (0..).zip(&pieces) {
        if let Some(node) = piece.node {
            of_node.entry(node).or_default().push(at);
        }
    }
    let filters = plan
        .tasks
        .iter()
        .filter(|task| task.decides == Decides::Choices && !task.reads.is_empty());
    let filtered: BTreeSet<NodeId> = filters.map(|task| task.node).collect();
    let style = plan.definition.style.split_whitespace();
    let log = |piece: &Piece| piece.part == Part::Repeat(super::Repeated::Evidence);
    let main_log = pieces.iter().position(log);
    Screen {
        main_log: main_log.and_then(|log| u32::try_from(log).ok()),
        readers: readers(plan, &pieces),
        filtered,
        pages_wanted: style.into_iter().any(|word| word == "pages"),
        of_node,
        pieces,
        seen: Vec::new(),
    }
}

struct Maker<'p> {
    plan: &'p Plan,
    pieces: Vec<Piece>,
}

impl Maker<'_> {
    fn push(&mut self, parent: u32, part: Part, node: Option<NodeId>) -> u32 {
        let id = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        self.pieces.push(Piece {
            part,
            node,
            parent,
            children: Vec::new(),
            label: None,
            hint: None,
            words: Vec::new(),
        });
        if id != parent
            && let Some(parent) = self.pieces.get_mut(parent as usize)
        {
            parent.children.push(id);
        }
        id
    }

    fn write(&mut self, id: u32, label: &Option<Label>, hint: &Option<Label>, words: Vec<String>) {
        if let Some(piece) = self.pieces.get_mut(id as usize) {
            piece.label.clone_from(label);
            piece.hint.clone_from(hint);
            piece.words = words;
        }
    }

    fn items(&mut self, parent: u32, items: &[Item]) {
        for item in items {
            match item {
                Item::Control(control) => self.control(parent, control),
                Item::Group(group) => self.group(parent, group),
                Item::Repeat(repeat) => self.repeat(parent, repeat, &None),
            }
        }
    }

    fn control(&mut self, parent: u32, control: &Control) {
        let Some(node) = self.plan.definition.shape.get(control.node) else {
            return;
        };
        let words = kind::words(&control.appearance);
        let part = kind::part(control, node, &words);
        let id = self.push(parent, part, Some(control.node));
        self.write(id, &control.label, &control.hint, words);
    }

    /// A group that stands only around a repeat is the repeat's label.
    fn group(&mut self, parent: u32, group: &Group) {
        if let [Item::Repeat(repeat)] = group.children.as_slice()
            && group.node == Some(repeat.node)
        {
            return self.repeat(parent, repeat, &group.label);
        }
        let words = kind::words(&group.appearance);
        let clock = words.iter().any(|word| word == "rounds-clock");
        let repeats = |node: &NodeId| {
            let outline = self.plan.outlines.get(*node);
            outline.is_some_and(|outline| outline.repeats)
        };
        let node = group.node.filter(|node| !repeats(node));
        let id = self.push(parent, Part::Group { clock }, node);
        self.write(id, &group.label, &group.hint, words);
        self.items(id, &group.children);
    }

    fn repeat(&mut self, parent: u32, repeat: &RepeatView, label: &Option<Label>) {
        let words = kind::words(&repeat.appearance);
        let part = Part::Repeat(kind::repeated(&words));
        let id = self.push(parent, part, Some(repeat.node));
        self.write(id, label, &None, words);
        let inside = self.push(id, Part::Instance, Some(repeat.node));
        self.write(inside, &repeat.label, &None, Vec::new());
        self.items(inside, &repeat.children);
    }
}

/// Which pieces follow from each node, beyond their own.
fn readers(plan: &Plan, pieces: &[Piece]) -> BTreeMap<NodeId, Vec<u32>> {
    let mut readers: BTreeMap<NodeId, BTreeSet<u32>> = BTreeMap::new();
    for (at, piece) in (0..).zip(pieces) {
        let owner = piece.node.unwrap_or(NodeId::ROOT);
        let mut read: Vec<NodeId> = Vec::new();
        for expression in expressions(plan, piece) {
            read.extend(reads(plan, owner, expression.tree()));
        }
        // Whether a repeat without instances may have one is not kept anywhere.
        if matches!(piece.part, Part::Repeat(_)) {
            let tasks = plan
                .tasks_of(owner)
                .iter()
                .filter_map(|task| plan.task(*task));
            let relevant = tasks.filter(|task| task.decides == Decides::Relevant);
            read.extend(relevant.flat_map(|task| task.reads.iter().map(|read| read.node)));
        }
        for node in read {
            readers.entry(node).or_default().insert(at);
        }
    }
    let listed = readers.into_iter();
    listed
        .map(|(node, pieces)| (node, pieces.into_iter().collect()))
        .collect()
}

/// The computed parts of everything that a piece says.
fn expressions(plan: &Plan, piece: &Piece) -> Vec<Expression> {
    let definition = &plan.definition;
    let mut found = Vec::new();
    let mut label = |label: Option<&Label>| match label {
        Some(Label::Plain(text)) => found.extend(outputs(text)),
        Some(Label::Itext(id)) => found.extend(outputs_of(id, definition)),
        Some(Label::Computed(expression)) => found.push(expression.clone()),
        None => {}
    };
    label(piece.label.as_ref());
    label(piece.hint.as_ref());
    let node = piece.node.and_then(|node| definition.shape.get(node));
    if let (Some(node), Part::Question(_)) = (node, piece.part) {
        label(node.bind.constraint_message.as_ref());
        label(node.bind.required_message.as_ref());
    }
    let asked = piece.node.and_then(|node| plan.questions.get(&node));
    if let Some(question) = asked.filter(|question| is_listed(question)) {
        found.extend(computed_labels(question, definition));
    }
    found
}

fn is_listed(question: &Question) -> bool {
    !matches!(question.offer, Offer::Free)
}

fn reads(plan: &Plan, owner: NodeId, expr: &Expr) -> Vec<NodeId> {
    let code = compile_late(expr, &plan.outlines, &plan.names);
    let reads = Reader::new(&plan.outlines, owner).read(&code);
    reads.into_iter().map(|read| read.node).collect()
}
