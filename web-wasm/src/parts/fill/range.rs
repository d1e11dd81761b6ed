//! A number between two others.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{RangeLook, Span};
use rounds_forms::xpath::number_text;

use super::Ask;
use super::choose::radios;
use crate::i18n::t;
use crate::parts::radio::Choice;

/// Steps up to which a slider has marks.
const MARKS: usize = 21;

/// Steps up to which a menu lists them.
const LISTED: usize = 1_000;

/// A slider, stars or a menu.
pub(super) fn view(ask: Ask, span: Span) -> AnyView {
    match span.look {
        RangeLook::Stars => stars(ask, span),
        RangeLook::Menu => menu(ask, span),
        RangeLook::Slider { upright, ticks } => slider(ask, span, upright, ticks),
    }
}

/// All numbers, as the form writes them, from its start to its end.
fn steps(span: Span) -> Vec<String> {
    let step = span.step.abs();
    if step == 0.0 {
        return Vec::new();
    }
    let down = span.end < span.start;
    let count = ((span.end - span.start).abs() / step + 1e-9).floor() as usize;
    let number = |at: usize| {
        let by = at as f64 * step;
        let number = if down {
            span.start - by
        } else {
            span.start + by
        };
        // Tenths added up are not quite tenths.
        number_text((number * 1e9).round() / 1e9)
    };
    (0..=count.min(LISTED)).map(number).collect()
}

fn stars(ask: Ask, span: Span) -> AnyView {
    let option = |value: String| {
        let words = value.clone();
        let own = value.parse::<f64>().unwrap_or_default();
        let filled = move || ask.value().parse::<f64>().is_ok_and(|value| value >= own);
        Choice::new(value, move || words.clone()).lead(move || {
            view! { <span class="star" class:on=filled aria-hidden="true">"★"</span> }
        })
    };
    radios(
        ask,
        steps(span).into_iter().map(option).collect(),
        "stars".to_owned(),
    )
}

fn menu(ask: Ask, span: Span) -> AnyView {
    let option = |value: String| {
        let own = value.parse::<f64>().ok();
        // A decimal is kept as 5.0.
        let chosen = move || ask.value().parse::<f64>().ok() == own;
        let words = value.clone();
        view! { <option value=value prop:selected=chosen>{words}</option> }
    };
    view! {
        <select id=ask.id() class="in num" aria-describedby=ask.described()
            prop:disabled=move || ask.locked()
            on:change=move |event| ask.set(&event_target_value(&event))>
            <option value="">{move || t("choose")}</option>
            {steps(span).into_iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}

fn slider(ask: Ask, span: Span, upright: bool, ticks: bool) -> AnyView {
    let (low, high) = (span.start.min(span.end), span.start.max(span.end));
    let all = steps(span);
    let marks = format!("{}-marks", ask.id());
    let marked = ticks && all.len() <= MARKS;
    let list = marked.then(|| {
        let mark = |value: String| view! { <option value=value></option> };
        view! { <datalist id=marks.clone()>{all.into_iter().map(mark).collect_view()}</datalist> }
    });
    // A slider always stands somewhere; until it was moved that is no answer.
    let stands = move || match ask.value() {
        value if value.is_empty() => number_text((low + high) / 2.0),
        value => value,
    };
    let said = move || match ask.value() {
        value if value.is_empty() => t("fill-no-answer"),
        value => value,
    };
    let class = if upright { "slide up" } else { "slide" };
    view! {
        <div class=class class:none=move || ask.value().is_empty()>
            <span class="num t-2" aria-hidden="true">{number_text(low)}</span>
            <input type="range" id=ask.id() min=low.to_string() max=high.to_string()
                step=span.step.abs().to_string() list=marked.then_some(marks)
                prop:value=stands prop:disabled=move || ask.locked()
                aria-valuetext=said aria-describedby=ask.described()
                on:input=move |event| ask.set(&event_target_value(&event))/>
            {list}
            <span class="num t-2" aria-hidden="true">{number_text(high)}</span>
            <output class="num strong">{said}</output>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_from_start_to_end_in_either_direction() {
        let span = |start, end, step| Span {
            start,
            end,
            step,
            look: RangeLook::Menu,
        };
        assert_eq!(steps(span(0.0, 0.3, 0.1)), ["0", "0.1", "0.2", "0.3"]);
        assert_eq!(steps(span(5.0, 1.0, 2.0)), ["5", "3", "1"]);
        assert_eq!(steps(span(1.0, 2.0, 0.0)), Vec::<String>::new());
    }
}
