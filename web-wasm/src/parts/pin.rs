//! A box for a PIN: six numbers, a new one seen while it is typed.

use crate::prelude::*;
use leptos::html;

use super::icon::Icon;
use crate::i18n::t;
use crate::state::lock::{is_pin, is_weak};

/// The box with its label, what it is for, and what is wrong.
#[component]
pub fn PinBox(
    /// The box's id on the page.
    id: &'static str,
    /// The message that is its name.
    label: &'static str,
    /// The message under it.
    hint: &'static str,
    /// Whether the numbers are hidden while they are typed.
    #[prop(optional)]
    hidden: bool,
    /// The box, to be read by [`given`].
    input: NodeRef<html::Input>,
    /// What is wrong with the PIN.
    problem: RwSignal<Option<String>>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="fld">
            <label class="lbl" for=id>{move || t(label)}</label>
            <input
                node_ref=input
                id=id
                class="in num"
                type=if hidden { "password" } else { "text" }
                inputmode="numeric"
                maxlength="6"
                autocomplete="off"
                aria-describedby=format!("{hint_id} {error_id}")
                aria-invalid=move || problem.with(|problem| problem.is_some().then_some("true"))
            />
            <p id=hint_id class="hint">{move || t(hint)}</p>
            <p id=error_id class="err" role="alert">
                {move || problem.get().map(|words| view! { <Icon name="alert" class="xs"/>{words} })}
            </p>
        </div>
    }
}

/// The new PIN that was typed; without a good one the box says why and takes the focus.
#[must_use]
pub fn given(input: NodeRef<html::Input>, problem: RwSignal<Option<String>>) -> Option<String> {
    read(input, problem, is_weak)
}

/// The PIN that was typed and is there already, as [`given`].
#[must_use]
pub fn known(input: NodeRef<html::Input>, problem: RwSignal<Option<String>>) -> Option<String> {
    read(input, problem, |_| false)
}

fn read(
    input: NodeRef<html::Input>,
    problem: RwSignal<Option<String>>,
    is_refused: fn(&str) -> bool,
) -> Option<String> {
    let element = input.get_untracked()?;
    let pin = element.value().trim().to_owned();
    let wrong = match pin.as_str() {
        pin if !is_pin(pin) => Some("pin-digits"),
        pin if is_refused(pin) => Some("pin-weak"),
        _ => None,
    };
    problem.set(wrong.map(t));
    if wrong.is_some() {
        let _ = element.focus();
        return None;
    }
    Some(pin)
}
