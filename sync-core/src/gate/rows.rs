//! The columns of a change, read together: a row for each operation.

use super::body::Body;
use super::ops::{Action, Id, Key, Op};
use super::rle::{Delta, Flags, Rle};
use super::values::{Value, Values};
use crate::limits;
use crate::log::Refusal;

/// Bytes of a property's name: a few ids of [`limits::KEY_BYTES`] joined.
const NAME_BYTES: usize = 4 * limits::KEY_BYTES;

/// Bytes of all these names in a change together, each counted as often as it is used.
/// Automerge copies them for every operation, also where a run stands for thousands.
const NAMES_BYTES: usize = 8 * limits::CHANGE_BYTES;

/// All columns, read together.
pub(super) struct Rows<'a> {
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
    pub(super) const fn new(body: &Body<'a>) -> Self {
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

    /// Reads the next operation and its value, and its predecessors into `preds`.
    pub(super) fn next(&mut self, preds: &mut Vec<Id>) -> Result<(Op<'a>, Value), Refusal> {
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
        Ok((op, value))
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

    /// Refuses what is left in any column after the last operation.
    pub(super) fn finish(&self) -> Result<(), Refusal> {
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
