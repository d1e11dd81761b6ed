//! Dates and times in the browser's own controls, kept as other tools keep them: a time
//! with the zone of this device.

use crate::prelude::*;
use rounds_forms::xform::fill::show::MomentLook;
use rounds_forms::xpath::Moment;

use super::Ask;
use super::text::{move_if_locked, required};
use crate::dates::month_name;
use crate::i18n::{t, tr};
use crate::state::fill::moment;

/// Letters of `2026-03-14T09:26`, of its date and of its time.
const TO_MINUTE: usize = 16;
const DATE: usize = 10;
const TIME: usize = 5;

/// Whether one control does it.
pub(super) fn is_one(look: MomentLook) -> bool {
    look != MomentLook::Month
}

/// The control, and a button for the present.
pub(super) fn view(ask: Ask, look: MomentLook, tap: bool) -> AnyView {
    move_if_locked(ask, move || {
        let now = move |_| ask.set(&stamped(look, moment()));
        let button = tap.then(|| {
            view! {
                <button type="button" class="btn" on:click=now>{move || t("now-button")}</button>
            }
        });
        let control = match look {
            MomentLook::Year => year(ask),
            MomentLook::Month => month(ask),
            _ => platform(ask, look),
        };
        view! { <div class="row sm">{control}{button}</div> }.into_any()
    })
}

fn platform(ask: Ask, look: MomentLook) -> AnyView {
    let kind = match look {
        MomentLook::Time => "time",
        MomentLook::DateTime => "datetime-local",
        _ => "date",
    };
    let shown = move || shown(look, &ask.value());
    let change = move |event: leptos::ev::Event| {
        ask.set(&kept(look, &event_target_value(&event), moment().offset));
    };
    view! {
        <input id=ask.id() class="in num" type=kind prop:value=shown aria-describedby=ask.described()
            aria-required=move || required(ask) on:change=change/>
    }
    .into_any()
}

/// What a browser's control shows of an answer.
fn shown(look: MomentLook, value: &str) -> String {
    let first = |count: usize| value.get(..count).unwrap_or(value).to_owned();
    match look {
        MomentLook::Time => first(TIME),
        MomentLook::DateTime => first(TO_MINUTE),
        _ => first(DATE),
    }
}

/// What is kept of what a browser's control gives.
fn kept(look: MomentLook, typed: &str, offset: i32) -> String {
    let timed = matches!(look, MomentLook::Time | MomentLook::DateTime);
    if typed.is_empty() || !timed {
        return typed.to_owned();
    }
    let seconds = match typed.matches(':').count() {
        1 => ":00.000",
        _ => "",
    };
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    format!("{typed}{seconds}{sign}{hours:02}:{minutes:02}")
}

fn stamped(look: MomentLook, now: Moment) -> String {
    let full = now.full_text();
    match (look, full.split_once('T')) {
        (MomentLook::DateTime, _) | (_, None) => full,
        (MomentLook::Time, Some((_, time))) => time.to_owned(),
        (_, Some((date, _))) => date.to_owned(),
    }
}

/// A year alone is kept as its first day.
fn year(ask: Ask) -> AnyView {
    let change = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let date = format!("{}-01-01", typed.trim());
        match typed.trim() {
            "" => ask.set(""),
            year if year.len() == 4 && ask.form.fits(ask.place, &date) => ask.set(&date),
            _ => ask.unfit.set(Some(t("fill-year"))),
        }
    };
    view! {
        <input id=ask.id() class="in num short" inputmode="numeric" autocomplete="off"
            prop:value=move || year_of(&ask.value()) aria-describedby=ask.described()
            aria-required=move || required(ask) on:change=change/>
    }
    .into_any()
}

fn year_of(value: &str) -> String {
    value.split('-').next().unwrap_or_default().to_owned()
}

/// A month and a year: `type=month` is a text box in some browsers. Kept as the first
/// day, once both are there.
fn month(ask: Ask) -> AnyView {
    let value = ask.now();
    let month = RwSignal::new(value.get(5..7).unwrap_or_default().to_owned());
    let year = RwSignal::new(year_of(&value));
    Effect::new(move |_| {
        let value = ask.value();
        if !value.is_empty() {
            month.set(value.get(5..7).unwrap_or_default().to_owned());
            year.set(year_of(&value));
        }
    });
    let take = move || {
        let (month, year) = (month.get_untracked(), year.get_untracked());
        let date = format!("{year}-{month}-01");
        let whole = !month.is_empty() && year.len() == 4 && ask.form.fits(ask.place, &date);
        if whole {
            ask.set(&date);
        } else if !ask.now().is_empty() {
            ask.set("");
        }
    };
    let names = move || {
        let name = |at: u32| {
            let own = format!("{at:02}");
            let chosen = own.clone();
            view! {
                <option value=own prop:selected=move || month.get() == chosen>{month_name(at)}</option>
            }
        };
        (1..=12).map(name).collect_view()
    };
    let named = move |id: &'static str| move || tr(id, &[("label", ask.label().into())]);
    view! {
        <select class="in" aria-label=named("fill-month-of") aria-describedby=ask.described()
            on:change=move |event| { month.set(event_target_value(&event)); take(); }>
            <option value="">{move || t("fill-month")}</option>
            {names}
        </select>
        <input class="in num short" inputmode="numeric" autocomplete="off"
            aria-label=named("fill-year-of") prop:value=move || year.get()
            on:change=move |event| { year.set(event_target_value(&event).trim().to_owned()); take(); }/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_kept_with_the_zone_and_shown_without() {
        let kept = |look, typed| kept(look, typed, -150);
        let date_time = kept(MomentLook::DateTime, "2026-03-14T09:26");
        assert_eq!(date_time, "2026-03-14T09:26:00.000-02:30");
        assert_eq!(shown(MomentLook::DateTime, &date_time), "2026-03-14T09:26");
        let time = kept(MomentLook::Time, "09:26");
        assert_eq!(time, "09:26:00.000-02:30");
        assert_eq!(shown(MomentLook::Time, &time), "09:26");
        assert_eq!(kept(MomentLook::Date, "2026-03-14"), "2026-03-14");
        assert_eq!(kept(MomentLook::Time, ""), "");
    }

    #[test]
    fn the_present_has_the_form_of_its_question() {
        let now = Moment {
            millis: 0,
            offset: 60,
        };
        assert_eq!(stamped(MomentLook::Date, now), "1970-01-01");
        assert_eq!(stamped(MomentLook::Time, now), "01:00:00.000+01:00");
    }
}
