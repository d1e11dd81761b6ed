//! Where forms come from: the library, whose files are fetched when they are first
//! opened, and files that a person hands over, which the server reads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rounds_forms::xform::fill::Plan;
use rounds_forms::xform::json::from_json;
use rounds_forms::xform::model::{Data, Definition, Source};
use rounds_sync_core::doc::VisitView;
use serde::Deserialize;

use crate::driver::http::{self, HttpError};
use crate::i18n::locale;
use crate::prelude::*;
use crate::state::App;

/// Names the file that lists the library.
const LIST: &str = "rounds-forms";

/// Where a file is read that a person hands over.
const READ: &str = "/api/v1/forms/read?name=";

/// A form of the library, as its list tells it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listed {
    /// Stands in its address.
    pub id: String,
    /// By the code of a language.
    pub name: BTreeMap<String, String>,
    /// What it is for.
    pub about: BTreeMap<String, String>,
    /// Minutes that it takes, if that can be said.
    pub minutes: Option<u32>,
    /// How many questions it has.
    pub questions: u32,
    /// Its languages, as people call them.
    pub languages: Vec<String>,
    /// Its parts, by the code of a language.
    pub parts: BTreeMap<String, Vec<String>>,
    /// Its file.
    pub file: String,
}

/// What is said in the page's language, else in English.
#[must_use]
pub fn said<T: Clone + Default>(by_language: &BTreeMap<String, T>) -> T {
    let own = by_language.get(locale().code());
    own.or_else(|| by_language.get("en"))
        .cloned()
        .unwrap_or_default()
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FileProblem {
    /// The sheet; empty in a file that has none.
    pub sheet: String,
    /// The row, or the line.
    pub row: u32,
    /// The column by its header, or its number.
    pub column: String,
    /// A sentence.
    pub message: String,
}

/// What the server made of a file.
#[derive(Debug, Deserialize)]
struct Answer {
    title: String,
    form: Option<String>,
    problems: Vec<FileProblem>,
}

/// Why a form did not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOpen {
    /// It was never opened here, and there is no network now.
    NeedsNetwork,
    /// There is no such form, or this build cannot read it.
    Unknown,
    /// The server says this.
    Refused(String),
    /// The file is no form that can be used.
    Problems(Vec<FileProblem>),
}

impl From<HttpError> for NotOpen {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::NoNetwork => Self::NeedsNetwork,
            HttpError::Status { detail, .. } if !detail.is_empty() => Self::Refused(detail),
            HttpError::Status { .. } | HttpError::Unreadable => Self::Unknown,
        }
    }
}

thread_local! {
    /// Forms that were opened since the page was. They stay: a form that is filled
    /// borrows what was worked out about it, and a person opens few.
    static OPENED: RefCell<BTreeMap<String, &'static Plan>> = const { RefCell::new(BTreeMap::new()) };
}

/// The address part of the file that was handed over last.
pub const OWN: &str = "own";

fn keep(app: App, id: &str, json: &str) -> Result<&'static Plan, NotOpen> {
    let mut definition = from_json(json).map_err(|_| NotOpen::Unknown)?;
    visit_lists(app, &mut definition);
    let plan = Plan::new(definition).map_err(|_| NotOpen::Unknown)?;
    let plan: &'static Plan = Box::leak(Box::new(plan));
    OPENED.with(|opened| opened.borrow_mut().insert(id.to_owned(), plan));
    Ok(plan)
}

/// Schools and people of a visit on this device, for forms that choose among them.
fn visit_lists(app: App, definition: &mut Definition) {
    let visits = app.visits.get_untracked();
    if let Some(view) = visits.into_iter().find_map(|visit| visit.view) {
        lists_of(&view, definition);
    }
}

/// The schools and people of a visit, for a form that chooses among them.
pub(super) fn lists_of(view: &VisitView, definition: &mut Definition) {
    let schools = view.venues.iter();
    let schools = schools.map(|venue| (venue.id.clone(), venue.name.clone()));
    let team = view.people.iter();
    let team = team.map(|(id, person)| (id.to_string(), person.name.clone()));
    let lists: [(&str, Vec<(String, String)>); 2] = [
        ("schools.csv", schools.collect()),
        ("team.csv", team.collect()),
    ];
    for secondary in &mut definition.secondary {
        let Source::External(file) = &secondary.source else {
            continue;
        };
        let found = lists.iter().find(|(name, _)| file.ends_with(name));
        if let Some((_, rows)) = found {
            let rows = rows.iter();
            let rows = rows.map(|(id, name)| [("name", id.as_str()), ("label", name.as_str())]);
            secondary.source = Source::Inline(Data::table(rows));
        }
    }
}

/// The forms of the library.
///
/// # Errors
/// As [`NotOpen`] says.
pub async fn listed() -> Result<Vec<Listed>, NotOpen> {
    let selector = format!("meta[name=\"{LIST}\"]");
    let meta = document().query_selector(&selector).ok().flatten();
    let list = meta.and_then(|meta| meta.get_attribute("content"));
    Ok(http::get(&list.ok_or(NotOpen::Unknown)?).await?)
}

/// A form by its id.
///
/// # Errors
/// As [`NotOpen`] says.
pub async fn open(app: App, id: &str) -> Result<&'static Plan, NotOpen> {
    let known = OPENED.with(|opened| opened.borrow().get(id).copied());
    if let Some(plan) = known {
        return Ok(plan);
    }
    let listed = listed().await?;
    let form = listed.iter().find(|form| form.id == id);
    let json = http::get_text(&form.ok_or(NotOpen::Unknown)?.file).await?;
    keep(app, id, &json)
}

/// Has a file read by the server; the title of the form, which is [`OWN`] from now on.
///
/// # Errors
/// As [`NotOpen`] says.
pub async fn read(app: App, name: &str, bytes: &[u8]) -> Result<String, NotOpen> {
    let name = js_sys::encode_uri_component(name);
    let answer: Answer = http::post_bytes(&format!("{READ}{name}"), bytes).await?;
    match answer.form {
        Some(form) => keep(app, OWN, &form).map(|_| answer.title),
        None => Err(NotOpen::Problems(answer.problems)),
    }
}
