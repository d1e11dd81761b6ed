//! Every route and layer, listed in one place.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use axum::middleware;
use axum::routing::{any, get, post};

use crate::app::App;
use crate::page;

mod devices;
mod forms;
mod health;
mod inbox;
mod invitation;
mod join;
mod json;
mod layers;
mod lock;
mod me;
mod openapi;
mod ping;
mod rescue;
mod sync;
mod tablets;

/// Bytes of a request's body; the largest real one has a few hundred.
const BODY_BYTES: usize = 16 * 1024;

/// Everything on the main listener.
pub(crate) fn router(app: App) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/v1/me", get(me::me))
        .route("/v1/invitations/{code}", get(invitation::invitation))
        .route("/v1/join", post(join::join))
        .route("/v1/return", post(join::come_back))
        .route("/v1/leave", post(join::leave))
        .route("/v1/lock", post(lock::put_away))
        .route("/v1/lock/half", post(lock::half))
        .route("/v1/lock/open", post(lock::open))
        .route("/v1/ping", get(ping::ping))
        .route("/v1/rescue", post(rescue::open))
        .route("/v1/forms/read", post(forms::read))
        .route("/v1/inbox", get(inbox::inbox))
        .route("/v1/inbox/{file}/{space}/accept", post(inbox::accept))
        .route("/v1/inbox/{file}/{space}/discard", post(inbox::discard))
        .route("/v1/devices", get(devices::devices))
        .route("/v1/devices/{device}/remove", post(devices::remove))
        .route("/v1/devices/{device}/readmit", post(devices::readmit))
        .route("/v1/devices/{device}/unlock", post(lock::unlock))
        .route("/v1/visits/{space}/tablets", get(tablets::tablets))
        .route("/v1/visits/{space}/prepared", post(tablets::prepared))
        .fallback(layers::no_such_route)
        .method_not_allowed_fallback(layers::no_such_method)
        .layer(middleware::from_fn_with_state(
            app.clone(),
            layers::own_origin_only,
        ))
        .layer(middleware::from_fn(layers::never_stored));
    Router::new()
        .nest("/api", api)
        .route("/sync", get(sync::sync))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/auth/{*rest}", any(layers::no_such_route))
        .fallback_service(page::serve.with_state(app.clone()))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            layers::security_headers,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), layers::log))
        .with_state(app)
}

/// Everything on the metrics listener.
pub(crate) fn metrics_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(health::metrics))
        .with_state(app)
}
