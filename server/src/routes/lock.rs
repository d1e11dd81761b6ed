//! The server's part of a locked tablet: the session put away, and the half of a key that
//! opens it without its PIN.
//!
//! Nothing is stored: halves and codes are made from the server's own key, which is in
//! its backups. A half is told once, to the device itself; afterwards only to who brings
//! a facilitator's code, so that neither a session that was left in the browser nor the
//! tablet alone opens anything.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sync_core::ids::DeviceId;
use sync_core::time::Timestamp;
use utoipa::ToSchema;

use super::devices::of_a_member;
use super::json::Body;
use crate::app::App;
use crate::auth::{self, Caller};
use crate::clock;
use crate::error::ApiError;
use crate::random;
use crate::token::{Given, SpokenCode};

const HOUR_MS: u64 = 60 * 60 * 1_000;

/// A half of what opens a sealed storage.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Half {
    /// The device that it is for.
    device: String,
    /// By which the server makes the same half again, in hexadecimal.
    nonce: String,
    /// The half, in hexadecimal.
    half: String,
}

/// Someone opens a device whose PIN was forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    /// Its id.
    device: String,
    /// The nonce that came with the half.
    nonce: String,
    /// The code that a facilitator was given for it.
    code: String,
}

/// A code that opens one device.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpeningCode {
    /// To be said aloud.
    code: String,
    /// Until when it works at least, in milliseconds since 1970.
    until: u64,
}

/// Takes the session's cookie off the browser and leaves the session: the next person of
/// a shared tablet is not this one, who comes back with the device's key.
#[utoipa::path(post, path = "/api/v1/lock", responses(
    (status = 204, description = "The cookie is taken back; the session goes on"),
))]
pub(super) async fn put_away(State(app): State<App>) -> Response {
    let cookie = auth::cookie(&app.public_url, None);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

/// Makes a half for the caller's device, another one each time.
#[utoipa::path(post, path = "/api/v1/lock/half", responses(
    (status = 200, body = Half),
    (status = 401, body = ApiError),
    (status = 403, body = ApiError, description = "The device was removed"),
))]
pub(super) async fn half(State(app): State<App>, caller: Caller) -> Json<Half> {
    Json(half_of(&app, caller.session.device, random::bytes()))
}

/// Gives a half again to who brings a facilitator's code for its device.
#[utoipa::path(post, path = "/api/v1/lock/open", request_body = Opening, responses(
    (status = 200, body = Half),
    (status = 400, body = ApiError),
    (status = 403, body = ApiError, description = "The device was removed"),
    (status = 404, body = ApiError, description = "The code is not one of this device now"),
    (status = 429, body = ApiError, description = "Too many wrong codes; see Retry-After"),
))]
pub(super) async fn open(
    State(app): State<App>,
    Body(opening): Body<Opening>,
) -> Result<Json<Half>, ApiError> {
    let unknown = || ApiError::bad_request("This is no device, or no nonce.");
    let device: DeviceId = opening.device.parse().map_err(|_| unknown())?;
    let mut nonce = [0; 16];
    hex::decode_to_slice(&opening.nonce, &mut nonce).map_err(|_| unknown())?;
    let (now, who) = (clock::now(), format!("lock {device}"));
    if let Err(wait) = app.codes.check(&who, now) {
        return Err(ApiError::too_many_codes(wait.retry_after_s));
    }
    let given = Given::parse(&opening.code);
    // A code is good in the hour after that in which it was made, too.
    let hours = [now.0 / HOUR_MS, (now.0 / HOUR_MS).saturating_sub(1)];
    let fits = |hour: u64| Some(Given::Code(code_of(&app, device, hour).hash())) == given;
    if !hours.into_iter().any(fits) {
        app.codes.failed(&who, now);
        return Err(ApiError::wrong_opening_code());
    }
    if app.store(move |store| store.is_removed(device)).await? {
        return Err(ApiError::device_removed());
    }
    tracing::info!(%device, "a locked device was opened with a facilitator's code");
    Ok(Json(half_of(&app, device, nonce)))
}

/// Gives a facilitator the code that opens the device of a member.
#[utoipa::path(post, path = "/api/v1/devices/{device}/unlock", params(("device" = String, Path)),
    responses(
        (status = 200, body = OpeningCode),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "Only a facilitator may"),
        (status = 404, body = ApiError),
    ))]
pub(super) async fn unlock(
    State(app): State<App>,
    caller: Caller,
    Path(device): Path<String>,
) -> Result<Json<OpeningCode>, ApiError> {
    let device = of_a_member(&app, &caller, &device).await?;
    let hour = clock::now().0 / HOUR_MS;
    tracing::info!(%device, by = %caller.session.person, "a code for a locked device");
    Ok(Json(OpeningCode {
        code: code_of(&app, device, hour).to_string(),
        until: Timestamp(hour * HOUR_MS).plus(2 * HOUR_MS).0,
    }))
}

fn half_of(app: &App, device: DeviceId, nonce: [u8; 16]) -> Half {
    let key = app.store.server_ids().receipt_key;
    Half {
        device: device.to_string(),
        nonce: hex::encode(nonce),
        half: hex::encode(key.lock_half(device, nonce)),
    }
}

fn code_of(app: &App, device: DeviceId, hour: u64) -> SpokenCode {
    let [a, b, c, d, e, f, g, h, ..] = app.store.server_ids().receipt_key.unlock_code(device, hour);
    SpokenCode::of([a, b, c, d, e, f, g, h])
}
