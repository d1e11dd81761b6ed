//! Note capture, the main screen: the log, the composer, the tools. Everything else
//! waits behind it.

mod filled;

use crate::prelude::*;
use crate::router::{has_query, use_id, use_navigate};
use rounds_sync_core::ids::DocId;

use crate::i18n::{t, tr};
use crate::model::schedule::start_of;
use crate::parts::badge::NoteBadge;
use crate::parts::banner::{Banners, Room};
use crate::parts::composer::{Composer, ComposerView, RecoveredBanner};
use crate::parts::details::DetailsSheet;
use crate::parts::empty::{ErrorCard, OpeningBars};
use crate::parts::frame::SkipLink;
use crate::parts::icon::Icon;
use crate::parts::log::EvidenceLog;
use crate::parts::title::Title;
use crate::parts::tools::Tools;
use crate::parts::visit_timer::TimerButton;
use crate::state::note::Opening;
use crate::state::open_note::OpenNote;
use crate::state::{Layout, app};
use filled::Filled;

/// `/notes/:n`
#[component]
pub fn NoteScreen() -> impl IntoView {
    let doc = use_id::<DocId>(0);
    move || doc.get().map(|doc| view! { <NoteView doc=doc/> })
}

#[component]
fn NoteView(doc: DocId) -> impl IntoView {
    let app = app();
    let note = OpenNote::new(doc);
    provide_context(note);
    // "Go to it" on review leads here with the details wanted.
    if has_query("details") {
        note.details_open.set(true);
    }
    let opening = note.store.opening;
    let shape = Memo::new(move |_| opening.with(std::mem::discriminant));
    let body = move || {
        // Followed by its shape alone, so that a second failure does not rebuild the screen.
        let _ = shape.get();
        match opening.get_untracked() {
            Opening::Reading => view! { <main class="page"><OpeningBars/></main> }.into_any(),
            Opening::Failed(_) => view! {
                <main class="page">
                    <ErrorCard thing="thing-note" retry=move |()| note.store.read()/>
                </main>
            }
            .into_any(),
            Opening::Open => capture(note),
        }
    };
    view! {
        <SkipLink/>
        <div class="note" class:kbd-open=move || app.keyboard.get()>
            <NoteBar note=note/>
            <Banners room=Room::Quiet/>
            {body}
        </div>
    }
}

/// What the note is written with: by its form.
fn capture(note: OpenNote) -> AnyView {
    let view = move || match note.fill.get() {
        Some(form) => view! { <Filled note=note form=form/> }.into_any(),
        None => view! { <Capture note=note/> }.into_any(),
    };
    view.into_any()
}

#[component]
fn NoteBar(note: OpenNote) -> impl IntoView {
    let app = note.app;
    let back = use_navigate();
    let review = use_navigate();
    let doc = note.store.doc;
    let space = Memo::new(move |_| app.info(doc).map(|info| info.space));
    let parent = move || {
        space
            .get_untracked()
            .map_or("/visits".to_owned(), |s| format!("/visits/{s}"))
    };
    let phone = Memo::new(move |_| app.layout.get() == Layout::Phone);
    view! {
        <header class="bar">
            <button type="button" class="ib" aria-label=move || t("back-to-stops")
                on:click=move |_| back(&parent())>
                <Icon name="chev-l"/>
            </button>
            <div class="ttl grow">
                <Title text=Signal::derive(move || note.title()) class="h trunc no-focus"/>
                <span class="sub trunc">{move || subtitle(note)}</span>
            </div>
            <TimerButton/>
            <Show when=move || !phone.get()><NoteBadge note=note.store/></Show>
            <button type="button" class="btn soft"
                on:click=move |_| review(&format!("/notes/{doc}/review"))>
                {move || t("review")}
            </button>
        </header>
        <Show when=move || phone.get()>
            <section class="status-p" aria-label=move || t("status")>
                <NoteBadge note=note.store/>
                <SeenBy note=note/>
            </section>
        </Show>
    }
}

/// "Cedar Ridge Middle School, class 2 of 4 today".
fn subtitle(note: OpenNote) -> String {
    let school = note.school();
    let place = || {
        let (stop, visit) = (note.stop()?, note.visit.get()?);
        let day = start_of(&stop)?.day();
        let classes: Vec<_> = visit
            .stops
            .iter()
            .filter(|other| other.kind == "classroom" && other.venue == stop.venue)
            .filter(|other| start_of(other).is_some_and(|start| start.day() == day))
            .collect();
        let at = classes.iter().position(|other| other.id == stop.id)?;
        Some((at + 1, classes.len()))
    };
    if note.app.layout.get() == Layout::Phone {
        return school;
    }
    match place() {
        Some((at, of)) if !school.is_empty() => tr(
            "class-of-day",
            &[
                ("school", school.into()),
                ("n", at.into()),
                ("of", of.into()),
            ],
        ),
        _ => school,
    }
}

#[component]
fn SeenBy(note: OpenNote) -> impl IntoView {
    let private = move || {
        note.meta()
            .is_none_or(|meta| meta.visibility == rounds_sync_core::access::Visibility::Private)
    };
    view! {
        <span class="st q">
            <Icon name=Signal::derive(move || if private() { "lock" } else { "users" })/>
            {move || note.seen_by()}
        </span>
    }
}

/// What the visit looks into, and who can see the note.
#[component]
fn Focus(note: OpenNote) -> impl IntoView {
    let text = move || {
        let visit = note.visit.get();
        visit.map(|visit| visit.focus.clone()).unwrap_or_default()
    };
    view! {
        <Show when=move || !text().is_empty()>
            <section class="focus">
                <span class="i-w"><Icon name="focus" class="s"/></span>
                <p><b>{move || t("focus-of-inquiry")}</b>" "{text}</p>
                <span class="hide-p"><SeenBy note=note/></span>
            </section>
        </Show>
    }
}

#[component]
fn Capture(note: OpenNote) -> impl IntoView {
    let composer = Composer::new(note);
    let unknown_form = move || {
        let here =
            note.visit.get().is_some() && note.form.get().is_none() && note.brought.get().is_none();
        here.then(|| {
            view! {
                <div class="ban warn">
                    <Icon name="refresh"/>
                    <p class="grow"><b>{t("needs-update")}</b>" "{t("needs-update-body")}</p>
                </div>
            }
        })
    };
    view! {
        <div class="cols">
            <main class="log" tabindex="-1" id="main">
                <Show when=move || note.plan.with(|plan| plan.focus)><Focus note=note/></Show>
                {unknown_form}
                <RecoveredBanner composer=composer/>
                <EvidenceLog/>
                <ComposerView composer=composer/>
            </main>
            <Tools/>
        </div>
        <DetailsSheet/>
    }
}
