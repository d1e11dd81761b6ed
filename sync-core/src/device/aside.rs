//! Notes of a space taken off this device, and fetched again when they are wanted.
//!
//! What is set aside is forgotten only here. The rows of its documents stay without
//! their content, so that the fingerprint still agrees with the server's; taking up
//! forgets these too and compares again, which brings everything by the path of healing.

use super::rows::chunk_key;
use super::{Device, Doc, Event, Kept, Misuse, Open, Output, Space, Stay, Table, Write};
use crate::access::DocKind;
use crate::ids::{DocId, SpaceId};

impl Device {
    pub(super) fn set_aside(
        &mut self,
        space: SpaceId,
        out: &mut Vec<Output>,
    ) -> Result<(), Misuse> {
        let why = self.why_stay(space)?;
        if let Some(why) = why {
            out.push(Output::Notify(Event::AsideRefused { space, why }));
            return Ok(());
        }
        for id in self.notes_of(space) {
            let Some(doc) = self.docs.get_mut(&id) else {
                continue;
            };
            let deleted = doc.delete_chunks(id);
            self.persister.write(deleted);
            // Nothing of it counts as this device's any more.
            (doc.row.next, doc.row.local, doc.row.bytes) = (0, 0, 0);
            self.persister.write([doc.row.put(id)]);
            self.restated.insert(id);
        }
        self.keep(space, Kept::Aside, out);
        Ok(())
    }

    pub(super) fn take_up(&mut self, space: SpaceId, out: &mut Vec<Output>) -> Result<(), Misuse> {
        let Some(found) = self.spaces.get_mut(&space) else {
            return Err(Misuse::Unknown(format!("space {space}")));
        };
        if found.row.kept != Kept::Aside {
            return Ok(());
        }
        // An exchange that began before goes on, without what was aside.
        found.healed = false;
        let (incarnation, busy) = (found.row.incarnation, found.healing.is_some());
        self.keep(space, Kept::Coming, out);
        if let Some(conn) = self.session.ready_conn().filter(|_| !busy) {
            self.heal(conn, space, incarnation, out);
        }
        Ok(())
    }

    /// Why the notes of a space cannot be taken off this device now.
    ///
    /// # Errors
    /// The space is not known.
    fn why_stay(&self, space: SpaceId) -> Result<Option<Stay>, Misuse> {
        let Some(found) = self.spaces.get(&space) else {
            return Err(Misuse::Unknown(format!("space {space}")));
        };
        if found.row.kept == Kept::Aside {
            return Ok(Some(Stay::Already));
        }
        let mut docs = self.docs.iter().filter(|(_, doc)| doc.row.space == space);
        let busy = docs.find_map(|(id, doc)| {
            if !doc.is_done() {
                return Some(Stay::Waiting(*id));
            }
            let open = !matches!(doc.open, Open::Closed) || doc.loading;
            (open && doc.row.meta.kind == DocKind::Note).then_some(Stay::Open(*id))
        });
        let compared = found.caught_up && found.row.kept == Kept::Here;
        Ok(busy.or((!compared).then_some(Stay::NotCompared)))
    }

    fn keep(&mut self, id: SpaceId, kept: Kept, out: &mut Vec<Output>) {
        if let Some(space) = self.spaces.get_mut(&id) {
            space.row.kept = kept;
            self.persister.write([space.row.put(id)]);
            let role = space.row.role;
            out.push(Output::Notify(Event::Space { space: id, role }));
        }
    }

    fn notes_of(&self, space: SpaceId) -> Vec<DocId> {
        let notes = self
            .docs
            .iter()
            .filter(|(_, doc)| doc.row.space == space && doc.row.meta.kind == DocKind::Note);
        notes.map(|(id, _)| *id).collect()
    }

    /// Before the server is asked what it has of a space whose notes are not all here:
    /// what an exchange that was cut off left is not known to be whole.
    pub(super) fn forget_aside(&mut self, space: SpaceId) {
        let here = |found: &Space| found.row.kept == Kept::Here;
        if self.spaces.get(&space).is_none_or(here) {
            return;
        }
        // What this process wrote is not here until it was fetched, so an actor that
        // went on could give a number twice.
        let nonce = u64::from_be_bytes(self.config.nonce).wrapping_add(1);
        self.config.nonce = nonce.to_be_bytes();
        for id in self.notes_of(space) {
            self.reword(id, |row| row.heads.clear());
            let Some(doc) = self.docs.get_mut(&id) else {
                continue;
            };
            if !doc.is_done() || doc.loading || !matches!(doc.open, Open::Closed) {
                continue;
            }
            self.forget(id);
        }
    }

    /// A document is not on this device any more.
    fn forget(&mut self, id: DocId) {
        let Some(doc) = self.docs.remove(&id) else {
            return;
        };
        let mut deleted = doc.delete_chunks(id);
        let (table, key) = (Table::Docs, id.as_bytes().to_vec());
        deleted.push(Write::Delete { table, key });
        self.persister.write(deleted);
        if let Some(space) = self.spaces.get_mut(&doc.row.space) {
            space.discount(id, &doc.row);
        }
    }

    /// An exchange ended. Says whether another must follow: this one began before the
    /// notes were taken up, so it did not bring them.
    pub(super) fn came(&mut self, space: SpaceId) -> bool {
        let coming = |found: &&mut Space| found.row.kept == Kept::Coming;
        let Some(found) = self.spaces.get_mut(&space).filter(coming) else {
            return false;
        };
        if !found.healed {
            return true;
        }
        found.row.kept = Kept::Here;
        // Rows that were opened before anything came, of notes that a restored server
        // does not have.
        for id in self.notes_of(space) {
            let empty = |doc: &&Doc| doc.row.next == 0 && doc.is_done();
            if self.docs.get(&id).filter(empty).is_some() {
                self.forget(id);
            }
        }
        false
    }

    /// Whether a document is known here only by its row.
    pub(super) fn is_aside(&self, doc: &Doc) -> bool {
        self.is_aside_note(doc.row.space, doc.row.meta.kind)
    }

    pub(super) fn is_aside_note(&self, space: SpaceId, kind: DocKind) -> bool {
        let space = self.spaces.get(&space);
        kind == DocKind::Note && space.is_some_and(|space| space.row.kept == Kept::Aside)
    }
}

impl Doc {
    /// Nothing of this device is saved, sent or offered any more.
    fn is_done(&self) -> bool {
        let saved = self.pending.is_empty() && self.share_saved;
        saved && !self.has_work() && self.in_flight.is_none()
    }

    fn delete_chunks(&self, id: DocId) -> Vec<Write> {
        let numbers = 0..self.row.next;
        let deleted = numbers.map(|number| Write::Delete {
            table: Table::Chunks,
            key: chunk_key(id, number),
        });
        deleted.collect()
    }
}
