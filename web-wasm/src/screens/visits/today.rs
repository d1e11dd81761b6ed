//! Today's visit on the home screen: the next three stops, the current one tinted.

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::doc::StopView;
use rounds_sync_core::ids::SpaceId;

use super::prepare::{PrepareButton, PreparedChip};
use crate::i18n::{t, tr};
use crate::model::schedule::{Stage, VisitTime, next_stops, start_of, visit_time};
use crate::parts::badge::StateLabel;
use crate::parts::icon::Icon;
use crate::parts::start_note::{NoteButton, NoteOpener};
use crate::state::{Visit, app};

/// Stops on the card.
const STOPS: usize = 3;

#[component]
pub(super) fn TodayCard(space: SpaceId) -> impl IntoView {
    let app = app();
    let navigate = use_navigate();
    let visit = Memo::new(move |_| app.visit(space));
    let title = move || visit.with(|visit| visit.as_ref().map(Visit::title));
    let day = move || {
        let view = visit.get()?.view?;
        match visit_time(&view, app.wall()) {
            VisitTime::Today { day, of } => {
                Some(tr("today-day", &[("day", day.into()), ("of", of.into())]))
            }
            _ => None,
        }
    };
    let facts = move || {
        let view = visit.get()?.view?;
        let mut teams: Vec<&str> = view.people.values().map(|p| p.team.as_str()).collect();
        teams.sort_unstable();
        teams.dedup();
        let args = [
            ("schools", view.venues.len().into()),
            ("stops", view.stops.len().into()),
            ("people", view.people.len().into()),
            ("districts", teams.len().into()),
        ];
        Some(tr("visit-facts", &args))
    };
    let next = Memo::new(move |_| {
        let view = visit.get().and_then(|visit| visit.view);
        view.map_or_else(Vec::new, |view| next_stops(&view, app.wall(), STOPS))
    });
    let prepared = move || visit.with(|visit| visit.as_ref().is_some_and(|v| v.prepared.is_some()));
    let heading = format!("visit-{space}");
    let labelled = heading.clone();
    view! {
        <section class="now card flush" aria-labelledby=labelled>
            <div class="nowt">
                <div class="grow">
                    <p class="eyebrow">{day}</p>
                    <h2 id=heading><a class="plain" href=format!("/visits/{space}")>{title}</a></h2>
                    <p class="t-2 small">{facts}</p>
                    <Show when=move || !prepared()>
                        <div class="nowp"><PrepareButton space=space/></div>
                    </Show>
                </div>
                <PreparedChip space=space/>
            </div>
            <div class="nexts">
                <For each=move || next.get() key=|(stage, stop)| (*stage == Stage::Now, stop.id.clone()) let:item>
                    <NextStop space=space stage=item.0 stop=item.1/>
                </For>
                <Show when=move || next.with(Vec::is_empty)>
                    <p class="next-none t-2">{move || t("no-more-stops")}</p>
                </Show>
            </div>
            <button type="button" class="allstops"
                on:click=move |_| navigate(&format!("/visits/{space}"))>
                <span>{move || t("all-stops-today")}</span>
                <Icon name="chev-r" class="s"/>
            </button>
        </section>
    }
}

#[component]
fn NextStop(space: SpaceId, stage: Stage, stop: StopView) -> impl IntoView {
    let app = app();
    let start = start_of(&stop);
    let now = stage == Stage::Now;
    let opener = NoteOpener::new(space, Some(stop.clone()));
    let needs_note = !stop.forms.is_empty();
    let place = {
        let stop = stop.clone();
        move || {
            let view = app.visit(space)?.view?;
            let school = view
                .venues
                .iter()
                .find(|venue| venue.id == stop.venue)?
                .name
                .clone();
            Some(tr(
                "school-minutes",
                &[("school", school.into()), ("n", stop.minutes.into())],
            ))
        }
    };
    let until = move || {
        let start = start?;
        Some(if now {
            t("now")
        } else {
            in_time(start.0 - app.wall().0)
        })
    };
    let stop_id = stop.id.clone();
    let mine = Memo::new(move |_| app.my_note_at(space, &stop_id));
    let state = move || {
        let doc = mine.get()?;
        let entries = app
            .summaries
            .with(|all| all.get(&doc).map_or(0, |note| note.entries));
        let info = app.info(doc)?;
        Some(view! {
            <p class="mt2">
                <StateLabel state=info.state/>
                <span class="cap t-2">
                    {tr("entries-and-seen", &[
                        ("n", entries.into()),
                        ("seen", super::yours::seen_words(info.meta.visibility).into()),
                    ])}
                </span>
            </p>
        })
    };
    view! {
        <article class="next" class:cur=now>
            <div class="tm num"><b>{start.map(|start| start.clock())}</b><span>{until}</span></div>
            <div class="grow">
                <h3>{stop.label.clone()}</h3>
                <p class="t-2 small">{place}</p>
                {state}
            </div>
            {if needs_note {
                view! { <NoteButton opener=opener label=stop.label current=now big=true/> }.into_any()
            } else {
                view! { <span class="cap t-2">{move || t("no-note-needed")}</span> }.into_any()
            }}
        </article>
    }
}

/// "in 26 min", "in 1 h".
fn in_time(minutes: i64) -> String {
    if minutes < 60 {
        tr("in-minutes", &[("n", minutes.max(0).into())])
    } else {
        tr("in-hours", &[("n", (minutes / 60).into())])
    }
}
