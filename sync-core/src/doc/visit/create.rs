//! The first change of a visit: all that the facilitator planned.

use std::collections::BTreeSet;

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ROOT};

use crate::access::DocKind;
use crate::doc::edit::{Edit, EditError, StopPlan, VisitPlan};
use crate::doc::visit::form::{self, Parts};
use crate::doc::{check, schema};
use crate::limits;
use crate::time::Timestamp;

/// Writes a visit's beginning, its definitions of forms as [`split`].
pub(in crate::doc) fn create(
    tx: &mut Transaction<'_>,
    plan: &VisitPlan,
    split: &[Parts],
    now: Timestamp,
) -> Result<(), EditError> {
    judge(plan)?;
    fill(tx, plan, now)
        .and_then(|()| fill_venues_and_stops(tx, plan))
        .and_then(|()| fill_forms(tx, plan, split))
        .map_err(EditError::internal)
}

/// The parts of each form's definition, and none for those that stand in the first change
/// as they are: short ones, while there is room.
///
/// # Errors
/// One is longer than a visit can bring.
pub(in crate::doc) fn split(plan: &VisitPlan) -> Result<Vec<Parts>, EditError> {
    let mut room = 2 * limits::FORM_WHOLE_BYTES;
    let parts = |(id, _, definition): &(String, u64, String)| {
        let length = definition.len();
        if length <= limits::FORM_WHOLE_BYTES && length <= room {
            room -= length;
            return Ok(Parts::new());
        }
        form::split(id, definition)
    };
    plan.forms.iter().map(parts).collect()
}

/// The parts of long definitions, each to be a change of its own.
pub(in crate::doc) fn parts(plan: &VisitPlan, split: Vec<Parts>) -> Vec<Edit> {
    let forms = plan.forms.iter().zip(split);
    let edits = forms.flat_map(|((id, version, _), parts)| {
        (0..).zip(parts).map(move |(part, bytes)| Edit::FormPart {
            form: id.clone(),
            version: *version,
            part,
            bytes,
        })
    });
    edits.collect()
}

/// Length and uniqueness of everything but the definitions of forms.
fn judge(plan: &VisitPlan) -> Result<(), EditError> {
    for (key, text) in heading(plan) {
        check::short(&format!("the visit's {key}"), text)?;
    }
    for venue in &plan.venues {
        check::short("the venue's name", &venue.name)?;
    }
    for stop in &plan.stops {
        for (key, text) in words(stop) {
            check::short(&format!("the stop's {key}"), text)?;
        }
        for form in &stop.forms {
            check::key("the form's id", form)?;
        }
    }
    unique("venue", plan.venues.iter().map(|venue| venue.id.clone()))?;
    unique("stop", plan.stops.iter().map(|stop| stop.id.clone()))?;
    for (id, _, _) in &plan.forms {
        check::key("the form's id", id)?;
    }
    let versions = plan.forms.iter();
    unique(
        "form",
        versions.map(|(id, version, _)| format!("{id} {version}")),
    )
}

fn unique(what: &'static str, ids: impl Iterator<Item = String>) -> Result<(), EditError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        check::key(&format!("the {what}'s id"), &id)?;
        if let Some(id) = seen.replace(id) {
            return Err(EditError::Duplicate { what, id });
        }
    }
    Ok(())
}

fn heading(plan: &VisitPlan) -> [(&'static str, &str); 6] {
    [
        (schema::TITLE, &plan.title),
        (schema::NETWORK, &plan.network),
        (schema::HOST, &plan.host),
        (schema::FOCUS, &plan.focus),
        (schema::STARTS, &plan.starts),
        (schema::ENDS, &plan.ends),
    ]
}

fn words(stop: &StopPlan) -> [(&'static str, &str); 4] {
    [
        (schema::VENUE, &stop.venue),
        (schema::LABEL, &stop.label),
        (schema::KIND, &stop.kind),
        (schema::START, &stop.start),
    ]
}

fn fill(tx: &mut Transaction<'_>, plan: &VisitPlan, now: Timestamp) -> Result<(), AutomergeError> {
    tx.put(ROOT, schema::KIND, DocKind::Visit.to_string())?;
    tx.put(ROOT, schema::SCHEMA_KEY, schema::SCHEMA)?;
    tx.put(ROOT, schema::CREATED, now.0)?;
    for (key, text) in heading(plan) {
        tx.put(ROOT, key, text)?;
    }
    tx.put_object(ROOT, schema::PEOPLE, ObjType::Map)?;
    Ok(())
}

fn fill_venues_and_stops(tx: &mut Transaction<'_>, plan: &VisitPlan) -> Result<(), AutomergeError> {
    let venues = tx.put_object(ROOT, schema::VENUES, ObjType::Map)?;
    for (order, venue) in (0_u64..).zip(&plan.venues) {
        let object = tx.put_object(&venues, venue.id.as_str(), ObjType::Map)?;
        tx.put(&object, schema::NAME, venue.name.as_str())?;
        tx.put(&object, schema::ORDER, order)?;
    }
    let stops = tx.put_object(ROOT, schema::STOPS, ObjType::Map)?;
    for (order, stop) in (0_u64..).zip(&plan.stops) {
        let object = tx.put_object(&stops, stop.id.as_str(), ObjType::Map)?;
        for (key, text) in words(stop) {
            tx.put(&object, key, text)?;
        }
        tx.put(&object, schema::MINUTES, stop.minutes)?;
        tx.put(&object, schema::ORDER, order)?;
        let forms = tx.put_object(&object, schema::FORMS, ObjType::List)?;
        for (index, form) in stop.forms.iter().enumerate() {
            tx.insert(&forms, index, form.as_str())?;
        }
    }
    Ok(())
}

fn fill_forms(
    tx: &mut Transaction<'_>,
    plan: &VisitPlan,
    split: &[Parts],
) -> Result<(), AutomergeError> {
    let forms = tx.put_object(ROOT, schema::FORMS, ObjType::Map)?;
    for ((order, form), parts) in (0_u64..).zip(&plan.forms).zip(split) {
        fill_form(tx, &forms, order, form, parts.len())?;
    }
    Ok(())
}

fn fill_form(
    tx: &mut Transaction<'_>,
    forms: &ObjId,
    order: u64,
    (id, version, definition): &(String, u64, String),
    parts: usize,
) -> Result<(), AutomergeError> {
    let key = schema::flat(id, &version.to_string());
    let object = tx.put_object(forms, key, ObjType::Map)?;
    match parts {
        0 => tx.put(&object, schema::DEFINITION, definition.as_str())?,
        parts => {
            tx.put(&object, schema::PARTS, parts as u64)?;
            tx.put(&object, schema::LENGTH, definition.len() as u64)?;
        }
    }
    tx.put(&object, schema::ORDER, order)
}
