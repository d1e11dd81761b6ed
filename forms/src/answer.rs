//! Answers as plain data, as the caller reads them from a note.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{LocalDate, LocalDateTime, LocalTime};
use crate::model::{Field, Kind};

/// What a note holds for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerValue {
    /// Of a text.
    Text(String),
    /// Of an integer.
    Int(i64),
    /// Of a choice of one: an option's id.
    Choice(String),
    /// Of a choice of several.
    Choices(BTreeSet<String>),
    /// Of a tally.
    Tally(i64),
    /// Of a rating: a level's id.
    Level(String),
    /// Of a date.
    Date(LocalDate),
    /// Of a time.
    Time(LocalTime),
    /// Of a date and time.
    DateTime(LocalDateTime),
    /// Of a log: entries that are not deleted.
    EntryCount(u64),
    /// Two or more answers that were written apart and wait for a person to choose.
    /// A condition holds if it holds for one of them, so that no question disappears.
    Several(Vec<Self>),
}

impl AnswerValue {
    /// The answer that a stored text means in `field`.
    ///
    /// A text that does not fit the field's kind stays [`AnswerValue::Text`]; the
    /// evaluation reports it.
    #[must_use]
    pub fn from_text(field: &Field, text: &str) -> Self {
        let as_text = || Self::Text(text.to_owned());
        match &field.kind {
            Kind::SelectOne { .. } => Self::Choice(text.to_owned()),
            Kind::Rating { .. } => Self::Level(text.to_owned()),
            Kind::Date => text.parse().map_or_else(|_| as_text(), Self::Date),
            Kind::Time => text.parse().map_or_else(|_| as_text(), Self::Time),
            Kind::DateTime => text.parse().map_or_else(|_| as_text(), Self::DateTime),
            _ => as_text(),
        }
    }

    /// Whether there is nothing in it: no text but spaces, no option, no tap, no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Choice(id) | Self::Level(id) => id.is_empty(),
            Self::Choices(ids) => ids.is_empty(),
            Self::Tally(count) => *count == 0,
            Self::EntryCount(count) => *count == 0,
            Self::Several(answers) => answers.iter().all(Self::is_empty),
            Self::Int(_) | Self::Date(_) | Self::Time(_) | Self::DateTime(_) => false,
        }
    }
}

/// All answers of a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// By field id. Fields that the form does not have are ignored.
    pub values: BTreeMap<String, AnswerValue>,
    /// How many entries that are not deleted are linked to a rating, by field id.
    pub linked: BTreeMap<String, u64>,
}
