//! What an actor's operations made, in runs of operations that made the same.

use std::mem::size_of;

use super::ALLOCATION;
use crate::ids::Actor;

/// An operation: its counter, and its writer's place in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Global {
    pub(super) counter: u32,
    pub(super) writer: u32,
}

impl Global {
    /// The root object, and the beginning of a list or text.
    pub(super) const ROOT: Self = Self {
        counter: 0,
        writer: 0,
    };
}

/// Whether an operation made an object, and what can be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Value,
    Map,
    Sequence,
}

/// Where in its object an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the property with this number.
    Property(u32),
    /// At this element.
    Element(Global),
}

/// What an operation made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A new element.
    Insert(Kind),
    /// A value in a place.
    Write(Place, Kind),
    /// Nothing that a later operation may refer to.
    Gone,
}

impl What {
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Insert(kind) | Self::Write(_, kind) => kind,
            Self::Gone => Kind::Value,
        }
    }

    /// Where the operation `id` stands that made this, if it can be replaced.
    pub(super) const fn place(self, id: Global) -> Option<Place> {
        match self {
            Self::Insert(_) => Some(Place::Element(id)),
            Self::Write(place, _) => Some(place),
            Self::Gone => None,
        }
    }
}

/// What an operation made, and in which object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) obj: Global,
    pub(super) what: What,
}

/// One actor's changes and operations.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) actor: Actor,
    changes: Vec<Written>,
    runs: Vec<Run>,
}

#[derive(Debug, Clone, Copy)]
struct Written {
    /// The change's place in the graph.
    place: usize,
    start_op: u64,
    /// How many runs there were before it.
    runs: usize,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    first: u32,
    len: u32,
    made: Made,
}

impl Writer {
    /// Bytes of one without its changes; a list that grows has room for as much again.
    pub(super) const BYTES: usize = 2 * size_of::<Self>() + 2 * ALLOCATION;

    pub(super) const fn new(actor: Actor) -> Self {
        Self {
            actor,
            changes: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// The number of its last change.
    pub(super) const fn seq(&self) -> u64 {
        self.changes.len() as u64
    }

    /// The place of its last change.
    pub(super) fn last(&self) -> Option<usize> {
        self.changes.last().map(|change| change.place)
    }

    /// The place of the change that has the operation `counter`, if it has it.
    pub(super) fn change_with(&self, counter: u32) -> Option<usize> {
        let after = self
            .changes
            .partition_point(|change| change.start_op <= counter.into());
        self.changes
            .get(after.checked_sub(1)?)
            .map(|change| change.place)
    }

    /// What the operation `counter` made.
    pub(super) fn made(&self, counter: u32) -> Option<Made> {
        let after = self.runs.partition_point(|run| run.first <= counter);
        let run = self.runs.get(after.checked_sub(1)?)?;
        (counter - run.first < run.len).then_some(run.made)
    }

    /// Adds a change whose operations from `start_op` on made these; the bytes that it
    /// takes.
    pub(super) fn push(&mut self, place: usize, start_op: u64, made: &[Made]) -> usize {
        let before = self.runs.len();
        self.changes.push(Written {
            place,
            start_op,
            runs: self.runs.len(),
        });
        let mut first = u32::try_from(start_op).unwrap_or(u32::MAX);
        for same in made.chunk_by(|a, b| a == b) {
            let len = u32::try_from(same.len()).unwrap_or(u32::MAX);
            self.runs.extend(same.first().map(|made| Run {
                first,
                len,
                made: *made,
            }));
            first = first.saturating_add(len);
        }
        let runs = self.runs.len() - before;
        2 * (size_of::<Written>() + runs * size_of::<Run>())
    }

    /// Removes the last change; whether none is left.
    pub(super) fn pop(&mut self) -> bool {
        if let Some(change) = self.changes.pop() {
            self.runs.truncate(change.runs);
        }
        self.changes.is_empty()
    }
}
