//! A note begun in the hallway says afterwards at which stop it was written.

use crate::prelude::*;
use rounds_sync_core::doc::{Edit, StopView};

use super::dialog::Sheet;
use super::icon::Icon;
use crate::i18n::t;
use crate::model::schedule::start_of;
use crate::state::open_note::{OpenNote, open_note};

/// The question and its sheet, while the note has no stop.
#[component]
pub fn WhichStop() -> impl IntoView {
    let note = open_note();
    let open = RwSignal::new(false);
    let nowhere = move || {
        let head = note.store.head;
        head.with(|head| head.as_ref().is_some_and(|head| head.stop.0.is_empty()))
    };
    let row = move |stop: StopView| {
        let id = stop.id.clone();
        let choose = move |_| {
            open.set(false);
            note.store.edit_one(Edit::Stop { stop: id.clone() });
        };
        view! {
            <button type="button" on:click=choose>
                <span class="num t-2">{start_of(&stop).map(|start| start.clock())}</span>
                <span class="grow strong">{stop.label}</span>
            </button>
        }
    };
    view! {
        <Show when=nowhere>
            <button type="button" class="btn quiet which" on:click=move |_| open.set(true)>
                <Icon name="pin" class="s"/>
                {move || t("which-stop")}
            </button>
        </Show>
        <Sheet open=open title=Signal::derive(|| t("which-stop"))>
            <div class="rows">{move || stops_of_day(note).into_iter().map(row).collect_view()}</div>
        </Sheet>
    }
}

/// The stops of the day on which the note was begun, else all of the visit.
fn stops_of_day(note: OpenNote) -> Vec<StopView> {
    let Some(visit) = note.visit.get() else {
        return Vec::new();
    };
    let begun = note
        .store
        .view(|view| crate::state::wall(view.created.0).day());
    let of_day = |stop: &&StopView| start_of(stop).map(|start| start.day()) == begun;
    let mut stops: Vec<StopView> = visit.stops.iter().filter(of_day).cloned().collect();
    if stops.is_empty() {
        stops = visit.stops.clone();
    }
    stops.sort_by_key(start_of);
    stops
}
