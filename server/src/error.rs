//! What an API caller is told when something cannot be done.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sync_core::rescue::RescueError;
use utoipa::ToSchema;

use crate::store::{Decision, JoinRefusal, StoreError};

/// A refusal: a word for programs and two sentences for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    retry_after_s: Option<u64>,
    /// Stable; for programs.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) todo: &'static str,
}

impl ApiError {
    fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        todo: &'static str,
    ) -> Self {
        Self {
            status,
            retry_after_s: None,
            code,
            message: message.into(),
            todo,
        }
    }

    /// The request is not what the route takes.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        let todo = "Correct the request and send it again.";
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message, todo)
    }

    /// A body past the limit of the routes.
    pub(crate) fn too_large() -> Self {
        let message = "The request is larger than this address takes.";
        let todo = "Send less. Notes travel over /sync.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message, todo)
    }

    /// A rescue file past its limit, or one that came too slowly.
    pub(crate) fn too_large_rescue() -> Self {
        let message = "The rescue file did not arrive whole, or is larger than 8 MiB.";
        let todo = "Try again with a better connection. The file loses nothing by that.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message, todo)
    }

    /// A form file past its limit, or one that came too slowly.
    pub(crate) fn too_large_form() -> Self {
        let most = rounds_forms::limits::SHEET_FILE_BYTES / (1024 * 1024);
        let message = format!("The form file did not arrive whole, or is larger than {most} MiB.");
        let todo = "Try again with a better connection, or take large lists out of the form.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message, todo)
    }

    /// Something that people of a visit who write do.
    pub(crate) fn members_only() -> Self {
        let message = "Only observers and facilitators can do this.";
        let todo = "Ask one of them.";
        Self::new(StatusCode::FORBIDDEN, "members_only", message, todo)
    }

    /// Bytes that are no rescue file.
    pub(crate) fn no_rescue(why: &RescueError) -> Self {
        let message = format!("The file cannot be opened: {why}.");
        let todo = "Choose the file that \"Save rescue file\" made, or save it again.";
        Self::new(StatusCode::BAD_REQUEST, "no_rescue", message, todo)
    }

    /// A rescue file that no device of this server signed.
    pub(crate) fn foreign_rescue() -> Self {
        let message = "This rescue file is from another server, or was changed.";
        let todo = "Open it where its tablet joined, or save it again on that tablet.";
        Self::new(StatusCode::FORBIDDEN, "foreign_rescue", message, todo)
    }

    /// No session, or one that ended.
    pub(crate) fn unauthorized() -> Self {
        let message = "This device is not signed in.";
        let todo = "Open a join link to sign in. Everything on this device stays.";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message, todo)
    }

    /// A device that was removed.
    pub(crate) fn device_removed() -> Self {
        let message = "This device was removed from its visits.";
        let todo = "Everything on it stays. A facilitator can accept what waits on it, or let \
                    it in again.";
        Self::new(StatusCode::FORBIDDEN, "device_removed", message, todo)
    }

    /// Something that facilitators do.
    pub(crate) fn facilitators_only() -> Self {
        let message = "Only a facilitator of the visit can do this.";
        let todo = "Ask one of them.";
        Self::new(StatusCode::FORBIDDEN, "facilitators_only", message, todo)
    }

    /// The device that the caller calls from.
    pub(crate) fn own_device() -> Self {
        let message = "This is the device that you are using.";
        let todo = "Sign out on it instead.";
        Self::new(StatusCode::CONFLICT, "own_device", message, todo)
    }

    /// Too many undecided files of one device.
    pub(crate) fn inbox_full() -> Self {
        let message = "Other files of this device still wait for a facilitator.";
        let todo = "Ask a facilitator to decide about them. Everything stays on the device.";
        Self::new(StatusCode::CONFLICT, "inbox_full", message, todo)
    }

    /// Someone else decided about it first.
    pub(crate) fn decided(decision: Decision) -> Self {
        let message = match decision {
            Decision::Waiting => "This was decided already.",
            Decision::Accepted => "This was accepted already: it is in its notes.",
            Decision::Discarded => "This was discarded already.",
        };
        let todo = "Look at the inbox again. What was discarded can be asked for again.";
        Self::new(StatusCode::CONFLICT, "decided", message, todo)
    }

    /// A page of another site.
    pub(crate) fn foreign_origin() -> Self {
        let message = "This page does not belong to this server.";
        let todo = "Open the server's own address. Its operator sets it with --public-url.";
        Self::new(StatusCode::FORBIDDEN, "foreign_origin", message, todo)
    }

    /// A path that the API does not have.
    pub(crate) fn not_found() -> Self {
        let message = "There is nothing at this address.";
        let todo = "See /api/openapi.json for what there is.";
        Self::new(StatusCode::NOT_FOUND, "not_found", message, todo)
    }

    /// No visit of that id, or not one of the caller's: they are not told which.
    pub(crate) fn no_such_visit() -> Self {
        let message = "There is no such visit among yours.";
        let todo = "Join it with a link, or choose one of your own.";
        Self::new(StatusCode::NOT_FOUND, "not_found", message, todo)
    }

    /// Too many wrong codes.
    pub(crate) fn too_many_codes(retry_after_s: u64) -> Self {
        let message = "Too many wrong codes were tried from here.";
        let todo = "Wait, or open the link or scan the QR code instead.";
        let error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_codes",
            message,
            todo,
        );
        Self {
            retry_after_s: Some(retry_after_s),
            ..error
        }
    }

    /// A code that does not open this locked device, or does no more.
    pub(crate) fn wrong_opening_code() -> Self {
        let message = "This code does not open this device now.";
        let todo = "Check it, or ask a facilitator for a new one: a code works for an hour.";
        Self::new(StatusCode::NOT_FOUND, "wrong_code", message, todo)
    }

    /// The server cannot do it now, through no fault of the caller.
    pub(crate) fn unavailable() -> Self {
        let message = "The server cannot save or read right now.";
        let todo = "Try again in a minute. What is on this device stays there.";
        let error = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            message,
            todo,
        );
        Self {
            retry_after_s: Some(30),
            ..error
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed in the store");
        Self::unavailable()
    }
}

impl From<JoinRefusal> for ApiError {
    fn from(refusal: JoinRefusal) -> Self {
        let gone = StatusCode::GONE;
        let (status, code, message) = match refusal {
            JoinRefusal::Unknown => {
                let message = "This link or code is not known.";
                (StatusCode::NOT_FOUND, "link_unknown", message)
            }
            JoinRefusal::Expired => (gone, "link_expired", "This link has expired."),
            JoinRefusal::UsedUp => (gone, "link_used_up", "This link has been used up."),
            JoinRefusal::Revoked => (gone, "link_revoked", "This link was taken back."),
            JoinRefusal::Visit(refusal) => {
                tracing::error!(%refusal, "a visit document refused a person");
                return Self::unavailable();
            }
        };
        let todo = match refusal {
            JoinRefusal::Unknown => "Check it, or ask whoever sent it for a new one.",
            _ => "Ask whoever sent it for a new one.",
        };
        Self::new(status, code, message, todo)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status, self.retry_after_s);
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
