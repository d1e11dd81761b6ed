//! What one run is like: sampled from its seed, so that a seed says everything.

use sync_core::limits;

use super::rng::Rng;

/// A bug planted on purpose, to see the checks of the simulator fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The server answers an append before it is durable.
    AckBeforeCommit,
    /// A page that the server reads lacks one entry.
    DropFromPage,
    /// The server reads pages for everyone as if they were the author.
    ReadForAll,
    /// A device's storage says that it wrote a chunk and did not.
    ForgetChunk,
    /// A device's storage says that it wrote the row of a document and did not.
    ForgetRow,
    /// A server that was restored goes on as if it were the same life of its log.
    SameLife,
    /// The server's disk loses an entry that was acknowledged a while ago.
    LoseEntry,
    /// A push is acknowledged on its way, before it reaches the server.
    ForgedAck,
    /// The server accepts a push and writes nothing.
    AcceptAndDrop,
    /// The answers of a device's storage never come.
    SilentStorage,
    /// A device's storage leaves out a chunk when it is read.
    ShortRead,
    /// A device throws a chunk away that it had stored.
    DropChunk,
}

/// How one run is set up. Times are in simulated milliseconds.
#[derive(Debug, Clone)]
pub struct Options {
    /// Everything else follows from it.
    pub seed: u64,
    /// Spaces, each with its visit.
    pub spaces: usize,
    /// People; the first is a facilitator everywhere.
    pub people: usize,
    /// Devices in all; at least one to a person.
    pub devices: usize,
    /// Times of trouble, each followed by calm in which all must agree.
    pub rounds: u32,
    /// How long a time of trouble lasts.
    pub trouble_ms: u64,
    /// Mean time between two acts of one device.
    pub think_ms: u64,
    /// Time of a frame on its way, least and most.
    pub latency_ms: (u64, u64),
    /// Time of one write or read of a device's storage, least and most.
    pub disk_ms: (u64, u64),
    /// Time from a push to the server's commit, and from there to its answer.
    pub commit_ms: (u64, u64),
    /// Frames in a thousand on which their connection is cut.
    pub cuts: u64,
    /// Mean time between two cases of each kind of trouble; 0 for never.
    pub trouble: Trouble,
    /// Bytes of a page that the server reads.
    pub page_bytes: usize,
    /// How far a device's clock may be off, either way.
    pub skew_ms: u64,
    /// Acts in a thousand that write a long text.
    pub long_texts: u64,
    /// Acts in a thousand that take a visit off a device or fetch it again.
    pub asides: u64,
    /// Whether documents come in parts of two changes.
    pub small_parts: bool,
    /// Bytes of histories that the server keeps in memory.
    pub histories_bytes: usize,
    /// A planted bug.
    pub sabotage: Option<Sabotage>,
}

/// Mean time between two cases of each kind of trouble; 0 for never.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    /// A device loses its power.
    pub device_crash: u64,
    /// The server process is killed.
    pub server_crash: u64,
    /// The server is shut down in order.
    pub server_drain: u64,
    /// The server's data is replaced by an old backup.
    pub restore: u64,
    /// A device is out of reach for a while.
    pub partition: u64,
    /// A device's storage refuses for a while.
    pub storage: u64,
    /// The server's disk refuses for a while.
    pub server_disk: u64,
    /// A device's session is refused for a while.
    pub session: u64,
    /// A device's clock jumps.
    pub clock: u64,
    /// Someone who was a guest may read what the team does.
    pub promotion: u64,
}

impl Options {
    /// The options of a seed.
    #[must_use]
    pub fn sample(seed: u64) -> Self {
        let mut rng = Rng::new(seed ^ 0x0051_7e0f_0f71_0e55);
        let people = 2 + rng.index(6);
        let trouble_ms = rng.between((20_000, 90_000));
        let mut sometimes = |in_thousand, mean: u64| {
            let (yes, spread) = (rng.chance(in_thousand), rng.between((mean / 3, mean)));
            if yes { spread } else { 0 }
        };
        let trouble = Trouble {
            device_crash: sometimes(600, 40_000),
            server_crash: sometimes(500, 40_000),
            server_drain: sometimes(200, 60_000),
            restore: sometimes(350, 60_000),
            partition: sometimes(700, 20_000),
            storage: sometimes(300, 40_000),
            server_disk: sometimes(300, 40_000),
            session: sometimes(200, 60_000),
            clock: sometimes(200, 40_000),
            promotion: 0,
        };
        let slow = rng.chance(300);
        let mut options = Self {
            seed,
            spaces: 1 + usize::from(rng.chance(300)),
            people,
            devices: people + rng.index(people + 1),
            rounds: 1 + u32::from(rng.chance(500)),
            trouble_ms,
            think_ms: rng.between((400, 3_000)),
            latency_ms: if slow { (50, 2_000) } else { (1, 60) },
            disk_ms: if rng.chance(200) { (1, 800) } else { (1, 20) },
            commit_ms: if rng.chance(200) { (1, 500) } else { (1, 10) },
            cuts: if rng.chance(600) { rng.below(30) } else { 0 },
            trouble,
            page_bytes: if rng.chance(400) { 500 } else { 192 * 1024 },
            skew_ms: if rng.chance(500) { 3_600_000 } else { 0 },
            long_texts: if rng.chance(100) { 30 } else { 0 },
            histories_bytes: if rng.chance(150) {
                20_000
            } else {
                limits::HISTORIES_BYTES
            },
            asides: 0,
            small_parts: false,
            sabotage: None,
        };
        // Drawn last, so that seeds from before are still what they were.
        if rng.chance(500) {
            options.asides = rng.between((5, 80));
        }
        options.small_parts = rng.chance(300);
        if rng.chance(300) {
            options.trouble.promotion = rng.between((10_000, 40_000));
        }
        options
    }
}
