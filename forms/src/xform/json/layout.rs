//! How the JSON is laid out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `["name", "value"]`
pub(super) type Pair = (String, String);

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub rounds_form: u32,
    pub title: String,
    pub form_id: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub style: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub settings: Vec<Pair>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub languages: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub default_language: Option<String>,
    /// Every value and section once, the root first.
    pub record: Vec<Node>,
    /// What stands in a new record.
    pub new: Vec<Content>,
    /// What people see.
    pub body: Vec<Item>,
    /// Questions that nobody sees, because the record has no place for them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unplaced: usize,
    #[serde(default, skip_serializing_if = "is_default")]
    pub lists: Vec<List>,
    /// By language, id and variant.
    #[serde(default, skip_serializing_if = "is_default")]
    pub texts: BTreeMap<String, BTreeMap<String, BTreeMap<String, Text>>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<Action>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub depth: usize,
    pub name: String,
    #[serde(default, rename = "type", skip_serializing_if = "is_default")]
    pub value: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub relevant: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub read_only: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub calculation: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint_message: Option<Label>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub required_message: Option<Label>,
    /// Kind and parameters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preload: Option<Pair>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub save_incomplete: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub save_to: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub others: Vec<Pair>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub attributes: Vec<Pair>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub repeat: Option<Repeat>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeat {
    #[serde(default, skip_serializing_if = "is_default")]
    pub count: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub fixed: bool,
    /// What a new instance holds; the repeat itself is the first row.
    pub new: Vec<Content>,
}

/// A value or section as it stands in a record.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    pub depth: usize,
    pub name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub text: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub depth: usize,
    /// `group`, `repeat`, or the kind of a question.
    pub kind: String,
    /// The path of its node.
    #[serde(default, skip_serializing_if = "is_default")]
    pub node: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Option<Label>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub hint: Option<Label>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub appearance: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub choices: Option<Choices>,
    /// Start, end and step.
    #[serde(default, skip_serializing_if = "is_default")]
    pub range: Option<(String, String, String)>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub attributes: Vec<Pair>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Choices {
    Here(Vec<Choice>),
    From(Itemset),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub value: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Option<Label>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Itemset {
    pub nodes: String,
    pub value: String,
    /// An expression that gives the label.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Option<String>,
    /// An expression that gives the id of the label's text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Label {
    Text(Text),
    /// An entry of the texts.
    Id(String),
    Expression(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Text {
    Plain(String),
    Parts(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Part {
    Text(String),
    Value(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub id: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub items: Vec<Datum>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Datum {
    pub depth: usize,
    pub name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub text: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub attributes: Vec<Pair>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    /// The path of the value that is set.
    pub set: String,
    pub to: To,
    pub when: Vec<When>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum To {
    Value(String),
    Text(String),
    Place,
    Sound,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum When {
    RecordBegins,
    RecordOpens,
    Grows(String),
    Changes(String),
}
