//! Forms as they travel with a visit, and what a note's answers mean in them.

use std::sync::Arc;

use rounds_forms::{AnswerValue, Answers, Filled, Form, Kind, evaluate};
use rounds_sync_core::doc::{Answer, Candidate, FormEntry, NoteSeed, NoteView, Value, VisitView};

use serde::Deserialize;

use super::App;

impl App {
    /// The form of this id and version, as the visit brings it.
    ///
    /// Another version of the visit's form serves when that one is gone: what it does
    /// not know stays in the note. `None` when it is no form of the first model.
    #[must_use]
    pub fn form(&self, visit: &VisitView, id: &str, version: u64) -> Option<Arc<Form>> {
        let entry = form_entry(visit, id, version)?;
        self.parsed(entry)
    }

    /// The newest version of a form of the visit, to start a note with; `None` when this
    /// build knows no such form.
    #[must_use]
    pub fn offered(&self, visit: &VisitView, id: &str) -> Option<Offered> {
        let newest = visit
            .forms
            .iter()
            .filter(|form| form.id == id)
            .max_by_key(|f| f.version)?;
        if let Some(form) = self.parsed(newest) {
            return Some(Offered::Ours(form));
        }
        let titled: Titled = serde_json::from_str(&newest.definition).ok()?;
        Some(Offered::Brought(newest.clone(), titled.title))
    }

    fn parsed(&self, entry: &FormEntry) -> Option<Arc<Form>> {
        let core = self.core();
        let mut core = core.borrow_mut();
        core.forms
            .entry((entry.id.clone(), entry.version))
            .or_insert_with(|| Form::from_json(&entry.definition).ok().map(Arc::new))
            .clone()
    }
}

/// The form of this id and version as the visit brings it, else its newest version.
#[must_use]
pub fn form_entry<'v>(visit: &'v VisitView, id: &str, version: u64) -> Option<&'v FormEntry> {
    let of_id = || visit.forms.iter().filter(|form| form.id == id);
    of_id()
        .find(|form| form.version == version)
        .or_else(|| of_id().max_by_key(|form| form.version))
}

/// A form that a note can be started with.
#[derive(Debug, Clone)]
pub enum Offered {
    /// One of the first model.
    Ours(Arc<Form>),
    /// One of any ODK tool, and its title.
    Brought(FormEntry, String),
}

/// What of a form is read before it is opened.
#[derive(Deserialize)]
struct Titled {
    title: String,
}

impl Offered {
    /// Its id in the visit.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Ours(form) => form.id().as_str(),
            Self::Brought(entry, _) => &entry.id,
        }
    }

    /// Its title in a language, by its code.
    #[must_use]
    pub fn title(&self, language: &str) -> String {
        match self {
            Self::Ours(form) => form.title().get(language).to_owned(),
            Self::Brought(_, title) => title.clone(),
        }
    }
}

/// What the first change of a note with this form makes.
#[must_use]
pub fn seed(form: &Form, stop: Option<String>) -> NoteSeed {
    let seed = form.seed();
    NoteSeed {
        form: form.id().to_string(),
        form_version: form.version(),
        stop,
        texts: seed.texts,
        tallies: seed.tallies,
        choices: seed.choices,
        edits: Vec::new(),
    }
}

/// Which questions apply, and which are open.
#[must_use]
pub fn filled(form: &Form, note: &NoteView) -> Filled {
    evaluate(form, &answers(form, note))
}

/// Questions that are open before the note goes beyond its team, as field ids in the
/// order of the form.
#[must_use]
pub fn open_questions(filled: &Filled) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let misfits = filled.problems.iter().map(|problem| &problem.field);
    for field in filled
        .required_empty
        .iter()
        .chain(&filled.evidence_missing)
        .chain(misfits)
    {
        if !open.iter().any(|known| *field == *known.as_str()) {
            open.push(field.to_string());
        }
    }
    open
}

/// A note's answers in the words of the forms crate.
#[must_use]
pub fn answers(form: &Form, note: &NoteView) -> Answers {
    let mut answers = Answers::default();
    for placed in form.walk() {
        let id = placed.field.id.as_str();
        let value = match note.answers.get(id) {
            Some(Answer::Text(text)) => AnswerValue::Text(text.clone()),
            Some(Answer::Tally(n)) => AnswerValue::Tally(*n),
            Some(Answer::Choices(options)) => AnswerValue::Choices(options.clone()),
            Some(Answer::Single(register)) => match several(placed.field, &register.0) {
                Some(value) => value,
                None => continue,
            },
            None if matches!(placed.field.kind, Kind::EvidenceLog(_)) => {
                AnswerValue::EntryCount(entries_of(note, id))
            }
            None => continue,
        };
        answers.values.insert(id.to_owned(), value);
        answers.linked.insert(id.to_owned(), linked(note, id));
    }
    answers
}

fn several(field: &rounds_forms::Field, candidates: &[Candidate]) -> Option<AnswerValue> {
    let value = |candidate: &Candidate| match &candidate.value {
        Value::Int(number) => AnswerValue::Int(*number),
        Value::Text(text) => AnswerValue::from_text(field, text),
    };
    let mut values: Vec<AnswerValue> = candidates.iter().map(value).collect();
    values.dedup();
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(AnswerValue::Several(values)),
    }
}

fn entries_of(note: &NoteView, field: &str) -> u64 {
    note.entries
        .iter()
        .filter(|entry| entry.field == field && !entry.deleted)
        .count() as u64
}

fn linked(note: &NoteView, field: &str) -> u64 {
    let Some(links) = note.links.get(field) else {
        return 0;
    };
    let live = note
        .entries
        .iter()
        .filter(|entry| !entry.deleted && links.contains(&entry.id));
    live.count() as u64
}
