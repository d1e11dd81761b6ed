//! The connection: opened, greeted, kept alive, opened again with jitter.

use std::collections::BTreeMap;

use super::rows::SpaceRow;
use super::{CloseReason, Device, Event, Kept, Link, Output, Space};
use crate::ids::{BatchId, ConnId, DocId, Seq};
use crate::jitter;
use crate::limits;
use crate::time::Timestamp;
use crate::wire::{ByeCode, ClientMessage, ServerMessage, SpaceCursor, SpaceWelcome};

/// How this device stands with the server.
#[derive(Debug)]
pub(super) struct Session {
    phase: Phase,
    seed: u64,
    conns: u64,
    batches: u64,
    failures: u32,
    /// Set by a refusal that no retry can cure; cleared when a person asks again.
    blocked: Option<Link>,
    heard: Timestamp,
    pinged: bool,
    /// Pushes that may be under way.
    pub(super) window: usize,
    pub(super) in_flight: BTreeMap<BatchId, DocId>,
    /// Bytes of entries stored and not yet given back as credit.
    stored: u64,
}

#[derive(Debug, Clone, Copy)]
enum Phase {
    Idle { retry: Option<Timestamp> },
    Opening { conn: ConnId, since: Timestamp },
    Greeting { conn: ConnId },
    Ready { conn: ConnId },
}

impl Session {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            phase: Phase::Idle { retry: None },
            seed,
            conns: 0,
            batches: 0,
            failures: 0,
            blocked: None,
            heard: Timestamp(0),
            pinged: false,
            window: limits::PUSH_WINDOW,
            in_flight: BTreeMap::new(),
            stored: 0,
        }
    }

    /// The connection on which pushes may be sent: Hello is already on it.
    pub(super) fn open_conn(&self) -> Option<ConnId> {
        match self.phase {
            Phase::Greeting { conn } | Phase::Ready { conn } => Some(conn),
            Phase::Idle { .. } | Phase::Opening { .. } => None,
        }
    }

    /// The connection whose Welcome came.
    pub(super) fn ready_conn(&self) -> Option<ConnId> {
        match self.phase {
            Phase::Ready { conn } => Some(conn),
            Phase::Idle { .. } | Phase::Opening { .. } | Phase::Greeting { .. } => None,
        }
    }

    fn is(&self, id: ConnId) -> bool {
        match self.phase {
            Phase::Opening { conn, .. } | Phase::Greeting { conn } | Phase::Ready { conn } => {
                conn == id
            }
            Phase::Idle { .. } => false,
        }
    }

    pub(super) fn next_batch(&mut self, doc: DocId) -> BatchId {
        self.batches += 1;
        let batch = BatchId(self.batches);
        self.in_flight.insert(batch, doc);
        batch
    }

    pub(super) fn next_wakeup(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Idle { retry } => retry,
            Phase::Opening { since, .. } => Some(since.plus(limits::DEAD_AFTER_MS)),
            Phase::Greeting { .. } | Phase::Ready { .. } => Some(self.silent_at()),
        }
    }

    /// When silence must be acted on: with a ping first, then by giving up.
    fn silent_at(&self) -> Timestamp {
        let patience = if self.pinged {
            limits::DEAD_AFTER_MS
        } else {
            0
        };
        self.heard.plus(limits::PING_AFTER_MS + patience)
    }

    /// Full jitter above half of a doubling wait, so that a school that comes back
    /// online does not come all at once.
    fn backoff(&self) -> u64 {
        let doubled = limits::RECONNECT_MIN_MS << self.failures.min(16);
        let wait = doubled.min(limits::RECONNECT_MAX_MS);
        wait / 2 + jitter::mix(self.seed ^ self.conns) % (wait / 2 + 1)
    }
}

impl Device {
    /// How this device stands with the server.
    #[must_use]
    pub fn link(&self) -> Link {
        match (self.session.phase, self.session.blocked) {
            (Phase::Idle { .. }, Some(blocked)) => blocked,
            (Phase::Idle { retry }, None) => Link::Offline { retry },
            (Phase::Opening { .. } | Phase::Greeting { .. }, _) => Link::Connecting,
            (Phase::Ready { .. }, _) if self.spaces.values().all(|space| space.caught_up) => {
                Link::Live
            }
            (Phase::Ready { .. }, _) => Link::CatchingUp,
        }
    }

    pub(super) fn connect_now(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        match self.session.phase {
            Phase::Idle { .. } => {
                self.session.blocked = None;
                self.connect(now, out);
            }
            Phase::Ready { conn } | Phase::Greeting { conn } => self.ping(now, conn, out),
            Phase::Opening { .. } => {}
        }
    }

    fn connect(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        self.session.conns += 1;
        let conn = ConnId(self.session.conns);
        self.session.phase = Phase::Opening { conn, since: now };
        out.push(Output::Connect { conn });
    }

    pub(super) fn connected(&mut self, now: Timestamp, conn: ConnId, out: &mut Vec<Output>) {
        if !self.session.is(conn) {
            return;
        }
        self.session.phase = Phase::Greeting { conn };
        self.session.heard = now;
        self.session.pinged = false;
        self.session.stored = 0;
        let spaces = self
            .spaces
            .iter()
            .take(limits::HELLO_SPACES)
            .map(|(space, known)| SpaceCursor {
                space: *space,
                incarnation: known.life(),
                cursor: known.row.cursor,
            });
        let (build, device) = (self.config.build.clone(), self.config.device);
        let hello = ClientMessage::Hello {
            build,
            device,
            spaces: spaces.collect(),
        };
        out.push(Output::Send {
            conn,
            bytes: hello.encode(),
        });
        self.reconsider();
    }

    pub(super) fn received(
        &mut self,
        now: Timestamp,
        conn: ConnId,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) {
        if !self.session.is(conn) {
            return;
        }
        self.session.heard = now;
        self.session.pinged = false;
        let message = match ServerMessage::decode(bytes) {
            Ok(message) => message,
            Err(error) => return self.fault(now, conn, error.to_string(), out),
        };
        match message {
            ServerMessage::Welcome {
                push_window,
                spaces,
                ..
            } => {
                self.welcome(conn, push_window, &spaces, out);
            }
            ServerMessage::Ack {
                batch,
                seq,
                cursor,
                heads,
            } => {
                self.acked(batch, seq, cursor, heads, out);
            }
            ServerMessage::Nack {
                batch,
                why,
                retry_after,
            } => {
                self.nacked(now, batch, why, retry_after, out);
            }
            ServerMessage::Entries {
                space,
                upto,
                head,
                entries,
            } => {
                let size = bytes.len() as u64;
                if let Err(what) = self.entries(space, upto, head, entries, size, out) {
                    self.fault(now, conn, what, out);
                }
            }
            ServerMessage::Pong { .. } => {}
            ServerMessage::Bye { code, retry_after } => self.bye(now, code, retry_after, out),
            ServerMessage::Want { space, docs } => self.wanted(space, docs),
            ServerMessage::Healed { space, cursor } => self.healed(space, cursor, out),
        }
    }

    fn welcome(
        &mut self,
        conn: ConnId,
        push_window: u64,
        spaces: &[SpaceWelcome],
        out: &mut Vec<Output>,
    ) {
        self.session.phase = Phase::Ready { conn };
        self.session.failures = 0;
        let window = usize::try_from(push_window).unwrap_or(limits::PUSH_WINDOW);
        self.session.window = window.clamp(1, limits::PUSH_WINDOW);
        for welcome in spaces {
            let SpaceWelcome {
                space: id,
                role,
                incarnation,
                head,
                ..
            } = *welcome;
            let row = SpaceRow {
                role,
                incarnation,
                cursor: Seq(0),
                kept: Kept::Here,
                comparing: false,
            };
            let space = self.spaces.entry(id).or_insert_with(|| Space::new(row));
            let same_life = space.life() == incarnation;
            // What they may read since has positions that the cursor has passed.
            let promoted = space.row.role != role;
            space.row.role = role;
            space.head = head;
            space.healed = false;
            space.healing = None;
            space.caught_up = same_life && space.row.cursor >= head;
            let differs = space.caught_up && space.fingerprint != welcome.fingerprint;
            self.persister.write([space.row.put(id)]);
            let coming = space.row.kept == Kept::Coming;
            if !same_life || differs || promoted || coming {
                self.heal(conn, id, incarnation, out);
            }
            out.push(Output::Notify(Event::Space { space: id, role }));
        }
    }

    fn bye(&mut self, now: Timestamp, code: ByeCode, retry_after: u64, out: &mut Vec<Output>) {
        let Some(conn) = self.session.open_conn() else {
            return;
        };
        out.push(Output::Disconnect { conn });
        self.disconnected();
        let wait = retry_after.clamp(limits::RECONNECT_MIN_MS, limits::RECONNECT_MAX_MS);
        self.session.phase = Phase::Idle {
            retry: Some(now.plus(wait)),
        };
        if code == ByeCode::Version {
            self.session.blocked = Some(Link::Update);
            self.session.phase = Phase::Idle { retry: None };
        }
    }

    pub(super) fn closed(&mut self, now: Timestamp, conn: ConnId, why: CloseReason) {
        if !self.session.is(conn) {
            return;
        }
        self.disconnected();
        let retry = now.plus(self.session.backoff());
        self.session.failures = self.session.failures.saturating_add(1);
        self.session.blocked = match why {
            CloseReason::Unauthorized => Some(Link::SignIn),
            CloseReason::Removed => Some(Link::Removed),
            CloseReason::Lost | CloseReason::GoingAway => None,
        };
        let retry = self.session.blocked.is_none().then_some(retry);
        self.session.phase = Phase::Idle { retry };
    }

    /// The server broke the protocol: let go, say so, try again later.
    fn fault(&mut self, now: Timestamp, conn: ConnId, what: String, out: &mut Vec<Output>) {
        out.push(Output::Notify(Event::ServerFault { what }));
        out.push(Output::Disconnect { conn });
        self.closed(now, conn, CloseReason::Lost);
    }

    fn disconnected(&mut self) {
        for id in std::mem::take(&mut self.session.in_flight).into_values() {
            if let Some(doc) = self.docs.get_mut(&id) {
                doc.in_flight = None;
                doc.heal.clear();
            }
            self.restated.insert(id);
        }
        for id in &self.busy {
            if let Some(doc) = self.docs.get_mut(id) {
                // The next connection is a fresh try.
                doc.retry_at = None;
            }
        }
        for space in self.spaces.values_mut() {
            space.caught_up = false;
            space.healing = None;
        }
    }

    pub(super) fn session_wakeup(&mut self, now: Timestamp, out: &mut Vec<Output>) {
        match self.session.phase {
            Phase::Idle { retry: Some(at) } if at <= now => self.connect(now, out),
            Phase::Opening { conn, since } if since.plus(limits::DEAD_AFTER_MS) <= now => {
                out.push(Output::Disconnect { conn });
                self.closed(now, conn, CloseReason::Lost);
            }
            Phase::Greeting { conn } | Phase::Ready { conn } if self.session.silent_at() <= now => {
                if self.session.pinged {
                    out.push(Output::Disconnect { conn });
                    self.closed(now, conn, CloseReason::Lost);
                } else {
                    self.ping(now, conn, out);
                }
            }
            _ => {}
        }
    }

    fn ping(&mut self, now: Timestamp, conn: ConnId, out: &mut Vec<Output>) {
        if self.session.pinged {
            return;
        }
        // From here the answer must come within the time of a dead socket.
        let silent = Timestamp(now.0.saturating_sub(limits::PING_AFTER_MS));
        self.session.heard = self.session.heard.min(silent);
        self.session.pinged = true;
        let bytes = ClientMessage::Ping { nonce: now.0 }.encode();
        out.push(Output::Send { conn, bytes });
    }

    /// Entries are stored: gives the server room for as many again, in large steps.
    pub(super) fn stored_entries(&mut self, bytes: u64, out: &mut Vec<Output>) {
        self.session.stored += bytes;
        if self.session.stored < limits::CREDIT_REFILL_BYTES {
            return;
        }
        if let Some(conn) = self.session.open_conn() {
            let bytes = std::mem::take(&mut self.session.stored);
            out.push(Output::Send {
                conn,
                bytes: ClientMessage::Credit { bytes }.encode(),
            });
        }
    }
}
