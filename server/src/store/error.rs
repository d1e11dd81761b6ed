//! Why a store failed, sorted by what a person can do about it.

/// A failure of the store itself. Nothing of the transaction was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No space left.
    #[error("the disk is full: free some space; nothing that was acknowledged is lost")]
    Full,
    /// The files cannot be written.
    #[error("the data folder cannot be written: give this user write access to it")]
    ReadOnly,
    /// A page or row does not hold what was written there.
    #[error("the database is damaged ({0}): stop the server and restore a backup")]
    Corrupt(String),
    /// A newer build wrote this database.
    #[error(
        "this database was written by a newer version of rounds (schema {found}, this build knows {known}): start that version"
    )]
    Newer {
        /// The schema number in the file.
        found: i64,
        /// The newest number this build knows.
        known: i64,
    },
    /// The schema is older than this build's, and a server of that build is running.
    #[error(
        "a server runs on {folder} with a database of an older version of rounds (schema {found}, this build needs {known}): stop that server first, or use the program that it runs"
    )]
    InUse {
        /// The data folder.
        folder: String,
        /// The schema number in the file.
        found: i64,
        /// The number this build needs.
        known: i64,
    },
    /// The folder has no database.
    #[error(
        "there is no database in {0}: name the right folder with --data, or start a server there first"
    )]
    Missing(String),
    /// Another process holds the write lock for too long.
    #[error("the database is busy: another process is writing; try again")]
    Busy,
    /// Something with that name is there already.
    #[error("{0} exists already: choose another name")]
    Exists(String),
    /// Anything else the store or the file system said.
    #[error("the database failed: {0}")]
    Other(String),
}
