//! Words and numbers.

use crate::prelude::*;

use super::Ask;
use crate::i18n::t;
use crate::model::splice::Splice;
use crate::parts::text_field::TextField;

/// A text box that grows; what stands in it is taken while it is typed.
pub(super) fn words(ask: Ask, multiline: bool, web: bool, digits: bool) -> AnyView {
    if web || digits {
        let (kind, mode) = if web {
            ("url", "url")
        } else {
            ("text", "numeric")
        };
        return line(ask, kind, mode, |_| None);
    }
    let value = Signal::derive(move || ask.value());
    let change = move |splice: Splice| ask.set(&splice.apply(&ask.now()));
    move_if_locked(ask, move || {
        view! {
            <TextField value=value on_splice=change id=ask.id() multiline=multiline
                described=ask.described()/>
        }
        .into_any()
    })
}

/// A number, taken when the box is left.
pub(super) fn number(ask: Ask, whole: bool) -> AnyView {
    let mode = if whole { "numeric" } else { "decimal" };
    line(ask, "text", mode, move |typed| {
        let fits = ask.form.fits(ask.place, typed);
        let words = if whole { "fill-whole" } else { "fill-number" };
        (!fits).then(|| t(words))
    })
}

/// A line. What `unfit` has words for is not taken, and stays in the box.
fn line(
    ask: Ask,
    kind: &'static str,
    mode: &'static str,
    unfit: impl Fn(&str) -> Option<String> + Copy + Send + Sync + 'static,
) -> AnyView {
    let leave = move |event: leptos::ev::Event| {
        let typed = event_target_value(&event);
        let typed = typed
            .trim()
            .replace(',', if mode == "decimal" { "." } else { "," });
        match unfit(&typed) {
            Some(words) => ask.unfit.set(Some(words)),
            None => ask.set(&typed),
        }
    };
    move_if_locked(ask, move || {
        view! {
            <input id=ask.id() class="in num" type=kind inputmode=mode autocomplete="off"
                prop:value=move || ask.value()
                aria-describedby=ask.described()
                aria-required=move || required(ask)
                aria-invalid=move || ask.unfit.with(Option::is_some).then_some("true")
                on:change=leave/>
        }
        .into_any()
    })
}

/// For `aria-required`.
pub(super) fn required(ask: Ask) -> Option<&'static str> {
    ask.state.with(|state| state.required).then_some("true")
}

/// The answer as words where it may not be changed, else the control.
pub(super) fn move_if_locked(
    ask: Ask,
    control: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let locked = Memo::new(move |_| ask.locked());
    let view = move || {
        if locked.get() {
            view! { <output id=ask.id() class="in out">{move || ask.value()}</output> }.into_any()
        } else {
            control()
        }
    };
    view.into_any()
}
