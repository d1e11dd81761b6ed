//! A stop: its notes by observer, and the button for mine.

use crate::prelude::*;
use crate::router::use_id;
use rounds_sync_core::doc::StopView;
use rounds_sync_core::ids::{DocId, SpaceId};

use super::visit::kind_icon;
use super::visits::seen_words;
use crate::i18n::{t, tr};
use crate::model::schedule::start_of;
use crate::parts::badge::StateLabel;
use crate::parts::empty::{EmptyState, OpeningBars};
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::icon::Icon;
use crate::parts::people::{Avatar, name_of};
use crate::parts::start_note::{NoteButton, NoteOpener};
use crate::parts::title::Title;
use crate::state::app;
use crate::state::summary::Summary;

/// `/visits/:v/stops/:s`
#[component]
pub fn StopScreen() -> impl IntoView {
    let app = app();
    let space = use_id::<SpaceId>(0);
    let stop_id = use_id::<String>(1);
    let stop = Memo::new(move |_| {
        let view = app.visit(space.get()?)?.view?;
        let id = stop_id.get()?;
        view.stops.iter().find(|stop| stop.id == id).cloned()
    });
    let title = Signal::derive(move || stop.get().map(|stop| stop.label).unwrap_or_default());
    let back = space
        .get_untracked()
        .map(|space| (format!("/visits/{space}"), "back-to-stops"));
    let heading = view! { <Title text=title class="h trunc"/> }.into_any();
    let body = move || match (space.get(), stop.get()) {
        (Some(space), Some(stop)) => view! { <StopBody space=space stop=stop/> }.into_any(),
        _ => view! { <OpeningBars/> }.into_any(),
    };
    view! {
        <Frame current=Current::Stops space=Signal::derive(move || space.get())>
            <Bar heading=heading back=back.unwrap_or(("/visits".to_owned(), "back-to-stops"))/>
            <main class="page stop" tabindex="-1" id="main">{body}</main>
        </Frame>
    }
}

#[component]
fn StopBody(space: SpaceId, stop: StopView) -> impl IntoView {
    let app = app();
    let opener = NoteOpener::new(space, Some(stop.clone()));
    let id = stop.id.clone();
    let notes = Memo::new(move |_| app.notes_at(space, Some(&id)));
    let when = start_of(&stop)
        .map(|start| start.clock())
        .unwrap_or_default();
    let minutes = stop.minutes;
    let venue = stop.venue.clone();
    let line = move || {
        let view = app.visit(space)?.view?;
        let school = view
            .venues
            .iter()
            .find(|known| known.id == venue)?
            .name
            .clone();
        let args = [
            ("time", when.as_str().into()),
            ("school", school.into()),
            ("n", minutes.into()),
        ];
        Some(tr("stop-line", &args))
    };
    let needs_note = !stop.forms.is_empty();
    view! {
        <section class="card stop-top">
            <Icon name=kind_icon(&stop.kind) class="lead"/>
            <p class="grow t-2">{line}</p>
            {needs_note.then(|| view! {
                <NoteButton opener=opener label=stop.label.clone() current=true/>
            })}
        </section>
        <section aria-labelledby="stop-notes">
            <div class="hd"><h2 id="stop-notes">{move || t("notes")}</h2></div>
            <Show when=move || notes.with(Vec::is_empty)>
                <EmptyState icon="list" title="no-notes" body="no-notes-body"/>
            </Show>
            <Show when=move || notes.with(|notes| !notes.is_empty())>
                <div class="card flush rows">
                    <For each=move || notes.get() key=Clone::clone let:note>
                        <NoteRow space=space doc=note.0 note=note.1/>
                    </For>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn NoteRow(space: SpaceId, doc: DocId, note: Summary) -> impl IntoView {
    let app = app();
    let author = note.author_id();
    let name = move || {
        let view = app.visit(space).and_then(|visit| visit.view);
        author
            .map(|author| name_of(view.as_deref(), author))
            .unwrap_or_default()
    };
    let mine = author.is_some() && author == app.person();
    let info = move || app.info(doc);
    let line = move || {
        let seen = info()
            .map(|info| seen_words(info.meta.visibility))
            .unwrap_or_default();
        tr(
            "entries-and-seen",
            &[("n", note.entries.into()), ("seen", seen.into())],
        )
    };
    let conflicts = note.conflicts.len();
    view! {
        <a href=format!("/notes/{doc}")>
            {move || view! { <Avatar name=name()/> }}
            <span class="grow">
                <span class="strong">
                    {move || if mine { tr("name-you", &[("name", name().into())]) } else { name() }}
                </span>
                <br/>
                <span class="small t-2">{line}</span>
            </span>
            {(conflicts > 0).then(|| view! {
                <span class="chip warn"><Icon name="merge"/>{move || t("two-answers-short")}</span>
            })}
            {move || info().map(|info| view! { <StateLabel state=info.state/> })}
            <Icon name="chev-r" class="s"/>
        </a>
    }
}
