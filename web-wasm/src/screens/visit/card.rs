//! A stop on the rail: what it is, who is there, and either where its notes are or the
//! one button.

use crate::prelude::*;
use rounds_sync_core::doc::StopView;
use rounds_sync_core::ids::SpaceId;

use crate::i18n::{t, tr};
use crate::model::schedule::{Stage, stage, start_of};
use crate::parts::badge::StateLabel;
use crate::parts::icon::Icon;
use crate::parts::start_note::{NoteButton, NoteOpener};
use crate::state::app;

/// The icon of a kind of stop.
#[must_use]
pub fn kind_icon(kind: &str) -> &'static str {
    match kind {
        "panel" => "panel",
        "meeting" => "meeting",
        "tour" => "tour",
        "hallway" => "hall",
        _ => "teacher",
    }
}

/// One stop. `day` holds all stops of its group, to know which one is now.
#[component]
pub fn StopCard(
    /// The visit.
    space: SpaceId,
    /// The stop.
    stop: StopView,
    /// All stops of the group.
    day: Vec<StopView>,
) -> impl IntoView {
    let app = app();
    let stored = StoredValue::new(stop.clone());
    let stage = Memo::new(move |_| stored.with_value(|stop| stage(stop, &day, app.wall())));
    let opener = NoteOpener::new(space, Some(stop.clone()));
    let needs_note = !stop.forms.is_empty();
    let time = start_of(&stop).map(|start| start.clock());
    let minutes = stop.minutes;
    let class = move || match stage.get() {
        Stage::Past => "stp done",
        Stage::Now => "stp cur",
        Stage::Later => "stp",
    };
    let label = stop.label.clone();
    let right = move || {
        if !needs_note {
            view! { <span class="cap t-2">{move || t("no-note-needed")}</span> }.into_any()
        } else if stage.get() == Stage::Past && opener.continues() {
            view! { <PastState space=space stop=stored/> }.into_any()
        } else {
            let now = stage.get() == Stage::Now;
            view! { <NoteButton opener=opener label=label.clone() current=now/> }.into_any()
        }
    };
    view! {
        <li class=class>
            <div class="tm num">
                <b>{time}</b>
                <span>{move || tr("minutes", &[("n", minutes.into())])}</span>
            </div>
            <span class="pt" aria-hidden="true"></span>
            <article class="card sc">
                <span class="kd"><Icon name=kind_icon(&stop.kind)/></span>
                <div class="grow">
                    <h3>
                        <a class="sc-link" href=format!("/visits/{space}/stops/{}", stop.id)>
                            {stop.label}
                        </a>
                    </h3>
                    <p class="small t-2">{move || line(space, stored)}</p>
                </div>
                {right}
            </article>
        </li>
    }
}

/// Who is there and what is in: "You and 2 others, 6 entries".
fn line(space: SpaceId, stop: StoredValue<StopView>) -> String {
    let app = app();
    let me = app.person();
    let notes = stop.with_value(|stop| app.notes_at(space, Some(&stop.id)));
    let mut authors: Vec<_> = notes
        .iter()
        .filter_map(|(_, note)| note.author_id())
        .collect();
    authors.sort_unstable();
    authors.dedup();
    let mine = notes.iter().filter(|(_, note)| note.author_id() == me);
    let entries: usize = mine.map(|(_, note)| note.entries).sum();
    let others = authors.iter().filter(|author| Some(**author) != me).count();
    match (authors.len() > others, others) {
        (true, 0) => tr("you-entries", &[("n", entries.into())]),
        (true, others) => tr(
            "you-and-others",
            &[("others", others.into()), ("n", entries.into())],
        ),
        (false, 0) => form_line(space, stop),
        (false, others) => tr(
            "observers-notes",
            &[("others", others.into()), ("n", notes.len().into())],
        ),
    }
}

/// The form of a stop, while nobody has written there.
fn form_line(space: SpaceId, stop: StoredValue<StopView>) -> String {
    let app = app();
    let Some(view) = app.visit(space).and_then(|visit| visit.view) else {
        return String::new();
    };
    let forms = stop.with_value(|stop| {
        if stop.forms.is_empty() {
            Vec::new()
        } else {
            app.forms_at(&view, Some(stop))
        }
    });
    let code = crate::i18n::locale().code();
    let titles: Vec<_> = forms.iter().map(|form| form.title(code)).collect();
    titles.join(", ")
}

/// Where the notes of a past stop are, and what is left in mine.
#[component]
fn PastState(space: SpaceId, stop: StoredValue<StopView>) -> impl IntoView {
    let app = app();
    let mine = Memo::new(move |_| stop.with_value(|stop| app.my_note_at(space, &stop.id)));
    let left = move || {
        let doc = mine.get()?;
        app.summaries
            .with(|all| all.get(&doc).map(|note| (note.conflicts.len(), note.open)))
    };
    let chip = move || match left() {
        Some((conflicts, _)) if conflicts > 0 => view! {
            <span class="cap warn chip"><Icon name="merge"/>{t("two-answers-short")}</span>
        }
        .into_any(),
        Some((_, open)) if open > 0 => view! {
            <span class="cap t-2">{tr("questions-left", &[("n", open.into())])}</span>
        }
        .into_any(),
        _ => ().into_any(),
    };
    let state = move || {
        let doc = mine.get()?;
        let state = app.info(doc)?.state;
        Some(view! { <StateLabel state=state/> })
    };
    let href = move || {
        mine.get()
            .map(|doc| format!("/notes/{doc}"))
            .unwrap_or_default()
    };
    view! { <a class="r plain" href=href>{state}{chip}</a> }
}
