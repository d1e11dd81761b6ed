//! The note on paper: not on the screen, and all that a printer gets. The answers in
//! short, the evidence in order, and the wonderings apart in a frame of their own.

use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::doc::EntryView;

use super::summary::SummaryList;
use crate::dates;
use crate::i18n::{t, tr};
use crate::parts::badge::words;
use crate::parts::composer::entry_clock;
use crate::state::open_note::{OpenNote, option_label, text_of};
use crate::state::wall;

/// The printed form of a note.
#[component]
pub(super) fn PaperNote(note: OpenNote) -> impl IntoView {
    let log = move |field: Option<String>| -> Vec<Arc<EntryView>> {
        let ids = field.map(|field| note.store.entry_ids(&field));
        note.store.entries.with(|all| {
            let found = ids.unwrap_or_default().into_iter();
            found.filter_map(|id| all.get(&id).cloned()).collect()
        })
    };
    let evidence = move || log(note.plan.with(|plan| plan.log.clone()));
    let wonderings = move || log(note.plan.with(|plan| plan.wonderings.clone()));
    let any_wondering = move || !wonderings().is_empty();
    let footer = move || {
        let now = wall(note.app.clock.get());
        let when = format!("{} {}", dates::month_day(now.day()), now.clock());
        let printed = tr("printed-at", &[("when", when.into())]);
        let place = words(note.app.place.get(), false);
        format!("{}. {printed}. {place}.", note.seen_by())
    };
    view! {
        <section class="paper">
            <h2>{move || note.title()}</h2>
            <p>{move || note.school()}</p>
            <SummaryList note=note/>
            <h3>{move || t("evidence-log")}</h3>
            <ol>{move || evidence().into_iter().map(|entry| row(note, &entry)).collect_view()}</ol>
            <Show when=any_wondering>
                <div class="paper-frame">
                    <h3>{move || t("wonderings")}</h3>
                    <ol>
                        {move || wonderings().into_iter().map(|entry| row(note, &entry)).collect_view()}
                    </ol>
                </div>
            </Show>
            <footer>{footer}</footer>
        </section>
    }
}

/// Time, words, and quietly who, how and tags.
fn row(note: OpenNote, entry: &EntryView) -> impl IntoView + use<> {
    let log = note.log(&entry.field);
    let about = log.map(|log| {
        let who = text_of(&entry.who).map(|who| option_label(&log.who, &who));
        let mode = text_of(&entry.mode).map(|mode| option_label(&log.modes, &mode));
        let tags = entry.tags.iter().map(|tag| option_label(&log.tags, tag));
        let all: Vec<String> = who.into_iter().chain(mode).chain(tags).collect();
        all.join(" · ")
    });
    view! {
        <li>
            <span class="num">{entry_clock(entry.at)}</span>
            <div><p>{entry.text.clone()}</p><p class="cap">{about}</p></div>
        </li>
    }
}
