//! How a field is stored, so that a caller can build a note's first change.

use std::collections::BTreeSet;

use crate::model::{Form, Kind};

/// How the document holds a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Storage {
    /// Text that several people may write in at once.
    Text,
    /// A counter that adds up over devices.
    Tally,
    /// A set of options.
    Choices,
    /// One value; values written apart stand side by side.
    Single,
    /// Entries.
    Log,
    /// Nothing: a group, or a text that is only shown.
    None,
}

/// Fields that the first change of a note must make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seed {
    /// Of [`Storage::Text`].
    pub texts: BTreeSet<String>,
    /// Of [`Storage::Tally`], also when the form does not count.
    pub tallies: BTreeSet<String>,
    /// Of [`Storage::Choices`].
    pub choices: BTreeSet<String>,
}

impl Kind {
    /// How the document holds a field of this kind.
    #[must_use]
    pub const fn storage(&self) -> Storage {
        match self {
            Self::Text { .. } => Storage::Text,
            Self::Tally => Storage::Tally,
            Self::SelectMany { .. } => Storage::Choices,
            Self::Integer { .. }
            | Self::SelectOne { .. }
            | Self::Rating { .. }
            | Self::Date
            | Self::Time
            | Self::DateTime => Storage::Single,
            Self::EvidenceLog(_) => Storage::Log,
            Self::Group { .. } | Self::Note { .. } => Storage::None,
        }
    }
}

impl Form {
    /// How the document holds the field; `None` if the form has no such field.
    #[must_use]
    pub fn storage(&self, field: &str) -> Option<Storage> {
        self.field(field).map(|field| field.kind.storage())
    }

    /// What the first change of a note with this form must make.
    #[must_use]
    pub fn seed(&self) -> Seed {
        let mut seed = Seed::default();
        for placed in self.walk() {
            let id = placed.field.id.to_string();
            match placed.field.kind.storage() {
                Storage::Text => seed.texts.insert(id),
                Storage::Tally => seed.tallies.insert(id),
                Storage::Choices => seed.choices.insert(id),
                Storage::Single | Storage::Log | Storage::None => continue,
            };
        }
        seed
    }
}
