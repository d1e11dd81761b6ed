//! The chunk header: magic, checksum, type, length; and the hash over the rest.

use sha2::{Digest as _, Sha256};

use super::bytes::Reader;
use crate::ids::ChangeHash;
use crate::log::Refusal;

pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

pub(super) const CHANGE: u8 = 1;
const DEFLATED_CHANGE: u8 = 2;

/// Checks the header of a plain change that fills `chunk`; returns its hash and data.
pub(super) fn open(chunk: &[u8]) -> Result<(ChangeHash, &[u8]), Refusal> {
    let (checksum, hashed) = split(chunk)?;
    let data = data(hashed)?;
    let hash: [u8; 32] = Sha256::digest(hashed).into();
    if hash[..4] == checksum {
        Ok((ChangeHash(hash), data))
    } else {
        Err(Refusal::Malformed)
    }
}

/// The data of a chunk whose checksum was checked before.
pub(super) fn reopen(chunk: &[u8]) -> Result<&[u8], Refusal> {
    data(split(chunk)?.1)
}

/// The checksum, and what it covers: everything from the type byte on.
fn split(chunk: &[u8]) -> Result<([u8; 4], &[u8]), Refusal> {
    let mut reader = Reader::new(chunk);
    if reader.array()? != MAGIC {
        return Err(Refusal::Malformed);
    }
    Ok((reader.array()?, reader.rest()))
}

fn data(hashed: &[u8]) -> Result<&[u8], Refusal> {
    let mut reader = Reader::new(hashed);
    match reader.byte()? {
        CHANGE => {}
        DEFLATED_CHANGE => return Err(Refusal::Compressed),
        _ => return Err(Refusal::Malformed),
    }
    let len = reader.unsigned()?;
    let data = reader.take(len)?;
    if reader.is_empty() {
        Ok(data)
    } else {
        Err(Refusal::Malformed)
    }
}
