//! A whole form. Only [`crate::format`] makes one, so every form is sound.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::localized::Localized;
use crate::model::{Field, Kind, Log};
use crate::name::Name;

/// A versioned form definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    #[serde(flatten)]
    head: FormHead,
    parts: Vec<Part>,
    /// Places in [`Form::walk`], each after all that its relevance depends on.
    #[serde(skip)]
    order: Vec<usize>,
}

/// All of a form but its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FormHead {
    pub(crate) id: Name,
    pub(crate) version: u64,
    pub(crate) title: Localized,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<Localized>,
    pub(crate) default_language: String,
    pub(crate) languages: Vec<String>,
    pub(crate) counts: bool,
    pub(crate) judgment_words: BTreeMap<String, Vec<String>>,
}

/// A stretch of a form: before, in the room, after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Unique in the form, also among fields.
    pub id: Name,
    /// As people see it.
    pub label: Localized,
    /// In the order in which they are shown.
    pub fields: Vec<Field>,
}

/// A field and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The field.
    pub field: &'a Field,
    /// The part that it is in.
    pub part: &'a Part,
    /// Its group's place in the same walk, if it is in a group.
    pub parent: Option<usize>,
}

/// Joins what was read and checked into a form.
pub(crate) fn sealed(head: FormHead, parts: Vec<Part>, order: Vec<usize>) -> Form {
    Form { head, parts, order }
}

impl Form {
    /// Its id, the same in all versions.
    #[must_use]
    pub const fn id(&self) -> &Name {
        &self.head.id
    }

    /// Its version, from 1.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.head.version
    }

    /// Its title.
    #[must_use]
    pub const fn title(&self) -> &Localized {
        &self.head.title
    }

    /// Where it comes from and what was added to that, for who chooses a form.
    #[must_use]
    pub const fn about(&self) -> Option<&Localized> {
        self.head.about.as_ref()
    }

    /// The language in which every text exists.
    #[must_use]
    pub fn default_language(&self) -> &str {
        &self.head.default_language
    }

    /// All languages of the form, the order being that of the file.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.head.languages
    }

    /// Whether the form counts. If not, its tallies do not apply.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.head.counts
    }

    /// Words that judge instead of describing, by language.
    #[must_use]
    pub const fn judgment_lists(&self) -> &BTreeMap<String, Vec<String>> {
        &self.head.judgment_words
    }

    /// Its parts in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Every field, groups before what they hold, in the order of the form.
    #[must_use]
    pub fn walk(&self) -> Vec<Placed<'_>> {
        walk(&self.parts)
    }

    /// The field of this id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.parts.iter().find_map(|part| find(&part.fields, id))
    }

    /// The log to which an entry goes when none is named: the first log of evidence.
    #[must_use]
    pub fn main_log(&self) -> Option<(&Name, &Log)> {
        self.logs()
            .into_iter()
            .find(|(_, log)| log.holds == super::Holds::Evidence)
    }

    /// All logs in order.
    #[must_use]
    pub fn logs(&self) -> Vec<(&Name, &Log)> {
        self.walk()
            .into_iter()
            .filter_map(|placed| match &placed.field.kind {
                Kind::EvidenceLog(log) => Some((&placed.field.id, log)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }
}

pub(crate) fn walk(parts: &[Part]) -> Vec<Placed<'_>> {
    let mut out = Vec::new();
    for part in parts {
        walk_into(part, &part.fields, None, &mut out);
    }
    out
}

fn walk_into<'a>(
    part: &'a Part,
    fields: &'a [Field],
    parent: Option<usize>,
    out: &mut Vec<Placed<'a>>,
) {
    for field in fields {
        let place = out.len();
        out.push(Placed {
            field,
            part,
            parent,
        });
        if let Kind::Group { fields } = &field.kind {
            walk_into(part, fields, Some(place), out);
        }
    }
}

fn find<'a>(fields: &'a [Field], id: &str) -> Option<&'a Field> {
    fields.iter().find_map(|field| {
        if field.id == *id {
            return Some(field);
        }
        match &field.kind {
            Kind::Group { fields } => find(fields, id),
            _ => None,
        }
    })
}
