//! The log read again and compared with itself: what the check of a file's structure
//! at every start does not see, such as a byte that changed inside a note.
//!
//! A change is named by the hash of its bytes, and names those before it: so heads that
//! fit prove that every change of a document is the one that was accepted.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sync_core::gate;
use sync_core::ids::{ChangeHash, Seq, SpaceId};

use super::SqliteStore;
use super::logs::step;
use super::values::{self, damaged, entry_id, heads, position, space_id};
use crate::store::StoreError;

impl SqliteStore {
    /// Reads every entry: the positions of each space have no gap, each entry is one of
    /// its document, and the changes of each document are those that were accepted.
    /// Takes as long as all changes took to be accepted, without their commits; memory
    /// for the hashes of one document.
    ///
    /// # Errors
    /// Something is not as it was written: with the first place; or the store failed.
    pub fn audit(&self) -> Result<(), StoreError> {
        self.read(|conn| {
            let mut entries = 0;
            let mut statement = conn.prepare_cached("SELECT number, head, id FROM space")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let head = Seq(values::number(row, 1)?);
                audit_space(conn, row.get(0)?, head, space_id(row, 2)?)?;
                entries += head.0;
            }
            let sql = "SELECT doc.number, doc.space, doc.last, doc.heads, space.id
                       FROM doc JOIN space ON space.number = doc.space";
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut in_documents = 0;
            while let Some(row) = rows.next()? {
                let (doc, last) = (row.get(0)?, Seq(values::number(row, 2)?));
                let space = (row.get(1)?, space_id(row, 4)?);
                in_documents += audit_doc(conn, space, doc, last, &heads(row, 3)?)?;
            }
            if in_documents == entries {
                Ok(())
            } else {
                Err(damaged("there are entries of no document"))
            }
        })
    }
}

/// Positions have no gap.
fn audit_space(conn: &Connection, number: i64, head: Seq, id: SpaceId) -> Result<(), StoreError> {
    let sql = "SELECT id FROM entry WHERE id > ?1 AND id < ?2 ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let bounds = (entry_id(number, Seq(0)), entry_id(number + 1, Seq(0)));
    let mut rows = statement.query(bounds)?;
    let mut last = Seq(0);
    while let Some(row) = rows.next()? {
        let found = position(row.get(0)?);
        if found != last.next() {
            let at = found.0;
            return Err(damaged(&format!(
                "entries are missing at position {at} of visit {id}"
            )));
        }
        last = found;
    }
    if last != head {
        return Err(damaged(&format!("the log of visit {id} ends too early")));
    }
    Ok(())
}

/// The chain of a document, from its end: the number of its entries.
fn audit_doc(
    conn: &Connection,
    (space, id): (i64, SpaceId),
    doc: i64,
    last: Seq,
    heads: &[ChangeHash],
) -> Result<u64, StoreError> {
    let (mut at, mut entries) = (last, 0);
    let (mut seen, mut needed, mut found) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    while at > Seq(0) {
        let here = |what| damaged(&format!("{what} at position {} of visit {id}", at.0));
        let found_here = step(conn, space, doc, at)?;
        for change in found_here.changes.into_iter().rev() {
            let checked = gate::check(change).map_err(|_| here("a change is damaged"))?;
            if !needed.contains(&checked.hash) {
                found.push(checked.hash);
            }
            seen.insert(checked.hash);
            needed.extend(checked.deps);
        }
        at = found_here.previous;
        entries += 1;
    }
    found.sort_unstable();
    if found == heads && needed.is_subset(&seen) {
        return Ok(entries);
    }
    let last = last.0;
    Err(damaged(&format!(
        "a change is another one in the document of position {last} of visit {id}"
    )))
}
