//! What a whole screen must know: a storage problem everywhere, the rest where there is
//! room for it. Nothing here is shown for being offline.

use crate::prelude::*;
use rounds_sync_core::device::{Input, Link};

use super::icon::Icon;
use crate::driver::worker;
use crate::i18n::t;
use crate::state::{App, app, rescue};

/// Whether the screen is for writing: then only trouble is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Writing goes on here.
    Quiet,
    /// Any other screen.
    Full,
}

/// All banners that hold now, below the bar.
#[component]
pub fn Banners(
    /// What the screen is for.
    #[prop(default = Room::Full)]
    room: Room,
) -> impl IntoView {
    let app = app();
    let full = room == Room::Full;
    let needs_session = move || {
        full && app.link.get() == Link::SignIn && app.counts.with(|counts| counts.waiting > 0)
    };
    view! {
        <div class="bans">
            <Show when=move || app.fault.with(Option::is_some)>
                <FaultBanner/>
            </Show>
            <Show when=needs_session>
                <Banner tone="warn" icon="key" title="state-signin" body="signin-body"/>
            </Show>
            <Show when=move || full && app.link.get() == Link::Removed>
                <Banner tone="warn" icon="shield" title="removed-title" body="removed-body"/>
            </Show>
            <Show when=move || full && app.forgets.get()>
                <Banner tone="warn" icon="alert" title="private-title" body="private-body"/>
            </Show>
            <Show when=move || full && app.update_ready.get()>
                <div class="ban neutral" role="status">
                    <Icon name="refresh"/>
                    <p class="grow"><b>{move || t("update-title")}</b>" "{move || t("update-rest")}</p>
                    <button type="button" class="btn" on:click=|_| worker::apply()>
                        {move || t("update-now")}
                    </button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Banner(
    tone: &'static str,
    icon: &'static str,
    title: &'static str,
    body: &'static str,
) -> impl IntoView {
    view! {
        <div class=format!("ban {tone}") role="status">
            <Icon name=icon/>
            <p class="grow"><b>{move || t(title)}"."</b>" "{move || t(body)}</p>
        </div>
    }
}

#[component]
fn FaultBanner() -> impl IntoView {
    let app = app();
    guard_leaving(app);
    view! {
        <div class="ban e2" role="alert">
            <Icon name="alert"/>
            <p class="grow"><b>{move || t("state-fault")}"."</b>" "{move || t("fault-body")}</p>
            <button type="button" class="btn" on:click=move |_| app.input(Input::RetryStorage)>
                {move || t("try-again")}
            </button>
            <button type="button" class="btn" on:click=move |_| rescue::save(app)>
                {move || t("export")}
            </button>
        </div>
    }
}

/// Asks before the page is left while words are only in memory; only then.
fn guard_leaving(app: App) {
    let handle = window_event_listener(leptos::ev::beforeunload, move |event| {
        if app.fault.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}
