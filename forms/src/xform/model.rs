//! The form model: what an ODK XForm or an XLSForm says, freed from its file format.
//!
//! The primary instance is kept as a *shape* (one [`Node`] for each path, however many
//! instances a repeat has) and as [`Content`] (what stands in a new record). Expressions
//! are parsed, their paths are still names: they are bound to the shape when filling
//! begins.

mod action;
mod body;
mod builder;
mod data;
mod node;
mod text;

pub use action::{Action, ActionKind, Event};
pub use body::{
    Choice, Choices, Control, ControlKind, Group, Item, ItemLabel, Itemset, RangeSpan, RepeatView,
    each_control,
};
pub use builder::Builder;
pub use data::{Data, DataId, DataNode, SecondaryInstance, Source};
pub use node::{Bind, Content, Node, NodeId, Preload, Repeat, Shape, ValueType};
pub use text::{Forms, Label, Part, Text, TextForm, Texts};

/// Where something came from, in the importer's own counting: a byte offset in an XML
/// file, a row in a sheet. Problems found after the import are placed with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(pub u32);

/// A form, as every importer makes it.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    pub title: String,
    /// The `id` of the primary instance.
    pub form_id: String,
    /// Empty when the form has none.
    pub version: String,
    /// How it is shown: `pages`, `theme-grid`, …; empty when the form does not say.
    pub style: String,
    /// What else holds for the whole form, for tools that send records elsewhere
    /// (`public_key`, `submission_url`, …): kept, and without a meaning here.
    pub settings: Vec<(String, String)>,
    /// The translations in the form's order, as the form names them.
    pub languages: Vec<String>,
    /// The language a new record is shown in: one of `languages`, if there are any.
    pub default_language: Option<String>,
    /// The nodes of the primary instance.
    pub shape: Shape,
    /// What stands in a new record before anything was evaluated.
    pub initial: Content,
    pub body: Vec<Item>,
    /// Controls of the body that ask for a node which the instance lacks. They count as
    /// questions, but nobody sees them.
    pub unplaced: usize,
    pub secondary: Vec<SecondaryInstance>,
    pub texts: Texts,
    /// In the order in which they run.
    pub actions: Vec<Action>,
}

impl Definition {
    /// How many controls the body has, each counted once.
    #[must_use]
    pub fn questions(&self) -> usize {
        count(&self.body) + self.unplaced
    }
}

fn count(items: &[Item]) -> usize {
    items
        .iter()
        .map(|item| match item {
            Item::Control(_) => 1,
            Item::Group(group) => count(&group.children),
            Item::Repeat(repeat) => count(&repeat.children),
        })
        .sum()
}
