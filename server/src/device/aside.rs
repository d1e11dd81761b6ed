//! `set-aside`, `take-up`: the notes of a visit off this device, and here again.

use std::time::Duration;

use sync_core::device::{Event, Input};

use super::drive::Driver;
use super::error::{Failure, Outcome};
use super::folder;
use super::sync::{self, Synced};

/// How long the server may take to say that it has everything, or to send it.
const EXCHANGE: Duration = Duration::from_secs(10);

/// Takes the notes of a visit off this device, once the server was seen to have all.
///
/// # Errors
/// The server cannot be reached, or lacks something; then everything stays.
pub(super) async fn set_aside(driver: &mut Driver, visit: &str) -> Outcome<()> {
    let space = folder::visit_space(driver, visit)?;
    sync::exchange(driver, EXCHANGE).await?;
    driver.feed(Input::SetAside { space })?;
    let mut refused = None;
    while let Some(event) = driver.next_event() {
        if let Event::AsideRefused { why, .. } = event {
            refused = Some(why);
        }
    }
    driver.hang_up().await;
    let fault = driver.storage_fault().map(Failure::new);
    match refused.map(Failure::new).or(fault) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Fetches the notes of a visit again.
///
/// # Errors
/// They did not arrive; they come with a later sync.
pub(super) async fn take_up(driver: &mut Driver, visit: &str) -> Outcome<Synced> {
    let space = folder::visit_space(driver, visit)?;
    driver.feed(Input::TakeUp { space })?;
    sync::sync(driver, EXCHANGE).await
}
