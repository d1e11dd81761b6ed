//! How many of the team's tablets are ready, which ones, and when each was last heard
//! from. A tablet that is away may hold notes; that is no fault, and not shown as one.

use crate::prelude::*;
use rounds_sync_core::device::Link;
use rounds_sync_core::ids::SpaceId;
use wasm_bindgen_futures::spawn_local;

use crate::dates;
use crate::driver::timer::now_ms;
use crate::i18n::{t, tr};
use crate::parts::dialog::Sheet;
use crate::parts::empty::{ErrorCard, OpeningBars};
use crate::parts::icon::Icon;
use crate::parts::people::Avatar;
use crate::screens::visits::PreparedChip;
use crate::state::team::{self, Listing, Tablet, Team};
use crate::state::{App, app, wall};

/// The list is asked for again after this long while a visit is on the screen.
const AGAIN_MS: u64 = 60_000;

/// Most marks in the row; a larger team is told in words.
const MARKS: usize = 18;

/// Keeps the list of a visit fresh for as long as its screen is there.
pub(super) fn follow(app: App, space: SpaceId) -> Memo<Team> {
    let asked = StoredValue::new(0_u64);
    spawn_local(team::recall(app, space));
    Effect::new(move |_| {
        let now = app.clock.get().max(now_ms());
        if app.link.get() != Link::Live {
            // Whoever comes back is told at once what is new.
            asked.set_value(0);
        } else if now.saturating_sub(asked.get_value()) >= AGAIN_MS {
            asked.set_value(now);
            spawn_local(team::ask(app, space));
        }
    });
    Memo::new(move |_| {
        app.teams
            .with(|teams| teams.get(&space).cloned().unwrap_or_default())
    })
}

/// "Tablets ready", with the button that lists them.
#[component]
pub(super) fn TabletsCard(space: SpaceId, team: Memo<Team>) -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let ready = Memo::new(move |_| team.with(|team| team.listing.as_ref().map(Listing::ready)));
    let count = move || {
        let (n, of) = ready.get()?;
        Some(tr("tablets-of", &[("n", n.into()), ("of", of.into())]))
    };
    let missing = move || match ready.get() {
        Some((n, of)) if n < of => tr("tablets-missing", &[("n", (of - n).into())]),
        Some(_) => t("tablets-all"),
        None if app.link.get() == Link::Live => String::new(),
        None => t("tablets-unknown"),
    };
    let show = move |_| {
        open.set(true);
        spawn_local(team::ask(app, space));
    };
    view! {
        <section class="card">
            <div class="hd">
                <h2>{move || t("tablets-ready")}</h2>
                <span class="num t-2 strong">{count}</span>
            </div>
            {move || ready.get().map(|(n, of)| view! { <Marks ready=n of=of/> })}
            <p class="small t-2">{missing}</p>
            <div class="row wrap between own">
                <span class="small strong">{move || t("nav-device")}</span>
                <PreparedChip space=space/>
            </div>
            <button type="button" class="btn quiet lft" on:click=show>
                {move || t("see-which-ones")}
            </button>
            <Sheet open=open title=Signal::derive(|| t("tablets-ready")) small=true>
                <List space=space team=team/>
            </Sheet>
        </section>
    }
}

/// A mark for each tablet, filled when it is ready.
#[component]
fn Marks(ready: usize, of: usize) -> impl IntoView {
    let name = move || tr("tablets-mark", &[("n", ready.into()), ("of", of.into())]);
    let mark = move |at: usize| {
        let class = if at < ready { "y" } else { "n" };
        view! { <rect x=(at * 15 + 1).to_string() y="3" width="11" height="16" rx="3" class=class/> }
    };
    (of <= MARKS).then(|| {
        view! {
            <svg class="dots" viewBox="0 0 270 22" role="img" aria-label=name>
                {(0..of).map(mark).collect_view()}
            </svg>
        }
    })
}

/// The team's tablets, or why they are not shown.
#[component]
fn List(space: SpaceId, team: Memo<Team>) -> impl IntoView {
    let app = app();
    let again = move |()| spawn_local(team::ask(app, space));
    move || {
        let Team { listing, unheard } = team.get();
        let Some(listing) = listing else {
            return if !unheard {
                view! { <OpeningBars/> }.into_any()
            } else if app.link.get() == Link::Live {
                view! { <ErrorCard thing="thing-list" retry=again/> }.into_any()
            } else {
                view! { <p class="t-2">{t("needs-internet")}" "{t("tablets-later")}</p> }.into_any()
            };
        };
        let as_of = listing.as_of;
        let alone = listing.tablets.len() < 2;
        let rows = listing.tablets.into_iter();
        view! {
            <p class="cap t-2">{since("as-of", as_of)}</p>
            <ul class="rows tm2 tb" aria-label=t("tablets-ready")>
                {rows.map(|one| view! { <Row one=one as_of=as_of/> }).collect_view()}
            </ul>
            <p class="small t-2">{t(if alone { "tablets-alone" } else { "tablets-amber" })}</p>
        }
        .into_any()
    }
}

#[component]
fn Row(one: Tablet, as_of: u64) -> impl IntoView {
    let ready = if one.prepared.is_some() {
        view! { <span class="chip ok"><Icon name="check"/>{t("ready-offline")}</span> }
    } else {
        view! { <span class="chip warn"><Icon name="alert"/>{t("not-prepared")}</span> }
    };
    let heard = (one.heard, one.connected);
    view! {
        <li>
            <Avatar name=one.name.clone()/>
            <span class="grow"><b>{one.name}</b><br/><span class="cap t-2">{one.label}</span></span>
            <span class="r">{ready}<Heard heard=heard as_of=as_of/></span>
        </li>
    }
}

/// When someone was last heard from: amber when they are away.
#[component]
pub(super) fn Heard(heard: (Option<u64>, bool), as_of: u64) -> impl IntoView {
    let (class, icon, words) = match heard {
        (_, true) => ("st", "cloud-check", wall(as_of).clock()),
        (Some(at), false) => ("st w", "clock", since("not-since", at)),
        (None, false) => ("st w", "clock", t("never-heard")),
    };
    view! { <span class=class><Icon name=icon/>{words}</span> }
}

/// A message with a time of today, or with the day before today.
pub(super) fn since(message: &'static str, at: u64) -> String {
    let (at, today) = (wall(at), wall(now_ms()));
    let time = if at.day() == today.day() {
        at.clock()
    } else {
        dates::month_day(at.day())
    };
    tr(message, &[("time", time.into())])
}
