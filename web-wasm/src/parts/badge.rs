//! Where the work is, in words and icon, wherever it is shown.

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::device::DocState;

use super::icon::Icon;
use crate::driver::timer;
use crate::i18n::{t, tr};
use crate::model::badge::{Place, Tone};
use crate::state::note::NoteStore;
use crate::state::{Layout, app};

/// Milliseconds between two changes of the badge's words.
const CALM_MS: i32 = 1_000;

/// The words of a place; `short` for narrow screens.
#[must_use]
pub fn words(place: Place, short: bool) -> String {
    match place {
        Place::Waiting(n) if short => tr("state-waiting-short", &[("n", n.into())]),
        Place::Waiting(n) => tr("state-waiting", &[("n", n.into())]),
        other => t(other.message()),
    }
}

/// The badge for all work of this device; a button to the details.
#[component]
pub fn SyncBadge(
    /// Also a row of the side bar.
    #[prop(optional)]
    in_side_bar: bool,
) -> impl IntoView {
    let app = app();
    let place = calm(
        Signal::derive(move || Some(app.place.get())),
        app.place.get_untracked(),
    );
    view! { <BadgeButton place=place class=if in_side_bar { "nav sync" } else { "sync" }/> }
}

/// The badge for one note. Keeps its words while a write is under way.
#[component]
pub fn NoteBadge(
    /// The note.
    note: NoteStore,
) -> impl IntoView {
    let app = app();
    let place = Signal::derive(move || Place::of_note(note.state.get(), app.link.get()));
    let place = calm(place, Place::Saved);
    view! { <BadgeButton place=place class="sync"/> }
}

#[component]
fn BadgeButton(place: Signal<Place>, class: &'static str) -> impl IntoView {
    let app = app();
    let navigate = use_navigate();
    let short = move || app.layout.get() == Layout::Phone;
    let text = move || words(place.get(), short());
    let tone = move || match place.get().tone() {
        Tone::Neutral => "",
        Tone::Warn => " w",
        Tone::Danger => " e",
    };
    view! {
        <button
            type="button"
            class=move || format!("{class}{}", tone())
            aria-label=move || tr("sync-details-name", &[("state", text().into())])
            on:click=move |_| navigate("/device/sync")
        >
            <Icon name=Signal::derive(move || place.get().icon())/>
            <span>{text}</span>
        </button>
    }
}

/// A note's place in a list, from the note's own state.
#[component]
pub fn StateLabel(
    /// Where its work is.
    #[prop(into)]
    state: Signal<DocState>,
) -> impl IntoView {
    let place = Memo::new(move |_| Place::of_row(state.get()));
    let class = move || match place.get().tone() {
        Tone::Neutral => "st",
        Tone::Warn => "st w",
        Tone::Danger => "st e",
    };
    view! {
        <span class=class>
            <Icon name=Signal::derive(move || place.get().icon())/>
            {move || words(place.get(), false)}
        </span>
    }
}

/// Follows a place so that its words change at most once a second, and not at all for a
/// write that ends within a second. Trouble shows at once.
fn calm(place: Signal<Option<Place>>, initial: Place) -> Signal<Place> {
    let shown = RwSignal::new(place.get_untracked().unwrap_or(initial));
    let waiting = StoredValue::new(false);
    let settle = move || {
        let next = place.get_untracked().unwrap_or(Place::StillSaving);
        if shown.get_untracked() != next {
            shown.set(next);
        }
    };
    Effect::new(move |_| {
        let next = place.get();
        if next.is_some_and(|next| next.tone() != Tone::Neutral) {
            settle();
        } else if next != Some(shown.get_untracked()) && !waiting.get_value() {
            waiting.set_value(true);
            wasm_bindgen_futures::spawn_local(async move {
                timer::sleep(CALM_MS).await;
                // The screen may be gone by now.
                if waiting.try_set_value(false).is_none() && shown.try_get_untracked().is_some() {
                    settle();
                }
            });
        }
    });
    shown.into()
}
