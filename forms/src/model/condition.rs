//! When a field applies: simple tests of other fields, joined by all, any and not.

use serde::Serialize;

use crate::name::Name;

/// A condition on the answers to other fields.
///
/// A field that does not apply counts as empty in every test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Condition {
    /// Every one holds.
    All {
        /// At least one.
        all: Vec<Self>,
    },
    /// At least one holds.
    Any {
        /// At least one.
        any: Vec<Self>,
    },
    /// The other does not hold.
    Not {
        /// The other.
        not: Box<Self>,
    },
    /// One test of one field.
    Test {
        /// The field asked about.
        field: Name,
        /// How it is compared.
        is: Comparison,
        /// With what; absent for `answered` and `empty`.
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<Operand>,
    },
}

impl Condition {
    /// Calls `see` for every test in this condition, left to right.
    pub fn each_test<'a>(&'a self, see: &mut dyn FnMut(&'a Name, Comparison, Option<&'a Operand>)) {
        match self {
            Self::All { all: list } | Self::Any { any: list } => {
                for condition in list {
                    condition.each_test(see);
                }
            }
            Self::Not { not } => not.each_test(see),
            Self::Test { field, is, value } => see(field, *is, value.as_ref()),
        }
    }
}

/// What a test compares with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Operand {
    /// An option, a level, a text, a date or time.
    Text(String),
    /// A number.
    Int(i64),
}

/// How a test compares. Of an empty answer, `!=`, `not-selected` and `empty` hold,
/// the others do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Comparison {
    /// Is the same.
    #[serde(rename = "=")]
    Equal,
    /// Is not the same.
    #[serde(rename = "!=")]
    Unequal,
    /// Comes before: numbers, dates, times, levels.
    #[serde(rename = "<")]
    Below,
    /// Comes before or is the same.
    #[serde(rename = "<=")]
    AtMost,
    /// Comes after.
    #[serde(rename = ">")]
    Above,
    /// Comes after or is the same.
    #[serde(rename = ">=")]
    AtLeast,
    /// The option is among the chosen ones.
    #[serde(rename = "selected")]
    Selected,
    /// The option is not among the chosen ones.
    #[serde(rename = "not-selected")]
    NotSelected,
    /// There is an answer.
    #[serde(rename = "answered")]
    Answered,
    /// There is none.
    #[serde(rename = "empty")]
    Empty,
}

impl Comparison {
    /// All of them with their spelling in a form's JSON.
    pub const ALL: [(&'static str, Self); 10] = [
        ("=", Self::Equal),
        ("!=", Self::Unequal),
        ("<", Self::Below),
        ("<=", Self::AtMost),
        (">", Self::Above),
        (">=", Self::AtLeast),
        ("selected", Self::Selected),
        ("not-selected", Self::NotSelected),
        ("answered", Self::Answered),
        ("empty", Self::Empty),
    ];

    /// Its spelling in a form's JSON.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        Self::ALL
            .iter()
            .find_map(|(text, is)| (*is == self).then_some(*text))
            .unwrap_or_default()
    }

    /// Whether it needs something to compare with.
    #[must_use]
    pub const fn takes_value(self) -> bool {
        !matches!(self, Self::Answered | Self::Empty)
    }

    /// Whether it asks which of two comes first.
    #[must_use]
    pub const fn is_ordering(self) -> bool {
        matches!(
            self,
            Self::Below | Self::AtMost | Self::Above | Self::AtLeast
        )
    }
}
