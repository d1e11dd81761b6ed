//! What the answers mean: which questions apply and which are still open.

mod relevance;

use std::collections::BTreeSet;

use crate::answer::{AnswerValue, Answers};
use crate::model::{Field, Form, Kind, Options};
use crate::name::Name;

/// The state of a filled form. Lists are in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// Fields that apply, groups included.
    pub relevant: BTreeSet<Name>,
    /// Fields that apply, are required and have no answer.
    pub required_empty: Vec<Name>,
    /// Ratings that ask for linked entries, have a level, and have no entry.
    pub evidence_missing: Vec<Name>,
    /// Answers that do not fit their field.
    pub problems: Vec<ValueProblem>,
}

/// An answer that does not fit its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueProblem {
    /// The field.
    pub field: Name,
    /// Why.
    pub misfit: Misfit,
}

/// Why an answer does not fit. The page has words for each in its languages; `Display`
/// is for the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misfit {
    /// Below `min`.
    #[error("must be {min} or more, and is {value}")]
    TooSmall {
        /// The smallest allowed.
        min: i64,
        /// The answer.
        value: i64,
    },
    /// Above `max`.
    #[error("must be {max} or less, and is {value}")]
    TooLarge {
        /// The largest allowed.
        max: i64,
        /// The answer.
        value: i64,
    },
    /// An option or level that the form does not have, as a newer version may.
    #[error("\"{0}\" is no option of this question")]
    UnknownOption(String),
    /// Another kind of answer.
    #[error("this is not {0}")]
    WrongKind(&'static str),
}

impl Filled {
    /// Whether the field applies. Fields that the form does not have do not.
    #[must_use]
    pub fn is_relevant(&self, field: &str) -> bool {
        self.relevant.contains(field)
    }

    /// Fields that need a person before the note goes beyond its team: required and
    /// empty, without evidence, or with an answer that does not fit. Each once.
    #[must_use]
    pub fn open(&self) -> BTreeSet<&Name> {
        let misfits = self.problems.iter().map(|problem| &problem.field);
        self.required_empty
            .iter()
            .chain(&self.evidence_missing)
            .chain(misfits)
            .collect()
    }
}

/// Says what `answers` mean in `form`.
///
/// Answers to fields that do not apply are left alone: they count as empty in
/// conditions and appear in no list.
#[must_use]
pub fn evaluate(form: &Form, answers: &Answers) -> Filled {
    let mut filled = Filled::default();
    let placed = form.walk();
    let applies = relevance::compute(form, &placed, answers);
    for (place, applies) in placed.iter().zip(applies) {
        if applies {
            look_at(place.field, answers, &mut filled);
        }
    }
    filled
}

fn look_at(field: &Field, answers: &Answers, filled: &mut Filled) {
    filled.relevant.insert(field.id.clone());
    let Some(answer) = answers
        .values
        .get(field.id.as_str())
        .filter(|a| !a.is_empty())
    else {
        if field.required {
            filled.required_empty.push(field.id.clone());
        }
        return;
    };
    let misfit = misfit(field, answer);
    if misfit.is_none() && lacks_evidence(field, answer, answers) {
        filled.evidence_missing.push(field.id.clone());
    }
    filled.problems.extend(misfit.map(|misfit| ValueProblem {
        field: field.id.clone(),
        misfit,
    }));
}

fn lacks_evidence(field: &Field, answer: &AnswerValue, answers: &Answers) -> bool {
    let Kind::Rating {
        levels,
        needs_evidence: true,
    } = &field.kind
    else {
        return false;
    };
    let needs = |answer: &AnswerValue| {
        let AnswerValue::Level(id) = answer else {
            return false;
        };
        levels
            .iter()
            .any(|level| level.id == *id.as_str() && !level.absent)
    };
    let needed = match answer {
        AnswerValue::Several(several) => several.iter().any(needs),
        one => needs(one),
    };
    needed && answers.linked.get(field.id.as_str()).copied().unwrap_or(0) == 0
}

fn misfit(field: &Field, answer: &AnswerValue) -> Option<Misfit> {
    let kind = &field.kind;
    match (kind, answer) {
        (_, AnswerValue::Several(several)) => several.iter().find_map(|a| misfit(field, a)),
        (Kind::Integer { min, max }, AnswerValue::Int(value)) => out_of_range(*min, *max, *value),
        (Kind::SelectOne { options }, AnswerValue::Choice(id)) => unknown_option(options, id),
        (Kind::SelectMany { options }, AnswerValue::Choices(ids)) => {
            ids.iter().find_map(|id| unknown_option(options, id))
        }
        (Kind::Rating { levels, .. }, AnswerValue::Level(id)) => {
            let known = levels.iter().any(|level| level.id == *id.as_str());
            (!known).then(|| Misfit::UnknownOption(id.clone()))
        }
        (Kind::Text { .. }, AnswerValue::Text(_))
        | (Kind::Tally, AnswerValue::Tally(_))
        | (Kind::EvidenceLog(_), AnswerValue::EntryCount(_))
        | (Kind::Date, AnswerValue::Date(_))
        | (Kind::Time, AnswerValue::Time(_))
        | (Kind::DateTime, AnswerValue::DateTime(_)) => None,
        _ => Some(Misfit::WrongKind(kind.in_words())),
    }
}

pub(crate) fn out_of_range(min: Option<i64>, max: Option<i64>, value: i64) -> Option<Misfit> {
    match (min, max) {
        (Some(min), _) if value < min => Some(Misfit::TooSmall { min, value }),
        (_, Some(max)) if value > max => Some(Misfit::TooLarge { max, value }),
        _ => None,
    }
}

/// Options that come from the visit are judged by whoever knows the visit.
fn unknown_option(options: &Options, id: &str) -> Option<Misfit> {
    match options {
        Options::Listed(choices) if choices.iter().all(|choice| choice.id != *id) => {
            Some(Misfit::UnknownOption(id.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
