//! The world: a clock that jumps to whatever happens next.

use std::fmt;

use sync_core::access::Role;
use sync_core::device::{CloseReason, Input, Output};
use sync_core::ids::{DeviceId, Incarnation, PersonId, SpaceId};
use sync_core::log::Histories;
use sync_core::server;

use super::device::{Membership, Node};
use super::net::Net;
use super::options::{Options, Sabotage};
use super::oracle::{Oracle, Violation, violated};
use super::queue::{DeviceIx, Event, Item, LinkIx, Queue};
use super::rng::Rng;
use super::server::Host;
use super::store::SimStore;
use super::trace::Trace;

/// 2026-10-21, because a clock that starts at 0 cannot be behind.
const START_MS: u64 = 1_792_500_000_000;

/// Everything there is.
#[derive(Debug)]
pub(super) struct World {
    pub(super) options: Options,
    pub(super) now: u64,
    pub(super) rng: Rng,
    pub(super) queue: Queue,
    pub(super) net: Net,
    pub(super) server: Host,
    pub(super) devices: Vec<Node>,
    pub(super) oracle: Oracle,
    pub(super) trace: Trace,
    pub(super) calm: bool,
    /// Events so far.
    pub(super) events: u64,
    /// Kept between steps so that they need not be made again.
    pub(super) device_out: Vec<Output>,
    pub(super) server_out: Vec<server::Output>,
}

impl World {
    pub(super) fn new(options: Options, trace: Trace) -> Self {
        let mut rng = Rng::new(options.seed);
        let spaces: Vec<SpaceId> = (0..options.spaces)
            .map(|_| SpaceId::from_bytes(rng.bytes()))
            .collect();
        let people: Vec<(PersonId, Vec<Membership>)> = (0..options.people)
            .map(|at| person(&mut rng, &spaces, at))
            .collect();
        let devices = (0..options.devices).filter_map(|at| {
            let (person, member_of) = people.get(at % people.len())?;
            let id = DeviceId::from_bytes(rng.bytes());
            let mut node = Node::new(id, *person, member_of.clone());
            let far = options.skew_ms as i64;
            node.skew = rng.below(options.skew_ms * 2 + 1) as i64 - far;
            Some(node)
        });
        let devices = devices.collect();
        let store = SimStore::new(Incarnation::from_bytes(rng.bytes()));
        let histories = Histories::new(options.histories_bytes);
        Self {
            options,
            now: START_MS,
            rng,
            queue: Queue::default(),
            net: Net::default(),
            server: Host::new(store, histories),
            devices,
            oracle: Oracle::default(),
            trace,
            calm: false,
            events: 0,
            device_out: Vec::new(),
            server_out: Vec::new(),
        }
    }

    /// Lets one thing happen; `false` when nothing is left to happen.
    pub(super) fn step(&mut self) -> Result<bool, Violation> {
        let Some((at, event)) = self.queue.pop() else {
            return Ok(false);
        };
        if at < self.now {
            violated!("the simulator went back in time");
        }
        self.now = at;
        self.events += 1;
        self.happen(event)?;
        Ok(true)
    }

    fn happen(&mut self, event: Event) -> Result<(), Violation> {
        match event {
            Event::Wake(device) => self.wake(device),
            Event::Act(device) => self.act(device),
            Event::SwitchOn(device) => self.switch_on(device),
            Event::ToServer { link, index, item } => {
                if self.net.arrives(link, true, index) {
                    return self.server_gets(link, item);
                }
                Ok(())
            }
            Event::ToDevice { link, index, item } => {
                if self.net.arrives(link, false, index) {
                    return self.device_gets(link, item);
                }
                Ok(())
            }
            Event::Write { device, life, op } if self.lives(device, life) => {
                self.device_writes(device, op)
            }
            Event::Wrote { device, life, op } if self.lives(device, life) => {
                self.tell_device(device, Input::Persisted { op })
            }
            Event::Read {
                device,
                life,
                op,
                prefix,
            } if self.lives(device, life) => {
                self.device_reads(device, op, &prefix);
                Ok(())
            }
            Event::Rows {
                device,
                life,
                op,
                rows,
            } if self.lives(device, life) => self.tell_device(device, Input::Loaded { op, rows }),
            Event::Commit { life } if life == self.server.life => {
                self.server_commits();
                Ok(())
            }
            Event::ServerRead { life, ask } if life == self.server.life => {
                self.server_reads(*ask);
                Ok(())
            }
            Event::ServerAnswer { life, input } if life == self.server.life => {
                self.tell_server(*input)
            }
            Event::ServerStart { restored } => {
                self.server_starts(restored);
                Ok(())
            }
            Event::Backup => {
                self.server.backups.push(self.server.store.clone());
                Ok(())
            }
            Event::Strike(strike) => self.strike(strike),
            Event::Relief(relief) => self.relieve(relief),
            // Of a life that is over.
            _ => Ok(()),
        }
    }

    fn lives(&self, device: DeviceIx, life: u32) -> bool {
        self.devices
            .get(device)
            .is_some_and(|node| node.life == life && node.machine.is_some())
    }

    fn device_gets(&mut self, link: LinkIx, item: Item) -> Result<(), Violation> {
        let Some(found) = self.net.link(link) else {
            return Ok(());
        };
        let (device, life, conn) = (found.device, found.life, found.conn);
        if !self.lives(device, life) {
            return Ok(());
        }
        let input = match item {
            Item::Open => Input::Connected { conn },
            Item::Frame(bytes) => Input::Received { conn, bytes },
            Item::Closed(why) => {
                let end = Item::Closed(CloseReason::Lost);
                self.net.send_up(&mut self.queue, link, self.now, end);
                Input::Closed { conn, why }
            }
        };
        self.tell_device(device, input)
    }

    /// Cuts a connection as often as the options say.
    pub(super) fn perhaps_cut(&mut self, link: LinkIx) {
        if !self.calm && self.rng.chance(self.options.cuts) {
            self.line(format_args!("link {link} breaks"));
            self.net.cut(&mut self.queue, &mut self.rng, self.now, link);
        }
    }

    /// Whether the planted bug shows this time.
    pub(super) fn sabotaged(&mut self, what: Sabotage) -> bool {
        self.options.sabotage == Some(what) && self.rng.chance(100)
    }

    pub(super) fn trace_on(&self) -> bool {
        !matches!(self.trace, Trace::Off)
    }

    pub(super) fn line(&mut self, what: fmt::Arguments<'_>) {
        self.trace.line(self.now - START_MS, what);
    }
}

/// A person who is in at least one of the spaces; the first prepares all visits.
fn person(rng: &mut Rng, spaces: &[SpaceId], at: usize) -> (PersonId, Vec<Membership>) {
    let id = PersonId::from_bytes(rng.bytes());
    let role = match at {
        0 => Role::Facilitator,
        _ if rng.chance(250) => Role::Host,
        _ => Role::Observer,
    };
    let mut member_of: Vec<Membership> = Vec::new();
    for space in spaces {
        if at == 0 || member_of.is_empty() || rng.chance(500) {
            member_of.push((*space, role));
        }
    }
    (id, member_of)
}
