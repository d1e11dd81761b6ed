//! The evidence log: oldest first, the newest always in view, unless a person scrolled
//! up. Nothing scrolls because something arrived.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen::JsCast as _;

use super::details::DetailsLine;
use super::entry::{EntryRow, EntrySheet};
use super::field::FieldEditor;
use crate::i18n::{t, tr};
use crate::model::lots;
use crate::state::open_note::{OpenNote, open_note};

/// Pixels from the end within which the log counts as being at its end.
const AT_END: i32 = 60;

/// The region with details, questions and entries.
#[component]
pub fn EvidenceLog() -> impl IntoView {
    let note = open_note();
    let region = NodeRef::<html::Div>::new();
    let ids = Memo::new(move |_| {
        note.plan
            .with(|plan| plan.log.clone())
            .map_or_else(Vec::new, |log| note.store.entry_ids(&log))
    });
    let starts = Memo::new(move |before: Option<&Vec<String>>| {
        ids.with(|ids| lots::starts(ids, before.map_or(&[], Vec::as_slice)))
    });
    let follow = Follow::new(note, region, ids);
    let questions = move || {
        let fields = note.plan.with(|plan| plan.questions.clone());
        (!fields.is_empty()).then(|| view! {
            <section class="questions" aria-label=move || t("questions")>
                {fields.into_iter().map(|field| view! { <FieldEditor field=field/> }).collect_view()}
            </section>
        })
    };
    let unseen = move || follow.unseen.get() > 0;
    let list_name = move || tr("evidence-list", &[("n", ids.with(Vec::len).into())]);
    view! {
        <div
            node_ref=region
            class="scroll"
            tabindex="0"
            role="region"
            aria-label=move || t("evidence-log")
            on:scroll=move |_| follow.scrolled()
        >
            <DetailsLine/>
            {questions}
            <Show when=move || !ids.with(Vec::is_empty) fallback=EmptyLog>
                <div class="evs" role="list" aria-label=list_name>
                    <For each=move || starts.get() key=Clone::clone let:start>
                        <Lot start=start starts=starts ids=ids/>
                    </For>
                </div>
            </Show>
        </div>
        <EntrySheet/>
        <Show when=unseen>
            <button type="button" class="btn pill" on:click=move |_| follow.to_end()>
                {move || tr("new-entries", &[("n", (follow.unseen.get() as u64).into())])}
            </button>
        </Show>
    }
}

/// A few entries that the browser lays out, or skips, together.
#[component]
fn Lot(start: String, starts: Memo<Vec<String>>, ids: Memo<Vec<String>>) -> impl IntoView {
    let start = StoredValue::new(start);
    let here = Memo::new(move |_| {
        let lot = |ids: &Vec<String>, starts: &Vec<String>| {
            start.with_value(|start| lots::lot(ids, starts, start).to_vec())
        };
        ids.with(|ids| starts.with(|starts| lot(ids, starts)))
    });
    let rows = move || here.with(Vec::len).to_string();
    view! {
        <div class="lot" style=("--rows", rows)>
            <For each=move || here.get() key=Clone::clone let:id>
                <EntryRow id=id/>
            </For>
        </div>
    }
}

#[component]
fn EmptyLog() -> impl IntoView {
    view! {
        <div class="empty-log">
            <h2 class="h3">{move || t("no-entries")}</h2>
            <p class="small t-2">{move || t("no-entries-body")}</p>
        </div>
    }
}

/// Keeps the end in view while it is in view, and counts what arrives out of view.
#[derive(Clone, Copy)]
struct Follow {
    region: NodeRef<html::Div>,
    at_end: StoredValue<bool>,
    unseen: RwSignal<u32>,
}

impl Follow {
    fn new(note: OpenNote, region: NodeRef<html::Div>, ids: Memo<Vec<String>>) -> Self {
        let follow = Self {
            region,
            at_end: StoredValue::new(true),
            unseen: RwSignal::new(0),
        };
        Effect::new(move |before: Option<usize>| {
            let count = ids.with(Vec::len);
            let added = count.saturating_sub(before.unwrap_or(count));
            if follow.at_end.get_value() {
                request_animation_frame(move || follow.to_end());
            } else if added > 0 {
                follow.unseen.update(|unseen| *unseen += added as u32);
            }
            count
        });
        // The keyboard makes the log smaller; its last entry stays in view.
        Effect::new(move |_| {
            note.app.keyboard.track();
            note.app.layout.track();
            if follow.at_end.get_value() {
                request_animation_frame(move || follow.to_end());
            }
        });
        follow
    }

    fn scrolled(self) {
        let Some(region) = self.region.get_untracked() else {
            return;
        };
        let element: &web_sys::Element = region.unchecked_ref();
        let below = element.scroll_height() - element.scroll_top() - element.client_height();
        let at_end = below <= AT_END;
        self.at_end.set_value(at_end);
        if at_end && self.unseen.get_untracked() > 0 {
            self.unseen.set(0);
        }
    }

    fn to_end(self) {
        let Some(region) = self.region.try_get_untracked().flatten() else {
            return;
        };
        let element: &web_sys::Element = region.unchecked_ref();
        element.set_scroll_top(element.scroll_height());
        self.at_end.set_value(true);
        self.unseen.set(0);
    }
}
