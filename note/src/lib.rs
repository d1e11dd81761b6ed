//! A form filled in a note: between `forms`, which knows nothing of documents, and
//! `sync-core`, which knows nothing of forms. Both the page and the headless device
//! fill forms through this.
//!
//! ```text
//! begin a note    begin(plan, ties, settings, whereabouts) → seed(…) → Input::CreateNote
//! open one        Bound::open(plan, ties, settings, record(view))
//! a step          bound.step(step, device.fresh_stem(doc, now)) → edits(…) → Input::Edit
//! others wrote    Event::Changed { remote: true } → bound.merge(record(view))
//! refused         Event::EditRefused → bound.merge(record(view))
//! ```

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use rounds_forms::xform::fill::{Plan, Settings, Step};
use rounds_forms::xform::record::{
    Beginning, Bound, Entry, Given, Held, Instance, NewInstance, Record, RecordEdit, Ties,
};
use rounds_sync_core::doc::{
    Answer, Edit, EntryView, InstanceDraft, InstanceView, NoteSeed, NoteView, Register, Value,
    VisitView,
};

/// What a note holds, for the binding.
#[must_use]
pub fn record(note: &NoteView) -> Record {
    let answers = note.answers.iter();
    let instances = note.instances.iter();
    let entries = note.entries.iter();
    Record {
        answers: answers
            .map(|(key, answer)| (key.clone(), held(answer)))
            .collect(),
        instances: instances
            .map(|part| (part.id.clone(), instance(part)))
            .collect(),
        entries: entries.map(|part| (part.id.clone(), entry(part))).collect(),
    }
}

/// Where a note is begun, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Whereabouts<'a> {
    /// The plan of the visit.
    pub visit: &'a VisitView,
    /// The id of the stop; nothing in the hallway.
    pub stop: Option<&'a str>,
    /// The id of the author.
    pub person: &'a str,
}

/// Begins a record in which is answered what an app knows (docs/FORMS.md, "What the app
/// fills in"). What the form does not take stays open. `stem` as in [`Bound::step`].
#[must_use]
pub fn begin(
    plan: &Plan,
    ties: &Ties,
    settings: Settings,
    at: Whereabouts<'_>,
    stem: &str,
) -> Beginning {
    let (mut bound, mut beginning) = Bound::begin(plan, ties, settings);
    for (given, path) in ties.given(plan) {
        let Some(value) = at.known(given) else {
            continue;
        };
        if let Ok(edits) = bound.step(&Step::Set { path, value }, stem) {
            beginning.edits.extend(edits);
        }
    }
    beginning
}

impl Whereabouts<'_> {
    fn known(&self, given: Given) -> Option<String> {
        let stop = || {
            let mut stops = self.visit.stops.iter();
            stops.find(|stop| Some(stop.id.as_str()) == self.stop)
        };
        match given {
            Given::VisitNumber => {
                let stop = stop()?;
                let alike = self.visit.stops.iter();
                let mut alike = alike.filter(|other| other.kind == stop.kind);
                let at = alike.position(|other| other.id == stop.id)?;
                Some((at + 1).to_string())
            }
            Given::School => Some(stop()?.venue.clone()),
            Given::Author => Some(self.person.to_owned()),
        }
    }
}

/// What the first change of a note with this form makes.
#[must_use]
pub fn seed(form: &str, version: u64, stop: Option<String>, beginning: Beginning) -> NoteSeed {
    NoteSeed {
        form: form.to_owned(),
        form_version: version,
        stop,
        texts: beginning.texts,
        tallies: beginning.tallies,
        choices: beginning.choices,
        edits: edits(beginning.edits),
    }
}

/// What a step wants written, as edits of one change.
#[must_use]
pub fn edits(wanted: Vec<RecordEdit>) -> Vec<Edit> {
    wanted.into_iter().map(edit).collect()
}

fn edit(wanted: RecordEdit) -> Edit {
    match wanted {
        RecordEdit::Set { key, value } => Edit::Set {
            field: key,
            value: value.map(Value::Text),
        },
        RecordEdit::Choose { key, value } => Edit::Choose {
            field: key,
            value: Value::Text(value),
        },
        RecordEdit::Text {
            key,
            at,
            delete,
            insert,
        } => Edit::Text {
            field: key,
            at,
            delete,
            insert,
        },
        RecordEdit::Tally { key, by } => Edit::Tally { field: key, by },
        RecordEdit::Option { key, option, on } => Edit::Toggle {
            field: key,
            option,
            on,
        },
        RecordEdit::Add(made) => Edit::AddInstance(draft(made)),
        RecordEdit::Delete { id } => Edit::InstanceDeleted { id, deleted: true },
        RecordEdit::EntryText { id, text } => Edit::EntryText { id, text },
        RecordEdit::EntryWho { id, who } => Edit::EntryWho { id, who },
        RecordEdit::EntryMode { id, mode } => Edit::EntryMode { id, mode },
        RecordEdit::EntryTag { id, tag, on } => Edit::EntryTag { id, tag, on },
        RecordEdit::EntryDelete { id } => Edit::EntryDeleted { id, deleted: true },
    }
}

fn draft(made: NewInstance) -> InstanceDraft {
    InstanceDraft {
        id: made.id,
        repeat: made.repeat,
        parent: made.parent,
        texts: made.texts,
        tallies: made.tallies,
        choices: made.choices,
    }
}

fn held(answer: &Answer) -> Held {
    match answer {
        Answer::Text(text) => Held::Text(text.clone()),
        Answer::Tally(count) => Held::Tally(*count),
        Answer::Choices(chosen) => Held::Options(chosen.clone()),
        Answer::Single(register) => Held::Single(values(register)),
    }
}

/// The values of a register, each once, in the order in which every device shows them.
fn values(register: &Register) -> Vec<String> {
    let values = register.0.iter().map(|candidate| match &candidate.value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
    });
    let mut values: Vec<String> = values.collect();
    values.dedup();
    values
}

fn instance(part: &InstanceView) -> Instance {
    Instance {
        repeat: part.repeat.clone(),
        parent: part.parent.clone(),
        order: part.order,
        deleted: part.deleted,
    }
}

fn entry(part: &EntryView) -> Entry {
    Entry {
        log: part.field.clone(),
        at: part.at.0,
        who: values(&part.who),
        mode: values(&part.mode),
        text: part.text.clone(),
        tags: part.tags.clone(),
        deleted: part.deleted,
    }
}

#[cfg(test)]
mod tests;
