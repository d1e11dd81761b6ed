//! The machine's events, put into signals. Called while the machine rests.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::access::DocKind;
use rounds_sync_core::device::{Counts, DocState, Event, Input, Link};
use rounds_sync_core::ids::{DocId, SpaceId};

use super::note::Opening;
use super::{App, Visit, lock, rescue, team};
use crate::driver::{Driver, timer, worker};
use crate::i18n;
use crate::model::badge::Place;

/// Milliseconds for which changes of rows are gathered before lists repaint.
const GATHER_MS: i32 = 100;

/// Takes over one event.
pub fn on_event(app: App, driver: &Driver, event: Event) {
    match event {
        Event::Link(link) => set_link(app, link),
        Event::Opened { doc } => opened(app, driver, doc),
        Event::NotOpened { doc, why } => not_opened(app, doc, &why),
        Event::Changed {
            doc,
            touched,
            remote,
        } => {
            if let Some(view) = driver.device().note(doc) {
                app.for_note(doc, |note| note.apply(view, &touched, remote));
                app.index_later(doc);
            }
            if is_visit(driver, doc) {
                take_visit(app, driver, doc);
            }
        }
        Event::EditRefused { doc, why } => {
            app.for_note(doc, super::note::NoteStore::refused);
            app.say(i18n::tr("edit-refused", &[("why", why.to_string().into())]));
        }
        Event::State { doc } => set_state(app, driver, doc),
        Event::Listed { doc, kind } => listed(app, driver, doc, kind),
        Event::Space { .. } | Event::KeptForReview { .. } => app.refresh_soon(),
        Event::StorageFailed { error } => {
            app.fault.set(Some(error));
            app.refresh_soon();
        }
        Event::ServerFault { what } => leptos::logging::warn!("server: {what}"),
        _ => app.refresh_soon(),
    }
}

fn set_link(app: App, link: Link) {
    let offline = matches!(link, Link::Offline { .. });
    app.offline_since.update(|since| {
        *since = offline.then(|| since.unwrap_or_else(timer::now_ms));
    });
    app.link.set(link);
    if link == Link::Live {
        // A server that is back may be a newer one.
        worker::check();
        rescue::bring_kept(app);
        team::tell(app);
        wasm_bindgen_futures::spawn_local(lock::keep_half(app));
    }
    app.refresh_soon();
}

fn opened(app: App, driver: &Driver, doc: DocId) {
    if let Some(view) = driver.device().note(doc) {
        let state = driver.device().doc_state(doc).unwrap_or(DocState::Saved);
        app.for_note(doc, |note| note.load(view, state));
    }
    if is_visit(driver, doc) {
        take_visit(app, driver, doc);
    }
    app.index_opened(driver, doc);
}

fn not_opened(app: App, doc: DocId, why: &str) {
    app.for_note(doc, |note| {
        note.opening.set(Opening::Failed(why.to_owned()));
    });
    app.index_failed(doc);
}

fn set_state(app: App, driver: &Driver, doc: DocId) {
    if let Some(state) = driver.device().doc_state(doc) {
        app.for_note(doc, |note| {
            if note.state.get_untracked() != state {
                note.state.set(state);
            }
        });
    }
    app.refresh_soon();
}

fn listed(app: App, driver: &Driver, doc: DocId, kind: DocKind) {
    match kind {
        DocKind::Visit => open_visit(driver, doc),
        DocKind::Note => {
            app.for_note(doc, |note| {
                if matches!(note.opening.get_untracked(), Opening::Failed(_)) {
                    note.read();
                }
            });
            app.index_later(doc);
        }
    }
    app.refresh_soon();
}

/// Opens a visit's plan unless it is open.
pub fn open_visit(driver: &Driver, doc: DocId) {
    let device = driver.device();
    let wanted = device.doc(doc).is_some() && device.visit(doc).is_none();
    drop(device);
    if wanted {
        driver.input(Input::Open { doc });
    }
}

fn is_visit(driver: &Driver, doc: DocId) -> bool {
    driver.device().visit(doc).is_some()
}

fn take_visit(app: App, driver: &Driver, doc: DocId) {
    let device = driver.device();
    let Some(space) = device.doc(doc).map(|info| info.space) else {
        return;
    };
    // Only the document with the derived id is the plan of its space.
    if DocId::visit(space) != doc {
        return;
    }
    let Some(view) = device.visit(doc).map(|view| Arc::new(view.clone())) else {
        return;
    };
    drop(device);
    with_visit(app, space, |visit| visit.view = Some(view));
    app.refresh_soon();
}

fn with_visit(app: App, space: SpaceId, change: impl FnOnce(&mut Visit)) {
    app.visits.update(|visits| {
        if let Some(visit) = visits.iter_mut().find(|visit| visit.space == space) {
            change(visit);
        }
    });
}

impl App {
    /// Records when a visit was prepared, or that it is not any more.
    pub fn set_prepared(&self, space: SpaceId, at: Option<u64>) {
        with_visit(*self, space, |visit| visit.prepared = at);
    }

    /// Calls `with` for every open copy of a note on the screen.
    pub fn for_note(&self, doc: DocId, with: impl Fn(&super::note::NoteStore)) {
        let core = self.core();
        let shown: Vec<_> = core
            .borrow()
            .notes
            .iter()
            .filter(|note| note.doc == doc)
            .copied()
            .collect();
        shown.iter().for_each(with);
    }

    /// Repaints counts and lists once what happens now has settled.
    pub fn refresh_soon(&self) {
        let core = self.core();
        if std::mem::replace(&mut core.borrow_mut().refresh_due, true) {
            return;
        }
        let app = *self;
        wasm_bindgen_futures::spawn_local(async move {
            timer::sleep(GATHER_MS).await;
            app.core().borrow_mut().refresh_due = false;
            app.refresh();
        });
    }

    /// Reads counts, spaces and states from the machine.
    pub fn refresh(&self) {
        let Some(driver) = self.driver() else { return };
        self.take_spaces(&driver);
        let counts = counts(&driver);
        if counts.unsaved == 0 && self.fault.with_untracked(Option::is_some) {
            self.fault.set(None);
        }
        let fault = self.fault.with_untracked(Option::is_some);
        let place = Place::of_device(counts, fault, self.link.get_untracked());
        let before = self.counts.get_untracked();
        if counts.waiting == 0 && before.waiting > 0 && counts.durable > before.durable {
            let came = counts.durable - before.durable;
            self.note_down("journal-sent", came.to_string());
        }
        set_if_new(self.counts, counts);
        set_if_new(self.place, place);
        self.docs_rev.update(|rev| *rev = rev.wrapping_add(1));
    }

    /// Takes over spaces that came, and opens their plans.
    fn take_spaces(&self, driver: &Driver) {
        let known: BTreeMap<SpaceId, Visit> = self
            .visits
            .with_untracked(|visits| visits.iter().map(|v| (v.space, v.clone())).collect());
        let device = driver.device();
        let spaces: Vec<_> = device.spaces().collect();
        let visits: Vec<Visit> = spaces
            .iter()
            .map(|info| {
                let old = known.get(&info.space);
                // A plan that opened before its space was listed here is read now.
                let opened = || {
                    device
                        .visit(DocId::visit(info.space))
                        .cloned()
                        .map(Arc::new)
                };
                Visit {
                    space: info.space,
                    role: info.role,
                    caught_up: info.caught_up,
                    kept: info.kept,
                    prepared: old.and_then(|visit| visit.prepared),
                    view: old.and_then(|visit| visit.view.clone()).or_else(opened),
                }
            })
            .collect();
        drop(device);
        set_if_new(self.visits, visits);
        for info in spaces {
            open_visit(driver, DocId::visit(info.space));
        }
    }
}

/// The machine's counts, without the changes of documents that the server refused:
/// those do not wait, they are kept for review.
fn counts(driver: &Driver) -> Counts {
    let device = driver.device();
    let mut counts = device.counts();
    if counts.review > 0 {
        let refused = device
            .docs()
            .filter(|info| info.state == DocState::KeptForReview);
        let kept: u64 = refused.map(|info| info.waiting as u64).sum();
        counts.waiting = counts.waiting.saturating_sub(kept);
    }
    counts
}

/// Sets a signal only when its value is another.
pub fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}
