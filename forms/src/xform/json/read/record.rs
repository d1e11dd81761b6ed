//! The record: its values and sections, and what stands in new ones.

use super::Reader;
use crate::limits::{JSON_DEPTH, SHAPE_NODES, XFORM_ELEMENTS};
use crate::xform::json::layout;
use crate::xform::model::{Bind, Content, NodeId, Origin, Preload, Repeat, ValueType};
use crate::xform::name::is_name;

impl Reader {
    pub(super) fn record(&mut self, rows: &[layout::Node]) {
        if rows.is_empty() || rows.len() > SHAPE_NODES {
            let message = format!("a record has 1 to {SHAPE_NODES} values");
            self.problem("record", message);
            return;
        }
        let mut open: Vec<NodeId> = Vec::new();
        for (at, row) in (0u32..).zip(rows) {
            let place = format!("record[{at}]");
            let root = row.depth == 0;
            if row.depth > open.len() || root != (at == 0) || row.depth > JSON_DEPTH {
                self.problem(&place, format!("the depth {} fits nowhere", row.depth));
                return;
            }
            if !is_name(&row.name) {
                self.problem(&place, format!("\"{}\" is no name of a value", row.name));
                return;
            }
            open.truncate(row.depth);
            let parent = open.last().copied();
            let known = parent.and_then(|parent| self.form.shape.child(parent, &row.name));
            if known.is_some() {
                self.problem(&place, format!("\"{}\" stands here twice", row.name));
                return;
            }
            let id = self.form.shape.add(parent, &row.name, Origin(at));
            open.push(id);
        }
        for (at, row) in (0u32..).zip(rows) {
            let path = self.form.shape.path(NodeId(at));
            let bind = self.bind(&path, row, Origin(at));
            let repeat = row.repeat.as_ref().map(|repeat| Repeat {
                count: self.optional(&path, repeat.count.as_ref(), Origin(at)),
                fixed: repeat.fixed,
                template: Content::default(),
            });
            if let Some(node) = self.form.shape.get_mut(NodeId(at)) {
                node.bind = bind;
                node.repeat = repeat;
                node.attributes.clone_from(&row.attributes);
            }
        }
    }

    /// What new instances hold: known when all repeats are.
    pub(super) fn templates(&mut self, rows: &[layout::Node]) {
        for (at, row) in (0u32..).zip(rows) {
            let Some(repeat) = &row.repeat else { continue };
            let path = self.form.shape.path(NodeId(at));
            let template = self.contents(&path, &repeat.new, NodeId(at));
            let node = self.form.shape.get_mut(NodeId(at));
            if let Some(repeat) = node.and_then(|node| node.repeat.as_mut()) {
                repeat.template = template;
            }
        }
    }

    fn bind(&mut self, path: &str, row: &layout::Node, origin: Origin) -> Bind {
        let value = row.value.as_deref().unwrap_or("string");
        let known = ValueType::named(value);
        if known.word() != value {
            self.problem(path, format!("there is no type \"{value}\""));
        }
        let mut expression = |source: &Option<String>| {
            let source = source.as_ref();
            self.optional(path, source, origin)
        };
        let relevant = expression(&row.relevant);
        let required = expression(&row.required);
        let readonly = expression(&row.read_only);
        let constraint = expression(&row.constraint);
        let calculate = expression(&row.calculation);
        let constraint_message = row.constraint_message.clone();
        let required_message = row.required_message.clone();
        Bind {
            value: known,
            relevant,
            required,
            readonly,
            constraint,
            calculate,
            constraint_message: constraint_message.and_then(|m| self.label(path, m, origin)),
            required_message: required_message.and_then(|m| self.label(path, m, origin)),
            preload: row
                .preload
                .clone()
                .map(|(kind, parameters)| Preload { kind, parameters }),
            save_incomplete: row.save_incomplete,
            save_to: row.save_to.clone(),
            others: row.others.clone(),
        }
    }

    /// Rows of content; the first one is `root`.
    pub(super) fn contents(
        &mut self,
        place: &str,
        rows: &[layout::Content],
        root: NodeId,
    ) -> Content {
        let mut all: Vec<(usize, Content)> = Vec::new();
        let mut open: Vec<NodeId> = Vec::new();
        if rows.len() > XFORM_ELEMENTS as usize {
            self.problem(place, "a new record has too many values");
            return Content::default();
        }
        for row in rows {
            let first = all.is_empty();
            let fits = row.depth <= open.len() && first == (row.depth == 0);
            open.truncate(row.depth);
            let node = match open.last() {
                Some(parent) => self.form.shape.child(*parent, &row.name),
                None => self
                    .form
                    .shape
                    .get(root)
                    .and_then(|node| (node.name == row.name).then_some(root)),
            };
            let Some(node) = node.filter(|_| fits) else {
                let message = format!("a new record has no place for \"{}\"", row.name);
                self.problem(place, message);
                return Content::default();
            };
            open.push(node);
            let content = Content {
                node,
                text: row.text.clone(),
                children: Vec::new(),
            };
            all.push((row.depth, content));
        }
        let content = nested(all);
        match content {
            Some(content) => {
                self.single(place, &content);
                content
            }
            None => {
                self.problem(place, "what a new record holds is missing");
                Content::default()
            }
        }
    }

    /// Only repeats stand somewhere twice.
    fn single(&mut self, place: &str, content: &Content) {
        let mut seen = std::collections::BTreeSet::new();
        for child in &content.children {
            let node = self.form.shape.get(child.node);
            let repeats = node.is_some_and(|node| node.repeat.is_some());
            if !seen.insert(child.node) && !repeats {
                let path = self.form.shape.path(child.node);
                self.problem(place, format!("{path} stands in a new record twice"));
            }
            self.single(place, child);
        }
    }
}

/// Rows with depths as a tree.
fn nested(rows: Vec<(usize, Content)>) -> Option<Content> {
    let mut open: Vec<Content> = Vec::new();
    let close = |open: &mut Vec<Content>, depth: usize| {
        while open.len() > depth.max(1) {
            let Some(done) = open.pop() else { return };
            if let Some(parent) = open.last_mut() {
                parent.children.push(done);
            }
        }
    };
    for (depth, content) in rows {
        close(&mut open, depth);
        open.push(content);
    }
    close(&mut open, 1);
    open.pop()
}
