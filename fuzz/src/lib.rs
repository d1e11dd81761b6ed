//! What the targets share: hostile bytes become chunks that are worth reading.

use sha2::{Digest as _, Sha256};

/// The four bytes that every chunk of Automerge begins with.
const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The type of a plain change.
const CHANGE: u8 = 1;

/// Cuts an input into parts: each begins with its length in two bytes, little-endian; a
/// last one that is cut off is taken as it is.
#[must_use]
pub fn parts(mut input: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let (part, rest) = rest.split_at(length);
        parts.push(part);
        input = rest;
    }
    parts
}

/// A change chunk with this content and a checksum that is right, for no fuzzer finds
/// one by itself.
#[must_use]
pub fn change_chunk(content: &[u8]) -> Vec<u8> {
    let mut hashed = vec![CHANGE];
    let mut length = content.len();
    while length >= 0x80 {
        hashed.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(content);
    let checksum = Sha256::digest(&hashed);
    [&MAGIC, &checksum[..4], &hashed].concat()
}
