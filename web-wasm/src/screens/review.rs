//! Review of a note: answers to compare, checks before sharing, who can see it, and what
//! it says in short.

mod checks;
mod conflict;
mod paper;
mod sharing;
mod summary;

use crate::prelude::*;
use crate::router::{use_id, use_navigate};
use rounds_sync_core::ids::DocId;

use crate::i18n::{t, tr};
use crate::parts::badge::NoteBadge;
use crate::parts::banner::Banners;
use crate::parts::empty::{ErrorCard, OpeningBars};
use crate::parts::frame::SkipLink;
use crate::parts::icon::Icon;
use crate::parts::title::Title;
use crate::state::note::Opening;
use crate::state::open_note::OpenNote;

use checks::{BeforeYouShare, Checks};
use conflict::Conflicts;
use paper::PaperNote;
use sharing::WhoCanSee;
use summary::SummaryCard;

/// `/notes/:n/review`
#[component]
pub fn ReviewScreen() -> impl IntoView {
    let doc = use_id::<DocId>(0);
    move || doc.get().map(|doc| view! { <ReviewView doc=doc/> })
}

#[component]
fn ReviewView(doc: DocId) -> impl IntoView {
    let note = OpenNote::new(doc);
    provide_context(note);
    let opening = note.store.opening;
    let shape = Memo::new(move |_| opening.with(std::mem::discriminant));
    let body = move || {
        // Followed by its shape alone, so that a second failure does not rebuild the screen.
        let _ = shape.get();
        match opening.get_untracked() {
            Opening::Reading => view! { <OpeningBars/> }.into_any(),
            Opening::Failed(_) => {
                view! { <ErrorCard thing="thing-note" retry=move |()| note.store.read()/> }
                    .into_any()
            }
            Opening::Open => view! { <Body note=note/> }.into_any(),
        }
    };
    view! {
        <SkipLink/>
        <div class="rv">
            <ReviewBar note=note/>
            <Banners/>
            <main class="page g" tabindex="-1" id="main">{body}</main>
        </div>
    }
}

#[component]
fn ReviewBar(note: OpenNote) -> impl IntoView {
    let navigate = use_navigate();
    let doc = note.store.doc;
    let line = move || {
        let entries = note
            .store
            .entries
            .with(|all| all.values().filter(|e| !e.deleted).count());
        let school = note.school();
        if school.is_empty() {
            tr("n-entries", &[("n", entries.into())])
        } else {
            tr(
                "school-entries",
                &[("school", school.into()), ("n", entries.into())],
            )
        }
    };
    view! {
        <header class="bar">
            <button type="button" class="ib" aria-label=move || t("back-to-note")
                on:click=move |_| navigate(&format!("/notes/{doc}"))>
                <Icon name="chev-l"/>
            </button>
            <div class="ttl grow">
                <Title text=Signal::derive(move || note.title()) class="h trunc"
                    prefix=Signal::derive(|| format!("{} ", t("review-colon")))/>
                <span class="sub trunc">{line}</span>
            </div>
            <NoteBadge note=note.store/>
            <button type="button" class="ib hide-p" aria-label=move || t("print-note")
                on:click=|_| print()>
                <Icon name="printer"/>
            </button>
        </header>
    }
}

#[component]
fn Body(note: OpenNote) -> impl IntoView {
    let checks = Checks::new(note);
    view! {
        <div class="c1">
            <Conflicts note=note/>
            <BeforeYouShare checks=checks/>
        </div>
        <aside class="c2" aria-label=move || t("sharing-and-summary")>
            <WhoCanSee note=note checks=checks/>
            <SummaryCard note=note/>
        </aside>
        <PaperNote note=note/>
    }
}

fn print() {
    // Refused only where there is no printing at all.
    let _ = window().print();
}
