//! One of several, several of them, a level, an agreement.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{self, Flow, Selecting};

use super::Ask;
use super::text::required;
use crate::i18n::t;
use crate::parts::radio::{Choice, RadioGroup};
use crate::parts::rating::Bars;

/// The choices as they are now, followed.
pub(super) fn choices(ask: Ask) -> Memo<Vec<show::Choice>> {
    Memo::new(move |_| ask.form.choices(ask.place))
}

/// Buttons of which one is chosen; choosing it again clears.
pub(super) fn one(ask: Ask, look: Selecting) -> AnyView {
    let class = match look {
        Selecting::Likert => "likert",
        Selecting::Across => "chips",
        _ => "picks",
    };
    let choices = choices(ask);
    let group = move || {
        let options = choices.get().into_iter();
        let options = options.map(|choice| Choice::new(choice.value, move || choice.label.clone()));
        radios(ask, options.collect(), class.to_owned())
    };
    view! { {group} }.into_any()
}

/// Levels with bars, and under them what the chosen one looks like.
pub(super) fn rubric(ask: Ask) -> AnyView {
    let choices = choices(ask);
    let group = move || {
        let levels = choices.get();
        let steps = levels.len().saturating_sub(1);
        let level = |(at, level): (usize, show::Choice)| {
            // The lowest level fills no bar, the highest all three.
            let filled = (at * 3).checked_div(steps).unwrap_or(0);
            Choice::new(level.value, move || level.label.clone())
                .lead(move || view! { <Bars filled=filled/> })
        };
        let class = format!("lvl lvl-{}", levels.len());
        radios(
            ask,
            levels.into_iter().enumerate().map(level).collect(),
            class,
        )
    };
    let descriptor = move || {
        let value = ask.value();
        let chosen = choices.with(|all| {
            let chosen = all.iter().find(|choice| choice.value == value)?;
            Some(chosen.descriptor.clone())
        });
        chosen
            .filter(|text| !text.is_empty())
            .map(|text| view! { <p class="ds">{text}</p> })
    };
    view! { {group}{descriptor} }.into_any()
}

/// A radio group over the answer.
pub(super) fn radios(ask: Ask, options: Vec<Choice>, class: String) -> AnyView {
    if options.is_empty() {
        return none();
    }
    let chosen = Signal::derive(move || Some(ask.value()).filter(|value| !value.is_empty()));
    let choose = move |value: String| {
        if !ask.state.with_untracked(|state| state.readonly) {
            let again = ask.now() == value;
            ask.set(if again { "" } else { &value });
            // An answer that is the whole page leads on.
            if !again && ask.form.flow == Flow::Each && ask.has_word("quick") {
                ask.form.turn();
            }
        }
    };
    view! {
        <RadioGroup name=ask.name() choices=options chosen=chosen on_choose=choose class=class
            arrows_choose=false described=ask.described()/>
    }
    .into_any()
}

/// A menu.
pub(super) fn menu(ask: Ask) -> AnyView {
    let choices = choices(ask);
    let options = move || {
        let option = |choice: show::Choice| {
            let value = choice.value.clone();
            let chosen = move || ask.value() == value;
            view! { <option value=choice.value prop:selected=chosen>{choice.label}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <select id=ask.id() class="in" aria-describedby=ask.described()
            aria-required=move || required(ask) prop:disabled=move || ask.locked()
            on:change=move |event| ask.set(&event_target_value(&event))>
            <option value="">{move || t("choose")}</option>
            {options}
        </select>
    }
    .into_any()
}

/// Boxes to tick.
pub(super) fn many(ask: Ask, look: Selecting) -> AnyView {
    let class = match look {
        Selecting::Across | Selecting::Likert => "ticks across",
        _ => "ticks picks",
    };
    let choices = choices(ask);
    let boxes = move || {
        let all = choices.get().into_iter();
        let all: Vec<AnyView> = all.map(|choice| tick(ask, choice)).collect();
        if all.is_empty() {
            none()
        } else {
            all.into_any()
        }
    };
    view! {
        <div class=class role="group" aria-label=move || ask.label() aria-describedby=ask.described()>
            {boxes}
        </div>
    }
    .into_any()
}

/// In the place of choices that are not there.
fn none() -> AnyView {
    view! { <p class="small t-2">{move || t("fill-no-choices")}</p> }.into_any()
}

/// A box of several.
pub(super) fn tick(ask: Ask, choice: show::Choice) -> AnyView {
    let value = StoredValue::new(choice.value);
    let on = move || {
        let chosen = ask.value();
        value.with_value(|value| chosen.split(' ').any(|one| one == value))
    };
    let toggle = move |event: leptos::ev::Event| {
        let now = ask.now();
        let value = value.get_value();
        let others = now
            .split(' ')
            .filter(|one| !one.is_empty() && *one != value);
        let mut chosen: Vec<&str> = others.collect();
        if event_target_checked(&event) {
            chosen.push(&value);
        }
        ask.set(&chosen.join(" "));
    };
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=on prop:disabled=move || ask.locked() on:change=toggle/>
            <span class="grow">{choice.label}</span>
        </label>
    }
    .into_any()
}

/// One box: read and agreed.
pub(super) fn agree(ask: Ask) -> AnyView {
    let toggle = move |event: leptos::ev::Event| {
        ask.set(if event_target_checked(&event) {
            "OK"
        } else {
            ""
        });
    };
    view! {
        <label class="tick">
            <input type="checkbox" id=ask.id() prop:checked=move || ask.value() == "OK"
                prop:disabled=move || ask.locked() aria-describedby=ask.described() on:change=toggle/>
            <span class="grow">{move || t("fill-agree")}</span>
        </label>
    }
    .into_any()
}
