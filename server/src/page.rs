//! The page, embedded in the binary and served compressed.
//!
//! Files below `/assets/` have their content's hash in their name and never change;
//! everything else is asked for again each time, which costs a 304.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// A file of the page.
#[derive(Debug, Clone, Copy)]
struct File {
    path: &'static str,
    /// Its content's hash.
    tag: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

mod files {
    use super::File;

    include!(concat!(env!("OUT_DIR"), "/page.rs"));
}

/// The document that every address of the app opens.
const INDEX: &str = "/index.html";

/// What a build without a page says.
const NO_PAGE: &str = "This build has no page. Run: cargo xtask demo\n";

/// Addresses that are never the app's, so that a mistyped one is not answered by it.
const NOT_THE_APP: [&str; 6] = ["/api", "/sync", "/auth", "/healthz", "/readyz", "/metrics"];

/// Serves the file at an address, or the app.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    respond(files::FILES, uri.path(), &headers)
}

fn respond(files: &[File], path: &str, headers: &HeaderMap) -> Response {
    match find(files, path) {
        Some(file) => answer(file, headers),
        None if files.is_empty() && is_app_address(path) => NO_PAGE.into_response(),
        None => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
    }
}

fn find<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    let named = |path: &str| files.iter().find(|file| file.path == path);
    named(path).or_else(|| is_app_address(path).then(|| named(INDEX)).flatten())
}

/// Whether an address is a screen of the app: no file's name, and nobody else's.
fn is_app_address(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let others = NOT_THE_APP.iter().any(|other| {
        path.strip_prefix(other)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    !last.contains('.') && !others && !path.starts_with("/assets/")
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let (encoding, bytes) = choose(file, headers);
    let tag = match encoding {
        Some(encoding) => format!("\"{}-{encoding}\"", file.tag),
        None => format!("\"{}\"", file.tag),
    };
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(bytes).into_response()
    };
    let forever = file.path.starts_with("/assets/");
    let cache = if forever {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(file.path)),
    );
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if file.path == "/sw.js" {
        out.insert("service-worker-allowed", HeaderValue::from_static("/"));
    }
    response
}

/// The smallest form that the browser reads.
fn choose(file: &File, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let text: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    let accepts = |wanted: &str| {
        text.iter().flat_map(|line| line.split(',')).any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
            let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
            name.trim().eq_ignore_ascii_case(wanted) && !refused
        })
    };
    match (file.br, file.gzip) {
        (Some(bytes), _) if accepts("br") => (Some("br"), bytes),
        (_, Some(bytes)) if accepts("gzip") => (Some("gzip"), bytes),
        _ => (None, file.plain),
    }
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lines
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','));
    tags.any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[File] = &[
        file("/index.html", None, None),
        file("/sw.js", None, None),
        file("/assets/app-1a2b.wasm", Some(b"br"), Some(b"gz")),
    ];

    const fn file(
        path: &'static str,
        br: Option<&'static [u8]>,
        gzip: Option<&'static [u8]>,
    ) -> File {
        File {
            path,
            tag: "cafe",
            plain: b"plain",
            br,
            gzip,
        }
    }

    fn get(path: &str, headers: &[(header::HeaderName, &'static str)]) -> (u16, HeaderMap) {
        let pairs = headers.iter().cloned();
        let headers = pairs.map(|(name, value)| (name, HeaderValue::from_static(value)));
        let response = respond(FILES, path, &headers.collect());
        (response.status().as_u16(), response.headers().clone())
    }

    #[test]
    fn screens_of_the_app_open_it_and_other_addresses_do_not() {
        for (path, status) in [
            ("/", 200),
            ("/join", 200),
            ("/visits/9xY/stops/s-1", 200),
            ("/assets/app-1a2b.wasm", 200),
            ("/assets/gone", 404),
            ("/missing.js", 404),
            ("/api", 404),
            ("/api/v2/x", 404),
            ("/apiary", 200),
            ("/sync/x", 404),
        ] {
            assert_eq!(get(path, &[]).0, status, "{path}");
        }
        assert_eq!(
            respond(&[], "/", &HeaderMap::new()).status(),
            StatusCode::OK
        );
        assert_eq!(
            respond(&[], "/sw.js", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
    }

    #[test]
    fn the_smallest_accepted_form_is_sent() {
        let encoding = |accept| {
            let (_, headers) = get(
                "/assets/app-1a2b.wasm",
                &[(header::ACCEPT_ENCODING, accept)],
            );
            headers.get(header::CONTENT_ENCODING).cloned()
        };
        assert_eq!(
            encoding("gzip, deflate, br"),
            Some(HeaderValue::from_static("br"))
        );
        assert_eq!(
            encoding("br;q=0, GZIP;q=0.5"),
            Some(HeaderValue::from_static("gzip"))
        );
        assert_eq!(encoding("identity"), None);
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let (_, headers) = get("/assets/app-1a2b.wasm", &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(headers[header::ETAG], "\"cafe-br\"");
        assert_eq!(
            headers[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        let again = [
            (header::ACCEPT_ENCODING, "br"),
            (header::IF_NONE_MATCH, "\"cafe-br\""),
        ];
        assert_eq!(get("/assets/app-1a2b.wasm", &again).0, 304);
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, "\"cafe\"")]).0, 304);
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, "\"old\"")]).0, 200);
        let (_, headers) = get("/sw.js", &[]);
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        assert_eq!(headers["service-worker-allowed"], "/");
    }
}
