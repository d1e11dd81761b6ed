//! What a join link leads to, shown before it is used.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::HeaderMap;
use serde::Serialize;
use sync_core::time::Timestamp;
use utoipa::ToSchema;

use crate::app::App;
use crate::clock;
use crate::day::Day;
use crate::error::ApiError;
use crate::peer;
use crate::store::{JoinLink, JoinRefusal, Visit};
use crate::token::Given;

/// What a join link leads to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invitation {
    /// The visit's title.
    visit: String,
    /// First day, ISO 8601.
    starts: String,
    /// Last day, ISO 8601.
    ends: String,
    /// The network that runs it.
    network: String,
    /// What one becomes: `observer`, `facilitator` or `host`.
    role: String,
    /// The district one joins for; empty when the link does not say.
    team: String,
    /// Who made the link.
    issuer: String,
    /// The last day on which it can be used, ISO 8601.
    expires: String,
}

/// Shows what a link or spoken code leads to. Uses nothing up.
#[utoipa::path(get, path = "/api/v1/invitations/{code}",
    params(("code" = String, Path, description = "The link's secret or its 8-character code")),
    responses(
        (status = 200, body = Invitation),
        (status = 404, body = ApiError),
        (status = 410, body = ApiError, description = "Expired, used up or taken back"),
        (status = 429, body = ApiError, description = "Too many wrong codes; see Retry-After"),
    ))]
pub(super) async fn invitation(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    code: Result<Path<String>, PathRejection>,
) -> Result<Json<Invitation>, ApiError> {
    // What is no text is no code.
    let Path(code) = code.map_err(|_| JoinRefusal::Unknown)?;
    let now = clock::now();
    let who = peer::address(&app, peer, &headers);
    let (link, visit) = find(&app, &code, &who, now).await?;
    link.check(now)?;
    Ok(Json(Invitation {
        visit: visit.title,
        starts: visit.starts,
        ends: visit.ends,
        network: visit.network,
        role: link.role.to_string(),
        team: link.team,
        issuer: link.issuer,
        expires: Day::of(link.expires).to_string(),
    }))
}

/// The link and visit of what a person gave. Wrong spoken codes are counted.
pub(super) async fn find(
    app: &App,
    code: &str,
    who: &str,
    now: Timestamp,
) -> Result<(JoinLink, Visit), ApiError> {
    let given = Given::parse(code).ok_or(JoinRefusal::Unknown)?;
    let spoken = matches!(given, Given::Code(_));
    if spoken && let Err(wait) = app.codes.check(who, now) {
        return Err(ApiError::too_many_codes(wait.retry_after_s));
    }
    let found = app.store(move |store| {
        let Some(link) = store.link(given.hash())? else {
            return Ok(None);
        };
        let visit = store.visit(link.space)?;
        Ok(visit.map(|visit| (link, visit)))
    });
    let found = found.await?;
    if found.is_none() && spoken {
        app.codes.failed(who, now);
    }
    Ok(found.ok_or(JoinRefusal::Unknown)?)
}
