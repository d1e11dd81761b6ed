//! What facilitators do about devices and the inbox: `tablets`, `remove-tablet`,
//! `readmit-tablet`, `unlock-tablet`, `inbox`, `accept` and `discard`, through the server's API.

use serde_json::Value;

use super::args::KeptItem;
use super::error::Outcome;
use super::http;
use super::identity::Identity;

/// The devices of everyone in the visits that this person facilitates.
pub(super) fn tablets(identity: &Identity) -> Outcome<Value> {
    get(identity, "/api/v1/devices")
}

/// Shuts a device out.
pub(super) fn remove(identity: &Identity, device: &str) -> Outcome<()> {
    let path = format!("/api/v1/devices/{}/remove", segment(device));
    post(identity, &path).map(drop)
}

/// Lets a removed device in again.
pub(super) fn readmit(identity: &Identity, device: &str) -> Outcome<()> {
    let path = format!("/api/v1/devices/{}/readmit", segment(device));
    post(identity, &path).map(drop)
}

/// The code that opens a locked device.
pub(super) fn unlock(identity: &Identity, device: &str) -> Outcome<Value> {
    let path = format!("/api/v1/devices/{}/unlock", segment(device));
    read(&identity.server, &post(identity, &path)?)
}

/// What was kept for review.
pub(super) fn inbox(identity: &Identity) -> Outcome<Value> {
    get(identity, "/api/v1/inbox")
}

/// Brings what was kept into its notes.
pub(super) fn accept(identity: &Identity, item: &KeptItem) -> Outcome<Value> {
    let answer = post(identity, &item_path(item, "accept"))?;
    read(&identity.server, &answer)
}

/// Marks what was kept as not wanted.
pub(super) fn discard(identity: &Identity, item: &KeptItem) -> Outcome<()> {
    post(identity, &item_path(item, "discard")).map(drop)
}

fn item_path(item: &KeptItem, what: &str) -> String {
    let KeptItem { file, visit } = item;
    format!("/api/v1/inbox/{file}/{}/{what}", segment(visit))
}

/// An id as part of a path. Ids are base58: whatever else was typed cannot change the path.
pub(super) fn segment(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What a path of the API says to this device.
pub(super) fn get(identity: &Identity, path: &str) -> Outcome<Value> {
    let bearer = identity.bearer();
    let answer = http::get(&identity.server, path, &[("authorization", &bearer)])?;
    read(&identity.server, &answer)
}

/// Posts nothing but the wish.
pub(super) fn post(identity: &Identity, path: &str) -> Outcome<Vec<u8>> {
    let bearer = identity.bearer();
    http::post(&identity.server, path, &[("authorization", &bearer)], &[])
}

fn read(base: &str, answer: &[u8]) -> Outcome<Value> {
    serde_json::from_slice(answer).map_err(|error| http::strange(base, &error))
}
