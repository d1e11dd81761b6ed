//! Builds a definition whose repeats each begin with one instance, as XLSForms do.

use std::collections::BTreeMap;

use super::{Content, Definition, NodeId, Origin, Repeat, Shape};

/// Collects nodes with their default texts; [`Builder::finish`] derives the initial
/// content and the templates of the repeats from them.
#[derive(Debug, Default)]
pub struct Builder {
    pub definition: Definition,
    defaults: BTreeMap<NodeId, String>,
    absent: Vec<NodeId>,
}

impl Builder {
    /// A definition with the root element `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut builder = Self::default();
        builder.definition.shape.add(None, name, Origin::default());
        builder
    }

    /// Adds a node as the last child of `parent`.
    pub fn node(&mut self, parent: NodeId, name: &str, origin: Origin) -> NodeId {
        self.definition.shape.add(Some(parent), name, origin)
    }

    /// The text a node begins with.
    pub fn default_text(&mut self, node: NodeId, text: &str) {
        self.defaults.insert(node, text.to_owned());
    }

    /// Makes a node repeat.
    pub fn repeat(&mut self, node: NodeId, repeat: Repeat) {
        if let Some(found) = self.definition.shape.get_mut(node) {
            found.repeat = Some(repeat);
        }
    }

    /// A new record has no instance of this repeat.
    pub fn without_instance(&mut self, node: NodeId) {
        self.absent.push(node);
    }

    /// The definition, with templates and initial content filled in.
    #[must_use]
    pub fn finish(mut self) -> Definition {
        let shape = &self.definition.shape;
        let repeats: Vec<NodeId> = shape
            .iter()
            .filter(|(_, node)| node.repeat.is_some())
            .map(|(id, _)| id)
            .collect();
        for id in repeats {
            let template = self.template(&self.definition.shape, id);
            let node = self.definition.shape.get_mut(id);
            if let Some(repeat) = node.and_then(|node| node.repeat.as_mut()) {
                repeat.template = template;
            }
        }
        self.definition.initial = self.content(&self.definition.shape, NodeId::ROOT);
        self.definition
    }

    /// What a new instance of a repeat holds: a repeat directly within it begins without
    /// instances.
    fn template(&self, shape: &Shape, id: NodeId) -> Content {
        let mut content = self.content(shape, id);
        content.children.retain(|child| {
            let node = shape.get(child.node);
            node.is_none_or(|node| node.repeat.is_none())
        });
        content
    }

    fn content(&self, shape: &Shape, id: NodeId) -> Content {
        let children = shape.get(id).map_or(&[][..], |node| &node.children);
        Content {
            node: id,
            text: self.defaults.get(&id).cloned().unwrap_or_default(),
            children: children
                .iter()
                .filter(|child| !self.absent.contains(child))
                .map(|child| self.content(shape, *child))
                .collect(),
        }
    }
}
