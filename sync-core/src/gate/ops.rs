//! The operations of a change, row by row over its columns.
//!
//! Two kinds of operation are refused though Automerge 0.12 reads them. Tables: it
//! panics at the first operation in one. Marks: if the end of one stands before its
//! beginning, the saved document cannot be loaded any more, and only the document
//! knows what stands where. Ours have neither.

use super::body::Body;
use super::refs::{Id, References};
use super::rle::{Delta, Flags, Rle};
use super::values::{Value, Values};
use crate::limits;
use crate::log::Refusal;

/// Bytes of a property's name: a few ids of [`limits::KEY_BYTES`] joined.
const NAME_BYTES: usize = 4 * limits::KEY_BYTES;

/// Bytes of all these names in a change together, each counted as often as it is used.
/// Automerge copies them for every operation, also where a run stands for thousands.
const NAMES_BYTES: usize = 8 * limits::CHANGE_BYTES;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Map,
    List,
    Text,
    Set,
    Delete,
    Increment,
}

/// Where in its object an operation writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// A property of a map.
    Property(&'a str),
    /// The beginning of a list or text, to insert after.
    Head,
    /// An element of a list or text: to write, or to insert after.
    Element(Id),
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Op<'a> {
    /// The object; `None` for the root.
    pub(super) obj: Option<Id>,
    pub(super) key: Key<'a>,
    pub(super) insert: bool,
    pub(super) action: Action,
}

/// Checks every operation; returns how many there are.
pub(super) fn check(body: &Body<'_>) -> Result<u64, Refusal> {
    let ops = Rle::<u64>::new(body.columns.action).rows(limits::CHANGE_OPS)?;
    body.fits(ops)?;
    let mut rows = Rows::new(body);
    let mut references = References::new(body);
    let mut preds = Vec::new();
    for _ in 0..ops {
        let op = rows.next(&mut preds)?;
        references.admit(op, &preds)?;
    }
    rows.finish()?;
    references.finish()?;
    Ok(ops)
}

/// All columns, read together.
struct Rows<'a> {
    obj_actor: Rle<'a, u64>,
    obj_counter: Rle<'a, u64>,
    key_actor: Rle<'a, u64>,
    key_counter: Delta<'a>,
    key_text: Rle<'a, &'a str>,
    insert: Flags<'a>,
    action: Rle<'a, u64>,
    values: Values<'a>,
    pred_count: Rle<'a, u64>,
    pred_actor: Rle<'a, u64>,
    pred_counter: Delta<'a>,
    /// Predecessors that may still follow.
    preds_left: u64,
    /// Bytes of names that may still follow.
    names_left: usize,
}

impl<'a> Rows<'a> {
    const fn new(body: &Body<'a>) -> Self {
        let columns = &body.columns;
        Self {
            obj_actor: Rle::new(columns.obj_actor),
            obj_counter: Rle::new(columns.obj_counter),
            key_actor: Rle::new(columns.key_actor),
            key_counter: Delta::new(columns.key_counter),
            key_text: Rle::new(columns.key_text),
            insert: Flags::new(columns.insert),
            action: Rle::new(columns.action),
            values: Values::new(columns.value_meta, columns.value),
            pred_count: Rle::new(columns.pred_count),
            pred_actor: Rle::new(columns.pred_actor),
            pred_counter: Delta::new(columns.pred_counter),
            preds_left: limits::CHANGE_OPS,
            names_left: NAMES_BYTES,
        }
    }

    /// Reads the next operation, and its predecessors into `preds`.
    fn next(&mut self, preds: &mut Vec<Id>) -> Result<Op<'a>, Refusal> {
        let obj = self.obj()?;
        let key = self.key()?;
        let insert = self.insert.next()?;
        let action = action(self.action.required()?)?;
        let value = self.values.next()?;
        self.preds(preds)?;
        let op = Op {
            obj,
            key,
            insert,
            action,
        };
        if fits_action(&op, value, preds.len()) {
            Ok(op)
        } else {
            Err(Refusal::Malformed)
        }
    }

    fn obj(&mut self) -> Result<Option<Id>, Refusal> {
        match (self.obj_actor.next()?, self.obj_counter.next()?) {
            (None, None) => Ok(None),
            (Some(actor), Some(counter)) => Id::new(counter, actor).map(Some),
            _ => Err(Refusal::Malformed),
        }
    }

    fn key(&mut self) -> Result<Key<'a>, Refusal> {
        match (
            self.key_text.next()?,
            self.key_actor.next()?,
            self.key_counter.next()?,
        ) {
            (Some(text), None, None) => self.name(text).map(|()| Key::Property(text)),
            (None, None, Some(0)) => Ok(Key::Head),
            (None, Some(actor), Some(counter)) => Id::new(counter, actor).map(Key::Element),
            _ => Err(Refusal::Malformed),
        }
    }

    fn name(&mut self, name: &str) -> Result<(), Refusal> {
        let left = self.names_left.checked_sub(name.len());
        self.names_left = left.ok_or(Refusal::TooLarge)?;
        if name.len() > NAME_BYTES {
            Err(Refusal::TooLarge)
        } else {
            Ok(())
        }
    }

    fn preds(&mut self, preds: &mut Vec<Id>) -> Result<(), Refusal> {
        preds.clear();
        let count = self.pred_count.required()?;
        self.preds_left = self
            .preds_left
            .checked_sub(count)
            .ok_or(Refusal::TooLarge)?;
        for _ in 0..count {
            let counter = self.pred_counter.next()?.ok_or(Refusal::Malformed)?;
            preds.push(Id::new(counter, self.pred_actor.required()?)?);
        }
        Ok(())
    }

    fn finish(&self) -> Result<(), Refusal> {
        self.obj_actor.finish()?;
        self.obj_counter.finish()?;
        self.key_actor.finish()?;
        self.key_counter.finish()?;
        self.key_text.finish()?;
        self.insert.finish()?;
        self.action.finish()?;
        self.values.finish()?;
        self.pred_count.finish()?;
        self.pred_actor.finish()?;
        self.pred_counter.finish()
    }
}

const fn action(code: u64) -> Result<Action, Refusal> {
    Ok(match code {
        0 => Action::Map,
        1 => Action::Set,
        2 => Action::List,
        3 => Action::Delete,
        4 => Action::Text,
        5 => Action::Increment,
        _ => return Err(Refusal::Malformed),
    })
}

/// Whether the parts of an operation belong together as Automerge writes them.
fn fits_action(op: &Op<'_>, value: Value, preds: usize) -> bool {
    let place = match op.key {
        Key::Property(_) => !op.insert,
        Key::Head => op.insert && op.obj.is_some(),
        Key::Element(_) => op.obj.is_some(),
    };
    let content = match op.action {
        Action::Map | Action::List | Action::Text => value == Value::Null,
        Action::Set => true,
        Action::Delete => value == Value::Null && !op.insert && preds > 0,
        Action::Increment => value.is_step() && !op.insert && preds > 0,
    };
    place && content && !(op.insert && preds > 0)
}
