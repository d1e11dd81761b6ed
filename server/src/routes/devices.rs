//! The devices of a visit's members, for facilitators: listed, removed, let in again.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;
use sync_core::ids::{DeviceId, PersonId};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{self, Caller};
use crate::clock;
use crate::error::ApiError;
use crate::store::{Device, Store, StoreError};

/// A device of a member.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberDevice {
    /// Its id.
    id: String,
    /// Whose it is.
    person: String,
    /// Their name.
    name: String,
    /// What they call it.
    label: String,
    /// `tablet`, `phone`, `computer` or `headless`.
    kind: String,
    /// When it was removed, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<u64>,
}

/// Lists the devices of everyone in the visits that the caller facilitates.
#[utoipa::path(get, path = "/api/v1/devices", responses(
    (status = 200, body = Vec<MemberDevice>),
    (status = 401, body = ApiError),
    (status = 403, body = ApiError, description = "The device was removed"),
))]
pub(super) async fn devices(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<MemberDevice>>, ApiError> {
    let person = caller.session.person;
    app.store(move |store| list(store, person)).await.map(Json)
}

fn list(store: &dyn Store, facilitator: PersonId) -> Result<Vec<MemberDevice>, StoreError> {
    let mut listed = BTreeMap::new();
    for space in auth::leads(store, facilitator)? {
        for (device, removed) in store.devices(space)? {
            let Device {
                id,
                person,
                label,
                kind,
                ..
            } = device;
            let name = store.person(person)?.map(|person| person.name);
            let shown = MemberDevice {
                id: id.to_string(),
                person: person.to_string(),
                name: name.unwrap_or_default(),
                label,
                kind,
                removed: removed.map(|at| at.0),
            };
            listed.insert(id, shown);
        }
    }
    Ok(listed.into_values().collect())
}

/// Removes a device: its connections end, and what it brings from now on waits in the
/// inbox. Everything on it stays there.
#[utoipa::path(post, path = "/api/v1/devices/{device}/remove", params(("device" = String, Path)),
    responses(
        (status = 204, description = "It is removed, and was perhaps before"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Only a facilitator may"),
        (status = 404, body = ApiError),
        (status = 409, body = ApiError, description = "It is the caller's own"),
    ))]
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, ApiError> {
    let device = of_a_member(&app, &caller, &device).await?;
    if device == caller.session.device {
        return Err(ApiError::own_device());
    }
    let now = clock::now();
    if app
        .store(move |store| store.remove_device(device, now))
        .await?
    {
        tracing::info!(%device, by = %caller.session.person, "device removed");
    }
    app.hub.device_removed(device).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a removed device in again, with the session that it had.
#[utoipa::path(post, path = "/api/v1/devices/{device}/readmit", params(("device" = String, Path)),
    responses(
        (status = 204, description = "It may connect, and perhaps might before"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Only a facilitator may"),
        (status = 404, body = ApiError),
    ))]
pub(super) async fn readmit(
    State(app): State<App>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, ApiError> {
    let device = of_a_member(&app, &caller, &device).await?;
    if app.store(move |store| store.readmit_device(device)).await? {
        tracing::info!(%device, by = %caller.session.person, "device let in again");
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The device, when the caller facilitates a visit of its person. To others it is the
/// same as one that is not there.
pub(super) async fn of_a_member(
    app: &App,
    caller: &Caller,
    id: &str,
) -> Result<DeviceId, ApiError> {
    let wanted: DeviceId = id.parse().map_err(|_| ApiError::not_found())?;
    let facilitator = caller.session.person;
    let found = app.store(move |store| {
        let led = auth::leads(store, facilitator)?;
        for space in &led {
            let mut devices = store.devices(*space)?.into_iter();
            if devices.any(|(device, _)| device.id == wanted) {
                return Ok((true, true));
            }
        }
        Ok((!led.is_empty(), false))
    });
    match found.await? {
        (false, _) => Err(ApiError::facilitators_only()),
        (true, false) => Err(ApiError::not_found()),
        (true, true) => Ok(wanted),
    }
}
