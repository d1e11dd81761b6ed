//! What the tests of the whole share.

// Shorter than the package's name, and what the documents call it.
extern crate rounds_sync_core as sync_core;

pub mod browser;
pub mod large_forms;
pub mod live;
pub mod process;
pub mod sim;
