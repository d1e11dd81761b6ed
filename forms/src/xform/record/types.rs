//! A note as the binding sees it, and what it wants written.

use std::collections::{BTreeMap, BTreeSet};

use crate::xform::fill::{NodeState, StepError};

/// What a note holds of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// By key.
    pub answers: BTreeMap<String, Held>,
    /// Instances that people added, by id.
    pub instances: BTreeMap<String, Instance>,
    /// Entries of logs, by id.
    pub entries: BTreeMap<String, Entry>,
}

/// What stands at one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Words that several people may write in at once.
    Text(String),
    /// A count.
    Tally(i64),
    /// The chosen options of a select-many.
    Options(BTreeSet<String>),
    /// One value, or all that were written apart, each once, in the order in which every
    /// device shows them: the first one counts.
    Single(Vec<String>),
}

/// An instance of a repeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The key of its repeat.
    pub repeat: String,
    /// The place that it is in; empty outside of repeats.
    pub parent: String,
    /// Its place among the others; equal ones by id.
    pub order: u64,
    pub deleted: bool,
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key of its log.
    pub log: String,
    /// Milliseconds since 1970.
    pub at: u64,
    /// As in [`Held::Single`].
    pub who: Vec<String>,
    /// As in [`Held::Single`].
    pub mode: Vec<String>,
    pub text: String,
    pub tags: BTreeSet<String>,
    pub deleted: bool,
}

/// A part of an entry that a question of the log shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryPart {
    At,
    Who,
    Mode,
    Text,
    Tags,
}

/// What the first change of a note makes, and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// Keys that hold collaborative text.
    pub texts: BTreeSet<String>,
    /// Keys that count.
    pub tallies: BTreeSet<String>,
    /// Select-many keys.
    pub choices: BTreeSet<String>,
    /// Defaults that are not the form's own texts, and the instances that a new record has.
    pub edits: Vec<RecordEdit>,
}

/// An instance that is to be added, and what must be made with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewInstance {
    pub id: String,
    pub repeat: String,
    pub parent: String,
    /// Keys within the instance, as in [`Beginning`].
    pub texts: BTreeSet<String>,
    pub tallies: BTreeSet<String>,
    pub choices: BTreeSet<String>,
}

/// Something to be written in the note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordEdit {
    /// Writes a single value; none takes it away.
    Set { key: String, value: Option<String> },
    /// Settles a value that was answered apart.
    Choose { key: String, value: String },
    /// Replaces `delete` UTF-16 units at `at`.
    Text {
        key: String,
        at: usize,
        delete: usize,
        insert: String,
    },
    /// Adds to a count.
    Tally { key: String, by: i64 },
    /// Ticks or clears an option.
    Option {
        key: String,
        option: String,
        on: bool,
    },
    /// Adds an instance at the end of its repeat.
    Add(NewInstance),
    /// Deletes an instance.
    Delete { id: String },
    /// Replaces the words of an entry.
    EntryText { id: String, text: String },
    /// Changes who or what an entry is about.
    EntryWho { id: String, who: String },
    /// Changes how an entry is known.
    EntryMode { id: String, mode: String },
    /// Adds a tag to an entry or removes it.
    EntryTag { id: String, tag: String, on: bool },
    /// Deletes an entry.
    EntryDelete { id: String },
}

/// The state of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueState {
    pub node: NodeState,
    /// It was answered apart: the value is the first of its candidates.
    pub conflict: bool,
    /// What the form says about a value that is not valid.
    pub message: Option<String>,
}

/// Why a step cannot be taken in a note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    #[error("{0}")]
    Step(#[from] StepError),
    #[error("{0}: the form computes this value itself")]
    Computed(String),
    #[error("{0}: this value is read only")]
    ReadOnly(String),
    #[error("{0}: entries of a log are added as evidence")]
    Log(String),
    #[error("{0}: there are no two answers to choose from")]
    NoConflict(String),
    #[error("{path}: \"{value}\" does not fit the type of this question")]
    Misfit { path: String, value: String },
    #[error("{path}: \"{value}\" is no choice of this question")]
    NoChoice { path: String, value: String },
    #[error("the form has no log of entries {0}")]
    NoLog(String),
    #[error("the entries of \"{0}\" have no {1}")]
    NotAsked(String, &'static str),
    #[error("the form has no \"{0}\"")]
    Unknown(String),
    #[error("\"{0}\" is not the name of one value: write a path such as {1}")]
    Several(String, String),
}
