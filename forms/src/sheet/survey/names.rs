//! Which names are taken, and how often.

use std::collections::{BTreeMap, BTreeSet};

use crate::sheet::fault::Fault;

/// How often each name stands in the survey; a reference needs exactly one.
#[derive(Debug, Default)]
pub(crate) struct NameCounts(BTreeMap<String, usize>);

impl NameCounts {
    /// Counts a name.
    pub(crate) fn add(&mut self, name: &str) {
        *self.0.entry(name.to_owned()).or_default() += 1;
    }

    /// Whether a reference to the name is clear.
    ///
    /// # Errors
    /// That there is none, or more than one.
    pub(crate) fn check(&self, name: &str) -> Result<(), Fault> {
        match self.0.get(name) {
            Some(1) => Ok(()),
            Some(_) => Err(Fault::AmbiguousReference(name.to_owned())),
            None => Err(Fault::UnknownReference(name.to_owned())),
        }
    }
}

/// The names of the sections that are open, and those of a kind.
#[derive(Debug, Default)]
pub(super) struct Names {
    form: String,
    /// By how many sections are open: names and the rows they stand in.
    levels: Vec<BTreeMap<String, u32>>,
    repeats: BTreeSet<String>,
    questions: BTreeSet<String>,
    instances: BTreeSet<String>,
}

impl Names {
    /// No names; the form itself has one.
    #[must_use]
    pub(super) fn new(form: &str) -> Self {
        Self {
            form: form.to_owned(),
            ..Self::default()
        }
    }

    /// A name in the section at this depth.
    ///
    /// # Errors
    /// That it is taken or reserved.
    pub(super) fn enter(&mut self, depth: usize, name: &str, row: u32) -> Result<(), Fault> {
        if name == "meta" {
            return Err(Fault::ReservedName);
        }
        self.levels.truncate(depth);
        self.levels.resize_with(depth, BTreeMap::new);
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        match level.get(name) {
            Some(other) => Err(Fault::NameTwice {
                name: name.to_owned(),
                other: *other,
            }),
            None => {
                level.insert(name.to_owned(), row);
                Ok(())
            }
        }
    }

    /// A section begins at this depth: its names are its own.
    pub(super) fn begin(&mut self, depth: usize) {
        self.levels.truncate(depth);
    }

    /// A repeat's name is unique in the whole form.
    ///
    /// # Errors
    /// That it is not.
    pub(super) fn enter_repeat(&mut self, name: &str) -> Result<(), Fault> {
        if name == self.form {
            return Err(Fault::NamedLikeForm(name.to_owned()));
        }
        if !self.repeats.insert(name.to_owned()) {
            return Err(Fault::RepeatNameTwice(name.to_owned()));
        }
        Ok(())
    }

    pub(super) fn enter_question(&mut self, name: &str) {
        self.questions.insert(name.to_owned());
    }

    pub(super) fn enter_instance(&mut self, name: &str) {
        self.instances.insert(name.to_owned());
    }

    #[must_use]
    pub(super) fn is_question(&self, name: &str) -> bool {
        self.questions.contains(name)
    }

    #[must_use]
    pub(super) fn is_repeat(&self, name: &str) -> bool {
        self.repeats.contains(name)
    }

    /// Whether a list or file is read under this name.
    #[must_use]
    pub(super) fn is_instance(&self, name: &str) -> bool {
        self.instances.contains(name)
    }
}
