//! The logs in SQLite.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};
use sync_core::access::Role;
use sync_core::ids::{DocId, PersonId, Seq, SpaceId};
use sync_core::log::{self, Append, Appended, Entry, EntryBody, LogTx as _, Refusal};
use sync_core::server::SpaceStatus;
use sync_core::time::Timestamp;

use super::tx::SqliteTx;
use super::values::{blob, decode_changes, doc_id, doc_meta, entry_id, heads};
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

/// All changes of a document in the order of the log.
pub(super) fn changes_of(
    conn: &Connection,
    space: i64,
    doc: i64,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut changes = Vec::new();
    for position in positions(conn, doc, Seq(0), Seq(u64::MAX))? {
        changes.extend(entry_changes(conn, entry_id(space, position))?);
    }
    Ok(changes)
}

/// The positions of a document's entries with changes: after `after`, up to `upto`.
pub(super) fn positions(
    conn: &Connection,
    doc: i64,
    after: Seq,
    upto: Seq,
) -> Result<Vec<Seq>, StoreError> {
    let sql = "SELECT DISTINCT position FROM change
               WHERE doc = ?1 AND position > ?2 AND position <= ?3 ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let bounds = (doc, super::values::int(after.0), super::values::int(upto.0));
    let rows = statement.query_map(bounds, |row| row.get::<_, i64>(0))?;
    let mut positions = Vec::new();
    for row in rows {
        positions.push(Seq(row?.unsigned_abs()));
    }
    Ok(positions)
}

/// The changes of the entry with this id.
pub(super) fn entry_changes(conn: &Connection, id: i64) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "SELECT changes FROM entry WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => decode_changes(blob(row, 0)?),
        None => Err(super::values::damaged("an entry is missing")),
    }
}
