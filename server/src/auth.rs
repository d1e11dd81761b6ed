//! Who is calling: the session of a cookie or a bearer token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use sync_core::access::Role;
use sync_core::ids::{PersonId, SpaceId};
use sync_core::time::Timestamp;

use crate::app::App;
use crate::clock;
use crate::error::ApiError;
use crate::public_url::PublicUrl;
use crate::store::{Session, Store, StoreError, TokenHash};
use crate::token::Token;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// How long a device may stay away: a shared tablet over a visit and its travel, a
/// personal one over a month.
const IDLE_SHARED_MS: u64 = 7 * DAY_MS;
const IDLE_OWN_MS: u64 = 30 * DAY_MS;

/// How long a session lasts however much it is used.
const LIFETIME_MS: u64 = 90 * DAY_MS;

/// A session is moved on at most this often, so that using it is not a write.
const EXTEND_EVERY_MS: u64 = 60 * 60 * 1_000;

/// A caller with a valid session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) session: Session,
    pub(crate) token: TokenHash,
}

/// When a session that is used at `now` ends.
pub(crate) fn expiry(created: Timestamp, now: Timestamp, shared: bool) -> Timestamp {
    let idle = if shared { IDLE_SHARED_MS } else { IDLE_OWN_MS };
    now.plus(idle).min(created.plus(LIFETIME_MS))
}

/// The cookie's name: bound to the host where browsers allow it.
pub(crate) fn cookie_name(url: &PublicUrl) -> &'static str {
    if url.is_https() {
        "__Host-rounds"
    } else {
        "rounds"
    }
}

/// A `Set-Cookie` value that hands a token to the browser, or takes it back.
pub(crate) fn cookie(url: &PublicUrl, token: Option<&Token>) -> String {
    let name = cookie_name(url);
    let secure = if url.is_https() { "; Secure" } else { "" };
    let (value, age_s) = match token {
        Some(token) => (token.reveal(), LIFETIME_MS / 1_000),
        None => ("", 0),
    };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age_s}{secure}")
}

/// Finds the caller; an error when there is no valid session, or the device was removed.
pub(crate) async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let caller = known(app, headers).await?;
    if caller.session.removed {
        return Err(ApiError::device_removed());
    }
    Ok(caller)
}

/// Finds the caller, also one whose device was removed.
pub(crate) async fn known(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let presented = presented(headers, cookie_name(&app.public_url));
    let token = presented.ok_or_else(ApiError::unauthorized)?;
    let now = clock::now();
    let found = app.store(move |store| {
        let Some(session) = store.session(token, now)? else {
            return Ok(None);
        };
        let expires = expiry(session.created, now, session.shared);
        if expires.since(session.expires) >= EXTEND_EVERY_MS {
            store.extend_session(token, expires)?;
        }
        Ok(Some(session))
    });
    let session = found.await?.ok_or_else(ApiError::unauthorized)?;
    Ok(Caller { session, token })
}

/// The token that a request carries: `Authorization` before the cookie.
fn presented(headers: &HeaderMap, cookie_name: &str) -> Option<TokenHash> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        let bearer = scheme.eq_ignore_ascii_case("bearer");
        return bearer.then(|| Token::hash_of(token.trim())).flatten();
    }
    let cookies = headers.get_all(header::COOKIE).iter();
    let pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    let mut values = pairs.filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = values.find(|(name, _)| *name == cookie_name)?;
    Token::hash_of(token)
}

/// The visits in which a person is a facilitator.
pub(crate) fn leads(store: &dyn Store, person: PersonId) -> Result<Vec<SpaceId>, StoreError> {
    let all = store.memberships(person)?.into_iter();
    let led = all.filter(|(_, role)| *role == Role::Facilitator);
    Ok(led.map(|(space, _)| space).collect())
}

/// Whether a browser's request comes from our own page; others send no `Origin`.
pub(crate) fn origin_is_ours(app: &App, headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_none_or(|origin| {
        origin
            .to_str()
            .is_ok_and(|origin| app.public_url.is_origin(origin))
    })
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        caller(app, &parts.headers).await
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_bearer_goes_before_the_cookie_and_other_cookies_are_passed_over() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "a=b; rounds=cookie-token".parse().expect("a header"),
        );
        assert_eq!(
            presented(&headers, "rounds"),
            Token::hash_of("cookie-token")
        );
        assert_eq!(presented(&headers, "__Host-rounds"), None);
        headers.insert(
            header::AUTHORIZATION,
            "bearer own".parse().expect("a header"),
        );
        assert_eq!(presented(&headers, "rounds"), Token::hash_of("own"));
        headers.insert(
            header::AUTHORIZATION,
            "Basic eA==".parse().expect("a header"),
        );
        assert_eq!(presented(&headers, "rounds"), None);
    }

    #[test]
    fn a_session_moves_on_while_it_is_used_but_not_for_ever() {
        let start = Timestamp(1_000);
        assert_eq!(expiry(start, start, true), start.plus(IDLE_SHARED_MS));
        let late = start.plus(80 * DAY_MS);
        assert_eq!(expiry(start, late, false), start.plus(LIFETIME_MS));
    }

    #[test]
    fn the_cookie_is_bound_to_the_host_under_tls() {
        let https: PublicUrl = "https://rounds.example.org".parse().expect("a URL");
        let http: PublicUrl = "http://localhost:80".parse().expect("a URL");
        let token = Token::draw();
        let bound = cookie(&https, Some(&token));
        assert!(
            bound.starts_with("__Host-rounds=") && bound.ends_with("; Secure"),
            "{bound}"
        );
        assert!(cookie(&http, None).contains("Max-Age=0"));
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/;"] {
            assert!(bound.contains(flag), "{flag} not in {bound}");
        }
    }
}
