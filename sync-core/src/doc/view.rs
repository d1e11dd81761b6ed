//! What a document says, as plain data: the screen and the command line read only this.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ids::{DeviceId, PersonId};
use crate::time::Timestamp;

/// A short value of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// A choice's id, a date or time in ISO 8601, a name.
    Text(String),
    /// A whole number.
    Int(i64),
}

/// One of the values that stand in a register, with who wrote it and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// What was written.
    pub value: Value,
    /// The device that wrote it.
    pub device: DeviceId,
    /// The person who wrote it, as the change says.
    pub by: PersonId,
    /// When, by that device's clock.
    pub at: Timestamp,
}

/// A single-value field: no value, one, or all that were written apart.
///
/// Sorted by value, then device, so that every device shows the same order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Register(pub Vec<Candidate>);

impl Register {
    /// The value when there is exactly one distinct value.
    #[must_use]
    pub fn settled(&self) -> Option<&Value> {
        let first = &self.0.first()?.value;
        self.0.iter().all(|c| &c.value == first).then_some(first)
    }

    /// Whether two different values stand side by side and a person must choose.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        !self.0.is_empty() && self.settled().is_none()
    }
}

/// What a note holds for one field of its form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Text that several people may write in at once.
    Text(String),
    /// A counter that adds up over devices.
    Tally(i64),
    /// The chosen options of a select-many.
    Choices(BTreeSet<String>),
    /// Everything that holds one value.
    Single(Register),
}

/// One line of a log of a note: evidence, a quote, a wondering.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryView {
    /// Unique and sortable by the time of the first keystroke.
    pub id: String,
    /// The log field of the form that it belongs to.
    pub field: String,
    /// First keystroke, by the writer's clock.
    pub at: Timestamp,
    /// Milliseconds since the note's timer started, if it ran.
    pub elapsed_ms: Option<u64>,
    /// Who or what was observed: an option of the form.
    pub who: Register,
    /// How it is known: an option of the form.
    pub mode: Register,
    /// The words.
    pub text: String,
    /// Look-for tags.
    pub tags: BTreeSet<String>,
    /// Who wrote it.
    pub by: PersonId,
    /// Deleted entries stay, so that a deletion can be undone.
    pub deleted: bool,
}

/// One instance of a repeat that a person added. Its values stand in the note's answers
/// under [`crate::doc::flat`]`(id, key)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InstanceView {
    /// Given by whoever added it; nobody else forms it.
    pub id: String,
    /// The repeat's key in the form.
    pub repeat: String,
    /// The instance that it is in: its id or its place, as the form's binding names it;
    /// empty when no repeat is around it. Whether there is such an instance is not known.
    pub parent: String,
    /// Its place among the instances of its repeat; equal ones by id.
    pub order: u64,
    /// Who added it.
    pub by: PersonId,
    /// Deleted instances stay with their answers, so that a deletion can be undone.
    pub deleted: bool,
}

/// The record of a choice between answers that stood side by side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChoiceView {
    /// Unique and sortable by time.
    pub id: String,
    /// The field that was settled.
    pub field: String,
    /// What was chosen; `None` when the field was cleared.
    pub value: Option<Value>,
    /// The answers that stood before.
    pub over: Vec<Candidate>,
    /// Who chose.
    pub by: PersonId,
    /// When, by that person's device.
    pub at: Timestamp,
}

/// A note as its readers see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NoteView {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub form_version: u64,
    /// The stop, absent for a hallway note that has none yet.
    pub stop: Register,
    /// Who started it.
    pub author: PersonId,
    /// When it was started.
    pub created: Timestamp,
    /// Answers by field id.
    pub answers: BTreeMap<String, Answer>,
    /// All entries of all logs, deleted ones too, oldest first.
    pub entries: Vec<EntryView>,
    /// All instances of all repeats, deleted ones too, by order, then id.
    pub instances: Vec<InstanceView>,
    /// Evidence linked to a look-for: field id to entry ids.
    pub links: BTreeMap<String, BTreeSet<String>>,
    /// How two answers became one, oldest first.
    pub choices: Vec<ChoiceView>,
}

impl NoteView {
    /// Fields of which two different values stand side by side, in field order.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &Register)> {
        self.answers
            .iter()
            .filter_map(|(field, answer)| match answer {
                Answer::Single(register) if register.is_conflict() => {
                    Some((field.as_str(), register))
                }
                _ => None,
            })
    }
}

/// What an edit or a merge changed in a note's view, so that a screen repaints no more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Touched {
    /// Field ids whose answer changed.
    pub fields: BTreeSet<String>,
    /// Ids of entries that came, changed or were deleted.
    pub entries: BTreeSet<String>,
    /// Ids of repeat instances that came, changed or were deleted.
    pub instances: BTreeSet<String>,
    /// Whether anything else changed (stop, links, choices, form, visit).
    pub rest: bool,
}

/// A person of a visit's team.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonView {
    /// As teammates see them.
    pub name: String,
    /// Their district.
    pub team: String,
}

/// A school of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VenueView {
    /// Its id in the visit.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A classroom, panel, talk or tour of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StopView {
    /// Its id in the visit.
    pub id: String,
    /// The venue that it is in.
    pub venue: String,
    /// What it is called: a visit number, never a teacher's name.
    pub label: String,
    /// `classroom`, `panel`, `meeting`, `tour` or `hallway`.
    pub kind: String,
    /// Start in local time, ISO 8601 without a zone: `2026-10-21T10:30`.
    pub start: String,
    /// Planned minutes.
    pub minutes: u64,
    /// Ids of the forms that can be filled here; empty when no note is needed.
    pub forms: Vec<String>,
}

/// A form definition that travels with its visit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FormEntry {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u64,
    /// The definition as the forms crate writes it (JSON); shared, because long ones have
    /// megabytes.
    pub definition: Arc<str>,
}

/// A visit as its members see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct VisitView {
    /// Its title.
    pub title: String,
    /// The network that runs it.
    pub network: String,
    /// The host, as shown under the title.
    pub host: String,
    /// The question that the visit asks.
    pub focus: String,
    /// First day, ISO 8601.
    pub starts: String,
    /// Last day, ISO 8601.
    pub ends: String,
    /// In visiting order.
    pub venues: Vec<VenueView>,
    /// In order of start.
    pub stops: Vec<StopView>,
    /// Everyone who joined.
    pub people: BTreeMap<PersonId, PersonView>,
    /// All forms of the visit.
    pub forms: Vec<FormEntry>,
}
