//! The store in SQLite: one file, one writer, a pool of readers.
//!
//! Write-ahead log with `synchronous=FULL`: a transaction that returned has reached the
//! disk. Memory is bounded by the page caches, whatever the size of the file.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use sync_core::log::Histories;

use super::{Counts, ServerIds, Store, StoreError};
use pool::Pool;

pub use lock::FolderLock;
pub use open::make_folder;
pub use upkeep::{Health, check_file, copy_database};

mod audit;
mod directory;
mod error;
mod inbox;
mod joins;
mod lock;
mod logs;
mod migrate;
mod open;
mod page;
mod pool;
mod tablets;
mod tx;
mod upkeep;
mod values;

/// The database's file name in the data folder.
pub const FILE: &str = "rounds.db";

/// Whether [`SqliteStore::open`] may make a new database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// Make the folder and an empty database.
    Create,
    /// Refuse, and say what to do.
    Refuse,
}

/// A [`Store`] in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    dir: PathBuf,
    ids: ServerIds,
    writer: Mutex<Connection>,
    /// Locked only while `writer` is.
    histories: Mutex<Histories>,
    readers: Pool,
}

impl SqliteStore {
    /// Opens the database in `dir`, brings its schema up to date and checks it whole.
    ///
    /// # Errors
    /// The folder or file cannot be used, is damaged, or was written by a newer build;
    /// or its schema is older and a server runs on it.
    pub fn open(dir: &Path, if_missing: IfMissing) -> Result<Self, StoreError> {
        Self::open_with(dir, if_missing, None)
    }

    /// Opens, or makes, the database of a folder whose lock the caller has.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_locked(dir: &Path, lock: &FolderLock) -> Result<Self, StoreError> {
        Self::open_with(dir, IfMissing::Create, Some(lock))
    }

    fn open_with(
        dir: &Path,
        if_missing: IfMissing,
        held: Option<&FolderLock>,
    ) -> Result<Self, StoreError> {
        let mut writer = open::open_writer(dir, if_missing)?;
        migrate::migrate(&mut writer, dir, held)?;
        let ids = open::server_ids(&mut writer)?;
        Ok(Self {
            dir: dir.to_owned(),
            ids,
            writer: Mutex::new(writer),
            histories: Mutex::default(),
            readers: Pool::new(dir.join(FILE)),
        })
    }

    /// Lets the file grow to `pages` pages only, as a full disk would.
    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: u32) {
        let set = self
            .writer()
            .pragma(None, "max_page_count", pages, |_| Ok(()));
        assert_eq!(set, Ok(()));
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Runs `work` in one transaction, which is durable on return, or undone.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer();
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    }

    /// Runs `work` in a transaction that is committed only when it says so.
    fn write_if<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<Result<T, E>, StoreError>,
    ) -> Result<Result<T, E>, StoreError> {
        let mut writer = self.writer();
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        if value.is_ok() {
            tx.commit()?;
        }
        Ok(value)
    }

    /// Runs `work` on one state of the database.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(|reader| work(&reader.transaction()?))
    }

    /// Whatever a panic or an undone transaction leaves of them does no harm.
    fn histories(&self) -> MutexGuard<'_, Histories> {
        let locked = self.histories.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }

    /// The writing connection; a panic while it was held rolled its transaction back.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for SqliteStore {
    fn write_probe(&self) -> Result<(), StoreError> {
        self.write(|tx| {
            let sql = "INSERT INTO meta (key, value) VALUES ('probe', x'00')
                       ON CONFLICT (key) DO UPDATE SET value = x'00'";
            tx.prepare_cached(sql)?.execute([])?;
            Ok(())
        })
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(upkeep::counts)
    }

    fn close(&self) -> Result<(), StoreError> {
        self.readers.clear();
        upkeep::checkpoint(&self.writer())
    }
}

#[cfg(test)]
mod tests;
