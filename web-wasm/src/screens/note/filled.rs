//! A note on a form of any ODK tool: its questions, and beside them the log of evidence
//! when it has one. Where there is no room for both, one of the two.

use super::Focus;
use crate::prelude::*;
use crate::router::has_query;

use crate::i18n::{t, tr};
use crate::parts::composer::{Composer, ComposerView, RecoveredBanner};
use crate::parts::fill::{FillPages, FillProgress, check};
use crate::parts::log::EvidenceLog;
use crate::state::fill::FillState;
use crate::state::open_note::OpenNote;

#[component]
pub(super) fn Filled(note: OpenNote, form: FillState) -> impl IntoView {
    // "Go to it" on review leads here with what is open wanted.
    if has_query("open") {
        Effect::new(move |before: Option<()>| {
            if before.is_none() {
                check(form);
            }
        });
    }
    let logs = note.plan.with_untracked(|plan| plan.log.clone());
    let Some(log) = logs else {
        return view! {
            <Focus note=note/>
            <div class="cols odk"><Questions form=form/></div>
        }
        .into_any();
    };
    let writing = RwSignal::new(false);
    let count = move || note.store.entry_ids(&log).len();
    view! {
        <Focus note=note/>
        <div class="cols odk logs" class:writing=move || writing.get()>
            <div class="panes" role="group" aria-label=move || t("questions-or-evidence")>
                <button type="button" aria-pressed=move || (!writing.get()).to_string()
                    on:click=move |_| writing.set(false)>{move || t("questions")}</button>
                <button type="button" aria-pressed=move || writing.get().to_string()
                    on:click=move |_| writing.set(true)>
                    {move || tr("evidence-n", &[("n", count().into())])}
                </button>
            </div>
            <Questions form=form/>
            <Evidence note=note/>
        </div>
    }
    .into_any()
}

#[component]
fn Questions(form: FillState) -> impl IntoView {
    view! {
        <main class="qs" tabindex="-1" id="main">
            <FillProgress form=form/>
            <div class="page"><FillPages form=form/></div>
        </main>
    }
}

#[component]
fn Evidence(note: OpenNote) -> impl IntoView {
    let composer = Composer::new(note);
    view! {
        <section class="log" aria-label=move || t("evidence-log")>
            <RecoveredBanner composer=composer/>
            <EvidenceLog/>
            <ComposerView composer=composer/>
        </section>
    }
}
