//! What an expression gives.

use super::moment::Moment;
use super::number::{number_text, parse_number};

/// A node an expression can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// Above the root of the primary instance.
    Document,
    /// A node of the primary instance.
    Live(u32),
    /// A repeat without looking at its instances: what it is in, and its node of the
    /// shape. Counts are evaluated here.
    Below(u32, u32),
    /// An attribute of one, by its place.
    LiveAttribute(u32, u32),
    /// What `instance('…')` gives: above the root of a secondary instance.
    List(u32),
    /// A node of a secondary instance: instance, node.
    Item(u32, u32),
    /// An attribute of one.
    ItemAttribute(u32, u32, u32),
}

/// A result.
#[derive(Clone, Debug)]
pub enum Value {
    Number(f64),
    Text(String),
    Boolean(bool),
    /// A day or time: a number of days that is written as a date.
    Moment(Moment),
    /// What `number()` makes of a date: days with their fraction, as a text only whole
    /// ones.
    Days(f64),
    /// In document order, each once.
    Nodes(Vec<Node>),
}

impl Value {
    /// Not a number, and as a text `Invalid Date`: what no date can be made of.
    #[must_use]
    pub fn no_moment() -> Self {
        Self::Text("Invalid Date".to_owned())
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// The number of a text: a number, or the days of a date.
pub(super) fn text_number(text: &str, offset: i32) -> f64 {
    if looks_like_date(text)
        && let Some(moment) = Moment::parse(text, offset)
    {
        return moment.days();
    }
    parse_number(text)
}

fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-')
}

/// A value without nodes, as a text.
pub(super) fn plain_text(value: &Value) -> String {
    match value {
        Value::Number(number) => number_text(*number),
        Value::Text(text) => text.clone(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Moment(moment) => moment.text(),
        Value::Days(days) => number_text(days.floor()),
        Value::Nodes(_) => String::new(),
    }
}

/// The words of a text, between the blanks that XML knows.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
}
