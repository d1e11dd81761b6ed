//! Trouble, and its end.

use sync_core::device::{Input, Link};
use sync_core::ids::PersonId;

use super::oracle::Violation;
use super::queue::{Event, Relief, Strike};
use super::world::World;

impl World {
    /// A time of trouble begins: everything that the options name may happen.
    pub(super) fn begin_trouble(&mut self) {
        self.calm = false;
        for device in 0..self.devices.len() {
            let at = self.now + self.rng.wait(self.options.think_ms);
            self.queue.push(at, Event::Act(device));
        }
        for strike in ALL {
            self.plan_strike(strike);
        }
        self.plan_backup();
    }

    fn plan_strike(&mut self, strike: Strike) {
        let trouble = &self.options.trouble;
        let mean = match strike {
            Strike::DeviceCrash => trouble.device_crash,
            Strike::ServerCrash => trouble.server_crash,
            Strike::ServerDrain => trouble.server_drain,
            Strike::Restore => trouble.restore,
            Strike::Partition => trouble.partition,
            Strike::Storage => trouble.storage,
            Strike::ServerDisk => trouble.server_disk,
            Strike::Session => trouble.session,
            Strike::Clock => trouble.clock,
            Strike::Promotion => trouble.promotion,
        };
        if mean > 0 {
            let at = self.now + self.rng.wait(mean);
            self.queue.push(at, Event::Strike(strike));
        }
    }

    fn plan_backup(&mut self) {
        if self.options.trouble.restore > 0 {
            let at = self.now + self.rng.wait(self.options.trouble.restore / 2);
            self.queue.push(at, Event::Backup);
        }
    }

    pub(super) fn strike(&mut self, strike: Strike) -> Result<(), Violation> {
        let (now, device) = (self.now, self.rng.index(self.devices.len()));
        match strike {
            Strike::DeviceCrash => {
                self.line(format_args!("device {device} loses its power"));
                self.switch_off(device)?;
                let back = now + self.rng.wait(5_000);
                self.queue.push(back, Event::SwitchOn(device));
            }
            Strike::ServerCrash | Strike::Restore => {
                self.server_dies();
                let back = now + self.rng.wait(4_000);
                let restored = strike == Strike::Restore;
                self.queue.push(back, Event::ServerStart { restored });
                if restored {
                    self.plan_backup();
                }
            }
            Strike::ServerDrain => {
                self.line(format_args!("the server is shut down"));
                self.server.drains = true;
                self.tell_server(sync_core::server::Input::Drain)?;
                let end = now + self.rng.below(200);
                self.queue.push(end, Event::Strike(Strike::ServerCrash));
            }
            Strike::Partition => {
                self.line(format_args!("device {device} is out of reach"));
                self.devices[device].offline = true;
                for link in self.net.open_links(Some(device)) {
                    self.net.cut(&mut self.queue, &mut self.rng, now, link);
                }
                let end = now + self.rng.wait(10_000);
                self.queue
                    .push(end, Event::Relief(Relief::Partition(device)));
            }
            Strike::Storage => {
                self.line(format_args!("the storage of device {device} refuses"));
                self.devices[device].storage_fails = true;
                let end = now + self.rng.wait(6_000);
                self.queue.push(end, Event::Relief(Relief::Storage(device)));
            }
            Strike::ServerDisk => {
                self.line(format_args!("the disk of the server refuses"));
                self.server.disk_fails = true;
                let end = now + self.rng.wait(4_000);
                self.queue.push(end, Event::Relief(Relief::ServerDisk));
            }
            Strike::Session => {
                self.line(format_args!("device {device} is not let in"));
                self.devices[device].refused = true;
                let end = now + self.rng.wait(10_000);
                self.queue.push(end, Event::Relief(Relief::Session(device)));
            }
            Strike::Clock => {
                let jump = self.rng.below(20_000) as i64 - 10_000;
                self.line(format_args!("the clock of device {device} jumps {jump} ms"));
                self.devices[device].skew += jump;
                self.queue.push(now, Event::Wake(device));
            }
            Strike::Promotion => self.promote(self.devices[device].person),
        }
        // A drain plans a crash of its own.
        if !self.calm {
            self.plan_strike(strike);
        }
        Ok(())
    }

    pub(super) fn relieve(&mut self, relief: Relief) -> Result<(), Violation> {
        match relief {
            Relief::Partition(device) => {
                self.devices[device].offline = false;
                if self.rng.chance(500) {
                    return self.tell_device(device, Input::ConnectNow);
                }
            }
            Relief::Storage(device) => {
                self.devices[device].storage_fails = false;
                if self.rng.chance(500) {
                    return self.tell_device(device, Input::RetryStorage);
                }
            }
            Relief::ServerDisk => self.server.disk_fails = false,
            Relief::Session(device) => {
                self.devices[device].refused = false;
                return self.sign_in(device);
            }
        }
        Ok(())
    }

    /// A guest joins once more with a link for observers: what they may read is more at
    /// their next connections, which come soon.
    fn promote(&mut self, person: PersonId) {
        for device in 0..self.devices.len() {
            let node = &mut self.devices[device];
            if node.person != person || !node.make_observer() {
                continue;
            }
            self.line(format_args!("device {device} may read what the team does"));
            for link in self.net.open_links(Some(device)) {
                self.net.cut(&mut self.queue, &mut self.rng, self.now, link);
            }
        }
    }

    /// A person signs in again on a device that asks for it.
    fn sign_in(&mut self, device: usize) -> Result<(), Violation> {
        let machine = self.devices[device].machine.as_ref();
        if machine.is_some_and(|machine| machine.link() == Link::SignIn) {
            return self.tell_device(device, Input::ConnectNow);
        }
        Ok(())
    }

    /// All trouble ends; what it broke is left to the machines.
    pub(super) fn begin_calm(&mut self) -> Result<(), Violation> {
        self.calm = true;
        self.line(format_args!("calm"));
        self.queue.forget_trouble();
        self.server.disk_fails = false;
        if self.server.drains {
            self.server_dies();
        }
        self.server_starts(false);
        for device in 0..self.devices.len() {
            let node = &mut self.devices[device];
            (node.offline, node.storage_fails, node.refused) = (false, false, false);
            self.switch_on(device)?;
            self.sign_in(device)?;
        }
        // Half of the times all is fetched again, so that all can be compared.
        if self.rng.chance(500) {
            for device in 0..self.devices.len() {
                self.take_up_all(device)?;
            }
        }
        Ok(())
    }
}

const ALL: [Strike; 10] = [
    Strike::DeviceCrash,
    Strike::ServerCrash,
    Strike::ServerDrain,
    Strike::Restore,
    Strike::Partition,
    Strike::Storage,
    Strike::ServerDisk,
    Strike::Session,
    Strike::Clock,
    Strike::Promotion,
];
