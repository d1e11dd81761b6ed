//! Form definitions of Rounds and the evaluation of a filled form.
//!
//! A form is data: [`Form::from_json`] reads the format that [`mod@format`] describes
//! and refuses everything else with sentences that say where. A form that was read
//! is sound: ids are unique, conditions ask about fields that exist, and never in a
//! circle. What was answered stays with the caller; this crate says what the answers
//! mean:
//!
//! - [`evaluate`]: which questions apply, which are still open;
//! - [`check_value`], [`check_entry`]: whether a value from outside fits a field;
//! - [`Form::storage`], [`Form::seed`]: how a field is stored, for the first change
//!   of a note;
//! - [`judgment_words`], [`possible_name`]: the two nudges of the composer;
//! - [`shorthand`]: `T: ` at the start of an entry.
//!
//! Invariant: no clock, no randomness, no thread, no hash-ordered map, nothing else
//! of ours. The same form and answers give the same result on every device.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
mod calendar;
mod check;
mod evaluate;
pub mod format;
mod guard;
mod library;
pub mod limits;
mod localized;
mod model;
mod name;
mod problem;
#[cfg(feature = "import")]
pub mod sheet;
mod shorthand;
mod storage;
#[cfg(feature = "import")]
pub mod tool;
pub mod xform;
pub mod xpath;

pub use answer::{AnswerValue, Answers};
pub use calendar::{CalendarError, LocalDate, LocalDateTime, LocalTime};
pub use check::{
    CheckedEntry, CheckedValue, EntryInput, FieldError, Single, VisitLists, check_entry,
    check_storage, check_value, check_value_with,
};
pub use evaluate::{Filled, Misfit, ValueProblem, evaluate};
pub use guard::{Span, judgment_word, judgment_words, possible_name, small_letters};
pub use library::{LIBRARY_ABOUT, LIBRARY_SHEETS, library, library_json};
pub use localized::Localized;
pub use model::{
    Choice, Comparison, Condition, Field, Fill, Form, Holds, Kind, Level, Log, Operand, Options,
    Part, Placed, Shows, VisitList,
};
pub use name::{Name, NameError};
pub use problem::{FormProblem, Problem};
pub use shorthand::{Shorthand, shorthand};
pub use storage::{Seed, Storage};
