//! The description of the API that the code itself gives.

use axum::Json;
use utoipa::OpenApi;

use super::{invitation, join, me, ping};
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
        ping::ping
    ),
    components(schemas(ApiError))
)]
struct Description;

/// The OpenAPI document.
pub(super) async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_of_the_api_is_described() {
        let paths = Description::openapi().paths.paths;
        let described: Vec<_> = paths.keys().map(String::as_str).collect();
        assert_eq!(
            described,
            [
                "/api/v1/invitations/{code}",
                "/api/v1/join",
                "/api/v1/leave",
                "/api/v1/me",
                "/api/v1/ping",
                "/api/v1/return",
            ]
        );
    }
}
