//! The container of old workbooks: a file system of sectors.

use super::zip::{long, word};
use crate::sheet::fault::Fault;

const DAMAGED: Fault = Fault::DamagedWorkbook("its sectors cannot be read");
const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_SECTORS: usize = 109;
const ENTRY_BYTES: usize = 128;
/// Marks of sectors that are no sectors begin here.
const NO_SECTOR: u32 = 0xffff_fffa;

/// Whether these bytes begin like such a container.
#[must_use]
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

struct Sectors<'a> {
    bytes: &'a [u8],
    shift: u32,
    /// What comes after each sector.
    table: Vec<u32>,
}

/// The stream with one of these names.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Result<Vec<u8>, Fault> {
    read(bytes, names).ok_or(DAMAGED)
}

fn read(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let shift = u32::from(word(bytes, 0x1e)?);
    let small_shift = u32::from(word(bytes, 0x20)?);
    if !(7..=16).contains(&shift) || small_shift >= shift {
        return None;
    }
    let mut sectors = Sectors {
        bytes,
        shift,
        table: Vec::new(),
    };
    sectors.table = sectors.table()?;
    let directory = sectors.chain(long(bytes, 0x30)?)?;
    let entries = || directory.chunks_exact(ENTRY_BYTES);
    let root = entries().next()?;
    let entry = names
        .iter()
        .find_map(|name| entries().find(|entry| is_named(entry, name)))?;
    let (start, size) = (long(entry, 0x74)?, long(entry, 0x78)? as usize);
    let small = size < long(bytes, 0x38)? as usize;
    let mut data = if small {
        let store = sectors.chain(long(root, 0x74)?)?;
        let table = sectors.chain(long(bytes, 0x3c)?)?;
        Sectors {
            bytes: &store,
            shift: small_shift,
            table: longs(&table),
        }
        .small_chain(start)?
    } else {
        sectors.chain(start)?
    };
    data.truncate(size);
    Some(data)
}

impl Sectors<'_> {
    /// Reads the table from the header and its further sectors.
    fn table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() >> self.shift;
        let mut list: Vec<u32> = (0..HEADER_SECTORS)
            .filter_map(|i| long(self.bytes, 0x4c + 4 * i))
            .collect();
        let mut next = long(self.bytes, 0x44)?;
        let mut steps = 0;
        while next < NO_SECTOR && steps <= most {
            let more = longs(self.sector(next)?);
            let (last, more) = more.split_last()?;
            list.extend(more);
            next = *last;
            steps += 1;
        }
        let mut table = Vec::new();
        for sector in list
            .into_iter()
            .filter(|sector| *sector < NO_SECTOR)
            .take(most)
        {
            table.extend(longs(self.sector(sector)?));
        }
        Some(table)
    }

    fn sector(&self, number: u32) -> Option<&[u8]> {
        self.piece((number as usize).checked_add(1)?)
    }

    fn piece(&self, index: usize) -> Option<&[u8]> {
        let size = 1usize << self.shift;
        let start = index.checked_mul(size)?;
        let rest = self.bytes.get(start..)?;
        Some(rest.get(..size).unwrap_or(rest))
    }

    /// The sectors from `start` on.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        self.follow(start, |number| self.sector(number))
    }

    /// The same in the store of small streams, which has no header.
    fn small_chain(&self, start: u32) -> Option<Vec<u8>> {
        self.follow(start, |number| self.piece(number as usize))
    }

    /// A chain that goes on past as many sectors or bytes as there are goes in a circle.
    fn follow<'s>(&self, start: u32, sector: impl Fn(u32) -> Option<&'s [u8]>) -> Option<Vec<u8>> {
        let mut data = Vec::new();
        let mut at = start;
        for _ in 0..self.table.len() {
            if at >= NO_SECTOR {
                return Some(data);
            }
            data.extend_from_slice(sector(at)?);
            if data.len() > self.bytes.len() {
                return None;
            }
            at = *self.table.get(at as usize)?;
        }
        (at >= NO_SECTOR).then_some(data)
    }
}

fn longs(bytes: &[u8]) -> Vec<u32> {
    let (fours, _) = bytes.as_chunks::<4>();
    fours.iter().map(|four| u32::from_le_bytes(*four)).collect()
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let length = word(entry, 0x40).map_or(0, usize::from);
    let bytes = entry.get(..length.saturating_sub(2)).unwrap_or_default();
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
    units.eq(name.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_ends_and_a_circle_is_none() {
        let sectors = |bytes, table: &[u32]| Sectors {
            bytes,
            shift: 2,
            table: table.to_vec(),
        };
        let whole = sectors(b"abcdefgh", &[1, NO_SECTOR]);
        assert_eq!(
            whole.small_chain(0).as_deref(),
            Some(b"abcdefgh".as_slice())
        );
        assert_eq!(sectors(b"abcdefgh", &[1, 0]).small_chain(0), None);
        // Of sectors without a byte a circle once went on for ever.
        assert_eq!(sectors(b"", &[0]).small_chain(0), None);
    }
}
