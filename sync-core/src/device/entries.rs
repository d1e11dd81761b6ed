//! What others wrote: stored as it came, merged into what is open, never loaded.

use super::persist::Effect;
use super::rows::{Chunk, DocRow};
use super::{Device, Doc, Event, Output};
use crate::access::DocMeta;
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
        let cursor = match space.healing {
            None => space.row.cursor.max(upto),
            Some(_) => space.row.cursor,
        };
        self.persister.then(Effect::Credit { bytes: size });
        self.advance(id, cursor, out);
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
        let aside = self.is_aside_note(space, meta.kind);
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
        // Of what is aside only where it stands in the log counts.
        let chunk = chunk_of(meta, receipt, body).filter(|_| !aside);
        if let Some(chunk) = &chunk {
            let number = doc.row.next;
            doc.row.next += 1;
            doc.row.bytes += chunk.bytes();
            self.persister.write([chunk.put(id, number)]);
            self.merge(id, chunk, out);
        }
        self.told(id, head.max(seq), heads);
        self.finish(id);
        if (row_changed && !aside) || chunk.is_some() {
            out.push(Output::Notify(Event::Listed {
                doc: id,
                kind: meta.kind,
            }));
        }
        Ok(())
    }

    /// The server told what it has of a document as of a position.
    pub(super) fn told(&mut self, id: DocId, seq: Seq, heads: Vec<ChangeHash>) {
        self.reword(id, |row| {
            if seq >= row.last {
                row.last = seq;
                row.heads = heads;
            }
        });
        let space = self.docs.get(&id).map(|doc| doc.row.space);
        if let Some(space) = space.and_then(|space| self.spaces.get_mut(&space)) {
            space.head = space.head.max(seq);
        }
    }

    /// Everything readable up to `cursor` was sent on this connection.
    pub(super) fn passed(&mut self, id: DocId, cursor: Seq, out: &mut Vec<Output>) {
        let Some(doc) = self.docs.get(&id) else {
            return;
        };
        let id = doc.row.space;
        let Some(space) = self.spaces.get(&id) else {
            return;
        };
        if cursor > space.row.cursor && space.healing.is_none() {
            self.advance(id, cursor, out);
        }
    }

    /// Moves the cursor forward; says so when nothing is missing any more.
    pub(super) fn advance(&mut self, id: SpaceId, cursor: Seq, out: &mut Vec<Output>) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        space.row.cursor = cursor;
        space.head = space.head.max(cursor);
        while let Some((seq, doc)) = space.unsure.pop_first() {
            if seq > cursor {
                space.unsure.insert((seq, doc));
                break;
            }
            if let Some(found) = self.docs.get(&doc) {
                space.toggle(doc, &found.row);
            }
        }
        self.persister.write([space.row.put(id)]);
        let was = space.caught_up;
        space.caught_up = space.healing.is_none() && cursor >= space.head;
        if space.caught_up && !was {
            let role = space.row.role;
            out.push(Output::Notify(Event::Space { space: id, role }));
        }
    }

    /// Changes a document's row and keeps the fingerprint in step.
    pub(super) fn reword(&mut self, id: DocId, change: impl FnOnce(&mut DocRow)) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        let mut space = self.spaces.get_mut(&doc.row.space);
        if let Some(space) = &mut space {
            space.discount(id, &doc.row);
        }
        change(&mut doc.row);
        if let Some(space) = &mut space {
            space.count(id, &doc.row);
        }
    }
}

/// What is stored of an entry.
fn chunk_of(meta: DocMeta, receipt: Receipt, body: EntryBody) -> Option<Chunk> {
    match body {
        EntryBody::Changes(changes) => Some(Chunk::Remote {
            meta,
            receipt,
            changes,
        }),
        EntryBody::Packed(packed) => Some(Chunk::Packed {
            meta,
            receipt,
            packed,
        }),
        EntryBody::Shared => None,
    }
}
