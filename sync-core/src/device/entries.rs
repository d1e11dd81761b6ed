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
            self.entry(id, entry, receipt, out)?;
        }
        let Some(space) = self.spaces.get_mut(&id) else {
            return Ok(());
        };
        let role = space.row.role;
        space.head = space.head.max(head);
        if space.healing.is_none() {
            space.row.cursor = space.row.cursor.max(upto);
        }
        let caught_up = space.healing.is_none() && space.row.cursor >= space.head;
        let was = std::mem::replace(&mut space.caught_up, caught_up);
        if space.caught_up && !was {
            out.push(Output::Notify(Event::Space { space: id, role }));
        }
        self.persister.write([space.row.put(id)]);
        self.persister.then(Effect::Credit { bytes: size });
        Ok(())
    }

    fn entry(
        &mut self,
        space: SpaceId,
        entry: Entry,
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
        if seq >= doc.row.last {
            doc.row.meta = meta;
        }
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
        self.told(id, seq, heads);
        self.finish(id);
        if row_changed || chunk.is_some() {
            out.push(Output::Notify(Event::Listed {
                doc: id,
                kind: meta.kind,
            }));
        }
        Ok(())
    }

    /// The server told what it has of a document as of a position.
    pub(super) fn told(&mut self, id: DocId, seq: Seq, heads: Vec<ChangeHash>) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        if seq < doc.row.last {
            return;
        }
        let space = self.spaces.get_mut(&doc.row.space);
        if let Some(space) = space {
            space.toggle(id, &doc.row);
            doc.row.heads = heads;
            space.toggle(id, &doc.row);
        }
        doc.row.last = seq;
    }

    /// Everything readable up to `cursor` was sent on this connection.
    pub(super) fn passed(&mut self, id: DocId, cursor: Seq) {
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
    }
}
