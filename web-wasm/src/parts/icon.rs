//! Icons from one sprite. They are decoration: words or a name always stand beside them.

use crate::prelude::*;

const SPRITE: &str = include_str!("icons.svg");

/// The sprite, once, hidden. Everything else refers to it by id.
#[component]
pub fn Sprite() -> impl IntoView {
    view! { <div class="sprite" aria-hidden="true" inner_html=SPRITE></div> }
}

/// One icon: `name` without the `i-`; `class` may be `s`, `xs`, `l`, `lead`.
#[component]
pub fn Icon(
    /// Which, without `i-`.
    #[prop(into)]
    name: Signal<&'static str>,
    /// Size and place.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = if class.is_empty() {
        "i".to_owned()
    } else {
        format!("i {class}")
    };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <use href=move || format!("#i-{}", name.get())></use>
        </svg>
    }
}

/// The mark and the word.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <div class="brand">
            <svg viewBox="0 0 26 26" aria-hidden="true" fill="none">
                <path
                    d="M13 2.6a10.4 10.4 0 1 0 10.4 10.4"
                    stroke="currentColor"
                    stroke-width="3.4"
                    stroke-linecap="round"
                ></path>
                <circle cx="20.4" cy="5.6" r="3.2" fill="currentColor"></circle>
                <circle cx="13" cy="13" r="3.4" fill="currentColor"></circle>
            </svg>
            "Rounds"
        </div>
    }
}
