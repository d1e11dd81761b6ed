//! The form as it will be: loops written out, every element with its place in the tree.

mod flat;
mod loops;
mod reference;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use flat::flatten;
pub(super) use reference::Style;

use super::choices::Lists;
use super::element::{Element, Kind};
use super::fault::Fault;
use super::problem::Problems;
use crate::limits;

/// An element of the tree, by its order in the form.
pub(super) type Id = usize;

/// An element with its neighbours.
#[derive(Debug)]
pub(super) struct Node {
    /// Its own `children` have been taken out.
    pub element: Element,
    pub parent: Option<Id>,
    pub children: Vec<Id>,
}

/// All elements in the order of the form; the survey is the first.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// None for a name that stands in the form more than once.
    names: BTreeMap<String, Option<Id>>,
}

impl Tree {
    /// Writes loops out and gives every element its place.
    pub(super) fn of(root: Element, lists: &Lists, problems: &mut Problems) -> Self {
        let mut tree = Self::default();
        let mut room = limits::ELEMENTS;
        let root = loops::expand(root, lists, &mut room);
        let added = root.map(|root| tree.add(root, None));
        if added.is_none() || tree.nodes.len() > limits::ELEMENTS {
            problems.survey(1, "type", Fault::TooManyQuestions(limits::ELEMENTS));
            return Self::default();
        }
        tree.check_names(problems);
        for (id, node) in tree.nodes.iter().enumerate() {
            if !matches!(node.element.kind, Kind::External(_)) {
                let entry = tree.names.entry(node.element.name.clone());
                entry.and_modify(|found| *found = None).or_insert(Some(id));
            }
        }
        tree
    }

    fn add(&mut self, mut element: Element, parent: Option<Id>) -> Id {
        let id = self.nodes.len();
        let children = std::mem::take(&mut element.children);
        self.nodes.push(Node {
            element,
            parent,
            children: Vec::new(),
        });
        if id > limits::ELEMENTS {
            return id;
        }
        let ids = children
            .into_iter()
            .map(|child| self.add(child, Some(id)))
            .collect();
        if let Some(node) = self.nodes.get_mut(id) {
            node.children = ids;
        }
        id
    }

    /// Names that were made, as `a_other`, can be taken as well; a repeat in a loop is
    /// there once for each choice.
    fn check_names(&self, problems: &mut Problems) {
        let mut repeats = BTreeSet::new();
        for node in &self.nodes {
            let element = &node.element;
            if element.kind == Kind::Repeat && !repeats.insert(&element.name) {
                let fault = Fault::RepeatNameTwice(element.name.clone());
                problems.add(element.place.sheet, element.place.row, "name", fault);
            }
            let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
            for child in node.children.iter().filter_map(|id| self.get(*id)) {
                let (name, place) = (child.element.name.as_str(), child.element.place);
                if name == "meta" {
                    continue;
                }
                if let Some(other) = seen.insert(name, place.row) {
                    let name = name.to_owned();
                    problems.add(
                        place.sheet,
                        place.row,
                        "name",
                        Fault::NameTwice { name, other },
                    );
                }
            }
        }
    }

    #[must_use]
    pub(super) fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// All elements in the order of the form.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &Node)> {
        self.nodes.iter().enumerate()
    }

    /// The element with this name.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub(super) fn named(&self, name: &str) -> Result<Id, Fault> {
        match self.names.get(name) {
            Some(Some(id)) => Ok(*id),
            Some(None) => Err(Fault::AmbiguousReference(name.to_owned())),
            None => Err(Fault::UnknownReference(name.to_owned())),
        }
    }

    /// The sections around an element, from the inside to the outside.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.get(id)?.parent
    }

    /// Whether an element repeats.
    #[must_use]
    pub(super) fn is_repeat(&self, id: Id) -> bool {
        self.get(id)
            .is_some_and(|node| node.element.kind == Kind::Repeat)
    }

    /// Whether an element is a group or repeat that references go out from.
    fn is_group(&self, id: Id) -> bool {
        let kind = self.get(id).map(|node| &node.element.kind);
        matches!(
            kind,
            Some(Kind::Group | Kind::Hidden | Kind::Flat | Kind::Repeat)
        )
    }

    /// The nearest repeat around an element.
    #[must_use]
    pub(super) fn repeat_around(&self, id: Id) -> Option<Id> {
        self.ancestors(id).find(|id| self.is_repeat(*id))
    }

    /// `/data/group/name`
    #[must_use]
    pub(super) fn path(&self, id: Id) -> String {
        self.path_below(id, None)
    }

    /// The path from below an ancestor: `/group/name`.
    fn path_below(&self, id: Id, above: Option<Id>) -> String {
        let shown = |id: &Id| {
            self.get(*id)
                .is_none_or(|node| node.element.kind != Kind::Flat)
        };
        let name = |id: Id| self.get(id).map_or("", |node| node.element.name.as_str());
        let mut names = vec![name(id)];
        let above = self.ancestors(id).take_while(|id| Some(*id) != above);
        names.extend(above.filter(shown).map(name));
        names.reverse();
        format!("/{}", names.join("/"))
    }
}
