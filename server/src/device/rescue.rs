//! `rescue FILE` and `open-rescue FILE`: everything unsent in one file, and such a file
//! brought to the server by another device.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sync_core::access::DocKind;
use sync_core::rescue::{FILE_VERSION, FORMAT, Rescue, RescueFile};

use super::drive::Driver;
use super::error::{Failure, Outcome};
use super::folder;
use super::http;
use super::identity::Identity;
use super::show::{self, NoteJson, People};
use super::visits;

/// The file: what people can read in it, and what a server takes.
#[derive(Debug, Serialize)]
struct SavedFile {
    format: &'static str,
    version: u32,
    /// Whose it is.
    from: String,
    notes: Vec<NoteJson>,
    /// The signed bytes in hexadecimal, in parts that a server takes.
    sealed: Vec<String>,
}

/// What the server made of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct OpenedJson {
    changes: u64,
    refused: Vec<RefusedJson>,
    kept: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct RefusedJson {
    note: String,
    why: String,
}

/// Writes everything unsent to a new file; how many changes that are.
///
/// # Errors
/// There is a file already, it cannot be written whole, or this device joined before
/// rescue files were known.
pub(super) fn save(driver: &mut Driver, identity: &Identity, path: &Path) -> Outcome<usize> {
    let key = identity.signing_key()?;
    let rescue = unsent(driver, identity)?;
    let docs = rescue.docs.iter().map(|doc| doc.doc);
    let notes = docs.filter_map(|doc| readable(driver, doc)).collect();
    let changes = rescue.changes();
    let parts = rescue.seal_parts(&key);
    let file = SavedFile {
        format: FORMAT,
        version: FILE_VERSION,
        from: identity.name.clone(),
        notes,
        sealed: parts.iter().map(hex::encode).collect(),
    };
    write_new(
        path,
        &serde_json::to_vec_pretty(&file).map_err(Failure::new)?,
    )?;
    Ok(changes)
}

/// Everything unsent.
fn unsent(driver: &mut Driver, identity: &Identity) -> Outcome<Rescue> {
    let unsent: Vec<_> = driver.device().unsent().collect();
    let mut docs = Vec::new();
    for doc in unsent {
        let rows = driver.store().chunks(doc.as_bytes())?;
        docs.extend(driver.device().rescue(doc, &rows));
    }
    Ok(Rescue {
        device: identity.device,
        person: identity.person,
        docs,
    })
}

/// Asks the facilitators to accept everything unsent.
///
/// # Errors
/// There is nothing, the server cannot be reached, or it refuses the file.
pub(super) fn ask(driver: &mut Driver, identity: &Identity) -> Outcome<OpenedJson> {
    let key = identity.signing_key()?;
    let rescue = unsent(driver, identity)?;
    if rescue.docs.is_empty() {
        return Err(Failure::new("nothing waits here"));
    }
    bring(identity, &rescue.seal_parts(&key))
}

/// A note as people read it; one that cannot be opened is in the sealed part alone.
fn readable(driver: &mut Driver, doc: sync_core::ids::DocId) -> Option<NoteJson> {
    let info = driver.device().doc(doc)?;
    if info.meta.kind != DocKind::Note || driver.open(doc).is_err() {
        return None;
    }
    // A visit that cannot be opened costs the names, not the note.
    let visit = folder::open_visit(driver, info.space)
        .ok()
        .flatten()
        .cloned();
    let view = driver.device().note(doc)?;
    let note = show::note(&info, view, People(visit.as_ref()));
    visits::close(driver, doc);
    Some(note)
}

/// Brings a file to the server.
///
/// # Errors
/// It is no rescue file, or the server cannot be reached or refuses it.
pub(super) fn open(identity: &Identity, path: &Path) -> Outcome<OpenedJson> {
    let unreadable =
        |error: &dyn std::fmt::Display| Failure::new(format_args!("{}: {error}", path.display()));
    let text = std::fs::read(path).map_err(|error| unreadable(&error))?;
    let none =
        "this is not a rescue file: choose the one that `rounds device rescue` or the app saved";
    let file: RescueFile = serde_json::from_slice(&text).map_err(|_| unreadable(&none))?;
    let parts = file.into_parts().ok_or_else(|| unreadable(&none))?;
    let parts: Result<Vec<_>, _> = parts.iter().map(hex::decode).collect();
    bring(identity, &parts.map_err(|_| unreadable(&none))?)
}

/// Brings the parts of a file, in order; where one is refused the rest is not tried.
fn bring(identity: &Identity, parts: &[Vec<u8>]) -> Outcome<OpenedJson> {
    let mut opened = OpenedJson::default();
    for part in parts {
        let more = bring_part(identity, part)?;
        opened.changes += more.changes;
        opened.refused.extend(more.refused);
        opened.kept += more.kept;
    }
    Ok(opened)
}

fn bring_part(identity: &Identity, sealed: &[u8]) -> Outcome<OpenedJson> {
    let bearer = identity.bearer();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let base = &identity.server;
    let answer = http::post(base, "/api/v1/rescue", &headers, sealed)?;
    serde_json::from_slice(&answer).map_err(|error| http::strange(base, &error))
}

/// Never over another file: it may be the only copy of someone's work.
fn write_new(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::new(format_args!("{}: {error}", path.display()));
    let options = OpenOptions::new().write(true).create_new(true).clone();
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.sync_all().map_err(failed)
}
