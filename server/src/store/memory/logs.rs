//! The logs in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;

use sync_core::access::Role;
use sync_core::ids::{DocId, PersonId, Seq, SpaceId};
use sync_core::log::{
    self, Append, Appended, Circle, DocRow, Entry, EntryBody, LogTx, NewEntry, Record, Refusal,
};
use sync_core::server::SpaceStatus;
use sync_core::time::Timestamp;

use super::{MemoryStore, State};
use crate::store::page::{PageBuilder, Shares, Sight, body_bytes, new_row, sight};
use crate::store::{Log, Position, Reader, StoreError, StorePage, StoredDoc};

/// The log of one space.
#[derive(Debug, Default)]
pub(super) struct MemSpace {
    /// The entry at position n is at index n - 1.
    pub(super) entries: Vec<MemEntry>,
    fingerprints: BTreeMap<Circle, u128>,
}

#[derive(Debug)]
pub(super) struct MemEntry {
    doc: DocId,
    body: EntryBody,
}

#[derive(Debug)]
pub(super) struct MemDoc {
    row: DocRow,
    shares: Shares,
    positions: Vec<Seq>,
}

impl MemSpace {
    fn head(&self) -> Seq {
        Seq(self.entries.len() as u64)
    }

    fn entry(&self, seq: Seq) -> Option<&MemEntry> {
        let index = usize::try_from(seq.0.checked_sub(1)?).ok()?;
        self.entries.get(index)
    }
}

impl State {
    /// Appends, or refuses and changes nothing.
    pub(super) fn append(&mut self, append: &Append) -> Result<Appended, Refusal> {
        if !self.spaces.contains_key(&append.space) {
            return Err(Refusal::NotAllowed);
        }
        let mut histories = std::mem::take(&mut self.histories);
        let Ok(result) = log::append(self, &mut histories, append);
        self.histories = histories;
        result
    }

    /// Forgets a space whose making failed.
    pub(super) fn forget_space(&mut self, space: SpaceId) {
        self.visits.remove(&space);
        self.spaces.remove(&space);
        self.docs.retain(|_, doc| doc.row.space != space);
    }

    fn as_read(&self, doc: DocId, entry: &MemEntry, seq: Seq) -> Option<(&MemDoc, Entry)> {
        let found = self.docs.get(&doc)?;
        let entry = Entry {
            seq,
            doc,
            meta: found.row.meta,
            heads: found.row.heads.clone(),
            body: entry.body.clone(),
        };
        Some((found, entry))
    }
}

impl LogTx for State {
    type Error = Infallible;

    fn doc(&mut self, doc: DocId) -> Result<Option<DocRow>, Infallible> {
        Ok(self.docs.get(&doc).map(|found| found.row.clone()))
    }

    fn put_doc(&mut self, doc: DocId, row: &DocRow) -> Result<(), Infallible> {
        // `put_entry` comes first and has made the document.
        if let Some(found) = self.docs.get_mut(&doc) {
            found.shares.widen(row.meta.visibility, row.shared);
            found.row = row.clone();
        }
        Ok(())
    }

    fn changes(&mut self, doc: DocId) -> Result<Vec<Vec<u8>>, Infallible> {
        let found = self.docs.get(&doc);
        let found = found.and_then(|doc| Some((self.spaces.get(&doc.row.space)?, doc)));
        Ok(found.map_or_else(Vec::new, |(space, doc)| all_changes(space, doc)))
    }

    fn head(&mut self, space: SpaceId) -> Result<Seq, Infallible> {
        Ok(self.spaces.get(&space).map_or(Seq(0), MemSpace::head))
    }

    fn put_entry(&mut self, entry: &NewEntry<'_>) -> Result<(), Infallible> {
        let doc = self.docs.entry(entry.doc);
        let doc = doc.or_insert_with(|| MemDoc::new(entry));
        doc.positions.push(entry.seq);
        let body = match entry.record {
            Record::Changes(changes) => {
                EntryBody::Changes(changes.iter().map(|change| change.bytes.clone()).collect())
            }
            Record::Shared(_) => EntryBody::Shared,
        };
        if let Some(space) = self.spaces.get_mut(&entry.space) {
            let doc = entry.doc;
            space.entries.push(MemEntry { doc, body });
        }
        Ok(())
    }

    fn fingerprint(&mut self, space: SpaceId, circle: Circle) -> Result<u128, Infallible> {
        let found = self.spaces.get(&space);
        Ok(found
            .and_then(|found| found.fingerprints.get(&circle))
            .copied()
            .unwrap_or(0))
    }

    fn put_fingerprint(
        &mut self,
        space: SpaceId,
        circle: Circle,
        value: u128,
    ) -> Result<(), Infallible> {
        if let Some(found) = self.spaces.get_mut(&space) {
            found.fingerprints.insert(circle, value);
        }
        Ok(())
    }
}

impl MemDoc {
    fn is_readable(&self, reader: Reader) -> bool {
        self.row.space == reader.space && self.row.meta.readable_by(reader.person, reader.role)
    }

    fn new(entry: &NewEntry<'_>) -> Self {
        Self {
            row: new_row(entry),
            shares: Shares::default(),
            positions: Vec::new(),
        }
    }
}

impl Log for MemoryStore {
    fn append_batch(
        &self,
        batch: &[Append],
        _now: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        let mut state = self.lock();
        Ok(batch.iter().map(|append| state.append(append)).collect())
    }

    fn read_page(
        &self,
        reader: Reader,
        after: Position,
        max_bytes: usize,
    ) -> Result<StorePage, StoreError> {
        let state = self.lock();
        let Some(space) = state.spaces.get(&reader.space) else {
            return Ok(PageBuilder::new(after, Seq(0), max_bytes).finish());
        };
        let mut page = PageBuilder::new(after, space.head(), max_bytes);
        let mut seq = after.seq.next();
        while let Some(stored) = space.entry(seq)
            && !page.is_full()
        {
            let Some((doc, entry)) = state.as_read(stored.doc, stored, seq) else {
                return Err(StoreError::Corrupt(format!(
                    "entry {} has no document",
                    seq.0
                )));
            };
            match sight(&entry.meta, &doc.shares, reader, seq) {
                Sight::Hidden => page.skip(seq),
                Sight::Plain if page.fits(body_bytes(&entry.body)) => page.push(entry),
                Sight::WithHistory if page.fits(0) => {
                    if !push_history(&mut page, space, doc, entry) {
                        break;
                    }
                }
                Sight::Plain | Sight::WithHistory => break,
            }
            seq = seq.next();
        }
        Ok(page.finish())
    }

    fn space_statuses(
        &self,
        person: PersonId,
        spaces: &[(SpaceId, Role)],
    ) -> Result<Vec<SpaceStatus>, StoreError> {
        let mut state = self.lock();
        let status = |(space, role): &(SpaceId, Role)| {
            let Ok(fingerprint) = log::fingerprint_for(&mut *state, *space, person, *role);
            let Ok(head) = state.head(*space);
            SpaceStatus {
                incarnation: self.ids.incarnation,
                head,
                fingerprint,
            }
        };
        Ok(spaces.iter().map(status).collect())
    }

    fn read_doc(&self, doc: DocId) -> Result<Option<StoredDoc>, StoreError> {
        let state = self.lock();
        let Some(found) = state.docs.get(&doc) else {
            return Ok(None);
        };
        let Some(space) = state.spaces.get(&found.row.space) else {
            return Ok(None);
        };
        let (row, changes) = (found.row.clone(), all_changes(space, found));
        Ok(Some(StoredDoc { row, changes }))
    }

    fn read_digests(&self, reader: Reader) -> Result<(BTreeMap<DocId, u128>, Seq), StoreError> {
        let state = self.lock();
        let docs = state.docs.iter().filter(|(_, doc)| doc.is_readable(reader));
        let digests = docs.map(|(id, doc)| {
            (
                *id,
                log::digest(*id, doc.row.meta.visibility, &doc.row.heads),
            )
        });
        let head = state
            .spaces
            .get(&reader.space)
            .map_or(Seq(0), MemSpace::head);
        Ok((digests.collect(), head))
    }

    fn read_documents(&self, reader: Reader, docs: &[DocId]) -> Result<StorePage, StoreError> {
        let state = self.lock();
        let Some(space) = state.spaces.get(&reader.space) else {
            return Ok(PageBuilder::new(Position::default(), Seq(0), 0).finish());
        };
        let found = docs
            .iter()
            .filter_map(|id| Some((*id, state.docs.get(id)?)));
        let readable = found.filter(|(_, doc)| doc.is_readable(reader));
        let entries = readable.map(|(id, doc)| Entry {
            seq: doc.row.last,
            doc: id,
            meta: doc.row.meta,
            heads: doc.row.heads.clone(),
            body: EntryBody::Changes(all_changes(space, doc)),
        });
        Ok(StorePage {
            entries: entries.collect(),
            upto: Position::default(),
            head: space.head(),
        })
    }
}

fn all_changes(space: &MemSpace, doc: &MemDoc) -> Vec<Vec<u8>> {
    let entries = doc.positions.iter().filter_map(|seq| space.entry(*seq));
    entries.flat_map(changes_of).collect()
}

/// Adds a share with the document's earlier changes; `false` when the page became full.
fn push_history(page: &mut PageBuilder, space: &MemSpace, doc: &MemDoc, entry: Entry) -> bool {
    let seq = entry.seq;
    let body = EntryBody::Shared;
    let share = Entry { body, ..entry };
    let resumed = page.begin_history(&share);
    for within in &doc.positions {
        if *within <= resumed || *within > seq {
            continue;
        }
        let changes = space.entry(*within).map(changes_of).unwrap_or_default();
        if !changes.is_empty() && !page.push_history(&share, *within, changes) {
            return false;
        }
    }
    page.end_history(seq);
    true
}

fn changes_of(entry: &MemEntry) -> Vec<Vec<u8>> {
    match &entry.body {
        EntryBody::Changes(changes) => changes.clone(),
        EntryBody::Packed(_) | EntryBody::Shared => Vec::new(),
    }
}
