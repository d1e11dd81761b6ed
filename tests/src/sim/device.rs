//! The driver of one device: its machine, its storage, its clock.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::access::Role;
use sync_core::device::{
    Device, DeviceConfig, Event as News, Input, Kept, Link, Output, Row, Table, Write,
};
use sync_core::ids::{ConnId, DeviceId, DocId, OpId, PersonId, Seq, SpaceId};
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, ServerMessage};

use super::disk::{Disk, read_chunk};
use super::options::Sabotage;
use super::oracle::{Promises, Violation, cursor_is_complete, violated};
use super::queue::{DeviceIx, Event, Item, Relief};
use super::store::Reader;
use super::world::World;

/// What a storage that was tampered with forgets.
const LIES: [(Sabotage, Table); 2] = [
    (Sabotage::ForgetChunk, Table::Chunks),
    (Sabotage::ForgetRow, Table::Docs),
];

/// How long a person takes to sign in again.
const SIGN_IN_MS: u64 = 1_000;

/// Wake-ups at one moment after which a device counts as spinning.
const MAX_SPINS: u32 = 50;

/// A person's membership of one space.
pub(super) type Membership = (SpaceId, Role);

/// One device.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: DeviceId,
    pub(super) person: PersonId,
    pub(super) member_of: Vec<Membership>,
    /// `None` while it is switched off.
    pub(super) machine: Option<Device>,
    /// Counts restarts: what was under way in an earlier life is void.
    pub(super) life: u32,
    /// Milliseconds that its clock is ahead.
    pub(super) skew: i64,
    pub(super) disk: Disk,
    pub(super) promises: Promises,
    /// Writes that the storage was asked for and has not carried out.
    writes: BTreeMap<OpId, Vec<Write>>,
    cursors: BTreeMap<SpaceId, super::disk::Cursor>,
    /// Documents that the screen shows.
    pub(super) open: BTreeSet<DocId>,
    pub(super) offline: bool,
    pub(super) storage_fails: bool,
    pub(super) refused: bool,
    wake_at: Option<u64>,
    spins: (u64, u32),
}

/// An answer to a push that the server never gave.
fn forged_ack(frame: &[u8]) -> Option<Vec<u8>> {
    let Ok(ClientMessage::Push { batch, .. }) = ClientMessage::decode(frame) else {
        return None;
    };
    let (seq, cursor, heads) = (Seq(0), Seq(0), Vec::new());
    Some(
        ServerMessage::Ack {
            batch,
            seq,
            cursor,
            heads,
        }
        .encode(),
    )
}

fn delete(row: Row) -> Write {
    Write::Delete {
        table: row.table,
        key: row.key,
    }
}

impl Node {
    pub(super) fn new(id: DeviceId, person: PersonId, member_of: Vec<Membership>) -> Self {
        Self {
            id,
            person,
            member_of,
            machine: None,
            life: 0,
            skew: 0,
            disk: Disk::default(),
            promises: Promises::default(),
            writes: BTreeMap::new(),
            cursors: BTreeMap::new(),
            open: BTreeSet::new(),
            offline: false,
            storage_fails: false,
            refused: false,
            wake_at: None,
            spins: (0, 0),
        }
    }

    pub(super) fn readers(&self) -> Vec<Reader> {
        let reader = |(space, role): &Membership| Reader {
            space: *space,
            person: self.person,
            role: *role,
        };
        self.member_of.iter().map(reader).collect()
    }

    pub(super) fn spaces(&self) -> impl Iterator<Item = SpaceId> {
        self.member_of.iter().map(|(space, _)| *space)
    }

    /// `false` when they were no guest.
    pub(super) fn make_observer(&mut self) -> bool {
        let mut changed = false;
        for (_, role) in &mut self.member_of {
            changed |= *role == Role::Host;
            if *role == Role::Host {
                *role = Role::Observer;
            }
        }
        changed
    }

    /// Whether the notes of a space are on this device, as its machine says.
    pub(super) fn kept(&self, space: SpaceId) -> Option<Kept> {
        let mut spaces = self.machine.iter().flat_map(Device::spaces);
        let found = spaces.find(|found| found.space == space);
        found.map(|found| found.kept)
    }

    fn clock(&self, now: u64) -> Timestamp {
        Timestamp(now.saturating_add_signed(self.skew))
    }
}

impl World {
    /// Starts a device from what its storage holds, as a new process.
    pub(super) fn switch_on(&mut self, at: DeviceIx) -> Result<(), Violation> {
        let (nonce, seed) = (self.rng.bytes(), self.rng.next());
        let Some(node) = self
            .devices
            .get_mut(at)
            .filter(|node| node.machine.is_none())
        else {
            return Ok(());
        };
        let (device, person, build) = (node.id, node.person, "sim".to_owned());
        let config = DeviceConfig {
            device,
            person,
            nonce,
            seed,
            build,
        };
        let machine = Device::new(config, node.disk.at_start());
        let machine = machine.map_err(|error| Violation(format!("device {at}: {error}")))?;
        node.machine = Some(machine);
        self.line(format_args!("device {at} starts"));
        self.tell_device(at, Input::ConnectNow)
    }

    /// A device loses its power.
    pub(super) fn switch_off(&mut self, at: DeviceIx) -> Result<(), Violation> {
        let Some(node) = self
            .devices
            .get_mut(at)
            .filter(|node| node.machine.is_some())
        else {
            return Ok(());
        };
        node.machine = None;
        node.life += 1;
        node.writes.clear();
        node.open.clear();
        node.wake_at = None;
        node.promises.after_crash(&node.disk)?;
        for link in self.net.open_links(Some(at)) {
            self.net
                .device_gone(&mut self.queue, &mut self.rng, self.now, link);
        }
        Ok(())
    }

    /// Gives a fact to a device's machine and carries out what it asks for.
    pub(super) fn tell_device(&mut self, at: DeviceIx, input: Input) -> Result<(), Violation> {
        let Some(node) = self.devices.get_mut(at) else {
            return Ok(());
        };
        let clock = node.clock(self.now);
        let Some(machine) = node.machine.as_mut() else {
            return Ok(());
        };
        let mut out = std::mem::take(&mut self.device_out);
        let told = machine.handle(clock, input, &mut out);
        told.map_err(|misuse| Violation(format!("device {at}: misuse: {misuse}")))?;
        for output in out.drain(..) {
            self.device_asks(at, output)?;
        }
        self.device_out = out;
        self.plan_wake(at);
        Ok(())
    }

    fn device_asks(&mut self, at: DeviceIx, output: Output) -> Result<(), Violation> {
        let (now, life) = (self.now, self.devices[at].life);
        match output {
            Output::Connect { conn } => self.device_connects(at, conn),
            Output::Send { conn, bytes } => self.device_sends(at, conn, bytes)?,
            Output::Disconnect { conn } => {
                if let Some(link) = self.net.find(at, life, conn) {
                    let arrival = now + self.rng.between(self.options.latency_ms);
                    let end = Item::Closed(sync_core::device::CloseReason::Lost);
                    self.net.send_up(&mut self.queue, link, arrival, end);
                }
            }
            Output::Persist { op, writes } => {
                self.note_own_work(at, &writes);
                self.devices[at].writes.insert(op, writes);
                let done = now + self.rng.between(self.options.disk_ms);
                self.queue.push(
                    done,
                    Event::Write {
                        device: at,
                        life,
                        op,
                    },
                );
            }
            Output::Load { op, prefix, .. } => {
                let done = now + self.rng.between(self.options.disk_ms);
                self.queue.push(
                    done,
                    Event::Read {
                        device: at,
                        life,
                        op,
                        prefix,
                    },
                );
            }
            Output::Notify(news) => self.device_says(at, news)?,
        }
        Ok(())
    }

    fn device_connects(&mut self, at: DeviceIx, conn: ConnId) {
        let node = &self.devices[at];
        let (life, offline) = (node.life, node.offline);
        let link = self.net.open(at, life, conn);
        let arrival = self.now + self.rng.between(self.options.latency_ms);
        if !offline {
            self.net.send_up(&mut self.queue, link, arrival, Item::Open);
        } else if self.rng.chance(700) {
            let end = Item::Closed(sync_core::device::CloseReason::Lost);
            self.net.send_down(&mut self.queue, link, arrival, end);
        }
        self.line(format_args!("device {at} connects (link {link})"));
    }

    fn device_sends(
        &mut self,
        at: DeviceIx,
        conn: ConnId,
        bytes: Vec<u8>,
    ) -> Result<(), Violation> {
        let Some(link) = self.net.find(at, self.devices[at].life, conn) else {
            return Ok(());
        };
        if self.trace_on() {
            let said = super::words::client(&bytes);
            self.line(format_args!("device {at} sends on link {link}: {said}"));
        }
        self.names_nothing_aside(at, &bytes)?;
        let arrival = self.now + self.rng.between(self.options.latency_ms);
        if self.sabotaged(Sabotage::ForgedAck)
            && let Some(forged) = forged_ack(&bytes)
        {
            let frame = Item::Frame(forged);
            self.net.send_down(&mut self.queue, link, arrival, frame);
        }
        self.net
            .send_up(&mut self.queue, link, arrival, Item::Frame(bytes));
        self.perhaps_cut(link);
        Ok(())
    }

    fn note_own_work(&mut self, at: DeviceIx, writes: &[Write]) {
        let rows = writes.iter().filter_map(|write| match write {
            Write::Put(row) => read_chunk(row),
            Write::Delete { .. } => None,
        });
        for chunk in rows.filter(|chunk| chunk.own) {
            for change in chunk.changes {
                let key = super::disk::key(&change);
                self.devices[at].promises.made(chunk.doc, key);
            }
        }
    }

    fn device_says(&mut self, at: DeviceIx, news: News) -> Result<(), Violation> {
        match news {
            News::State { doc } => {
                let node = &mut self.devices[at];
                if let Some(machine) = &node.machine {
                    self.oracle.stated(machine, doc, &mut node.promises)?;
                }
            }
            News::Opened { doc } => {
                self.devices[at].open.insert(doc);
            }
            News::Link(link) => {
                self.line(format_args!("device {at} is {link:?}"));
                // The refusal may arrive after its reason has ended.
                if link == Link::SignIn && !self.devices[at].refused {
                    let relief = Event::Relief(Relief::Session(at));
                    self.queue.push(self.now + SIGN_IN_MS, relief);
                }
            }
            News::KeptForReview { doc, why } => {
                violated!("device {at}: {doc} kept for review: {why}");
            }
            News::ServerFault { what } => violated!("device {at}: server fault: {what}"),
            News::NotOpened { doc, why } => violated!("device {at}: {doc} not opened: {why}"),
            News::EditRefused { doc, why } => {
                violated!("device {at}: edit of {doc} refused: {why}");
            }
            _ => {}
        }
        Ok(())
    }

    /// The storage carries out a transaction, or refuses it.
    pub(super) fn device_writes(&mut self, at: DeviceIx, op: OpId) -> Result<(), Violation> {
        let life = self.devices[at].life;
        let fails = self.devices[at].storage_fails;
        let Some(mut writes) = self.devices[at].writes.remove(&op) else {
            return Ok(());
        };
        if fails {
            let error = "the simulated storage refuses".to_owned();
            return self.tell_device(at, Input::StorageFailed { op, error });
        }
        for (what, table) in LIES {
            let hit = |write: &Write| matches!(write, Write::Put(row) if row.table == table);
            if self.sabotaged(what)
                && let Some(lost) = writes.iter().position(hit)
            {
                writes.remove(lost);
            }
        }
        if self.sabotaged(Sabotage::DropChunk) {
            writes.extend(self.devices[at].disk.newest_own().map(delete));
        }
        let node = &mut self.devices[at];
        let store = &self.server.store;
        let knows = node.spaces().all(|space| {
            let written = node.disk.cursor(space);
            written.is_none_or(|cursor| cursor.incarnation == store.incarnation)
        });
        let applied = node.disk.apply(&writes);
        for cursor in applied.cursors {
            let before = node.cursors.insert(cursor.space, cursor);
            // What was fetched again must be there from the beginning.
            let before = before.filter(|before| {
                before.incarnation == cursor.incarnation && before.kept == cursor.kept
            });
            let before = before.map_or(Seq(0), |before| before.seq);
            let reader = Reader {
                space: cursor.space,
                person: node.person,
                role: cursor.role,
            };
            cursor_is_complete(store, reader, &node.disk, before, cursor)
                .map_err(|Violation(what)| Violation(format!("device {at}: {what}")))?;
        }
        self.may_remove(at, knows, &applied.removed)?;
        if self.sabotaged(Sabotage::SilentStorage) {
            return Ok(());
        }
        let done = self.now + self.rng.between(self.options.disk_ms) / 2;
        self.queue.push(
            done,
            Event::Wrote {
                device: at,
                life,
                op,
            },
        );
        Ok(())
    }

    /// The storage reads rows; the answer takes a little longer.
    pub(super) fn device_reads(&mut self, at: DeviceIx, op: OpId, prefix: &[u8]) {
        let life = self.devices[at].life;
        let mut rows = self.devices[at].disk.chunks(prefix);
        if self.sabotaged(Sabotage::ShortRead) {
            rows.pop();
        }
        let done = self.now + self.rng.between(self.options.disk_ms) / 2;
        self.queue.push(
            done,
            Event::Rows {
                device: at,
                life,
                op,
                rows,
            },
        );
    }

    /// The moment that the device named has come, unless it changed its mind.
    pub(super) fn wake(&mut self, at: DeviceIx) -> Result<(), Violation> {
        let now = self.now;
        let Some(node) = self.devices.get_mut(at) else {
            return Ok(());
        };
        if node.wake_at == Some(now) {
            node.wake_at = None;
        }
        let clock = node.clock(now);
        let due = node.machine.as_ref().and_then(Device::next_wakeup);
        if due.is_none_or(|due| due > clock) {
            self.plan_wake(at);
            return Ok(());
        }
        node.spins = if node.spins.0 == now {
            (now, node.spins.1 + 1)
        } else {
            (now, 0)
        };
        if node.spins.1 > MAX_SPINS {
            violated!("device {at} asks to be woken again and again at the same moment");
        }
        self.tell_device(at, Input::Wakeup)
    }

    fn plan_wake(&mut self, at: DeviceIx) {
        let node = &mut self.devices[at];
        let due = node.machine.as_ref().and_then(Device::next_wakeup);
        let Some(due) = due else {
            return;
        };
        let wake_at = due.0.saturating_add_signed(-node.skew).max(self.now);
        if node
            .wake_at
            .is_none_or(|planned| planned > wake_at || planned < self.now)
        {
            node.wake_at = Some(wake_at);
            self.queue.push(wake_at, Event::Wake(at));
        }
    }

    pub(super) fn is_live(&self, at: DeviceIx) -> bool {
        let machine = self.devices[at].machine.as_ref();
        machine.is_some_and(|machine| machine.link() == Link::Live)
            && self.net.is_whole(at, self.server.life)
    }
}
