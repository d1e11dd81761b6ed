//! A form filled in a note that several people write: what of a record is stored where,
//! and how a record that was merged comes back into a [`Filling`].
//!
//! Nothing here knows how notes are stored. A note is a [`Record`]: answers by key,
//! instances of repeats, entries of logs. Reading puts a record in without running what
//! the form does when an answer changes, because that ran where the answer was given and
//! its results are in the record. Writing takes a person's step and says, as
//! [`RecordEdit`]s, what became different.
//!
//! A key is the name of a node where no other value of the form has that name, else its
//! path without the root. What lies in an instance of a repeat stands under
//! [`flat`]`(place, key)`, where the place is the instance's id, or `repeat#3` for the
//! third instance of a repeat that the form counts itself.
//!
//! What is not stored is a value that follows from others: each device computes it.
//! A calculation that looks at clock, chance, device or at its own value is stored, like
//! an answer, by whoever's step brought it about. An answer that equals what the form
//! begins with is not stored either, so a cleared one is, as an empty text.
//!
//! Invariant: what a filling shows follows from the record, the form and the settings
//! alone, whatever the order in which it came (a property test in `note`, `converge`).
//! Invariant: no answer is taken out of a record because it does not apply, does not
//! fit or has no place now; it counts for nothing until it does again.

mod given;
mod log;
mod read;
mod splice;
mod ties;
mod types;
mod write;

use std::collections::{BTreeMap, BTreeSet};

pub use given::Given;
pub use ties::{Storage, Ties, flat};
pub use types::{
    Beginning, Entry, EntryPart, Held, Instance, NewInstance, Record, RecordEdit, RecordError,
    ValueState,
};

use crate::xform::fill::{Filling, Plan, Settings, Step, is_heading};
use crate::xform::model::NodeId;
use crate::xpath::Moment;
use ties::Tie;

/// A filling that is tied to a note.
#[derive(Debug)]
pub struct Bound<'p> {
    ties: &'p Ties,
    filling: Filling<'p>,
    /// What the note holds, with the edits that were given out.
    record: Record,
    /// What is tied to each node: values to their keys, instances to their places.
    tied: BTreeMap<u32, Tied>,
    /// Instances and entries that could not be shown, because there are too many.
    left_out: usize,
    /// Ids given out so far.
    given: u32,
}

#[derive(Clone, Debug)]
enum Tied {
    Value(Tie),
    /// The place of what is inside.
    Instance(Place),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A person added it; its id.
    Added(String),
    /// The form counts it.
    Counted(String),
    /// An entry of a log; its id.
    Entry(String),
}

impl Place {
    fn text(&self) -> &str {
        match self {
            Self::Added(text) | Self::Counted(text) | Self::Entry(text) => text,
        }
    }
}

impl<'p> Bound<'p> {
    /// Begins a record: with what the note's first change must make and hold.
    #[must_use]
    pub fn begin(plan: &'p Plan, ties: &'p Ties, settings: Settings) -> (Self, Beginning) {
        let mut bound = Self::empty(Filling::new(plan, settings), ties);
        let beginning = bound.beginning();
        (bound, beginning)
    }

    /// Takes up a record that is in a note.
    #[must_use]
    pub fn open(plan: &'p Plan, ties: &'p Ties, settings: Settings, record: Record) -> Self {
        let mut bound = Self::empty(Filling::new(plan, settings), ties);
        bound.merge(record);
        bound
    }

    fn empty(mut filling: Filling<'p>, ties: &'p Ties) -> Self {
        filling.forget_before();
        Self {
            ties,
            filling,
            record: Record::default(),
            tied: BTreeMap::new(),
            left_out: 0,
            given: 0,
        }
    }

    /// Takes in the note as it is after others wrote in it. Only what is different is
    /// evaluated again.
    pub fn merge(&mut self, record: Record) {
        self.record = record;
        self.take_in();
    }

    /// Takes a person's step: what is to be written in the note, in one change. `stem`
    /// begins the ids of new instances; nobody else may use it, and no other change.
    ///
    /// When the note refuses the edits, the record must be taken up again.
    ///
    /// # Errors
    /// The step fits no place of the record, or the form computes the value; nothing has
    /// changed.
    pub fn step(&mut self, step: &Step, stem: &str) -> Result<Vec<RecordEdit>, RecordError> {
        self.judge(step)?;
        let settled = self.conflict_at(step);
        let settled = settled.map(|(id, tie)| (tie, self.filling.kept(id).to_owned(), id));
        self.filling.apply(step)?;
        let mut edits = self.take_out(stem);
        // The same answer given again settles two that stood side by side.
        if let Some((tie, before, id)) = settled
            && self.filling.kept(id) == before
        {
            edits.extend(self.settle_on(&tie, &before));
        }
        Ok(edits)
    }

    /// Settles a value that was answered apart.
    ///
    /// # Errors
    /// There is no such value, or it has no two answers.
    pub fn choose(
        &mut self,
        path: &str,
        value: &str,
        stem: &str,
    ) -> Result<Vec<RecordEdit>, RecordError> {
        let step = Step::Set {
            path: path.to_owned(),
            value: value.to_owned(),
        };
        let Some((id, tie)) = self.conflict_at(&step) else {
            return Err(RecordError::NoConflict(path.to_owned()));
        };
        self.judge(&step)?;
        self.filling.apply(&step)?;
        let chosen = self.filling.kept(id).to_owned();
        let mut edits: Vec<RecordEdit> = self.settle_on(&tie, &chosen).into_iter().collect();
        edits.extend(self.take_out(stem));
        Ok(edits)
    }

    /// The filling, to look at.
    #[must_use]
    pub const fn filling(&self) -> &Filling<'p> {
        &self.filling
    }

    /// Another moment from now on, for what is stamped next.
    pub fn set_now(&mut self, now: Moment) {
        self.filling.set_now(now);
    }

    /// Another language from now on.
    pub fn set_language(&mut self, language: &str) {
        self.filling.set_language(language);
    }

    /// Every value in document order, with whether it was answered apart.
    #[must_use]
    pub fn states(&self) -> Vec<ValueState> {
        let conflicts: BTreeSet<String> = self
            .tied
            .iter()
            .filter(|(_, tied)| self.conflicting(tied).is_some())
            .map(|(id, _)| self.filling.path_of(*id))
            .collect();
        let states = self.filling.states().into_iter();
        states
            .filter(|state| !is_heading(&state.path))
            .map(|node| ValueState {
                conflict: conflicts.contains(&node.path),
                message: self.message(&node),
                node,
            })
            .collect()
    }

    fn message(&self, node: &crate::xform::fill::NodeState) -> Option<String> {
        if node.valid || !node.relevant {
            return None;
        }
        self.filling.message_of(self.filling.at_path(&node.path)?)
    }

    /// The candidates of a value that was answered apart; the first one counts.
    #[must_use]
    pub fn candidates(&self, path: &str) -> &[String] {
        let tied = self.filling.at_path(path).and_then(|id| self.tied.get(&id));
        tied.and_then(|tied| self.conflicting(tied)).unwrap_or(&[])
    }

    /// Where a value is stored: its key in the note. `None` for what is computed, for
    /// groups and for places that are not there.
    #[must_use]
    pub fn key_of(&self, path: &str) -> Option<&str> {
        match self.tied.get(&self.filling.at_path(path)?)? {
            Tied::Value(tie) => Some(&tie.key),
            Tied::Instance(_) => None,
        }
    }

    /// The path and the candidates of every value that was answered apart; the first
    /// candidate counts.
    #[must_use]
    pub fn answered_apart(&self) -> BTreeMap<String, Vec<String>> {
        let apart = self.tied.iter().filter_map(|(id, tied)| {
            let several = self.conflicting(tied)?;
            Some((self.filling.path_of(*id), several.to_vec()))
        });
        apart.collect()
    }

    /// How a value is stored; `None` as for [`Self::key_of`].
    #[must_use]
    pub fn storage_of(&self, path: &str) -> Option<Storage> {
        match self.tied.get(&self.filling.at_path(path)?)? {
            Tied::Value(tie) => Some(tie.storage),
            Tied::Instance(_) => None,
        }
    }

    /// The answer as it is kept, also where it does not apply now; empty for places that
    /// are not there.
    #[must_use]
    pub fn kept(&self, path: &str) -> &str {
        let id = self.filling.at_path(path);
        id.map_or("", |id| self.filling.kept(id))
    }

    /// The id of an added instance or of an entry.
    #[must_use]
    pub fn instance_of(&self, path: &str) -> Option<&str> {
        match self.tied.get(&self.filling.at_path(path)?)? {
            Tied::Instance(Place::Added(id) | Place::Entry(id)) => Some(id),
            _ => None,
        }
    }

    /// The path of what is stored under a key or as an instance, if it is shown.
    #[must_use]
    pub fn path_of(&self, stored: &str) -> Option<String> {
        let is = |tied: &Tied| match tied {
            Tied::Value(tie) => tie.key == stored,
            Tied::Instance(place) => place.text() == stored,
        };
        let (id, _) = self.tied.iter().find(|(_, tied)| is(tied))?;
        Some(self.filling.path_of(*id))
    }

    /// Keys of the note whose answers count for something now: those of relevant values.
    #[must_use]
    pub fn relevant_keys(&self) -> BTreeSet<&str> {
        let relevant = self.tied.iter().filter_map(|(id, tied)| match tied {
            Tied::Value(tie) if self.filling.is_relevant(*id) => Some(tie.key.as_str()),
            Tied::Value(_) | Tied::Instance(_) => None,
        });
        relevant.collect()
    }

    /// Instances and entries that are in the note and not shown, because one repeat has
    /// more than can be evaluated. The oldest are shown.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// The path that a person means: one as states have it, one without the root, or the
    /// name of a value that no other has.
    ///
    /// # Errors
    /// Nothing has this name, or more than one value has it.
    pub fn resolve(&self, field: &str) -> Result<String, RecordError> {
        let shape = &self.filling.plan().definition().shape;
        let root = shape
            .get(NodeId::ROOT)
            .map_or("", |node| node.name.as_str());
        if field.starts_with('/') {
            return Ok(field.to_owned());
        }
        let named = || shape.iter().filter(|(_, node)| node.name == field);
        if field.contains(['/', '[']) || shape.child(NodeId::ROOT, field).is_some() {
            return Ok(format!("/{root}/{field}"));
        }
        let mut found = named();
        match (found.next(), found.next()) {
            (None, _) => Err(RecordError::Unknown(field.to_owned())),
            (Some((id, _)), None) if !self.is_in_repeat(id) => Ok(shape.path(id)),
            _ => {
                let paths: Vec<String> = named().map(|(id, _)| shape.path(id)).collect();
                Err(RecordError::Several(field.to_owned(), paths.join(" or ")))
            }
        }
    }

    fn is_in_repeat(&self, node: NodeId) -> bool {
        let shape = &self.filling.plan().definition().shape;
        let above = |id: &NodeId| shape.get(*id).and_then(|node| node.parent);
        let mut around = std::iter::successors(above(&node), above);
        around.any(|id| shape.get(id).is_some_and(|node| node.repeat.is_some()))
    }

    /// The key of the log that a new entry goes to, the form's first unless one is named.
    ///
    /// # Errors
    /// There is no such log, or it does not ask what the entry says.
    pub fn judge_entry(&self, log: Option<&str>, draft: &Entry) -> Result<String, RecordError> {
        let plan = self.filling.plan();
        let path = log.map(|log| self.resolve(log)).transpose()?;
        let mut logs = self.ties.logs();
        let named = |node: NodeId| path == Some(plan.definition().shape.path(node));
        let found = logs.find(|(node, _)| path.is_none() || named(*node));
        let Some((node, key)) = found else {
            return Err(RecordError::NoLog(log.unwrap_or_default().to_owned()));
        };
        let tags: Vec<&String> = draft.tags.iter().collect();
        let parts = [
            (EntryPart::Who, draft.who.iter().collect(), "who"),
            (EntryPart::Mode, draft.mode.iter().collect(), "mode"),
            (EntryPart::Tags, tags, "tags"),
        ];
        for (part, said, word) in parts {
            let question = self.ties.part_of(plan, node, part);
            for value in said {
                match question {
                    None => return Err(RecordError::NotAsked(key.to_owned(), word)),
                    Some(question) if plan.lacks_choice(question, value) => {
                        return Err(RecordError::NoChoice {
                            path: plan.definition().shape.path(question),
                            value: value.clone(),
                        });
                    }
                    Some(_) => {}
                }
            }
        }
        Ok(key.to_owned())
    }

    /// The values that stand side by side at what is tied to a node.
    fn conflicting(&self, tied: &Tied) -> Option<&[String]> {
        let Tied::Value(tie) = tied else {
            return None;
        };
        let several: &[String] = match tie.storage {
            Storage::Entry(part) => {
                let entry = self.record.entries.get(tie.entry.as_ref()?)?;
                match part {
                    EntryPart::Who => &entry.who,
                    EntryPart::Mode => &entry.mode,
                    EntryPart::At | EntryPart::Text | EntryPart::Tags => &[],
                }
            }
            _ => match self.record.answers.get(&tie.key)? {
                Held::Single(several) => several,
                _ => &[],
            },
        };
        (several.len() > 1).then_some(several)
    }

    fn conflict_at(&self, step: &Step) -> Option<(u32, Tie)> {
        let Step::Set { path, .. } = step else {
            return None;
        };
        let id = self.filling.at_path(path)?;
        let tied = self.tied.get(&id)?;
        let Tied::Value(tie) = tied else {
            return None;
        };
        self.conflicting(tied).map(|_| (id, tie.clone()))
    }

    fn settle_on(&mut self, tie: &Tie, value: &str) -> Option<RecordEdit> {
        let one = || vec![value.to_owned()];
        let value = value.to_owned();
        let Storage::Entry(part) = tie.storage else {
            let key = tie.key.clone();
            self.record.answers.insert(key.clone(), Held::Single(one()));
            return Some(RecordEdit::Choose { key, value });
        };
        let id = tie.entry.clone()?;
        let entry = self.record.entries.get_mut(&id)?;
        match part {
            EntryPart::Who => {
                entry.who = one();
                Some(RecordEdit::EntryWho { id, who: value })
            }
            EntryPart::Mode => {
                entry.mode = one();
                Some(RecordEdit::EntryMode { id, mode: value })
            }
            EntryPart::At | EntryPart::Text | EntryPart::Tags => None,
        }
    }

    /// Whether a step is one that people take; the rest the filling itself refuses.
    fn judge(&self, step: &Step) -> Result<(), RecordError> {
        let (path, value) = match step {
            Step::Set { path, value } => (path, value),
            Step::Add { path } => {
                let (above, name) = path.rsplit_once('/').unwrap_or_default();
                let parent = self.filling.at_path(above);
                let parent = parent.and_then(|parent| self.filling.shape_of(parent));
                let shape = &self.filling.plan().definition().shape;
                let repeat = parent.and_then(|parent| shape.child(parent, name));
                return match repeat.filter(|repeat| self.ties.is_log(*repeat)) {
                    Some(_) => Err(RecordError::Log(path.clone())),
                    None => Ok(()),
                };
            }
            Step::Remove { .. } => return Ok(()),
        };
        let Some(id) = self.filling.at_path(path) else {
            return Ok(());
        };
        let Some(shape) = self.filling.shape_of(id) else {
            return Ok(());
        };
        match self.tied.get(&id) {
            Some(Tied::Value(tie)) if tie.storage == Storage::Entry(EntryPart::At) => {
                return Err(RecordError::Computed(path.clone()));
            }
            Some(Tied::Value(_)) => {}
            Some(Tied::Instance(_)) => return Ok(()),
            None if self.ties.is_value(shape) => return Err(RecordError::Computed(path.clone())),
            None => return Ok(()),
        }
        if self.filling.is_locked(id) {
            return Err(RecordError::ReadOnly(path.clone()));
        }
        self.judge_value(path, shape, value)
    }

    fn judge_value(&self, path: &str, shape: NodeId, value: &str) -> Result<(), RecordError> {
        let plan = self.filling.plan();
        let misfit = || RecordError::Misfit {
            path: path.to_owned(),
            value: value.to_owned(),
        };
        if !value.is_empty() && self.filling.fitting(shape, value).is_empty() {
            return Err(misfit());
        }
        let chosen: Vec<&str> = match self.ties.choice_kind(shape) {
            ties::ChoiceKind::None => Vec::new(),
            ties::ChoiceKind::One if value.is_empty() => Vec::new(),
            ties::ChoiceKind::One => vec![value],
            ties::ChoiceKind::Many => value.split_whitespace().collect(),
        };
        match chosen.iter().find(|one| plan.lacks_choice(shape, one)) {
            Some(one) => Err(RecordError::NoChoice {
                path: path.to_owned(),
                value: (*one).to_owned(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(all(test, feature = "import"))]
mod tests;
