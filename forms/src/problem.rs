//! What is wrong with a form, in sentences for the person who wrote it.

use std::fmt;

use crate::name::NameError;

/// One thing to mend in a form, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormProblem {
    /// Where in the JSON: `parts[0].fields[2].min`; empty for the whole form.
    pub path: String,
    /// The id of the field that it belongs to, where one is known.
    pub field: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.path.is_empty() {
            "the form"
        } else {
            &self.path
        })?;
        if let Some(field) = &self.field {
            write!(f, " (field {field})")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for FormProblem {}

/// What can be wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Larger than [`crate::limits::FORM_BYTES`].
    #[error("the form has {bytes} bytes, and at most {limit} are allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Not JSON at all.
    #[error("this is not JSON: look at line {line}, column {column} ({what})")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What the reader met.
        what: String,
    },
    /// The same key twice in one object.
    #[error("\"{0}\" is written twice here, keep one")]
    DuplicateKey(String),
    /// A key that means nothing here.
    #[error("\"{key}\" has no meaning here; what can stand here is {allowed}")]
    UnknownKey {
        /// The key.
        key: String,
        /// Those that have one.
        allowed: String,
    },
    /// A key that must be there.
    #[error("\"{0}\" is missing")]
    Missing(&'static str),
    /// Another type of value.
    #[error("this must be {expected}, and it is {found}")]
    WrongType {
        /// What belongs here.
        expected: &'static str,
        /// What stands here.
        found: &'static str,
    },
    /// A word that is not one of a few.
    #[error("\"{found}\" is not known here, choose one of {allowed}")]
    UnknownWord {
        /// The word.
        found: String,
        /// The known ones.
        allowed: String,
    },
    /// Not an id.
    #[error(transparent)]
    BadName(#[from] NameError),
    /// The same id twice.
    #[error("the id \"{id}\" is already used by {first}, give this one another")]
    DuplicateId {
        /// The id.
        id: String,
        /// Where it is used first.
        first: String,
    },
    /// Not a language code.
    #[error("\"{0}\" is not a language code such as en, es or pt-BR")]
    BadLanguage(String),
    /// The same language twice.
    #[error("the language \"{0}\" is listed twice, keep one")]
    RepeatedLanguage(String),
    /// A text in a language that the form does not list.
    #[error("the form does not list the language \"{0}\" under \"languages\"")]
    UnlistedLanguage(String),
    /// No text in the default language.
    #[error("the text in the form's own language (\"{0}\") is missing")]
    NoText(String),
    /// A text of nothing but spaces.
    #[error("the text in \"{0}\" is empty, write it or leave it out")]
    EmptyText(String),
    /// A text that is too long.
    #[error("this text has {length} characters, and at most {limit} are allowed")]
    TextTooLong {
        /// Its length in UTF-16 units.
        length: usize,
        /// The limit.
        limit: usize,
    },
    /// Too few of something.
    #[error("this list of {what} needs at least {least}, and it has {found}")]
    TooFew {
        /// Of what.
        what: &'static str,
        /// The fewest.
        least: usize,
        /// How many there are.
        found: usize,
    },
    /// Too many of something.
    #[error("there are {found} {what} here, and at most {most} are allowed")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The most.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// Groups or conditions within one another beyond the limit.
    #[error("there are too many {what} within one another, at most {most} are allowed")]
    TooDeep {
        /// Of what.
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// Below the smallest allowed.
    #[error("this number must be {0} or more")]
    TooSmall(i64),
    /// Nothing fits between the two.
    #[error("the smallest number allowed ({min}) is larger than the largest ({max})")]
    MinAboveMax {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// Two keys of which one must be chosen.
    #[error("write either \"{0}\" or \"{1}\" here, exactly one of them")]
    EitherOr(&'static str, &'static str),
    /// A condition that is none of the four shapes.
    #[error("a condition has exactly one of \"field\", \"all\", \"any\" and \"not\"")]
    ConditionShape,
    /// A value for a test that needs none.
    #[error("\"{0}\" is asked without a \"value\", take it away")]
    NeedlessValue(&'static str),
    /// A required field that nobody can answer.
    #[error("this is {0}, which cannot be required")]
    CannotRequire(&'static str),
    /// A fill that this kind of field cannot hold.
    #[error("the app cannot fill {kind} with \"{fill}\"")]
    FillMisfit {
        /// The fill.
        fill: String,
        /// The kind in words.
        kind: &'static str,
    },
    /// Evidence is asked for and there is none to link.
    #[error("this asks for linked entries, but the form has no log that holds evidence")]
    NoEvidenceLog,
    /// A condition on a field that does not exist.
    #[error("the condition asks about \"{0}\", and the form has no such field")]
    UnknownField(String),
    /// A comparison that makes no sense for the field.
    #[error("\"{is}\" cannot be asked about \"{field}\", which is {kind}")]
    ComparisonMisfit {
        /// The comparison.
        is: &'static str,
        /// The field.
        field: String,
        /// Its kind in words.
        kind: &'static str,
    },
    /// A comparison with something that the field never is.
    #[error("\"{field}\" is never {value}; compare it with {expected}")]
    OperandMisfit {
        /// The field.
        field: String,
        /// What it is compared with.
        value: String,
        /// What it could be compared with.
        expected: String,
    },
    /// Conditions that depend on one another.
    #[error("these fields wait for one another, so none could ever be shown: {0}")]
    Circle(String),
}
