//! `/sync`: checked before the upgrade, then a WebSocket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use sync_core::limits;
use sync_core::server::Session;

use crate::app::App;
use crate::auth;
use crate::conn;
use crate::error::ApiError;

/// Bytes of a WebSocket message: a frame of the protocol and a little more, so that
/// one byte too many is answered by the protocol and not by a broken connection.
const MESSAGE_BYTES: usize = limits::FRAME_BYTES + 1_024;

/// Bytes that may wait in a socket's write buffer: two messages.
const WRITE_BUFFER_BYTES: usize = 2 * MESSAGE_BYTES;

/// Bytes kept back before a write: none, the hub's frames are whole.
const WRITE_SIZE: usize = 16 * 1024;

/// Bytes read from a socket at once. The room for them is filled with zeros before every
/// read, so it is not larger than most messages need; a longer one takes some more reads.
const READ_SIZE: usize = 8 * 1024;

/// Upgrades a signed-in device to the sync protocol of docs/PROTOCOL.md.
#[utoipa::path(get, path = "/sync", responses(
    (status = 101, description = "From here on binary frames"),
    (status = 400, body = ApiError, description = "Not a WebSocket"),
    (status = 401, body = ApiError),
    (status = 403, body = ApiError, description = "A page of another origin"),
    (status = 503, body = ApiError, description = "The server is going away"),
))]
pub(super) async fn sync(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    if !auth::origin_is_ours(&app, &headers) {
        return Err(ApiError::foreign_origin());
    }
    if app.is_draining() {
        return Err(ApiError::unavailable());
    }
    let caller = auth::known(&app, &headers).await?;
    // A cookie is sent by whatever page asks: only an origin that is said can be ours.
    let by_cookie = !headers.contains_key(header::AUTHORIZATION);
    if by_cookie && !headers.contains_key(header::ORIGIN) {
        return Err(ApiError::foreign_origin());
    }
    let upgrade = upgrade.map_err(|_| {
        ApiError::bad_request("This address speaks WebSocket: connect with ws or wss.")
    })?;
    if caller.session.removed {
        return Ok(upgrade.on_upgrade(conn::turn_away));
    }
    let person = caller.session.person;
    let spaces = app.store(move |store| store.memberships(person)).await?;
    let session = Session {
        device: caller.session.device,
        person,
        spaces,
    };
    let upgrade = upgrade
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .read_buffer_size(READ_SIZE)
        .write_buffer_size(WRITE_SIZE)
        .max_write_buffer_size(WRITE_BUFFER_BYTES);
    Ok(upgrade.on_upgrade(move |socket| conn::run(app, socket, caller, session)))
}
