//! Opening a rescue file.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use sync_core::limits;
use sync_core::rescue::{Rescue, RescueError};
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::inbox;
use crate::rescue::{self, Outcome};

/// How long a file may take to arrive: 8 MiB over a slow connection.
const ARRIVE_WITHIN: Duration = Duration::from_secs(120);

/// What became of the file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Opened {
    /// Changes that are in the notes on the server's disk now, whether or not they were
    /// before.
    changes: usize,
    /// Notes that were refused.
    refused: Vec<Refused>,
    /// Notes that a facilitator is to decide about: the file is in the inbox, on disk.
    kept: usize,
}

/// A note of the file of which something was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Refused {
    /// The note's id.
    note: String,
    /// Why, in words.
    why: String,
}

/// Takes a rescue file: the unsent work of a device that cannot connect, brought by any
/// signed-in device. What is refused, and all of a device that was removed, goes to the
/// inbox; such a device may bring its own file. Opening a file twice does no harm.
#[utoipa::path(post, path = "/api/v1/rescue",
    request_body(content_type = "application/octet-stream", description = "The file's bytes"),
    responses(
        (status = 200, body = Opened),
        (status = 400, body = ApiError, description = "No rescue file, or a damaged one"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Of another server, or changed by hand"),
        (status = 409, body = ApiError, description = "The inbox holds enough of this device"),
        (status = 413, body = ApiError),
        (status = 503, body = ApiError),
    ))]
pub(super) async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Opened>, ApiError> {
    let caller = auth::known(&app, &headers).await?;
    // Files are held in memory: one at a time.
    let _turn = app.rescue_turn.lock().await;
    let bytes = whole(body).await?;
    let rescue = authentic(&app, &bytes)?;
    let session = caller.session;
    if session.removed && session.device != rescue.device {
        return Err(ApiError::device_removed());
    }
    let device = rescue.device;
    if app.store(move |store| store.is_removed(device)).await? {
        let parts = inbox::parts(&rescue, |_| true);
        let kept = inbox::keep(&app, &rescue, &bytes, parts).await?;
        let kept = kept.ok_or_else(ApiError::inbox_full)?;
        tracing::info!(%device, kept, "the work of a removed device is in the inbox");
        return Ok(Json(Opened {
            changes: 0,
            refused: Vec::new(),
            kept,
        }));
    }
    let outcome = rescue::open(&app, caller.token, &rescue).await?;
    let parts = inbox::parts(&rescue, |doc| outcome.refused.contains_key(&doc));
    // What was taken is on disk and is said, also when the rest finds no room.
    let kept = inbox::keep(&app, &rescue, &bytes, parts).await?;
    Ok(Json(Opened::of(&rescue, outcome, kept.unwrap_or(0))))
}

impl Opened {
    /// The answer to a file that was pushed.
    pub(super) fn of(rescue: &Rescue, outcome: Outcome, kept: usize) -> Self {
        tracing::info!(
            device = %rescue.device,
            documents = rescue.docs.len(),
            changes = outcome.changes,
            refused = outcome.refused.len(),
            "rescue file opened"
        );
        let refused = outcome.refused.into_iter().map(|(doc, why)| Refused {
            note: doc.to_string(),
            why: why.to_string(),
        });
        Self {
            changes: outcome.changes,
            refused: refused.collect(),
            kept,
        }
    }
}

async fn whole(body: Body) -> Result<Bytes, ApiError> {
    let bytes = axum::body::to_bytes(body, limits::RESCUE_BYTES);
    match timeout(ARRIVE_WITHIN, bytes).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) | Err(_) => Err(ApiError::too_large_rescue()),
    }
}

pub(super) fn authentic(app: &App, bytes: &[u8]) -> Result<Rescue, ApiError> {
    let file = Rescue::read(bytes).map_err(|error| match error {
        RescueError::TooLarge => ApiError::too_large_rescue(),
        other => ApiError::no_rescue(&other),
    })?;
    let claimed = file.unverified();
    let ids = app.store.server_ids();
    let key = ids.receipt_key.device_key(claimed.device, claimed.person);
    file.by(&key).ok_or_else(ApiError::foreign_rescue)
}
