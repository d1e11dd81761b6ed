//! Healing: compare with the server, send what it lacks, take what this device lacks.
//!
//! What is here counts as whole again only with the end of the exchange: a large
//! document comes in parts, and each of them names the heads of all of it.

use std::collections::BTreeMap;

use super::rows::Chunk;
use super::{Device, Doc, Output, Row};
use crate::access::{DocKind, DocMeta, Visibility};
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
        self.forget_aside(id);
        self.doubt(id);
        let docs: Vec<(DocId, u128)> = self
            .docs
            .iter()
            .filter(|(_, doc)| doc.row.space == id && doc.is_known_there())
            .map(|(doc_id, doc)| (*doc_id, doc.digest(*doc_id)))
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

    /// Until the exchange ends no position means anything: in another life of the log
    /// they are others, and in this one the heads that come with a part of a document
    /// may be all that came of it. Stored, so that an exchange cut off begins again and
    /// what it brought is not taken for whole.
    fn doubt(&mut self, id: SpaceId) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut space.row.cursor, Seq(0));
        space.row.comparing = true;
        space.fingerprint = 0;
        space.unsure.clear();
        for (doc_id, doc) in self.docs.iter_mut().filter(|(_, doc)| doc.row.space == id) {
            if doc.row.last > before {
                // Not all of what was told came here: what is here is not known.
                doc.row.heads.clear();
            }
            doc.row.last = Seq(0);
            space.count(*doc_id, &doc.row);
            self.persister.write([doc.row.put(*doc_id)]);
        }
        self.persister.write([space.row.put(id)]);
    }

    /// The server lacks something of these documents: everything here is offered. That
    /// is stored, so that it is not forgotten when this connection ends.
    pub(super) fn wanted(&mut self, space: SpaceId, docs: Vec<DocId>) {
        let me = self.config.person;
        for id in docs {
            let Some(doc) = self.docs.get_mut(&id).filter(|doc| doc.row.space == space) else {
                continue;
            };
            doc.row.offered = true;
            // Own changes carry no receipt, so the circle is asked for again.
            let DocMeta {
                kind,
                owner,
                visibility,
            } = doc.row.meta;
            if owner == me && kind == DocKind::Note && visibility > Visibility::Private {
                doc.row.wanted = doc.row.wanted.max(Some(visibility));
            }
            self.busy.insert(id);
            self.finish(id);
        }
    }

    pub(super) fn heal_loaded(&mut self, id: DocId, rows: &[Row], unseen: &[Row]) {
        let Some(doc) = self.docs.get_mut(&id) else {
            return;
        };
        doc.loading = false;
        doc.heal.clear();
        doc.heal_refused = 0;
        let stored: BTreeMap<_, _> = rows
            .iter()
            .chain(unseen)
            .map(|row| (&row.key, row))
            .collect();
        for row in stored.into_values() {
            match Chunk::read(row) {
                Ok((_, _, Chunk::Local(bytes))) => doc.offer_own(bytes),
                Ok((
                    _,
                    _,
                    Chunk::Remote {
                        meta,
                        receipt,
                        changes,
                    },
                )) => doc.heal.push(PushBody::Heal {
                    meta,
                    changes,
                    receipt,
                }),
                Ok((
                    _,
                    _,
                    Chunk::Packed {
                        meta,
                        receipt,
                        packed,
                    },
                )) => doc.heal.push(PushBody::HealPacked {
                    meta,
                    packed,
                    receipt,
                }),
                Err(_) => {}
            }
        }
        if doc.heal.is_empty() {
            doc.row.offered = false;
            self.finish(id);
        }
    }

    pub(super) fn healed(&mut self, id: SpaceId, cursor: Seq, out: &mut Vec<Output>) {
        let Some(space) = self.spaces.get_mut(&id) else {
            return;
        };
        if let Some(incarnation) = space.healing.take() {
            space.row.incarnation = incarnation;
            space.row.comparing = false;
        }
        let incarnation = space.row.incarnation;
        let again = self.came(id);
        self.advance(id, cursor, out);
        self.reconsider();
        if let Some(conn) = self.session.ready_conn().filter(|_| again) {
            self.heal(conn, id, incarnation, out);
        }
    }
}

impl Doc {
    /// Whether the server ever had some of it.
    fn is_known_there(&self) -> bool {
        self.row.next > self.row.unsent.len() as u64
    }

    /// Adds an own change to the last push that is offered, if it fits there.
    fn offer_own(&mut self, bytes: Vec<u8>) {
        if let Some(PushBody::Changes(changes)) = self.heal.last_mut() {
            let size: usize = changes.iter().map(Vec::len).sum();
            if changes.len() < limits::BATCH_CHANGES && size + bytes.len() <= limits::BATCH_BYTES {
                return changes.push(bytes);
            }
        }
        self.heal.push(PushBody::Changes(vec![bytes]));
    }

    /// As far as is known here; never the server's digest when that is not known.
    fn digest(&self, id: DocId) -> u128 {
        log::digest(id, self.row.meta.visibility, &self.row.heads)
    }
}
