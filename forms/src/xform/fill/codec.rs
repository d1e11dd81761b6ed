//! How answers are kept: a text in the form of its type, or nothing.

use super::live::Live;
use super::plan::{Offer, Plan};
use crate::xform::model::{ControlKind, NodeId, ValueType};
use crate::xpath::{Moment, decimal_text, parse_clock, parse_number, words};

/// The text that is kept for an answer; empty when it does not fit the type.
pub(super) fn kept(plan: &Plan, shape: NodeId, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let question = plan.questions.get(&shape);
    match question.map(|question| question.kind) {
        Some(ControlKind::SelectMultiple | ControlKind::Rank) => {
            let values: Vec<&str> = words(text).collect();
            return values.join(" ");
        }
        Some(ControlKind::SelectOne) => return text.to_owned(),
        Some(ControlKind::Trigger) => {
            let agreed = text.eq_ignore_ascii_case("ok");
            return if agreed { "OK" } else { "" }.to_owned();
        }
        _ => {}
    }
    let value = plan
        .definition
        .shape
        .get(shape)
        .map_or(ValueType::Text, |node| node.bind.value);
    let typed = typed(value, text).unwrap_or_default();
    if let Some((least, most)) = question.and_then(|question| question.bounds) {
        let number = parse_number(&typed);
        // Bounds may be given from high to low.
        let inside = number >= least.min(most) && number <= least.max(most);
        return if inside { typed } else { String::new() };
    }
    typed
}

fn typed(value: ValueType, text: &str) -> Option<String> {
    match value {
        ValueType::Integer => {
            let number = parse_number(text).trunc();
            let fits = number >= f64::from(i32::MIN) && number <= f64::from(i32::MAX);
            fits.then(|| (number as i64).to_string())
        }
        ValueType::Decimal => {
            let number = parse_number(text);
            number.is_finite().then(|| decimal_text(number))
        }
        ValueType::Date => {
            let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
            let (_, zone) = parse_clock(time, true)?;
            let moment = Moment::parse(date, 0)?;
            zone.is_none().then(|| moment.date_text())
        }
        ValueType::Time => parse_clock(text, false).map(|_| text.to_owned()),
        ValueType::DateTime => {
            let (_, time) = text.split_once('T')?;
            parse_clock(time, false)?;
            Moment::parse(text, 0).map(|_| text.to_owned())
        }
        ValueType::Geopoint => place(text),
        ValueType::Geotrace => line(text, 2, false),
        ValueType::Geoshape => line(text, 3, true),
        _ => Some(text.to_owned()),
    }
}

fn place(text: &str) -> Option<String> {
    let numbers: Vec<f64> = text.split_whitespace().map(parse_number).collect();
    let (latitude, longitude) = (*numbers.first()?, *numbers.get(1)?);
    let nowhere = latitude == 0.0 && longitude == 0.0;
    let off = latitude.abs() > 90.0 || longitude.abs() > 180.0;
    let fits = !nowhere && !off && numbers.iter().all(|number| number.is_finite());
    let texts = || numbers.iter().take(4).map(|number| decimal_text(*number));
    fits.then(|| texts().collect::<Vec<String>>().join(" "))
}

fn line(text: &str, least: usize, closed: bool) -> Option<String> {
    let text = text.trim().trim_end_matches(';');
    let places: Vec<String> = text.split(';').map(place).collect::<Option<_>>()?;
    let point =
        |place: &String| -> Vec<String> { place.split(' ').take(2).map(str::to_owned).collect() };
    let meets = places.first().map(point) == places.last().map(point);
    (places.len() >= least && meets == closed).then(|| places.join(";"))
}

/// What remains of an answer when choices have gone; nothing when all of it remains.
pub(super) fn shown(plan: &Plan, live: &Live) -> Option<String> {
    if live.raw.is_empty() {
        return None;
    }
    let question = plan.questions.get(&live.shape)?;
    let offered: Vec<&str> = match (&question.offer, &live.offered) {
        (Offer::Free, _) => return None,
        (Offer::Fixed(all), _) => all.iter().map(|(value, _)| value.as_str()).collect(),
        (Offer::Listed { .. }, Some(all)) => all.iter().map(|item| item.value.as_str()).collect(),
        // Not yet known.
        (Offer::Listed { .. }, None) => return None,
    };
    let left = match question.kind {
        ControlKind::SelectOne => {
            let there = offered.contains(&live.raw.as_str());
            if there {
                live.raw.clone()
            } else {
                String::new()
            }
        }
        ControlKind::Rank => {
            let mut values: Vec<&str> = live
                .raw
                .split(' ')
                .filter(|value| offered.contains(value))
                .collect();
            for value in offered {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            values.join(" ")
        }
        _ => {
            let values = live.raw.split(' ').filter(|value| offered.contains(value));
            values.collect::<Vec<&str>>().join(" ")
        }
    };
    (left != live.raw).then_some(left)
}

/// An answer that a person gives: selections in the order of the choices.
pub(super) fn given(plan: &Plan, live: &Live, text: &str) -> String {
    let Some(question) = plan.questions.get(&live.shape) else {
        return text.to_owned();
    };
    if question.kind != ControlKind::SelectMultiple {
        return text.to_owned();
    }
    let wanted: Vec<&str> = words(text).collect();
    let offered: Vec<&str> = match (&question.offer, &live.offered) {
        (Offer::Fixed(all), _) => all.iter().map(|(value, _)| value.as_str()).collect(),
        (_, Some(all)) => all.iter().map(|item| item.value.as_str()).collect(),
        _ => return text.to_owned(),
    };
    let mut values: Vec<&str> = Vec::new();
    for value in offered.into_iter().filter(|value| wanted.contains(value)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.join(" ")
}
