//! Tests of the device machine: a storage and a server played by hand.
#![expect(clippy::expect_used, reason = "tests")]

mod aside;
mod healing;
mod kit;
mod link;
mod outbox;
mod rescue;
mod storage;
