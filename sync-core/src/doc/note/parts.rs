//! Reading the parts of a note, each alone, so that an edit reads no more than it must.

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Found};

use crate::doc::note::Roots;
use crate::doc::note::index::Index;
use crate::doc::view::{Answer, Candidate, ChoiceView, EntryView, InstanceView, NoteView};
use crate::doc::{read, schema};
use crate::ids::{DeviceId, PersonId};
use crate::time::Timestamp;

/// What an object inside Automerge belongs to.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Answers,
    Field(String),
    Entries,
    Entry(String),
    Links,
    Choices,
    Choice(String),
    Instances,
    Instance(String),
}

/// A part of the view, and the objects that it was read from.
pub(super) struct Built<T> {
    pub(super) place: Place,
    pub(super) objects: Vec<ObjId>,
    pub(super) part: Option<T>,
}

/// All of a note.
pub(super) fn note(doc: &Automerge, roots: &Roots, index: &mut Index) -> Option<NoteView> {
    let (_, created) = doc.get(ROOT, schema::CREATED).ok()??;
    let mut view = NoteView {
        form: read::string(doc, &ROOT, schema::FORM)?,
        form_version: read::number(doc, &ROOT, schema::FORM_VERSION)?,
        stop: read::at(doc, &ROOT, schema::STOP).register(doc),
        author: read::author(doc, &created),
        created: Timestamp(read::number(doc, &ROOT, schema::CREATED)?),
        answers: Default::default(),
        entries: Vec::new(),
        instances: Vec::new(),
        links: Default::default(),
        choices: Vec::new(),
    };
    for field in doc.keys(&roots.answers) {
        if let Some(answer) = index.note(answer(doc, roots, &field)) {
            view.answers.insert(field, answer);
        }
    }
    for id in doc.keys(&roots.entries) {
        view.entries.extend(index.note(entry(doc, roots, &id)));
    }
    if let Some(instances) = &roots.instances {
        for id in doc.keys(instances) {
            view.instances.extend(index.note(instance(doc, roots, &id)));
        }
    }
    for key in read::set_flags(doc, &roots.links) {
        if let Some((field, entry)) = schema::parts(&key) {
            let entries = view.links.entry(field.to_owned()).or_default();
            entries.insert(entry.to_owned());
        }
    }
    for id in doc.keys(&roots.choices) {
        view.choices.extend(index.note(choice(doc, roots, &id)));
    }
    view.entries
        .sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    view.instances
        .sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    view.choices
        .sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Some(view)
}

/// The answer of one field; its type is that of the value that wins in Automerge.
pub(super) fn answer(doc: &Automerge, roots: &Roots, field: &str) -> Built<Answer> {
    let mut objects = Vec::new();
    let part = match doc.get(&roots.answers, field) {
        Ok(Some((Found::Object(ObjType::Text), id))) => {
            let text = doc.text(&id).ok();
            objects.push(id);
            text.map(Answer::Text)
        }
        Ok(Some((Found::Object(ObjType::Map), id))) => {
            let chosen = read::set_flags(doc, &id);
            objects.push(id);
            Some(Answer::Choices(chosen))
        }
        Ok(Some((Found::Scalar(value), _))) => match value.as_ref() {
            ScalarValue::Counter(counter) => Some(Answer::Tally(i64::from(counter))),
            _ => {
                let register = read::at(doc, &roots.answers, field).register(doc);
                (!register.0.is_empty()).then_some(Answer::Single(register))
            }
        },
        _ => None,
    };
    Built {
        place: Place::Field(field.to_owned()),
        objects,
        part,
    }
}

/// One entry of a log; absent when it has no field or time.
pub(super) fn entry(doc: &Automerge, roots: &Roots, id: &str) -> Built<EntryView> {
    let mut objects = Vec::new();
    let part = read::map(doc, &roots.entries, id).and_then(|entry| {
        objects.push(entry.clone());
        let mut parts = read::all(doc, &entry);
        let mut part = |key| parts.remove(key).unwrap_or_default();
        let text = part(schema::TEXT).object(ObjType::Text);
        let tags = part(schema::TAGS).object(ObjType::Map);
        objects.extend([&text, &tags].into_iter().flatten().cloned());
        Some(EntryView {
            id: id.to_owned(),
            field: part(schema::FIELD).string()?,
            at: Timestamp(part(schema::AT).number()?),
            elapsed_ms: part(schema::ELAPSED).number(),
            who: part(schema::WHO).register(doc),
            mode: part(schema::MODE).register(doc),
            text: text.and_then(|id| doc.text(&id).ok()).unwrap_or_default(),
            tags: tags.map_or_else(Default::default, |id| read::set_flags(doc, &id)),
            by: read::author(doc, &entry),
            // Deleted and restored apart, it is there.
            deleted: part(schema::DELETED).is_set_by_all(),
        })
    });
    Built {
        place: Place::Entry(id.to_owned()),
        objects,
        part,
    }
}

/// One instance of a repeat; absent when it names no repeat.
pub(super) fn instance(doc: &Automerge, roots: &Roots, id: &str) -> Built<InstanceView> {
    let mut objects = Vec::new();
    let found = roots.instances.as_ref();
    let part = found.and_then(|instances| read::map(doc, instances, id));
    let part = part.and_then(|instance| {
        objects.push(instance.clone());
        let mut parts = read::all(doc, &instance);
        let mut part = |key| parts.remove(key).unwrap_or_default();
        Some(InstanceView {
            id: id.to_owned(),
            repeat: part(schema::REPEAT).string()?,
            parent: part(schema::PARENT).string().unwrap_or_default(),
            order: part(schema::ORDER).number().unwrap_or(u64::MAX),
            by: read::author(doc, &instance),
            // Deleted and restored apart, it is there.
            deleted: part(schema::DELETED).is_set_by_all(),
        })
    });
    Built {
        place: Place::Instance(id.to_owned()),
        objects,
        part,
    }
}

/// The record of one choice.
pub(super) fn choice(doc: &Automerge, roots: &Roots, id: &str) -> Built<ChoiceView> {
    let mut objects = Vec::new();
    let part = read::map(doc, &roots.choices, id).and_then(|record| {
        objects.push(record.clone());
        let list = read::object(doc, &record, schema::OVER, ObjType::List);
        let over = list.map_or_else(Vec::new, |list| {
            let over = (0..doc.length(&list))
                .filter_map(|index| doc.get(&list, index).ok()?)
                .filter_map(|(_, item)| {
                    let candidate = settled(doc, &item);
                    objects.push(item);
                    candidate
                })
                .collect();
            objects.push(list);
            over
        });
        Some(ChoiceView {
            id: id.to_owned(),
            field: read::string(doc, &record, schema::FIELD)?,
            value: doc
                .get(&record, schema::VALUE)
                .ok()?
                .and_then(|(found, _)| read::value(&found)),
            over,
            by: read::author(doc, &record),
            at: Timestamp(read::number(doc, &record, schema::AT)?),
        })
    });
    Built {
        place: Place::Choice(id.to_owned()),
        objects,
        part,
    }
}

fn settled(doc: &Automerge, item: &ObjId) -> Option<Candidate> {
    let (found, _) = doc.get(item, schema::VALUE).ok()??;
    Some(Candidate {
        value: read::value(&found)?,
        device: DeviceId::from_bytes(read::at(doc, item, schema::DEVICE).bytes16()?),
        by: PersonId::from_bytes(read::at(doc, item, schema::BY).bytes16()?),
        at: Timestamp(read::number(doc, item, schema::AT)?),
    })
}
