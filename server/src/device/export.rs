//! `export`: everything in the folder, also what the server refused and what cannot
//! be opened, so that no work depends on this program or on the server.

use serde::Serialize;
use sync_core::access::DocKind;
use sync_core::device::DocInfo;
use sync_core::doc::{NoteView, VisitView};

use super::drive::Driver;
use super::error::Outcome;
use super::folder;
use super::identity::Identity;
use super::odk::values;
use super::show::{self, NoteJson, People};
use super::visits;

/// The whole export. Tokens are not in it.
#[derive(Debug, Serialize)]
pub(super) struct ExportJson {
    server: String,
    device: String,
    person: String,
    name: String,
    visits: Vec<VisitExport>,
}

#[derive(Debug, Serialize)]
struct VisitExport {
    id: String,
    role: String,
    title: Option<String>,
    documents: Vec<DocumentExport>,
}

/// A document: its content as far as it can be read, and its stored rows in any case.
#[derive(Debug, Serialize)]
struct DocumentExport {
    id: String,
    kind: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<NoteJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    rows: Vec<RowExport>,
}

/// A stored row, in hexadecimal.
#[derive(Debug, Serialize)]
struct RowExport {
    key: String,
    value: String,
}

/// Everything in the folder.
pub(super) fn export(driver: &mut Driver, identity: &Identity) -> Outcome<ExportJson> {
    let spaces: Vec<_> = driver.device().spaces().collect();
    let mut visits = Vec::new();
    for info in spaces {
        // A visit that cannot be opened costs the names, not the notes.
        let visit = folder::open_visit(driver, info.space)
            .ok()
            .flatten()
            .cloned();
        let docs: Vec<_> = driver
            .device()
            .docs()
            .filter(|doc| doc.space == info.space)
            .collect();
        let mut documents = Vec::new();
        for doc in docs {
            documents.push(document(driver, &doc, visit.as_ref())?);
        }
        visits.push(VisitExport {
            id: info.space.to_string(),
            role: info.role.to_string(),
            title: visit.map(|visit| visit.title),
            documents,
        });
    }
    Ok(ExportJson {
        server: identity.server.clone(),
        device: identity.device.to_string(),
        person: identity.person.to_string(),
        name: identity.name.clone(),
        visits,
    })
}

fn document(
    driver: &mut Driver,
    info: &DocInfo,
    visit: Option<&VisitView>,
) -> Outcome<DocumentExport> {
    let fault = driver.open(info.doc).err().map(|why| why.to_string());
    let note = match info.meta.kind {
        DocKind::Note => driver.device().note(info.doc),
        DocKind::Visit => None,
    };
    let note = note.map(|view| exported(info, view, visit)).transpose()?;
    visits::close(driver, info.doc);
    let rows = driver.store().chunks(info.doc.as_bytes())?;
    let rows = rows.iter();
    Ok(DocumentExport {
        id: info.doc.to_string(),
        kind: info.meta.kind.to_string(),
        state: show::state_word(info.state),
        note,
        fault,
        rows: rows
            .map(|row| RowExport {
                key: hex::encode(&row.key),
                value: hex::encode(&row.value),
            })
            .collect(),
    })
}

fn exported(info: &DocInfo, view: &NoteView, visit: Option<&VisitView>) -> Outcome<NoteJson> {
    let mut note = show::note(info, view, People(visit));
    if let Some(values) = values::of(visit, view)? {
        note.export_values(values);
    }
    Ok(note)
}
