//! The inbox, for facilitators: what was kept for review, accepted or discarded.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use sync_core::ids::SpaceId;
use utoipa::ToSchema;

use super::rescue::{Opened, authentic};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::clock;
use crate::error::ApiError;
use crate::rescue;
use crate::store::{Decision, Kept, Store, StoreError};

/// A file, as far as it concerns one visit. Facilitators see whose it is and how much it
/// holds, and nothing of what is written in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeptJson {
    /// Its number.
    file: u64,
    /// The visit's space.
    space: String,
    /// The person who wrote it.
    from: String,
    /// Their device's id.
    device: String,
    /// What its person calls it.
    label: String,
    /// Notes.
    notes: u64,
    /// Changes of them.
    changes: u64,
    /// When it came, in milliseconds since 1970.
    received: u64,
    /// `waiting`, `accepted` or `discarded`.
    state: &'static str,
}

/// Lists what was kept for review in the visits that the caller facilitates.
#[utoipa::path(get, path = "/api/v1/inbox", responses(
    (status = 200, body = Vec<KeptJson>),
    (status = 401, body = ApiError),
    (status = 403, body = ApiError, description = "The device was removed"),
))]
pub(super) async fn inbox(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<KeptJson>>, ApiError> {
    let person = caller.session.person;
    let listed = app.store(move |store| {
        let mut listed = Vec::new();
        for space in auth::leads(store, person)? {
            for kept in store.kept(space)? {
                listed.push(shown(store, &kept)?);
            }
        }
        Ok(listed)
    });
    listed.await.map(Json)
}

fn shown(store: &dyn Store, kept: &Kept) -> Result<KeptJson, StoreError> {
    let person = store.person(kept.person)?;
    let device = store.device(kept.device)?;
    Ok(KeptJson {
        file: kept.file,
        space: kept.part.space.to_string(),
        from: person.map(|person| person.name).unwrap_or_default(),
        device: kept.device.to_string(),
        label: device.map(|device| device.label).unwrap_or_default(),
        notes: kept.part.docs,
        changes: kept.part.changes,
        received: kept.received.0,
        state: match kept.decision {
            Decision::Waiting => "waiting",
            Decision::Accepted => "accepted",
            Decision::Discarded => "discarded",
        },
    })
}

/// Brings what a file holds for a visit into its notes, through the same gate as if its
/// device had sent it. What is refused again stays in the inbox.
#[utoipa::path(post, path = "/api/v1/inbox/{file}/{space}/accept",
    params(("file" = u64, Path), ("space" = String, Path)),
    responses(
        (status = 200, body = Opened),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Only a facilitator may"),
        (status = 404, body = ApiError, description = "There is nothing"),
        (status = 409, body = ApiError, description = "It was decided already"),
        (status = 503, body = ApiError),
    ))]
pub(super) async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path((file, space)): Path<(u64, String)>,
) -> Result<Json<Opened>, ApiError> {
    // One decision at a time: what is pushed here cannot be discarded meanwhile.
    let _turn = app.rescue_turn.lock().await;
    let space = waiting(&app, &caller, file, &space).await?;
    let bytes = app.store(move |store| store.kept_bytes(file)).await?;
    let mut rescue = authentic(&app, &bytes.ok_or_else(ApiError::not_found)?)?;
    rescue.docs.retain(|doc| doc.space == space);
    let outcome = rescue::open(&app, caller.token, &rescue).await?;
    let kept = outcome.refused.len();
    if kept == 0 {
        decide(&app, &caller, file, space, Decision::Accepted).await?;
    }
    Ok(Json(Opened::of(&rescue, outcome, kept)))
}

/// Marks what a file holds for a visit as not wanted.
#[utoipa::path(post, path = "/api/v1/inbox/{file}/{space}/discard",
    params(("file" = u64, Path), ("space" = String, Path)),
    responses(
        (status = 204, description = "It is out of the way; the device still has its work"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Only a facilitator may"),
        (status = 404, body = ApiError, description = "There is nothing"),
        (status = 409, body = ApiError, description = "It was decided already"),
    ))]
pub(super) async fn discard(
    State(app): State<App>,
    caller: Caller,
    Path((file, space)): Path<(u64, String)>,
) -> Result<StatusCode, ApiError> {
    let _turn = app.rescue_turn.lock().await;
    let space = waiting(&app, &caller, file, &space).await?;
    decide(&app, &caller, file, space, Decision::Discarded).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The space, when something of the file waits in it and the caller may decide.
async fn waiting(app: &App, caller: &Caller, file: u64, space: &str) -> Result<SpaceId, ApiError> {
    let space: SpaceId = space.parse().map_err(|_| ApiError::not_found())?;
    let person = caller.session.person;
    let found = app.store(move |store| {
        let led = auth::leads(store, person)?.contains(&space);
        let mut kept = store.kept(space)?.into_iter();
        let decision = kept.find(|kept| kept.file == file);
        Ok((led, decision.map(|kept| kept.decision)))
    });
    match found.await? {
        (false, _) => Err(ApiError::facilitators_only()),
        (true, None) => Err(ApiError::not_found()),
        (true, Some(Decision::Waiting)) => Ok(space),
        (true, Some(decision)) => Err(ApiError::decided(decision)),
    }
}

async fn decide(
    app: &App,
    caller: &Caller,
    file: u64,
    space: SpaceId,
    decision: Decision,
) -> Result<(), ApiError> {
    let by = (caller.session.person, clock::now());
    let decided = app.store(move |store| store.decide(file, space, decision, by));
    match decided.await? {
        true => {
            let person = caller.session.person;
            tracing::info!(file, space.id = %space, ?decision, %person, "the inbox was decided");
            Ok(())
        }
        false => Err(ApiError::not_found()),
    }
}
