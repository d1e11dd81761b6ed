//! One polite live region for the whole page: it speaks a change of where the work is,
//! not of a number, and what else a screen wants said.

use crate::prelude::*;

use super::badge::words;
use crate::model::badge::Place;
use crate::state::app;

/// The region. Says nothing at first.
#[component]
pub fn LiveState() -> impl IntoView {
    let app = app();
    let said = RwSignal::new(String::new());
    Effect::new(move |before: Option<Place>| {
        let place = app.place.get();
        if before.is_some_and(|before| !before.same_row(place)) {
            said.set(words(place, false));
        }
        place
    });
    view! { <div class="vh" role="status" aria-live="polite">{move || said.get()}</div> }
}
