//! Automerge chunks as they are stored and sent: a row or frame may hold several.
//!
//! Automerge's own loader of concatenated chunks drops what it cannot read, so we
//! find their borders and read each one ourselves.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/>.

use automerge::Change;

use crate::doc::error::DocError;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;

/// One chunk with its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunk<'a> {
    /// A whole document.
    Document(&'a [u8]),
    /// One plain change.
    Change(&'a [u8]),
}

/// Splits bytes at the borders of their chunks.
pub(super) fn split(mut bytes: &[u8]) -> Result<Vec<Chunk<'_>>, DocError> {
    let mut chunks = Vec::new();
    while !bytes.is_empty() {
        let (kind, length) = header(bytes).ok_or_else(|| DocError::unreadable("no chunk here"))?;
        let (chunk, rest) = bytes
            .split_at_checked(length)
            .ok_or_else(|| DocError::unreadable("a chunk ends too early"))?;
        chunks.push(match kind {
            DOCUMENT => Chunk::Document(chunk),
            CHANGE => Chunk::Change(chunk),
            _ => return Err(DocError::unreadable(format!("chunk of kind {kind}"))),
        });
        bytes = rest;
    }
    Ok(chunks)
}

/// Reads one change chunk and holds it against its checksum.
pub(super) fn read_change(bytes: &[u8]) -> Result<Change, DocError> {
    let change = Change::try_from(bytes).map_err(DocError::unreadable)?;
    if bytes.get(4..8) == change.hash().0.get(..4) {
        Ok(change)
    } else {
        Err(DocError::unreadable("wrong checksum"))
    }
}

/// The kind and whole length of the chunk at the start of `bytes`.
fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    if bytes.get(..4)? != MAGIC {
        return None;
    }
    let kind = *bytes.get(8)?;
    let mut length: usize = 0;
    for (index, byte) in bytes.get(9..)?.iter().enumerate().take(5) {
        let part = usize::from(byte & 0x7f).checked_shl(7 * u32::try_from(index).ok()?)?;
        length = length.checked_add(part)?;
        if byte & 0x80 == 0 {
            return Some((kind, length.checked_add(9 + index + 1)?));
        }
    }
    None
}
