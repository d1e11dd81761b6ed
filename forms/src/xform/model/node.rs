//! The nodes of the primary instance: shape, binds and what a new record holds.

use std::collections::BTreeMap;

use super::{Label, Origin};
use crate::xpath::Expression;

/// A node of the shape. Ids are given in document order; 0 is the root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The root element of the primary instance.
    pub const ROOT: Self = Self(0);

    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// All nodes of the primary instance, each path once.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    nodes: Vec<Node>,
    /// The first child of each name, by parent.
    by_name: BTreeMap<NodeId, BTreeMap<String, NodeId>>,
}

impl Shape {
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    pub fn get_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id.index())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0u32..).map(NodeId).zip(self.nodes.iter())
    }

    /// Adds a node as the last child of `parent`; without one, the root.
    pub fn add(&mut self, parent: Option<NodeId>, name: &str, origin: Origin) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            name: name.to_owned(),
            parent,
            origin,
            ..Node::default()
        });
        if let Some(parent) = parent {
            let names = self.by_name.entry(parent).or_default();
            names.entry(name.to_owned()).or_insert(id);
            if let Some(parent) = self.get_mut(parent) {
                parent.children.push(id);
            }
        }
        id
    }

    /// The child of `parent` that was added with this name.
    #[must_use]
    pub fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        self.by_name.get(&parent)?.get(name).copied()
    }

    /// `/data/house/age`
    #[must_use]
    pub fn path(&self, id: NodeId) -> String {
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(node) = at.and_then(|id| self.get(id)) {
            names.push(node.name.as_str());
            at = node.parent;
        }
        names.reverse();
        format!("/{}", names.join("/"))
    }
}

/// One path of the primary instance.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Without its prefix: `orx:meta` is `meta`.
    pub name: String,
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
    pub bind: Bind,
    /// Set when the node repeats.
    pub repeat: Option<Repeat>,
    /// `(name, value)` of the attributes that stand in the instance, without their
    /// prefixes; `template` is left out.
    pub attributes: Vec<(String, String)>,
    pub origin: Origin,
}

/// How a node repeats.
#[derive(Clone, Debug, Default)]
pub struct Repeat {
    /// What a new instance holds; its own `node` is the repeat.
    pub template: Content,
    /// The number of instances, evaluated at the repeat; nobody adds any by hand then.
    pub count: Option<Expression>,
    /// `jr:noAddRemove`: the number of instances stays as it is.
    pub fixed: bool,
}

/// Instances of nodes, as they stand in a new record or in a new repeat instance. A
/// repeat occurs once for each of its instances, or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub node: NodeId,
    /// Empty for a node with children.
    pub text: String,
    pub children: Vec<Self>,
}

/// What is declared about a node. Default: text, always relevant, writable, optional.
#[derive(Clone, Debug, Default)]
pub struct Bind {
    pub value: ValueType,
    pub relevant: Option<Expression>,
    pub required: Option<Expression>,
    pub readonly: Option<Expression>,
    pub constraint: Option<Expression>,
    pub calculate: Option<Expression>,
    pub constraint_message: Option<Label>,
    pub required_message: Option<Label>,
    pub preload: Option<Preload>,
    /// `saveIncomplete`: a draft is offered before this question.
    pub save_incomplete: bool,
    /// `entities:saveto`
    pub save_to: Option<String>,
    /// Further attributes by name, without prefixes (`quality`, `track-changes`, …).
    pub others: Vec<(String, String)>,
}

/// A value that the device puts in: `jr:preload` and `jr:preloadParams`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preload {
    /// `date`, `timestamp`, `property`, `uid`, …
    pub kind: String,
    /// `today`, `start`, `end`, `deviceid`, …
    pub parameters: String,
}

/// The type of a value. Types that are unknown are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueType {
    #[default]
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Barcode,
    /// A file: photo, sound, film, signature.
    Binary,
    Intent,
    /// `odk:rank`
    Rank,
}

impl ValueType {
    /// The type that a bind names, its prefix ignored: `int`, `xsd:string`, `select1`, …
    #[must_use]
    pub fn named(name: &str) -> Self {
        let local = name.rsplit(':').next().unwrap_or(name);
        match local {
            "int" | "integer" | "long" => Self::Integer,
            "decimal" | "double" | "float" => Self::Decimal,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "time" => Self::Time,
            "dateTime" => Self::DateTime,
            "geopoint" => Self::Geopoint,
            "geotrace" => Self::Geotrace,
            "geoshape" => Self::Geoshape,
            "barcode" => Self::Barcode,
            "binary" | "base64Binary" => Self::Binary,
            "intent" => Self::Intent,
            "rank" => Self::Rank,
            _ => Self::Text,
        }
    }
    /// The word that [`Self::named`] reads.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "int",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "dateTime",
            Self::Geopoint => "geopoint",
            Self::Geotrace => "geotrace",
            Self::Geoshape => "geoshape",
            Self::Barcode => "barcode",
            Self::Binary => "binary",
            Self::Intent => "intent",
            Self::Rank => "odk:rank",
        }
    }
}
