//! What operations refer to: objects, elements and predecessors.
//!
//! A reference into the change itself is checked in full. One to an earlier change is
//! checked as far as that is possible without the document: it must be to an earlier
//! operation of an actor that the change names.

use super::body::Body;
use super::ops::{Action, Id, Key, Op};
use crate::ids::Actor;
use crate::log::Refusal;

/// The operations seen so far in a change, and the actors they used.
pub(super) struct References<'a> {
    start_op: u64,
    /// Whether the actor has no earlier change.
    first: bool,
    actors: &'a [Actor],
    used: Vec<bool>,
    ops: Vec<Op<'a>>,
}

impl<'a> References<'a> {
    pub(super) fn new(body: &'a Body<'_>, ops: u64) -> Self {
        let mut used = vec![false; body.actors.len()];
        if let Some(own) = used.first_mut() {
            *own = true;
        }
        Self {
            start_op: body.start_op,
            first: body.seq == 1,
            actors: &body.actors,
            used,
            ops: Vec::with_capacity(usize::try_from(ops).unwrap_or_default()),
        }
    }

    /// Checks what the change's next operation refers to.
    pub(super) fn admit(&mut self, op: Op<'a>, preds: &[Id]) -> Result<(), Refusal> {
        let sound = self.object(op)? && self.element(op)? && self.predecessors(op, preds)?;
        self.ops.push(op);
        if sound {
            Ok(())
        } else {
            Err(Refusal::Malformed)
        }
    }

    /// Refuses an actor that nothing refers to, which Automerge would leave out when it
    /// writes the change again.
    pub(super) fn finish(&self) -> Result<(), Refusal> {
        if self.used.contains(&false) {
            Err(Refusal::Malformed)
        } else {
            Ok(())
        }
    }

    fn object(&mut self, op: Op<'_>) -> Result<bool, Refusal> {
        let Some(id) = op.obj else {
            return Ok(matches!(op.key, Key::Property(_)));
        };
        let Some(made) = self.resolve(id)? else {
            return Ok(true);
        };
        Ok(match made.action {
            Action::Map => matches!(op.key, Key::Property(_)),
            Action::List | Action::Text => !matches!(op.key, Key::Property(_)),
            Action::Set | Action::Delete | Action::Increment => false,
        })
    }

    fn element(&mut self, op: Op<'_>) -> Result<bool, Refusal> {
        let Key::Element(id) = op.key else {
            return Ok(true);
        };
        let element = self.resolve(id)?;
        Ok(element.is_none_or(|element| element.insert && element.obj == op.obj))
    }

    /// Predecessors are what this operation replaces: in the same place, sorted.
    fn predecessors(&mut self, op: Op<'_>, preds: &[Id]) -> Result<bool, Refusal> {
        for id in preds {
            let Some(pred) = self.resolve(*id)? else {
                continue;
            };
            let place = if pred.insert {
                Key::Element(*id)
            } else {
                pred.key
            };
            let replaceable = !matches!(pred.action, Action::Delete | Action::Increment);
            if pred.obj != op.obj || place != op.key || !replaceable {
                return Ok(false);
            }
        }
        let order = |id: &Id| (id.counter, self.actors.get(id.actor as usize));
        Ok(preds.is_sorted_by(|a, b| order(a) < order(b)))
    }

    /// The operation in this change, or `None` if it is of an earlier one.
    ///
    /// A writer counts on from the largest counter it has seen, so that of another
    /// actor is smaller than this change's first.
    fn resolve(&mut self, id: Id) -> Result<Option<Op<'a>>, Refusal> {
        *self
            .used
            .get_mut(id.actor as usize)
            .ok_or(Refusal::Malformed)? = true;
        let Some(index) = u64::from(id.counter).checked_sub(self.start_op) else {
            return if self.first && id.actor == 0 {
                Err(Refusal::Malformed)
            } else {
                Ok(None)
            };
        };
        let index = usize::try_from(index).map_err(|_| Refusal::Malformed)?;
        let earlier = self.ops.get(index).filter(|_| id.actor == 0);
        earlier.copied().map(Some).ok_or(Refusal::Malformed)
    }
}
