//! Which fields apply, each computed after all that it depends on.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::answer::{AnswerValue, Answers};
use crate::model::{Comparison, Condition, Field, Form, Kind, Operand, Placed};

/// One answer per place of the walk.
pub(super) fn compute(form: &Form, placed: &[Placed<'_>], answers: &Answers) -> Vec<bool> {
    let mut known = Known {
        fields: placed
            .iter()
            .enumerate()
            .map(|(place, p)| (p.field.id.as_str(), (place, p.field)))
            .collect(),
        applies: vec![false; placed.len()],
        answers,
    };
    for place in form.order() {
        let Some(p) = placed.get(*place) else {
            continue;
        };
        let in_group = p.parent.is_none_or(|group| known.applies_at(group));
        let counted = form.counts() || !matches!(p.field.kind, Kind::Tally);
        let wanted = p.field.relevant.as_ref().is_none_or(|c| known.holds(c));
        if let Some(slot) = known.applies.get_mut(*place) {
            *slot = in_group && counted && wanted;
        }
    }
    known.applies
}

struct Known<'a> {
    fields: BTreeMap<&'a str, (usize, &'a Field)>,
    applies: Vec<bool>,
    answers: &'a Answers,
}

impl Known<'_> {
    fn applies_at(&self, place: usize) -> bool {
        self.applies.get(place).copied().unwrap_or(false)
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All { all } => all.iter().all(|c| self.holds(c)),
            Condition::Any { any } => any.iter().any(|c| self.holds(c)),
            Condition::Not { not } => !self.holds(not),
            Condition::Test { field, is, value } => {
                let Some((place, field)) = self.fields.get(field.as_str()) else {
                    return false;
                };
                let answer = self
                    .answers
                    .values
                    .get(field.id.as_str())
                    .filter(|answer| self.applies_at(*place) && !answer.is_empty());
                test(field, answer, *is, value.as_ref())
            }
        }
    }
}

fn test(
    field: &Field,
    answer: Option<&AnswerValue>,
    is: Comparison,
    value: Option<&Operand>,
) -> bool {
    let Some(answer) = answer else {
        return matches!(
            is,
            Comparison::Unequal | Comparison::NotSelected | Comparison::Empty
        );
    };
    if let AnswerValue::Several(several) = answer {
        return several
            .iter()
            .any(|one| test(field, Some(one).filter(|a| !a.is_empty()), is, value));
    }
    match (is, value) {
        (Comparison::Answered, _) => true,
        (Comparison::Empty, _) | (_, None) => false,
        (Comparison::Equal, Some(value)) => same(field, answer, value),
        (Comparison::Unequal, Some(value)) => !same(field, answer, value),
        (Comparison::Selected, Some(value)) => selected(answer, value),
        (Comparison::NotSelected, Some(value)) => !selected(answer, value),
        (_, Some(value)) => order(field, answer, value).is_some_and(|order| match is {
            Comparison::Below => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::Above => order.is_gt(),
            _ => order.is_ge(),
        }),
    }
}

fn same(field: &Field, answer: &AnswerValue, value: &Operand) -> bool {
    match (answer, value) {
        (
            AnswerValue::Text(text) | AnswerValue::Choice(text) | AnswerValue::Level(text),
            Operand::Text(value),
        ) => text == value,
        _ => order(field, answer, value).is_some_and(Ordering::is_eq),
    }
}

fn selected(answer: &AnswerValue, value: &Operand) -> bool {
    match (answer, value) {
        (AnswerValue::Choices(ids), Operand::Text(id)) => ids.contains(id),
        (AnswerValue::Choice(chosen), Operand::Text(id)) => chosen == id,
        _ => false,
    }
}

/// How the answer stands to the value; `None` if they cannot be compared.
fn order(field: &Field, answer: &AnswerValue, value: &Operand) -> Option<Ordering> {
    match (answer, value) {
        (AnswerValue::Int(n) | AnswerValue::Tally(n), Operand::Int(value)) => Some(n.cmp(value)),
        (AnswerValue::EntryCount(n), Operand::Int(value)) => {
            Some(i64::try_from(*n).unwrap_or(i64::MAX).cmp(value))
        }
        (AnswerValue::Date(day), Operand::Text(value)) => value.parse().ok().map(|v| day.cmp(&v)),
        (AnswerValue::Time(time), Operand::Text(value)) => value.parse().ok().map(|v| time.cmp(&v)),
        (AnswerValue::DateTime(moment), Operand::Text(value)) => {
            value.parse().ok().map(|v| moment.cmp(&v))
        }
        (AnswerValue::Level(id), Operand::Text(value)) => {
            let Kind::Rating { levels, .. } = &field.kind else {
                return None;
            };
            let rank = |id: &str| levels.iter().position(|level| level.id == *id);
            Some(rank(id)?.cmp(&rank(value)?))
        }
        _ => None,
    }
}
