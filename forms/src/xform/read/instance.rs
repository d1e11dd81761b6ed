//! Instances: the primary one as shape and content, secondary ones as data.

use std::collections::BTreeSet;

use super::Reader;
use super::xml::{self, Element};
use crate::limits::{SHAPE_DEPTH, SHAPE_NODES};
use crate::xform::model::{Content, Data, DataId, NodeId, SecondaryInstance, Source};

fn is_template(element: Element<'_>) -> bool {
    xml::attribute(element, "template").is_some()
}

impl<'a> Reader<'a> {
    /// Adds an element of the primary instance to the shape, with all below it.
    pub(super) fn shape(&mut self, element: Element<'a>, parent: Option<NodeId>, depth: usize) {
        let origin = xml::origin(element);
        if depth > SHAPE_DEPTH {
            self.problem(
                origin,
                format!("more than {SHAPE_DEPTH} groups inside one another"),
            );
            return;
        }
        if self.definition.shape.len() >= SHAPE_NODES {
            let message = format!("the form has more than {SHAPE_NODES} values");
            self.problem(origin, message);
            return;
        }
        let name = element.tag_name().name();
        let known = parent.and_then(|parent| self.definition.shape.child(parent, name));
        let id = known.unwrap_or_else(|| self.definition.shape.add(parent, name, origin));
        if known.is_none() {
            let attributes = element
                .attributes()
                .filter(|attribute| attribute.name() != "template");
            let attributes = attributes.map(|a| (a.name().to_owned(), a.value().to_owned()));
            if let Some(node) = self.definition.shape.get_mut(id) {
                node.attributes = attributes.collect();
            }
        }
        for child in xml::elements(element) {
            self.shape(child, Some(id), depth + 1);
        }
    }

    /// What an element holds in a new record. `keeps` its texts: a template that was
    /// only made of a first instance is blank.
    pub(super) fn content(&mut self, element: Element<'a>, id: NodeId, keeps: bool) -> Content {
        let mut content = Content {
            node: id,
            text: String::new(),
            children: Vec::new(),
        };
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        for child in xml::elements(element) {
            let name = child.tag_name().name();
            let Some(node) = self.definition.shape.child(id, name) else {
                continue;
            };
            let repeats = self
                .definition
                .shape
                .get(node)
                .is_some_and(|node| node.repeat.is_some());
            let first = seen.insert(node);
            if repeats && first {
                let explicit = is_template(child);
                let template = self.content(child, node, explicit);
                let known = self
                    .definition
                    .shape
                    .get(node)
                    .and_then(|node| node.repeat.as_ref());
                // An inner repeat comes again in each instance of the outer one.
                if known.is_some_and(|repeat| repeat.template.node == NodeId::ROOT) {
                    self.set_template(node, template);
                }
            } else if !repeats && !first {
                let message =
                    format!("<{name}> stands here twice, but no question group repeats it");
                self.problem(xml::origin(child), message);
                continue;
            }
            if !(repeats && is_template(child)) {
                let child = self.content(child, node, keeps);
                content.children.push(child);
            }
        }
        self.keep_one(&mut content);
        if seen.is_empty() && keeps {
            content.text = xml::own_text(element);
            if content.text.trim().is_empty() {
                content.text.clear();
            }
        }
        content
    }

    /// A repeat to which nobody may add has at least one instance.
    fn keep_one(&self, content: &mut Content) {
        let shape = &self.definition.shape;
        let children = shape
            .get(content.node)
            .map_or(&[][..], |node| &node.children);
        for child in children {
            let repeat = shape.get(*child).and_then(|node| node.repeat.as_ref());
            let Some(repeat) = repeat.filter(|repeat| repeat.fixed) else {
                continue;
            };
            if !content.children.iter().any(|other| other.node == *child) {
                content.children.push(repeat.template.clone());
            }
        }
    }

    pub(super) fn secondary(&mut self, instance: Element<'a>) {
        let Some(id) = xml::attribute(instance, "id") else {
            return;
        };
        let source = match (
            xml::attribute(instance, "src"),
            instance.first_element_child(),
        ) {
            (Some(source), _) => Source::External(source.to_owned()),
            (None, root) => Source::Inline(root.map(data).unwrap_or_default()),
        };
        self.definition.secondary.push(SecondaryInstance {
            id: id.to_owned(),
            source,
            origin: xml::origin(instance),
        });
    }
}

/// A tree of elements as data.
pub(super) fn data(root: Element<'_>) -> Data {
    let mut data = Data::default();
    let mut open: Vec<(Element<'_>, Option<DataId>)> = vec![(root, None)];
    while let Some((element, parent)) = open.pop() {
        let leaf = element.first_element_child().is_none();
        let text = if leaf {
            xml::own_text(element)
        } else {
            String::new()
        };
        let id = data.add(parent, element.tag_name().name(), &text);
        if let Some(node) = data.get_mut(id) {
            let attributes = element.attributes();
            node.attributes = attributes
                .map(|a| (a.name().to_owned(), a.value().to_owned()))
                .collect();
        }
        let first = open.len();
        open.extend(xml::elements(element).map(|child| (child, Some(id))));
        if let Some(added) = open.get_mut(first..) {
            added.reverse();
        }
    }
    data
}
