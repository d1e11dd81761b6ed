//! Screens that are not met first, in a wasm file of their own, so that the first one does
//! not wait for them (docs/DECISIONS.md 43). The service worker stores both files.

use rounds_sync_core::doc::{FormEntry, StopView};
use rounds_sync_core::ids::{DocId, SpaceId};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::device::DeviceScreen;
use super::forms::{FormsScreen, TryScreen};
use super::lock::LockScreen;
use super::note::NoteScreen;
use super::ready::ReadyScreen;
use super::review::ReviewScreen;
use super::stop::StopScreen;
use super::sync::SyncScreen;
use super::visit::VisitScreen;
use crate::i18n::t;
use crate::model::route::Page;
use crate::parts::empty::OpeningBars;
use crate::parts::icon::{Brand, Icon};
use crate::parts::title::Title;
use crate::prelude::*;
use crate::state::fill::brought;
use crate::state::{App, app};

/// The screens of the second file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// A visit.
    Visit,
    /// A visit's ready check.
    Ready,
    /// A stop.
    Stop,
    /// A note.
    Note,
    /// A note's review.
    Review,
    /// The gallery of forms.
    Forms,
    /// A form that is tried out.
    TryForm,
    /// This tablet.
    Device,
    /// Where the work is.
    Sync,
    /// The locked tablet.
    Lock,
}

impl Later {
    /// What this address shows, when it is in the second file.
    #[must_use]
    pub fn of(page: Page) -> Option<Self> {
        match page {
            Page::Root | Page::Join | Page::Visits | Page::Unknown => None,
            Page::Visit => Some(Self::Visit),
            Page::Ready => Some(Self::Ready),
            Page::Stop => Some(Self::Stop),
            Page::Note => Some(Self::Note),
            Page::Review => Some(Self::Review),
            Page::Forms => Some(Self::Forms),
            Page::TryForm => Some(Self::TryForm),
            Page::Device | Page::Lock => Some(Self::Device),
            Page::Sync => Some(Self::Sync),
        }
    }
}

/// What the first file asks of the second.
#[derive(Debug, Clone, Copy)]
pub struct Second {
    /// Shows a screen.
    screen: fn(Later) -> AnyView,
    /// Starts a note with a form of any ODK tool.
    pub start_note: fn(App, SpaceId, Option<&StopView>, &FormEntry) -> Option<DocId>,
}

/// How far the second file has come.
#[derive(Debug, Clone, Copy)]
pub enum Arrival {
    /// It is being fetched.
    Awaited,
    /// It is here.
    Here(Second),
    /// It could be fetched neither from this device nor from the server.
    Missing,
}

/// Fetches the second file, unless it is here.
pub fn fetch(app: App) {
    app.later.set(Arrival::Awaited);
    spawn_local(async move {
        app.later.set(match second().await {
            Ok(second) => Arrival::Here(second),
            Err(_) => Arrival::Missing,
        });
    });
}

/// Everything that is only reached from here goes into the second file.
#[wasm_split(later, fallible)]
fn second() -> Result<Second, SplitLoaderError> {
    Ok(Second {
        screen: built,
        start_note: brought::start_note,
    })
}

fn built(screen: Later) -> AnyView {
    match screen {
        Later::Visit => view! { <VisitScreen/> }.into_any(),
        Later::Ready => view! { <ReadyScreen/> }.into_any(),
        Later::Stop => view! { <StopScreen/> }.into_any(),
        Later::Note => view! { <NoteScreen/> }.into_any(),
        Later::Review => view! { <ReviewScreen/> }.into_any(),
        Later::Forms => view! { <FormsScreen/> }.into_any(),
        Later::TryForm => view! { <TryScreen/> }.into_any(),
        Later::Device => view! { <DeviceScreen/> }.into_any(),
        Later::Sync => view! { <SyncScreen/> }.into_any(),
        Later::Lock => view! { <LockScreen/> }.into_any(),
    }
}

/// A screen of the second file; until that is here, that it is on its way or what to do.
#[component]
pub fn LaterScreen(
    /// Which.
    screen: Later,
) -> impl IntoView {
    let app = app();
    move || match app.later.get() {
        Arrival::Here(second) => (second.screen)(screen),
        Arrival::Awaited => {
            view! { <main class="page start" tabindex="-1"><Brand/><OpeningBars/></main> }
                .into_any()
        }
        Arrival::Missing => view! { <Missing/> }.into_any(),
    }
}

#[component]
fn Missing() -> impl IntoView {
    let app = app();
    view! {
        <main class="page start" tabindex="-1">
            <Brand/>
            <div class="ban e2" role="alert">
                <Icon name="alert"/>
                <div class="grow">
                    <Title text=Signal::derive(|| t("missing-title")) class="h2"/>
                    <p>{move || t("missing-body")}</p>
                </div>
                <button type="button" class="btn" on:click=move |_| fetch(app)>{move || t("try-again")}</button>
            </div>
        </main>
    }
}
