//! What a person sees: groups, repeats and controls, in order.

use super::{Label, NodeId, Origin};
use crate::xpath::Expression;

/// A piece of the body.
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "nearly all of a body are controls"
    )
)]
#[derive(Clone, Debug)]
pub enum Item {
    Group(Group),
    Repeat(RepeatView),
    Control(Control),
}

/// Questions that belong together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The node it shows; a group may only be for the eye.
    pub node: Option<NodeId>,
    pub label: Option<Label>,
    pub hint: Option<Label>,
    pub appearance: String,
    pub children: Vec<Item>,
    pub origin: Origin,
}

/// The questions of one repeat instance. Count and template are in the node's
/// [`super::Repeat`].
#[derive(Clone, Debug, Default)]
pub struct RepeatView {
    pub node: NodeId,
    /// The label of the group around the repeat is that group's; this one is the
    /// instance's own.
    pub label: Option<Label>,
    pub appearance: String,
    pub children: Vec<Item>,
    pub origin: Origin,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Control {
    pub kind: ControlKind,
    pub node: NodeId,
    pub label: Option<Label>,
    pub hint: Option<Label>,
    pub appearance: String,
    pub choices: Choices,
    /// Of a range.
    pub range: Option<RangeSpan>,
    /// Of an upload: `image/*`, `audio/*`, `video/*`, …
    pub media_type: Option<String>,
    /// Further attributes by name, without prefixes (`max-pixels`, `rows`, `query`, …).
    pub attributes: Vec<(String, String)>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControlKind {
    /// Text, numbers, dates, places; also notes, which are read only.
    Input,
    SelectOne,
    SelectMultiple,
    Rank,
    Range,
    /// Acknowledge: `OK` or nothing.
    Trigger,
    Upload,
}

impl ControlKind {
    /// The element of an XForm.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::SelectOne => "select1",
            Self::SelectMultiple => "select",
            Self::Rank => "rank",
            Self::Range => "range",
            Self::Trigger => "trigger",
            Self::Upload => "upload",
        }
    }

    /// The kind of an element with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "input" | "secret" | "textarea" => Self::Input,
            "select1" => Self::SelectOne,
            "select" => Self::SelectMultiple,
            "rank" => Self::Rank,
            "range" => Self::Range,
            "trigger" => Self::Trigger,
            "upload" => Self::Upload,
            _ => return None,
        })
    }
}

/// What may be chosen.
#[derive(Clone, Debug, Default)]
pub enum Choices {
    #[default]
    None,
    Inline(Vec<Choice>),
    Itemset(Itemset),
}

/// One choice that stands in the form itself.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: Option<Label>,
}

/// Choices that are read from nodes, mostly of a secondary instance.
#[derive(Clone, Debug)]
pub struct Itemset {
    /// The nodes, e.g. `instance('towns')/root/item[county = current()/../county]`; may be
    /// wrapped in `randomize(…)`. Evaluated at the control's node.
    pub nodeset: Expression,
    /// The value of an item, evaluated at the item: `name`.
    pub value: Expression,
    pub label: Option<ItemLabel>,
}

/// How the label of an item is found, evaluated at the item.
#[derive(Clone, Debug)]
pub enum ItemLabel {
    /// `label`: the text itself.
    Value(Expression),
    /// `jr:itext(itextId)`: the expression gives the id of an entry of the texts.
    Itext(Expression),
}

/// `start`, `end` and `step` of a range, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeSpan {
    pub start: String,
    pub end: String,
    pub step: String,
}

/// Calls `see` for every question that is shown.
pub fn each_control<'d>(items: &'d [Item], see: &mut impl FnMut(&'d Control)) {
    for item in items {
        match item {
            Item::Control(control) => see(control),
            Item::Group(group) => each_control(&group.children, see),
            Item::Repeat(repeat) => each_control(&repeat.children, see),
        }
    }
}
