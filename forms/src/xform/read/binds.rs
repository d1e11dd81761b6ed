//! Binds, and the nodes that paths name.

use super::Reader;
use super::xml::{self, Element};
use crate::xform::model::{Bind, NodeId, Preload, ValueType};

/// What a bind says that has a place of its own in the model.
const KNOWN: &[&str] = &[
    "nodeset",
    "ref",
    "id",
    "type",
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculate",
    "constraintMsg",
    "requiredMsg",
    "preload",
    "preloadParams",
    "saveIncomplete",
    "saveto",
];

impl<'a> Reader<'a> {
    pub(super) fn bind(&mut self, element: Element<'a>) {
        let path = xml::attribute(element, "nodeset").or_else(|| xml::attribute(element, "ref"));
        // A bind for no node, or for one that is not there, has no effect.
        let Some(path) = path else { return };
        let kind = xml::attribute(element, "preload").map(|kind| Preload {
            kind: kind.to_owned(),
            parameters: xml::attribute(element, "preloadParams")
                .unwrap_or_default()
                .to_owned(),
        });
        let save = xml::attribute(element, "saveIncomplete");
        let others = element.attributes().filter(|a| !KNOWN.contains(&a.name()));
        let bind = Bind {
            value: ValueType::named(xml::attribute(element, "type").unwrap_or_default()),
            relevant: self.expression(element, "relevant"),
            required: self.expression(element, "required"),
            readonly: self.expression(element, "readonly"),
            constraint: self.expression(element, "constraint"),
            calculate: self.expression(element, "calculate"),
            constraint_message: self.message(element, "constraintMsg"),
            required_message: self.message(element, "requiredMsg"),
            preload: kind,
            save_incomplete: save.is_some_and(|value| value.starts_with("true")),
            save_to: xml::attribute(element, "saveto").map(str::to_owned),
            others: others
                .map(|a| (a.name().to_owned(), a.value().to_owned()))
                .collect(),
        };
        let Some(node) = self.node(path, NodeId::ROOT) else {
            return;
        };
        if let Some(id) = xml::attribute(element, "id") {
            self.bind_ids.insert(id.to_owned(), node);
        }
        if let Some(found) = self.definition.shape.get_mut(node) {
            found.bind = bind;
        }
    }

    /// The node of a path: absolute, or from `here`. Conditions in it are ignored.
    pub(super) fn node(&self, path: &str, here: NodeId) -> Option<NodeId> {
        let plain = without_conditions(path.trim());
        let shape = &self.definition.shape;
        let (mut at, parts) = match plain.strip_prefix('/') {
            Some(rest) => {
                let (root, rest) = rest.split_once('/').unwrap_or((rest, ""));
                let name = shape.get(NodeId::ROOT).map(|node| node.name.as_str());
                if name != Some(local(root)) {
                    return None;
                }
                (NodeId::ROOT, rest.to_owned())
            }
            None => (here, plain.replace("current()", ".")),
        };
        for part in parts
            .split('/')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            at = match part {
                "." => at,
                ".." => shape.get(at)?.parent?,
                name => shape.child(at, local(name))?,
            };
        }
        Some(at)
    }

    /// The node that an element of the body is for.
    pub(super) fn node_of(&mut self, element: Element<'a>, here: NodeId) -> Option<NodeId> {
        if let Some(id) = xml::attribute(element, "bind") {
            let known = self.bind_ids.get(id).copied();
            if known.is_none() {
                self.problem(
                    xml::origin(element),
                    format!("there is no bind with the id \"{id}\""),
                );
            }
            return known;
        }
        let path = xml::attribute(element, "ref").or_else(|| xml::attribute(element, "nodeset"))?;
        self.node(path, here)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn without_conditions(path: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in path.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}
