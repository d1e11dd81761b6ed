//! Whether this is our server at all: a captive portal cannot echo a nonce.

#![expect(unused_qualifications, reason = "written by the macro of utoipa")]

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clock;
use crate::error::ApiError;

/// Characters of a nonce.
const MAX_NONCE: usize = 64;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct PingQuery {
    /// Any text of at most 64 characters; it comes back.
    nonce: String,
}

/// The echo.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pong {
    /// The nonce of the request.
    nonce: String,
    /// The server's clock, in milliseconds since 1970.
    server_time: u64,
}

/// Echoes a nonce.
#[utoipa::path(get, path = "/api/v1/ping", params(PingQuery), responses(
    (status = 200, body = Pong),
    (status = 400, body = ApiError),
))]
pub(super) async fn ping(
    query: Result<Query<PingQuery>, QueryRejection>,
) -> Result<Json<Pong>, ApiError> {
    let Query(PingQuery { nonce }) =
        query.map_err(|error| ApiError::bad_request(error.body_text()))?;
    if nonce.len() > MAX_NONCE {
        return Err(ApiError::bad_request("The nonce is longer than 64 bytes."));
    }
    Ok(Json(Pong {
        nonce,
        server_time: clock::now().0,
    }))
}
