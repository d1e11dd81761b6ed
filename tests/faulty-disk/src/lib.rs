//! A disk between SQLite and the system that knows which bytes were synced, so that a
//! test can cut its power, and that refuses writes when told to.
//!
//! Reads, locks and shared memory are those of SQLite's own layer for this system.
//! Writes go to the real file too, so the process sees them at once, as it would see
//! them in the page cache. Beside that the [`Disk`] remembers what a real disk is sure
//! to have: what was synced. [`Disk::survivors`] draws one of the many images that a
//! power cut may leave: unsynced writes are there or not, whole or torn by sectors, in
//! any combination; names of files come and go in the order of their making.
//!
//! What is assumed of a disk: a sync that returned is true, and a torn write damages
//! only bytes that it was to write (SQLite assumes that too). [`Disk::ignore_syncs`]
//! takes the first assumption away, for the control that shows that tests would notice.
//!
//! Invariant: only `vfs.rs` is unsafe.

pub use disk::{Disk, Lie, Trouble};

mod disk;
mod image;
mod state;
mod vfs;

/// Compares everything in a database with everything else, indexes too.
///
/// # Errors
/// It cannot be opened, or is damaged: with the first thing that is wrong.
pub fn integrity(file: &std::path::Path) -> Result<(), rusqlite::Error> {
    let conn = rusqlite::Connection::open(file)?;
    let found: String = conn.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    let first = found.lines().next().unwrap_or_default().to_owned();
    Err(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
        Some(first),
    ))
}

/// Runs statements on a database of a file, which is made when it is missing: for one as
/// an older program left it.
///
/// # Errors
/// It cannot be opened, or a statement fails.
pub fn run(file: &std::path::Path, statements: &str) -> Result<(), rusqlite::Error> {
    rusqlite::Connection::open(file)?.execute_batch(statements)
}

/// The number of the schema in a database.
///
/// # Errors
/// It cannot be opened.
pub fn schema(file: &std::path::Path) -> Result<i64, rusqlite::Error> {
    rusqlite::Connection::open(file)?.pragma_query_value(None, "user_version", |row| row.get(0))
}
