//! What lists say about a note without opening it. Kept in the local table beside the
//! size of the document that it was made from, so that only what changed is read again.

use rounds_forms::Form;
use rounds_sync_core::doc::{Answer, NoteView, Value};
use rounds_sync_core::ids::{DocId, PersonId};
use serde::{Deserialize, Serialize};

use super::forms::filled;

/// One note in a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Bytes of the document when this was made.
    pub bytes: u64,
    /// The stop, if the note has one.
    pub stop: Option<String>,
    /// The form.
    pub form: String,
    /// Its version.
    pub form_version: u64,
    /// Who started it.
    pub author: String,
    /// When it was started, milliseconds since the epoch.
    pub created: u64,
    /// Entries of all logs.
    pub entries: usize,
    /// Counts above zero.
    pub counts: usize,
    /// Look-fors with a level.
    pub rated: usize,
    /// Fields with two answers.
    pub conflicts: Vec<String>,
    /// Required questions without an answer.
    pub open: usize,
}

impl Summary {
    /// Reads a note.
    #[must_use]
    pub fn of(note: &NoteView, form: Option<&Form>, bytes: u64) -> Self {
        let stop = match note.stop.0.first().map(|candidate| &candidate.value) {
            Some(Value::Text(stop)) => Some(stop.clone()),
            _ => None,
        };
        let filled = form.map(|form| filled(form, note));
        Self {
            bytes,
            stop,
            form: note.form.clone(),
            form_version: note.form_version,
            author: note.author.to_string(),
            created: note.created.0,
            entries: note.entries.iter().filter(|entry| !entry.deleted).count(),
            counts: count(note, |answer| matches!(answer, Answer::Tally(n) if *n > 0)),
            rated: form.map_or(0, |form| rated(note, form)),
            conflicts: note
                .conflicts()
                .map(|(field, _)| field.to_owned())
                .collect(),
            open: filled.map_or(0, |filled| super::forms::open_questions(&filled).len()),
        }
    }

    /// Who started it.
    #[must_use]
    pub fn author_id(&self) -> Option<PersonId> {
        self.author.parse().ok()
    }
}

fn count(note: &NoteView, which: impl Fn(&Answer) -> bool) -> usize {
    note.answers.values().filter(|answer| which(answer)).count()
}

fn rated(note: &NoteView, form: &Form) -> usize {
    let is_rated = |field: &str| matches!(note.answers.get(field), Some(Answer::Single(register)) if !register.0.is_empty());
    form.walk()
        .iter()
        .filter(|placed| matches!(placed.field.kind, rounds_forms::Kind::Rating { .. }))
        .filter(|placed| is_rated(placed.field.id.as_str()))
        .count()
}

/// Key in the local table.
#[must_use]
pub fn key(doc: DocId) -> String {
    format!("{PREFIX}{doc}")
}

/// What all keys begin with.
pub const PREFIX: &str = "summary/";
