//! What keeps a record that is filled: memory, or a note.

use std::collections::BTreeSet;

use rounds_forms::xform::fill::{Filling, Step};
use rounds_forms::xform::record::{Bound, Entry, RecordError};
use rounds_sync_core::doc::{Edit, EntryDraft};
use rounds_sync_core::time::Timestamp;

use super::moment;
use crate::driver::timer::now_ms;
use crate::state::note::NoteStore;

/// What keeps the record.
pub(super) enum Keeper {
    /// Memory alone: the form is tried out.
    Tried(Box<Filling<'static>>),
    /// A note that others may write in too.
    Note(Box<InNote>),
}

/// A record that a note keeps.
pub(super) struct InNote {
    pub(super) bound: Bound<'static>,
    pub(super) store: NoteStore,
}

impl Keeper {
    pub(super) fn filling(&self) -> &Filling<'static> {
        match self {
            Self::Tried(filling) => filling,
            Self::Note(note) => note.bound.filling(),
        }
    }

    pub(super) fn set_language(&mut self, language: &str) {
        match self {
            Self::Tried(filling) => filling.set_language(language),
            Self::Note(note) => note.bound.set_language(language),
        }
    }
}

/// What became of a step.
pub(super) enum Taken {
    /// It is in the record.
    Shown,
    /// It is in the record, and these make it so in the note.
    Written(Vec<Edit>),
    /// The record has no room for it.
    Refused,
}

impl InNote {
    pub(super) fn step(&mut self, step: &Step) -> Taken {
        let Some(stem) = self.store.fresh_stem() else {
            return Taken::Refused;
        };
        self.bound.set_now(moment());
        match self.bound.step(step, &stem) {
            Ok(edits) => Taken::Written(rounds_note::edits(edits)),
            Err(RecordError::Log(path)) => {
                let begun = begun(&self.bound, &path);
                begun.map_or(Taken::Refused, |edit| Taken::Written(vec![edit]))
            }
            Err(_) => Taken::Refused,
        }
    }

    pub(super) fn choose(&mut self, path: &str, value: &str) -> Taken {
        let stem = self.store.fresh_stem();
        let chosen = stem.and_then(|stem| self.bound.choose(path, value, &stem).ok());
        chosen.map_or(Taken::Refused, |edits| {
            Taken::Written(rounds_note::edits(edits))
        })
    }
}

/// A new entry of the log at this path.
fn begun(bound: &Bound<'static>, path: &str) -> Option<Edit> {
    let nothing = Entry {
        log: String::new(),
        at: 0,
        who: Vec::new(),
        mode: Vec::new(),
        text: String::new(),
        tags: BTreeSet::new(),
        deleted: false,
    };
    let field = bound.judge_entry(Some(path), &nothing).ok()?;
    Some(Edit::AddEntry(EntryDraft {
        field,
        at: Timestamp(now_ms()),
        elapsed_ms: None,
        who: None,
        mode: None,
        text: String::new(),
        tags: BTreeSet::new(),
    }))
}
