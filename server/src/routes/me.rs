//! Who the caller is, and which visits they belong to.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::store::{Store, StoreError};

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Their id.
    person: String,
    /// As teammates see them.
    name: String,
    /// Their district.
    team: String,
    /// The device they call from.
    device: MyDevice,
    /// Their visits.
    visits: Vec<MyVisit>,
    /// When the session ends unless it is used, in milliseconds since 1970.
    expires: u64,
    /// The server's clock, in milliseconds since 1970.
    server_time: u64,
    /// The server's build.
    build: &'static str,
}

/// A device.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyDevice {
    /// Its id.
    id: String,
    /// What its person calls it.
    label: String,
    /// `tablet`, `phone`, `computer` or `headless`.
    kind: String,
    /// Whether several people use it.
    shared: bool,
}

/// A visit that the caller belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyVisit {
    /// Its space.
    space: String,
    /// Its title.
    title: String,
    /// The network that runs it.
    network: String,
    /// First day, ISO 8601.
    starts: String,
    /// Last day, ISO 8601.
    ends: String,
    /// `observer`, `facilitator` or `host`.
    role: String,
}

/// Tells the caller who they are.
#[utoipa::path(get, path = "/api/v1/me", responses(
    (status = 200, body = Me),
    (status = 401, body = ApiError),
))]
pub(super) async fn me(State(app): State<App>, caller: Caller) -> Result<Json<Me>, ApiError> {
    let found = app.store(move |store| load(store, caller)).await?;
    found.map(Json).ok_or_else(ApiError::unauthorized)
}

fn load(store: &dyn Store, caller: Caller) -> Result<Option<Me>, StoreError> {
    let session = caller.session;
    let (Some(person), Some(device)) =
        (store.person(session.person)?, store.device(session.device)?)
    else {
        return Ok(None);
    };
    let mut visits = Vec::new();
    for (space, role) in store.memberships(session.person)? {
        if let Some(visit) = store.visit(space)? {
            visits.push(MyVisit {
                space: space.to_string(),
                title: visit.title,
                network: visit.network,
                starts: visit.starts,
                ends: visit.ends,
                role: role.to_string(),
            });
        }
    }
    Ok(Some(Me {
        person: person.id.to_string(),
        name: person.name,
        team: person.team,
        device: MyDevice {
            id: device.id.to_string(),
            label: device.label,
            kind: device.kind,
            shared: device.shared,
        },
        visits,
        expires: session.expires.0,
        server_time: clock::now().0,
        build: crate::BUILD,
    }))
}
