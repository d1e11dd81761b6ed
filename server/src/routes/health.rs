//! Whether the process lives, whether it can work, and what it counted.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::disk;

/// Bytes that must be free on the disk of the data folder.
const MIN_FREE_BYTES: u64 = 256 * 1024 * 1024;

/// The process lives. No input or output.
#[utoipa::path(get, path = "/healthz", responses(
    (status = 200, description = "It lives", body = String, content_type = "text/plain"),
))]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The server can do its work: a write reaches the disk, there is room, and it is not
/// ending.
#[utoipa::path(get, path = "/readyz", responses(
    (status = 200, description = "Ready", body = String, content_type = "text/plain"),
    (status = 503, description = "Not ready, and why", body = String, content_type = "text/plain"),
))]
pub(super) async fn readyz(State(app): State<App>) -> Response {
    match problem(&app).await {
        None => "ready\n".into_response(),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

/// Counters for a scraper.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let counts = app.store(|store| store.counts()).await.ok();
    let kind = (
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    );
    ([kind], app.metrics.render(counts))
}

async fn problem(app: &App) -> Option<String> {
    if app.is_draining() {
        return Some("the server is going away".to_owned());
    }
    let checked = app.blocking(|app| {
        app.store.write_probe().map_err(|error| error.to_string())?;
        let free = disk::free_bytes(&app.data).map_err(|error| error.to_string())?;
        if free < MIN_FREE_BYTES {
            let mib = free / (1024 * 1024);
            return Err(format!(
                "only {mib} MiB are free on the data disk: free some space"
            ));
        }
        Ok(())
    });
    match checked.await {
        Ok(result) => result.err(),
        Err(error) => Some(error.message),
    }
}
