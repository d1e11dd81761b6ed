//! The operations of a change, row by row over its columns.
//!
//! Two kinds of operation are refused though Automerge 0.12 reads them. Tables: it
//! panics at the first operation in one. Marks: if the end of one stands before its
//! beginning, the saved document cannot be loaded any more, and only the document
//! knows what stands where. Ours have neither.

use super::body::Body;
use super::refs::References;
use super::rle::Rle;
use super::rows::Rows;
use super::values::Value;
use crate::limits;
use crate::log::Refusal;

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

/// An operation as a change names it: its counter, and its actor's index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) counter: u32,
    pub(super) actor: u32,
}

impl Id {
    /// Operations are counted from 1.
    pub(super) fn new(counter: u64, actor: u64) -> Result<Self, Refusal> {
        match (u32::try_from(counter), u32::try_from(actor)) {
            (Ok(counter @ 1..), Ok(actor)) => Ok(Self { counter, actor }),
            _ => Err(Refusal::Malformed),
        }
    }
}

/// Checks every operation; returns how many there are.
pub(super) fn check(body: &Body<'_>) -> Result<u64, Refusal> {
    let ops = count(body)?;
    body.fits(ops)?;
    let mut references = References::new(body, ops);
    walk(body, ops, |op, preds| references.admit(op, preds))?;
    references.finish()?;
    Ok(ops)
}

/// How many operations there are, without reading them.
pub(super) fn count(body: &Body<'_>) -> Result<u64, Refusal> {
    Rle::<u64>::new(body.columns.action).rows(limits::CHANGE_OPS)
}

/// Reads all `ops` operations of a change, each with its predecessors.
pub(super) fn walk<'a>(
    body: &Body<'a>,
    ops: u64,
    mut visit: impl FnMut(Op<'a>, &[Id]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut rows = Rows::new(body);
    let mut preds = Vec::new();
    for _ in 0..ops {
        let (op, value) = rows.next(&mut preds)?;
        if !fits_action(&op, value, preds.len()) {
            return Err(Refusal::Malformed);
        }
        visit(op, &preds)?;
    }
    rows.finish()
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
