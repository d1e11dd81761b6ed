//! Using a join link, and leaving again.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sync_core::ids::{DeviceId, PersonId};
use utoipa::ToSchema;

use super::invitation;
use super::json::{Body, short_text};
use crate::admission::{self, Newcomer};
use crate::app::App;
use crate::auth::{self, Caller};
use crate::clock;
use crate::device_key;
use crate::error::ApiError;
use crate::peer;
use crate::token::Token;

/// Characters of a name; a screen shows about thirty.
const NAME_CHARS: usize = 80;

/// Characters of a device's label.
const LABEL_CHARS: usize = 80;

/// The header by which a device without a browser asks for the token itself.
const HEADLESS: &str = "x-rounds-device";

/// Someone uses a join link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinBody {
    /// The link's secret, or its 8-character code in any case, with or without hyphen.
    code: String,
    /// The name that teammates will see.
    name: String,
    /// The district, when the link does not say.
    #[serde(default)]
    team: Option<String>,
    /// The device.
    device: JoinDevice,
    /// Who the device was before, when it has lost its session.
    #[serde(default)]
    known: Option<KnownDevice>,
}

/// A device that proves who it is by the key that it got when it joined.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownDevice {
    /// Its id.
    device: String,
    /// Its person's id.
    person: String,
    /// Its key.
    key: String,
}

/// The device that joins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinDevice {
    /// What its person calls it.
    label: String,
    /// What it is.
    kind: DeviceKind,
    /// Whether several people use it.
    shared: bool,
}

/// What a device is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DeviceKind {
    /// Held in two hands.
    Tablet,
    /// Held in one.
    Phone,
    /// With a keyboard.
    Computer,
    /// A program.
    Headless,
}

/// What a newcomer gets.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Joined {
    /// The session's token, only for devices without a browser; a browser has a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The person's id.
    person: String,
    /// The device's id.
    device: String,
    /// By this the device proves who it is when it has lost its session.
    device_key: String,
    /// The visit's space.
    space: String,
    /// What the person is in it: `observer`, `facilitator` or `host`.
    role: String,
    /// The name as it was taken.
    name: String,
    /// The server's clock, in milliseconds since 1970.
    server_time: u64,
}

/// Uses a link: makes the person, the device and a session, and adds the person to the
/// visit's team. A device that is signed in with the same name stays the same person.
#[utoipa::path(post, path = "/api/v1/join", request_body = JoinBody, responses(
    (status = 200, body = Joined, description = "Sets the session cookie"),
    (status = 400, body = ApiError),
    (status = 404, body = ApiError),
    (status = 410, body = ApiError, description = "Expired, used up or taken back"),
    (status = 413, body = ApiError),
    (status = 429, body = ApiError, description = "Too many wrong codes; see Retry-After"),
    (status = 503, body = ApiError),
))]
pub(super) async fn join(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(body): Body<JoinBody>,
) -> Result<Response, ApiError> {
    let now = clock::now();
    let newcomer = newcomer(&app, &headers, &body).await?;
    let who = peer::address(&app, peer, &headers);
    let (link, _) = invitation::find(&app, &body.code, &who, now).await?;
    let admitted = admission::admit(&app, link, newcomer, now).await?;
    let headless = headers
        .get(HEADLESS)
        .is_some_and(|value| value == "headless");
    let cookie = auth::cookie(&app.public_url, Some(&admitted.token));
    let joined = Joined {
        token: headless.then(|| admitted.token.reveal().to_owned()),
        person: admitted.person.to_string(),
        device: admitted.device.to_string(),
        device_key: device_key::issue(&app, admitted.device, admitted.person),
        space: admitted.space.to_string(),
        role: admitted.role.to_string(),
        name: admitted.name,
        server_time: now.0,
    };
    Ok(([(header::SET_COOKIE, cookie)], Json(joined)).into_response())
}

/// Gives a device that lost its session's token, as browsers do that are killed soon
/// after they got it, another one for the same session.
#[utoipa::path(post, path = "/api/v1/return", request_body = KnownDevice, responses(
    (status = 204, description = "Sets the session cookie"),
    (status = 400, body = ApiError),
    (status = 401, body = ApiError, description = "The session has ended, or the key is wrong"),
    (status = 503, body = ApiError),
))]
pub(super) async fn come_back(
    State(app): State<App>,
    Body(known): Body<KnownDevice>,
) -> Result<Response, ApiError> {
    let now = clock::now();
    let (device, _) = proved(&app, &known).ok_or_else(ApiError::unauthorized)?;
    let token = Token::draw();
    let hash = token.hash();
    let renewed = app.store(move |store| store.renew_session(device, hash, now));
    renewed.await?.ok_or_else(ApiError::unauthorized)?;
    let cookie = auth::cookie(&app.public_url, Some(&token));
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

fn proved(app: &App, known: &KnownDevice) -> Option<(DeviceId, PersonId)> {
    let (device, person) = (known.device.parse().ok()?, known.person.parse().ok()?);
    device_key::fits(app, device, person, &known.key).then_some((device, person))
}

/// Ends the session. What is on the device stays there.
#[utoipa::path(post, path = "/api/v1/leave", responses(
    (status = 204, description = "The session has ended; the cookie is taken back"),
    (status = 401, body = ApiError),
))]
pub(super) async fn leave(State(app): State<App>, caller: Caller) -> Result<Response, ApiError> {
    app.store(move |store| store.end_session(caller.token))
        .await?;
    app.hub.session_ended(caller.token).await;
    let cookie = auth::cookie(&app.public_url, None);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn newcomer(app: &App, headers: &HeaderMap, body: &JoinBody) -> Result<Newcomer, ApiError> {
    let JoinDevice {
        label,
        kind,
        shared,
    } = &body.device;
    let kind = match kind {
        DeviceKind::Tablet => "tablet",
        DeviceKind::Phone => "phone",
        DeviceKind::Computer => "computer",
        DeviceKind::Headless => "headless",
    };
    let session = auth::known(app, headers).await.ok();
    let known = session
        .map(|caller| (caller.session.device, caller.session.person))
        .or_else(|| proved(app, body.known.as_ref()?));
    let team = body.team.as_deref().filter(|team| !team.trim().is_empty());
    Ok(Newcomer {
        name: short_text("name", &body.name, NAME_CHARS)?,
        team: team
            .map(|team| short_text("team", team, NAME_CHARS))
            .transpose()?,
        label: short_text("device.label", label, LABEL_CHARS)?,
        kind,
        shared: *shared,
        known,
    })
}
