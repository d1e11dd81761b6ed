//! The first change of a visit: all that the facilitator planned.

use std::collections::BTreeSet;

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ROOT};

use crate::access::DocKind;
use crate::doc::edit::{Edit, EditError, StopPlan, VisitPlan};
use crate::doc::visit::form;
use crate::doc::{check, schema};
use crate::limits;
use crate::time::Timestamp;

/// Writes a visit's beginning.
pub(in crate::doc) fn create(
    tx: &mut Transaction<'_>,
    plan: &VisitPlan,
    now: Timestamp,
) -> Result<(), EditError> {
    judge(plan)?;
    fill(tx, plan, now)
        .and_then(|()| fill_venues_and_stops(tx, plan))
        .map_err(EditError::internal)?;
    fill_forms(tx, plan)
}

/// The parts of long definitions, each to be a change of its own.
pub(in crate::doc) fn parts(plan: &VisitPlan) -> Result<Vec<Edit>, EditError> {
    let mut edits = Vec::new();
    for ((id, version, definition), whole) in plan.forms.iter().zip(whole(plan)) {
        if whole {
            continue;
        }
        for (part, bytes) in (0..).zip(form::split(id, definition)?) {
            edits.push(Edit::FormPart {
                form: id.clone(),
                version: *version,
                part,
                bytes,
            });
        }
    }
    Ok(edits)
}

/// Which definitions stand in the first change: short ones, while there is room.
fn whole(plan: &VisitPlan) -> Vec<bool> {
    let mut room = 2 * limits::FORM_WHOLE_BYTES;
    let fits = |(_, _, definition): &(String, u64, String)| {
        let length = definition.len();
        let fits = length <= limits::FORM_WHOLE_BYTES && length <= room;
        room -= if fits { length } else { 0 };
        fits
    };
    plan.forms.iter().map(fits).collect()
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

fn fill_forms(tx: &mut Transaction<'_>, plan: &VisitPlan) -> Result<(), EditError> {
    let forms = tx.put_object(ROOT, schema::FORMS, ObjType::Map);
    let forms = forms.map_err(EditError::internal)?;
    for ((order, form), whole) in (0_u64..).zip(&plan.forms).zip(whole(plan)) {
        let parts = if whole {
            None
        } else {
            Some(form::split(&form.0, &form.2)?.len())
        };
        fill_form(tx, &forms, order, form, parts).map_err(EditError::internal)?;
    }
    Ok(())
}

fn fill_form(
    tx: &mut Transaction<'_>,
    forms: &ObjId,
    order: u64,
    (id, version, definition): &(String, u64, String),
    parts: Option<usize>,
) -> Result<(), AutomergeError> {
    let key = schema::flat(id, &version.to_string());
    let object = tx.put_object(forms, key, ObjType::Map)?;
    match parts {
        None => tx.put(&object, schema::DEFINITION, definition.as_str())?,
        Some(parts) => {
            tx.put(&object, schema::PARTS, parts as u64)?;
            tx.put(&object, schema::LENGTH, definition.len() as u64)?;
        }
    }
    tx.put(&object, schema::ORDER, order)
}
