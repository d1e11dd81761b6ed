//! The whole through real browsers: real server process, real SQLite file, and being
//! offline means that the server is gone.
//!
//! `ROUNDS_BIN` names the server binary with the page inside; `ROUNDS_BROWSERS=all`
//! adds Firefox and WebKit to Chromium.

#![expect(
    clippy::expect_used,
    reason = "a test ends at the first thing that goes wrong"
)]

mod browser;
mod page;
mod two_tablets;
