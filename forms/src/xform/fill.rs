//! A form while it is filled: answers go in, everything that follows is kept up to date.
//!
//! [`Plan`] resolves a definition once. [`Filling`] holds one record: after each answer
//! only the expressions that read something that changed are evaluated again, in an
//! order in which each comes after what it reads.
//!
//! Invariant: time, chance and the device come in as [`Settings`]; the same settings and
//! the same steps give the same record everywhere.

mod begin;
mod change;
mod choices;
mod codec;
mod compile;
mod deeds;
mod graph;
mod instances;
mod labels;
mod live;
mod names;
mod outline;
mod plan;
mod reads;
mod report;
pub mod show;
mod steps;
mod window;
mod work;
mod world;

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};

pub use plan::{Plan, PlanProblem};
pub use report::NodeState;
pub use steps::{Step, StepError};
pub use window::is_heading;

use crate::xpath::Moment;
use live::Lives;

/// What a filling takes from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The clock, with the zone of the device.
    pub now: Moment,
    /// Where randomness begins.
    pub seed: u64,
    /// One of the form's languages; none is its default.
    pub language: Option<String>,
    /// `deviceid`, `username`, … by the name that `jr:preloadParams` uses.
    pub properties: Vec<(String, String)>,
}

/// One record that is being filled.
#[derive(Debug)]
pub struct Filling<'p> {
    plan: &'p Plan,
    settings: Settings,
    chance: Cell<u64>,
    lives: Lives,
    root: u32,
    /// Tasks to run: by rank, then node.
    dirty: BTreeSet<(u32, u32)>,
    /// Deeds to do when nothing is left to run: deed, node whose change brought it about.
    pending: VecDeque<(u32, u32)>,
    /// The record has begun: changes bring about deeds.
    begun: bool,
    /// Evaluations since the last step began.
    runs: usize,
    /// Nodes that expressions looked at since then.
    spent: Cell<usize>,
    /// Nodes from here on came into being in this step.
    fresh: u32,
    /// A count without a number leaves the instances that are there, as in other tools.
    /// Not in a note, where what is shown must not follow from what was before.
    blank_count_keeps: bool,
}

#[cfg(all(test, feature = "import"))]
mod tests;
