//! One question of a form and its kinds.

use serde::Serialize;

use crate::localized::Localized;
use crate::model::Condition;
use crate::name::Name;

/// A question, a group of questions, or a text that is only shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Unique in the form.
    pub id: Name,
    /// What kind it is, with what only that kind has.
    #[serde(flatten)]
    pub kind: Kind,
    /// The question.
    pub label: Localized,
    /// A line of help under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<Localized>,
    /// Whether it must be answered before the note goes beyond its team.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// When it applies; always, if absent. A field in a group also needs its group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Condition>,
    /// What the app writes here by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill: Option<Fill>,
}

/// The kinds of field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Fields that belong together; has no answer itself.
    Group {
        /// In the order in which they are shown.
        fields: Vec<Field>,
    },
    /// Text that several people may write at once.
    Text {
        /// Whether it has more than one line.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        multiline: bool,
    },
    /// A whole number.
    Integer {
        /// Smallest allowed.
        #[serde(skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest allowed.
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// One of several options.
    SelectOne {
        /// Which.
        #[serde(flatten)]
        options: Options,
    },
    /// Any of several options.
    SelectMany {
        /// Which.
        #[serde(flatten)]
        options: Options,
    },
    /// One level of a scale, lowest first.
    Rating {
        /// At least two.
        levels: Vec<Level>,
        /// Whether a level asks for linked entries.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        needs_evidence: bool,
    },
    /// A count of taps that adds up over devices.
    Tally,
    /// Entries, each with its time and author.
    EvidenceLog(Log),
    /// A text that is shown and not answered.
    Note {
        /// What is shown below the label.
        #[serde(skip_serializing_if = "Option::is_none")]
        shows: Option<Shows>,
        /// Whether it stays in view.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        pinned: bool,
    },
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time.
    DateTime,
}

impl Kind {
    /// Its spelling in a form's JSON.
    #[must_use]
    pub const fn spelling(&self) -> &'static str {
        match self {
            Self::Group { .. } => "group",
            Self::Text { .. } => "text",
            Self::Integer { .. } => "integer",
            Self::SelectOne { .. } => "select_one",
            Self::SelectMany { .. } => "select_many",
            Self::Rating { .. } => "rating",
            Self::Tally => "tally",
            Self::EvidenceLog(_) => "evidence_log",
            Self::Note { .. } => "note",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "date_time",
        }
    }

    /// In words, for messages: "a number".
    #[must_use]
    pub const fn in_words(&self) -> &'static str {
        match self {
            Self::Group { .. } => "a group of questions",
            Self::Text { .. } => "a text",
            Self::Integer { .. } => "a number",
            Self::SelectOne { .. } => "a choice of one",
            Self::SelectMany { .. } => "a choice of several",
            Self::Rating { .. } => "a rating",
            Self::Tally => "a count",
            Self::EvidenceLog(_) => "a log of entries",
            Self::Note { .. } => "a text that is only shown",
            Self::Date => "a date",
            Self::Time => "a time",
            Self::DateTime => "a date and time",
        }
    }

    /// Whether people answer it. Groups and notes are not answered.
    #[must_use]
    pub const fn is_answered(&self) -> bool {
        !matches!(self, Self::Group { .. } | Self::Note { .. })
    }
}

/// Where the options of a choice come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Options {
    /// Written in the form.
    #[serde(rename = "options")]
    Listed(Vec<Choice>),
    /// Known from the visit.
    #[serde(rename = "options_from")]
    Visit(VisitList),
}

/// A list that a visit knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitList {
    /// Its venues.
    Schools,
    /// The people who joined.
    Team,
}

/// An option of a choice, of a log's columns, or a look-for tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Unique in its list.
    pub id: Name,
    /// As people see it.
    pub label: Localized,
}

/// A level of a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Level {
    /// Unique in its rating.
    pub id: Name,
    /// One or two words.
    pub label: Localized,
    /// What is seen or heard at this level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<Localized>,
    /// Whether the level says that there was nothing to see: such a level never asks
    /// for evidence.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
}

/// What a log's entries have besides time, author and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Log {
    /// Evidence, or wonderings, which are kept apart from it.
    pub holds: Holds,
    /// Who or what was observed; empty if the log does not ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<Choice>,
    /// How it is known; empty if the log does not ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Choice>,
    /// Look-for tags; empty if the log has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Choice>,
    /// Whether the time since the visit timer's start is shown beside the clock.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub elapsed: bool,
}

/// What the entries of a log are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Seen, heard, counted or quoted. May be linked to a rating, gets the nudges.
    Evidence,
    /// Questions of the observer.
    Wonderings,
}

/// What a note field shows besides its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    /// The visit's focus of inquiry.
    Focus,
    /// The stop at which the note was written. The note itself holds it.
    Stop,
}

/// What the app writes into a field by itself; people may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// The number of the stop in the visit, when the note begins.
    VisitNumber,
    /// The venue of the stop, when the note begins.
    School,
    /// The author, when the note begins.
    Author,
    /// The day on which the note begins.
    Today,
    /// The time at which the note begins.
    Now,
    /// The time of a tap on the field's button.
    NowOnTap,
}

impl Fill {
    /// All of them with their spelling in a form's JSON.
    pub const ALL: [(&'static str, Self); 6] = [
        ("visit_number", Self::VisitNumber),
        ("school", Self::School),
        ("author", Self::Author),
        ("today", Self::Today),
        ("now", Self::Now),
        ("now_on_tap", Self::NowOnTap),
    ];

    /// Whether a field of this kind can hold it.
    #[must_use]
    pub const fn fits(self, kind: &Kind) -> bool {
        match self {
            Self::VisitNumber => matches!(kind, Kind::Integer { .. }),
            Self::School => matches!(
                kind,
                Kind::SelectOne {
                    options: Options::Visit(VisitList::Schools)
                }
            ),
            Self::Author => matches!(
                kind,
                Kind::SelectOne {
                    options: Options::Visit(VisitList::Team)
                } | Kind::SelectMany {
                    options: Options::Visit(VisitList::Team)
                }
            ),
            Self::Today => matches!(kind, Kind::Date),
            Self::Now | Self::NowOnTap => matches!(kind, Kind::Time | Kind::DateTime),
        }
    }
}
