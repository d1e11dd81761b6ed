//! `new-note`, `share`, `edit`: the commands that write. Each is durable, or did
//! nothing, before it returns.

use std::path::Path;

use rounds_forms::Form;
use rounds_note::Whereabouts;
use sync_core::access::{Role, Visibility};
use sync_core::device::{DocState, Event, Input};
use sync_core::doc::{Edit, NoteSeed};
use sync_core::ids::{DocId, SpaceId};

use super::drive::{self, Driver};
use super::error::{Failure, Outcome};
use super::folder::{self, NoteForm};
use super::odk::Filler;
use super::plan;
use super::script::{self, Step};

/// Starts a note and says its id.
pub(super) fn new_note(
    driver: &mut Driver,
    filler: &Filler,
    visit: &str,
    stop: &str,
    form: &str,
) -> Outcome<DocId> {
    let space = folder::visit_space(driver, visit)?;
    if role(driver, space).is_some_and(|role| !role.is_team()) {
        return Err(Failure::new(
            "a host reads what is shared with the school, and starts no notes",
        ));
    }
    let person = driver.device().person().to_string();
    let view = folder::open_visit(driver, space)?.ok_or_else(|| {
        Failure::new(format_args!(
            "visit {visit} has not arrived yet: run `rounds device sync`"
        ))
    })?;
    if !view.stops.iter().any(|known| known.id == stop) {
        let known: Vec<&str> = view.stops.iter().map(|known| known.id.as_str()).collect();
        let known = known.join(", ");
        return Err(Failure::new(format_args!(
            "the visit has no stop \"{stop}\"; its stops are {known}"
        )));
    }
    let doc = DocId::from_bytes(drive::random()?);
    let seed = match folder::form(view, form, None)? {
        NoteForm::First(form) => first_seed(&form, stop),
        NoteForm::Odk(form) => {
            let at = Whereabouts {
                visit: view,
                stop: Some(stop),
                person: &person,
            };
            form.seed(at, filler, &doc.to_string())?
        }
    };
    driver.feed(Input::CreateNote { doc, space, seed })?;
    saved(driver, doc)?;
    Ok(doc)
}

fn first_seed(form: &Form, stop: &str) -> NoteSeed {
    let made = form.seed();
    NoteSeed {
        form: form.id().to_string(),
        form_version: form.version(),
        stop: Some(stop.to_owned()),
        texts: made.texts,
        tallies: made.tallies,
        choices: made.choices,
        edits: Vec::new(),
    }
}

/// Lets more people read a note.
pub(super) fn share(driver: &mut Driver, id: &str, visibility: Visibility) -> Outcome<()> {
    let info = folder::open_note(driver, id)?;
    if info.meta.owner != driver.device().person() {
        return Err(Failure::new(format_args!(
            "note {id} is another person's: only its author can share it"
        )));
    }
    if info.meta.visibility > visibility {
        let now = info.meta.visibility;
        return Err(Failure::new(format_args!(
            "note {id} is shared with more people already ({now}), and that cannot be taken back"
        )));
    }
    driver.feed(Input::Share {
        doc: info.doc,
        visibility,
    })?;
    saved(driver, info.doc)
}

/// Applies a script to a note: all of it or nothing.
pub(super) fn edit(driver: &mut Driver, filler: &Filler, id: &str, path: &Path) -> Outcome<()> {
    let steps = script::read(path)?;
    let info = folder::open_note(driver, id)?;
    let person = driver.device().person();
    if role(driver, info.space).is_some_and(|role| !info.meta.writable_by(person, role)) {
        return Err(Failure::new(format_args!(
            "note {id} is shared with you to read, not to change"
        )));
    }
    let edits = {
        folder::open_visit(driver, info.space)?;
        edits(driver, filler, info.doc, steps)
            .map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?
    };
    driver.feed(Input::Edit {
        doc: info.doc,
        edits,
    })?;
    saved(driver, info.doc)
}

/// What this person is in a space. The server judges again; this only says it sooner.
fn role(driver: &Driver, space: SpaceId) -> Option<Role> {
    let mut spaces = driver.device().spaces();
    spaces
        .find(|info| info.space == space)
        .map(|info| info.role)
}

fn edits(driver: &Driver, filler: &Filler, doc: DocId, steps: Vec<Step>) -> Outcome<Vec<Edit>> {
    let note = folder::note(driver, doc)?;
    let info = driver.device().doc(doc);
    let visit = info
        .and_then(|info| folder::visit(driver, info.space))
        .ok_or_else(|| {
            Failure::new("the note's visit has not arrived yet: run `rounds device sync`")
        })?;
    let now = drive::now();
    let planned = match folder::form(visit, &note.form, Some(note.form_version))? {
        NoteForm::First(form) => plan::plan(&form, visit, note, steps, now),
        NoteForm::Odk(form) => {
            let stem = driver.device().fresh_stem(doc, now);
            let stem = stem.ok_or_else(|| Failure::new(format_args!("note {doc} is not open")))?;
            form.plan(note, filler, steps, &stem, now)?
        }
    };
    planned.map_err(Failure::new)
}

/// Makes sure that what was asked is on disk.
fn saved(driver: &mut Driver, doc: DocId) -> Outcome<()> {
    while let Some(event) = driver.next_event() {
        if let Event::EditRefused { why, .. } = event {
            return Err(Failure::new(why));
        }
    }
    match driver.device().doc_state(doc) {
        Some(DocState::Unsaved | DocState::Saving) | None => {
            let why = driver
                .storage_fault()
                .unwrap_or("the storage did not answer");
            Err(Failure::new(format_args!("nothing was saved: {why}")))
        }
        Some(_) => Ok(()),
    }
}
