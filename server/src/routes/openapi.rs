//! The description of the API that the code itself gives.

use axum::Json;
use utoipa::OpenApi;

use super::{
    devices, forms, health, inbox, invitation, join, lock, me, ping, rescue, sync, tablets,
};
use crate::error::ApiError;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rounds",
        description = "People, devices and invitations. Notes travel over /sync, see docs/PROTOCOL.md."
    ),
    paths(
        me::me,
        invitation::invitation,
        join::join,
        join::come_back,
        join::leave,
        lock::put_away,
        lock::half,
        lock::open,
        lock::unlock,
        ping::ping,
        rescue::open,
        forms::read,
        inbox::inbox,
        inbox::accept,
        inbox::discard,
        devices::devices,
        devices::remove,
        devices::readmit,
        tablets::tablets,
        tablets::prepared,
        document,
        sync::sync,
        health::healthz,
        health::readyz
    ),
    components(schemas(ApiError))
)]
struct Description;

/// The OpenAPI document.
#[utoipa::path(get, path = "/api/openapi.json", responses(
    (status = 200, description = "This description", body = serde_json::Value),
))]
pub(super) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The routes as `routes.rs` writes them, so that a new one cannot be forgotten.
    fn routed() -> BTreeSet<String> {
        let source = include_str!("../routes.rs");
        let server = source.split("fn metrics_router").next().unwrap_or_default();
        let routes = server.match_indices(".route(\"");
        let paths = routes.filter_map(|(at, call)| {
            let rest = server.get(at + call.len()..)?;
            Some(rest.split('"').next()?.to_owned())
        });
        let own = ["/sync", "/healthz", "/readyz"];
        paths
            // What is there only to say that nothing is.
            .filter(|path| !path.starts_with("/auth/"))
            .map(|path| match own.contains(&&*path) {
                true => path,
                false => format!("/api{path}"),
            })
            .collect()
    }

    #[test]
    fn every_route_is_described() {
        let paths = Description::openapi().paths.paths;
        let described: BTreeSet<String> = paths.keys().cloned().collect();
        let routed = routed();
        assert!(routed.len() >= 9, "{routed:?}");
        assert_eq!(described, routed);
    }
}
