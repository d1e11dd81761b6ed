//! The device's tables in one append-only file, so that a stop at any moment loses
//! nothing that was said to be saved.
//!
//! A transaction is one checksummed record at the end of `journal`; [`Store::sync`]
//! makes all of them durable. On opening, a torn last record is set aside in
//! `journal.torn` and cut off. When most of the file is rows that were replaced, the
//! live ones are written to `journal.new`, which then takes the journal's place.
//!
//! Invariant: bytes before the last whole transaction are never written again.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use sync_core::device::{Row, Table, Write};

pub(crate) use error::StoreError;
pub(crate) use files::replace;
use format::HEADER;
use index::Index;

mod compact;
mod error;
mod files;
mod format;
mod index;
mod scan;

/// A device's stored rows. Values of [`Table::Chunks`] stay on disk.
#[derive(Debug)]
pub(crate) struct Store {
    file: File,
    path: PathBuf,
    index: Index,
    end: u64,
    writer: Option<Writer>,
}

/// What only the one process that holds the lock has.
#[derive(Debug)]
struct Writer {
    /// Held, never read: dropping it lets the next process in.
    _lock: File,
    /// Compact when the journal is longer than this.
    compact_at: u64,
    /// A write failed in a way that leaves the file's state unknown.
    broken: bool,
}

impl Store {
    /// Opens the journal of a folder for writing, making both when they are not there.
    ///
    /// # Errors
    /// Another process writes there, the folder cannot be written, or the journal is
    /// damaged, foreign or newer. Nothing was changed then.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        files::make_dir(dir)?;
        let lock = files::lock(dir)?;
        let path = files::journal(dir);
        let file = files::open_journal(&path)?;
        let scan = scan::scan(&file, &path)?;
        let writer = Writer {
            _lock: lock,
            compact_at: compact::AT_LEAST,
            broken: false,
        };
        let mut store = Self {
            file,
            path,
            index: scan.index,
            end: scan.end,
            writer: Some(writer),
        };
        if !scan.torn.is_empty() {
            files::set_aside(dir, &scan.torn)?;
        }
        store.cut_to_end()?;
        if store.end == 0 {
            store.put(&HEADER)?;
            files::sync_dir(dir)?;
        }
        Ok(store)
    }

    /// Opens the journal of a folder for reading, beside a process that may write it.
    ///
    /// # Errors
    /// There is none, or it is damaged, foreign or newer.
    pub(crate) fn open_to_read(dir: &Path) -> Result<Self, StoreError> {
        let path = files::journal(dir);
        let file = files::open_to_read(dir, &path)?;
        let scan = scan::scan(&file, &path)?;
        Ok(Self {
            file,
            path,
            index: scan.index,
            end: scan.end,
            writer: None,
        })
    }

    /// All rows of the tables that are read whole at start, in table and key order.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.index.rows().collect()
    }

    /// The rows of [`Table::Chunks`] whose key begins so, in key order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(crate) fn chunks(&self, prefix: &[u8]) -> Result<Vec<Row>, StoreError> {
        self.index
            .chunks(prefix)
            .map(|(key, span)| {
                let mut value = vec![0; span.length];
                self.file
                    .read_exact_at(&mut value, span.offset)
                    .map_err(|source| StoreError::from_io(&self.path, source))?;
                Ok(Row {
                    table: Table::Chunks,
                    key: key.to_vec(),
                    value,
                })
            })
            .collect()
    }

    /// Writes a transaction; it is durable after the next [`Store::sync`].
    ///
    /// # Errors
    /// Nothing of it was written, and later ones may be tried: the disk is full, or
    /// the store was opened to read.
    pub(crate) fn append(&mut self, writes: &[Write]) -> Result<(), StoreError> {
        match &self.writer {
            None => return Err(StoreError::ReadOnly(self.path.clone())),
            Some(writer) if writer.broken => return Err(StoreError::Broken(self.path.clone())),
            Some(_) => {}
        }
        let record =
            format::encode(writes).ok_or_else(|| StoreError::TooLarge(self.path.clone()))?;
        let start = self.end.saturating_add(format::FRAME as u64);
        self.put(&record)?;
        let payload = record.get(format::FRAME..).unwrap_or_default();
        let found = format::decode(payload).unwrap_or_default();
        self.index.take(payload, &found, start);
        Ok(())
    }

    /// Makes every appended transaction durable.
    ///
    /// # Errors
    /// What was appended since the last call may or may not be on disk, and nothing
    /// more is accepted: after a failed flush the system may have dropped the bytes.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        if let Err(source) = self.file.sync_data() {
            self.give_up();
            return Err(StoreError::from_io(&self.path, source));
        }
        if self.is_mostly_garbage() {
            self.compact();
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        if let Err(source) = self.file.write_all(bytes) {
            let error = StoreError::from_io(&self.path, source);
            if self.cut_to_end().is_err() {
                self.give_up();
            }
            return Err(error);
        }
        self.end = self.end.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Removes whatever lies behind the last whole transaction.
    fn cut_to_end(&mut self) -> Result<(), StoreError> {
        let io = |source| StoreError::from_io(&self.path, source);
        if self.file.metadata().map_err(io)?.len() != self.end {
            self.file.set_len(self.end).map_err(io)?;
            self.file.sync_all().map_err(io)?;
        }
        Ok(())
    }

    fn give_up(&mut self) {
        if let Some(writer) = &mut self.writer {
            writer.broken = true;
        }
    }

    fn is_mostly_garbage(&self) -> bool {
        self.writer.as_ref().is_some_and(|writer| {
            !writer.broken
                && self.end > writer.compact_at
                && self.end / compact::FACTOR > self.index.live()
        })
    }
}

#[cfg(test)]
mod tests;
