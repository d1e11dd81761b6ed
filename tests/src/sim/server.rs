//! The driver of the server: its machine, one writer with group commit, slow reads.

use std::collections::VecDeque;

use sync_core::ids::{ConnId, Incarnation, OpId, Seq};
use sync_core::log::{self, Append, Histories, Refusal};
use sync_core::server::{Input, Output, Server, ServerConfig, Session};
use sync_core::time::Timestamp;

use super::options::Sabotage;
use super::oracle::Violation;
use super::parts;
use super::queue::{Event, Item, LinkIx};
use super::store::{Reader, SimStore};
use super::world::World;
use sync_core::device::CloseReason;
use sync_core::receipt::ReceiptKey;

/// Appends of one commit.
const GROUP: usize = 64;

/// The server.
#[derive(Debug)]
pub(super) struct Host {
    /// `None` while it is down.
    pub(super) machine: Option<Server>,
    pub(super) life: u32,
    pub(super) store: SimStore,
    pub(super) backups: Vec<SimStore>,
    /// Kept from life to life, also of the log: what is out of date must do no harm.
    histories: Histories,
    pub(super) disk_fails: bool,
    /// It is being shut down: its process will end.
    pub(super) drains: bool,
    waiting: VecDeque<(OpId, Append)>,
    committing: bool,
    answered_at: u64,
}

impl Host {
    pub(super) fn new(store: SimStore, histories: Histories) -> Self {
        Self {
            machine: None,
            life: 0,
            backups: vec![store.clone()],
            store,
            histories,
            disk_fails: false,
            drains: false,
            waiting: VecDeque::new(),
            committing: false,
            answered_at: 0,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.machine.is_some() && self.waiting.is_empty()
    }
}

/// Signs in this world, in every life of the server and after every restore.
fn receipt_key() -> ReceiptKey {
    ReceiptKey::from_bytes([7; 32])
}

impl World {
    pub(super) fn server_starts(&mut self, restored: bool) {
        if self.server.machine.is_some() {
            return;
        }
        if restored {
            let at = self.rng.index(self.server.backups.len());
            if let Some(backup) = self.server.backups.get(at) {
                let lost = std::mem::replace(&mut self.server.store, backup.clone());
                self.excuse_what_nobody_has(&lost);
            }
            // Later backups were of a life that is gone.
            self.server.backups.truncate(at + 1);
            let (old, new) = (self.server.store.incarnation, self.rng.bytes());
            let same = self.options.sabotage == Some(Sabotage::SameLife);
            let next = if same {
                old
            } else {
                Incarnation::from_bytes(new)
            };
            self.server.store.incarnation = next;
            self.line(format_args!("the server was restored from backup {at}"));
        }
        let (build, seed) = ("sim".to_owned(), self.rng.next());
        let config = ServerConfig {
            build,
            seed,
            receipt_key: receipt_key(),
        };
        self.server.machine = Some(Server::new(config));
        self.line(format_args!("the server starts"));
    }

    /// The server process is killed: what it had not committed never was.
    pub(super) fn server_dies(&mut self) {
        if self.server.machine.take().is_none() {
            return;
        }
        self.line(format_args!("the server dies"));
        self.server.life += 1;
        self.server.drains = false;
        self.server.waiting.clear();
        self.server.committing = false;
        for link in self.net.open_links(None) {
            self.net
                .server_gone(&mut self.queue, &mut self.rng, self.now, link);
        }
    }

    /// Something arrives at the server.
    pub(super) fn server_gets(&mut self, link: LinkIx, item: Item) -> Result<(), Violation> {
        let Some(found) = self.net.link(link) else {
            return Ok(());
        };
        let (device, accepted) = (found.device, found.server_life);
        let conn = ConnId(link as u64);
        let up = self.server.machine.is_some();
        match item {
            Item::Open if up && !self.devices[device].refused => {
                self.net.accepted(link, self.server.life);
                let node = &self.devices[device];
                let spaces = node.member_of.clone();
                let session = Session {
                    device: node.id,
                    person: node.person,
                    spaces,
                };
                let arrival = self.now + self.rng.between(self.options.latency_ms);
                self.net
                    .send_down(&mut self.queue, link, arrival, Item::Open);
                self.tell_server(Input::Connected { conn, session })
            }
            Item::Open => {
                let why = if up {
                    CloseReason::Unauthorized
                } else {
                    CloseReason::Lost
                };
                let arrival = self.now + self.rng.between(self.options.latency_ms);
                self.net
                    .send_down(&mut self.queue, link, arrival, Item::Closed(why));
                Ok(())
            }
            _ if accepted != Some(self.server.life) || !up => Ok(()),
            Item::Frame(bytes) => {
                self.oracle.reached(link, &bytes)?;
                self.tell_server(Input::Received { conn, bytes })
            }
            Item::Closed(_) => self.tell_server(Input::Closed { conn }),
        }
    }

    /// Gives a fact to the server's machine and carries out what it asks for.
    pub(super) fn tell_server(&mut self, input: Input) -> Result<(), Violation> {
        let now = Timestamp(self.now);
        let Some(machine) = self.server.machine.as_mut() else {
            return Ok(());
        };
        let mut out = std::mem::take(&mut self.server_out);
        machine.handle(now, input, &mut out);
        for output in out.drain(..) {
            self.server_asks(output)?;
        }
        self.server_out = out;
        Ok(())
    }

    fn server_asks(&mut self, output: Output) -> Result<(), Violation> {
        let life = self.server.life;
        match output {
            Output::Send { conn, bytes } => self.server_sends(conn.0 as LinkIx, bytes)?,
            Output::Close { conn, code, .. } => {
                let why = match code {
                    1012 => CloseReason::GoingAway,
                    4401 => CloseReason::Unauthorized,
                    _ => CloseReason::Lost,
                };
                let arrival = self.now + self.rng.between(self.options.latency_ms);
                let end = Item::Closed(why);
                self.net
                    .send_down(&mut self.queue, conn.0 as LinkIx, arrival, end);
            }
            Output::Append { op, append } => {
                if self.sabotaged(Sabotage::AckBeforeCommit) {
                    let mut copy = self.server.store.clone();
                    let Ok(result) = log::append(&mut copy, &mut Histories::new(0), &append);
                    let input = Box::new(Input::Appended { op, result });
                    self.queue
                        .push(self.now, Event::ServerAnswer { life, input });
                }
                self.server.waiting.push_back((op, append));
                self.plan_commit();
            }
            ask @ (Output::Read { .. }
            | Output::ReadDigests { .. }
            | Output::ReadDocuments { .. }
            | Output::ReadSpaces { .. }) => {
                let done = self.now + self.rng.between(self.options.commit_ms) / 2;
                self.queue.push(
                    done,
                    Event::ServerRead {
                        life,
                        ask: Box::new(ask),
                    },
                );
            }
        }
        Ok(())
    }

    fn server_sends(&mut self, link: LinkIx, bytes: Vec<u8>) -> Result<(), Violation> {
        if !self.options.small_parts {
            return self.server_sends_frame(link, bytes);
        }
        for bytes in parts::cut(&receipt_key(), bytes)? {
            self.server_sends_frame(link, bytes)?;
        }
        Ok(())
    }

    fn server_sends_frame(&mut self, link: LinkIx, bytes: Vec<u8>) -> Result<(), Violation> {
        let Some(device) = self.net.link(link).map(|link| link.device) else {
            return Ok(());
        };
        if self.trace_on() {
            let said = super::words::server(&bytes);
            self.line(format_args!(
                "the server sends device {device} on link {link}: {said}"
            ));
        }
        let readers = self.devices[device].readers();
        self.oracle
            .sent(&self.server.store, link, &readers, &bytes)?;
        let arrival = self.now + self.rng.between(self.options.latency_ms);
        self.net
            .send_down(&mut self.queue, link, arrival, Item::Frame(bytes));
        self.perhaps_cut(link);
        Ok(())
    }

    fn plan_commit(&mut self) {
        if !self.server.committing && !self.server.waiting.is_empty() {
            self.server.committing = true;
            let done = self.now + self.rng.between(self.options.commit_ms);
            self.queue.push(
                done,
                Event::Commit {
                    life: self.server.life,
                },
            );
        }
    }

    /// A group of appends becomes durable; the answers follow a little later.
    pub(super) fn server_commits(&mut self) {
        self.server.committing = false;
        let life = self.server.life;
        let group = self.server.waiting.len().min(GROUP);
        let group: Vec<_> = self.server.waiting.drain(..group).collect();
        let delay = self.rng.between(self.options.commit_ms);
        let answer_at = self.server.answered_at.max(self.now + delay);
        self.server.answered_at = answer_at;
        for (op, append) in group {
            let result = if self.server.disk_fails {
                Err(Refusal::Unavailable)
            } else {
                self.append(&append)
            };
            let input = Box::new(Input::Appended { op, result });
            self.queue
                .push(answer_at, Event::ServerAnswer { life, input });
        }
        self.plan_commit();
    }

    fn append(&mut self, append: &Append) -> Result<log::Appended, Refusal> {
        let before = self.server.store.last(append.space);
        let mut nowhere = self
            .sabotaged(Sabotage::AcceptAndDrop)
            .then(|| self.server.store.clone());
        let store = nowhere.as_mut().unwrap_or(&mut self.server.store);
        let Ok(result) = log::append(store, &mut self.server.histories, append);
        if self.sabotaged(Sabotage::LoseEntry) {
            let earlier = Seq(before.0.saturating_sub(5));
            self.server.store.lose(append.space, earlier);
        }
        self.oracle
            .committed(&self.server.store, append.doc, before);
        match &result {
            Ok(done) => self.line(format_args!("committed {} of {}", done.seq.0, append.doc)),
            Err(why) => self.line(format_args!("refused a push of {}: {why:?}", append.doc)),
        }
        result
    }

    /// The store carries out a read; the answer takes a little longer.
    pub(super) fn server_reads(&mut self, ask: Output) {
        let life = self.server.life;
        let for_all = self.sabotaged(Sabotage::ReadForAll);
        let answer = match ask {
            Output::Read { op, .. } | Output::ReadDocuments { op, .. } if self.read_fails() => {
                Input::ReadFailed { op }
            }
            Output::Read {
                op,
                space,
                after,
                person,
                role,
                max_bytes,
            } => {
                let reader = Reader {
                    space,
                    person,
                    role,
                };
                let max_bytes = max_bytes.min(self.options.page_bytes);
                let mut page = self.server.store.page(reader, after, max_bytes);
                if for_all {
                    page = self.server.store.page_for_all(space, after);
                }
                if self.sabotaged(Sabotage::DropFromPage) {
                    page.entries.pop();
                }
                let page = page.gathered();
                Input::Page { op, page }
            }
            Output::ReadDigests {
                op,
                space,
                person,
                role,
            } => {
                let (docs, head) = self.server.store.digests(Reader {
                    space,
                    person,
                    role,
                });
                Input::Digests { op, docs, head }
            }
            Output::ReadDocuments {
                op,
                space,
                docs,
                person,
                role,
            } => {
                let page = self.server.store.documents(
                    Reader {
                        space,
                        person,
                        role,
                    },
                    &docs,
                );
                let page = page.gathered();
                Input::Page { op, page }
            }
            Output::ReadSpaces { op, person, spaces } => {
                let spaces = self.server.store.statuses(person, &spaces);
                Input::Spaces { op, spaces }
            }
            Output::Send { .. } | Output::Close { .. } | Output::Append { .. } => return,
        };
        let done = self.now + self.rng.between(self.options.commit_ms) / 2;
        self.queue.push(
            done,
            Event::ServerAnswer {
                life,
                input: Box::new(answer),
            },
        );
    }

    fn read_fails(&mut self) -> bool {
        self.server.disk_fails && self.rng.chance(300)
    }
}
