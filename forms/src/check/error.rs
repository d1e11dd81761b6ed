//! Refusals that name the field and what is allowed there.

/// Why a value does not fit a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// The form has no such field.
    #[error("this form has no field \"{field}\"; its fields are {fields}")]
    NoSuchField {
        /// The field asked for.
        field: String,
        /// Those that can be answered.
        fields: String,
    },
    /// A group or a note.
    #[error("\"{field}\" is {kind} and takes no answer")]
    NotAnswered {
        /// The field.
        field: String,
        /// Its kind in words.
        kind: &'static str,
    },
    /// The field is written in another way.
    #[error("\"{field}\" is {kind}; write it with {instead}")]
    OtherWay {
        /// The field.
        field: String,
        /// Its kind in words.
        kind: &'static str,
        /// The step of an edit script that writes it.
        instead: &'static str,
    },
    /// Another type of value.
    #[error("\"{field}\" takes {expected}, not {found}")]
    WrongType {
        /// The field.
        field: String,
        /// What it takes.
        expected: &'static str,
        /// What was given.
        found: &'static str,
    },
    /// Not one of the options.
    #[error("\"{given}\" is no option of \"{field}\"; choose from {allowed}")]
    UnknownOption {
        /// The field, or `log.who`, `log.mode`, `log.tags`.
        field: String,
        /// What was given.
        given: String,
        /// The options.
        allowed: String,
    },
    /// Outside of what the form allows.
    #[error("\"{field}\" takes {allowed}, not {given}")]
    OutOfRange {
        /// The field.
        field: String,
        /// What was given.
        given: i64,
        /// In words: "a whole number from 0 to 40".
        allowed: String,
    },
    /// Not a date or time.
    #[error("\"{given}\" is no answer for \"{field}\": {reason}")]
    BadDate {
        /// The field.
        field: String,
        /// What was given.
        given: String,
        /// What to write instead.
        reason: crate::calendar::CalendarError,
    },
    /// Longer than documents allow.
    #[error("the answer to \"{field}\" has {length} characters, and at most {limit} are allowed")]
    TooLong {
        /// The field.
        field: String,
        /// Its length in UTF-16 units.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// An entry for a log without that column.
    #[error("entries of \"{field}\" have no {column}")]
    NoColumn {
        /// The log.
        field: String,
        /// `who`, `mode`, `tags`.
        column: &'static str,
    },
    /// An entry, and the form has no log for it.
    #[error("this form has no evidence log")]
    NoLog,
}
