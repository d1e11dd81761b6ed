//! A visit: its days as tabs, its venues as headings, its stops on a time rail.

mod aside;
mod card;
mod facts;
mod more;
mod tablets;

use crate::prelude::*;
use crate::router::use_id;
use leptos::html;
use rounds_sync_core::device::Kept;
use rounds_sync_core::doc::StopView;
use rounds_sync_core::ids::SpaceId;

use crate::dates;
use crate::i18n::{t, tr};
use crate::model::schedule::{days, first_day, stops_by_venue};
use crate::parts::empty::{EmptyState, OpeningBars};
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::icon::Icon;
use crate::parts::start_note::{FormSheet, NoteOpener};
use crate::parts::title::Title;
use crate::screens::visits::PrepareButton;
use crate::state::{Visit, app};

use aside::AsideCard;
use card::StopCard;
use facts::VisitFacts;
use more::VisitActions;

pub use card::kind_icon;

/// `/visits/:v`
#[component]
pub fn VisitScreen() -> impl IntoView {
    let app = app();
    let space = use_id::<SpaceId>(0);
    let visit = Memo::new(move |_| space.get().and_then(|space| app.visit(space)));
    let known = Memo::new(move |_| {
        visit.with(|visit| visit.as_ref().is_some_and(|visit| visit.view.is_some()))
    });
    let heading = view! { <Heading visit=visit/> }.into_any();
    view! {
        <Frame current=Current::Stops space=Signal::derive(move || space.get())>
            <Bar heading=heading><VisitActions space=space visit=visit/></Bar>
            <Show when=move || known.get() fallback=|| view! {
                <main class="page" tabindex="-1" id="main"><OpeningBars/></main>
            }>
                {move || space.get().map(|space| view! { <VisitBody space=space visit=visit/> })}
            </Show>
        </Frame>
    }
}

#[component]
fn Heading(visit: Memo<Option<Visit>>) -> impl IntoView {
    let title = Signal::derive(move || {
        visit
            .with(|visit| visit.as_ref().map(Visit::title))
            .unwrap_or_default()
    });
    let line = move || {
        let view = visit.get()?.view?;
        let when = dates::range(&view.starts, &view.ends);
        if view.host.is_empty() {
            return Some(when);
        }
        Some(tr(
            "visit-line",
            &[("when", when.into()), ("host", view.host.as_str().into())],
        ))
    };
    view! {
        <Title text=title class="h trunc"/>
        <span class="trunc sub">{line}</span>
    }
}

#[component]
fn VisitBody(space: SpaceId, visit: Memo<Option<Visit>>) -> impl IntoView {
    let app = app();
    let view = Memo::new(move |_| visit.with(|visit| visit.as_ref()?.view.clone()));
    let all_days =
        Memo::new(move |_| view.with(|view| view.as_ref().map(|v| days(v)).unwrap_or_default()));
    let chosen = RwSignal::new(None::<i64>);
    let day = Memo::new(move |_| {
        chosen
            .get()
            .or_else(|| all_days.with(|days| first_day(days, app.wall())))
    });
    let groups = Memo::new(move |_| {
        let (view, day) = (view.get(), day.get());
        view.zip(day)
            .map(|(view, day)| stops_by_venue(&view, day))
            .unwrap_or_default()
    });
    let prepared =
        Memo::new(move |_| visit.with(|v| v.as_ref().is_some_and(|v| v.prepared.is_some())));
    let aside =
        Memo::new(move |_| visit.with(|v| v.as_ref().is_some_and(|v| v.kept == Kept::Aside)));
    let hallway = NoteOpener::new(space, None);
    keys(hallway);
    view! {
        <main class="page ov" tabindex="-1" id="main">
            <div class="ovl">
                <AsideCard space=space/>
                <Show when=move || !prepared.get() && !aside.get()>
                    <div class="card prep"><p class="small t-2">{move || t("prepare-hint")}</p>
                        <PrepareButton space=space/></div>
                </Show>
                <div class="row wrap between dayr">
                    <DayTabs days=all_days day=day on_choose=move |day| chosen.set(Some(day))/>
                    <button type="button" class="btn" on:click=move |_| hallway.open()>
                        <Icon name="plus"/>
                        {move || t("hallway-note")}
                    </button>
                    <FormSheet opener=hallway/>
                </div>
                <Show when=move || groups.with(Vec::is_empty)>
                    <EmptyState icon="calendar" title="empty-day" body="empty-day-body"/>
                </Show>
                <For each=move || groups.get().into_iter().enumerate()
                    key=|(at, (venue, stops))| (*at, venue.clone(), stops.clone()) let:group>
                    <VenueGroup space=space venue=group.1.0 stops=group.1.1/>
                </For>
            </div>
            <VisitFacts space=space/>
        </main>
    }
}

#[component]
fn DayTabs(
    days: Memo<Vec<i64>>,
    day: Memo<Option<i64>>,
    #[prop(into)] on_choose: Callback<i64>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let step: isize = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        crate::parts::radio::move_focus(list, step, |at| {
            if let Some(day) = days.with_untracked(|days| days.get(at).copied()) {
                on_choose.run(day);
            }
        });
    };
    let tab = move |this: i64| {
        let chosen = move || day.get() == Some(this);
        view! {
            <button
                type="button"
                role="tab"
                aria-selected=move || if chosen() { "true" } else { "false" }
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(this)
            >
                {move || dates::tab_day(this)}
            </button>
        }
    };
    view! {
        <div node_ref=list class="seg" role="tablist" aria-label=move || t("day") on:keydown=on_key>
            {move || days.get().into_iter().map(tab).collect_view()}
        </div>
    }
}

#[component]
fn VenueGroup(space: SpaceId, venue: String, stops: Vec<StopView>) -> impl IntoView {
    let app = app();
    let name = Memo::new(move |_| {
        let view = app.visit(space)?.view?;
        view.venues
            .iter()
            .find(|known| known.id == venue)
            .map(|venue| venue.name.clone())
    });
    let name = move || name.get().unwrap_or_default();
    let list_name = move || tr("stops-at", &[("venue", name().into())]);
    let together = stops.clone();
    view! {
        <h2 class="ven"><Icon name="school"/>{name}</h2>
        <ol class="tl" aria-label=list_name>
            {stops
                .into_iter()
                .map(|stop| view! { <StopCard space=space stop=stop day=together.clone()/> })
                .collect_view()}
        </ol>
    }
}

/// ↑ ↓ move between stops, N starts a note at the focused one, H a hallway note.
fn keys(hallway: NoteOpener) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if event.alt_key() || event.ctrl_key() || event.meta_key() || in_a_box(&event) {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => move_stop(1),
            "ArrowUp" => move_stop(-1),
            "n" | "N" => click_in_stop(),
            "h" | "H" => hallway.open(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

fn in_a_box(event: &leptos::ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast as _;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| {
        element
            .closest("input, textarea, select, dialog, [role=tablist]")
            .ok()
            .flatten()
            .is_some()
    })
}

fn move_stop(step: i32) {
    use wasm_bindgen::JsCast as _;
    let Ok(links) = document().query_selector_all(".sc-link") else {
        return;
    };
    let count = links.length() as i32;
    let active = document().active_element();
    let at = (0..count).find(|at| {
        links
            .item(*at as u32)
            .map(|node| node.unchecked_into::<web_sys::Element>())
            == active
    });
    let next = at.map_or(if step > 0 { 0 } else { count - 1 }, |at| at + step);
    if let Some(link) = u32::try_from(next).ok().and_then(|next| links.item(next)) {
        let _ = link.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

fn click_in_stop() {
    use wasm_bindgen::JsCast as _;
    let card = document()
        .active_element()
        .and_then(|active| active.closest(".stp").ok().flatten());
    let button = card.and_then(|card| card.query_selector("button.btn").ok().flatten());
    if let Some(button) = button {
        button.unchecked_into::<web_sys::HtmlElement>().click();
    }
}
