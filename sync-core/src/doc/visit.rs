//! A visit: venues, stops, forms and the team, as one document.
//!
//! It is small and seldom changes, so its view is read whole after each change; only long
//! definitions of forms, which come in parts, are not put together again.

use std::collections::BTreeMap;
use std::sync::Arc;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ROOT, ReadDoc};

use crate::doc::edit::{Edit, EditError};
use crate::doc::view::{PersonView, StopView, Touched, VenueView, VisitView};
use crate::doc::{check, read, schema};
use crate::ids::PersonId;

pub(super) use create::{create, parts, split};
pub use form::form_fits;

mod create;
mod form;

/// A visit's view.
#[derive(Debug, Default)]
pub(super) struct VisitState {
    view: Option<VisitView>,
    long: LongForms,
}

/// Definitions that were put together, by the form's key and the operations that wrote
/// their parts.
type LongForms = BTreeMap<String, (Vec<ObjId>, Option<Arc<str>>)>;

impl VisitState {
    /// Reads a whole document.
    pub(super) fn build(doc: &Automerge) -> Self {
        let mut state = Self::default();
        state.refresh(doc);
        state
    }

    /// The view; `None` until the first change has arrived.
    pub(super) fn view(&self) -> Option<&VisitView> {
        self.view.as_ref()
    }

    /// Reads the document again.
    pub(super) fn refresh(&mut self, doc: &Automerge) -> Touched {
        let mut long = LongForms::new();
        let after = view(doc, &self.long, &mut long);
        let before = std::mem::replace(&mut self.view, after);
        self.long = long;
        Touched {
            rest: before != self.view,
            ..Touched::default()
        }
    }
}

/// Writes edits of a visit, or fails on the way: the caller rolls back.
pub(super) fn write(tx: &mut Transaction<'_>, edits: &[Edit]) -> Result<(), EditError> {
    let people = read::map(tx, &ROOT, schema::PEOPLE).ok_or(EditError::Incomplete)?;
    for edit in edits {
        let (id, person) = match edit {
            Edit::Person { id, person } => (id, person),
            Edit::FormPart {
                form,
                version,
                part,
                bytes,
            } => {
                form::write(tx, form, *version, *part, bytes)?;
                continue;
            }
            _ => return Err(EditError::WrongKind("note")),
        };
        check::short("the name", &person.name)?;
        check::short("the team", &person.team)?;
        let id = id.to_string();
        for (part, text) in [(schema::NAME, &person.name), (schema::TEAM, &person.team)] {
            let key = schema::flat(&id, part);
            // Two names written apart are overwritten even by the one that shows.
            let standing = read::at(tx, &people, &key).values();
            let same =
                standing.len() == 1 && read::string(tx, &people, &key).as_ref() == Some(text);
            if !same {
                tx.put(&people, key, text.as_str())
                    .map_err(EditError::internal)?;
            }
        }
    }
    Ok(())
}

fn view(doc: &Automerge, known: &LongForms, long: &mut LongForms) -> Option<VisitView> {
    let text = |key| read::string(doc, &ROOT, key).unwrap_or_default();
    Some(VisitView {
        title: read::string(doc, &ROOT, schema::TITLE)?,
        network: text(schema::NETWORK),
        host: text(schema::HOST),
        focus: text(schema::FOCUS),
        starts: text(schema::STARTS),
        ends: text(schema::ENDS),
        venues: ordered(doc, schema::VENUES, venue),
        stops: stops(doc),
        people: people(doc),
        forms: ordered(doc, schema::FORMS, |doc, key, object| {
            form::read(doc, key, object, known, long)
        }),
    })
}

/// Reads the items of a container, in their order; equal orders by id.
fn ordered<T>(
    doc: &Automerge,
    container: &str,
    mut item: impl FnMut(&Automerge, &str, &ObjId) -> Option<T>,
) -> Vec<T> {
    let Some(container) = read::map(doc, &ROOT, container) else {
        return Vec::new();
    };
    let mut items: Vec<(u64, String, T)> = doc
        .keys(&container)
        .filter_map(|id| {
            let object = read::map(doc, &container, &id)?;
            let order = read::number(doc, &object, schema::ORDER).unwrap_or(u64::MAX);
            let item = item(doc, &id, &object)?;
            Some((order, id, item))
        })
        .collect();
    items.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    items.into_iter().map(|(_, _, item)| item).collect()
}

fn venue(doc: &Automerge, id: &str, object: &ObjId) -> Option<VenueView> {
    Some(VenueView {
        id: id.to_owned(),
        name: read::string(doc, object, schema::NAME)?,
    })
}

fn stops(doc: &Automerge) -> Vec<StopView> {
    let mut stops = ordered(doc, schema::STOPS, stop);
    stops.sort_by(|a, b| a.start.cmp(&b.start));
    stops
}

fn stop(doc: &Automerge, id: &str, object: &ObjId) -> Option<StopView> {
    let forms = read::object(doc, object, schema::FORMS, automerge::ObjType::List);
    Some(StopView {
        id: id.to_owned(),
        venue: read::string(doc, object, schema::VENUE)?,
        label: read::string(doc, object, schema::LABEL)?,
        kind: read::string(doc, object, schema::KIND)?,
        start: read::string(doc, object, schema::START)?,
        minutes: read::number(doc, object, schema::MINUTES)?,
        forms: forms.map_or_else(Vec::new, |list| read::strings(doc, &list)),
    })
}

fn people(doc: &Automerge) -> BTreeMap<PersonId, PersonView> {
    let Some(container) = read::map(doc, &ROOT, schema::PEOPLE) else {
        return Default::default();
    };
    let person = |key: String| {
        let (id, part) = schema::parts(&key)?;
        if part != schema::NAME {
            return None;
        }
        let team = read::string(doc, &container, &schema::flat(id, schema::TEAM));
        let name = read::string(doc, &container, &key)?;
        let team = team.unwrap_or_default();
        Some((id.parse().ok()?, PersonView { name, team }))
    };
    doc.keys(&container).filter_map(person).collect()
}
