//! `team`: the devices of a visit as the server knows them, and telling it that this one
//! has all of the visit.

use serde_json::Value;

use super::error::Outcome;
use super::identity::Identity;
use super::review::{get, post, segment};

/// The devices of a visit's members.
///
/// # Errors
/// The server cannot be reached, or this person does not belong to the visit.
pub(super) fn team(identity: &Identity, visit: &str) -> Outcome<Value> {
    let path = format!("/api/v1/visits/{}/tablets", segment(visit));
    get(identity, &path)
}

/// Tells the server that all of a visit is on this device.
///
/// # Errors
/// As [`team`].
pub(super) fn prepared(identity: &Identity, visit: &str) -> Outcome<()> {
    let path = format!("/api/v1/visits/{}/prepared", segment(visit));
    post(identity, &path).map(drop)
}
