//! Healing: after a restore from a backup, or when fingerprints differ, a device and
//! the server compare the heads of every document and each sends what the other lacks.

use std::collections::BTreeMap;

use super::{Output, Pending, Server};
use crate::ids::{ConnId, DocId, OpId, Seq, SpaceId};
use crate::limits;
use crate::wire::{ByeCode, ServerMessage};

/// Documents whose digests one device may send for a space.
const MAX_DOCS: usize = 1_000_000;

/// Documents that are read whole at once.
const READ_DOCS: usize = 16;

impl Server {
    /// Collects a device's digests; with the last of them, asks the store for its own.
    pub(super) fn digests(
        &mut self,
        id: ConnId,
        space: SpaceId,
        last: bool,
        docs: Vec<(DocId, u128)>,
        out: &mut Vec<Output>,
    ) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        let Some(stream) = conn.streams.get_mut(&space) else {
            return self.bye(id, ByeCode::Fault, out);
        };
        stream.healing = true;
        let collected = conn.digests.entry(space).or_default();
        collected.extend(docs);
        if collected.len() > MAX_DOCS {
            return self.bye(id, ByeCode::Overload, out);
        }
        if last {
            let (person, role) = (conn.session.person, stream.role);
            let op = self.begin(Pending::Digests { conn: id, space });
            out.push(Output::ReadDigests {
                op,
                space,
                person,
                role,
            });
        }
    }

    /// Finds the documents that differ: wants what the device has more of, sends what
    /// it lacks. Which side has more is not known from a digest, so both happen.
    pub(super) fn compare(
        &mut self,
        op: OpId,
        ours: &BTreeMap<DocId, u128>,
        head: Seq,
        out: &mut Vec<Output>,
    ) {
        let Some(Pending::Digests { conn: id, space }) = self.ops.remove(&op) else {
            return;
        };
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        let theirs = conn.digests.remove(&space).unwrap_or_default();
        if let Some(stream) = conn.streams.get_mut(&space) {
            stream.sent = head;
            stream.head = stream.head.max(head);
        }
        let wanted: Vec<DocId> = differing(&theirs, ours);
        for docs in wanted.chunks(limits::DIGEST_DOCS) {
            let bytes = ServerMessage::Want {
                space,
                docs: docs.to_vec(),
            }
            .encode();
            out.push(Output::Send { conn: id, bytes });
        }
        let lacking = differing(ours, &theirs);
        self.next_documents(id, space, lacking, out);
    }

    /// Reads the next documents that the device lacks, or ends the exchange.
    pub(super) fn next_documents(
        &mut self,
        id: ConnId,
        space: SpaceId,
        mut docs: Vec<DocId>,
        out: &mut Vec<Output>,
    ) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        let Some(stream) = conn.streams.get_mut(&space) else {
            return;
        };
        let (person, role) = (conn.session.person, stream.role);
        if docs.is_empty() {
            stream.healing = false;
            let bytes = ServerMessage::Healed {
                space,
                cursor: stream.sent,
            }
            .encode();
            out.push(Output::Send { conn: id, bytes });
            return self.pump(id, out);
        }
        let rest = docs.split_off(docs.len().min(READ_DOCS));
        let op = self.begin(Pending::Documents {
            conn: id,
            space,
            rest,
        });
        out.push(Output::ReadDocuments {
            op,
            space,
            docs,
            person,
            role,
        });
    }
}

/// Documents of `these` that `those` lacks or has otherwise.
fn differing(these: &BTreeMap<DocId, u128>, those: &BTreeMap<DocId, u128>) -> Vec<DocId> {
    these
        .iter()
        .filter(|(doc, digest)| those.get(doc) != Some(digest))
        .map(|(doc, _)| *doc)
        .collect()
}
