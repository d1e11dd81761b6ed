//! Before anything else: the storage is being opened, or why it cannot be used.

use crate::prelude::*;

use crate::i18n::{t, tr};
use crate::parts::empty::OpeningBars;
use crate::parts::icon::{Brand, Icon};
use crate::parts::title::Title;
use crate::state::{Phase, app};

/// Shown until the storage is open, and for as long as it is not.
#[component]
pub fn StartScreen() -> impl IntoView {
    let app = app();
    let trouble = |title: &'static str, body: &'static str, why: String| {
        let steps = [
            "no-storage-step-window",
            "no-storage-step-room",
            "no-storage-step-app",
        ];
        view! {
            <div class="ban e2" role="alert">
                <Icon name="alert"/>
                <div class="grow">
                    <Title text=Signal::derive(move || t(title)) class="h2"/>
                    <p>{move || t(body)}</p>
                    <ul class="steps">
                        {steps.map(|step| view! { <li>{move || t(step)}</li> }).collect_view()}
                    </ul>
                    <p class="cap t-2">{tr("browser-said", &[("why", why.into())])}</p>
                </div>
                <button type="button" class="btn" on:click=|_| reload()>{move || t("try-again")}</button>
            </div>
        }
    };
    view! {
        <main class="page start" tabindex="-1">
            <Brand/>
            {move || match app.phase.get() {
                Phase::NoStorage(why) => {
                    trouble("no-storage-title", "no-storage-body", why).into_any()
                }
                Phase::Unreadable(why) => {
                    trouble("unreadable-title", "unreadable-body", why).into_any()
                }
                _ => view! { <OpeningBars/> }.into_any(),
            }}
        </main>
    }
}

fn reload() {
    let _ = window().location().reload();
}
