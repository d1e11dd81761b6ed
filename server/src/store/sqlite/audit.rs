//! The log read again and compared with itself: what the check of a file's structure
//! at every start does not see, such as a byte that changed inside a note.

use rusqlite::Connection;
use sync_core::gate;
use sync_core::ids::{Seq, SpaceId};

use super::SqliteStore;
use super::values::{blob, damaged, decode_changes, entry_id, int, position, space_id};
use crate::store::StoreError;

impl SqliteStore {
    /// Reads every entry: the positions of each space have no gap, and every change is
    /// the one that was accepted, by its hash. Takes as long as all changes took to be
    /// accepted, without their commits.
    ///
    /// # Errors
    /// Something is not as it was written: with the first place; or the store failed.
    pub fn audit(&self) -> Result<(), StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached("SELECT number, head, id FROM space")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let head = Seq(row.get::<_, i64>(1)?.unsigned_abs());
                audit_space(conn, row.get(0)?, head, space_id(row, 2)?)?;
            }
            Ok(())
        })
    }
}

fn audit_space(conn: &Connection, number: i64, head: Seq, id: SpaceId) -> Result<(), StoreError> {
    let sql = "SELECT id, doc, changes FROM entry WHERE id > ?1 AND id < ?2 ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let bounds = (entry_id(number, Seq(0)), entry_id(number + 1, Seq(0)));
    let mut rows = statement.query(bounds)?;
    let mut last = Seq(0);
    while let Some(row) = rows.next()? {
        let found = position(row.get(0)?);
        let here = |what| damaged(&format!("{what} at position {} of visit {id}", found.0));
        if found != last.next() {
            return Err(here("entries are missing"));
        }
        last = found;
        for change in decode_changes(blob(row, 2)?)? {
            let checked = gate::check(change).map_err(|_| here("a change is damaged"))?;
            let sql = "SELECT 1 FROM change WHERE doc = ?1 AND hash = ?2 AND position = ?3";
            let key = (row.get::<_, i64>(1)?, checked.hash.0, int(found.0));
            if !conn.prepare_cached(sql)?.exists(key)? {
                return Err(here("a change is another one"));
            }
        }
    }
    if last != head {
        return Err(damaged(&format!("the log of visit {id} ends too early")));
    }
    Ok(())
}
