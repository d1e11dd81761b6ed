//! The address under which people reach the server: what links begin with, and the
//! only origin whose pages may connect.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;

/// `http` or `https`, a host and perhaps a port; nothing after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    /// Host and port as a browser writes them in `Origin`.
    authority: String,
}

/// Why a text is no public URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no public URL: write it like https://rounds.example.org, with nothing after the host"
)]
pub struct BadPublicUrl(String);

impl PublicUrl {
    /// The address of a server that was given none: where it listens, by plain HTTP.
    #[must_use]
    pub fn of_listener(address: std::net::SocketAddr) -> Self {
        Self {
            https: false,
            authority: address.to_string(),
        }
    }

    /// Whether browsers reach it by TLS.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether browsers treat it as safe without TLS.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
            let rest = self.authority.strip_prefix(host);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
    }

    /// Host and port.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether a browser's `Origin` header names exactly this address.
    #[must_use]
    pub fn is_origin(&self, origin: &str) -> bool {
        origin == self.to_string()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl FromStr for PublicUrl {
    type Err = BadPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || BadPublicUrl(text.to_owned());
        let uri: Uri = text.trim().parse().map_err(|_| refuse())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refuse()),
        };
        let authority = uri.authority().ok_or_else(refuse)?;
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        if !bare || authority.as_str().contains('@') {
            return Err(refuse());
        }
        let host = authority.host().to_ascii_lowercase();
        let default = if https { 443 } else { 80 };
        let authority = match authority.port_u16() {
            Some(port) if port != default => format!("{host}:{port}"),
            _ => host,
        };
        Ok(Self { https, authority })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;

    #[test]
    fn an_origin_must_match_exactly() {
        let url: PublicUrl = "https://Rounds.example.org:443/"
            .parse()
            .expect("a good URL");
        assert!(url.is_origin("https://rounds.example.org"));
        for other in [
            "http://rounds.example.org",
            "https://rounds.example.org:8443",
            "https://rounds.example.org.evil.test",
            "https://evil.test",
            "null",
            "",
        ] {
            assert!(!url.is_origin(other), "{other}");
        }
    }

    #[test]
    fn what_is_no_bare_address_is_refused() {
        for text in [
            "",
            "rounds.example.org",
            "ftp://a",
            "https://a/b",
            "https://a?b",
            "https://u@a",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn loopback_is_known() {
        for (text, loopback) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:80", true),
            ("http://10.0.0.1:80", false),
        ] {
            let url: PublicUrl = text.parse().expect("a good URL");
            assert_eq!(url.is_loopback(), loopback, "{text}");
        }
    }
}
