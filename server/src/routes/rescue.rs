//! Opening a rescue file.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use serde::Serialize;
use sync_core::limits;
use sync_core::rescue::{Rescue, RescueError};
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::rescue;

/// How long a file may take to arrive: 8 MiB over a slow connection.
const ARRIVE_WITHIN: Duration = Duration::from_secs(120);

/// What became of the file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Opened {
    /// Changes that are on the server's disk now, whether or not they were before.
    changes: usize,
    /// Notes that were refused.
    refused: Vec<Refused>,
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
/// signed-in device. Opening a file twice does no harm.
#[utoipa::path(post, path = "/api/v1/rescue",
    request_body(content_type = "application/octet-stream", description = "The file's bytes"),
    responses(
        (status = 200, body = Opened),
        (status = 400, body = ApiError, description = "No rescue file, or a damaged one"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Of another server, or changed by hand"),
        (status = 413, body = ApiError),
        (status = 503, body = ApiError),
    ))]
pub(super) async fn open(
    State(app): State<App>,
    caller: Caller,
    body: Body,
) -> Result<Json<Opened>, ApiError> {
    // Files are held in memory: one at a time.
    let _turn = app.rescue_turn.lock().await;
    let bytes = whole(body).await?;
    let rescue = authentic(&app, &bytes)?;
    drop(bytes);
    let (device, documents) = (rescue.device, rescue.docs.len());
    let outcome = rescue::open(&app, &caller, &rescue).await?;
    tracing::info!(
        %device,
        documents,
        changes = outcome.changes,
        refused = outcome.refused.len(),
        "rescue file opened"
    );
    let refused = outcome.refused.into_iter().map(|(doc, why)| Refused {
        note: doc.to_string(),
        why: why.to_string(),
    });
    Ok(Json(Opened {
        changes: outcome.changes,
        refused: refused.collect(),
    }))
}

async fn whole(body: Body) -> Result<Bytes, ApiError> {
    let bytes = axum::body::to_bytes(body, limits::RESCUE_BYTES);
    match timeout(ARRIVE_WITHIN, bytes).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) | Err(_) => Err(ApiError::too_large_rescue()),
    }
}

fn authentic(app: &App, bytes: &[u8]) -> Result<Rescue, ApiError> {
    let file = Rescue::read(bytes).map_err(|error| match error {
        RescueError::TooLarge => ApiError::too_large_rescue(),
        other => ApiError::no_rescue(&other),
    })?;
    let claimed = file.unverified();
    let ids = app.store.server_ids();
    let key = ids.receipt_key.device_key(claimed.device, claimed.person);
    file.by(&key).ok_or_else(ApiError::foreign_rescue)
}
