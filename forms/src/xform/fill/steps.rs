//! Answers going in.

use super::Filling;
use super::codec;
use crate::xform::model::NodeId;

/// One thing a person does. Paths are those of [`super::NodeState`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Gives an answer; an empty one clears it.
    Set { path: String, value: String },
    /// Adds an instance at the end of a repeat: `/data/house`.
    Add { path: String },
    /// Takes an instance away: `/data/house[2]`.
    Remove { path: String },
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    #[error("{0}: the record has no such place")]
    NoPlace(String),
    #[error("{0}: a group has no answer of its own")]
    Group(String),
    #[error("{0}: this does not repeat, so nothing can be added or taken away")]
    NoRepeat(String),
    #[error("{0}: the form counts these itself")]
    Counted(String),
    #[error("{0}: the record is full")]
    Full(String),
}

impl Filling<'_> {
    /// Takes a step and brings everything up to date.
    ///
    /// # Errors
    /// The step fits no place of the record; nothing has changed.
    pub fn apply(&mut self, step: &Step) -> Result<(), StepError> {
        self.fresh = u32::try_from(self.lives.len()).unwrap_or(u32::MAX);
        match step {
            Step::Set { path, value } => self.set(path, value)?,
            Step::Add { path } => self.add_at(path)?,
            Step::Remove { path } => self.remove(path)?,
        }
        self.settle();
        Ok(())
    }

    fn set(&mut self, path: &str, value: &str) -> Result<(), StepError> {
        let none = || StepError::NoPlace(path.to_owned());
        let id = self.find(path).ok_or_else(none)?;
        let live = self.lives.get(id).ok_or_else(none)?;
        if !live.slots.is_empty() {
            return Err(StepError::Group(path.to_owned()));
        }
        let given = codec::given(self.plan, live, value);
        self.keep(id, &given);
        Ok(())
    }

    fn add_at(&mut self, path: &str) -> Result<(), StepError> {
        let none = || StepError::NoPlace(path.to_owned());
        let (above, name) = path.rsplit_once('/').ok_or_else(none)?;
        let parent = self.find(above).ok_or_else(none)?;
        let (shape, _) = self.named(parent, name).ok_or_else(none)?;
        self.may_change(shape, path)?;
        if self.add(shape, parent) {
            Ok(())
        } else {
            Err(StepError::Full(path.to_owned()))
        }
    }

    fn remove(&mut self, path: &str) -> Result<(), StepError> {
        let none = || StepError::NoPlace(path.to_owned());
        let id = self.find(path).ok_or_else(none)?;
        let shape = self.lives.get(id).ok_or_else(none)?.shape;
        self.may_change(shape, path)?;
        self.take_away(id);
        Ok(())
    }

    fn may_change(&self, shape: NodeId, path: &str) -> Result<(), StepError> {
        let node = self.plan.definition.shape.get(shape);
        match node.and_then(|node| node.repeat.as_ref()) {
            None => Err(StepError::NoRepeat(path.to_owned())),
            Some(repeat) if repeat.count.is_some() || repeat.fixed => {
                Err(StepError::Counted(path.to_owned()))
            }
            Some(_) => Ok(()),
        }
    }

    /// The child of a shape by the name in a path, its prefix ignored.
    fn named(&self, parent: u32, name: &str) -> Option<(NodeId, usize)> {
        let local = name.rsplit(':').next().unwrap_or(name);
        let shape = self.lives.get(parent)?.shape;
        let child = self
            .plan
            .outlines
            .child(shape, self.plan.names.find(local))?;
        Some((child, self.plan.outlines.get(child)?.slot))
    }

    /// The node at a path; without a position the first instance.
    pub(super) fn find(&self, path: &str) -> Option<u32> {
        let mut parts = path.strip_prefix('/')?.split('/');
        let root = parts.next()?;
        let root = root.rsplit(':').next().unwrap_or(root);
        let name = self
            .plan
            .definition
            .shape
            .get(NodeId::ROOT)
            .map(|node| node.name.as_str());
        if name != Some(root) {
            return None;
        }
        let mut at = self.root;
        for part in parts {
            let (name, position) = match part.split_once('[') {
                Some((name, rest)) => (name, rest.strip_suffix(']')?.parse::<usize>().ok()?),
                None => (part, 1),
            };
            let (_, slot) = self.named(at, name)?;
            at = *self.lives.slot(at, slot).get(position.checked_sub(1)?)?;
        }
        Some(at)
    }

    /// The only instance of a node outside of repeats.
    pub(super) fn single_of(&self, shape: NodeId) -> Option<u32> {
        let mut at = self.root;
        for slot in self.plan.ways.get(shape.index())? {
            at = *self.lives.slot(at, *slot).first()?;
        }
        Some(at)
    }
}
