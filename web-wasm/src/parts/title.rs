//! The title of a screen: in the window, and as the heading that takes the focus when
//! the screen comes up.

use crate::prelude::*;
use leptos::html;

thread_local! {
    static SHOWN: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// The screen's heading. `class` as for any `h1`.
#[component]
pub fn Title(
    /// The screen's name; also in the window's title, unless `window_title` is given.
    #[prop(into)]
    text: Signal<String>,
    /// How the heading looks.
    #[prop(optional)]
    class: &'static str,
    /// Stands before the text in the heading, hidden on phones.
    #[prop(optional, into)]
    prefix: Option<Signal<String>>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        let prefix = prefix.map(|prefix| prefix.get()).unwrap_or_default();
        document().set_title(&format!("{prefix}{} · Rounds", text.get()));
    });
    let first = SHOWN.with(|shown| shown.replace(shown.get() + 1)) == 0;
    heading.on_load(move |heading| {
        // The note has its own first focus: the box.
        if !first && !heading.class_name().contains("no-focus") {
            let _ = heading.focus();
        }
    });
    view! {
        <h1 node_ref=heading class=class tabindex="-1">
            {prefix.map(|prefix| view! { <span class="hide-p">{move || prefix.get()}</span> })}
            {move || text.get()}
        </h1>
    }
}
