//! Reads a journal from its beginning: what stands in it, and where it ends well.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::error::StoreError;
use super::format::{self, FRAME, HEADER};
use super::index::Index;

/// A journal as found.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) index: Index,
    /// The end of the last whole transaction; 0 when not even the header is whole.
    pub(super) end: u64,
    /// Bytes after `end`: a transaction that was being written when the process or
    /// the machine stopped. Nobody was told that it is saved.
    pub(super) torn: Vec<u8>,
}

/// Reads `file` from the start.
///
/// # Errors
/// [`StoreError::Damaged`] when a whole transaction follows a damaged one: each is
/// made durable before the next is begun, so only the last can be torn.
pub(super) fn scan(file: &File, path: &Path) -> Result<Scan, StoreError> {
    let io = |source| StoreError::from_io(path, source);
    let length = file.metadata().map_err(io)?.len();
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    reader.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut scan = Scan {
        index: Index::default(),
        end: 0,
        torn: Vec::new(),
    };
    if !header(&mut reader, path, length)? {
        return Ok(scan);
    }
    scan.end = HEADER.len() as u64;
    let mut payload = Vec::new();
    loop {
        match next_record(&mut reader, &mut payload, length.saturating_sub(scan.end)) {
            Ok(Some(())) => {}
            Ok(None) => break,
            Err(source) => return Err(io(source)),
        }
        let Some(found) = format::decode(&payload) else {
            let what = "a transaction that this build cannot read";
            return Err(StoreError::Damaged {
                path: path.to_owned(),
                at: scan.end,
                what,
            });
        };
        let start = scan.end.saturating_add(FRAME as u64);
        scan.index.take(&payload, &found, start);
        scan.end = start.saturating_add(payload.len() as u64);
    }
    reader.seek(SeekFrom::Start(scan.end)).map_err(io)?;
    // Not past `length`: another process may be writing there while this one only reads.
    let rest = length.saturating_sub(scan.end);
    reader.take(rest).read_to_end(&mut scan.torn).map_err(io)?;
    if format::holds_record(&scan.torn) {
        let what = "its checksum is wrong, and whole transactions follow";
        return Err(StoreError::Damaged {
            path: path.to_owned(),
            at: scan.end,
            what,
        });
    }
    Ok(scan)
}

/// Reads the header; false when the file ends inside it, as after a stop while it was made.
fn header(reader: &mut BufReader<&File>, path: &Path, length: u64) -> Result<bool, StoreError> {
    let mut found = Vec::new();
    reader
        .take(HEADER.len() as u64)
        .read_to_end(&mut found)
        .map_err(|source| StoreError::from_io(path, source))?;
    if found == HEADER {
        return Ok(true);
    }
    if length < HEADER.len() as u64 && HEADER.starts_with(&found) {
        return Ok(false);
    }
    match (found.split_last(), HEADER.split_last()) {
        (Some((version, name)), Some((ours, our_name))) if name == our_name && version > ours => {
            Err(StoreError::Newer {
                path: path.to_owned(),
                version: *version,
            })
        }
        _ => Err(StoreError::Foreign(path.to_owned())),
    }
}

/// Reads one whole record into `payload`; `None` where no whole one begins.
fn next_record(
    reader: &mut BufReader<&File>,
    payload: &mut Vec<u8>,
    left: u64,
) -> std::io::Result<Option<()>> {
    let mut frame = [0; FRAME];
    if left < FRAME as u64 {
        return Ok(None);
    }
    reader.read_exact(&mut frame)?;
    let Some((length, crc)) = format::read_frame(&frame) else {
        return Ok(None);
    };
    if left - (FRAME as u64) < length as u64 {
        return Ok(None);
    }
    payload.resize(length, 0);
    reader.read_exact(payload)?;
    Ok(format::matches(payload, crc).then_some(()))
}
