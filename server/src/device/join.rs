//! `join URL --name NAME`: exchanges a link or a spoken code for a session.

use serde::Deserialize;

use super::error::{Failure, Outcome};
use super::http;
use super::identity::Identity;

/// Letters and digits of a code that is said aloud.
const CODE_LENGTH: usize = 8;

/// A join link, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JoinLink {
    /// The server's address without a path.
    base: String,
    /// The link's secret, or the code.
    code: String,
}

impl JoinLink {
    /// Reads `{base}/join#SECRET` or `{base}/CODE`.
    ///
    /// # Errors
    /// It is neither.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let text = text.trim();
        let refuse = || {
            Failure::new(format_args!(
                "\"{text}\" is not a join link: copy it again, whole; it looks like https://HOST/join#SECRET"
            ))
        };
        let Some((scheme @ ("http" | "https"), rest)) = text.split_once("://") else {
            return Err(refuse());
        };
        let (place, code) = match rest.split_once('#') {
            Some((place, secret)) => (place, secret.to_owned()),
            None => {
                let (place, code) = rest.rsplit_once('/').ok_or_else(refuse)?;
                let code: String = code.chars().filter(|c| *c != '-').collect();
                if code.len() != CODE_LENGTH || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
                    return Err(refuse());
                }
                (place, code.to_ascii_uppercase())
            }
        };
        let host = place.trim_end_matches('/');
        let host = host.strip_suffix("/join").unwrap_or(host);
        if host.is_empty() || host.contains(['/', '?', '@', ' ']) || code.is_empty() {
            return Err(refuse());
        }
        Ok(Self {
            base: format!("{scheme}://{host}"),
            code,
        })
    }

    /// The server's address without a path.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Asks the server for a session as `name`; also says which visit that opens. A device that the server knows, and
    /// whose person has this name, stays the same.
    ///
    /// # Errors
    /// The server cannot be reached, or refuses the link; it says why.
    pub(crate) fn redeem(
        &self,
        name: &str,
        known: Option<&Identity>,
    ) -> Outcome<(Identity, String)> {
        let request = serde_json::json!({
            "code": self.code,
            "name": name,
            "device": { "label": "rounds device", "kind": "headless", "shared": false },
        });
        let bearer = known.map(|known| format!("Bearer {}", known.token));
        let mut headers = vec![
            ("x-rounds-device", "headless"),
            ("content-type", "application/json"),
        ];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let body = request.to_string();
        let answer = http::post(&self.base, "/api/v1/join", &headers, body.as_bytes())?;
        self.identity(&answer)
    }

    fn identity(&self, body: &[u8]) -> Outcome<(Identity, String)> {
        let strange = |error: &dyn std::fmt::Display| http::strange(&self.base, error);
        let reply: Reply = serde_json::from_slice(body).map_err(|error| strange(&error))?;
        let identity = Identity {
            server: self.base.clone(),
            device: reply.device.parse().map_err(|error| strange(&error))?,
            person: reply.person.parse().map_err(|error| strange(&error))?,
            token: reply.token,
            device_key: reply.device_key,
            name: reply.name,
        };
        Ok((identity, reply.space))
    }
}

/// What we need of the server's answer; it says more.
#[derive(Deserialize)]
struct Reply {
    token: String,
    #[serde(default)]
    device_key: String,
    person: String,
    device: String,
    space: String,
    name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_codes_are_taken_apart() {
        let cases = [
            ("http://localhost:80/join#abc", "http://localhost:80", "abc"),
            (
                " http://10.0.0.1:8080/join/#abc ",
                "http://10.0.0.1:8080",
                "abc",
            ),
            ("http://h/join#K7QM2RTX", "http://h", "K7QM2RTX"),
            ("http://h/K7QM-2RTX", "http://h", "K7QM2RTX"),
            ("http://h/join/k7qm2rtx", "http://h", "K7QM2RTX"),
            ("https://h/join#abc", "https://h", "abc"),
        ];
        for (text, base, code) in cases {
            let expected = JoinLink {
                base: base.to_owned(),
                code: code.to_owned(),
            };
            assert_eq!(JoinLink::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_link_is_refused_with_an_example() {
        let cases = [
            "",
            "abc",
            "ftp://h/join#a",
            "http://",
            "http://h",
            "http://h/join",
            "http://h/join#",
            "http:///join#x",
            "http://me@h/join#x",
            "http://h/visits/join#x",
        ];
        for text in cases {
            let error = JoinLink::parse(text)
                .err()
                .map(|e| e.to_string())
                .unwrap_or_default();
            assert!(
                error.contains("https://HOST/join#SECRET"),
                "{text}: {error}"
            );
        }
    }
}
