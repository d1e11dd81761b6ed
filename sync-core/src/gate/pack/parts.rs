//! A change chunk taken apart, and put together again in the one form that it can have.

use sha2::{Digest as _, Sha256};

use super::super::bytes::Reader;
use super::super::header;
use crate::ids::ChangeHash;
use crate::limits;
use crate::log::Refusal;
use crate::wire::codec::Writer;

/// Columns of one change at most; Automerge knows fewer.
const MAX_COLUMNS: usize = 64;

/// The fields of a change, as written.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) deps: Vec<ChangeHash>,
    pub(super) actor: &'a [u8],
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time: i64,
    pub(super) message: &'a [u8],
    pub(super) others: Vec<&'a [u8]>,
    /// Each column's specification and bytes.
    pub(super) columns: Vec<(u64, &'a [u8])>,
    pub(super) extra: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Takes a chunk apart; its hash too.
    pub(super) fn read(chunk: &'a [u8]) -> Result<(ChangeHash, Self), Refusal> {
        let (hash, data) = header::open(chunk)?;
        let mut r = Reader::new(data);
        let deps = count(&mut r, limits::CHANGE_DEPS)?;
        let deps = (0..deps).map(|_| r.array().map(ChangeHash));
        let deps = deps.collect::<Result<_, _>>()?;
        let actor = sized(&mut r)?;
        let (seq, start_op, time) = (r.unsigned()?, r.unsigned()?, r.signed()?);
        let message = sized(&mut r)?;
        let others = count(&mut r, limits::CHANGE_ACTORS)?;
        let others = (0..others).map(|_| sized(&mut r));
        let others = others.collect::<Result<_, _>>()?;
        let columns = count(&mut r, MAX_COLUMNS)?;
        let table = (0..columns).map(|_| Ok((r.unsigned()?, r.unsigned()?)));
        let table: Vec<(u64, u64)> = table.collect::<Result<_, Refusal>>()?;
        let columns = table.iter().map(|(spec, len)| Ok((*spec, r.take(*len)?)));
        let columns = columns.collect::<Result<_, Refusal>>()?;
        let parts = Self {
            deps,
            actor,
            seq,
            start_op,
            time,
            message,
            others,
            columns,
            extra: r.rest(),
        };
        Ok((hash, parts))
    }

    /// The chunk and its hash.
    pub(super) fn chunk(&self) -> (ChangeHash, Vec<u8>) {
        let mut data = Writer::default();
        data.count(self.deps.len());
        for dep in &self.deps {
            data.raw(&dep.0);
        }
        data.bytes(self.actor);
        data.number(self.seq);
        data.number(self.start_op);
        signed(&mut data, self.time);
        data.bytes(self.message);
        data.count(self.others.len());
        for other in &self.others {
            data.bytes(other);
        }
        data.count(self.columns.len());
        for (spec, bytes) in &self.columns {
            data.number(*spec);
            data.count(bytes.len());
        }
        for (_, bytes) in &self.columns {
            data.raw(bytes);
        }
        data.raw(self.extra);
        let mut hashed = Writer::default();
        hashed.byte(header::CHANGE);
        hashed.bytes(&data.finish());
        let hashed = hashed.finish();
        let hash: [u8; 32] = Sha256::digest(&hashed).into();
        let (checksum, _) = hash.split_at(4);
        let chunk = [&header::MAGIC, checksum, &hashed].concat();
        (ChangeHash(hash), chunk)
    }
}

pub(super) fn count(r: &mut Reader<'_>, limit: usize) -> Result<usize, Refusal> {
    let count = usize::try_from(r.unsigned()?).map_err(|_| Refusal::TooLarge)?;
    if count > limit {
        return Err(Refusal::TooLarge);
    }
    Ok(count)
}

/// Bytes with their length in front.
pub(super) fn sized<'a>(r: &mut Reader<'a>) -> Result<&'a [u8], Refusal> {
    let length = r.unsigned()?;
    r.take(length)
}

/// Signed LEB128 in its shortest form.
fn signed(w: &mut Writer, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            return w.byte(byte);
        }
        w.byte(byte | 0x80);
    }
}
