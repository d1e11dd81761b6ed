//! What fields need of one another: a condition's field must exist and be of a kind
//! that can be compared so; evidence can only be asked for where there is some.

use crate::calendar::{LocalDate, LocalDateTime, LocalTime};
use crate::format::reader::{Reading, listed, shortened};
use crate::model::{Comparison, Field, Holds, Kind, Operand, Options, Part};
use crate::name::Name;
use crate::problem::Problem;

/// Reports everything that single fields cannot know.
pub(super) fn check(parts: &[Part], reading: &mut Reading) {
    let all: Vec<&Field> = crate::model::walk(parts)
        .into_iter()
        .map(|placed| placed.field)
        .collect();
    let has_evidence = all
        .iter()
        .any(|f| matches!(&f.kind, Kind::EvidenceLog(log) if log.holds == Holds::Evidence));
    for field in &all {
        let path = reading.ids.get(&field.id).cloned().unwrap_or_default();
        reading.field = Some(field.id.to_string());
        one(field, &all, has_evidence, &path, reading);
    }
    reading.field = None;
}

fn one(field: &Field, all: &[&Field], has_evidence: bool, path: &str, reading: &mut Reading) {
    let kind = &field.kind;
    if field.required && (!kind.is_answered() || matches!(kind, Kind::Tally)) {
        reading.report(
            &format!("{path}.required"),
            Problem::CannotRequire(kind.in_words()),
        );
    }
    if let Some(fill) = field.fill
        && !fill.fits(kind)
    {
        let spelling = crate::model::Fill::ALL
            .iter()
            .find(|(_, known)| *known == fill);
        let problem = Problem::FillMisfit {
            fill: spelling.map_or_else(String::new, |(text, _)| (*text).to_owned()),
            kind: kind.in_words(),
        };
        reading.report(&format!("{path}.fill"), problem);
    }
    if matches!(
        kind,
        Kind::Rating {
            needs_evidence: true,
            ..
        }
    ) && !has_evidence
    {
        reading.report(&format!("{path}.needs_evidence"), Problem::NoEvidenceLog);
    }
    if let Some(condition) = &field.relevant {
        let path = format!("{path}.relevant");
        condition.each_test(&mut |target, is, value| {
            if let Some(problem) = test_problem(all, target, is, value) {
                reading.report(&path, problem);
            }
        });
    }
}

fn test_problem(
    all: &[&Field],
    target: &Name,
    is: Comparison,
    value: Option<&Operand>,
) -> Option<Problem> {
    let Some(field) = all.iter().find(|field| field.id == *target) else {
        return Some(Problem::UnknownField(target.to_string()));
    };
    if !can_compare(&field.kind, is) {
        return Some(Problem::ComparisonMisfit {
            is: is.spelling(),
            field: target.to_string(),
            kind: field.kind.in_words(),
        });
    }
    let value = value?;
    let expected = expected_operand(&field.kind, value)?;
    Some(Problem::OperandMisfit {
        field: target.to_string(),
        value: match value {
            Operand::Text(text) => format!("\"{}\"", shortened(text)),
            Operand::Int(number) => number.to_string(),
        },
        expected,
    })
}

fn can_compare(kind: &Kind, is: Comparison) -> bool {
    match kind {
        Kind::Group { .. } | Kind::Note { .. } => false,
        Kind::Text { .. } => !is.is_ordering() && !is_selection(is),
        Kind::SelectOne { .. } => !is.is_ordering(),
        Kind::SelectMany { .. } => is_selection(is) || !is.takes_value(),
        Kind::Integer { .. }
        | Kind::Rating { .. }
        | Kind::Tally
        | Kind::EvidenceLog(_)
        | Kind::Date
        | Kind::Time
        | Kind::DateTime => !is_selection(is),
    }
}

const fn is_selection(is: Comparison) -> bool {
    matches!(is, Comparison::Selected | Comparison::NotSelected)
}

/// What the field could be compared with, if it can never be `value`.
fn expected_operand(kind: &Kind, value: &Operand) -> Option<String> {
    let text = match value {
        Operand::Text(text) => Some(text.as_str()),
        Operand::Int(_) => None,
    };
    let parses = |good: bool, expected: &str| (!good).then(|| expected.to_owned());
    match kind {
        Kind::Integer { .. } | Kind::Tally | Kind::EvidenceLog(_) => {
            parses(text.is_none(), "a whole number without quotes")
        }
        Kind::SelectOne { options } | Kind::SelectMany { options } => match options {
            Options::Listed(choices) => one_of(choices.iter().map(|c| &c.id), text),
            Options::Visit(_) => parses(text.is_some(), "an id in quotes"),
        },
        Kind::Rating { levels, .. } => one_of(levels.iter().map(|l| &l.id), text),
        Kind::Date => parses(is_a::<LocalDate>(text), "a date as \"2026-10-21\""),
        Kind::Time => parses(is_a::<LocalTime>(text), "a time as \"10:30\""),
        Kind::DateTime => parses(
            is_a::<LocalDateTime>(text),
            "a date and time as \"2026-10-21T10:30\"",
        ),
        Kind::Text { .. } => parses(text.is_some(), "a text in quotes"),
        Kind::Group { .. } | Kind::Note { .. } => None,
    }
}

fn is_a<T: std::str::FromStr>(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.parse::<T>().is_ok())
}

fn one_of<'a>(ids: impl Iterator<Item = &'a Name> + Clone, text: Option<&str>) -> Option<String> {
    let known = text.is_some_and(|text| ids.clone().any(|id| *id == *text));
    (!known).then(|| format!("one of {}", listed(ids.map(Name::as_str))))
}
