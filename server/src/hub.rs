//! The task that owns the server's sync machine and carries out what it asks for.
//!
//! Facts come from two sides: from connections through a bounded queue, which slows
//! them down when the machine is busy, and from the store through an unbounded one,
//! which never blocks the writer. The task itself never touches a file.

use std::collections::BTreeMap;
use std::sync::Arc;

use sync_core::ids::{ConnId, DeviceId};
use sync_core::server::{Input, Output, Server, Session};
use tokio::sync::{mpsc, oneshot};

use crate::clock;
use crate::metrics::Metrics;
use crate::store::TokenHash;
use crate::writer::{Job, Queue};
use reads::Reads;

mod reads;

/// Frames of all connections that wait for the machine.
const QUEUED_EVENTS: usize = 64;

/// Facts taken at once before effects are carried out.
const AT_ONCE: usize = 64;

/// Frames that wait for one connection; one that reads slower is closed.
const OUTBOX: usize = 1_024;

/// A close code for a connection that does not keep up; it may come back.
const TRY_LATER: u16 = 1013;

/// The session ended: our own code, known to the device.
pub(crate) const SESSION_ENDED: u16 = 4401;

/// The device was removed: our own code, known to the device.
pub(crate) const DEVICE_REMOVED: u16 = 4403;

/// What goes out on one connection.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// A binary frame.
    Frame(Vec<u8>),
    /// Close with this code, after everything before it.
    Close(u16, &'static str),
}

/// What a connection says.
enum Event {
    Opened {
        conn: ConnId,
        session: Session,
        line: Line,
    },
    Frame {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    Closed {
        conn: ConnId,
    },
    SessionEnded {
        token: TokenHash,
    },
    DeviceRemoved {
        device: DeviceId,
    },
    Drain {
        done: oneshot::Sender<()>,
    },
}

/// How the hub reaches one connection, and whose it is.
struct Line {
    device: DeviceId,
    token: TokenHash,
    outbox: mpsc::Sender<Outgoing>,
    /// Closes at once, past a full outbox.
    cut: oneshot::Sender<(u16, &'static str)>,
}

/// The connection's side of a [`Line`].
pub(crate) struct LineEnd {
    pub(crate) conn: ConnId,
    pub(crate) inbox: mpsc::Receiver<Outgoing>,
    pub(crate) cut: oneshot::Receiver<(u16, &'static str)>,
}

/// How connections and routes reach the hub.
#[derive(Debug, Clone)]
pub(crate) struct HubHandle {
    events: mpsc::Sender<Event>,
    next_conn: Arc<std::sync::atomic::AtomicU64>,
}

impl HubHandle {
    /// Announces a connection; `None` when the server is ending.
    pub(crate) async fn open(&self, session: Session, token: TokenHash) -> Option<LineEnd> {
        let next = &self.next_conn;
        let conn = ConnId(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let (outbox, inbox) = mpsc::channel(OUTBOX);
        let (cut, cut_end) = oneshot::channel();
        let line = Line {
            device: session.device,
            token,
            outbox,
            cut,
        };
        let event = Event::Opened {
            conn,
            session,
            line,
        };
        self.events.send(event).await.ok()?;
        Some(LineEnd {
            conn,
            inbox,
            cut: cut_end,
        })
    }

    /// Hands a frame over, waiting while the machine is busy.
    pub(crate) async fn frame(&self, conn: ConnId, bytes: Vec<u8>) {
        let _ = self.events.send(Event::Frame { conn, bytes }).await;
    }

    /// Says that a connection ended.
    pub(crate) async fn closed(&self, conn: ConnId) {
        let _ = self.events.send(Event::Closed { conn }).await;
    }

    /// Closes the connections of a session that ended.
    pub(crate) async fn session_ended(&self, token: TokenHash) {
        let _ = self.events.send(Event::SessionEnded { token }).await;
    }

    /// Closes the connections of a device that was removed.
    pub(crate) async fn device_removed(&self, device: DeviceId) {
        let _ = self.events.send(Event::DeviceRemoved { device }).await;
    }

    /// Tells every connection to come back later; returns when all were told.
    pub(crate) async fn drain(&self) {
        let (done, drained) = oneshot::channel();
        if self.events.send(Event::Drain { done }).await.is_ok() {
            let _ = drained.await;
        }
    }
}

/// The task's state.
pub(crate) struct Hub {
    machine: Server,
    lines: BTreeMap<ConnId, Line>,
    writer: Queue,
    reads: Reads,
    metrics: Arc<Metrics>,
    outputs: Vec<Output>,
    /// For the writer, at the end of a turn.
    jobs: Vec<Job>,
}

impl Hub {
    /// Starts the task; `answers` is where the store's answers arrive.
    pub(crate) fn start(
        machine: Server,
        writer: Queue,
        store: Arc<dyn crate::store::Store>,
        (tell, answers): (
            mpsc::UnboundedSender<Vec<Input>>,
            mpsc::UnboundedReceiver<Vec<Input>>,
        ),
        metrics: Arc<Metrics>,
    ) -> (HubHandle, tokio::task::JoinHandle<()>) {
        let (events, queued) = mpsc::channel(QUEUED_EVENTS);
        let hub = Self {
            machine,
            lines: BTreeMap::new(),
            writer,
            reads: Reads::new(store, tell),
            metrics,
            outputs: Vec::new(),
            jobs: Vec::new(),
        };
        let task = tokio::spawn(hub.run(queued, answers));
        let next_conn = Arc::new(std::sync::atomic::AtomicU64::new(1));
        (HubHandle { events, next_conn }, task)
    }

    async fn run(
        mut self,
        mut events: mpsc::Receiver<Event>,
        mut answers: mpsc::UnboundedReceiver<Vec<Input>>,
    ) {
        let (mut new_events, mut new_answers) = (Vec::new(), Vec::new());
        loop {
            tokio::select! {
                biased;
                _ = answers.recv_many(&mut new_answers, AT_ONCE) => {}
                taken = events.recv_many(&mut new_events, AT_ONCE) => {
                    // Every handle is gone: the server has ended.
                    if taken == 0 { return; }
                }
            }
            for input in new_answers.drain(..).flatten() {
                self.handle(input);
            }
            for event in new_events.drain(..) {
                self.event(event);
            }
            // All at once, so that they share a commit and the writer wakes up once.
            if !self.jobs.is_empty() {
                self.writer.put(std::mem::take(&mut self.jobs));
            }
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Opened {
                conn,
                session,
                line,
            } => {
                self.metrics.connections.up();
                self.lines.insert(conn, line);
                self.handle(Input::Connected { conn, session });
            }
            Event::Frame { conn, bytes } => {
                self.metrics.frames_in.add(1);
                self.metrics.bytes_in.add(bytes.len() as u64);
                self.handle(Input::Received { conn, bytes });
            }
            Event::Closed { conn } => self.forget(conn),
            Event::SessionEnded { token } => {
                self.cut_all(
                    |line| line.token == token,
                    SESSION_ENDED,
                    "the session ended",
                );
            }
            Event::DeviceRemoved { device } => {
                let of_device = |line: &Line| line.device == device;
                self.cut_all(of_device, DEVICE_REMOVED, "the device was removed");
            }
            Event::Drain { done } => {
                self.handle(Input::Drain);
                let _ = done.send(());
            }
        }
    }

    fn handle(&mut self, input: Input) {
        let mut outputs = std::mem::take(&mut self.outputs);
        self.machine.handle(clock::now(), input, &mut outputs);
        for output in outputs.drain(..) {
            self.carry_out(output);
        }
        self.outputs = outputs;
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { conn, bytes } => {
                self.metrics.frames_out.add(1);
                self.metrics.bytes_out.add(bytes.len() as u64);
                self.send(conn, Outgoing::Frame(bytes));
            }
            Output::Close { conn, code, why } => {
                tracing::info!(conn.id = conn.0, code, why, "connection closed");
                self.send(conn, Outgoing::Close(code, why));
            }
            Output::Append { op, append } => self.jobs.push(Job::Append { op, append }),
            read @ (Output::Read { .. }
            | Output::ReadDigests { .. }
            | Output::ReadDocuments { .. }
            | Output::ReadSpaces { .. }) => self.reads.start(read),
        }
    }

    fn send(&mut self, conn: ConnId, outgoing: Outgoing) {
        let Some(line) = self.lines.get(&conn) else {
            return;
        };
        match line.outbox.try_send(outgoing) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.metrics.slow_closed.add(1);
                self.cut(conn, TRY_LATER, "reads too slowly");
            }
            // Its `Closed` is on the way.
            Err(mpsc::error::TrySendError::Closed(_)) => {}
        }
    }

    fn cut_all(&mut self, of: impl Fn(&Line) -> bool, code: u16, why: &'static str) {
        let matching = self.lines.iter().filter(|(_, line)| of(line));
        let ended: Vec<_> = matching.map(|(conn, _)| *conn).collect();
        for conn in ended {
            self.cut(conn, code, why);
        }
    }

    /// Closes a connection at once.
    fn cut(&mut self, conn: ConnId, code: u16, why: &'static str) {
        tracing::info!(conn.id = conn.0, code, why, "connection cut");
        if let Some(line) = self.lines.remove(&conn) {
            self.metrics.connections.down();
            let _ = line.cut.send((code, why));
            self.handle(Input::Closed { conn });
        }
    }

    fn forget(&mut self, conn: ConnId) {
        if self.lines.remove(&conn).is_some() {
            self.metrics.connections.down();
            self.handle(Input::Closed { conn });
        }
    }
}
