//! Steps of a script, taken in a note.

use std::collections::BTreeSet;

use rounds_forms::xform::fill;
use rounds_forms::xform::record::{Bound, Entry, RecordEdit, RecordError, Storage};
use sync_core::doc::{Edit, EntryDraft, NoteView};
use sync_core::limits;
use sync_core::time::Timestamp;

use super::super::script::{Evidence, Given, Step};

/// Which member of a step is wrong, and what is wrong with it.
type Wrong = (&'static str, String);

/// The most that one step may add to a tally or take away.
const TALLY_STEP: i64 = 1_000_000;

pub(super) struct Planner<'a> {
    bound: Bound<'a>,
    note: &'a NoteView,
    stem: &'a str,
    now: Timestamp,
    pub(super) edits: Vec<Edit>,
    deleted: BTreeSet<String>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(bound: Bound<'a>, note: &'a NoteView, stem: &'a str, now: Timestamp) -> Self {
        let deleted = note.entries.iter().filter(|entry| entry.deleted);
        Self {
            bound,
            note,
            stem,
            now,
            edits: Vec::new(),
            deleted: deleted.map(|entry| entry.id.clone()).collect(),
        }
    }

    pub(super) fn step(&mut self, step: Step) -> Result<(), Wrong> {
        match step {
            Step::Set { field, value } => {
                let path = self.path(&field, ".set")?;
                self.set(path, written(value), ".set")
            }
            Step::Choose { field, value } => {
                let path = self.path(&field, ".choose")?;
                let chosen = self.bound.choose(&path, &written(value), self.stem);
                self.take(chosen, ".choose")
            }
            Step::Text {
                field,
                at,
                delete,
                insert,
            } => self.text(&field, at, delete, &insert),
            Step::Tally { field, by } => self.tally(&field, by),
            Step::Add { path } => {
                let path = self.path(&path, ".add")?;
                self.filling_step(&fill::Step::Add { path }, ".add")
            }
            Step::Remove { path } => {
                let path = self.path(&path, ".remove")?;
                self.filling_step(&fill::Step::Remove { path }, ".remove")
            }
            Step::Evidence(evidence) => self.evidence(evidence),
            Step::EvidenceEdit { id, text } => {
                self.entry(&id, ".evidence_edit")?;
                fits(".text", &text)?;
                self.edits.push(Edit::EntryText { id, text });
                Ok(())
            }
            Step::EvidenceDelete { id } => {
                self.entry(&id, ".evidence_delete")?;
                self.deleted.insert(id.clone());
                self.edits.push(Edit::EntryDeleted { id, deleted: true });
                Ok(())
            }
        }
    }

    fn path(&self, field: &str, key: &'static str) -> Result<String, Wrong> {
        let path = self.bound.resolve(field);
        path.map_err(|error| (key, error.to_string()))
    }

    fn take(
        &mut self,
        taken: Result<Vec<RecordEdit>, RecordError>,
        key: &'static str,
    ) -> Result<(), Wrong> {
        let edits = taken.map_err(|error| {
            let value = matches!(
                error,
                RecordError::Misfit { .. } | RecordError::NoChoice { .. }
            );
            (if value { ".value" } else { key }, error.to_string())
        })?;
        self.edits.extend(rounds_note::edits(edits));
        Ok(())
    }

    fn filling_step(&mut self, step: &fill::Step, key: &'static str) -> Result<(), Wrong> {
        let taken = self.bound.step(step, self.stem);
        self.take(taken, key)
    }

    fn set(&mut self, path: String, value: String, key: &'static str) -> Result<(), Wrong> {
        fits(".value", &value)?;
        self.filling_step(&fill::Step::Set { path, value }, key)
    }

    fn text(&mut self, field: &str, at: usize, delete: usize, insert: &str) -> Result<(), Wrong> {
        let path = self.path(field, ".text")?;
        if self.bound.storage_of(&path) != Some(Storage::Text) {
            return Err((".text", format!("{path}: this is no text")));
        }
        let mut text: Vec<u16> = self.bound.kept(&path).encode_utf16().collect();
        let end = at.saturating_add(delete);
        if at > text.len() || end > text.len() {
            let key = if at > text.len() { ".at" } else { ".delete" };
            let length = text.len();
            let what = format!("{path} has {length} UTF-16 units; cannot remove {delete} at {at}");
            return Err((key, what));
        }
        text.splice(at..end, insert.encode_utf16());
        let Ok(text) = String::from_utf16(&text) else {
            let what = "falls between the two halves of one character".to_owned();
            return Err((".at", what));
        };
        fits(".insert", &text)?;
        self.set(path, text, ".text")
    }

    fn tally(&mut self, field: &str, by: i64) -> Result<(), Wrong> {
        let path = self.path(field, ".tally")?;
        if self.bound.storage_of(&path) != Some(Storage::Tally) {
            return Err((".tally", format!("{path}: this is no tally")));
        }
        if by.checked_abs().is_none_or(|size| size > TALLY_STEP) {
            let what = format!("{by} is too much at once, at most {TALLY_STEP} either way");
            return Err((".by", what));
        }
        let count = self.bound.kept(&path).parse::<i64>().unwrap_or_default();
        self.set(path, count.saturating_add(by).to_string(), ".by")
    }

    fn evidence(&mut self, evidence: Evidence) -> Result<(), Wrong> {
        if evidence.text.trim().is_empty() {
            return Err((".evidence.text", "is empty".to_owned()));
        }
        fits(".evidence.text", &evidence.text)?;
        let draft = Entry {
            log: String::new(),
            at: self.now.0,
            who: evidence.who.clone().into_iter().collect(),
            mode: evidence.mode.clone().into_iter().collect(),
            text: evidence.text.clone(),
            tags: evidence.tags.iter().cloned().collect(),
            deleted: false,
        };
        let log = self.bound.judge_entry(evidence.field.as_deref(), &draft);
        let field = log.map_err(|error| (".evidence", error.to_string()))?;
        self.edits.push(Edit::AddEntry(EntryDraft {
            field,
            at: self.now,
            elapsed_ms: None,
            who: evidence.who,
            mode: evidence.mode,
            text: evidence.text,
            tags: draft.tags,
        }));
        Ok(())
    }

    fn entry(&self, id: &str, key: &'static str) -> Result<(), Wrong> {
        if self.deleted.contains(id) {
            return Err((key, format!("the entry \"{id}\" is deleted")));
        }
        if self.note.entries.iter().any(|entry| entry.id == id) {
            return Ok(());
        }
        Err((key, format!("this note has no entry \"{id}\"")))
    }
}

fn fits(key: &'static str, text: &str) -> Result<(), Wrong> {
    let length = text.encode_utf16().count();
    if length > limits::TEXT_UNITS {
        let what = format!("has {length} UTF-16 units, at most {}", limits::TEXT_UNITS);
        return Err((key, what));
    }
    Ok(())
}

/// A value as a record has it.
fn written(value: Given) -> String {
    match value {
        Given::Nothing => String::new(),
        Given::Text(text) | Given::Decimal(text) => text,
        Given::Int(number) => number.to_string(),
        Given::List(items) => items.join(" "),
    }
}
