//! Stops at the worst moments: power cuts under the database, disks that refuse,
//! processes killed while they write. What was acknowledged is there afterwards.
//!
//! `ROUNDS_CRASH_SEEDS` says how many seeds of disks (200), `ROUNDS_CRASH_ROUNDS` how
//! many times processes are killed (100), `ROUNDS_CRASH_FIRST` the first seed (1).

// Shorter than the package's name, and what the documents call it.
extern crate rounds_sync_core as sync_core;

mod full;
mod killed;
mod killed_device;
mod ledger;
mod migrated;
mod pen;
mod power;
mod refused;
mod refusing;
mod seeds;
mod wire;
