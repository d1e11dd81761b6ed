//! An open note as signals, cut so that a change repaints no more than what it touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::prelude::*;
use rounds_sync_core::device::{DocState, Input};
use rounds_sync_core::doc::{Answer, Edit, EntryView, NoteView, Register, Touched};
use rounds_sync_core::ids::{DocId, PersonId};
use rounds_sync_core::time::Timestamp;

use super::App;
use super::rows::{Row, Rows};
use crate::driver::timer::now_ms;

/// How far the opening of a note is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// Its rows are being read.
    Reading,
    /// It can be seen and edited.
    Open,
    /// It did not open; its bytes are untouched.
    Failed(String),
}

/// What stays the same, or nearly, through the life of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub form_version: u64,
    /// The stop.
    pub stop: Register,
    /// Who started it.
    pub author: PersonId,
}

/// A note on the screen. Lives as long as the component that made it.
#[derive(Debug, Clone, Copy)]
pub struct NoteStore {
    app: App,
    /// The note.
    pub doc: DocId,
    /// How far the opening is.
    pub opening: RwSignal<Opening>,
    /// Form, stop, author.
    pub head: RwSignal<Option<Head>>,
    /// Answers by field id.
    pub answers: RwSignal<BTreeMap<String, Answer>>,
    /// Entries by id, deleted ones too; ids sort by time.
    pub entries: RwSignal<BTreeMap<String, Arc<EntryView>>>,
    /// The entries on the screen, each followed by itself.
    rows: Rows,
    /// Entries linked to look-fors.
    pub links: RwSignal<BTreeMap<String, BTreeSet<String>>>,
    /// Where its work is.
    pub state: RwSignal<DocState>,
    /// Counts up when others changed something while it was open.
    pub arrived: RwSignal<u32>,
    /// Counts up with every change.
    pub changes: RwSignal<u32>,
    /// Counts up when an edit was refused.
    pub refusals: RwSignal<u32>,
}

impl NoteStore {
    /// Opens a note for as long as the calling component lives.
    #[must_use]
    pub fn open(app: App, doc: DocId) -> Self {
        let note = Self {
            app,
            doc,
            opening: RwSignal::new(Opening::Reading),
            head: RwSignal::new(None),
            answers: RwSignal::new(BTreeMap::new()),
            entries: RwSignal::new(BTreeMap::new()),
            rows: Rows::new(),
            links: RwSignal::new(BTreeMap::new()),
            state: RwSignal::new(DocState::Saved),
            arrived: RwSignal::new(0),
            changes: RwSignal::new(0),
            refusals: RwSignal::new(0),
        };
        app.core().borrow_mut().notes.push(note);
        on_cleanup(move || note.leave());
        note.read();
        note
    }

    /// Reads the note, also again after another tab had the machine.
    pub fn read(&self) {
        let Some(driver) = self.app.driver() else {
            return;
        };
        let known = driver.device().doc(self.doc).is_some();
        if known {
            driver.input(Input::Open { doc: self.doc });
        } else {
            // It may still arrive; then `Listed` reads again.
            self.opening.set(Opening::Failed(String::new()));
        }
    }

    fn leave(&self) {
        let core = self.app.core();
        let mut core = core.borrow_mut();
        if let Some(at) = core
            .notes
            .iter()
            .position(|note| note.opening == self.opening)
        {
            core.notes.remove(at);
        }
        let still_shown = core.notes.iter().any(|note| note.doc == self.doc);
        let driver = core.driver.clone();
        drop(core);
        if let (false, Some(driver)) = (still_shown, driver)
            && driver.device().note(self.doc).is_some()
        {
            driver.input(Input::Close { doc: self.doc });
        }
    }

    /// Changes the note: all of the edits or none.
    pub fn edit(&self, edits: Vec<Edit>) {
        self.app.input(Input::Edit {
            doc: self.doc,
            edits,
        });
    }

    /// Makes one change.
    pub fn edit_one(&self, edit: Edit) {
        self.edit(vec![edit]);
    }

    /// What ids of new instances begin with; `None` while another tab has the machine.
    #[must_use]
    pub fn fresh_stem(&self) -> Option<String> {
        let driver = self.app.driver()?;
        let now = Timestamp(now_ms());
        driver.device().fresh_stem(self.doc, now)
    }

    fn count_change(&self) {
        self.changes
            .update(|changes| *changes = changes.wrapping_add(1));
    }

    /// An edit was refused: what is on the screen may not be what the note holds.
    pub fn refused(&self) {
        self.refusals.update(|count| *count = count.wrapping_add(1));
    }

    /// Takes over the whole view.
    pub fn load(&self, view: &NoteView, state: DocState) {
        self.set_head(view);
        self.answers.set(view.answers.clone());
        let entries = view.entries.iter().map(|entry| Arc::new(entry.clone()));
        let entries: BTreeMap<_, _> = entries.map(|entry| (entry.id.clone(), entry)).collect();
        entries.values().for_each(|entry| self.rows.put(entry));
        self.entries.set(entries);
        self.links.set(view.links.clone());
        self.state.set(state);
        self.opening.set(Opening::Open);
        self.count_change();
    }

    /// Takes over what a change touched.
    pub fn apply(&self, view: &NoteView, touched: &Touched, remote: bool) {
        if !touched.fields.is_empty() {
            self.answers.update(|answers| {
                for field in &touched.fields {
                    match view.answers.get(field) {
                        Some(answer) => answers.insert(field.clone(), answer.clone()),
                        None => answers.remove(field),
                    };
                }
            });
        }
        if !touched.entries.is_empty() {
            let all = view.entries.iter();
            let changed = all.filter(|entry| touched.entries.contains(&entry.id));
            let changed: Vec<_> = changed.map(|entry| Arc::new(entry.clone())).collect();
            changed.iter().for_each(|entry| self.rows.put(entry));
            self.entries.update(|entries| {
                entries.extend(changed.into_iter().map(|entry| (entry.id.clone(), entry)));
            });
        }
        if touched.rest {
            self.set_head(view);
            if self.links.with_untracked(|links| *links != view.links) {
                self.links.set(view.links.clone());
            }
        }
        self.count_change();
        if remote {
            self.arrived.update(|count| *count = count.wrapping_add(1));
        }
    }

    fn set_head(&self, view: &NoteView) {
        self.head.set(Some(Head {
            form: view.form.clone(),
            form_version: view.form_version,
            stop: view.stop.clone(),
            author: view.author,
        }));
    }

    /// The answer to a field, followed.
    #[must_use]
    pub fn answer(&self, field: &str) -> Option<Answer> {
        self.answers.with(|answers| answers.get(field).cloned())
    }

    /// The candidates of a single-value field, followed.
    #[must_use]
    pub fn register(&self, field: &str) -> Register {
        self.answers.with(|answers| match answers.get(field) {
            Some(Answer::Single(register)) => register.clone(),
            _ => Register::default(),
        })
    }

    /// One entry, to be followed by itself.
    #[must_use]
    pub fn entry(&self, id: &str) -> Row {
        let now = || {
            self.entries
                .with_untracked(|entries| entries.get(id).cloned())
        };
        self.rows.follow(id, now)
    }

    /// Ids of the entries of a log that are not deleted, oldest first, followed.
    #[must_use]
    pub fn entry_ids(&self, log: &str) -> Vec<String> {
        self.entries.with(|entries| {
            let live = entries
                .values()
                .filter(|entry| !entry.deleted && entry.field == log);
            live.map(|entry| entry.id.clone()).collect()
        })
    }

    /// The whole note as plain data, not followed.
    #[must_use]
    pub fn view<T>(&self, read: impl FnOnce(&NoteView) -> T) -> Option<T> {
        let driver = self.app.driver()?;
        let device = driver.device();
        device.note(self.doc).map(read)
    }
}
