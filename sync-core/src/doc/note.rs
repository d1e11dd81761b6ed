//! A note: its view, and which part of the view an operation belongs to.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change, ObjId, ROOT};

use crate::doc::note::index::{Dirty, Index};
use crate::doc::note::parts::Place;
use crate::doc::read;
use crate::doc::schema;
use crate::doc::view::{EntryView, InstanceView, NoteView, Touched};

pub(super) use create::create;
pub(super) use write::{fresh_id, write};

mod create;
mod index;
mod parts;
mod write;

/// The containers of a note, made in its first change.
#[derive(Debug, Clone)]
pub(super) struct Roots {
    answers: ObjId,
    entries: ObjId,
    links: ObjId,
    choices: ObjId,
    /// Notes of older builds have none.
    instances: Option<ObjId>,
}

/// A note's view and what is needed to keep it in step.
#[derive(Debug, Default)]
pub(super) struct NoteState {
    whole: Option<Whole>,
    index: Index,
}

/// Of a note whose first change has arrived.
#[derive(Debug)]
struct Whole {
    roots: Roots,
    view: NoteView,
}

impl NoteState {
    /// Reads a whole document.
    pub(super) fn build(doc: &Automerge) -> Self {
        let mut index = Index::default();
        let whole = Whole::build(doc, &mut index);
        Self { whole, index }
    }

    /// The view; `None` until the first change has arrived.
    pub(super) fn view(&self) -> Option<&NoteView> {
        self.whole.as_ref().map(|whole| &whole.view)
    }

    /// Reads again what these applied changes touched.
    pub(super) fn refresh(&mut self, doc: &Automerge, changes: &[Change]) -> Touched {
        let mut dirty = Dirty::default();
        if self.whole.is_some() {
            for change in changes {
                self.index.touch(change, &mut dirty);
            }
        } else {
            dirty.all = true;
        }
        let Some(whole) = self.whole.as_mut().filter(|_| !dirty.all) else {
            return self.rebuild(doc);
        };
        whole.refresh(doc, &mut self.index, &dirty)
    }

    fn rebuild(&mut self, doc: &Automerge) -> Touched {
        let before = std::mem::replace(self, Self::build(doc));
        match (before.view(), self.view()) {
            (None, None) => Touched::default(),
            (Some(view), None) | (None, Some(view)) => Touched {
                fields: view.answers.keys().cloned().collect(),
                entries: view.entries.iter().map(|entry| entry.id.clone()).collect(),
                instances: view.instances.iter().map(|part| part.id.clone()).collect(),
                rest: true,
            },
            (Some(before), Some(after)) => difference(before, after),
        }
    }
}

impl Whole {
    fn build(doc: &Automerge, index: &mut Index) -> Option<Self> {
        let roots = Roots {
            answers: read::map(doc, &ROOT, schema::ANSWERS)?,
            entries: read::map(doc, &ROOT, schema::ENTRIES)?,
            links: read::map(doc, &ROOT, schema::LINKS)?,
            choices: read::map(doc, &ROOT, schema::CHOICES)?,
            instances: read::map(doc, &ROOT, schema::INSTANCES),
        };
        index.add(&roots.answers, Place::Answers);
        index.add(&roots.entries, Place::Entries);
        index.add(&roots.links, Place::Links);
        index.add(&roots.choices, Place::Choices);
        if let Some(instances) = &roots.instances {
            index.add(instances, Place::Instances);
        }
        let view = parts::note(doc, &roots, index)?;
        Some(Self { roots, view })
    }

    fn refresh(&mut self, doc: &Automerge, index: &mut Index, dirty: &Dirty) -> Touched {
        let mut touched = Touched::default();
        for field in &dirty.fields {
            let answer = index.note(parts::answer(doc, &self.roots, field));
            if self.view.answers.get(field) != answer.as_ref() {
                touched.fields.insert(field.clone());
                match answer {
                    Some(answer) => self.view.answers.insert(field.clone(), answer),
                    None => self.view.answers.remove(field),
                };
            }
        }
        for id in &dirty.entries {
            let entry = index.note(parts::entry(doc, &self.roots, id));
            if replace(&mut self.view.entries, id, entry) {
                touched.entries.insert(id.clone());
            }
        }
        for id in &dirty.instances {
            let instance = index.note(parts::instance(doc, &self.roots, id));
            if replace(&mut self.view.instances, id, instance) {
                touched.instances.insert(id.clone());
            }
        }
        for key in &dirty.links {
            touched.rest |= self.refresh_link(doc, key);
        }
        for id in &dirty.choices {
            let choice = index.note(parts::choice(doc, &self.roots, id));
            touched.rest |= replace(&mut self.view.choices, id, choice);
        }
        if dirty.stop {
            let stop = read::at(doc, &ROOT, schema::STOP).register(doc);
            touched.rest |= stop != self.view.stop;
            self.view.stop = stop;
        }
        touched
    }

    fn refresh_link(&mut self, doc: &Automerge, key: &str) -> bool {
        let Some((field, entry)) = schema::parts(key) else {
            return false;
        };
        let links = &mut self.view.links;
        if read::is_set(doc, &self.roots.links, key) {
            let entries = links.entry(field.to_owned()).or_default();
            return entries.insert(entry.to_owned());
        }
        let Some(entries) = links.get_mut(field) else {
            return false;
        };
        let changed = entries.remove(entry);
        if entries.is_empty() {
            links.remove(field);
        }
        changed
    }
}

/// A part of a view that stands in a list: oldest first, or in its order.
trait Listed: PartialEq {
    fn id(&self) -> &str;
    fn at(&self) -> u64;
}

impl Listed for InstanceView {
    fn id(&self) -> &str {
        &self.id
    }
    fn at(&self) -> u64 {
        self.order
    }
}

impl Listed for EntryView {
    fn id(&self) -> &str {
        &self.id
    }
    fn at(&self) -> u64 {
        self.at.0
    }
}

impl Listed for crate::doc::ChoiceView {
    fn id(&self) -> &str {
        &self.id
    }
    fn at(&self) -> u64 {
        self.at.0
    }
}

/// Puts the part with this id where it belongs; whether the list changed.
fn replace<T: Listed>(list: &mut Vec<T>, id: &str, part: Option<T>) -> bool {
    let found = list.iter().position(|other| other.id() == id);
    let before = match (&part, found.and_then(|index| list.get_mut(index))) {
        (None, None) => return false,
        (Some(part), Some(before)) if before == part => return false,
        (Some(part), Some(before)) if before.at() == part.at() => before,
        _ => {
            if let Some(index) = found {
                list.remove(index);
            }
            if let Some(part) = part {
                let key = (part.at(), part.id());
                let index = list.partition_point(|other| (other.at(), other.id()) < key);
                list.insert(index, part);
            }
            return true;
        }
    };
    if let Some(part) = part {
        *before = part;
    }
    true
}

fn difference(before: &NoteView, after: &NoteView) -> Touched {
    let fields = before.answers.keys().chain(after.answers.keys());
    Touched {
        fields: fields
            .filter(|field| before.answers.get(*field) != after.answers.get(*field))
            .cloned()
            .collect(),
        entries: changed(&before.entries, &after.entries),
        instances: changed(&before.instances, &after.instances),
        rest: (&before.stop, &before.links, &before.choices, &before.form)
            != (&after.stop, &after.links, &after.choices, &after.form)
            || (before.form_version, before.author, before.created)
                != (after.form_version, after.author, after.created),
    }
}

/// Ids of the parts that came, went or changed.
fn changed<T: Listed>(before: &[T], after: &[T]) -> BTreeSet<String> {
    let ids = |a: &[T], b: &[T]| {
        let known: BTreeMap<_, _> = b.iter().map(|part| (part.id(), part)).collect();
        let differs = |part: &&T| known.get(part.id()) != Some(part);
        let ids = a.iter().filter(differs);
        ids.map(|part| part.id().to_owned()).collect::<Vec<_>>()
    };
    [ids(before, after), ids(after, before)]
        .concat()
        .into_iter()
        .collect()
}
