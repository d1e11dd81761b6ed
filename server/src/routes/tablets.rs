//! The devices of a visit as its members see them: whose they are, whether they are ready
//! without internet, and when they were last heard from.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use sync_core::ids::SpaceId;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::store::Tablet;

/// A device of a member.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamTablet {
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
    /// When it was last heard from, in milliseconds since 1970; to a minute while it is
    /// connected. Absent when it never connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<u64>,
    /// When it last said that all of the visit is on it, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    prepared: Option<u64>,
    /// Whether it is connected now.
    connected: bool,
}

impl TeamTablet {
    fn new(app: &App, tablet: Tablet) -> Self {
        let Tablet {
            device,
            name,
            heard,
            prepared,
        } = tablet;
        let seen = app.presence.of(device.id);
        let heard = heard.max(seen.map(|seen| seen.heard));
        Self {
            id: device.id.to_string(),
            person: device.person.to_string(),
            name,
            label: device.label,
            kind: device.kind,
            heard: heard.map(|at| at.0),
            prepared: prepared.map(|at| at.0),
            connected: seen.is_some_and(|seen| seen.is_connected()),
        }
    }
}

/// Lists the devices of a visit's members, without those that were removed.
#[utoipa::path(get, path = "/api/v1/visits/{space}/tablets", params(("space" = String, Path)),
    responses(
        (status = 200, body = Vec<TeamTablet>),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "The device was removed"),
        (status = 404, body = ApiError, description = "No such visit, or not the caller's"),
    ))]
pub(super) async fn tablets(
    State(app): State<App>,
    caller: Caller,
    Path(space): Path<String>,
) -> Result<Json<Vec<TeamTablet>>, ApiError> {
    let space = of_the_caller(&app, &caller, &space).await?;
    let listed = app.store(move |store| store.tablets(space)).await?;
    let shown = listed
        .into_iter()
        .map(|tablet| TeamTablet::new(&app, tablet));
    Ok(Json(shown.collect()))
}

/// Takes down that the calling device has all of a visit. Doing it twice does no harm.
#[utoipa::path(post, path = "/api/v1/visits/{space}/prepared", params(("space" = String, Path)),
    responses(
        (status = 204, description = "It is written down"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "The device was removed"),
        (status = 404, body = ApiError, description = "No such visit, or not the caller's"),
    ))]
pub(super) async fn prepared(
    State(app): State<App>,
    caller: Caller,
    Path(space): Path<String>,
) -> Result<StatusCode, ApiError> {
    let space = of_the_caller(&app, &caller, &space).await?;
    let (device, now) = (caller.session.device, clock::now());
    app.store(move |store| store.prepared(device, space, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The visit, when the caller belongs to it. To others it is the same as one that is not
/// there.
async fn of_the_caller(app: &App, caller: &Caller, id: &str) -> Result<SpaceId, ApiError> {
    let wanted: SpaceId = id.parse().map_err(|_| ApiError::no_such_visit())?;
    let person = caller.session.person;
    let own = app.store(move |store| store.memberships(person)).await?;
    let member = own.iter().any(|(space, _)| *space == wanted);
    member.then_some(wanted).ok_or_else(ApiError::no_such_visit)
}
