//! The whole through real browsers: real server process, real SQLite file, and being
//! offline means that the server is gone.
//!
//! `ROUNDS_BIN` names the server binary with the page inside; `ROUNDS_BROWSERS=all`
//! adds Firefox and WebKit to Chromium, `ROUNDS_BROWSERS=firefox` is Firefox alone.

#![expect(
    clippy::expect_used,
    reason = "a test ends at the first thing that goes wrong"
)]

mod accessible;
mod aside;
mod camera;
mod filled;
mod forms;
mod later;
mod lock;
mod plain;
mod removed;
mod rescue;
mod sign_out;
mod team;
mod two_tablets;
mod undo;
mod unreadable;
mod ways;
