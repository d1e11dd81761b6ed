//! Reads notes in the background, one at a time, so that lists can say where each
//! belongs and what is open in it. A note that did not change since is not read again.

use std::collections::{BTreeMap, VecDeque};

use rounds_sync_core::access::DocKind;
use rounds_sync_core::device::Input;
use rounds_sync_core::ids::{DocId, SpaceId};

use super::App;
use super::summary::{self, Summary};
use crate::driver::{Driver, timer};

/// Milliseconds between two notes, so that the page stays free for its person.
const PAUSE_MS: i32 = 4;

/// Milliseconds after the last change of a shown note before its summary is made anew.
const SETTLE_MS: i32 = 400;

/// What is to be read.
#[derive(Debug, Default)]
pub struct Indexer {
    waiting: VecDeque<DocId>,
    reading: Option<DocId>,
    due: bool,
}

impl App {
    /// Takes over stored summaries, and plans to read what they do not cover.
    pub fn index_all(&self, stored: Vec<(String, String)>) {
        let known: BTreeMap<DocId, Summary> = stored
            .iter()
            .filter_map(|(key, value)| {
                let doc = key.strip_prefix(summary::PREFIX)?.parse().ok()?;
                Some((doc, serde_json::from_str(value).ok()?))
            })
            .collect();
        let Some(driver) = self.driver() else { return };
        let notes: Vec<(DocId, u64)> = driver
            .device()
            .docs()
            .filter(|info| info.meta.kind == DocKind::Note)
            .map(|info| (info.doc, info.bytes))
            .collect();
        for (doc, bytes) in &notes {
            if known.get(doc).is_none_or(|summary| summary.bytes != *bytes) {
                self.index_later(*doc);
            }
        }
        let here: BTreeMap<DocId, Summary> = known
            .into_iter()
            .filter(|(doc, _)| notes.iter().any(|(note, _)| note == doc))
            .collect();
        self.summaries.set(here);
    }

    /// Plans to read a note.
    pub fn index_later(&self, doc: DocId) {
        let core = self.core();
        let mut core = core.borrow_mut();
        if !core.indexer.waiting.contains(&doc) {
            core.indexer.waiting.push_back(doc);
        }
        if std::mem::replace(&mut core.indexer.due, true) {
            return;
        }
        drop(core);
        let app = *self;
        wasm_bindgen_futures::spawn_local(async move {
            timer::sleep(SETTLE_MS).await;
            app.index_next();
        });
    }

    /// Reads the next note, if none is being read.
    fn index_next(&self) {
        let Some(driver) = self.driver() else { return };
        let core = self.core();
        let mut borrowed = core.borrow_mut();
        if borrowed.indexer.reading.is_some() {
            return;
        }
        let Some(doc) = borrowed.indexer.waiting.pop_front() else {
            borrowed.indexer.due = false;
            return;
        };
        borrowed.indexer.reading = Some(doc);
        drop(borrowed);
        let known = driver.device().doc(doc).is_some();
        if known {
            driver.input(Input::Open { doc });
        } else {
            self.index_failed(doc);
        }
    }

    /// A note is in memory: its summary is made, and it is let go unless it is shown.
    pub fn index_opened(&self, driver: &Driver, doc: DocId) {
        let summary = {
            let device = driver.device();
            let (Some(view), Some(info)) = (device.note(doc), device.doc(doc)) else {
                return;
            };
            let form = self.form_of(info.space, &view.form, view.form_version);
            Summary::of(view, form.as_deref(), info.bytes)
        };
        let old = self.summaries.with_untracked(|all| all.get(&doc).cloned());
        if old.as_ref() != Some(&summary) {
            self.keep(doc, &summary);
            self.summaries.update(|all| {
                all.insert(doc, summary);
            });
        }
        let core = self.core();
        let shown = core.borrow().notes.iter().any(|note| note.doc == doc);
        let ours = core.borrow().indexer.reading == Some(doc);
        if ours {
            if !shown {
                driver.input(Input::Close { doc });
            }
            self.index_failed(doc);
        }
    }

    /// Goes on with the next note.
    pub fn index_failed(&self, doc: DocId) {
        let core = self.core();
        let mut core = core.borrow_mut();
        if core.indexer.reading != Some(doc) {
            return;
        }
        core.indexer.reading = None;
        drop(core);
        let app = *self;
        wasm_bindgen_futures::spawn_local(async move {
            timer::sleep(PAUSE_MS).await;
            app.index_next();
        });
    }

    fn form_of(
        &self,
        space: SpaceId,
        id: &str,
        version: u64,
    ) -> Option<std::sync::Arc<rounds_forms::Form>> {
        let visits = self.visits.get_untracked();
        let visit = visits
            .into_iter()
            .find(|visit| visit.space == space)?
            .view?;
        self.form(&visit, id, version)
    }

    fn keep(&self, doc: DocId, summary: &Summary) {
        let (Some(store), Ok(value)) = (self.store(), serde_json::to_string(summary)) else {
            return;
        };
        wasm_bindgen_futures::spawn_local(async move {
            // A summary that is not kept is made again at the next start.
            let _ = store.put(&summary::key(doc), &value).await;
        });
    }
}
