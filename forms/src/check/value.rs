//! Checking one answer.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;

use crate::calendar::{CalendarError, LocalDate, LocalDateTime, LocalTime};
use crate::check::FieldError;
use crate::evaluate::out_of_range;
use crate::limits::{TEXT_UNITS, VISIT_KEY_BYTES};
use crate::model::{Field, Form, Kind, Options, VisitList};
use crate::name::Name;
use crate::storage::Storage;

/// An answer that fits its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedValue {
    /// All of the new words of a text.
    Text(String),
    /// Of an integer.
    Int(i64),
    /// An option's id.
    Choice(String),
    /// All options that are chosen now.
    Choices(BTreeSet<String>),
    /// A level's id.
    Level(String),
    /// A day.
    Date(LocalDate),
    /// A time of day.
    Time(LocalTime),
    /// A day and a time.
    DateTime(LocalDateTime),
    /// No answer any more.
    Clear,
}

/// A short value as documents hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Single {
    /// An id, or a date or time in ISO 8601.
    Text(String),
    /// A whole number.
    Int(i64),
}

impl CheckedValue {
    /// What a single-value field holds; `None` for a text, several options, or nothing.
    #[must_use]
    pub fn to_single(&self) -> Option<Single> {
        let text = |value: &dyn Display| Some(Single::Text(value.to_string()));
        match self {
            Self::Int(number) => Some(Single::Int(*number)),
            Self::Choice(id) | Self::Level(id) => text(id),
            Self::Date(date) => text(date),
            Self::Time(time) => text(time),
            Self::DateTime(moment) => text(moment),
            Self::Text(_) | Self::Choices(_) | Self::Clear => None,
        }
    }
}

/// Ids that a visit knows, for options that come from it. `None`: not known, so any
/// id passes.
#[derive(Debug, Clone, Default)]
pub struct VisitLists {
    /// Ids of its venues.
    pub schools: Option<BTreeSet<String>>,
    /// Ids of its people.
    pub team: Option<BTreeSet<String>>,
}

/// Checks a new answer; `null` clears it. Any id passes for options from the visit.
///
/// # Errors
///
/// What does not fit, with the field and what it takes.
pub fn check_value(form: &Form, field: &str, value: &Value) -> Result<CheckedValue, FieldError> {
    check_value_with(form, field, value, &VisitLists::default())
}

/// Checks a new answer with what the visit knows.
///
/// # Errors
///
/// As [`check_value`].
pub fn check_value_with(
    form: &Form,
    field: &str,
    value: &Value,
    visit: &VisitLists,
) -> Result<CheckedValue, FieldError> {
    let field = find(form, field)?;
    let given = Given { field, value };
    let checked = match &field.kind {
        Kind::Group { .. } | Kind::Note { .. } => return Err(other_way(field)),
        Kind::Tally | Kind::EvidenceLog(_) => return Err(other_way(field)),
        _ if value.is_null() => CheckedValue::Clear,
        Kind::Text { .. } => CheckedValue::Text(given.words()?),
        Kind::Integer { min, max } => CheckedValue::Int(given.number(*min, *max)?),
        Kind::SelectOne { options } => {
            CheckedValue::Choice(given.option(given.text("an option's id")?, options, visit)?)
        }
        Kind::SelectMany { options } => CheckedValue::Choices(given.choices(options, visit)?),
        Kind::Rating { levels, .. } => {
            let id = given.text("a level's id")?;
            CheckedValue::Level(one_of(field.id.as_str(), id, levels.iter().map(|l| &l.id))?)
        }
        Kind::Date => CheckedValue::Date(given.calendar("a date in quotes")?),
        Kind::Time => CheckedValue::Time(given.calendar("a time in quotes")?),
        Kind::DateTime => CheckedValue::DateTime(given.calendar("a date and time in quotes")?),
    };
    Ok(checked)
}

/// Checks that a step for one way of storing (a text edit, a tap) fits the field.
///
/// # Errors
///
/// When the form has no such field, or it is written in another way.
pub fn check_storage<'a>(
    form: &'a Form,
    field: &str,
    storage: Storage,
) -> Result<&'a Field, FieldError> {
    let field = find(form, field)?;
    if field.kind.storage() == storage {
        Ok(field)
    } else {
        Err(other_way(field))
    }
}

pub(super) fn find<'a>(form: &'a Form, id: &str) -> Result<&'a Field, FieldError> {
    form.field(id).ok_or_else(|| {
        let fields = form.walk();
        let answered = fields
            .iter()
            .filter(|placed| placed.field.kind.is_answered())
            .map(|placed| placed.field.id.as_str());
        FieldError::NoSuchField {
            field: id.to_owned(),
            fields: answered.collect::<Vec<_>>().join(", "),
        }
    })
}

/// Says how the field is written.
pub(super) fn other_way(field: &Field) -> FieldError {
    let (id, kind) = (field.id.to_string(), field.kind.in_words());
    let instead = match field.kind.storage() {
        Storage::None => return FieldError::NotAnswered { field: id, kind },
        Storage::Tally => "{\"tally\": …, \"by\": 1}",
        Storage::Log => "{\"evidence\": {…}}",
        Storage::Text => "{\"text\": …} or {\"set\": …}",
        Storage::Choices | Storage::Single => "{\"set\": …, \"value\": …}",
    };
    FieldError::OtherWay {
        field: id,
        kind,
        instead,
    }
}

/// The id if it is one of `known`.
pub(super) fn one_of<'a>(
    field: &str,
    id: &str,
    known: impl Iterator<Item = &'a Name> + Clone,
) -> Result<String, FieldError> {
    if known.clone().any(|name| *name == *id) {
        return Ok(id.to_owned());
    }
    Err(FieldError::UnknownOption {
        field: field.to_owned(),
        given: id.to_owned(),
        allowed: known.map(Name::as_str).collect::<Vec<_>>().join(", "),
    })
}

struct Given<'a> {
    field: &'a Field,
    value: &'a Value,
}

impl Given<'_> {
    fn wrong_type(&self, expected: &'static str, value: &Value) -> FieldError {
        FieldError::WrongType {
            field: self.field.id.to_string(),
            expected,
            found: in_words(value),
        }
    }

    fn text(&self, expected: &'static str) -> Result<&str, FieldError> {
        self.value
            .as_str()
            .ok_or_else(|| self.wrong_type(expected, self.value))
    }

    fn words(&self) -> Result<String, FieldError> {
        let text = self.text("a text in quotes")?;
        let length = text.encode_utf16().count();
        if length > TEXT_UNITS {
            return Err(FieldError::TooLong {
                field: self.field.id.to_string(),
                length,
                limit: TEXT_UNITS,
            });
        }
        Ok(text.to_owned())
    }

    fn number(&self, min: Option<i64>, max: Option<i64>) -> Result<i64, FieldError> {
        let number = self
            .value
            .as_i64()
            .ok_or_else(|| self.wrong_type("a whole number", self.value))?;
        if out_of_range(min, max, number).is_none() {
            return Ok(number);
        }
        Err(FieldError::OutOfRange {
            field: self.field.id.to_string(),
            given: number,
            allowed: match (min, max) {
                (Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
                (Some(min), None) => format!("a whole number of {min} or more"),
                (None, Some(max)) => format!("a whole number of {max} or less"),
                (None, None) => "a whole number".to_owned(),
            },
        })
    }

    fn choices(
        &self,
        options: &Options,
        visit: &VisitLists,
    ) -> Result<BTreeSet<String>, FieldError> {
        let expected = "a list of options' ids";
        let list = self
            .value
            .as_array()
            .ok_or_else(|| self.wrong_type(expected, self.value))?;
        list.iter()
            .map(|item| {
                let id = item
                    .as_str()
                    .ok_or_else(|| self.wrong_type(expected, item))?;
                self.option(id, options, visit)
            })
            .collect()
    }

    fn option(
        &self,
        id: &str,
        options: &Options,
        visit: &VisitLists,
    ) -> Result<String, FieldError> {
        let list = match options {
            Options::Listed(choices) => {
                let ids = choices.iter().map(|choice| &choice.id);
                return one_of(self.field.id.as_str(), id, ids);
            }
            Options::Visit(VisitList::Schools) => visit.schools.as_ref(),
            Options::Visit(VisitList::Team) => visit.team.as_ref(),
        };
        let known = list.is_none_or(|ids| ids.contains(id));
        if known && !id.is_empty() && id.len() <= VISIT_KEY_BYTES {
            return Ok(id.to_owned());
        }
        let ids: Vec<&str> = list.into_iter().flatten().map(String::as_str).collect();
        Err(FieldError::UnknownOption {
            field: self.field.id.to_string(),
            given: id.chars().take(VISIT_KEY_BYTES).collect(),
            allowed: if ids.is_empty() {
                "the ids of the visit".to_owned()
            } else {
                ids.join(", ")
            },
        })
    }

    fn calendar<T: FromStr<Err = CalendarError>>(
        &self,
        expected: &'static str,
    ) -> Result<T, FieldError> {
        let text = self.text(expected)?;
        text.parse().map_err(|reason| FieldError::BadDate {
            field: self.field.id.to_string(),
            given: text.chars().take(VISIT_KEY_BYTES).collect(),
            reason,
        })
    }
}

fn in_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(n) if n.is_i64() => "a number",
        Value::Number(_) => "a number with a fraction or too many digits",
        Value::String(_) => "a text in quotes",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
