//! The network: frames arrive in order and late, until their connection breaks.

use sync_core::device::CloseReason;
use sync_core::ids::ConnId;

use super::queue::{DeviceIx, Event, Item, LinkIx, Queue};
use super::rng::Rng;

/// How long the end of a broken connection may go unnoticed.
const LATE_MS: u64 = 30_000;

/// All connections that ever were.
#[derive(Debug, Default)]
pub(super) struct Net {
    links: Vec<Link>,
}

/// One connection, from the attempt to open it to its end on both sides.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) device: DeviceIx,
    /// The device's life in which it was opened.
    pub(super) life: u32,
    /// Its number on the device.
    pub(super) conn: ConnId,
    /// The server's life that accepted it.
    pub(super) server_life: Option<u32>,
    to_server: Lane,
    to_device: Lane,
}

/// One direction of a connection.
#[derive(Debug)]
struct Lane {
    last_at: u64,
    sent: u64,
    /// What was sent from this number on never arrives.
    lost_from: u64,
    delivered: u64,
    closed: bool,
}

impl Net {
    pub(super) fn open(&mut self, device: DeviceIx, life: u32, conn: ConnId) -> LinkIx {
        self.links.push(Link {
            device,
            life,
            conn,
            server_life: None,
            to_server: Lane::new(),
            to_device: Lane::new(),
        });
        self.links.len() - 1
    }

    pub(super) fn link(&self, at: LinkIx) -> Option<&Link> {
        self.links.get(at)
    }

    pub(super) fn accepted(&mut self, at: LinkIx, server_life: u32) {
        if let Some(link) = self.links.get_mut(at) {
            link.server_life = Some(server_life);
        }
    }

    /// The connection on which a device of this life knows this number.
    pub(super) fn find(&self, device: DeviceIx, life: u32, conn: ConnId) -> Option<LinkIx> {
        let same = |link: &Link| link.device == device && link.life == life && link.conn == conn;
        self.links.iter().rposition(same)
    }

    pub(super) fn send_up(&mut self, queue: &mut Queue, link: LinkIx, at: u64, item: Item) {
        if let Some(found) = self.links.get_mut(link)
            && let Some((at, index)) = found.to_server.send(at, &item)
        {
            queue.push(at, Event::ToServer { link, index, item });
        }
    }

    pub(super) fn send_down(&mut self, queue: &mut Queue, link: LinkIx, at: u64, item: Item) {
        if let Some(found) = self.links.get_mut(link)
            && let Some((at, index)) = found.to_device.send(at, &item)
        {
            queue.push(at, Event::ToDevice { link, index, item });
        }
    }

    /// Whether what was sent arrives, now that its time has come.
    pub(super) fn arrives(&mut self, link: LinkIx, to_server: bool, index: u64) -> bool {
        let Some(found) = self.links.get_mut(link) else {
            return false;
        };
        let lane = if to_server {
            &mut found.to_server
        } else {
            &mut found.to_device
        };
        lane.delivered = lane.delivered.max(index.saturating_add(1));
        index < lane.lost_from || index == u64::MAX
    }

    /// Breaks a connection: some of what is under way is lost, some arrives late, and
    /// each side notices at its own time, the device perhaps never.
    pub(super) fn cut(&mut self, queue: &mut Queue, rng: &mut Rng, now: u64, link: LinkIx) {
        let Some(found) = self.links.get_mut(link) else {
            return;
        };
        let (server_sees, device_sees) = (now + rng.below(LATE_MS), now + rng.below(LATE_MS));
        let silent = rng.chance(300);
        if let Some(at) = found.to_server.cut(rng, server_sees) {
            let (index, item) = (u64::MAX, Item::Closed(CloseReason::Lost));
            queue.push(at, Event::ToServer { link, index, item });
        }
        if let Some(at) = found.to_device.cut(rng, device_sees)
            && !silent
        {
            let (index, item) = (u64::MAX, Item::Closed(CloseReason::Lost));
            queue.push(at, Event::ToDevice { link, index, item });
        }
    }

    /// Whether the last connection of a device carries frames both ways.
    pub(super) fn is_whole(&self, device: DeviceIx, server_life: u32) -> bool {
        let last = self.links.iter().rfind(|link| link.device == device);
        last.is_some_and(|link| {
            link.server_life == Some(server_life)
                && !link.to_server.closed
                && !link.to_device.closed
        })
    }

    /// The connections of a device that still carry something.
    pub(super) fn open_links(&self, of: Option<DeviceIx>) -> Vec<LinkIx> {
        let mine = |link: &Link| of.is_none_or(|device| link.device == device);
        let open = |link: &Link| !link.to_server.closed || !link.to_device.closed;
        let links = self.links.iter().enumerate();
        let found = links.filter(|(_, link)| mine(link) && open(link));
        found.map(|(at, _)| at).collect()
    }

    /// The device's end is gone at once; the server notices later.
    pub(super) fn device_gone(&mut self, queue: &mut Queue, rng: &mut Rng, now: u64, link: LinkIx) {
        if let Some(found) = self.links.get_mut(link) {
            found.to_device.closed = true;
        }
        self.cut(queue, rng, now, link);
    }

    /// The server's end is gone at once; the device notices later, or never.
    pub(super) fn server_gone(&mut self, queue: &mut Queue, rng: &mut Rng, now: u64, link: LinkIx) {
        if let Some(found) = self.links.get_mut(link) {
            found.to_server.closed = true;
        }
        self.cut(queue, rng, now, link);
    }
}

impl Lane {
    fn new() -> Self {
        Self {
            last_at: 0,
            sent: 0,
            lost_from: u64::MAX,
            delivered: 0,
            closed: false,
        }
    }

    /// When the item arrives, and its number; `None` after the end.
    fn send(&mut self, at: u64, item: &Item) -> Option<(u64, u64)> {
        if self.closed {
            return None;
        }
        self.closed = matches!(item, Item::Closed(_));
        self.last_at = self.last_at.max(at);
        let index = self.sent;
        self.sent += 1;
        Some((self.last_at, index))
    }

    /// Loses some of what is under way and returns when the end is noticed.
    fn cut(&mut self, rng: &mut Rng, at: u64) -> Option<u64> {
        if self.closed {
            return None;
        }
        self.closed = true;
        let under_way = self.sent - self.delivered;
        self.lost_from = self.delivered + rng.below(under_way + 1);
        self.last_at = self.last_at.max(at);
        Some(self.last_at)
    }
}
