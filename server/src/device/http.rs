//! Requests of a headless device: one answer each, bounded in time and size, and a
//! refusal in the server's own words.

use std::time::Duration;

use super::error::{Failure, Outcome};
use super::tls::Trust;

/// How long the server may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Bytes of an answer; a real one has a few hundred.
const ANSWER_BYTES: u64 = 64 * 1024;

/// Posts a body to a path of the server and returns what it answers.
///
/// # Errors
/// The server cannot be reached, or refuses; it says why.
pub(super) fn post(
    base: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Outcome<Vec<u8>> {
    let mut request = agent(base)?.post(format!("{base}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(base, request.send(body))
}

/// Gets a path of the server and returns what it answers.
///
/// # Errors
/// As [`post`].
pub(super) fn get(base: &str, path: &str, headers: &[(&str, &str)]) -> Outcome<Vec<u8>> {
    let mut request = agent(base)?.get(format!("{base}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(base, request.call())
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn answer(base: &str, response: Answer) -> Outcome<Vec<u8>> {
    let unreachable = |error: ureq::Error| match error {
        ureq::Error::Timeout(_) => Failure::new(format_args!("{base} does not answer: try again")),
        error => Failure::new(format_args!("{base} cannot be reached: {error}")),
    };
    let mut response = response.map_err(unreachable)?;
    let status = response.status();
    let body = response
        .body_mut()
        .with_config()
        .limit(ANSWER_BYTES)
        .read_to_vec()
        .map_err(unreachable)?;
    if status.is_success() {
        Ok(body)
    } else {
        Err(refusal(status.as_u16(), &body))
    }
}

/// What is said of an answer that this build does not understand.
pub(super) fn strange(base: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format_args!(
        "{base} gave an answer that this build cannot read: {error}"
    ))
}

fn agent(base: &str) -> Outcome<ureq::Agent> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(ANSWER_WITHIN))
        .http_status_as_error(false)
        .max_redirects(0);
    let config = if base.starts_with("https://") {
        config.tls_config(Trust::of_this_machine()?.http())
    } else {
        config
    };
    Ok(config.build().into())
}

/// What the server says when it refuses: what is wrong, then what to do.
fn refusal(status: u16, body: &[u8]) -> Failure {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let said = |key: &str| body.get(key).and_then(serde_json::Value::as_str);
    let parts: Vec<&str> = ["message", "todo"].into_iter().filter_map(said).collect();
    if parts.is_empty() {
        return Failure::new(format_args!("the server refused with HTTP {status}"));
    }
    Failure::new(format_args!("the server refused: {}", parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_the_server_said() {
        let body = br#"{"code":"used","message":"It was used up.","todo":"Ask."}"#;
        let said = refusal(410, body);
        assert_eq!(said.to_string(), "the server refused: It was used up. Ask.");
        assert_eq!(
            refusal(502, b"<html>").to_string(),
            "the server refused with HTTP 502"
        );
    }
}
