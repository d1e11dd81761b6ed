//! What a document's changes have made, so that the next refers only to what is there.
//!
//! Automerge 0.12 does not check this. A change that writes into an object that is
//! none, or after an element that is not there, makes it panic; one that replaces what
//! stands elsewhere is taken in, and from then on the saved document cannot be loaded.
//! Whoever may write a document could break it for all. So this keeps, in some forty
//! bytes for each run of similar operations, which operations there are and where
//! they stand: less than the document, and without its values.
//!
//! Invariant: what is admitted here, in this order, Automerge applies, saves and loads.

use std::collections::{BTreeMap, BTreeSet};

use std::mem::size_of;

use super::body::{self, Body};
use super::ops::{self, Action, Id, Key, Op};
use super::{CheckedChange, header};
use crate::ids::{Actor, ChangeHash};
use crate::limits;
use crate::log::Refusal;

mod graph;
mod runs;

use graph::{Graph, Node};
use runs::{Global, Kind, Made, Place, What, Writer};

/// Operations in one document. Its bytes do not bound them: those of the largest can
/// stand for billions. A day of typing by ten people is a tenth of this.
pub(super) const DOC_OPS: u64 = 1_000_000;

/// The changes of one document so far, in an order in which all can be applied.
#[derive(Debug, Clone, Default)]
pub struct History {
    graph: Graph,
    writers: Vec<Writer>,
    /// Where each actor is in `writers`.
    known: BTreeMap<Actor, usize>,
    /// The names of properties, each with its number.
    names: BTreeMap<String, u32>,
    ops: u64,
    bytes: usize,
}

/// Bytes that a row of an ordered map costs beside its content: its nodes are on
/// average two thirds full, and they have a parent.
const MAP_ROW: usize = 32;

/// Bytes that memory is handed out in, and what it costs to find it again.
const ALLOCATION: usize = 32;

impl History {
    /// Whether the change is among them.
    #[must_use]
    pub fn contains(&self, hash: ChangeHash) -> bool {
        self.graph.place(hash).is_some()
    }

    /// The number of an actor's last change; 0 before its first.
    #[must_use]
    pub fn seq(&self, actor: Actor) -> u64 {
        let writer = self.known.get(&actor).and_then(|at| self.writers.get(*at));
        writer.map_or(0, Writer::seq)
    }

    /// Bytes of memory that it takes, rounded up.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Where it stands, to come back to with [`History::undo`].
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            changes: self.graph.len(),
            names: self.names.len(),
        }
    }

    /// Goes back to where it stood.
    pub(crate) fn undo(&mut self, to: Mark) {
        while let Some(node) = self.graph.pop_past(to.changes) {
            self.ops -= node.ops;
            self.bytes -= node.bytes;
            let Some(last) = self.writers.get_mut(node.writer) else {
                continue;
            };
            if last.pop() {
                self.known.remove(&last.actor);
                self.writers.pop();
            }
        }
        self.names.retain(|_, number| (*number as usize) < to.names);
    }

    /// Takes in changes in causal order, all or none; those that are there are passed
    /// over. Costs time in proportion to their operations, and to the changes that
    /// were written apart from them.
    ///
    /// # Errors
    /// [`Refusal::SequenceGap`], [`Refusal::SequenceReused`] and
    /// [`Refusal::MissingDependency`] when something earlier is not there or another
    /// stands in the place, [`Refusal::DocFull`] past a million operations or
    /// [`limits::HISTORY_BYTES`], and [`Refusal::Unreadable`] when an operation refers
    /// to what is not there.
    pub fn admit(&mut self, changes: &[CheckedChange]) -> Result<(), Refusal> {
        let before = self.mark();
        let admitted = changes.iter().try_for_each(|change| self.admit_one(change));
        if admitted.is_err() {
            self.undo(before);
        }
        admitted
    }

    fn admit_one(&mut self, change: &CheckedChange) -> Result<(), Refusal> {
        if self.contains(change.hash) {
            return Ok(());
        }
        let body = body::read(header::reopen(&change.bytes)?)?;
        let parents = self.parents(&body)?;
        let total = self.ops + change.ops;
        if total > DOC_OPS {
            return Err(Refusal::DocFull);
        }
        let names = self.names.len();
        let mut judge = Judge::new(self, &body)?;
        let mut made = Vec::new();
        ops::walk(&body, change.ops, |op, preds| {
            made.push(judge.op(self, op, preds)?);
            Ok(())
        })?;
        let needed = judge.needed(self);
        let ancestors = self.graph.ancestors(&parents);
        if !needed.iter().all(|place| ancestors.contains(*place)) {
            return Err(Refusal::Unreadable);
        }
        let mut bytes = Node::bytes(parents.len()) + judge.name_bytes;
        bytes += (self.names.len() - names) * (size_of::<(String, u32)>() + MAP_ROW);
        self.known.insert(body.actor, judge.own);
        if judge.own == self.writers.len() {
            self.writers.push(Writer::new(body.actor));
            bytes += Writer::BYTES + size_of::<(Actor, usize)>() + MAP_ROW;
        }
        if let Some(writer) = self.writers.get_mut(judge.own) {
            bytes += writer.push(self.graph.len(), body.start_op, &made);
        }
        self.graph.push(Node {
            hash: change.hash,
            parents,
            covered: ancestors.covered(),
            writer: judge.own,
            last_op: body.start_op + change.ops - 1,
            ops: change.ops,
            bytes,
        });
        self.ops = total;
        self.bytes += bytes;
        if self.bytes > limits::HISTORY_BYTES {
            return Err(Refusal::DocFull);
        }
        Ok(())
    }

    /// Where the dependencies are. A writer counts on from the last operation it knows.
    fn parents(&self, body: &Body<'_>) -> Result<Vec<usize>, Refusal> {
        let parents: Option<Vec<usize>> =
            body.deps.iter().map(|dep| self.graph.place(*dep)).collect();
        let parents = parents.ok_or(Refusal::MissingDependency)?;
        if body.start_op == self.graph.last_op(&parents) + 1 {
            Ok(parents)
        } else {
            Err(Refusal::Unreadable)
        }
    }

    fn made(&self, id: Global) -> Option<Made> {
        self.writers.get(id.writer as usize)?.made(id.counter)
    }
}

/// Where a history stood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    changes: usize,
    names: usize,
}

/// One change while it is held against the history.
struct Judge {
    /// The writer of the change, who may be new.
    own: usize,
    /// The writers of the change's actors, by their index in it.
    writers: Vec<u32>,
    /// The newest earlier operation that is referred to, of each of them.
    newest: Vec<u32>,
    start_op: u64,
    /// Bytes of the property names that no earlier change has.
    name_bytes: usize,
}

impl Judge {
    fn new(history: &History, body: &Body<'_>) -> Result<Self, Refusal> {
        let own = history.known.get(&body.actor).copied();
        let seq = history.seq(body.actor);
        if body.seq <= seq {
            return Err(Refusal::SequenceReused);
        }
        if body.seq > seq + 1 {
            return Err(Refusal::SequenceGap);
        }
        let own = own.unwrap_or(history.writers.len());
        let others = body
            .actors
            .iter()
            .skip(1)
            .map(|actor| history.known.get(actor).copied());
        let writers = std::iter::once(Some(own))
            .chain(others)
            .map(|writer| u32::try_from(writer?).ok())
            .collect::<Option<Vec<u32>>>()
            .ok_or(Refusal::MissingDependency)?;
        let newest = vec![0; writers.len()];
        Ok(Self {
            own,
            writers,
            newest,
            start_op: body.start_op,
            name_bytes: 0,
        })
    }

    /// Checks what an operation refers to in earlier changes; what it makes itself.
    /// References within the change were checked without the history.
    fn op(&mut self, history: &mut History, op: Op<'_>, preds: &[Id]) -> Result<Made, Refusal> {
        let obj = match op.obj {
            Some(id) => self.global(id)?,
            None => Global::ROOT,
        };
        let kind = if matches!(op.key, Key::Property(_)) {
            Kind::Map
        } else {
            Kind::Sequence
        };
        if let Some(made) = op
            .obj
            .map(|id| self.earlier(history, id))
            .transpose()?
            .flatten()
        {
            sound(made.what.kind() == kind)?;
        }
        let place = match op.key {
            Key::Property(name) => Place::Property(self.number(&mut history.names, name)),
            Key::Head => Place::Element(Global::ROOT),
            Key::Element(id) => Place::Element(self.global(id)?),
        };
        if let Key::Element(id) = op.key
            && let Some(made) = self.earlier(history, id)?
        {
            sound(made.obj == obj && matches!(made.what, What::Insert(_)))?;
        }
        for id in preds {
            if let Some(made) = self.earlier(history, *id)? {
                sound(made.obj == obj && made.what.place(self.global(*id)?) == Some(place))?;
            }
        }
        Ok(Made {
            obj,
            what: what(op, place),
        })
    }

    /// What an operation of an earlier change made; `None` if it is of this change.
    fn earlier(&mut self, history: &History, id: Id) -> Result<Option<Made>, Refusal> {
        if u64::from(id.counter) >= self.start_op {
            return Ok(None);
        }
        let newest = self
            .newest
            .get_mut(id.actor as usize)
            .ok_or(Refusal::Unreadable)?;
        *newest = id.counter.max(*newest);
        history
            .made(self.global(id)?)
            .map(Some)
            .ok_or(Refusal::Unreadable)
    }

    /// The number of a property's name; a new one gets the next.
    fn number(&mut self, names: &mut BTreeMap<String, u32>, name: &str) -> u32 {
        if let Some(number) = names.get(name) {
            return *number;
        }
        // There are fewer names than operations.
        let number = u32::try_from(names.len()).unwrap_or(u32::MAX);
        names.insert(name.to_owned(), number);
        self.name_bytes += name.len() + ALLOCATION;
        number
    }

    fn global(&self, id: Id) -> Result<Global, Refusal> {
        let writer = self
            .writers
            .get(id.actor as usize)
            .ok_or(Refusal::Unreadable)?;
        Ok(Global {
            counter: id.counter,
            writer: *writer,
        })
    }

    /// The changes that must be among the ancestors: the writer's last, and those that
    /// hold what is referred to. Each writer's last is an ancestor of its next.
    fn needed(&self, history: &History) -> BTreeSet<usize> {
        let own = history.writers.get(self.own).and_then(Writer::last);
        let others = self.writers.iter().zip(&self.newest).skip(1);
        let others = others.filter_map(|(writer, newest)| {
            history.writers.get(*writer as usize)?.change_with(*newest)
        });
        own.into_iter().chain(others).collect()
    }
}

fn what(op: Op<'_>, place: Place) -> What {
    let kind = match op.action {
        Action::Map => Kind::Map,
        Action::List | Action::Text => Kind::Sequence,
        Action::Set => Kind::Value,
        Action::Delete | Action::Increment => return What::Gone,
    };
    if op.insert {
        What::Insert(kind)
    } else {
        What::Write(place, kind)
    }
}

const fn sound(is: bool) -> Result<(), Refusal> {
    if is { Ok(()) } else { Err(Refusal::Unreadable) }
}
