//! Days and months in the chosen language, by the browser's own formatter.

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::i18n::{locale, tr};
use crate::model::when::{WallMinute, midnight};

/// "Wednesday, October 21".
#[must_use]
pub fn long_day(day: i64) -> String {
    format(
        day,
        &[("weekday", "long"), ("month", "long"), ("day", "numeric")],
    )
}

/// "Wed 21".
#[must_use]
pub fn tab_day(day: i64) -> String {
    let weekday = format(day, &[("weekday", "short")]);
    let number = format(day, &[("day", "numeric")]);
    format!("{} {number}", weekday.trim_end_matches('.'))
}

/// "October 21".
#[must_use]
pub fn month_day(day: i64) -> String {
    format(day, &[("month", "long"), ("day", "numeric")])
}

/// "October 20 to 22", from two ISO dates; what cannot be read is left out.
#[must_use]
pub fn range(starts: &str, ends: &str) -> String {
    let (Some(first), Some(last)) = (WallMinute::parse(starts), WallMinute::parse(ends)) else {
        return String::new();
    };
    let (first, last) = (first.day(), last.day());
    if first == last {
        return month_day(first);
    }
    let month = |day| format(day, &[("month", "long")]);
    let number = |day| format(day, &[("day", "numeric")]);
    if month(first) == month(last) {
        let args = [
            ("month", month(first).into()),
            ("from", number(first).into()),
            ("to", number(last).into()),
        ];
        tr("date-range-month", &args)
    } else {
        let args = [
            ("from", month_day(first).into()),
            ("to", month_day(last).into()),
        ];
        tr("date-range", &args)
    }
}

/// The year of an ISO date.
#[must_use]
pub fn year(date: &str) -> String {
    date.split('-').next().unwrap_or_default().to_owned()
}

/// "October 26", of an ISO date or date and time.
#[must_use]
pub fn month_day_of(date: &str) -> String {
    WallMinute::parse(date)
        .map(|at| month_day(at.day()))
        .unwrap_or_default()
}

fn format(day: i64, fields: &[(&str, &str)]) -> String {
    let date = Date::new(&JsValue::from_f64(midnight(day).as_utc_millis()));
    let options = Object::new();
    let zone = [("timeZone", "UTC")];
    for (name, value) in fields.iter().chain(&zone) {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    let formatted = Reflect::get(&date, &"toLocaleDateString".into())
        .map(js_sys::Function::from)
        .and_then(|format| format.apply(&date, &Array::of2(&locale().tag().into(), &options)));
    formatted
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// "March", of a month from 1.
#[must_use]
pub fn month_name(month: u32) -> String {
    let first = WallMinute::parse(&format!("2026-{month:02}-01"));
    first
        .map(|at| format(at.day(), &[("month", "long")]))
        .unwrap_or_default()
}
