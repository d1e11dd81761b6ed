//! The few HTTP requests that the page makes: JSON in, JSON out.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Request, RequestInit, Response};

/// Milliseconds after which a request counts as "no internet".
const TIMEOUT_MS: i32 = 15_000;

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// No answer: no network, or the server is gone.
    NoNetwork,
    /// The server answered with this status, and said this.
    Status {
        /// HTTP status.
        status: u16,
        /// What the server says a person should do, if it says.
        detail: String,
    },
    /// The answer was not what this build understands.
    Unreadable,
}

/// Asks for JSON.
///
/// # Errors
/// As [`HttpError`] says.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, HttpError> {
    let init = RequestInit::new();
    init.set_method("GET");
    read(exchange(path, &init).await?).await
}

/// Asks for a text.
///
/// # Errors
/// As [`HttpError`] says.
pub async fn get_text(path: &str) -> Result<String, HttpError> {
    let init = RequestInit::new();
    init.set_method("GET");
    accepted(exchange(path, &init).await?).await
}

/// Sends JSON and reads the JSON that comes back.
///
/// # Errors
/// As [`HttpError`] says.
pub async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, HttpError> {
    read(exchange(path, &posting(body)?).await?).await
}

/// Sends bytes and reads the JSON that comes back.
///
/// # Errors
/// As [`HttpError`] says.
pub async fn post_bytes<T: DeserializeOwned>(path: &str, body: &[u8]) -> Result<T, HttpError> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&js_sys::Uint8Array::from(body));
    read(exchange(path, &init).await?).await
}

/// Sends JSON where no answer but the status is expected.
///
/// # Errors
/// As [`HttpError`] says.
pub async fn send(path: &str, body: &impl Serialize) -> Result<(), HttpError> {
    let text = accepted(exchange(path, &posting(body)?).await?).await;
    text.map(drop)
}

fn posting(body: &impl Serialize) -> Result<RequestInit, HttpError> {
    let body = serde_json::to_string(body).map_err(|_| HttpError::Unreadable)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&body));
    Ok(init)
}

/// The status of a GET, whatever the body.
///
/// # Errors
/// [`HttpError::NoNetwork`] when nothing answers.
pub async fn status(path: &str) -> Result<u16, HttpError> {
    let init = RequestInit::new();
    init.set_method("GET");
    Ok(exchange(path, &init).await?.status())
}

async fn exchange(path: &str, init: &RequestInit) -> Result<Response, HttpError> {
    let window = web_sys::window().ok_or(HttpError::NoNetwork)?;
    let abort = AbortController::new().map_err(|_| HttpError::NoNetwork)?;
    init.set_signal(Some(&abort.signal()));
    init.set_cache(web_sys::RequestCache::NoStore);
    let request = Request::new_with_str_and_init(path, init).map_err(|_| HttpError::Unreadable)?;
    // Setting a header that the browser does not guard cannot fail.
    let _ = request.headers().set("accept", "application/json");
    let _ = request.headers().set("content-type", "application/json");
    let timeout = super::timer::after(TIMEOUT_MS, move || abort.abort());
    let answer = JsFuture::from(window.fetch_with_request(&request)).await;
    drop(timeout);
    answer
        .map(JsCast::unchecked_into)
        .map_err(|_| HttpError::NoNetwork)
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, HttpError> {
    let text = accepted(response).await?;
    serde_json::from_str(&text).map_err(|_| HttpError::Unreadable)
}

/// The body of an answer that is no refusal.
async fn accepted(response: Response) -> Result<String, HttpError> {
    let text = match response.text() {
        Ok(promise) => JsFuture::from(promise)
            .await
            .map_err(|_| HttpError::NoNetwork)?,
        Err(_) => return Err(HttpError::Unreadable),
    };
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        Ok(text)
    } else {
        Err(HttpError::Status {
            status: response.status(),
            detail: detail_of(&text),
        })
    }
}

/// The sentences for people in the server's refusal, if there are any.
fn detail_of(body: &str) -> String {
    let Ok(parsed) = serde_json::from_str::<serde_json::Value>(body) else {
        return String::new();
    };
    let sentence = |key: &str| parsed.get(key).and_then(serde_json::Value::as_str);
    let sentences: Vec<&str> = ["message", "todo"]
        .into_iter()
        .filter_map(sentence)
        .collect();
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::detail_of;

    #[test]
    fn the_servers_own_words_are_found() {
        let body = r#"{"code":"expired","message":"It expired.","todo":"Ask again."}"#;
        assert_eq!(detail_of(body), "It expired. Ask again.");
        assert_eq!(detail_of("<html>"), "");
    }
}
