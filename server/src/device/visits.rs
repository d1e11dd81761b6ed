//! `visits`: what this device can write about, and the notes it has.

use std::path::Path;

use rounds_forms::Form;
use rounds_forms::xform::json::{from_json, is_definition};
use serde::Serialize;
use sync_core::access::DocKind;
use sync_core::device::{DocInfo, Input, Kept};
use sync_core::doc::VisitView;
use sync_core::ids::{DocId, SpaceId};

use super::drive::Driver;
use super::error::Outcome;
use super::folder;
use super::show::{self, People, ValueJson};
use super::summaries::{Summaries, Summary};

/// One visit of the list.
#[derive(Debug, Serialize)]
pub(super) struct VisitJson {
    id: String,
    /// Null until the visit has arrived.
    title: Option<String>,
    role: String,
    /// `aside` when its notes are only on the server, `coming` when on their way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<&'static str>,
    stops: Vec<StopJson>,
    forms: Vec<FormJson>,
    notes: Vec<NoteLine>,
}

#[derive(Debug, Serialize)]
struct StopJson {
    id: String,
    label: String,
    /// The forms meant for it; others may be used too.
    forms: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FormJson {
    id: String,
    version: u64,
    title: String,
}

/// A note in the list. One that cannot be opened has `fault` and no content.
#[derive(Debug, Serialize)]
struct NoteLine {
    id: String,
    stop: Option<ValueJson>,
    form: Option<String>,
    /// Their name, or their id while the visit does not name them.
    author: String,
    author_id: String,
    visibility: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

/// All visits with their stops, forms and notes.
pub(super) fn visits(driver: &mut Driver, dir: &Path) -> Outcome<Vec<VisitJson>> {
    let spaces: Vec<_> = driver.device().spaces().collect();
    let mut summaries = Summaries::read(dir);
    let mut visits = Vec::new();
    for info in spaces {
        let visit = folder::open_visit(driver, info.space)?.cloned();
        let notes = notes(driver, info.space, People(visit.as_ref()), &mut summaries);
        visits.push(VisitJson {
            id: info.space.to_string(),
            title: visit.as_ref().map(|visit| visit.title.clone()),
            role: info.role.to_string(),
            kept: kept_word(info.kept),
            stops: visit.as_ref().map(stops).unwrap_or_default(),
            forms: visit.as_ref().map(forms).unwrap_or_default(),
            notes,
        });
    }
    summaries.write();
    Ok(visits)
}

fn notes(
    driver: &mut Driver,
    space: SpaceId,
    people: People<'_>,
    summaries: &mut Summaries,
) -> Vec<NoteLine> {
    let in_space = driver.device().docs().filter(|info| info.space == space);
    let notes: Vec<_> = in_space
        .filter(|info| info.meta.kind == DocKind::Note)
        .collect();
    let mut lines = Vec::new();
    for info in notes {
        let (summary, fault) = match summaries.get(&info) {
            Some(summary) => (Some(summary.clone()), None),
            None => summarize(driver, &info, summaries),
        };
        lines.push(NoteLine {
            id: info.doc.to_string(),
            stop: summary.as_ref().and_then(|summary| summary.stop.clone()),
            form: summary.map(|summary| summary.form),
            author: people.called(info.meta.owner),
            author_id: info.meta.owner.to_string(),
            visibility: info.meta.visibility.to_string(),
            state: show::state_word(info.state),
            fault,
        });
    }
    lines
}

/// Opens a note for a moment, so that ten thousand need the memory of one.
fn summarize(
    driver: &mut Driver,
    info: &DocInfo,
    summaries: &mut Summaries,
) -> (Option<Summary>, Option<String>) {
    let fault = driver.open(info.doc).err().map(|why| why.to_string());
    let summary = driver
        .device()
        .note(info.doc)
        .map(|note| summaries.put(info, note));
    close(driver, info.doc);
    (summary, fault)
}

/// Lets go of a document and of what was told about it.
pub(super) fn close(driver: &mut Driver, doc: DocId) {
    // Closing is never refused, so there is nothing to report.
    driver.feed(Input::Close { doc }).ok();
    while driver.next_event().is_some() {}
}

const fn kept_word(kept: Kept) -> Option<&'static str> {
    match kept {
        Kept::Here => None,
        Kept::Aside => Some("aside"),
        Kept::Coming => Some("coming"),
    }
}

fn stops(visit: &VisitView) -> Vec<StopJson> {
    let stops = visit.stops.iter();
    stops
        .map(|stop| StopJson {
            id: stop.id.clone(),
            label: stop.label.clone(),
            forms: stop.forms.clone(),
        })
        .collect()
}

fn forms(visit: &VisitView) -> Vec<FormJson> {
    let title = |definition: &str| {
        if is_definition(definition) {
            return from_json(definition).ok().map(|form| form.title);
        }
        let form = Form::from_json(definition).ok()?;
        Some(form.title().get(form.default_language()).to_owned())
    };
    let forms = visit.forms.iter();
    forms
        .map(|entry| FormJson {
            id: entry.id.clone(),
            version: entry.version,
            // A form that this build cannot read is still worth a line.
            title: title(&entry.definition).unwrap_or_else(|| entry.id.clone()),
        })
        .collect()
}
