//! A note as JSON, for `show` and `export`.
//!
//! ```text
//! id, visit        ids
//! form, form_version
//! stop             id, or null; with `stop_candidates` when two were written apart
//! author           {id, name}
//! created          milliseconds since 1970
//! visibility       private | team | space
//! state            unsaved | saving | kept_for_review | saved | sent | durable
//! waiting          changes of this device that the server has not confirmed
//! values           of forms of other tools: {path, value, relevant, required, readonly,
//!                  valid, conflict, message}, in the order of the form
//! left_out         of those: instances and entries too many to be shown
//! instances        instances of repeats: {id, repeat, parent, by, deleted}
//! answers          by field: {kind: text | tally | choices | single, value}; a single
//!                  that was answered apart has value null and `candidates`, each
//!                  {value, by, name, device, at}
//! conflicts        by field that was answered apart: its candidates once more
//! entries          oldest first: {id, field, at, elapsed_ms, who, mode, text, tags,
//!                  by: {id, name}, deleted}; `who_candidates`, `mode_candidates` as above
//! links            look-for field: entry ids
//! choices          how two answers became one, oldest first: {id, field, value, over, by,
//!                  at}, where `over` are the candidates that stood before
//! ```
//! Names are null for people whom the visit does not list yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sync_core::device::{DocInfo, DocState};
use sync_core::doc::{
    Answer, Candidate, ChoiceView, EntryView, InstanceView, NoteView, Register, Value, VisitView,
};
use sync_core::ids::PersonId;

use super::odk::values::{FieldJson, Values};

/// Who people are, as the visit says.
#[derive(Debug, Clone, Copy)]
pub(super) struct People<'a>(pub(super) Option<&'a VisitView>);

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct PersonJson {
    id: String,
    name: Option<String>,
}

/// A note; see the head of this module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct NoteJson {
    id: String,
    visit: String,
    form: String,
    form_version: u64,
    stop: Option<ValueJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_candidates: Vec<CandidateJson>,
    author: PersonJson,
    created: u64,
    visibility: String,
    state: &'static str,
    waiting: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<FieldJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instances: Vec<InstanceJson>,
    answers: BTreeMap<String, AnswerJson>,
    conflicts: BTreeMap<String, Vec<CandidateJson>>,
    entries: Vec<EntryJson>,
    links: BTreeMap<String, BTreeSet<String>>,
    choices: Vec<ChoiceJson>,
}

/// An instance of a repeat; its answers stand under its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct InstanceJson {
    id: String,
    repeat: String,
    parent: String,
    by: PersonJson,
    deleted: bool,
}

/// How two answers became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ChoiceJson {
    id: String,
    field: String,
    value: Option<ValueJson>,
    over: Vec<CandidateJson>,
    by: PersonJson,
    at: u64,
}

/// An answer of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum AnswerJson {
    Text {
        value: String,
    },
    Tally {
        value: i64,
    },
    Choices {
        value: BTreeSet<String>,
    },
    Single {
        value: Option<ValueJson>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        candidates: Vec<CandidateJson>,
    },
}

/// An entry of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct EntryJson {
    id: String,
    field: String,
    at: u64,
    elapsed_ms: Option<u64>,
    who: Option<ValueJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    who_candidates: Vec<CandidateJson>,
    mode: Option<ValueJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mode_candidates: Vec<CandidateJson>,
    text: String,
    tags: BTreeSet<String>,
    by: PersonJson,
    deleted: bool,
}

/// One of the values that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct CandidateJson {
    value: ValueJson,
    by: String,
    name: Option<String>,
    device: String,
    at: u64,
}

/// A text or a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum ValueJson {
    Text(String),
    Int(i64),
}

impl People<'_> {
    /// A person with the name by which the team knows them.
    pub(super) fn person(self, id: PersonId) -> PersonJson {
        PersonJson {
            id: id.to_string(),
            name: self.name(id),
        }
    }

    /// The name by which the team knows a person, or their id.
    pub(super) fn called(self, id: PersonId) -> String {
        self.name(id).unwrap_or_else(|| id.to_string())
    }

    fn name(self, id: PersonId) -> Option<String> {
        Some(self.0?.people.get(&id)?.name.clone())
    }

    fn candidates(self, register: &Register) -> Vec<CandidateJson> {
        if !register.is_conflict() {
            return Vec::new();
        }
        register
            .0
            .iter()
            .map(|candidate| self.candidate(candidate))
            .collect()
    }

    fn candidate(self, candidate: &Candidate) -> CandidateJson {
        CandidateJson {
            value: ValueJson::from(&candidate.value),
            by: candidate.by.to_string(),
            name: self.name(candidate.by),
            device: candidate.device.to_string(),
            at: candidate.at.0,
        }
    }
}

/// A note with where its work is.
pub(super) fn note(info: &DocInfo, note: &NoteView, people: People<'_>) -> NoteJson {
    NoteJson {
        id: info.doc.to_string(),
        visit: info.space.to_string(),
        form: note.form.clone(),
        form_version: note.form_version,
        stop: settled(&note.stop),
        stop_candidates: people.candidates(&note.stop),
        author: people.person(note.author),
        created: note.created.0,
        visibility: info.meta.visibility.to_string(),
        state: state_word(info.state),
        waiting: info.waiting,
        values: None,
        left_out: None,
        instances: note.instances.iter().map(|i| instance(i, people)).collect(),
        answers: note
            .answers
            .iter()
            .map(|(id, a)| (id.clone(), answer(a, people)))
            .collect(),
        conflicts: note
            .conflicts()
            .map(|(field, register)| (field.to_owned(), people.candidates(register)))
            .collect(),
        entries: note.entries.iter().map(|e| entry(e, people)).collect(),
        links: note.links.clone(),
        choices: note.choices.iter().map(|c| choice(c, people)).collect(),
    }
}

impl NoteJson {
    /// Adds what the form makes of the answers.
    pub(super) fn add_values(&mut self, values: Values) {
        self.values = Some(values.fields);
        self.left_out = Some(values.left_out).filter(|count| *count > 0);
    }

    /// The same for an export: without answers that do not count. They stay in the note,
    /// and in the rows of the export.
    pub(super) fn export_values(&mut self, values: Values) {
        self.answers.retain(|key, _| values.counts(key));
        self.conflicts.retain(|key, _| values.counts(key));
        self.add_values(values.relevant());
    }
}

fn instance(part: &InstanceView, people: People<'_>) -> InstanceJson {
    InstanceJson {
        id: part.id.clone(),
        repeat: part.repeat.clone(),
        parent: part.parent.clone(),
        by: people.person(part.by),
        deleted: part.deleted,
    }
}

/// An answer.
pub(super) fn answer(answer: &Answer, people: People<'_>) -> AnswerJson {
    match answer {
        Answer::Text(text) => AnswerJson::Text {
            value: text.clone(),
        },
        Answer::Tally(count) => AnswerJson::Tally { value: *count },
        Answer::Choices(chosen) => AnswerJson::Choices {
            value: chosen.clone(),
        },
        Answer::Single(register) => AnswerJson::Single {
            value: settled(register),
            candidates: people.candidates(register),
        },
    }
}

/// An entry of a log.
pub(super) fn entry(entry: &EntryView, people: People<'_>) -> EntryJson {
    EntryJson {
        id: entry.id.clone(),
        field: entry.field.clone(),
        at: entry.at.0,
        elapsed_ms: entry.elapsed_ms,
        who: settled(&entry.who),
        who_candidates: people.candidates(&entry.who),
        mode: settled(&entry.mode),
        mode_candidates: people.candidates(&entry.mode),
        text: entry.text.clone(),
        tags: entry.tags.clone(),
        by: people.person(entry.by),
        deleted: entry.deleted,
    }
}

fn choice(choice: &ChoiceView, people: People<'_>) -> ChoiceJson {
    ChoiceJson {
        id: choice.id.clone(),
        field: choice.field.clone(),
        value: choice.value.as_ref().map(ValueJson::from),
        over: choice
            .over
            .iter()
            .map(|candidate| people.candidate(candidate))
            .collect(),
        by: people.person(choice.by),
        at: choice.at.0,
    }
}

/// The value of a register on which everyone agrees.
pub(super) fn settled(register: &Register) -> Option<ValueJson> {
    register.settled().map(ValueJson::from)
}

/// The word for where a document's work is.
pub(super) const fn state_word(state: DocState) -> &'static str {
    match state {
        DocState::Unsaved => "unsaved",
        DocState::Saving => "saving",
        DocState::KeptForReview => "kept_for_review",
        DocState::Saved => "saved",
        DocState::Sent => "sent",
        DocState::Durable => "durable",
    }
}

impl From<&Value> for ValueJson {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Int(number) => Self::Int(*number),
        }
    }
}

#[cfg(test)]
mod tests;
