//! From operations to the parts of a view that they touch.
//!
//! Automerge's own patches are not used for this: when the second of two values of a
//! register is replaced and the first still wins, there is no patch, yet a reader
//! must see the other value.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId};
use automerge::{Change, ObjId};

use crate::doc::note::parts::{Built, Place};
use crate::doc::schema;

/// What must be read again.
#[derive(Debug, Default)]
pub(super) struct Dirty {
    pub(super) all: bool,
    pub(super) stop: bool,
    pub(super) fields: BTreeSet<String>,
    pub(super) entries: BTreeSet<String>,
    pub(super) links: BTreeSet<String>,
    pub(super) choices: BTreeSet<String>,
    pub(super) instances: BTreeSet<String>,
}

/// The place of every object that the view shows, or once showed.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<ObjId, Place>);

impl Index {
    pub(super) fn add(&mut self, object: &ObjId, place: Place) {
        self.0.insert(object.clone(), place);
    }

    /// Takes up the objects of a part that was read.
    pub(super) fn note<T>(&mut self, built: Built<T>) -> Option<T> {
        for object in built.objects {
            self.0.insert(object, built.place.clone());
        }
        built.part
    }

    /// Marks what the operations of a change touch.
    ///
    /// Objects that the change makes are not known yet, but they stand at a key of
    /// one that is, and that key is marked.
    pub(super) fn touch(&self, change: &Change, dirty: &mut Dirty) {
        let mut text: Option<ObjectId> = None;
        for op in change.decode().operations {
            let Key::Map(key) = &op.key else {
                // A run of typing has one operation per character, all in one text.
                if text.as_ref() != Some(&op.obj) {
                    self.touch_object(&op.obj, None, dirty);
                    text = Some(op.obj);
                }
                continue;
            };
            self.touch_object(&op.obj, Some(key), dirty);
        }
    }

    fn touch_object(&self, object: &ObjectId, key: Option<&str>, dirty: &mut Dirty) {
        let ObjectId::Id(id) = object else {
            return match key {
                Some(schema::STOP) => dirty.stop = true,
                _ => dirty.all = true,
            };
        };
        let id = ObjId::Id(id.0, id.1.clone(), 0);
        let key = key.map(str::to_owned);
        match (self.0.get(&id), key) {
            (Some(Place::Field(field)), _) => dirty.fields.insert(field.clone()),
            (Some(Place::Entry(entry)), _) => dirty.entries.insert(entry.clone()),
            (Some(Place::Choice(choice)), _) => dirty.choices.insert(choice.clone()),
            (Some(Place::Instance(instance)), _) => dirty.instances.insert(instance.clone()),
            (Some(Place::Instances), Some(key)) => dirty.instances.insert(key),
            (Some(Place::Answers), Some(key)) => dirty.fields.insert(key),
            (Some(Place::Entries), Some(key)) => dirty.entries.insert(key),
            (Some(Place::Links), Some(key)) => dirty.links.insert(key),
            (Some(Place::Choices), Some(key)) => dirty.choices.insert(key),
            _ => false,
        };
    }
}
