//! The lock of a data folder, which says who may change how its database is built.
//!
//! A server holds it while it runs, so that no command of a newer build changes the
//! schema under it; a command holds it only while it does that. The system gives it
//! back when its process ends, however that ends.

use std::fs::{File, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::error::io;
use crate::store::StoreError;

/// The file whose lock it is.
const FILE: &str = "serve.lock";

/// The lock, until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    /// Locked for as long as it is open.
    _file: File,
}

impl FolderLock {
    /// Takes the lock of a folder; `None` while someone else has it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn take(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join(FILE);
        let mut options = File::options();
        let private = options.create(true).truncate(false).write(true).mode(0o600);
        let opened = private.open(&path);
        let file =
            opened.map_err(|error| io(&format!("cannot write {}", path.display()), &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(io("cannot lock the folder", &error)),
        }
    }
}
