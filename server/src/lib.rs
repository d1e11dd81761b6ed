//! The Rounds server: one binary that keeps the logs, serves the page and drives the
//! server's sync machine. The headless device and the operator's commands live here too.
//!
//! [`serve::serve`] is the only entry of the server, for `main` and for tests.
//!
//! Invariant: an answer that acknowledges data leaves the writer's thread only after
//! the commit; see `writer.rs`. Invariant: only `store/sqlite` names rusqlite, only
//! `routes`, `conn`, `page`, `auth` and `error` name axum.

// Shorter than the package's name, and what the documents call it.
extern crate rounds_sync_core as sync_core;

pub mod cli;
pub mod config;
pub mod device;
pub mod metrics;
pub mod public_url;
pub mod serve;
pub mod store;
pub mod telemetry;
pub mod token;

mod admission;
mod app;
mod auth;
mod backlog;
mod clock;
mod conn;
mod day;
mod demo;
mod device_key;
mod disk;
mod error;
mod hub;
mod inbox;
mod limiter;
mod links;
mod page;
mod peer;
mod plan;
mod presence;
mod random;
mod rescue;
mod routes;
mod visits;
mod writer;

/// This build's name, as devices and `rounds doctor` show it.
pub const BUILD: &str = concat!("rounds ", env!("CARGO_PKG_VERSION"));
