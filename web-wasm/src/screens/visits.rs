//! Visits home: today's visit with its next stops, what is mine to finish, what comes
//! up, what is over.

mod prepare;
mod today;
mod yours;

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::device::Kept;

use crate::dates;
use crate::i18n::{t, tr};
use crate::model::schedule::{VisitTime, visit_time};
use crate::parts::empty::EmptyState;
use crate::parts::frame::{Current, Frame, TopMark};
use crate::parts::icon::Icon;
use crate::parts::title::Title;
use crate::state::{Visit, app};

pub use prepare::{PrepareButton, PreparedChip};
use today::TodayCard;
use yours::YoursToFinish;
pub use yours::seen_words;

/// `/visits`
#[component]
pub fn VisitsScreen() -> impl IntoView {
    let app = app();
    let at_time = move |wanted: fn(VisitTime) -> bool| {
        let now = app.wall();
        app.visits.with(|visits| {
            let fits = |visit: &&Visit| {
                let time = visit
                    .view
                    .as_ref()
                    .map_or(VisitTime::Upcoming, |v| visit_time(v, now));
                wanted(time)
            };
            visits.iter().filter(fits).cloned().collect::<Vec<_>>()
        })
    };
    let today = Memo::new(move |_| at_time(|time| matches!(time, VisitTime::Today { .. })));
    let upcoming = Memo::new(move |_| at_time(|time| time == VisitTime::Upcoming));
    let past = Memo::new(move |_| at_time(|time| time == VisitTime::Past));
    let none = Memo::new(move |_| app.visits.with(Vec::is_empty));
    let day = Signal::derive(move || dates::long_day(app.wall().day()));
    view! {
        <Frame current=Current::Visits space=Signal::derive(move || first_space(today))>
            <TopMark/>
            <main class="page home" tabindex="-1" id="main">
                <header class="hd top">
                    <div>
                        <Title text=day/>
                        <p class="t-2 small">{move || subtitle(app)}</p>
                    </div>
                    <JoinButton/>
                </header>
                <Show when=move || none.get()>
                    <EmptyState icon="calendar" title="no-visits" body="no-visits-body">
                        <JoinButton/>
                    </EmptyState>
                </Show>
                <For each=move || today.get() key=|visit| visit.space let:visit>
                    <TodayCard space=visit.space/>
                </For>
                <div class="two">
                    <Show when=move || upcoming.with(|visits| !visits.is_empty())>
                        <section aria-labelledby="up">
                            <div class="hd"><h2 id="up">{move || t("coming-up")}</h2></div>
                            <For each=move || upcoming.get() key=|visit| visit.space let:visit>
                                <UpcomingCard space=visit.space/>
                            </For>
                        </section>
                    </Show>
                    <YoursToFinish/>
                </div>
                <Show when=move || past.with(|visits| !visits.is_empty())>
                    <section aria-labelledby="pa">
                        <div class="hd past"><h2 id="pa">{move || t("past-visits")}</h2></div>
                        <div class="card flush rows">
                            <For each=move || past.get() key=|visit| visit.space let:visit>
                                <VisitRow visit=visit/>
                            </For>
                        </div>
                    </section>
                </Show>
            </main>
        </Frame>
    }
}

fn first_space(today: Memo<Vec<Visit>>) -> Option<rounds_sync_core::ids::SpaceId> {
    today.with(|visits| visits.first().map(|visit| visit.space))
}

/// "Lakeshore Learning Network, observing with Millbrook".
fn subtitle(app: crate::state::App) -> String {
    let me = app.person();
    app.visits.with(|visits| {
        let view = visits.iter().find_map(|visit| visit.view.as_ref());
        let Some(view) = view else {
            return String::new();
        };
        let team = me
            .and_then(|me| view.people.get(&me))
            .map(|person| person.team.clone());
        match team.filter(|team| !team.is_empty()) {
            Some(team) => tr(
                "network-and-team",
                &[
                    ("network", view.network.as_str().into()),
                    ("team", team.into()),
                ],
            ),
            None => view.network.clone(),
        }
    })
}

#[component]
fn JoinButton() -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <button type="button" class="btn"
            on:click=move |_| navigate("/join")>
            <Icon name="qr"/>
            {move || t("join-a-visit")}
        </button>
    }
}

/// A visit that comes up: what it is, and getting ready for it.
#[component]
fn UpcomingCard(space: rounds_sync_core::ids::SpaceId) -> impl IntoView {
    let app = app();
    let visit = Memo::new(move |_| app.visit(space));
    let title = Memo::new(move |_| visit.with(|visit| visit.as_ref().map(Visit::title)));
    let facts = move || {
        let view = visit.get()?.view?;
        let when = dates::range(&view.starts, &view.ends);
        let args = [
            ("when", when.into()),
            ("schools", view.venues.len().into()),
            ("stops", view.stops.len().into()),
        ];
        Some(tr("upcoming-facts", &args))
    };
    view! {
        <div class="card prep">
            <a class="plain" href=format!("/visits/{space}")>
                <h3>{move || title.get()}</h3>
                <p class="t-2 small">{facts}</p>
            </a>
            <p class="small t-2">{move || t("prepare-hint")}</p>
            <PrepareButton space=space/>
        </div>
    }
}

#[component]
fn VisitRow(visit: Visit) -> impl IntoView {
    let app = app();
    let space = visit.space;
    let facts = move || {
        let view = app.visit(space)?.view?;
        let notes = app.notes_at(space, None).len();
        let when = dates::range(&view.starts, &view.ends);
        if app.visit(space)?.kept == Kept::Aside {
            return Some(tr("aside-facts", &[("when", when.into())]));
        }
        Some(tr(
            "past-facts",
            &[("when", when.into()), ("notes", notes.into())],
        ))
    };
    view! {
        <a href=format!("/visits/{space}")>
            <Icon name="calendar" class="lead"/>
            <span class="grow">
                <span class="strong">{visit.title()}</span>
                <br/>
                <span class="small t-2">{facts}</span>
            </span>
            <Icon name="chev-r" class="s"/>
        </a>
    }
}
