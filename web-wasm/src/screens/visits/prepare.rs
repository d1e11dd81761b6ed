//! The button that becomes a line of text, and ends as "Ready without internet".

use crate::prelude::*;
use rounds_sync_core::ids::SpaceId;

use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::prepare::{Preparing, prepare};
use crate::state::{Visit, app};

/// "Prepare this visit", how far it is, or that it is done.
#[component]
pub fn PrepareButton(
    /// Which visit.
    space: SpaceId,
) -> impl IntoView {
    let app = app();
    let progress = Memo::new(move |_| {
        app.preparing
            .with(|all| all.get(&space).copied())
            .unwrap_or(Preparing::Idle)
    });
    let visit = Memo::new(move |_| app.visit(space));
    let ready = move || visit.with(|visit| visit.as_ref().is_some_and(|v| v.prepared.is_some()));
    let size = move || {
        let view = visit.get()?.view?;
        let args = [
            ("forms", view.forms.len().into()),
            ("stops", view.stops.len().into()),
        ];
        Some(tr("prepare-size", &args))
    };
    let name = move || {
        let title = visit
            .with(|visit| visit.as_ref().map(Visit::title))
            .unwrap_or_default();
        tr("prepare-name", &[("visit", title.into())])
    };
    let start = move |_| wasm_bindgen_futures::spawn_local(prepare(app, space));
    let body = move || {
        if ready() {
            return view! { <ReadyChip/> }.into_any();
        }
        match progress.get() {
            Preparing::App => line("preparing-app").into_any(),
            Preparing::Visit => line("preparing-visit").into_any(),
            Preparing::Done => view! { <ReadyChip/> }.into_any(),
            stopped => view! {
                <button type="button" class="btn soft" aria-label=name on:click=start>
                    <Icon name="download"/>
                    {move || t("prepare-this-visit")}
                </button>
                <span class="cap t-2">
                    {move || if stopped == Preparing::Stopped {
                        Some(t("prepare-stopped"))
                    } else {
                        size()
                    }}
                </span>
            }
            .into_any(),
        }
    };
    view! { <div class="row wrap">{body}</div> }
}

fn line(id: &'static str) -> impl IntoView {
    view! { <p class="small t-2" role="status">{move || t(id)}</p> }
}

#[component]
fn ReadyChip() -> impl IntoView {
    view! { <span class="chip ok"><Icon name="check"/>{move || t("ready-offline")}</span> }
}

/// The chip of today's visit: ready, or not prepared. Both open what is there.
#[component]
pub fn PreparedChip(
    /// Which visit.
    space: SpaceId,
) -> impl IntoView {
    let app = app();
    let ready = Memo::new(move |_| {
        app.visit(space)
            .is_some_and(|visit| visit.prepared.is_some())
    });
    move || {
        if ready.get() {
            view! { <ReadyChip/> }.into_any()
        } else {
            view! { <span class="chip warn"><Icon name="alert"/>{move || t("not-prepared")}</span> }
                .into_any()
        }
    }
}
