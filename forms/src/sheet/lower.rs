//! From the tree to the form model.

mod action;
mod bind;
mod body;
mod instance;
pub(super) mod itemset;
mod text;

use std::collections::BTreeMap;

use super::choices::Lists;
use super::element::{Element, Kind, Place};
use super::fault::Fault;
use super::header::Columns;
use super::own;
use super::problem::Problems;
use super::settings::Settings;
use super::table::SheetKind;
use super::tree::{Id, Style, Tree};
use super::value::Cell;
use crate::limits;
use crate::xform::model::{Builder, Definition, NodeId, Repeat};
use crate::xpath::Expression;
use text::Translations;

/// Settings without a meaning here, which other tools need again.
const KEPT_SETTINGS: [&str; 7] = [
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "client_editable",
    "instance_xmlns",
    "namespaces",
];

/// Everything that the form is made of.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub tree: &'a Tree,
    pub lists: &'a Lists,
    pub settings: &'a Settings,
    pub columns: &'a Columns,
    /// The name of the file without its ending.
    pub stem: &'a str,
}

/// Makes the form; what is wrong with its expressions is added to `problems`.
pub(super) fn lower(parts: &Parts<'_>, problems: &mut Problems) -> Definition {
    let root = parts.settings.root_name();
    let mut lower = Lower {
        parts,
        problems,
        builder: Builder::new(root),
        nodes: Vec::new(),
        texts: Translations::new(parts.settings.default_language()),
        searched: Vec::new(),
        instances: BTreeMap::new(),
        parts_of_expressions: 0,
    };
    lower.find_searched();
    lower.head();
    lower.add_nodes();
    lower.own_words();
    lower.choice_texts();
    lower.element_texts();
    lower.binds();
    lower.instances();
    let body = lower.body();
    let actions = lower.actions();
    let Lower {
        mut builder, texts, ..
    } = lower;
    builder.definition.body = body;
    builder.definition.actions = actions;
    texts.finish(&mut builder.definition);
    builder.finish()
}

fn is_entry_text(element: &Element) -> bool {
    let mut words = element.appearance().split_whitespace();
    words.any(|word| word == "rounds-text")
}

struct Lower<'a, 'p> {
    parts: &'a Parts<'a>,
    problems: &'p mut Problems,
    builder: Builder,
    /// By element: its node in the record, if it has one.
    nodes: Vec<Option<NodeId>>,
    texts: Translations,
    /// Lists whose choices stand in the controls, because they are searched.
    searched: Vec<String>,
    /// The place of each secondary instance by its id.
    instances: BTreeMap<String, usize>,
    /// What the expressions so far are made of.
    parts_of_expressions: usize,
}

impl<'a> Lower<'a, '_> {
    fn head(&mut self) {
        let settings = self.parts.settings;
        let definition = &mut self.builder.definition;
        let id = settings.text("id_string").unwrap_or(self.parts.stem);
        definition.form_id = id.to_owned();
        definition.title = settings.text("title").unwrap_or(id).to_owned();
        definition.version = settings.text("version").unwrap_or_default().to_owned();
        definition.style = settings.text("style").unwrap_or_default().to_owned();
        for key in KEPT_SETTINGS {
            if let Some(text) = settings.text(key) {
                definition.settings.push((key.to_owned(), text.to_owned()));
            }
        }
    }

    fn tree(&self) -> &'a Tree {
        self.parts.tree
    }

    fn element(&self, id: Id) -> Option<&'a Element> {
        self.tree().get(id).map(|node| &node.element)
    }

    fn node(&self, id: Id) -> Option<NodeId> {
        self.nodes.get(id).copied().flatten()
    }

    fn add_nodes(&mut self) {
        for (id, node) in self.tree().iter() {
            let element = &node.element;
            if matches!(element.kind, Kind::External(_)) {
                self.nodes.push(None);
                continue;
            }
            let Some(parent) = node.parent else {
                self.nodes.push(Some(NodeId::ROOT));
                continue;
            };
            let Some(parent) = self.node(parent) else {
                self.nodes.push(None);
                continue;
            };
            if element.kind == Kind::Flat {
                self.nodes.push(Some(parent));
                continue;
            }
            let made = self
                .builder
                .node(parent, &element.name, element.place.origin());
            self.nodes.push(Some(made));
            if element.kind == Kind::Repeat {
                self.builder.repeat(made, Repeat::default());
            }
            let default = element.default.as_ref().filter(|_| !element.dynamic);
            if let Some(default) = default {
                self.builder.default_text(made, &default.text);
            }
            self.attributes(id, made);
        }
        self.repeats();
    }

    /// Rounds' own words in the appearances.
    fn own_words(&mut self) {
        for (id, node) in self.tree().iter() {
            let element = &node.element;
            let logs = |id: Id| {
                self.element(id)
                    .is_some_and(|e| own::is_log(e.appearance()))
            };
            let in_log = self.tree().ancestors(id).any(logs);
            let kind = match element.kind {
                Kind::Group => own::GROUP,
                Kind::Repeat => own::REPEAT,
                _ => element.type_name.as_str(),
            };
            let mut checked = own::check(element.appearance(), kind, in_log);
            let log = element.kind == Kind::Repeat && own::is_log(element.appearance());
            let texts = |child: &Id| self.element(*child).is_some_and(is_entry_text);
            if checked.is_ok() && log && !node.children.iter().any(texts) {
                checked = Err(Fault::OwnLogWithoutText);
            }
            if let Err(fault) = checked {
                let column = self.parts.columns.header_of(&["control", "appearance"]);
                let column = column.to_owned();
                self.problems
                    .add(element.place.sheet, element.place.row, &column, fault);
            }
        }
    }

    fn attributes(&mut self, id: Id, made: NodeId) {
        let Some(element) = self.element(id) else {
            return;
        };
        let mut attributes = Vec::new();
        for (key, cell) in &element.attributes {
            let text = self.with_paths(&cell.text, id, Style::default(), cell);
            let name = key.rsplit(':').next().unwrap_or(key);
            attributes.push((name.to_owned(), text.unwrap_or_default()));
        }
        if let Some(node) = self.builder.definition.shape.get_mut(made) {
            node.attributes = attributes;
        }
    }

    fn repeats(&mut self) {
        for (id, node) in self.tree().iter() {
            if node.element.kind != Kind::Repeat {
                continue;
            }
            let count = node.element.controlled("jr:count");
            let count = count.and_then(|cell| self.expression(cell, id, Style::default()));
            let fixed = node.element.controlled("jr:noAddRemove");
            let repeat = Repeat {
                count,
                fixed: fixed.is_some_and(|cell| cell.text == "true()"),
                ..Repeat::default()
            };
            if let Some(made) = self.node(id) {
                self.builder.repeat(made, repeat);
            }
        }
    }

    /// The references of a text as paths; what is not clear becomes a problem.
    fn with_paths(&mut self, text: &str, at: Id, style: Style, cell: &Cell) -> Option<String> {
        let written = self.tree().with_paths(text, Some(at), style);
        let place = self.element(at)?.place;
        written.map_err(|fault| self.fault(place, cell, fault)).ok()
    }

    /// The expression in a cell of an element.
    fn expression(&mut self, cell: &Cell, at: Id, style: Style) -> Option<Expression> {
        let text = self.with_paths(&cell.text, at, style, cell)?;
        self.parse(&text, at, cell)
    }

    /// Parses what was made of a cell.
    fn parse(&mut self, text: &str, at: Id, cell: &Cell) -> Option<Expression> {
        let place = self.element(at)?.place;
        let parsed = self.parsed(text, place);
        parsed.map_err(|fault| self.fault(place, cell, fault)).ok()
    }

    /// Parses a text, while there are not too many already.
    fn parsed(&mut self, text: &str, place: Place) -> Result<Expression, Fault> {
        if self.parts_of_expressions > limits::EXPRESSIONS_PARTS {
            return Err(Fault::TooManyExpressions);
        }
        let parsed = Expression::parse(text, place.origin());
        let parsed = parsed.map_err(|error| Fault::Expression(error.to_string()))?;
        self.parts_of_expressions += parsed.parts();
        Ok(parsed)
    }

    fn fault(&mut self, place: Place, cell: &Cell, fault: Fault) {
        let settings = self.parts.settings.columns.as_ref();
        let header = match place.sheet {
            SheetKind::Survey => self.parts.columns.header(cell.column),
            SheetKind::Settings => settings.map_or("", |columns| columns.header(cell.column)),
            _ => "label",
        };
        let header = if header.is_empty() { "type" } else { header };
        self.problems.add(place.sheet, place.row, header, fault);
    }
}
