//! Many changes of one document in few bytes: how a device that is far behind is told.
//!
//! A change of three keystrokes takes 150 bytes as a chunk of its own, most of them
//! hashes, actors and counters that follow from the changes before it. Here the changes
//! stand side by side, each field with its like, numbers as differences, hashes as
//! places, and the whole is deflated. What comes out is the same bytes that went in, so
//! that hashes and the gate hold for it as for any change; a document as Automerge saves
//! it is smaller still, and can do neither.
//!
//! Format: the byte 1, then a deflate stream of what `columns` writes.

use std::io::Read;

use flate2::Compression;
use flate2::bufread::{DeflateDecoder, DeflateEncoder};

use crate::limits;
use crate::log::Refusal;

mod columns;
mod parts;

const VERSION: u8 = 1;

/// Bytes that a pack may inflate to: less than the changes themselves.
const MAX_BYTES: usize = limits::BATCH_BYTES;

/// Packs change chunks; `None` when that makes them no smaller, or when they are not
/// plain changes in causal order within the limits of one push.
#[must_use]
pub fn pack(changes: &[Vec<u8>]) -> Option<Vec<u8>> {
    let plain: usize = changes.iter().map(Vec::len).sum();
    if plain > MAX_BYTES || changes.len() > limits::BATCH_CHANGES {
        return None;
    }
    let columns = columns::write(changes).ok()?;
    let mut packed = vec![VERSION];
    let deflated = DeflateEncoder::new(columns.as_slice(), Compression::default());
    read(deflated, &mut packed)?;
    let same = unpack(&packed).is_ok_and(|unpacked| unpacked == changes);
    (same && packed.len() < plain).then_some(packed)
}

/// The change chunks in a pack, whole and in the order in which they were packed. They
/// are as little to be trusted as where the pack came from.
///
/// # Errors
/// [`Refusal::Malformed`] when it is no pack, [`Refusal::TooLarge`] when there is more
/// in it than in one push. No more than that is ever allocated.
pub fn unpack(packed: &[u8]) -> Result<Vec<Vec<u8>>, Refusal> {
    let Some((&VERSION, deflated)) = packed.split_first() else {
        return Err(Refusal::Malformed);
    };
    let mut columns = Vec::new();
    let most = MAX_BYTES as u64;
    // One more than there may be, so that too much is told from just enough.
    let inflated = DeflateDecoder::new(deflated).take(most + 1);
    read(inflated, &mut columns).ok_or(Refusal::Malformed)?;
    if columns.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    columns::read(&columns)
}

/// Appends everything to `to`; `None` when it is not what it should be.
fn read(mut from: impl Read, to: &mut Vec<u8>) -> Option<()> {
    from.read_to_end(to).ok().map(drop)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
