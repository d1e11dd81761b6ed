//! What an operator does with the file: counts, checks, backups.

use std::path::Path;

use rusqlite::Connection;

use super::error::io;
use super::{FILE, SqliteStore, migrate, open};
use crate::store::{Counts, StoreError};

/// What `rounds doctor` finds out about a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The SQLite in this build.
    pub sqlite: String,
    /// The schema number in the file.
    pub schema: i64,
    /// Bytes of the database file.
    pub bytes: u64,
    /// How much is in it.
    pub counts: Counts,
}

impl SqliteStore {
    /// Version, size and counts; the integrity was checked when it was opened.
    ///
    /// # Errors
    /// The store failed.
    pub fn health(&self) -> Result<Health, StoreError> {
        let metadata = std::fs::metadata(self.dir.join(FILE));
        let metadata = metadata.map_err(|error| io("cannot read the database", &error))?;
        self.read(|conn| {
            Ok(Health {
                sqlite: rusqlite::version().to_owned(),
                schema: migrate::version(conn)?,
                bytes: metadata.len(),
                counts: counts(conn)?,
            })
        })
    }

    /// Gives this database's logs a new life, so that devices heal it (DESIGN §4.2).
    ///
    /// # Errors
    /// The store failed.
    pub fn renew_incarnation(&self) -> Result<(), StoreError> {
        self.write(|conn| {
            let sql = "UPDATE meta SET value = ?1 WHERE key = 'incarnation'";
            conn.execute(sql, [crate::random::bytes::<16>()])?;
            Ok(())
        })
    }
}

/// Writes a compact copy of one state of the database in `dir` to `file`, which must be
/// empty or not exist. A server may go on writing meanwhile, also one of an older build:
/// the copy has the schema that it has.
///
/// # Errors
/// There is no database, it is damaged or newer than this build, or the copy could not
/// be written.
pub fn copy_database(dir: &Path, file: &Path) -> Result<(), StoreError> {
    let Some(target) = file.to_str() else {
        return Err(StoreError::Other("the file's name is not UTF-8".to_owned()));
    };
    let source = dir.join(FILE);
    if !source.exists() {
        return Err(StoreError::Missing(dir.display().to_string()));
    }
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let conn = Connection::open_with_flags(source, flags)?;
    conn.busy_timeout(std::time::Duration::from_secs(30))?;
    migrate::refuse_newer(&conn)?;
    open::quick_check(&conn)?;
    conn.execute("VACUUM INTO ?1", [target])?;
    Ok(())
}

/// Checks a database file that nobody writes, such as a backup.
///
/// # Errors
/// It is damaged, no database, or newer than this build.
pub fn check_file(file: &Path) -> Result<(), StoreError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = Connection::open_with_flags(file, flags)?;
    migrate::refuse_newer(&conn)?;
    open::quick_check(&conn)?;
    if migrate::version(&conn)? == 0 {
        let file = file.display();
        return Err(StoreError::Other(format!(
            "{file} is not a database of rounds"
        )));
    }
    Ok(())
}

pub(super) fn counts(conn: &rusqlite::Transaction<'_>) -> Result<Counts, StoreError> {
    let count = |table: &str| -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM {table}");
        let counted: i64 = conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        Ok(counted.unsigned_abs())
    };
    let heads: i64 = conn
        .prepare_cached("SELECT coalesce(sum(head), 0) FROM space")?
        .query_row([], |row| row.get(0))?;
    Ok(Counts {
        visits: count("space")?,
        people: count("person")?,
        devices: count("device")?,
        sessions: count("session")?,
        docs: count("doc")?,
        entries: heads.unsigned_abs(),
    })
}

/// Moves everything from the write-ahead log into the database file.
pub(super) fn checkpoint(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.pragma(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()))?)
}
