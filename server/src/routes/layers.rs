//! What holds for many routes: headers, logging, origin.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::auth;
use crate::error::ApiError;

/// Answers of the API are about one person and never cached.
pub(super) async fn never_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

/// Only our own page, or no page, may change anything.
pub(super) async fn own_origin_only(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !auth::origin_is_ours(&app, request.headers()) {
        return ApiError::foreign_origin().into_response();
    }
    next.run(request).await
}

/// What browsers may do with anything that comes from here.
pub(super) async fn security_headers(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), geolocation=(self)",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.public_url.is_https() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if let Ok(policy) = HeaderValue::from_str(&content_policy(&app)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Nothing from elsewhere, no inline script, no frame.
fn content_policy(app: &App) -> String {
    let socket = if app.public_url.is_https() {
        "wss"
    } else {
        "ws"
    };
    let host = app.public_url.authority();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; \
         connect-src 'self' {socket}://{host}; worker-src 'self'; manifest-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
}

/// One line per request. The route is logged, never the address: it may hold a code.
pub(super) async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    app.metrics.requests.add(1);
    if status.is_server_error() {
        app.metrics.request_failures.add(1);
    }
    let route = route.as_ref().map_or("page", MatchedPath::as_str);
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = status.as_u16();
    if matches!(route, "/healthz" | "/readyz" | "page") && status < 500 {
        tracing::debug!(%method, route, status, duration_ms, "request");
    } else {
        tracing::info!(%method, route, status, duration_ms, "request");
    }
    response
}

pub(super) async fn no_such_route() -> ApiError {
    ApiError::not_found()
}

pub(super) async fn no_such_method() -> Response {
    let error = ApiError::bad_request("This address does not take that method.");
    (StatusCode::METHOD_NOT_ALLOWED, error).into_response()
}
