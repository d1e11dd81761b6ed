//! What is going to happen, in order of time.

use std::collections::BTreeMap;

use sync_core::device::CloseReason;
use sync_core::ids::OpId;
use sync_core::server;

/// One of the devices, by its place in the world.
pub(super) type DeviceIx = usize;

/// One of the connections ever opened, by its place in the network.
pub(super) type LinkIx = usize;

/// Something that travels on a connection.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Open,
    Frame(Vec<u8>),
    Closed(CloseReason),
}

/// Something that happens at a moment. What names a `life` is void in the next one.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Wake(DeviceIx),
    Act(DeviceIx),
    SwitchOn(DeviceIx),
    ToServer {
        link: LinkIx,
        index: u64,
        item: Item,
    },
    ToDevice {
        link: LinkIx,
        index: u64,
        item: Item,
    },
    Write {
        device: DeviceIx,
        life: u32,
        op: OpId,
    },
    Wrote {
        device: DeviceIx,
        life: u32,
        op: OpId,
    },
    Read {
        device: DeviceIx,
        life: u32,
        op: OpId,
        prefix: Vec<u8>,
    },
    Rows {
        device: DeviceIx,
        life: u32,
        op: OpId,
        rows: Vec<sync_core::device::Row>,
    },
    Commit {
        life: u32,
    },
    ServerRead {
        life: u32,
        ask: Box<server::Output>,
    },
    ServerAnswer {
        life: u32,
        input: Box<server::Input>,
    },
    ServerStart {
        restored: bool,
    },
    Backup,
    Strike(Strike),
    Relief(Relief),
}

/// A kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strike {
    DeviceCrash,
    ServerCrash,
    ServerDrain,
    Restore,
    Partition,
    Storage,
    ServerDisk,
    Session,
    Clock,
    Promotion,
}

/// The end of some trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relief {
    Partition(DeviceIx),
    Storage(DeviceIx),
    ServerDisk,
    Session(DeviceIx),
}

/// The queue of events.
#[derive(Debug, Default)]
pub(super) struct Queue {
    events: BTreeMap<(u64, u64), Event>,
    pushed: u64,
    /// Events under way that are not mere plans for later.
    moving: usize,
}

impl Queue {
    pub(super) fn push(&mut self, at: u64, event: Event) {
        self.pushed += 1;
        self.moving += usize::from(event.moves());
        self.events.insert((at, self.pushed), event);
    }

    pub(super) fn pop(&mut self) -> Option<(u64, Event)> {
        let ((at, _), event) = self.events.pop_first()?;
        self.moving -= usize::from(event.moves());
        Some((at, event))
    }

    pub(super) fn next_at(&self) -> Option<u64> {
        self.events.first_key_value().map(|((at, _), _)| *at)
    }

    /// Whether nothing is under way: only wake-ups are left.
    pub(super) fn is_still(&self) -> bool {
        self.moving == 0
    }

    /// Removes plans that belong to a time of trouble.
    pub(super) fn forget_trouble(&mut self) {
        self.events
            .retain(|_, event| !matches!(event, Event::Act(_) | Event::Strike(_) | Event::Backup));
    }
}

impl Event {
    fn moves(&self) -> bool {
        !matches!(
            self,
            Self::Wake(_) | Self::Act(_) | Self::Strike(_) | Self::Backup
        )
    }
}
