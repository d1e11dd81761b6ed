//! The survey sheet, and what all parts of the writing share.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::Deeds;
use super::line::{Layout, Line, heading_name};
use super::normal::{languages, reads_step};
use super::refusal::Refusal;
use super::rows::{Cells, Sheet, put};
use crate::limits::PROBLEMS;
use crate::sheet::choices::Lists;
use crate::sheet::problem::Problems;
use crate::sheet::tree::{Id, Style, Tree};
use crate::xform::model::{Content, Definition, Group, NodeId, RepeatView, SecondaryInstance};

/// The columns of the survey, in the order in which people expect them.
const COLUMNS: [&str; 25] = [
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "appearance",
    "parameters",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "read_only",
    "default",
    "calculation",
    "trigger",
    "choice_filter",
    "repeat_count",
    "media::image",
    "media::big-image",
    "media::audio",
    "media::video",
    "bind::type",
    "bind::jr:preload",
    "bind::jr:preloadParams",
];

/// Writes a form; refusals are collected, so that all are told at once.
#[derive(Debug)]
pub(super) struct Writer<'d> {
    pub form: &'d Definition,
    pub tree: Tree,
    pub ids: BTreeMap<NodeId, Id>,
    /// The languages with a name.
    pub languages: Vec<String>,
    /// What the form calls texts without a language.
    pub unnamed: String,
    pub deeds: Deeds<'d>,
    /// Text of each value in a new record.
    pub defaults: BTreeMap<NodeId, String>,
    /// Whether an expression reads the column with the labels of a list.
    pub reads_labels: bool,
    /// The lists by id.
    pub lists: BTreeMap<&'d str, &'d SecondaryInstance>,
    /// Lists that a row brings by itself: files of selects.
    pub brought: BTreeSet<String>,
    refusals: Vec<Refusal>,
}

impl<'d> Writer<'d> {
    /// All sheets.
    ///
    /// # Errors
    /// What a sheet cannot say.
    pub(super) fn write(form: &'d Definition) -> Result<Vec<Sheet>, Vec<Refusal>> {
        let (layout, root) = Layout::of(form);
        let tree = Tree::of(root, &Lists::default(), &mut Problems::default());
        let ids = tree
            .iter()
            .map(|(id, node)| (NodeId(node.element.place.row), id));
        let languages = languages(form);
        let mut writer = Self {
            form,
            ids: ids.collect(),
            tree,
            unnamed: form.languages.first().cloned().unwrap_or_default(),
            languages,
            deeds: Deeds::of(form),
            defaults: defaults(form),
            reads_labels: reads_step(form, &["label", "itextId"]),
            lists: form.secondary.iter().map(|l| (l.id.as_str(), l)).collect(),
            brought: BTreeSet::new(),
            refusals: layout.refusals,
        };
        if form.unplaced > 0 {
            writer.refuse(Refusal::Unplaced(form.unplaced));
        }
        writer.check_contents(&form.initial);
        let mut rows = writer.meta_rows();
        rows.extend(writer.rows(&layout.lines));
        // Files are named after the questions that read them by themselves.
        let mut all = writer.file_rows();
        all.append(&mut rows);
        let (choices, order) = writer.choices();
        let spaces = all.iter().flatten().any(|(_, text)| text.contains("  "));
        let settings = writer.settings(layout.flat, spaces);
        if !writer.refusals.is_empty() {
            return Err(writer.refusals);
        }
        let mut sheets = vec![Sheet::new("survey", &COLUMNS, all)];
        if !choices.is_empty() {
            let order: Vec<&str> = order.iter().map(String::as_str).collect();
            sheets.push(Sheet::new("choices", &order, choices));
        }
        sheets.push(Sheet::new("settings", &[], vec![settings]));
        Ok(sheets)
    }

    /// A record of a sheet begins with one instance of each repeat, and all are alike.
    fn check_contents(&mut self, content: &Content) {
        let node = self.form.shape.get(content.node);
        for child in node.map_or(&[][..], |node| &node.children) {
            let repeat = self.form.shape.get(*child);
            let Some(repeat) = repeat.and_then(|node| node.repeat.as_ref()) else {
                continue;
            };
            let instances = content.children.iter().filter(|c| c.node == *child);
            let path = self.form.shape.path(*child);
            match instances.clone().count() {
                1 => {}
                count => self.refuse(Refusal::Instances(path.clone(), count)),
            }
            if let Some(first) = instances.clone().next()
                && !self.alike(first, &repeat.template)
            {
                self.refuse(Refusal::Template(path));
            }
        }
        for child in &content.children {
            self.check_contents(child);
        }
    }

    /// Whether an instance begins as the template says, but for repeats within it.
    fn alike(&self, one: &Content, template: &Content) -> bool {
        let plain = |content: &Content| -> BTreeMap<NodeId, String> {
            let mut all = BTreeMap::new();
            self.texts_of(content, &mut all);
            all
        };
        plain(one) == plain(template)
    }

    fn texts_of(&self, content: &Content, into: &mut BTreeMap<NodeId, String>) {
        into.insert(content.node, content.text.trim().to_owned());
        for child in &content.children {
            let node = self.form.shape.get(child.node);
            if node.is_none_or(|node| node.repeat.is_none()) {
                self.texts_of(child, into);
            }
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        if self.refusals.len() < PROBLEMS && !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    fn rows(&mut self, lines: &[Line<'d>]) -> Vec<Cells> {
        let each = lines.iter().map(|line| match *line {
            Line::EndGroup => vec![("type".to_owned(), "end_group".to_owned())],
            Line::EndRepeat => vec![("type".to_owned(), "end_repeat".to_owned())],
            Line::Question { node, control } => self.question(node, control),
            Line::Repeat { group, view } => self.repeat(group, view),
            Line::Group {
                node,
                group,
                number,
            } => self.group(node, group, number),
        });
        each.collect()
    }

    fn group(&mut self, node: Option<NodeId>, group: Option<&Group>, number: usize) -> Cells {
        let mut cells = Cells::new();
        put(&mut cells, "type", "begin_group");
        let name = node.map_or_else(|| heading_name(number), |node| self.name_of(node));
        put(&mut cells, "name", name);
        if let Some(group) = group {
            self.label(&mut cells, group.label.as_ref(), node);
            put(&mut cells, "appearance", group.appearance.as_str());
            if group.hint.is_some() {
                let path = node.map_or_else(String::new, |node| self.form.shape.path(node));
                self.refuse(Refusal::GroupHint(path));
            }
        }
        if let Some(node) = node {
            self.bind(&mut cells, node, None);
            self.others(&mut cells, node, "");
        }
        cells
    }

    fn repeat(&mut self, group: &Group, view: &RepeatView) -> Cells {
        let mut cells = Cells::new();
        let path = self.form.shape.path(view.node);
        put(&mut cells, "type", "begin_repeat");
        put(&mut cells, "name", self.name_of(view.node));
        self.label(&mut cells, group.label.as_ref(), Some(view.node));
        put(&mut cells, "appearance", view.appearance.as_str());
        if group.hint.is_some() {
            self.refuse(Refusal::GroupHint(path.clone()));
        }
        if view.label.is_some() {
            self.refuse(Refusal::InstanceLabel(path.clone()));
        }
        self.bind(&mut cells, view.node, None);
        self.others(&mut cells, view.node, "");
        let repeat = self.form.shape.get(view.node);
        let Some(repeat) = repeat.and_then(|node| node.repeat.as_ref()) else {
            return cells;
        };
        if let Some(count) = &repeat.count {
            let written = self.expression(count, view.node, Style::default());
            let whole = crate::sheet::reference::only_reference(&written).is_some();
            if whole {
                put(&mut cells, "repeat_count", written);
            } else {
                self.refuse(Refusal::Count(path, written));
            }
        }
        if repeat.fixed {
            put(&mut cells, "body::jr:noAddRemove", "true()");
        }
        cells
    }

    pub(super) fn name_of(&self, node: NodeId) -> String {
        let node = self.form.shape.get(node);
        node.map_or_else(String::new, |node| node.name.clone())
    }
}

/// The text that each value begins with: that of the first instance of a repeat.
fn defaults(form: &Definition) -> BTreeMap<NodeId, String> {
    fn collect(content: &Content, into: &mut BTreeMap<NodeId, String>) {
        into.entry(content.node)
            .or_insert_with(|| content.text.clone());
        for child in &content.children {
            collect(child, into);
        }
    }
    let mut all = BTreeMap::new();
    collect(&form.initial, &mut all);
    let repeats = form
        .shape
        .iter()
        .filter_map(|(_, node)| node.repeat.as_ref());
    for repeat in repeats {
        collect(&repeat.template, &mut all);
    }
    all
}
