//! What others wrote: stored as it came, merged into what is open, never loaded.

use super::persist::Effect;
use super::rows::{Chunk, DocRow};
use super::{Device, Doc, Event, Output};
use crate::ids::{ChangeHash, DocId, Seq, SpaceId};
use crate::log::{Entry, EntryBody};
use crate::receipt::Receipt;

impl Device {
    /// Takes a frame of entries of `size` bytes.
    ///
    /// # Errors
    /// What the server did wrong, for people.
    pub(super) fn entries(
        &mut self,
        id: SpaceId,
        upto: Seq,
        head: Seq,
        entries: Vec<(Entry, Receipt)>,
        size: u64,
        out: &mut Vec<Output>,
    ) -> Result<(), String> {
        if !self.spaces.contains_key(&id) {
            return Err(format!("entries of space {id}, which it did not announce"));
        }
        for (entry, receipt) in entries {
            self.entry(id, entry, head, receipt, out)?;
        }
        let Some(space) = self.spaces.get_mut(&id) else {
            return Ok(());
        };
        space.head = space.head.max(head);
        if space.healing.is_none() {
            space.row.cursor = space.row.cursor.max(upto);
        }
        self.persister.write([space.row.put(id)]);
        self.persister.then(Effect::Credit { bytes: size });
        self.caught_up(id, out);
        Ok(())
    }

    fn entry(
        &mut self,
        space: SpaceId,
        entry: Entry,
        head: Seq,
        receipt: Receipt,
        out: &mut Vec<Output>,
    ) -> Result<(), String> {
        let Entry {
            seq,
            doc: id,
            meta,
            heads,
            body,
        } = entry;
        let new = !self.docs.contains_key(&id);
        let doc = self
            .docs
            .entry(id)
            .or_insert_with(|| Doc::new(DocRow::new(space, meta)));
        if doc.row.space != space || doc.row.meta.kind != meta.kind {
            return Err(format!("document {id} in another space or of another kind"));
        }
        let row_changed = new || doc.row.meta != meta;
        self.reword(id, |row| {
            // Within one life of the log a circle only grows.
            if head.max(seq) >= row.last || meta.visibility > row.meta.visibility {
                row.meta = meta;
            }
        });
        let Some(doc) = self.docs.get_mut(&id) else {
            return Ok(());
        };
        if doc
            .row
            .wanted
            .is_some_and(|wanted| wanted <= doc.row.meta.visibility)
        {
            doc.row.wanted = None;
        }
        let chunk = match body {
            EntryBody::Changes(changes) => Some(Chunk::Remote {
                meta,
                receipt,
                changes,
            }),
            EntryBody::Snapshot(bytes) => Some(Chunk::Snapshot(bytes)),
            EntryBody::Shared => None,
        };
        if let Some(chunk) = &chunk {
            let number = doc.row.next;
            doc.row.next += 1;
            doc.row.bytes += chunk
                .parts()
                .iter()
                .map(|part| part.len() as u64)
                .sum::<u64>();
            self.persister.write([chunk.put(id, number)]);
            self.merge(id, chunk.parts(), out);
        }
        self.told(id, head.max(seq), heads);
        self.finish(id);
        if row_changed || chunk.is_some() {
            out.push(Output::Notify(Event::Listed {
                doc: id,
                kind: meta.kind,
            }));
        }
        Ok(())
    }

    /// The server told what it has of a document as of a position. Some of it may
    /// still be on its way, so it is believed when everything up to there is here.
    pub(super) fn told(&mut self, id: DocId, seq: Seq, heads: Vec<ChangeHash>) {
        let Some(doc) = self.docs.get_mut(&id).filter(|doc| seq >= doc.row.last) else {
            return;
        };
        doc.row.last = seq;
        if let Some(space) = self.spaces.get_mut(&doc.row.space) {
            space.head = space.head.max(seq);
            space.told.insert(id, heads);
        }
    }

    /// Everything readable up to `cursor` was sent on this connection.
    pub(super) fn passed(&mut self, id: DocId, cursor: Seq, out: &mut Vec<Output>) {
        let Some(doc) = self.docs.get(&id) else {
            return;
        };
        let space_id = doc.row.space;
        let Some(space) = self.spaces.get_mut(&space_id) else {
            return;
        };
        if cursor > space.row.cursor && space.healing.is_none() {
            space.row.cursor = cursor;
            space.head = space.head.max(cursor);
            self.persister.write([space.row.put(space_id)]);
        }
        self.caught_up(space_id, out);
    }

    /// When nothing is on its way any more, what the server told is what is here.
    pub(super) fn caught_up(&mut self, id: SpaceId, out: &mut Vec<Output>) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        let was = space.caught_up;
        space.caught_up = space.healing.is_none() && space.row.cursor >= space.head;
        if !space.caught_up {
            return;
        }
        if !was {
            let role = space.row.role;
            out.push(Output::Notify(Event::Space { space: id, role }));
        }
        for (doc, heads) in std::mem::take(&mut space.told) {
            self.reword(doc, |row| row.heads = heads);
            self.finish(doc);
        }
    }

    /// Changes a document's row and keeps the fingerprint in step.
    pub(super) fn reword(&mut self, id: DocId, change: impl FnOnce(&mut DocRow)) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        let mut space = self.spaces.get_mut(&doc.row.space);
        if let Some(space) = &mut space {
            space.toggle(id, &doc.row);
        }
        change(&mut doc.row);
        if let Some(space) = &mut space {
            space.toggle(id, &doc.row);
        }
    }
}
