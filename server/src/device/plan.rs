//! Turns a script into edits of one note, checked against its form and its present
//! content, so that a mistake is named by its step before anything changes.

use std::collections::{BTreeMap, BTreeSet};

use rounds_forms::{
    CheckedValue, EntryInput, Form, Single, Storage, VisitLists, check_entry, check_storage,
    check_value_with,
};
use sync_core::doc::{Answer, Edit, EntryDraft, NoteView, Value, VisitView};
use sync_core::limits;
use sync_core::time::Timestamp;

use super::script::{Evidence, Given, ScriptError, Step};

/// The most that one step may add to a tally or take away.
const TALLY_STEP: i64 = 1_000_000;

/// Checks a script and says what it does to the note.
///
/// # Errors
/// The first step that the note cannot take, and why.
pub(super) fn plan(
    form: &Form,
    visit: &VisitView,
    note: &NoteView,
    steps: Vec<Step>,
    now: Timestamp,
) -> Result<Vec<Edit>, ScriptError> {
    let mut planner = Planner::new(form, visit, note, now);
    for (index, step) in steps.into_iter().enumerate() {
        planner.step(step).map_err(|(key, what)| ScriptError {
            index,
            key: key.to_owned(),
            what,
        })?;
    }
    Ok(planner.edits)
}

/// Which member of a step is wrong, and what is wrong with it.
type Wrong = (&'static str, String);

struct Planner<'a> {
    form: &'a Form,
    note: &'a NoteView,
    lists: VisitLists,
    now: Timestamp,
    edits: Vec<Edit>,
    /// Texts and choices as they will be after the steps so far.
    texts: BTreeMap<String, Vec<u16>>,
    choices: BTreeMap<String, BTreeSet<String>>,
    /// Entries that are deleted, and fields that an earlier step settled.
    deleted: BTreeSet<String>,
    settled: BTreeSet<String>,
}

impl<'a> Planner<'a> {
    fn new(form: &'a Form, visit: &VisitView, note: &'a NoteView, now: Timestamp) -> Self {
        let schools = visit.venues.iter().map(|venue| venue.id.clone()).collect();
        let team = visit.people.keys().map(ToString::to_string).collect();
        let (mut texts, mut choices) = (BTreeMap::new(), BTreeMap::new());
        for (field, answer) in &note.answers {
            match answer {
                Answer::Text(text) => {
                    texts.insert(field.clone(), text.encode_utf16().collect());
                }
                Answer::Choices(chosen) => {
                    choices.insert(field.clone(), chosen.clone());
                }
                Answer::Tally(_) | Answer::Single(_) => {}
            }
        }
        let lists = VisitLists {
            schools: Some(schools),
            team: Some(team),
        };
        let deleted = note.entries.iter().filter(|entry| entry.deleted);
        Self {
            form,
            note,
            lists,
            now,
            edits: Vec::new(),
            texts,
            choices,
            deleted: deleted.map(|entry| entry.id.clone()).collect(),
            settled: BTreeSet::new(),
        }
    }

    fn step(&mut self, step: Step) -> Result<(), Wrong> {
        match step {
            Step::Set { field, value } => self.set(field, &value),
            Step::Choose { field, value } => self.choose(field, &value),
            Step::Text {
                field,
                at,
                delete,
                insert,
            } => self.text(field, at, delete, insert),
            Step::Tally { field, by } => self.tally(field, by),
            Step::Evidence(evidence) => self.evidence(&evidence),
            Step::EvidenceEdit { id, text } => {
                self.entry(&id, ".evidence_edit")?;
                let length = text.encode_utf16().count();
                if length > limits::TEXT_UNITS {
                    let what = format!("has {length} UTF-16 units, at most {}", limits::TEXT_UNITS);
                    return Err((".text", what));
                }
                self.edits.push(Edit::EntryText { id, text });
                Ok(())
            }
            Step::Add { path } | Step::Remove { path } => {
                Err(("", format!("{path}: this form has no repeats")))
            }
            Step::EvidenceDelete { id } => {
                self.entry(&id, ".evidence_delete")?;
                self.deleted.insert(id.clone());
                self.edits.push(Edit::EntryDeleted { id, deleted: true });
                Ok(())
            }
        }
    }

    fn set(&mut self, field: String, value: &Given) -> Result<(), Wrong> {
        let checked = self.check(&field, ".set", value)?;
        match (checked, self.form.storage(&field)) {
            (CheckedValue::Text(text), _) => self.replace_text(field, &text),
            (CheckedValue::Clear, Some(Storage::Text)) => self.replace_text(field, ""),
            (CheckedValue::Choices(chosen), _) => self.replace_choices(field, &chosen),
            (CheckedValue::Clear, Some(Storage::Choices)) => {
                self.replace_choices(field, &BTreeSet::new())
            }
            (checked, _) => {
                let value = checked.to_single().map(value_of);
                self.settled.insert(field.clone());
                self.edits.push(Edit::Set { field, value });
                Ok(())
            }
        }
    }

    fn choose(&mut self, field: String, value: &Given) -> Result<(), Wrong> {
        let checked = self.check(&field, ".choose", value)?;
        let Some(value) = checked.to_single().map(value_of) else {
            let what =
                format!("\"{field}\" does not hold one value, so there is nothing to choose");
            return Err((".choose", what));
        };
        match self.note.answers.get(&field) {
            Some(Answer::Single(register))
                if register.is_conflict() && self.settled.insert(field.clone()) =>
            {
                self.edits.push(Edit::Choose { field, value });
                Ok(())
            }
            _ => {
                let what =
                    format!("\"{field}\" has no two answers to choose from; write it with set");
                Err((".choose", what))
            }
        }
    }

    fn text(
        &mut self,
        field: String,
        at: usize,
        delete: usize,
        insert: String,
    ) -> Result<(), Wrong> {
        check_storage(self.form, &field, Storage::Text).map_err(|e| (".text", e.to_string()))?;
        let text = self.stored_text(&field, ".text")?;
        let length = text.len();
        let range = at..at.saturating_add(delete);
        if at > length {
            return Err((
                ".at",
                format!("\"{field}\" has {length} UTF-16 units, so {at} is beyond its end"),
            ));
        }
        if range.end > length {
            let what =
                format!("\"{field}\" has {length} UTF-16 units; cannot remove {delete} at {at}");
            return Err((".delete", what));
        }
        if splits_a_pair(text, range.start) || splits_a_pair(text, range.end) {
            let key = if splits_a_pair(text, range.start) {
                ".at"
            } else {
                ".delete"
            };
            return Err((
                key,
                "falls between the two halves of one character".to_owned(),
            ));
        }
        text.splice(range, insert.encode_utf16());
        if text.len() > limits::TEXT_UNITS {
            let (length, limit) = (text.len(), limits::TEXT_UNITS);
            let what = format!("\"{field}\" would have {length} UTF-16 units, at most {limit}");
            return Err((".insert", what));
        }
        self.edits.push(Edit::Text {
            field,
            at,
            delete,
            insert,
        });
        Ok(())
    }

    fn tally(&mut self, field: String, by: i64) -> Result<(), Wrong> {
        check_storage(self.form, &field, Storage::Tally).map_err(|e| (".tally", e.to_string()))?;
        if !self.form.counts() {
            return Err((".tally", "this form does not count".to_owned()));
        }
        if !matches!(self.note.answers.get(&field), Some(Answer::Tally(_))) {
            return Err((".tally", missing(&field)));
        }
        if by.checked_abs().is_none_or(|size| size > TALLY_STEP) {
            return Err((
                ".by",
                format!("{by} is too much at once, at most {TALLY_STEP} either way"),
            ));
        }
        self.edits.push(Edit::Tally { field, by });
        Ok(())
    }

    fn evidence(&mut self, evidence: &Evidence) -> Result<(), Wrong> {
        let input = EntryInput {
            field: evidence.field.as_deref(),
            who: evidence.who.as_deref(),
            mode: evidence.mode.as_deref(),
            text: &evidence.text,
            tags: &evidence.tags,
        };
        let checked =
            check_entry(self.form, &input).map_err(|error| (".evidence", error.to_string()))?;
        self.edits.push(Edit::AddEntry(EntryDraft {
            field: checked.field,
            at: self.now,
            elapsed_ms: None,
            who: checked.who,
            mode: checked.mode,
            text: checked.text,
            tags: checked.tags,
        }));
        Ok(())
    }

    fn check(&self, field: &str, key: &'static str, value: &Given) -> Result<CheckedValue, Wrong> {
        // A refusal of the field concerns the step's first member, one of the value its value.
        let key = match self.form.storage(field) {
            Some(Storage::Text | Storage::Choices | Storage::Single) => ".value",
            _ => key,
        };
        check_value_with(self.form, field, &json_of(value), &self.lists)
            .map_err(|error| (key, error.to_string()))
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

    fn stored_text(&mut self, field: &str, key: &'static str) -> Result<&mut Vec<u16>, Wrong> {
        self.texts
            .get_mut(field)
            .ok_or_else(|| (key, missing(field)))
    }

    /// Changes only what differs, so that what others write beside it stays.
    fn replace_text(&mut self, field: String, fresh: &str) -> Result<(), Wrong> {
        let stored = self.stored_text(&field, ".set")?;
        let old = String::from_utf16_lossy(stored);
        *stored = fresh.encode_utf16().collect();
        let start: usize = common(old.chars(), fresh.chars()).map(char::len_utf8).sum();
        let (old_rest, fresh_rest) = (tail(&old, start), tail(fresh, start));
        let end: usize = common(old_rest.chars().rev(), fresh_rest.chars().rev())
            .map(char::len_utf8)
            .sum();
        let removed = old_rest.get(..old_rest.len() - end).unwrap_or_default();
        let insert = fresh_rest
            .get(..fresh_rest.len() - end)
            .unwrap_or_default()
            .to_owned();
        let at = old.get(..start).unwrap_or_default().encode_utf16().count();
        let delete = removed.encode_utf16().count();
        if delete > 0 || !insert.is_empty() {
            self.edits.push(Edit::Text {
                field,
                at,
                delete,
                insert,
            });
        }
        Ok(())
    }

    fn replace_choices(&mut self, field: String, chosen: &BTreeSet<String>) -> Result<(), Wrong> {
        let stored = self
            .choices
            .get_mut(&field)
            .ok_or_else(|| (".set", missing(&field)))?;
        let old = std::mem::replace(stored, chosen.clone());
        for option in old.symmetric_difference(chosen) {
            let on = chosen.contains(option);
            self.edits.push(Edit::Toggle {
                field: field.clone(),
                option: option.clone(),
                on,
            });
        }
        Ok(())
    }
}

fn missing(field: &str) -> String {
    format!("this note was started without \"{field}\"; start a new one")
}

fn splits_a_pair(text: &[u16], at: usize) -> bool {
    let low = |unit: &u16| (0xDC00..0xE000).contains(unit);
    let high = |unit: &u16| (0xD800..0xDC00).contains(unit);
    text.get(at).is_some_and(low)
        && at
            .checked_sub(1)
            .and_then(|before| text.get(before))
            .is_some_and(high)
}

fn common(
    left: impl Iterator<Item = char>,
    right: impl Iterator<Item = char>,
) -> impl Iterator<Item = char> {
    left.zip(right)
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left)
}

fn tail(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default()
}

fn value_of(single: Single) -> Value {
    match single {
        Single::Text(text) => Value::Text(text),
        Single::Int(number) => Value::Int(number),
    }
}

fn json_of(given: &Given) -> serde_json::Value {
    match given {
        Given::Nothing => serde_json::Value::Null,
        Given::Text(text) => text.as_str().into(),
        Given::Int(number) => (*number).into(),
        Given::Decimal(number) => number.parse::<f64>().unwrap_or(f64::NAN).into(),
        Given::List(items) => items.as_slice().into(),
    }
}

#[cfg(test)]
mod tests;
