//! Pushes: checked for form here, judged by the log, answered after the commit.

use super::{Output, Pending, Server};
use crate::access::DocKind;
use crate::gate::{self, pack};
use crate::ids::{BatchId, ConnId, DocId, OpId, PersonId, SpaceId};
use crate::limits;
use crate::log::{Append, AppendBody, Appended, Author, EntryBody, Refusal};
use crate::receipt::Subject;
use crate::wire::{ByeCode, PushBody, ServerMessage};

/// Milliseconds after which a temporary refusal may be tried again.
const RETRY_AFTER_MS: u64 = 2_000;

/// A push as it came.
pub(super) struct Push {
    pub(super) batch: BatchId,
    pub(super) space: SpaceId,
    pub(super) doc: DocId,
    pub(super) kind: DocKind,
    pub(super) body: PushBody,
}

impl Server {
    pub(super) fn push(&mut self, id: ConnId, push: Push, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        if conn.unanswered >= limits::PUSH_WINDOW {
            return self.bye(id, ByeCode::Overload, out);
        }
        conn.unanswered += 1;
        let Push {
            batch,
            space,
            doc,
            kind,
            body,
        } = push;
        let Some(stream) = conn.streams.get(&space) else {
            return self.nack(id, batch, Refusal::NotAllowed, out);
        };
        let by = Author {
            device: conn.session.device,
            person: conn.session.person,
            role: stream.role,
        };
        let body = match self.checked(space, doc, by.person, body) {
            Ok(body) => body,
            Err(refusal) => {
                tracing::info!(conn = id.0, %doc, %refusal, "push refused at the gate");
                return self.nack(id, batch, refusal, out);
            }
        };
        let op = self.begin(Pending::Append {
            conn: id,
            batch,
            space,
        });
        out.push(Output::Append {
            op,
            append: Append {
                space,
                doc,
                kind,
                by,
                body,
            },
        });
    }

    fn checked(
        &self,
        space: SpaceId,
        doc: DocId,
        person: PersonId,
        body: PushBody,
    ) -> Result<AppendBody, Refusal> {
        let key = &self.config.receipt_key;
        match body {
            PushBody::Share(visibility) => Ok(AppendBody::Share(visibility)),
            PushBody::Changes(changes) => {
                let changes = check_all(changes)?;
                // An actor names its person once, in its first change.
                let own = |change: &gate::CheckedChange| {
                    change.author == (change.seq == 1).then_some(person)
                };
                if !changes.iter().all(own) {
                    return Err(Refusal::ForeignActor);
                }
                Ok(AppendBody::Changes(changes))
            }
            PushBody::Heal {
                meta,
                changes,
                receipt,
            } => {
                let subject = Subject { space, doc, meta };
                if !key.accepts(subject, &changes, receipt) {
                    return Err(Refusal::BadReceipt);
                }
                check_all(changes).map(|changes| AppendBody::Heal { meta, changes })
            }
            PushBody::HealPacked {
                meta,
                packed,
                receipt,
            } => {
                let subject = Subject { space, doc, meta };
                if !key.accepts(subject, std::slice::from_ref(&packed), receipt) {
                    return Err(Refusal::BadReceipt);
                }
                let changes = check_all(pack::unpack(&packed)?)?;
                Ok(AppendBody::Heal { meta, changes })
            }
        }
    }

    pub(super) fn appended(
        &mut self,
        op: OpId,
        result: Result<Appended, Refusal>,
        out: &mut Vec<Output>,
    ) {
        let Some(Pending::Append {
            conn: id,
            batch,
            space,
        }) = self.ops.remove(&op)
        else {
            return;
        };
        let appended = match result {
            Ok(appended) => appended,
            Err(refusal) => return self.nack(id, batch, refusal, out),
        };
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.unanswered -= 1;
            let mut cursor = Default::default();
            if let Some(stream) = conn.streams.get_mut(&space) {
                // A promotion may bring its pusher what others wrote before: a page has it.
                let knows = appended.entry.as_ref().is_some_and(|entry| {
                    entry.body != EntryBody::Shared || entry.meta.owner == conn.session.person
                });
                if knows && stream.is_next(appended.seq) {
                    stream.sent = appended.seq;
                }
                stream.head = stream.head.max(appended.seq);
                // While a device heals, what lies before `sent` is still on its way.
                if !stream.healing {
                    cursor = stream.sent;
                }
            }
            let heads = appended.heads.clone();
            let ack = ServerMessage::Ack {
                batch,
                seq: appended.seq,
                cursor,
                heads,
            };
            out.push(Output::Send {
                conn: id,
                bytes: ack.encode(),
            });
        }
        if let Some(entry) = appended.entry {
            self.fan_out(space, entry, out);
        }
    }

    pub(super) fn nack(&mut self, id: ConnId, batch: BatchId, why: Refusal, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        conn.unanswered = conn.unanswered.saturating_sub(1);
        let retry_after = if why.is_temporary() {
            RETRY_AFTER_MS
        } else {
            0
        };
        let nack = ServerMessage::Nack {
            batch,
            why,
            retry_after,
        };
        out.push(Output::Send {
            conn: id,
            bytes: nack.encode(),
        });
    }
}

fn check_all(changes: Vec<Vec<u8>>) -> Result<Vec<gate::CheckedChange>, Refusal> {
    if changes.is_empty() {
        return Err(Refusal::Malformed);
    }
    let bytes: usize = changes.iter().map(Vec::len).sum();
    if changes.len() > limits::BATCH_CHANGES || bytes > limits::BATCH_BYTES {
        return Err(Refusal::TooLarge);
    }
    gate::check_all(changes)
}
