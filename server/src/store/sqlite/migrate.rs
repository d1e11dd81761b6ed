//! Numbered migrations, each in its own transaction; `user_version` says how many ran.

use std::path::Path;

use rusqlite::Connection;

use super::FolderLock;
use crate::store::StoreError;

const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_chains.sql"),
    include_str!("migrations/0003_removed.sql"),
    include_str!("migrations/0004_heard.sql"),
];

/// The newest schema that this build knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// The schema number in a file; 0 for an empty one.
pub(super) fn version(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Refuses a database that a newer build wrote.
pub(super) fn refuse_newer(conn: &Connection) -> Result<(), StoreError> {
    let found = version(conn)?;
    if found > KNOWN {
        return Err(StoreError::Newer {
            found,
            known: KNOWN,
        });
    }
    Ok(())
}

/// Runs the migrations that are missing, under the folder's lock: the caller's, or one
/// that is taken for as long as that takes.
pub(super) fn migrate(
    conn: &mut Connection,
    dir: &Path,
    held: Option<&FolderLock>,
) -> Result<(), StoreError> {
    refuse_newer(conn)?;
    let found = version(conn)?;
    if found == KNOWN {
        return Ok(());
    }
    let _taken = match held {
        Some(_) => None,
        None => Some(FolderLock::take(dir)?.ok_or_else(|| StoreError::InUse {
            folder: dir.display().to_string(),
            found,
            known: KNOWN,
        })?),
    };
    // Someone else may have had the lock before.
    refuse_newer(conn)?;
    let done = usize::try_from(version(conn)?).unwrap_or(0);
    for (at, sql) in MIGRATIONS.iter().enumerate().skip(done) {
        let tx = conn.transaction()?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", at as i64 + 1)?;
        tx.commit()?;
    }
    Ok(())
}
