//! Reading a form file that a person chose in the page, so that they can try it. Nothing
//! of it is kept.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use rounds_forms::limits::SHEET_FILE_BYTES;
use rounds_forms::tool::{self, FileProblem, FormFile};
use serde::{Deserialize, Serialize};
use sync_core::access::Role;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;

/// How long a file may take to arrive: a workbook over a slow connection.
const ARRIVE_WITHIN: Duration = Duration::from_secs(120);

/// Bytes of a file: as the importers for sheets allow.
const FILE_BYTES: usize = SHEET_FILE_BYTES;

/// Letters of a file's name.
const NAME_CHARS: usize = 200;

/// What the file is called; its ending says what it is.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    /// With one of the endings `.xlsx .xls .csv .md .xml .json`.
    name: String,
}

/// What became of the file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FormRead {
    /// The form's title; empty when there is no form.
    title: String,
    /// The form model as a text of JSON, which the page reads when the form is filled, or
    /// nothing when the file cannot be used.
    form: Option<String>,
    /// What must be mended in the file.
    problems: Vec<ProblemJson>,
}

/// One thing to mend.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProblemJson {
    /// The sheet; empty in a file that has none.
    sheet: String,
    /// The row, or the line of a text; 0 where neither is known.
    row: u32,
    /// The column by its header, in a text by its number; empty where it is not known.
    column: String,
    /// What is wrong, and how to mend it.
    message: String,
}

impl From<FileProblem> for ProblemJson {
    fn from(problem: FileProblem) -> Self {
        let FileProblem {
            sheet,
            row,
            column,
            message,
        } = problem;
        Self {
            sheet,
            row,
            column,
            message,
        }
    }
}

/// Reads an XLSForm, an XForm or a form in JSON, for a facilitator or an observer. The
/// answer is the form, or everything that is wrong with the file.
#[utoipa::path(post, path = "/api/v1/forms/read",
    params(("name" = String, Query, description = "The file's name; its ending says what it is")),
    request_body(content_type = "application/octet-stream", description = "The file's bytes"),
    responses(
        (status = 200, body = FormRead, description = "The form, or what to mend"),
        (status = 400, body = ApiError, description = "The name is too long"),
        (status = 401, body = ApiError),
        (status = 403, body = ApiError, description = "The device was removed, or the caller only looks on"),
        (status = 413, body = ApiError),
    ))]
pub(super) async fn read(
    State(app): State<App>,
    caller: Caller,
    Query(Named { name }): Query<Named>,
    body: Body,
) -> Result<Json<FormRead>, ApiError> {
    if name.chars().count() > NAME_CHARS {
        let message = format!("The file's name has more than {NAME_CHARS} letters.");
        return Err(ApiError::bad_request(message));
    }
    let person = caller.session.person;
    let writes = app.store(move |store| {
        let all = store.memberships(person)?;
        Ok(all.iter().any(|(_, role)| *role != Role::Host))
    });
    if !writes.await? {
        return Err(ApiError::members_only());
    }
    // Forms cost memory while they are read: one at a time.
    let _turn = app.form_turn.lock().await;
    let bytes = axum::body::to_bytes(body, FILE_BYTES);
    let Ok(Ok(bytes)) = timeout(ARRIVE_WITHIN, bytes).await else {
        return Err(ApiError::too_large_form());
    };
    app.blocking(move |_| Json(opened(&name, &bytes))).await
}

fn opened(name: &str, bytes: &[u8]) -> FormRead {
    let file = FormFile {
        name,
        bytes,
        beside: &|_| None,
    };
    match tool::open(&file) {
        Ok(opened) => FormRead {
            title: opened.title,
            form: Some(opened.json),
            problems: Vec::new(),
        },
        Err(problems) => FormRead {
            title: String::new(),
            form: None,
            problems: problems.into_iter().map(ProblemJson::from).collect(),
        },
    }
}
