//! Conditions of the first model as expressions.

use crate::model::{Comparison, Condition, Field, Form, Kind, Operand};

/// The expression of a condition.
pub(super) fn condition(form: &Form, condition: &Condition) -> String {
    let joined = |all: &[Condition], word: &str| {
        let each = all
            .iter()
            .map(|inner| format!("({})", self::condition(form, inner)));
        each.collect::<Vec<String>>().join(word)
    };
    match condition {
        Condition::All { all } => joined(all, " and "),
        Condition::Any { any } => joined(any, " or "),
        Condition::Not { not } => format!("not({})", self::condition(form, not)),
        Condition::Test { field, is, value } => {
            let found = form.field(field.as_str());
            test(field.as_str(), found, *is, value.as_ref())
        }
    }
}

fn test(name: &str, field: Option<&Field>, is: Comparison, value: Option<&Operand>) -> String {
    let kind = field.map(|field| &field.kind);
    let this = format!("${{{name}}}");
    let with = value.map_or_else(|| "''".to_owned(), literal);
    match (is, kind) {
        (Comparison::Answered, Some(Kind::EvidenceLog(_))) => format!("count({this}) > 0"),
        (Comparison::Empty, Some(Kind::EvidenceLog(_))) => format!("count({this}) = 0"),
        (Comparison::Answered, _) => format!("{this} != ''"),
        (Comparison::Empty, _) => format!("{this} = ''"),
        (Comparison::Selected, _) => format!("selected({this}, {with})"),
        (Comparison::NotSelected, _) => format!("not(selected({this}, {with}))"),
        (is, Some(Kind::Rating { levels, .. })) if is.is_ordering() => {
            let names: Vec<&str> = levels.iter().map(|level| level.id.as_str()).collect();
            levels_in(&this, &names, is, value)
        }
        (is, Some(Kind::Time)) if is.is_ordering() => {
            let sign = is.spelling();
            format!("decimal-time({this}) {sign} decimal-time({with})")
        }
        (is, Some(Kind::Date | Kind::DateTime)) if is.is_ordering() => {
            let sign = is.spelling();
            format!("decimal-date-time({this}) {sign} decimal-date-time({with})")
        }
        (is, _) => format!("{this} {} {with}", is.spelling()),
    }
}

/// The levels that come before or after one, by name.
fn levels_in(this: &str, names: &[&str], is: Comparison, value: Option<&Operand>) -> String {
    let wanted = match value {
        Some(Operand::Text(text)) => text.as_str(),
        _ => "",
    };
    let at = names.iter().position(|name| *name == wanted);
    let holds = |place: usize| {
        at.is_some_and(|at| match is {
            Comparison::Below => place < at,
            Comparison::AtMost => place <= at,
            Comparison::Above => place > at,
            _ => place >= at,
        })
    };
    let each = names.iter().enumerate().filter(|(place, _)| holds(*place));
    let each: Vec<String> = each.map(|(_, name)| format!("{this} = '{name}'")).collect();
    if each.is_empty() {
        "false()".to_owned()
    } else {
        each.join(" or ")
    }
}

/// A text in the quotes that it does not have; one with both kinds in pieces.
fn literal(value: &Operand) -> String {
    let text = match value {
        Operand::Int(number) => return number.to_string(),
        Operand::Text(text) => text,
    };
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let pieces = text.split('\'').map(|piece| format!("'{piece}'"));
    format!(
        "concat({})",
        pieces.collect::<Vec<String>>().join(", \"'\", ")
    )
}
