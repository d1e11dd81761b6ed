//! What must hold at every step. See [`super`] for the list.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::access::{DocKind, Visibility};
use sync_core::device::{Device, DocState, Kept};
use sync_core::gate::pack;
use sync_core::ids::{BatchId, DocId, Seq};
use sync_core::log::EntryBody;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage};

use super::disk::{Cursor, Disk, Key, key};
use super::queue::LinkIx;
use super::store::{Reader, SimStore};

/// Something that must never happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(pub String);

/// Fails with what is said.
macro_rules! violated {
    ($($what:tt)*) => {
        return Err($crate::sim::oracle::Violation(format!($($what)*)))
    };
}
pub(super) use violated;

/// Watches the server's side.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    /// Changes that were durable in a log at some moment, also before a restore.
    pub(super) ever: BTreeMap<DocId, BTreeSet<Key>>,
    /// Circles that a document had at some moment.
    widest: BTreeMap<DocId, Visibility>,
    /// Pushes that reached the server and are not answered.
    pushed: BTreeMap<(LinkIx, BatchId), (DocId, Pushed)>,
    /// Documents that a device named itself to be compared.
    told: BTreeSet<(LinkIx, DocId)>,
    /// Changes that no device had any more when a backup without them was restored, or
    /// that one set aside before it noticed that.
    pub(super) gone: BTreeSet<Key>,
}

#[derive(Debug)]
enum Pushed {
    Changes(Vec<Key>),
    Share(Visibility),
}

/// Watches what one device said of its own work.
#[derive(Debug, Default)]
pub(super) struct Promises {
    /// Own changes that the device asked to store, in order, by document.
    made: BTreeMap<DocId, Vec<Key>>,
    /// How many of them it called durable on the server.
    promised: BTreeMap<DocId, usize>,
}

impl Oracle {
    /// A transaction of the server is durable: these documents may have grown.
    pub(super) fn committed(&mut self, store: &SimStore, doc: DocId, from: Seq) {
        let Some(found) = store.docs.get(&doc) else {
            return;
        };
        let ever = self.ever.entry(doc).or_default();
        for seq in found.positions.iter().rev().take_while(|seq| **seq > from) {
            let entry = store.entry(found.row.space, *seq);
            ever.extend(
                entry
                    .iter()
                    .flat_map(|entry| &entry.changes)
                    .map(|change| change.key),
            );
        }
        let visibility = found.row.meta.visibility;
        let widest = self.widest.entry(doc).or_insert(visibility);
        *widest = (*widest).max(visibility);
    }

    /// A frame of a device reaches the server.
    pub(super) fn reached(&mut self, link: LinkIx, frame: &[u8]) -> Result<(), Violation> {
        let message = ClientMessage::decode(frame)
            .map_err(|error| Violation(format!("a device sent a bad frame: {error}")))?;
        if let ClientMessage::Digests { docs, .. } = &message {
            self.told.extend(docs.iter().map(|(doc, _)| (link, *doc)));
        }
        if let ClientMessage::Push {
            batch, doc, body, ..
        } = message
        {
            let pushed = match body {
                PushBody::Changes(changes) | PushBody::Heal { changes, .. } => {
                    Pushed::Changes(changes.iter().map(|change| key(change)).collect())
                }
                PushBody::HealPacked { packed, .. } => Pushed::Changes(keys(&packed)?),
                PushBody::Share(visibility) => Pushed::Share(visibility),
            };
            self.pushed.insert((link, batch), (doc, pushed));
        }
        Ok(())
    }

    /// The server sends a frame: nothing in it may be news to one who may not read it,
    /// and nothing may be acknowledged that is not durable.
    pub(super) fn sent(
        &mut self,
        store: &SimStore,
        link: LinkIx,
        readers: &[Reader],
        frame: &[u8],
    ) -> Result<(), Violation> {
        let message = ServerMessage::decode(frame)
            .map_err(|error| Violation(format!("the server sent a bad frame: {error}")))?;
        if !matches!(message, ServerMessage::Want { .. }) {
            self.no_foreign_id(store, readers, frame)?;
        }
        match message {
            // A restored server may not know any more that the device may read it.
            ServerMessage::Want { docs, .. } => {
                for doc in docs {
                    if !self.told.contains(&(link, doc)) {
                        violated!("leak: {doc} wanted from a device that did not name it");
                    }
                }
                Ok(())
            }
            ServerMessage::Ack { batch, .. } => self.acknowledged(store, link, batch),
            ServerMessage::Nack { batch, .. } => {
                self.pushed.remove(&(link, batch));
                Ok(())
            }
            ServerMessage::Entries { space, entries, .. } => {
                let reader = readers.iter().find(|reader| reader.space == space);
                let Some(reader) = reader else {
                    violated!("entries of space {space} sent to one who is not in it");
                };
                for (entry, _) in entries {
                    let Some(doc) = store.docs.get(&entry.doc) else {
                        violated!("an entry of {} sent, which is not in the log", entry.doc);
                    };
                    if !doc.is_readable(*reader) {
                        violated!(
                            "leak: an entry of {} sent to {:?}",
                            entry.doc,
                            reader.person
                        );
                    }
                    self.belongs(entry.doc, &entry.body)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn belongs(&self, doc: DocId, body: &EntryBody) -> Result<(), Violation> {
        let keys = match body {
            EntryBody::Changes(changes) => changes.iter().map(|change| key(change)).collect(),
            EntryBody::Packed(packed) => keys(packed)?,
            EntryBody::Shared => return Ok(()),
        };
        let ever = self.ever.get(&doc);
        for key in keys {
            if !ever.is_some_and(|ever| ever.contains(&key)) {
                violated!("a change sent as one of {doc}, whose log never had it");
            }
        }
        Ok(())
    }

    fn no_foreign_id(
        &self,
        store: &SimStore,
        readers: &[Reader],
        frame: &[u8],
    ) -> Result<(), Violation> {
        for window in frame.windows(16) {
            let Some(id) = DocId::from_slice(window) else {
                continue;
            };
            if let Some(doc) = store.docs.get(&id)
                && !readers.iter().any(|reader| doc.is_readable(*reader))
            {
                violated!("leak: the id of {id} sent to one who may not read it");
            }
        }
        Ok(())
    }

    fn acknowledged(
        &mut self,
        store: &SimStore,
        link: LinkIx,
        batch: BatchId,
    ) -> Result<(), Violation> {
        let Some((doc, pushed)) = self.pushed.remove(&(link, batch)) else {
            violated!("batch {} acknowledged, which was not pushed", batch.0);
        };
        let Some(found) = store.docs.get(&doc) else {
            violated!("{doc} acknowledged, and it is not in the log");
        };
        match pushed {
            Pushed::Share(visibility) if found.row.meta.visibility < visibility => {
                violated!(
                    "sharing {doc} acknowledged, and it is {}",
                    found.row.meta.visibility
                );
            }
            Pushed::Share(_) => Ok(()),
            Pushed::Changes(keys) => {
                if keys.iter().all(|key| found.keys.contains(key)) {
                    return Ok(());
                }
                violated!("a change of {doc} acknowledged that is not durable");
            }
        }
    }

    /// A device calls a document durable: then all of its own work in it was so.
    pub(super) fn stated(
        &self,
        device: &Device,
        doc: DocId,
        promises: &mut Promises,
    ) -> Result<(), Violation> {
        if device.doc_state(doc) != Some(DocState::Durable) {
            return Ok(());
        }
        let made = promises.made.get(&doc).map_or(&[][..], Vec::as_slice);
        let already = promises.promised.entry(doc).or_insert(0);
        for key in made.iter().skip(*already) {
            if !self.ever.get(&doc).is_some_and(|ever| ever.contains(key)) {
                violated!("a device calls {doc} durable, and the server never had all of it");
            }
        }
        *already = made.len();
        let shown = device.doc(doc).map(|info| info.meta.visibility);
        if shown > self.widest.get(&doc).copied() {
            violated!("a device calls {doc} shared, and the server never heard of it");
        }
        Ok(())
    }
}

/// The changes in a pack.
fn keys(packed: &[u8]) -> Result<Vec<Key>, Violation> {
    let changes = pack::unpack(packed)
        .map_err(|error| Violation(format!("a pack cannot be read: {error}")))?;
    Ok(changes.iter().map(|change| key(change)).collect())
}

impl Promises {
    /// A device asks to store a change of its own.
    pub(super) fn made(&mut self, doc: DocId, key: Key) {
        let made = self.made.entry(doc).or_default();
        if !made.contains(&key) {
            made.push(key);
        }
    }

    /// The device lost its power: what its storage does not have never was.
    ///
    /// # Errors
    /// It had called some of that durable.
    pub(super) fn after_crash(&mut self, disk: &Disk) -> Result<(), Violation> {
        for (doc, made) in &mut self.made {
            let kept = disk.own.get(doc).map_or(0, Vec::len);
            if self
                .promised
                .get(doc)
                .is_some_and(|promised| *promised > kept)
            {
                violated!("a device called {doc} durable before it had stored it");
            }
            made.truncate(kept);
        }
        Ok(())
    }
}

/// A device's cursor became durable: everything readable up to it must be stored too.
pub(super) fn cursor_is_complete(
    store: &SimStore,
    reader: Reader,
    disk: &Disk,
    before: Seq,
    cursor: Cursor,
) -> Result<(), Violation> {
    if cursor.incarnation != store.incarnation {
        return Ok(());
    }
    let head = store.last(cursor.space);
    if cursor.seq > head {
        violated!(
            "a cursor at {} of a log that ends at {}",
            cursor.seq.0,
            head.0
        );
    }
    let mut at = before;
    while at < cursor.seq {
        at = at.next();
        let Some(entry) = store.entry(cursor.space, at) else {
            violated!("the log has no entry {}", at.0);
        };
        let Some(doc) = store.docs.get(&entry.doc) else {
            violated!(
                "the log has an entry of {}, which it does not know",
                entry.doc
            );
        };
        let Some(since) = doc.since(reader).filter(|since| *since <= cursor.seq) else {
            continue;
        };
        if doc.row.meta.kind == DocKind::Note && cursor.kept != Kept::Here {
            continue;
        }
        let owed = if since == at {
            store.changes_upto(doc, at)
        } else {
            entry.changes.clone()
        };
        let stored = disk.changes.get(&entry.doc);
        for change in owed {
            if !stored.is_some_and(|stored| stored.contains(&change.key)) {
                violated!(
                    "a cursor at {} lacks the entry {} of {}",
                    cursor.seq.0,
                    at.0,
                    entry.doc
                );
            }
        }
    }
    Ok(())
}
