//! `sync`: exchanges everything with the server and says what that cost.

use std::time::{Duration, Instant};

use serde::Serialize;
use sync_core::device::{Counts, DocState, Event, Input, Link};

use super::drive::Driver;
use super::error::{Failure, Outcome};

/// What a sync cost and moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct SyncJson {
    /// From the first packet to settled.
    ms: u64,
    /// Serial message turns.
    round_trips: u64,
    messages_up: u64,
    messages_down: u64,
    /// Payload of the frames, without those of WebSocket and TCP.
    bytes_up: u64,
    bytes_down: u64,
    /// Changes of this device that were sent.
    pushed: u64,
    /// Changes of this device that the server made durable.
    acked: u64,
    /// Entries that others wrote.
    received: u64,
}

/// How a sync went: what it prints, and what `status` will say more about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Synced {
    pub(super) cost: SyncJson,
    /// Notes that the server refused for good; they are kept here.
    pub(super) review: u64,
}

/// Connects and returns when nothing is left to send or to receive.
///
/// # Errors
/// Not settled within `timeout`, or the server will not talk to this device at all;
/// says what is missing. What was exchanged stays exchanged.
pub(super) async fn sync(driver: &mut Driver, timeout: Duration) -> Outcome<Synced> {
    let before = driver.device().counts();
    let begun = Instant::now();
    let received = exchange(driver, timeout).await?;
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (stats, after) = (driver.stats().clone(), driver.device().counts());
    driver.hang_up().await;
    let cost = SyncJson {
        ms,
        round_trips: stats.round_trips,
        messages_up: stats.messages_up,
        messages_down: stats.messages_down,
        bytes_up: stats.bytes_up,
        bytes_down: stats.bytes_down,
        pushed: after.sent.saturating_sub(before.sent),
        acked: after.durable.saturating_sub(before.durable),
        received,
    };
    let review = after.review;
    Ok(Synced { cost, review })
}

/// The same, and stays connected; gives how many entries came.
///
/// # Errors
/// As [`sync`].
pub(super) async fn exchange(driver: &mut Driver, timeout: Duration) -> Outcome<u64> {
    let mut received = 0;
    driver.feed(Input::ConnectNow)?;
    match tokio::time::timeout(timeout, settle(driver, &mut received)).await {
        Ok(settled) => settled.map(|()| received),
        Err(_) => Err(not_settled(driver, timeout)),
    }
}

async fn settle(driver: &mut Driver, received: &mut u64) -> Outcome<()> {
    loop {
        while let Some(event) = driver.next_event() {
            match event {
                Event::Listed { .. } => *received += 1,
                Event::StorageFailed { error } => return Err(Failure::new(error)),
                _ => {}
            }
        }
        match driver.device().link() {
            Link::SignIn => {
                return Err(Failure::new(
                    "the server no longer knows this device: join again with a new --data folder; \
                     what is in this one stays, see `rounds device export`",
                ));
            }
            Link::Removed => {
                return Err(Failure::new(
                    "a facilitator removed this device; what is in it stays: \
                     `rounds device ask` asks them to accept what waits",
                ));
            }
            Link::Update => {
                return Err(Failure::new(
                    "this build is too old for the server: update it",
                ));
            }
            Link::Live if nothing_waits(driver) => return Ok(()),
            _ => driver.step().await?,
        }
    }
}

/// Whether everything of this device is on the server, or refused for good.
fn nothing_waits(driver: &Driver) -> bool {
    let mut states = driver.device().docs().map(|info| info.state);
    states.all(|state| matches!(state, DocState::Durable | DocState::KeptForReview))
}

fn not_settled(driver: &Driver, timeout: Duration) -> Failure {
    let link = match driver.device().link() {
        Link::Offline { .. } | Link::Connecting => {
            let why = driver.network_fault().unwrap_or("it does not answer");
            format!("the server cannot be reached ({why})")
        }
        Link::CatchingUp => "entries are still coming".to_owned(),
        _ => "connected".to_owned(),
    };
    let Counts { waiting, .. } = driver.device().counts();
    let ms = timeout.as_millis();
    Failure::new(format_args!(
        "not settled after {ms} ms: {link}; {waiting} changes wait here, saved"
    ))
}
