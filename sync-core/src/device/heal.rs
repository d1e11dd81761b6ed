//! Healing a server that was restored from a backup: compare, then send what it lacks.

use super::rows::Chunk;
use super::{Device, LoadFor, Output, Row};
use crate::ids::{ConnId, DocId, Incarnation, Seq, SpaceId};
use crate::limits;
use crate::log;
use crate::wire::{ClientMessage, PushBody};

impl Device {
    /// Sends what this device believes that the server has of a space.
    pub(super) fn heal(
        &mut self,
        conn: ConnId,
        id: SpaceId,
        incarnation: Incarnation,
        out: &mut Vec<Output>,
    ) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        if space.healed {
            return;
        }
        space.healed = true;
        space.caught_up = false;
        space.healing = Some(incarnation);
        if space.row.incarnation != incarnation {
            // Positions of another life mean nothing here.
            for (doc_id, doc) in self.docs.iter_mut().filter(|(_, doc)| doc.row.space == id) {
                doc.row.last = Seq(0);
                self.persister.write([doc.row.put(*doc_id)]);
            }
        }
        let docs: Vec<(DocId, u128)> = self
            .docs
            .iter()
            .filter(|(_, doc)| doc.row.space == id && !doc.row.heads.is_empty())
            .map(|(doc_id, doc)| (*doc_id, log::digest(*doc_id, &doc.row.heads)))
            .collect();
        let mut parts = docs.chunks(limits::DIGEST_DOCS).peekable();
        if parts.peek().is_none() {
            let digests = ClientMessage::Digests {
                space: id,
                last: true,
                docs: Vec::new(),
            };
            out.push(Output::Send {
                conn,
                bytes: digests.encode(),
            });
        }
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            let digests = ClientMessage::Digests {
                space: id,
                last,
                docs: part.to_vec(),
            };
            out.push(Output::Send {
                conn,
                bytes: digests.encode(),
            });
        }
    }

    /// The server lacks something of these documents: everything here is offered.
    pub(super) fn wanted(&mut self, space: SpaceId, docs: Vec<DocId>, out: &mut Vec<Output>) {
        for id in docs {
            if self.docs.get(&id).is_some_and(|doc| doc.row.space == space) {
                self.begin_load(LoadFor::Heal(id), out);
            }
        }
    }

    pub(super) fn heal_loaded(&mut self, id: DocId, rows: &[Row]) {
        let me = self.config.person;
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        doc.heal.clear();
        for row in rows {
            let Ok((_, number, chunk)) = Chunk::read(row) else {
                continue;
            };
            match chunk {
                Chunk::Local(bytes) if !doc.row.unsent.contains(&number) => {
                    doc.heal.push(PushBody::Changes(vec![bytes]));
                }
                Chunk::Remote {
                    meta,
                    receipt,
                    changes,
                } => {
                    doc.heal.push(PushBody::Heal {
                        meta,
                        changes,
                        receipt,
                    });
                }
                Chunk::Local(_) | Chunk::Snapshot(_) => {}
            }
        }
        // Own changes carry no receipt, so the circle is asked for again.
        let visibility = doc.row.meta.visibility;
        let shared = doc.row.meta.owner == me && visibility > crate::access::Visibility::Private;
        if shared && doc.row.meta.kind == crate::access::DocKind::Note {
            doc.row.wanted = doc.row.wanted.max(Some(visibility));
        }
        if doc.has_work() {
            self.busy.insert(id);
        }
        self.restated.insert(id);
    }

    pub(super) fn healed(&mut self, id: SpaceId, cursor: Seq) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        if let Some(incarnation) = space.healing.take() {
            space.row.incarnation = incarnation;
        }
        space.row.cursor = cursor;
        space.head = space.head.max(cursor);
        space.caught_up = space.row.cursor >= space.head;
        self.persister.write([space.row.put(id)]);
        self.reconsider();
    }
}
