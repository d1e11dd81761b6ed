//! The simulated server's store: what is in it is durable, and a backup is a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::rc::Rc;

use sync_core::access::{Role, Visibility};
use sync_core::ids::{DocId, Incarnation, PersonId, Seq, SpaceId};
use sync_core::log::{self, Circle, DocRow, Entry, EntryBody, LogTx, NewEntry, Record};
use sync_core::server::{Page, SpaceStatus};

use super::disk::{Key, key};

/// A change chunk, shared between the store and its backups.
pub(super) type Change = Rc<StoredChange>;

/// A change chunk and the name by which the checks know it.
#[derive(Debug)]
pub(super) struct StoredChange {
    pub(super) key: Key,
    pub(super) bytes: Vec<u8>,
}

/// The logs of all spaces.
#[derive(Debug, Clone)]
pub(super) struct SimStore {
    pub(super) incarnation: Incarnation,
    spaces: BTreeMap<SpaceId, SpaceLog>,
    pub(super) docs: BTreeMap<DocId, DocLog>,
}

#[derive(Debug, Clone, Default)]
struct SpaceLog {
    /// The entry at position n is at index n - 1.
    entries: Vec<LogEntry>,
    fingerprints: BTreeMap<Circle, u128>,
}

/// One entry as it is stored.
#[derive(Debug, Clone)]
pub(super) struct LogEntry {
    pub(super) doc: DocId,
    /// Empty for a promotion.
    pub(super) changes: Vec<Change>,
}

/// One document as it is stored.
#[derive(Debug, Clone)]
pub(super) struct DocLog {
    pub(super) row: DocRow,
    pub(super) keys: BTreeSet<Key>,
    pub(super) positions: Vec<Seq>,
    /// Since which position whom but the owner may read it.
    since_team: Option<Seq>,
    since_space: Option<Seq>,
}

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) space: SpaceId,
    pub(super) person: PersonId,
    pub(super) role: Role,
}

impl SimStore {
    pub(super) fn new(incarnation: Incarnation) -> Self {
        let (spaces, docs) = (BTreeMap::new(), BTreeMap::new());
        Self {
            incarnation,
            spaces,
            docs,
        }
    }

    pub(super) fn entry(&self, space: SpaceId, seq: Seq) -> Option<&LogEntry> {
        let index = usize::try_from(seq.0.checked_sub(1)?).ok()?;
        self.spaces.get(&space)?.entries.get(index)
    }

    pub(super) fn last(&self, space: SpaceId) -> Seq {
        Seq(self
            .spaces
            .get(&space)
            .map_or(0, |log| log.entries.len() as u64))
    }

    /// All changes of a document, in the order of the log.
    pub(super) fn changes(&self, doc: DocId) -> Vec<Change> {
        let Some(found) = self.docs.get(&doc) else {
            return Vec::new();
        };
        self.changes_upto(found, Seq(u64::MAX))
    }

    pub(super) fn changes_upto(&self, doc: &DocLog, last: Seq) -> Vec<Change> {
        let upto = doc.positions.iter().take_while(|seq| **seq <= last);
        let entries = upto.filter_map(|seq| self.entry(doc.row.space, *seq));
        entries
            .flat_map(|entry| entry.changes.iter().cloned())
            .collect()
    }

    /// Entries after a position as one reader may see them. A promotion is expanded
    /// whole, however large.
    pub(super) fn page(&self, reader: Reader, after: Seq, max_bytes: usize) -> Page {
        let head = self.last(reader.space);
        let (mut entries, mut upto, mut bytes) = (Vec::new(), after, 0);
        while upto < head && bytes < max_bytes {
            upto = upto.next();
            let Some(entry) = self.entry(reader.space, upto) else {
                break;
            };
            let Some(doc) = self.docs.get(&entry.doc) else {
                continue;
            };
            let Some(since) = doc.since(reader).filter(|since| *since <= upto) else {
                continue;
            };
            let mut add = |changes: Vec<Change>| {
                bytes += 64
                    + changes
                        .iter()
                        .map(|change| change.bytes.len())
                        .sum::<usize>();
                entries.push(doc.entry(entry.doc, upto, &changes));
            };
            add(entry.changes.clone());
            if since == upto {
                add(self.changes_upto(doc, upto));
            }
        }
        Page {
            entries,
            upto,
            head,
        }
    }

    /// Loses the changes of an entry, for [`super::Sabotage::LoseEntry`].
    pub(super) fn lose(&mut self, space: SpaceId, seq: Seq) {
        let index = usize::try_from(seq.0.wrapping_sub(1)).ok();
        let log = self.spaces.get_mut(&space);
        let entry = log.zip(index).and_then(|(log, at)| log.entries.get_mut(at));
        let Some(entry) = entry else {
            return;
        };
        let lost = std::mem::take(&mut entry.changes);
        if let Some(doc) = self.docs.get_mut(&entry.doc) {
            doc.keys
                .retain(|key| lost.iter().all(|change| change.key != *key));
        }
    }

    /// A page as nobody should get it, for [`super::Sabotage::ReadForAll`].
    pub(super) fn page_for_all(&self, space: SpaceId, after: Seq) -> Page {
        let head = self.last(space);
        let mut page = Page {
            entries: Vec::new(),
            upto: head,
            head,
        };
        for seq in (after.0 + 1..=head.0).map(Seq) {
            let found = self.entry(space, seq);
            if let Some((entry, doc)) = found.and_then(|e| Some((e, self.docs.get(&e.doc)?))) {
                page.entries.push(doc.entry(entry.doc, seq, &entry.changes));
            }
        }
        page
    }

    pub(super) fn statuses(
        &mut self,
        person: PersonId,
        spaces: &[(SpaceId, Role)],
    ) -> Vec<SpaceStatus> {
        let incarnation = self.incarnation;
        let status = |(space, role): &(SpaceId, Role)| {
            let Ok(fingerprint) = log::fingerprint_for(self, *space, person, *role);
            SpaceStatus {
                incarnation,
                head: self.last(*space),
                fingerprint,
            }
        };
        spaces.iter().map(status).collect()
    }

    pub(super) fn digests(&self, reader: Reader) -> (BTreeMap<DocId, u128>, Seq) {
        let digest = |(id, doc): (&DocId, &DocLog)| (*id, doc.digest(*id));
        let readable = self.docs.iter().filter(|(_, doc)| doc.is_readable(reader));
        (readable.map(digest).collect(), self.last(reader.space))
    }

    pub(super) fn documents(&self, reader: Reader, docs: &[DocId]) -> Page {
        let found = docs.iter().filter_map(|id| Some((*id, self.docs.get(id)?)));
        let readable = found.filter(|(_, doc)| doc.is_readable(reader));
        let entry = |(id, doc): (DocId, &DocLog)| {
            doc.entry(id, doc.row.last, &self.changes_upto(doc, doc.row.last))
        };
        let head = self.last(reader.space);
        Page {
            entries: readable.map(entry).collect(),
            upto: Seq(0),
            head,
        }
    }
}

impl DocLog {
    /// Since which position the reader may read the document; `None` if they may not.
    pub(super) fn since(&self, reader: Reader) -> Option<Seq> {
        if self.row.space != reader.space {
            return None;
        }
        if self.row.meta.owner == reader.person {
            return Some(Seq(0));
        }
        if reader.role.is_team() {
            self.since_team
        } else {
            self.since_space
        }
    }

    fn digest(&self, id: DocId) -> u128 {
        log::digest(id, self.row.meta.visibility, &self.row.heads)
    }

    pub(super) fn is_readable(&self, reader: Reader) -> bool {
        self.row.space == reader.space && self.row.meta.readable_by(reader.person, reader.role)
    }

    fn entry(&self, doc: DocId, seq: Seq, changes: &[Change]) -> Entry {
        let (meta, heads) = (self.row.meta, self.row.heads.clone());
        let body = if changes.is_empty() {
            EntryBody::Shared
        } else {
            EntryBody::Changes(changes.iter().map(|change| change.bytes.clone()).collect())
        };
        Entry {
            seq,
            doc,
            meta,
            heads,
            body,
        }
    }
}

impl LogTx for SimStore {
    type Error = Infallible;

    fn doc(&mut self, doc: DocId) -> Result<Option<DocRow>, Infallible> {
        Ok(self.docs.get(&doc).map(|found| found.row.clone()))
    }

    fn put_doc(&mut self, doc: DocId, row: &DocRow) -> Result<(), Infallible> {
        let Some(found) = self.docs.get_mut(&doc) else {
            return Ok(());
        };
        // What was never private can be read from its beginning.
        let since = row.shared;
        if row.meta.visibility >= Visibility::Team {
            found.since_team.get_or_insert(since);
        }
        if row.meta.visibility >= Visibility::Space {
            found.since_space.get_or_insert(since);
        }
        found.row = row.clone();
        Ok(())
    }

    fn changes(&mut self, doc: DocId) -> Result<Vec<Vec<u8>>, Infallible> {
        let changes = Self::changes(self, doc);
        Ok(changes.iter().map(|change| change.bytes.clone()).collect())
    }

    fn head(&mut self, space: SpaceId) -> Result<Seq, Infallible> {
        Ok(self.last(space))
    }

    fn put_entry(&mut self, new: &NewEntry<'_>) -> Result<(), Infallible> {
        let doc = self.docs.entry(new.doc).or_insert_with(|| DocLog::new(new));
        doc.positions.push(new.seq);
        let changes = match new.record {
            Record::Changes(changes) => changes,
            Record::Shared(_) => &[],
        };
        let stored = changes.iter().map(|change| {
            let key = key(&change.bytes);
            Rc::new(StoredChange {
                key,
                bytes: change.bytes.clone(),
            })
        });
        let entry = LogEntry {
            doc: new.doc,
            changes: stored.collect(),
        };
        doc.keys
            .extend(entry.changes.iter().map(|change| change.key));
        self.spaces
            .entry(new.space)
            .or_default()
            .entries
            .push(entry);
        Ok(())
    }

    fn fingerprint(&mut self, space: SpaceId, circle: Circle) -> Result<u128, Infallible> {
        let found = self
            .spaces
            .get(&space)
            .and_then(|log| log.fingerprints.get(&circle));
        Ok(found.copied().unwrap_or(0))
    }

    fn put_fingerprint(
        &mut self,
        space: SpaceId,
        circle: Circle,
        value: u128,
    ) -> Result<(), Infallible> {
        self.spaces
            .entry(space)
            .or_default()
            .fingerprints
            .insert(circle, value);
        Ok(())
    }
}

impl DocLog {
    /// Until its row is written, in the same transaction.
    fn new(first: &NewEntry<'_>) -> Self {
        let meta = sync_core::access::DocMeta {
            kind: sync_core::access::DocKind::Note,
            owner: first.by.person,
            visibility: Visibility::Private,
        };
        let (space, heads, shared) = (first.space, Vec::new(), Seq(0));
        let row = DocRow {
            space,
            meta,
            heads,
            bytes: 0,
            last: Seq(0),
            shared,
        };
        Self {
            row,
            keys: BTreeSet::new(),
            positions: Vec::new(),
            since_team: None,
            since_space: None,
        }
    }
}
