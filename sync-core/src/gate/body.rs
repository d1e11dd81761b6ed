//! The fields of a change before its columns, and the author after them.

use super::bytes::Reader;
use super::columns::{self, Columns};
use crate::ids::{Actor, ChangeHash, PersonId};
use crate::limits;
use crate::log::Refusal;

/// The largest counter of an operation: Automerge keeps counters in 32 bits and
/// panics past them, and honest documents are full long before.
const MAX_COUNTER: u64 = i32::MAX as u64;

/// Milliseconds; the largest that JavaScript counts exactly. Automerge stores times
/// as differences, which overflow beyond half of 64 bits.
const MAX_TIME: i64 = (1 << 53) - 1;

/// Marks the extra bytes as an author.
const AUTHOR_FOOTER: u64 = 1;

/// A change whose fields were checked and whose columns were not yet read.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) deps: Vec<ChangeHash>,
    pub(super) actor: Actor,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    /// The actors that operations refer to, by index: the change's own, then others.
    pub(super) actors: Vec<Actor>,
    pub(super) columns: Columns<'a>,
    /// The person, whom an actor names in its first change only.
    pub(super) author: Option<PersonId>,
}

/// Reads the data of a change chunk, all of it.
pub(super) fn read(data: &[u8]) -> Result<Body<'_>, Refusal> {
    let mut reader = Reader::new(data);
    let deps = deps(&mut reader)?;
    let actor = actor(&mut reader)?;
    let seq = within(reader.unsigned()?, MAX_COUNTER)?;
    let start_op = within(reader.unsigned()?, MAX_COUNTER)?;
    let time = reader.signed()?;
    if !(0..=MAX_TIME).contains(&time) {
        return Err(Refusal::Malformed);
    }
    let message = reader.text()?;
    if message.len() > limits::CHANGE_MESSAGE_BYTES {
        return Err(Refusal::TooLarge);
    }
    // Who has seen no change counts from the beginning.
    if deps.is_empty() && (seq, start_op) != (1, 1) {
        return Err(Refusal::Malformed);
    }
    let actors = actors(&mut reader, actor)?;
    let columns = columns::read(&mut reader)?;
    let author = footer(reader, seq)?;
    Ok(Body {
        deps,
        actor,
        seq,
        start_op,
        actors,
        columns,
        author,
    })
}

impl Body<'_> {
    /// Checks that `ops` operations from `start_op` on can be counted.
    pub(super) const fn fits(&self, ops: u64) -> Result<(), Refusal> {
        if self.start_op + ops > MAX_COUNTER {
            Err(Refusal::Malformed)
        } else {
            Ok(())
        }
    }
}

const fn within(value: u64, max: u64) -> Result<u64, Refusal> {
    if value == 0 || value > max {
        Err(Refusal::Malformed)
    } else {
        Ok(value)
    }
}

/// The dependencies, which Automerge writes sorted.
fn deps(reader: &mut Reader<'_>) -> Result<Vec<ChangeHash>, Refusal> {
    let count = count(reader, limits::CHANGE_DEPS)?;
    let mut deps = Vec::with_capacity(count);
    for _ in 0..count {
        deps.push(ChangeHash(reader.array()?));
    }
    if deps.is_sorted_by(|a, b| a < b) {
        Ok(deps)
    } else {
        Err(Refusal::Malformed)
    }
}

fn actor(reader: &mut Reader<'_>) -> Result<Actor, Refusal> {
    let len = reader.unsigned()?;
    Actor::from_slice(reader.take(len)?).ok_or(Refusal::Malformed)
}

/// The change's own actor followed by the others, which Automerge writes sorted.
fn actors(reader: &mut Reader<'_>, own: Actor) -> Result<Vec<Actor>, Refusal> {
    let count = count(reader, limits::CHANGE_ACTORS)?;
    let mut actors = Vec::with_capacity(count + 1);
    actors.push(own);
    for _ in 0..count {
        actors.push(actor(reader)?);
    }
    let others = actors.get(1..).unwrap_or_default();
    if others.contains(&own) || !others.is_sorted_by(|a, b| a < b) {
        return Err(Refusal::Malformed);
    }
    Ok(actors)
}

fn count(reader: &mut Reader<'_>, max: usize) -> Result<usize, Refusal> {
    let count = usize::try_from(reader.unsigned()?).map_err(|_| Refusal::TooLarge)?;
    if count > max {
        Err(Refusal::TooLarge)
    } else {
        Ok(count)
    }
}

/// Nothing, or the author in an actor's first change; Automerge refuses the whole
/// batch when an actor names one twice.
fn footer(mut reader: Reader<'_>, seq: u64) -> Result<Option<PersonId>, Refusal> {
    if reader.is_empty() {
        return Ok(None);
    }
    let kind = reader.unsigned()?;
    let len = reader.unsigned()?;
    let author = PersonId::from_slice(reader.take(len)?);
    if kind == AUTHOR_FOOTER && seq == 1 && author.is_some() && reader.is_empty() {
        Ok(author)
    } else {
        Err(Refusal::Malformed)
    }
}
