//! Writes the live rows to a new journal, which then takes the old one's place.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use sync_core::device::{Row, Table, Write};

use super::Store;
use super::files;
use super::format::{self, FRAME, HEADER};
use super::index::Index;

/// Bytes of a journal below which compaction is not worth two flushes.
pub(super) const AT_LEAST: u64 = 4 * 1024 * 1024;

/// Compact when the journal is this many times larger than its live rows.
pub(super) const FACTOR: u64 = 3;

/// Bytes of rows gathered into one transaction of the new journal.
const BATCH_BYTES: usize = 1024 * 1024;

impl Store {
    /// Compacts. When that fails, as on a full disk, the old journal stays in use and
    /// the next try comes when it has doubled.
    pub(super) fn compact(&mut self) {
        if self.try_compact().is_err() {
            let later = self.end.saturating_mul(2);
            if let Some(writer) = &mut self.writer {
                writer.compact_at = later;
            }
        }
    }

    fn try_compact(&mut self) -> io::Result<()> {
        let fresh = self.path.with_extension("new");
        let mut file = files::open_empty(&fresh)?;
        file.write_all(&HEADER)?;
        let mut index = Index::default();
        let mut end = HEADER.len() as u64;
        let mut batch = Vec::new();
        let mut bytes = 0;
        for row in self.live_rows() {
            let row = row?;
            bytes += row.key.len() + row.value.len();
            batch.push(Write::Put(row));
            if bytes >= BATCH_BYTES {
                flush(&mut file, &mut index, &mut end, &batch)?;
                batch.clear();
                bytes = 0;
            }
        }
        flush(&mut file, &mut index, &mut end, &batch)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)?;
        // From here on the new file is the journal, whatever else fails.
        self.file = file;
        self.index = index;
        self.end = end;
        let dir = self.path.parent().unwrap_or_else(|| Path::new("."));
        if files::sync_dir(dir).is_err() {
            // Writes to come could land in a file whose name is not durable.
            self.give_up();
        }
        Ok(())
    }

    fn live_rows(&self) -> impl Iterator<Item = io::Result<Row>> {
        let chunks = self.index.chunks(&[]).map(|(key, span)| {
            let mut value = vec![0; span.length];
            self.file.read_exact_at(&mut value, span.offset)?;
            Ok(Row {
                table: Table::Chunks,
                key: key.to_vec(),
                value,
            })
        });
        self.index.rows().map(Ok).chain(chunks)
    }
}

fn flush(file: &mut fs::File, index: &mut Index, end: &mut u64, batch: &[Write]) -> io::Result<()> {
    let record = format::encode(batch).ok_or(io::ErrorKind::FileTooLarge)?;
    file.write_all(&record)?;
    let payload = record.get(FRAME..).unwrap_or_default();
    let found = format::decode(payload).unwrap_or_default();
    index.take(payload, &found, end.saturating_add(FRAME as u64));
    *end = end.saturating_add(record.len() as u64);
    Ok(())
}
