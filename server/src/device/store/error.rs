//! What can be wrong with a data folder, and what a person does about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why the folder cannot be used. What is in it was left as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Another process writes there.
    #[error("{} is in use by {by}: stop that first, or use another --data folder", .dir.display())]
    Locked { dir: PathBuf, by: String },
    /// No journal there, and none may be made.
    #[error("{} holds no device: run `rounds device join` with this --data folder first", .0.display())]
    Missing(PathBuf),
    /// The folder or file cannot be written.
    #[error("{} cannot be written: give this user write access, or use another --data folder", .0.display())]
    ReadOnly(PathBuf),
    /// No room.
    #[error("the disk of {} is full: free some space and try again", .0.display())]
    Full(PathBuf),
    /// The file is not a journal.
    #[error("{} is not a device's journal: move it away, or use another --data folder", .0.display())]
    Foreign(PathBuf),
    /// A later build wrote it.
    #[error("{} was written by a newer build (format {version}): use that one", .path.display())]
    Newer { path: PathBuf, version: u8 },
    /// Something in the middle is damaged.
    #[error(
        "{} is damaged at byte {at} ({what}): keep a copy of the folder, then join again with a new --data folder",
        .path.display()
    )]
    Damaged {
        path: PathBuf,
        at: u64,
        what: &'static str,
    },
    /// One transaction is larger than the journal allows.
    #[error("{} cannot take a transaction this large", .0.display())]
    TooLarge(PathBuf),
    /// An earlier failure left the file in an unknown state.
    #[error("{} failed earlier: start again, so that it is checked first", .0.display())]
    Broken(PathBuf),
    /// Anything else the system said.
    #[error("{}: {source}", .path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl StoreError {
    /// Sorts an I/O failure by what a person can do about it.
    pub(crate) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(path)
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Io { path, source },
        }
    }
}
