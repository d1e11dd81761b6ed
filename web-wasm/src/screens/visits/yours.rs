//! My own notes that need something: open questions, two answers, or sharing.

use crate::prelude::*;
use rounds_sync_core::access::Visibility;
use rounds_sync_core::device::DocState;
use rounds_sync_core::ids::DocId;

use crate::i18n::{t, tr};
use crate::model::badge::Place;
use crate::parts::badge::{StateLabel, words};
use crate::state::{App, app};

/// One row of the list.
#[derive(Debug, Clone, PartialEq)]
struct Unfinished {
    doc: DocId,
    title: String,
    left: String,
    state: DocState,
}

#[component]
pub(super) fn YoursToFinish() -> impl IntoView {
    let app = app();
    let rows = Memo::new(move |_| unfinished(app));
    let row = |row: Unfinished| {
        let state = row.state;
        let name = {
            let (title, left) = (row.title.clone(), row.left.clone());
            move || format!("{title} {left} {}", words(Place::of_row(state), false))
        };
        view! {
            <a href=format!("/notes/{}/review", row.doc) aria-label=name>
                <span class="grow">
                    <span class="strong">{row.title}</span>
                    <br/>
                    " "
                    <span class="small t-2">{row.left}</span>
                </span>
                " "
                <StateLabel state=state/>
            </a>
        }
    };
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <section aria-labelledby="un">
                <div class="hd">
                    <h2 id="un">{move || t("yours-to-finish")}</h2>
                    <span class="cap t-2">
                        {move || tr("n-notes", &[("n", rows.with(Vec::len).into())])}
                    </span>
                </div>
                <div class="card flush rows">
                    {move || rows.get().into_iter().map(row).collect_view()}
                </div>
            </section>
        </Show>
    }
}

fn unfinished(app: App) -> Vec<Unfinished> {
    app.docs_rev.track();
    let (Some(driver), Some(me)) = (app.driver(), app.person()) else {
        return Vec::new();
    };
    let device = driver.device();
    let visits = app.visits.get();
    app.summaries.with(|all| {
        let mut rows: Vec<(u64, Unfinished)> = all
            .iter()
            .filter(|(_, note)| note.author_id() == Some(me))
            .filter_map(|(doc, note)| {
                let info = device.doc(*doc)?;
                let visit = visits.iter().find(|visit| visit.space == info.space);
                let view = visit.and_then(|visit| visit.view.as_ref());
                let stop = note
                    .stop
                    .as_ref()
                    .and_then(|stop| view?.stops.iter().find(|known| known.id == *stop));
                let left = left_words(note.conflicts.len(), note.open, info.meta.visibility)?;
                let title = stop.map_or_else(|| t("hallway-note"), |stop| stop.label.clone());
                Some((
                    note.created,
                    Unfinished {
                        doc: *doc,
                        title,
                        left,
                        state: info.state,
                    },
                ))
            })
            .collect();
        rows.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
        rows.into_iter().map(|(_, row)| row).collect()
    })
}

/// What a note needs, in words; `None` when it needs nothing.
fn left_words(conflicts: usize, open: usize, visibility: Visibility) -> Option<String> {
    let seen = seen_words(visibility);
    if conflicts > 0 {
        Some(t("two-answers-short"))
    } else if open > 0 {
        Some(tr(
            "questions-left-seen",
            &[("n", open.into()), ("seen", seen.into())],
        ))
    } else if visibility == Visibility::Private {
        Some(t("ready-to-share"))
    } else {
        None
    }
}

/// "only me", "your team", "the host school": inside a line.
#[must_use]
pub fn seen_words(visibility: Visibility) -> String {
    match visibility {
        Visibility::Private => t("seen-low-me"),
        Visibility::Team => t("seen-low-team"),
        Visibility::Space => t("seen-low-host"),
    }
}
