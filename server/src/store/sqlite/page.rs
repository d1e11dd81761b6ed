//! Pages of a log, read row by row so that memory is bounded by the page.

use rusqlite::{Connection, Row};
use sync_core::ids::Seq;
use sync_core::log::{Entry, EntryBody};

use super::logs::{head, positions, step};
use super::values::{blob, decode_changes, doc_id, doc_meta, entry_id, heads, position, shares};
use crate::store::page::{PageBuilder, Sight, sight};
use crate::store::{Position, Reader, StoreError, StorePage};

const SQL: &str = "SELECT entry.id, entry.share, entry.changes, doc.number, doc.id, doc.kind,
           doc.owner, doc.visibility, doc.heads, doc.team_since, doc.space_since
    FROM entry JOIN doc ON doc.number = entry.doc
    WHERE entry.id > ?1 AND entry.id <= ?2 ORDER BY entry.id";

/// Reads a page; see [`crate::store::Log::read_page`].
pub(super) fn read(
    conn: &Connection,
    reader: Reader,
    after: Position,
    max_bytes: usize,
) -> Result<StorePage, StoreError> {
    let head = head(conn, reader.space)?;
    let mut page = PageBuilder::new(after, head, max_bytes);
    if after.seq >= head {
        return Ok(page.finish());
    }
    let sql = "SELECT number FROM space WHERE id = ?1";
    let space: i64 = conn
        .prepare_cached(sql)?
        .query_row([reader.space.as_bytes()], |row| row.get(0))?;
    let mut statement = conn.prepare_cached(SQL)?;
    let mut rows = statement.query((entry_id(space, after.seq), entry_id(space, head)))?;
    while !page.is_full()
        && let Some(row) = rows.next()?
    {
        let seq = position(row.get(0)?);
        let meta = doc_meta(row, 5)?;
        match sight(&meta, &shares(row, 9)?, reader, seq) {
            Sight::Hidden => page.skip(seq),
            Sight::Plain if page.fits(blob(row, 2)?.len()) => page.push(entry(row, seq)?),
            Sight::WithHistory if page.fits(0) => {
                if !push_history(conn, &mut page, space, row, seq)? {
                    break;
                }
            }
            Sight::Plain | Sight::WithHistory => break,
        }
    }
    Ok(page.finish())
}

/// Adds a share with the document's changes up to it; `false` when the page became full.
fn push_history(
    conn: &Connection,
    page: &mut PageBuilder,
    space: i64,
    row: &Row<'_>,
    seq: Seq,
) -> Result<bool, StoreError> {
    let share = entry_with(row, seq, EntryBody::Shared)?;
    let resumed = page.begin_history(&share);
    let doc = row.get(3)?;
    for within in positions(conn, space, doc, resumed, seq)? {
        let changes = step(conn, space, doc, within)?.changes;
        if !page.push_history(&share, within, changes) {
            return Ok(false);
        }
    }
    page.end_history(seq);
    Ok(true)
}

fn entry(row: &Row<'_>, seq: Seq) -> Result<Entry, StoreError> {
    let share: Option<u8> = row.get(1)?;
    let body = match share {
        Some(_) => EntryBody::Shared,
        None => EntryBody::Changes(decode_changes(blob(row, 2)?)?),
    };
    entry_with(row, seq, body)
}

fn entry_with(row: &Row<'_>, seq: Seq, body: EntryBody) -> Result<Entry, StoreError> {
    Ok(Entry {
        seq,
        doc: doc_id(row, 4)?,
        meta: doc_meta(row, 5)?,
        heads: heads(row, 8)?,
        body,
    })
}
