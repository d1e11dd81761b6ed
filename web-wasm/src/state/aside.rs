//! Past visits whose notes leave this device, and come here again.

use rounds_sync_core::access::DocKind;
use rounds_sync_core::device::{DocState, Input, Kept, Link};
use rounds_sync_core::ids::{DocId, SpaceId};

use super::{App, Visit, summary};
use crate::driver::{Driver, timer};
use crate::i18n::{t, tr};
use crate::model::schedule::{VisitTime, visit_time};

/// How often the link is looked at while notes are to be fetched or removed, and for how
/// long.
const LOOK_MS: i32 = 250;
const LOOKS: u32 = 24;

/// A visit that is over and wholly on the server.
#[derive(Debug, Clone, PartialEq)]
pub struct PastVisit {
    /// Its space.
    pub space: SpaceId,
    /// Its title.
    pub title: String,
    /// Notes of it on this device.
    pub notes: usize,
    /// Their bytes.
    pub bytes: f64,
}

impl App {
    /// Visits whose notes could leave this device now, followed.
    #[must_use]
    pub fn past_visits(&self) -> Vec<PastVisit> {
        self.docs_rev.track();
        let Some(driver) = self.driver() else {
            return Vec::new();
        };
        let now = self.wall();
        let over = |visit: &Visit| {
            let view = visit.view.as_ref();
            let past = view.is_some_and(|view| visit_time(view, now) == VisitTime::Past);
            past && visit.caught_up && visit.kept == Kept::Here
        };
        let visits = self.visits.get();
        let past = visits.iter().filter(|visit| over(visit));
        past.filter_map(|visit| past_visit(&driver, visit))
            .collect()
    }

    /// Takes the notes of these visits off this device; connects for that, because only
    /// who has just heard from the server knows that all of them are there. Says what
    /// came of it.
    pub fn set_aside(&self, spaces: Vec<SpaceId>) {
        let app = *self;
        app.input(Input::ConnectNow);
        wasm_bindgen_futures::spawn_local(async move {
            for _ in 0..LOOKS {
                let gone = spaces.iter().filter(|space| app.is_set_aside(**space));
                if gone.count() == spaces.len() {
                    app.say(tr("remove-past-done", &[("n", spaces.len().into())]));
                    return app.refresh_soon();
                }
                timer::sleep(LOOK_MS).await;
            }
            app.say(match app.link.get_untracked() {
                Link::Live | Link::CatchingUp => t("remove-past-kept"),
                _ => t("needs-internet"),
            });
            app.refresh_soon();
        });
    }

    /// Asks the machine to take a visit's notes off, and says whether they are.
    fn is_set_aside(&self, space: SpaceId) -> bool {
        let Some(driver) = self.driver() else {
            return false;
        };
        let is_aside = || {
            let device = driver.device();
            device
                .spaces()
                .any(|info| info.space == space && info.kept == Kept::Aside)
        };
        if !is_aside() {
            let notes = notes_of(&driver, space);
            driver.input(Input::SetAside { space });
            if !is_aside() {
                return false;
            }
            self.forget_summaries(notes);
        }
        true
    }

    /// Fetches the notes of a visit again; connects for that, and says so when there is no
    /// internet.
    pub fn take_up(&self, space: SpaceId) {
        let app = *self;
        app.input(Input::ConnectNow);
        wasm_bindgen_futures::spawn_local(async move {
            for _ in 0..LOOKS {
                let link = app.link.get_untracked();
                if matches!(link, Link::Live | Link::CatchingUp) {
                    app.input(Input::TakeUp { space });
                    return app.refresh_soon();
                }
                timer::sleep(LOOK_MS).await;
            }
            app.say(t("needs-internet"));
        });
    }

    fn forget_summaries(&self, notes: Vec<DocId>) {
        self.summaries.update(|all| {
            for doc in &notes {
                all.remove(doc);
            }
        });
        let Some(store) = self.store() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            for doc in notes {
                // One that stays is not read: the note is not here.
                let _ = store.delete(&summary::key(doc)).await;
            }
        });
    }
}

fn past_visit(driver: &Driver, visit: &Visit) -> Option<PastVisit> {
    let device = driver.device();
    let docs: Vec<_> = device
        .docs()
        .filter(|info| info.space == visit.space)
        .collect();
    if docs.iter().any(|info| info.state != DocState::Durable) {
        return None;
    }
    let notes = docs.iter().filter(|info| info.meta.kind == DocKind::Note);
    let (notes, bytes) = notes.fold((0, 0.0), |(notes, bytes), info| {
        (notes + 1, bytes + info.bytes as f64)
    });
    (notes > 0).then(|| PastVisit {
        space: visit.space,
        title: visit.title(),
        notes,
        bytes,
    })
}

fn notes_of(driver: &Driver, space: SpaceId) -> Vec<DocId> {
    let device = driver.device();
    let notes = device
        .docs()
        .filter(|info| info.space == space && info.meta.kind == DocKind::Note);
    notes.map(|info| info.doc).collect()
}
