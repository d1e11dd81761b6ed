//! The parts of a zip file, unpacked one by one under a limit that the whole file has.

use std::io::Read as _;

use flate2::bufread::DeflateDecoder;

use crate::limits;
use crate::sheet::fault::Fault;

const DAMAGED: Fault = Fault::DamagedWorkbook("its list of parts cannot be read");
const END: [u8; 4] = *b"PK\x05\x06";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// The longest comment behind the directory.
const COMMENT_BYTES: usize = 65_535;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// Whether these bytes begin like a zip file.
#[must_use]
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&END)
}

/// The directory of a zip file.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    /// Bytes that may be unpacked still.
    budget: u64,
}

struct Entry {
    name: String,
    method: u16,
    packed: usize,
    unpacked: u64,
    offset: usize,
}

impl<'a> Archive<'a> {
    /// Reads the directory; nothing is unpacked yet.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let from = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES);
        let tail = bytes.get(from..).unwrap_or_default();
        let end = tail
            .windows(END.len())
            .rposition(|window| window == END)
            .ok_or(DAMAGED)?;
        let end = tail.get(end..).ok_or(DAMAGED)?;
        let count = usize::from(word(end, 10).ok_or(DAMAGED)?);
        if count > limits::SHEET_ZIP_PARTS {
            return Err(Fault::TooMuchInside);
        }
        let mut at = long(end, 16).ok_or(DAMAGED)? as usize;
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            let head = bytes.get(at..).ok_or(DAMAGED)?;
            let (entry, length) = Entry::read(head).ok_or(DAMAGED)?;
            entries.push(entry);
            at = at.checked_add(length).ok_or(DAMAGED)?;
        }
        Ok(Self {
            bytes,
            entries,
            budget: limits::SHEET_UNPACKED_BYTES,
        })
    }

    /// Unpacks a part by its name; none when it is not there.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let name = name.trim_start_matches('/');
        let same = |entry: &&Entry| entry.name.eq_ignore_ascii_case(name);
        let Some(entry) = self.entries.iter().find(same) else {
            return Ok(None);
        };
        if entry.unpacked > self.budget {
            return Err(Fault::TooMuchInside);
        }
        let local = self.bytes.get(entry.offset..).ok_or(DAMAGED)?;
        let name_bytes = usize::from(word(local, 26).ok_or(DAMAGED)?);
        let extra_bytes = usize::from(word(local, 28).ok_or(DAMAGED)?);
        let start = LOCAL_BYTES + name_bytes + extra_bytes;
        let packed = local
            .get(start..)
            .and_then(|data| data.get(..entry.packed))
            .ok_or(DAMAGED)?;
        let data = match entry.method {
            STORED => packed.to_vec(),
            DEFLATED => inflated(packed, entry.unpacked)?,
            _ => return Err(Fault::DamagedWorkbook("a part is packed in an unknown way")),
        };
        self.budget = self.budget.saturating_sub(data.len() as u64);
        Ok(Some(data))
    }
}

/// Unpacks a part that is said to have so many bytes; no more than one beyond that is
/// unpacked, and then the part is damaged.
fn inflated(packed: &[u8], bytes: u64) -> Result<Vec<u8>, Fault> {
    let room = usize::try_from(bytes).map_err(|_| Fault::TooMuchInside)?;
    let mut data = Vec::with_capacity(room);
    let mut unpacking = DeflateDecoder::new(packed).take(bytes.saturating_add(1));
    match unpacking.read_to_end(&mut data) {
        Ok(read) if read <= room => Ok(data),
        _ => Err(Fault::DamagedWorkbook("a part cannot be unpacked")),
    }
}

impl Entry {
    /// The entry at the start of `head`, and its length there.
    fn read(head: &[u8]) -> Option<(Self, usize)> {
        if !head.starts_with(&ENTRY) {
            return None;
        }
        let name_bytes = usize::from(word(head, 28)?);
        let name = head.get(ENTRY_BYTES..)?.get(..name_bytes)?;
        let length =
            ENTRY_BYTES + name_bytes + usize::from(word(head, 30)?) + usize::from(word(head, 32)?);
        let entry = Self {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            method: word(head, 10)?,
            packed: long(head, 20)? as usize,
            unpacked: u64::from(long(head, 24)?),
            offset: long(head, 42)? as usize,
        };
        Some((entry, length))
    }
}

/// Two bytes, the lower one first.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*pair))
}

/// Four bytes, the lowest one first.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_directory_is_refused() {
        assert!(Archive::open(b"PK\x03\x04 and no more").is_err());
        let mut end = END.to_vec();
        end.extend([0; 6]);
        end.extend([255, 255]);
        end.extend([0; 10]);
        assert!(matches!(Archive::open(&end), Err(Fault::TooMuchInside)));
    }
}
