//! Tests of the server machine: devices and a store played by hand.
#![expect(clippy::expect_used, reason = "tests")]

mod fanout;
mod gather;
mod greeting;
mod healing;
mod kit;
mod push;
