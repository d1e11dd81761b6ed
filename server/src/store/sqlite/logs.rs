//! The logs in SQLite.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row};
use sync_core::access::Role;
use sync_core::ids::{DocId, PersonId, Seq, SpaceId};
use sync_core::log::{self, Append, Appended, Entry, EntryBody, LogTx as _, Refusal};
use sync_core::server::SpaceStatus;
use sync_core::time::Timestamp;

use super::tx::SqliteTx;
use super::values::{blob, damaged, decode_changes, doc_id, doc_meta, entry_id, heads, number};
use super::{SqliteStore, page};
use crate::store::{Log, Position, Reader, StoreError, StorePage, StoredDoc};

impl Log for SqliteStore {
    fn append_batch(
        &self,
        batch: &[Append],
        now: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        self.write(|conn| {
            let (mut tx, mut histories) = (SqliteTx::new(conn, now), self.histories());
            let appended = batch.iter().map(|append| tx.append(&mut histories, append));
            let results: Result<Vec<_>, _> = appended.collect();
            tx.flush()?;
            results
        })
    }

    fn read_page(
        &self,
        reader: Reader,
        after: Position,
        max_bytes: usize,
    ) -> Result<StorePage, StoreError> {
        self.read(|conn| page::read(conn, reader, after, max_bytes))
    }

    fn space_statuses(
        &self,
        person: PersonId,
        spaces: &[(SpaceId, Role)],
    ) -> Result<Vec<SpaceStatus>, StoreError> {
        self.read(|conn| {
            let mut tx = SqliteTx::new(conn, Timestamp::default());
            let mut statuses = Vec::with_capacity(spaces.len());
            for (space, role) in spaces {
                statuses.push(SpaceStatus {
                    incarnation: self.ids.incarnation,
                    head: tx.head(*space)?,
                    fingerprint: log::fingerprint_for(&mut tx, *space, person, *role)?,
                });
            }
            Ok(statuses)
        })
    }

    fn read_doc(&self, doc: DocId) -> Result<Option<StoredDoc>, StoreError> {
        self.read(|conn| {
            let mut tx = SqliteTx::new(conn, Timestamp::default());
            let Some(row) = tx.doc(doc)? else {
                return Ok(None);
            };
            let changes = tx.changes(doc)?;
            Ok(Some(StoredDoc { row, changes }))
        })
    }

    fn read_digests(&self, reader: Reader) -> Result<(BTreeMap<DocId, u128>, Seq), StoreError> {
        self.read(|conn| {
            let sql = "SELECT id, kind, owner, visibility, heads FROM doc
                       WHERE space = (SELECT number FROM space WHERE id = ?1)";
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query([reader.space.as_bytes()])?;
            let mut digests = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let meta = doc_meta(row, 1)?;
                if meta.readable_by(reader.person, reader.role) {
                    let doc = doc_id(row, 0)?;
                    let digest = log::digest(doc, meta.visibility, &heads(row, 4)?);
                    digests.insert(doc, digest);
                }
            }
            Ok((digests, head(conn, reader.space)?))
        })
    }

    fn read_documents(&self, reader: Reader, docs: &[DocId]) -> Result<StorePage, StoreError> {
        self.read(|conn| {
            let mut tx = SqliteTx::new(conn, Timestamp::default());
            let mut entries = Vec::new();
            for doc in docs {
                let Some(row) = tx.doc(*doc)? else { continue };
                let readable = row.meta.readable_by(reader.person, reader.role);
                if row.space != reader.space || !readable {
                    continue;
                }
                entries.push(Entry {
                    seq: row.last,
                    doc: *doc,
                    meta: row.meta,
                    heads: row.heads,
                    body: EntryBody::Changes(tx.changes(*doc)?),
                });
            }
            Ok(StorePage {
                entries,
                upto: Position::default(),
                head: head(conn, reader.space)?,
            })
        })
    }
}

/// The last position of a space's log; 0 when there is no such space.
pub(super) fn head(conn: &Connection, space: SpaceId) -> Result<Seq, StoreError> {
    let sql = "SELECT head FROM space WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found: Option<i64> = statement
        .query_row([space.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(Seq(found.unwrap_or(0).unsigned_abs()))
}

/// One entry of a document's chain.
pub(super) struct Link {
    /// The position of the document's entry before it; 0 for the first.
    pub(super) previous: Seq,
    /// Its changes; none for a share.
    pub(super) changes: Vec<Vec<u8>>,
}

/// Reads the entry of a document at a position.
pub(super) fn step(conn: &Connection, space: i64, doc: i64, at: Seq) -> Result<Link, StoreError> {
    let sql = "SELECT previous, changes FROM entry WHERE id = ?1 AND doc = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((entry_id(space, at), doc))?;
    let row = rows.next()?.ok_or_else(|| damaged("an entry is missing"))?;
    Ok(Link {
        previous: before(row, at)?,
        changes: decode_changes(blob(row, 1)?)?,
    })
}

/// All changes of a document in the order of the log; its last entry is at `last`.
pub(super) fn changes_of(
    conn: &Connection,
    space: i64,
    doc: i64,
    last: Seq,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let (mut at, mut backwards) = (last, Vec::new());
    while at > Seq(0) {
        let Link { previous, changes } = step(conn, space, doc, at)?;
        backwards.push(changes);
        at = previous;
    }
    Ok(backwards.into_iter().rev().flatten().collect())
}

/// The positions of a document's entries with changes: after `after`, and up to the
/// entry of the document at `upto`.
pub(super) fn positions(
    conn: &Connection,
    space: i64,
    doc: i64,
    after: Seq,
    upto: Seq,
) -> Result<Vec<Seq>, StoreError> {
    let sql = "SELECT previous, share IS NULL FROM entry WHERE id = ?1 AND doc = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let (mut at, mut positions) = (upto, Vec::new());
    while at > after {
        let mut rows = statement.query((entry_id(space, at), doc))?;
        let row = rows.next()?.ok_or_else(|| damaged("an entry is missing"))?;
        if row.get(1)? {
            positions.push(at);
        }
        at = before(row, at)?;
    }
    positions.reverse();
    Ok(positions)
}

/// The position before the entry at `at`, from a row's first column. It is smaller, so
/// that a walk ends whatever a damaged row says.
fn before(row: &Row<'_>, at: Seq) -> Result<Seq, StoreError> {
    let previous = Seq(number(row, 0)?);
    if previous < at {
        Ok(previous)
    } else {
        Err(damaged("the entries of a document are in disorder"))
    }
}
