//! Change chunks as they are stored and sent: a row or frame may hold several.
//!
//! Automerge's own loader of concatenated chunks drops what it cannot read, so we
//! find their borders ourselves. What is between them, the gate reads.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/>.

use crate::doc::error::DocError;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// Splits bytes at the borders of their chunks.
pub(super) fn split(mut bytes: &[u8]) -> Result<Vec<&[u8]>, DocError> {
    let mut chunks = Vec::new();
    while !bytes.is_empty() {
        let length = length(bytes).ok_or_else(|| DocError::unreadable("no chunk here"))?;
        let (chunk, rest) = bytes
            .split_at_checked(length)
            .ok_or_else(|| DocError::unreadable("a chunk ends too early"))?;
        chunks.push(chunk);
        bytes = rest;
    }
    Ok(chunks)
}

/// The whole length of the chunk at the start of `bytes`.
fn length(bytes: &[u8]) -> Option<usize> {
    if bytes.get(..4)? != MAGIC {
        return None;
    }
    let mut length: usize = 0;
    for (index, byte) in bytes.get(9..)?.iter().enumerate().take(5) {
        let part = usize::from(byte & 0x7f).checked_shl(7 * u32::try_from(index).ok()?)?;
        length = length.checked_add(part)?;
        if byte & 0x80 == 0 {
            return length.checked_add(9 + index + 1);
        }
    }
    None
}
