//! The seeded simulator: many devices and one server in one thread, on a virtual clock
//! that jumps to whatever happens next.
//!
//! Both ends are the real machines of sync-core; their drivers, the network, the
//! storages and the server's store are simulated, with everything that goes wrong:
//! connections that break with frames under way, ends that notice late, devices out of
//! reach, wrong and jumping clocks, devices that lose their power between asking for a
//! write and hearing of it, a server killed between a commit and its answer, disks that
//! refuse, a server restored from an old backup, people who may read more than before,
//! large documents in many parts, and visits taken off a device and fetched again.
//!
//! Checked at every step:
//!
//! 1. An acknowledgement leaves the server only for what is durable there.
//! 2. Where a device calls its work durable, the server has had all of it durably.
//! 3. A device's stored cursor covers nothing that the device has not stored.
//! 4. No frame carries an entry, a change or the id of a document to one who may not
//!    read it.
//! 5. A device removes only what it may: notes of a visit that a person set aside, all
//!    of them durable in the log that it was compared with; and it names none of them
//!    to a server after.
//! 6. No machine panics, is misused, faults the other, spins, or keeps honest work for
//!    review.
//!
//! Checked whenever trouble has ended, within bounds of events and time:
//!
//! 7. Everything comes to rest, connected and durable.
//! 8. Everything that any device has, and everything that it ever stored of its own work,
//!    is in the server's log, also after a restore: nothing acknowledged and nothing
//!    saved is lost. What no device had any more when a backup without it was restored
//!    is excused.
//! 9. Every device has exactly the changes of every document that it may read, and shows
//!    kind, owner, circle and content of a note as the server's log says; of a visit
//!    that was set aside it has no note.
//!
//! A run is a function of its seed. `cargo run -p rounds-tests --bin sim -- --seed N`
//! repeats one with everything that happened in words.

pub use options::{Options, Sabotage, Trouble};
pub use oracle::Violation;
pub use trace::Trace;

mod aside;
mod device;
mod disk;
mod faults;
mod net;
mod options;
mod oracle;
mod parts;
mod queue;
mod rng;
mod server;
mod settle;
mod store;
mod trace;
mod visits;
mod words;
mod work;
mod world;

use queue::Event;
use world::World;

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// Events that happened.
    pub events: u64,
    /// The check that failed, if any.
    pub violation: Option<Violation>,
    /// What happened, as far as it was kept.
    pub trace: Trace,
}

/// Lives through one world.
#[must_use]
pub fn run(options: Options, trace: Trace) -> Outcome {
    let mut world = World::new(options, trace);
    let violation = live(&mut world).err();
    Outcome {
        events: world.events,
        violation,
        trace: world.trace,
    }
}

fn live(world: &mut World) -> Result<(), Violation> {
    world.plan_visits()?;
    world
        .queue
        .push(world.now, Event::ServerStart { restored: false });
    for device in 0..world.devices.len() {
        let at = world.now + world.rng.below(world.options.trouble_ms / 4);
        world.queue.push(at, Event::SwitchOn(device));
    }
    for _ in 0..world.options.rounds {
        world.begin_trouble();
        let end = world.now + world.options.trouble_ms;
        while world.queue.next_at().is_some_and(|at| at < end) {
            world.step()?;
        }
        world.settle()?;
    }
    Ok(())
}
