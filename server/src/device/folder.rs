//! From a data folder to a running machine, and to documents by the ids people type.

use std::path::Path;

use rounds_forms::Form;
use rounds_forms::xform::json::is_definition;
use sync_core::access::DocKind;
use sync_core::device::DocInfo;
use sync_core::doc::{NoteView, VisitView};
use sync_core::ids::{DocId, SpaceId};

use super::drive::{Driver, Net};
use super::error::{Failure, Outcome};
use super::identity::Identity;
use super::odk::OdkForm;
use super::store::Store;

/// The machine, offline, over files that are only read: also while another process
/// writes them, and in a folder that cannot be written.
pub(super) fn to_read(dir: &Path) -> Outcome<Driver> {
    let identity = Identity::read(dir)?;
    Driver::start(&identity, Store::open_to_read(dir)?, None)
}

/// The machine, offline.
pub(super) fn to_write(dir: &Path) -> Outcome<Driver> {
    let identity = Identity::read(dir)?;
    Driver::start(&identity, Store::open(dir)?, None)
}

/// The machine with a connection to its server.
pub(super) fn online(dir: &Path) -> Outcome<Driver> {
    let identity = Identity::read(dir)?;
    let net = Net::new(&identity.server, &identity.token)?;
    Driver::start(&identity, Store::open(dir)?, Some(net))
}

/// Opens the note whose id a person typed.
pub(super) fn open_note(driver: &mut Driver, id: &str) -> Outcome<DocInfo> {
    let doc: DocId = id.parse().map_err(Failure::new)?;
    let info = driver
        .device()
        .doc(doc)
        .filter(|info| info.meta.kind == DocKind::Note);
    let info = info.ok_or_else(|| {
        Failure::new(format_args!(
            "this device has no note {doc}: `rounds device sync` may bring it"
        ))
    })?;
    driver.open(doc)?;
    Ok(info)
}

/// An open note.
pub(super) fn note(driver: &Driver, doc: DocId) -> Outcome<&NoteView> {
    driver
        .device()
        .note(doc)
        .ok_or_else(|| Failure::new(format_args!("note {doc} is not open")))
}

/// The visit whose id a person typed: of its space, or of its document.
pub(super) fn visit_space(driver: &Driver, id: &str) -> Outcome<SpaceId> {
    let space: SpaceId = id.parse().map_err(|_| {
        Failure::new(format_args!(
            "\"{id}\" is not a visit's id: copy it again, whole"
        ))
    })?;
    let found = driver
        .device()
        .spaces()
        .map(|info| info.space)
        .find(|known| *known == space || DocId::visit(*known).as_bytes() == space.as_bytes());
    found.ok_or_else(|| {
        Failure::new(format_args!(
            "this device has no visit {id}: `rounds device sync` may bring it"
        ))
    })
}

/// Opens the visit of a space; `None` when it has not arrived yet.
pub(super) fn open_visit(driver: &mut Driver, space: SpaceId) -> Outcome<Option<&VisitView>> {
    let doc = DocId::visit(space);
    if driver.device().doc(doc).is_none() {
        return Ok(None);
    }
    driver.open(doc)?;
    Ok(driver.device().visit(doc))
}

/// An open visit.
pub(super) fn visit(driver: &Driver, space: SpaceId) -> Option<&VisitView> {
    driver.device().visit(DocId::visit(space))
}

/// A form of a visit, read: of the first model, or of any tool.
#[derive(Debug)]
pub(super) enum NoteForm {
    First(Box<Form>),
    Odk(Box<OdkForm>),
}

/// A form of a visit, read.
pub(super) fn form(visit: &VisitView, id: &str, version: Option<u64>) -> Outcome<NoteForm> {
    let of_version = |found: u64| version.is_none_or(|wanted| found == wanted);
    let entries = visit
        .forms
        .iter()
        .filter(|form| form.id == id && of_version(form.version));
    let entry = entries.max_by_key(|form| form.version).ok_or_else(|| {
        let known: Vec<&str> = visit.forms.iter().map(|form| form.id.as_str()).collect();
        let known = known.join(", ");
        match version {
            Some(version) => Failure::new(format_args!(
                "the visit has no form \"{id}\" of version {version}; its forms are {known}"
            )),
            None => Failure::new(format_args!(
                "the visit has no form \"{id}\"; its forms are {known}"
            )),
        }
    })?;
    if is_definition(&entry.definition) {
        return OdkForm::read(entry).map(|form| NoteForm::Odk(Box::new(form)));
    }
    let form = Form::from_json(&entry.definition).map_err(|problems| {
        let first = problems
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        Failure::new(format_args!(
            "form \"{id}\" cannot be read by this build: {first}"
        ))
    });
    form.map(|form| NoteForm::First(Box::new(form)))
}
