//! Request bodies: JSON of exactly the shape asked for, or a refusal that says where.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::ApiError;

/// A body read as `T`.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        match Json::<T>::from_request(request, app).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(ApiError::bad_request(
                "The body must be JSON, with the header content-type: application/json.",
            )),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::too_large())
            }
            Err(rejection) => Err(ApiError::bad_request(rejection.body_text())),
        }
    }
}

/// Refuses a text that is empty, too long or holds control characters.
pub(super) fn short_text(what: &str, text: &str, max_chars: usize) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ApiError::bad_request(format!("\"{what}\" is empty.")));
    }
    let chars = text.chars().count();
    if chars > max_chars {
        return Err(ApiError::bad_request(format!(
            "\"{what}\" has {chars} characters; at most {max_chars} are allowed."
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(ApiError::bad_request(format!(
            "\"{what}\" holds a line break or control character."
        )));
    }
    Ok(text.to_owned())
}
