//! The server's machine: hello, push, fan-out, credit and healing, without a
//! document in memory.
//!
//! Invariant: `Ack` is sent only in answer to [`Input::Appended`], which a driver
//! gives only after the commit. Invariant: nothing of a document is sent to a
//! connection whose person may not read it; what pages hold was filtered by the
//! store, what is fanned out is filtered here.

pub use io::{Input, Output, Page, Session, SpaceStatus};

mod conn;
mod fanout;
mod gather;
mod heal;
mod io;
mod push;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::ids::{ConnId, DocId, OpId, SpaceId};
use crate::limits;
use crate::log::Refusal;
use crate::receipt::ReceiptKey;
use crate::time::Timestamp;
use crate::wire::{ByeCode, ClientMessage, ServerMessage, SpaceCursor, SpaceWelcome, WireError};
use conn::{Conn, Stream};

/// RFC 6455 close codes and our own.
mod close {
    pub(super) const RESTART: u16 = 1012;
    pub(super) const FAULT: u16 = 4400;
    pub(super) const VERSION: u16 = 4426;
    pub(super) const OVERLOAD: u16 = 4429;
    pub(super) const TRY_LATER: u16 = 1013;
}

/// What the machine must know from the start.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// This build's name, shown to devices.
    pub build: String,
    /// Spreads the reconnects of devices after a shutdown.
    pub seed: u64,
    /// Signs entries.
    pub receipt_key: ReceiptKey,
}

/// The server's machine.
#[derive(Debug)]
pub struct Server {
    config: ServerConfig,
    next_op: u64,
    conns: BTreeMap<ConnId, Conn>,
    ops: BTreeMap<OpId, Pending>,
    draining: bool,
}

/// What an answer of the driver is for.
#[derive(Debug)]
enum Pending {
    /// The answer to a Hello.
    Greeting {
        conn: ConnId,
        cursors: Vec<SpaceCursor>,
    },
    /// A push on its way to the disk.
    Append {
        conn: ConnId,
        batch: crate::ids::BatchId,
        space: SpaceId,
    },
    /// Entries for a connection that is behind.
    Page { conn: ConnId, space: SpaceId },
    /// All readable documents of a space, to compare with a device's digests.
    Digests { conn: ConnId, space: SpaceId },
    /// The whole of some documents for a device that lacks part of them.
    Documents {
        conn: ConnId,
        space: SpaceId,
        rest: Vec<DocId>,
    },
}

impl Server {
    /// A server with no connection.
    #[must_use]
    pub fn new(config: ServerConfig) -> Self {
        let (conns, ops) = (BTreeMap::new(), BTreeMap::new());
        Self {
            config,
            next_op: 0,
            conns,
            ops,
            draining: false,
        }
    }

    /// Takes one fact in and appends its effects, in order, to `out`.
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Output>) {
        match input {
            Input::Connected { conn, session } => self.connected(conn, session, out),
            Input::Received { conn, bytes } => self.received(now, conn, bytes, out),
            Input::Closed { conn } => {
                self.conns.remove(&conn);
            }
            Input::Appended { op, result } => self.appended(op, result, out),
            Input::Page { op, page } => self.page(op, page, out),
            Input::Spaces { op, spaces } => self.greet(now, op, &spaces, out),
            Input::Digests { op, docs, head } => self.compare(op, &docs, head, out),
            Input::ReadFailed { op } => self.read_failed(op, out),
            Input::Doorbell { space, head } => self.doorbell(space, head, out),
            Input::Drain => self.drain(out),
        }
    }

    /// Connections that are open, for metrics.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.conns.len()
    }

    fn connected(&mut self, conn: ConnId, session: Session, out: &mut Vec<Output>) {
        self.conns.insert(conn, Conn::new(session));
        if self.draining {
            self.bye(conn, ByeCode::GoingAway, out);
        }
    }

    fn received(&mut self, now: Timestamp, id: ConnId, bytes: Vec<u8>, out: &mut Vec<Output>) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        if !conn.greeted && conn.greeting {
            // Pushes may follow Hello at once; they wait until the spaces are known.
            if conn.waiting.len() >= limits::PUSH_WINDOW {
                return self.bye(id, ByeCode::Overload, out);
            }
            conn.waiting.push(bytes);
            return;
        }
        let message = match ClientMessage::decode(&bytes) {
            Ok(message) => message,
            Err(WireError::Version { .. }) => return self.bye(id, ByeCode::Version, out),
            Err(error) => {
                tracing::info!(conn = id.0, %error, "frame refused");
                return self.bye(id, ByeCode::Fault, out);
            }
        };
        if let ClientMessage::Hello { device, spaces, .. } = message {
            return self.hello(id, device, spaces, out);
        }
        if !conn.greeted {
            return self.bye(id, ByeCode::Fault, out);
        }
        match message {
            ClientMessage::Hello { .. } => {}
            ClientMessage::Push {
                batch,
                space,
                doc,
                kind,
                body,
            } => {
                self.push(
                    id,
                    push::Push {
                        batch,
                        space,
                        doc,
                        kind,
                        body,
                    },
                    out,
                );
            }
            ClientMessage::Credit { bytes } => self.credit(id, bytes, out),
            ClientMessage::Ping { nonce } => {
                let bytes = ServerMessage::Pong { nonce }.encode();
                out.push(Output::Send { conn: id, bytes });
            }
            ClientMessage::Digests { space, last, docs } => {
                self.digests(id, space, last, docs, out);
            }
        }
        let _ = now;
    }

    fn hello(
        &mut self,
        id: ConnId,
        device: crate::ids::DeviceId,
        cursors: Vec<SpaceCursor>,
        out: &mut Vec<Output>,
    ) {
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        if conn.greeting || conn.session.device != device {
            return self.bye(id, ByeCode::Fault, out);
        }
        conn.greeting = true;
        let (person, spaces) = (conn.session.person, conn.session.spaces.clone());
        let op = self.begin(Pending::Greeting { conn: id, cursors });
        out.push(Output::ReadSpaces { op, person, spaces });
    }

    fn greet(&mut self, now: Timestamp, op: OpId, statuses: &[SpaceStatus], out: &mut Vec<Output>) {
        let Some(Pending::Greeting { conn: id, cursors }) = self.ops.remove(&op) else {
            return;
        };
        let Some(conn) = self.conns.get_mut(&id) else {
            return;
        };
        conn.greeted = true;
        let mut spaces = Vec::new();
        for ((space, role), status) in conn.session.spaces.iter().zip(statuses) {
            let known = cursors
                .iter()
                .find(|known| known.space == *space && known.incarnation == status.incarnation);
            // A cursor past the log cannot be ours; the device heals and asks again.
            let sent = known.map_or_else(Default::default, |known| known.cursor.min(status.head));
            // A device that knows the space from another life of the log compares
            // digests first; it is sent nothing until it has.
            let heals = known.is_none() && cursors.iter().any(|known| known.space == *space);
            conn.streams
                .insert(*space, Stream::new(*role, sent, status.head, heals));
            spaces.push(SpaceWelcome {
                space: *space,
                role: *role,
                incarnation: status.incarnation,
                head: status.head,
                fingerprint: status.fingerprint,
            });
        }
        let waiting = std::mem::take(&mut conn.waiting);
        let welcome = ServerMessage::Welcome {
            build: self.config.build.clone(),
            server_time: now,
            push_window: limits::PUSH_WINDOW as u64,
            spaces,
        };
        out.push(Output::Send {
            conn: id,
            bytes: welcome.encode(),
        });
        self.pump(id, out);
        for bytes in waiting {
            self.received(now, id, bytes, out);
        }
    }

    fn read_failed(&mut self, op: OpId, out: &mut Vec<Output>) {
        let id = match self.ops.remove(&op) {
            Some(
                Pending::Greeting { conn, .. }
                | Pending::Page { conn, .. }
                | Pending::Digests { conn, .. }
                | Pending::Documents { conn, .. },
            ) => conn,
            Some(Pending::Append { conn, batch, .. }) => {
                return self.nack(conn, batch, Refusal::Unavailable, out);
            }
            None => return,
        };
        if self.conns.remove(&id).is_some() {
            let why = "the store cannot be read";
            out.push(Output::Close {
                conn: id,
                code: close::TRY_LATER,
                why,
            });
        }
    }

    fn drain(&mut self, out: &mut Vec<Output>) {
        self.draining = true;
        let ids: Vec<ConnId> = self.conns.keys().copied().collect();
        for id in ids {
            self.bye(id, ByeCode::GoingAway, out);
        }
    }

    /// Says why, then closes.
    fn bye(&mut self, id: ConnId, code: ByeCode, out: &mut Vec<Output>) {
        if self.conns.remove(&id).is_none() {
            return;
        }
        let (close, why) = match code {
            ByeCode::GoingAway => (close::RESTART, "the server is going away"),
            ByeCode::Version => (close::VERSION, "this protocol version is not spoken here"),
            ByeCode::Fault => (close::FAULT, "the device broke the protocol"),
            ByeCode::Overload => (close::OVERLOAD, "the device asked too much at once"),
        };
        // Spread over five seconds, so that a visit does not come back all at once.
        let retry_after = 1_000 + crate::jitter::mix(self.config.seed ^ id.0) % 5_000;
        let bye = ServerMessage::Bye { code, retry_after };
        out.push(Output::Send {
            conn: id,
            bytes: bye.encode(),
        });
        out.push(Output::Close {
            conn: id,
            code: close,
            why,
        });
    }

    fn begin(&mut self, pending: Pending) -> OpId {
        self.next_op += 1;
        let op = OpId(self.next_op);
        self.ops.insert(op, pending);
        op
    }
}
