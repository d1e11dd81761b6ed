//! [`LogTx`] over one SQLite transaction.
//!
//! Heads, fingerprints and document rows are read once and written once per
//! transaction, at [`SqliteTx::flush`], because a batch touches the same ones again
//! and again. Entries are written at once.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};
use sync_core::ids::{DocId, Seq, SpaceId};
use sync_core::log::{
    self, Append, Appended, Circle, DocRow, Histories, LogTx, NewEntry, Record, Refusal,
};
use sync_core::time::Timestamp;

use super::logs::changes_of;
use super::values::{
    self, damaged, doc_meta, encode_changes, encode_heads, entry_id, heads, int, shares,
};
use crate::store::StoreError;
use crate::store::page::{Shares, new_row};

pub(super) struct SqliteTx<'conn> {
    conn: &'conn Connection,
    now: Timestamp,
    spaces: BTreeMap<SpaceId, Option<SpaceCell>>,
    docs: BTreeMap<DocId, Option<DocCell>>,
    prints: BTreeMap<(SpaceId, Circle), PrintCell>,
}

#[derive(Clone, Copy)]
struct SpaceCell {
    number: i64,
    head: Seq,
    changed: bool,
}

#[derive(Clone)]
struct DocCell {
    number: i64,
    row: DocRow,
    shares: Shares,
    is_new: bool,
    changed: bool,
}

#[derive(Clone, Copy)]
struct PrintCell {
    value: u128,
    changed: bool,
}

impl<'conn> SqliteTx<'conn> {
    pub(super) fn new(conn: &'conn Connection, now: Timestamp) -> Self {
        Self {
            conn,
            now,
            spaces: BTreeMap::new(),
            docs: BTreeMap::new(),
            prints: BTreeMap::new(),
        }
    }

    /// Appends, or refuses and writes nothing. Durable only after `flush` and commit.
    pub(super) fn append(
        &mut self,
        histories: &mut Histories,
        append: &Append,
    ) -> Result<Result<Appended, Refusal>, StoreError> {
        if self.space(append.space)?.is_none() {
            return Ok(Err(Refusal::NotAllowed));
        }
        log::append(self, histories, append)
    }

    /// Writes what was kept back.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        for cell in self.spaces.values().flatten().filter(|cell| cell.changed) {
            let sql = "UPDATE space SET head = ?2 WHERE number = ?1";
            let mut statement = self.conn.prepare_cached(sql)?;
            statement.execute((cell.number, int(cell.head.0)))?;
        }
        for (id, cell) in &self.docs {
            if let Some(cell) = cell
                && cell.changed
            {
                self.write_doc(*id, cell)?;
            }
        }
        for ((space, circle), cell) in &self.prints {
            if cell.changed
                && let Some(Some(space)) = self.spaces.get(space)
            {
                self.write_print(space.number, *circle, cell.value)?;
            }
        }
        Ok(())
    }

    fn space(&mut self, id: SpaceId) -> Result<Option<SpaceCell>, StoreError> {
        if let Some(found) = self.spaces.get(&id) {
            return Ok(*found);
        }
        let sql = "SELECT number, head FROM space WHERE id = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement
            .query_row([id.as_bytes()], |row| {
                let (number, head): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(SpaceCell {
                    number,
                    head: Seq(head.unsigned_abs()),
                    changed: false,
                })
            })
            .optional()?;
        self.spaces.insert(id, found);
        Ok(found)
    }

    fn known_space(&mut self, id: SpaceId) -> Result<SpaceCell, StoreError> {
        self.space(id)?
            .ok_or_else(|| StoreError::Other(format!("there is no space {id}")))
    }

    fn cell(&mut self, id: DocId) -> Result<Option<&DocCell>, StoreError> {
        if !self.docs.contains_key(&id) {
            let found = self.read_cell(id)?;
            self.docs.insert(id, found);
        }
        Ok(self.docs.get(&id).and_then(Option::as_ref))
    }

    fn read_cell(&self, id: DocId) -> Result<Option<DocCell>, StoreError> {
        let sql = "SELECT number, space, kind, owner, visibility, heads, bytes, last, shared,
                          team_since, space_since FROM doc WHERE id = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([id.as_bytes()])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(DocCell {
            number: row.get(0)?,
            row: DocRow {
                space: self.space_numbered(row.get(1)?)?,
                meta: doc_meta(row, 2)?,
                heads: heads(row, 5)?,
                bytes: values::number(row, 6)?,
                last: Seq(values::number(row, 7)?),
                shared: Seq(values::number(row, 8)?),
            },
            shares: shares(row, 9)?,
            is_new: false,
            changed: false,
        }))
    }

    /// The id of the space with this number; of those in use without a read.
    fn space_numbered(&self, number: i64) -> Result<SpaceId, StoreError> {
        let used = |(id, cell): (&SpaceId, &Option<SpaceCell>)| {
            cell.is_some_and(|cell| cell.number == number)
                .then_some(*id)
        };
        if let Some(id) = self.spaces.iter().find_map(used) {
            return Ok(id);
        }
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM space WHERE number = ?1")?;
        let id = statement.query_row([number], |row| row.get(0))?;
        Ok(SpaceId::from_bytes(id))
    }

    /// The number of a document's row, given here if the document is new, and the
    /// position of its last entry, after which `entry` comes.
    fn add_to_chain(&mut self, entry: &NewEntry<'_>) -> Result<(i64, Seq), StoreError> {
        self.cell(entry.doc)?;
        if let Some(Some(cell)) = self.docs.get_mut(&entry.doc) {
            let previous = std::mem::replace(&mut cell.row.last, entry.seq);
            return Ok((cell.number, previous));
        }
        let sql = "SELECT coalesce(max(number), 0) FROM doc";
        let stored: i64 = self
            .conn
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        let held = self.docs.values().flatten().map(|cell| cell.number).max();
        let number = stored.max(held.unwrap_or(0)) + 1;
        let cell = DocCell {
            number,
            row: DocRow {
                last: entry.seq,
                ..new_row(entry)
            },
            shares: Shares::default(),
            is_new: true,
            changed: true,
        };
        self.docs.insert(entry.doc, Some(cell));
        Ok((number, Seq(0)))
    }

    fn write_doc(&self, id: DocId, cell: &DocCell) -> Result<(), StoreError> {
        let DocRow {
            space,
            meta,
            heads,
            bytes,
            last,
            shared,
        } = &cell.row;
        let heads = encode_heads(heads);
        let (team, all) = (
            cell.shares.team.map(|seq| int(seq.0)),
            cell.shares.space.map(|seq| int(seq.0)),
        );
        let (bytes, last, shared) = (int(*bytes), int(last.0), int(shared.0));
        if !cell.is_new {
            let sql = "UPDATE doc SET visibility = ?2, heads = ?3, bytes = ?4, last = ?5,
                       shared = ?6, team_since = ?7, space_since = ?8, owner = ?9
                       WHERE number = ?1";
            self.conn.prepare_cached(sql)?.execute(rusqlite::params![
                cell.number,
                meta.visibility.code(),
                heads,
                bytes,
                last,
                shared,
                team,
                all,
                meta.owner.as_bytes(),
            ])?;
            return Ok(());
        }
        let sql = "INSERT INTO doc (number, id, space, kind, owner, visibility, heads, bytes,
                   last, shared, team_since, space_since)
                   SELECT ?1, ?2, number, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
                   FROM space WHERE id = ?3";
        self.conn.prepare_cached(sql)?.execute(rusqlite::params![
            cell.number,
            id.as_bytes(),
            space.as_bytes(),
            meta.kind.code(),
            meta.owner.as_bytes(),
            meta.visibility.code(),
            heads,
            bytes,
            last,
            shared,
            team,
            all,
        ])?;
        Ok(())
    }

    fn write_print(&self, space: i64, circle: Circle, value: u128) -> Result<(), StoreError> {
        let (code, person) = circle_key(&circle);
        let sql = "INSERT INTO fingerprint (space, circle, person, value)
                   VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (space, circle, person) DO UPDATE SET value = excluded.value";
        let mut statement = self.conn.prepare_cached(sql)?;
        statement.execute((space, code, person, value.to_be_bytes()))?;
        Ok(())
    }
}

impl LogTx for SqliteTx<'_> {
    type Error = StoreError;

    fn doc(&mut self, doc: DocId) -> Result<Option<DocRow>, StoreError> {
        Ok(self.cell(doc)?.map(|cell| cell.row.clone()))
    }

    fn put_doc(&mut self, doc: DocId, row: &DocRow) -> Result<(), StoreError> {
        // `put_entry` came first and has made the cell.
        let Some(Some(cell)) = self.docs.get_mut(&doc) else {
            return Err(damaged("a document was written before its entry"));
        };
        cell.shares.widen(row.meta.visibility, row.shared);
        cell.row = row.clone();
        cell.changed = true;
        Ok(())
    }

    fn changes(&mut self, doc: DocId) -> Result<Vec<Vec<u8>>, StoreError> {
        let Some(cell) = self.cell(doc)? else {
            return Ok(Vec::new());
        };
        let (number, space, last) = (cell.number, cell.row.space, cell.row.last);
        let space = self.known_space(space)?;
        changes_of(self.conn, space.number, number, last)
    }

    fn head(&mut self, space: SpaceId) -> Result<Seq, StoreError> {
        Ok(self.space(space)?.map_or(Seq(0), |cell| cell.head))
    }

    fn put_entry(&mut self, entry: &NewEntry<'_>) -> Result<(), StoreError> {
        let space = self.known_space(entry.space)?;
        let (doc, previous) = self.add_to_chain(entry)?;
        let (share, changes) = match entry.record {
            Record::Shared(visibility) => (Some(visibility.code()), &[][..]),
            Record::Changes(changes) => (None, changes),
        };
        let sql = "INSERT INTO entry (id, doc, previous, device, accepted, share, changes)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn.prepare_cached(sql)?.execute((
            entry_id(space.number, entry.seq),
            doc,
            int(previous.0),
            entry.by.device.as_bytes(),
            int(self.now.0),
            share,
            encode_changes(changes.iter().map(|change| change.bytes.as_slice())),
        ))?;
        let cell = SpaceCell {
            head: entry.seq,
            changed: true,
            ..space
        };
        self.spaces.insert(entry.space, Some(cell));
        Ok(())
    }

    fn fingerprint(&mut self, space: SpaceId, circle: Circle) -> Result<u128, StoreError> {
        if let Some(cell) = self.prints.get(&(space, circle)) {
            return Ok(cell.value);
        }
        let Some(SpaceCell { number, .. }) = self.space(space)? else {
            return Ok(0);
        };
        let (code, person) = circle_key(&circle);
        let sql = "SELECT value FROM fingerprint WHERE space = ?1 AND circle = ?2 AND person = ?3";
        let mut statement = self.conn.prepare_cached(sql)?;
        let found: Option<[u8; 16]> = statement
            .query_row((number, code, person), |row| row.get(0))
            .optional()?;
        let value = found.map_or(0, u128::from_be_bytes);
        let changed = false;
        self.prints
            .insert((space, circle), PrintCell { value, changed });
        Ok(value)
    }

    fn put_fingerprint(
        &mut self,
        space: SpaceId,
        circle: Circle,
        value: u128,
    ) -> Result<(), StoreError> {
        let changed = true;
        self.prints
            .insert((space, circle), PrintCell { value, changed });
        Ok(())
    }
}

/// The columns that a circle's fingerprint is found by.
fn circle_key(circle: &Circle) -> (u8, &[u8]) {
    match circle {
        Circle::Private(person) => (0, person.as_bytes()),
        Circle::Team => (1, &[]),
        Circle::Space => (3, &[]),
    }
}
