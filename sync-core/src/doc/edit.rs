//! Typed edits: the only way in which a document of ours changes locally.

use std::collections::BTreeSet;

use crate::doc::view::{PersonView, Value};
use crate::ids::PersonId;
use crate::limits;
use crate::time::Timestamp;

/// What a new note begins with.
///
/// Texts, tallies and select-many fields are made in the first change, because two
/// devices that make the same text apart would have two texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteSeed {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub form_version: u64,
    /// The stop, if it is known.
    pub stop: Option<String>,
    /// Fields that hold collaborative text.
    pub texts: BTreeSet<String>,
    /// Fields that count.
    pub tallies: BTreeSet<String>,
    /// Select-many fields.
    pub choices: BTreeSet<String>,
    /// What else is written in the first change: defaults, and instances that a new
    /// record of the form has.
    pub edits: Vec<Edit>,
}

/// A new instance of a repeat.
///
/// Its texts, tallies and select-many fields are made with it, as a note's are with the
/// note; they are written under [`crate::doc::flat`]`(id, key)`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstanceDraft {
    /// Nobody else's: begins with [`crate::doc::Document::fresh_stem`].
    pub id: String,
    /// As in [`crate::doc::InstanceView`].
    pub repeat: String,
    /// As in [`crate::doc::InstanceView`].
    pub parent: String,
    /// Keys that hold collaborative text.
    pub texts: BTreeSet<String>,
    /// Keys that count.
    pub tallies: BTreeSet<String>,
    /// Select-many keys.
    pub choices: BTreeSet<String>,
}

/// A new entry of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryDraft {
    /// The log field of the form.
    pub field: String,
    /// First keystroke.
    pub at: Timestamp,
    /// Milliseconds since the note's timer started, if it ran.
    pub elapsed_ms: Option<u64>,
    /// Who or what was observed, if the log asks.
    pub who: Option<String>,
    /// How it is known, if the log asks.
    pub mode: Option<String>,
    /// The words.
    pub text: String,
    /// Look-for tags.
    pub tags: BTreeSet<String>,
}

/// A school of a planned visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenuePlan {
    /// Its id in the visit.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A stop of a planned visit; fields as in [`crate::doc::StopView`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopPlan {
    /// Its id in the visit.
    pub id: String,
    /// The venue that it is in.
    pub venue: String,
    /// What it is called.
    pub label: String,
    /// `classroom`, `panel`, `meeting`, `tour` or `hallway`.
    pub kind: String,
    /// Start in local time, ISO 8601 without a zone.
    pub start: String,
    /// Planned minutes.
    pub minutes: u64,
    /// Ids of the forms that can be filled here.
    pub forms: Vec<String>,
}

/// All of a visit as a facilitator planned it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitPlan {
    /// Its title.
    pub title: String,
    /// The network that runs it.
    pub network: String,
    /// The host.
    pub host: String,
    /// The question that the visit asks.
    pub focus: String,
    /// First day, ISO 8601.
    pub starts: String,
    /// Last day, ISO 8601.
    pub ends: String,
    /// In visiting order.
    pub venues: Vec<VenuePlan>,
    /// Any order.
    pub stops: Vec<StopPlan>,
    /// Form id, version, definition (JSON).
    pub forms: Vec<(String, u64, String)>,
}

/// One change that a person makes. Several are applied together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Writes a single-value field; `None` clears it.
    Set {
        /// The field.
        field: String,
        /// Its new value.
        value: Option<Value>,
    },
    /// Settles a field that has two answers. Logged with the answers it settled.
    Choose {
        /// The field.
        field: String,
        /// The answer that belongs in the note: one of the two, or a third.
        value: Value,
    },
    /// Replaces `delete` UTF-16 units at `at` by `insert`.
    Text {
        /// The text field.
        field: String,
        /// Position in UTF-16 units.
        at: usize,
        /// UTF-16 units to remove.
        delete: usize,
        /// What to put there.
        insert: String,
    },
    /// Adds to a tally, or takes away.
    Tally {
        /// The tally field.
        field: String,
        /// How much.
        by: i64,
    },
    /// Ticks or clears one option of a select-many.
    Toggle {
        /// The select-many field.
        field: String,
        /// The option's id.
        option: String,
        /// Whether it is chosen now.
        on: bool,
    },
    /// Adds an entry to a log. Its id comes back in [`crate::doc::Touched`].
    AddEntry(EntryDraft),
    /// Replaces an entry's words; only what differs is changed.
    EntryText {
        /// The entry.
        id: String,
        /// All of the new words.
        text: String,
    },
    /// Changes who or what an entry is about.
    EntryWho {
        /// The entry.
        id: String,
        /// An option of the form.
        who: String,
    },
    /// Changes how an entry is known.
    EntryMode {
        /// The entry.
        id: String,
        /// An option of the form.
        mode: String,
    },
    /// Adds or removes a tag of an entry.
    EntryTag {
        /// The entry.
        id: String,
        /// The tag.
        tag: String,
        /// Whether it is there now.
        on: bool,
    },
    /// Deletes an entry, or undoes its deletion.
    EntryDeleted {
        /// The entry.
        id: String,
        /// Whether it is deleted now.
        deleted: bool,
    },
    /// Adds an instance at the end of its repeat.
    AddInstance(InstanceDraft),
    /// Deletes an instance, or undoes its deletion. Its answers stay.
    InstanceDeleted {
        /// The instance.
        id: String,
        /// Whether it is deleted now.
        deleted: bool,
    },
    /// Links an entry to a look-for, or unlinks it.
    Link {
        /// The look-for field.
        field: String,
        /// The entry.
        entry: String,
        /// Whether it is linked now.
        on: bool,
    },
    /// Says at which stop the note was written.
    Stop {
        /// The stop's id in the visit.
        stop: String,
    },
    /// Brings a part of a long form definition. For visit documents, by their maker.
    FormPart {
        /// The form's id.
        form: String,
        /// Its version.
        version: u64,
        /// Which part, from 0.
        part: u64,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Adds a person to a visit's team, or renames them. For visit documents.
    Person {
        /// Who.
        id: PersonId,
        /// As teammates see them.
        person: PersonView,
    },
}

/// Why an edit was refused. The document is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The document has no such field of that type.
    #[error("this note has no {expected} field \"{field}\"")]
    NoSuchField {
        /// The field asked for.
        field: String,
        /// `text`, `tally`, `select-many`.
        expected: &'static str,
    },
    /// The note has no such entry.
    #[error("this note has no entry \"{0}\"")]
    NoSuchEntry(String),
    /// The note has no such instance, or is too old to have any.
    #[error("this note has no instance \"{0}\"")]
    NoSuchInstance(String),
    /// The note has as many instances as it can.
    #[error(
        "this note has {} instances of repeats, and no room for more",
        limits::INSTANCES
    )]
    TooManyInstances,
    /// A position or length beyond the text.
    #[error("\"{field}\" has {length} UTF-16 units; cannot remove {delete} at {at}")]
    OutOfText {
        /// The text field.
        field: String,
        /// Its length in UTF-16 units.
        length: usize,
        /// The position asked for.
        at: usize,
        /// The units to remove.
        delete: usize,
    },
    /// A text, value or key longer than `limits.rs` allows.
    #[error("{what} is too long: {length}, at most {limit}")]
    TooLong {
        /// What is too long.
        what: String,
        /// Its length.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// A position between the two UTF-16 units of one character.
    #[error("position {at} of \"{field}\" is inside a character")]
    InsideCharacter {
        /// The text field.
        field: String,
        /// The position asked for.
        at: usize,
    },
    /// The document has as many operations, or as much to remember, as it can.
    #[error("this note is full: start a new one")]
    Full,
    /// A tally beyond what any count of people or minutes needs.
    #[error("the tally \"{field}\" cannot hold that many")]
    TallyRange {
        /// The tally field.
        field: String,
    },
    /// Two parts of a plan or seed have the same id.
    #[error("there are two of {what} \"{id}\"")]
    Duplicate {
        /// `field`, `venue`, `stop`, `form`.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// The document's beginning has not arrived yet.
    #[error("this has not arrived whole yet: connect first")]
    Incomplete,
    /// An edit for another kind of document.
    #[error("this edit is for a {0}")]
    WrongKind(&'static str),
    /// Automerge refused; a defect of ours.
    #[error("the change could not be made: {0}")]
    Internal(String),
}

impl EditError {
    pub(super) fn internal(error: automerge::AutomergeError) -> Self {
        Self::Internal(error.to_string())
    }
}
