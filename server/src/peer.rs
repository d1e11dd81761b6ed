//! Which address a request comes from, believing only proxies that the operator named.

use std::net::SocketAddr;

use axum::http::HeaderMap;

use crate::app::App;

/// The address that tries are counted by.
///
/// Behind trusted proxies it is the last one in `X-Forwarded-For` that is not such a
/// proxy: everything left of it can be made up by the caller.
pub(crate) fn address(app: &App, peer: SocketAddr, headers: &HeaderMap) -> String {
    let trusted = &app.trusted_proxies;
    if !trusted.contains(&peer.ip()) {
        return peer.ip().to_string();
    }
    let lines = headers.get_all("x-forwarded-for").iter();
    let text: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    let hops = text.iter().flat_map(|line| line.split(','));
    let mut hops: Vec<_> = hops.filter_map(|hop| hop.trim().parse().ok()).collect();
    while let Some(hop) = hops.pop() {
        if !trusted.contains(&hop) {
            return hop.to_string();
        }
    }
    peer.ip().to_string()
}
