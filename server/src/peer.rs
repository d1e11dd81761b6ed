//! Which address a request comes from, believing only proxies that the operator named.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use crate::app::App;

/// The address that tries are counted by.
///
/// Behind trusted proxies it is the last one in `X-Forwarded-For` that is not such a
/// proxy: everything left of it can be made up by the caller. Of an IPv6 address the
/// network counts, for whoever has one address has all of its 64 bits.
pub(crate) fn address(app: &App, peer: SocketAddr, headers: &HeaderMap) -> String {
    let trusted = &app.trusted_proxies;
    if !trusted.contains(&peer.ip()) {
        return counted(peer.ip());
    }
    let lines = headers.get_all("x-forwarded-for").iter();
    let text: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    let hops = text.iter().flat_map(|line| line.split(','));
    let mut hops: Vec<_> = hops.filter_map(|hop| hop.trim().parse().ok()).collect();
    while let Some(hop) = hops.pop() {
        if !trusted.contains(&hop) {
            return counted(hop);
        }
    }
    counted(peer.ip())
}

fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_is_one_caller() -> Result<(), std::net::AddrParseError> {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ] {
            assert_eq!(counted(address.parse()?), expected, "{address}");
        }
        Ok(())
    }
}
