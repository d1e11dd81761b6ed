//! The input gate: what a client sends is read by us before Automerge sees it.
//!
//! Automerge 0.12 inflates compressed chunks and columns without a bound: 260 kB of
//! hostile input made it allocate 790 MB. Run lengths are as dangerous: twenty bytes
//! can stand for 2^60 operations. And a change that is written in another way than
//! Automerge writes it is accepted, but gets another hash when the document is saved
//! and loaded, so that the document cannot be opened any more. So only plain change
//! chunks pass, in the one form that Automerge itself writes; every count and length
//! is checked before anything is allocated for it; and operations may only refer to
//! operations that can be there.
//!
//! [`check`] judges a change by itself. That an object, an element or a predecessor of
//! an earlier change exists and is of the right kind, [`History`] knows.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/>, and for the author
//! footer `encode_author_footer` in Automerge 0.12.

pub use history::History;

use crate::ids::{Actor, ChangeHash, PersonId};
use crate::limits;
use crate::log::Refusal;

mod body;
mod bytes;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
pub(crate) mod chunks;
mod columns;
mod header;
mod history;
mod ops;
pub mod pack;
mod refs;
mod rle;
mod rows;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
mod values;

/// A change whose form was checked: what the log needs to know, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedChange {
    /// Its identity, recomputed from its bytes.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number among that actor's changes in this document, from 1.
    pub seq: u64,
    /// The counter of its first operation.
    pub start_op: u64,
    /// How many operations it has.
    pub ops: u64,
    /// The changes that it builds on, as written.
    pub deps: Vec<ChangeHash>,
    /// The person whom it names as the author of all its actor's changes.
    ///
    /// Written by the device, so not true before it is compared with the session. An
    /// actor names its author in its first change, and in no other.
    pub author: Option<PersonId>,
    /// The chunk, whole.
    pub bytes: Vec<u8>,
}

impl CheckedChange {
    /// A change that Automerge made here just now; `None` if its actor is not ours.
    pub(crate) fn own(change: &automerge::Change) -> Option<Self> {
        Some(Self {
            hash: change.hash().into(),
            actor: Actor::from_slice(change.actor_id().to_bytes())?,
            seq: change.seq(),
            start_op: change.start_op().get(),
            ops: change.len() as u64,
            deps: change.deps().iter().map(|dep| (*dep).into()).collect(),
            author: change
                .author()
                .and_then(|author| PersonId::from_slice(author.as_bytes())),
            bytes: change.raw_bytes().to_vec(),
        })
    }
}

/// Reads one change chunk, and lets it pass if Automerge would have written it so.
///
/// Costs time in proportion to its operations and less than 64 bytes of memory for
/// each, of which there are never more than [`limits::CHANGE_OPS`].
///
/// # Errors
/// [`Refusal::TooLarge`] past a limit, [`Refusal::Compressed`] for anything deflated,
/// [`Refusal::Unreadable`] when only Automerge refuses it, and
/// [`Refusal::Malformed`] for everything else.
pub fn check(bytes: Vec<u8>) -> Result<CheckedChange, Refusal> {
    read(bytes).map(|(ours, _)| ours)
}

/// As [`check`], with the change as Automerge reads it.
pub(crate) fn read(bytes: Vec<u8>) -> Result<(CheckedChange, automerge::Change), Refusal> {
    if bytes.len() > limits::CHANGE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let (hash, data) = header::open(&bytes)?;
    let body = body::read(data)?;
    let ops = ops::check(&body)?;
    let checked = CheckedChange {
        hash,
        actor: body.actor,
        seq: body.seq,
        start_op: body.start_op,
        ops,
        deps: body.deps,
        author: body.author,
        bytes,
    };
    match automerge::Change::try_from(&checked.bytes[..]) {
        Ok(theirs) if agree(&checked, &theirs) => Ok((checked, theirs)),
        _ => Err(Refusal::Unreadable),
    }
}

/// Reads a change chunk that passed [`check`] when it was stored, without judging its
/// operations again.
///
/// # Errors
/// [`Refusal::Malformed`] when it was damaged since.
pub(crate) fn stored(bytes: Vec<u8>) -> Result<CheckedChange, Refusal> {
    let (hash, data) = header::open(&bytes)?;
    let body = body::read(data)?;
    let ops = ops::count(&body)?;
    Ok(CheckedChange {
        hash,
        actor: body.actor,
        seq: body.seq,
        start_op: body.start_op,
        ops,
        deps: body.deps,
        author: body.author,
        bytes,
    })
}

/// Reads the changes of one push, all or none, as [`check`] does.
///
/// A change of 140 bytes can stand for [`limits::CHANGE_OPS`] operations. So they are
/// counted first, which costs nothing, and the push must not have more than a document.
///
/// # Errors
/// As [`check`]; [`Refusal::TooLarge`] also past the operations of a document.
pub fn check_all(changes: Vec<Vec<u8>>) -> Result<Vec<CheckedChange>, Refusal> {
    let mut ops = 0;
    // One alone is counted when it is checked.
    for bytes in changes.iter().filter(|_| changes.len() > 1) {
        ops += ops::count(&body::read(header::reopen(bytes)?)?)?;
        if ops > history::DOC_OPS {
            return Err(Refusal::TooLarge);
        }
    }
    changes.into_iter().map(check).collect()
}

/// Whether Automerge reads the same in a chunk as we.
fn agree(ours: &CheckedChange, theirs: &automerge::Change) -> bool {
    ChangeHash::from(theirs.hash()) == ours.hash
        && theirs.actor_id().to_bytes() == ours.actor.to_bytes()
        && theirs.seq() == ours.seq
        && theirs.start_op().get() == ours.start_op
        && theirs.len() as u64 == ours.ops
        && theirs
            .deps()
            .iter()
            .map(|hash| ChangeHash::from(*hash))
            .eq(ours.deps.iter().copied())
}
