//! What a step made different, as edits of the note.

use std::collections::BTreeSet;

use super::read::At;
use super::splice;
use super::ties::{Storage, Tie, counted};
use super::types::{Beginning, EntryPart, Held, Instance, NewInstance, RecordEdit};
use super::{Bound, Place, Tied};
use crate::limits::MERGE_ROUNDS;
use crate::xform::model::NodeId;

/// The edits so far, and what new ids begin with.
struct Writing<'a> {
    stem: &'a str,
    edits: Vec<RecordEdit>,
    /// A value was put in its usual form: what reads it is not up to date.
    put: bool,
}

const TOP: At<'static> = At {
    place: "",
    entry: None,
};

impl Bound<'_> {
    /// What the first change of a note makes and holds.
    pub(super) fn beginning(&mut self) -> Beginning {
        self.drop_entries();
        let definition = self.filling.plan().definition();
        let mut beginning = Beginning::default();
        for (storage, key) in self.ties.made_with(definition, NodeId::ROOT) {
            let (made, held) = match storage {
                Storage::Text => (&mut beginning.texts, Held::Text(String::new())),
                Storage::Tally => (&mut beginning.tallies, Held::Tally(0)),
                Storage::Options => (&mut beginning.choices, Held::Options(BTreeSet::new())),
                Storage::Single | Storage::Entry(_) => continue,
            };
            made.insert(key.to_owned());
            self.record.answers.insert(key.to_owned(), held);
        }
        beginning.edits = self.take_out("first");
        beginning
    }

    /// A new record of a sheet has one instance of each repeat; a log begins empty.
    fn drop_entries(&mut self) {
        let shape = &self.filling.plan().definition().shape;
        for (log, _) in self.ties.logs() {
            let path = shape.path(log);
            let above = path.rsplit_once('/').map_or("", |(above, _)| above);
            let Some(parent) = self.filling.at_path(above) else {
                continue;
            };
            for entry in self.filling.instances(parent, log).to_vec() {
                self.filling.drop_instance(entry);
            }
        }
        self.filling.settle_quietly();
    }

    /// What is different from the record, which then says it too.
    pub(super) fn take_out(&mut self, stem: &str) -> Vec<RecordEdit> {
        self.restore();
        let mut writing = Writing {
            stem,
            edits: self.deletions(),
            put: false,
        };
        for _ in 0..MERGE_ROUNDS {
            writing.put = false;
            self.write_node(self.filling.root(), TOP, &mut writing);
            if !writing.put {
                break;
            }
            self.filling.settle_quietly();
        }
        writing.edits
    }

    /// Answers of counted instances that were there before come back with them.
    fn restore(&mut self) {
        for _ in 0..MERGE_ROUNDS {
            if !self.restore_below(self.filling.root(), "") {
                break;
            }
            self.filling.settle_quietly();
        }
    }

    fn restore_below(&mut self, id: u32, place: &str) -> bool {
        let plan = self.filling.plan();
        let shape = self.filling.shape_of(id);
        let node = shape.and_then(|shape| plan.definition().shape.get(shape));
        let mut changed = false;
        for child in node.map_or(&[][..], |node| &node.children) {
            if self.ties.is_value(*child) {
                continue;
            }
            let node = plan.definition().shape.get(*child);
            let repeat = node.and_then(|node| node.repeat.as_ref());
            let counts = repeat.is_some_and(|repeat| repeat.count.is_some());
            let key = self.ties.key(*child).unwrap_or_default();
            for (position, live) in (1..).zip(self.filling.instances(id, *child).to_vec()) {
                let inside = match self.tied.get(&live) {
                    Some(Tied::Instance(place)) => place.text().to_owned(),
                    _ if counts => counted(place, key, position),
                    // A new one: all that is counted in it is new too.
                    _ if repeat.is_some() => continue,
                    _ => place.to_owned(),
                };
                if counts && !self.tied.contains_key(&live) {
                    changed |= self.restore_instance(live, &inside);
                }
                changed |= self.restore_below(live, &inside);
            }
        }
        changed
    }

    fn restore_instance(&mut self, live: u32, place: &str) -> bool {
        let tied = Tied::Instance(Place::Counted(place.to_owned()));
        self.tied.insert(live, tied);
        let begin = super::flat(place, "");
        let mut answers = self.record.answers.range(begin.clone()..);
        let answered = answers
            .next()
            .is_some_and(|(key, _)| key.starts_with(&begin));
        let mut instances = self.record.instances.values();
        if !answered && !instances.any(|instance| instance.parent == place) {
            return false;
        }
        let listed = self.listed();
        self.read_node(live, At { place, ..TOP }, &listed)
    }

    /// Instances and entries that were taken away. What was in them goes unsaid.
    fn deletions(&mut self) -> Vec<RecordEdit> {
        let filling = &self.filling;
        let mut edits = Vec::new();
        for (live, tied) in &self.tied {
            let Tied::Instance(place) = tied else {
                continue;
            };
            let above = filling.parent_of(*live);
            let stands = above.is_some_and(|above| filling.shape_of(above).is_some());
            if filling.shape_of(*live).is_some() || !stands {
                continue;
            }
            match place {
                Place::Added(id) => {
                    if let Some(instance) = self.record.instances.get_mut(id) {
                        instance.deleted = true;
                    }
                    edits.push(RecordEdit::Delete { id: id.clone() });
                }
                Place::Entry(id) => {
                    if let Some(entry) = self.record.entries.get_mut(id) {
                        entry.deleted = true;
                    }
                    edits.push(RecordEdit::EntryDelete { id: id.clone() });
                }
                Place::Counted(_) => {}
            }
        }
        self.tied.retain(|id, _| filling.shape_of(*id).is_some());
        edits
    }

    fn write_node(&mut self, id: u32, at: At<'_>, writing: &mut Writing<'_>) {
        let Some(shape) = self.filling.shape_of(id) else {
            return;
        };
        if self.ties.is_value(shape) {
            if let Some(tie) = self.tie(id, shape, at) {
                self.write_value(id, &tie, writing);
            }
            return;
        }
        let plan = self.filling.plan();
        let node = plan.definition().shape.get(shape);
        for child in node.map_or(&[][..], |node| &node.children) {
            let node = plan.definition().shape.get(*child);
            let repeats = node.is_some_and(|node| node.repeat.is_some());
            for live in self.filling.instances(id, *child).to_vec() {
                if !repeats {
                    self.write_node(live, at, writing);
                    continue;
                }
                let place = match self.tied.get(&live) {
                    Some(Tied::Instance(place)) => place.clone(),
                    _ => self.write_instance(live, *child, at, writing),
                };
                let inside = At {
                    place: place.text(),
                    entry: match &place {
                        Place::Entry(id) => Some(id),
                        _ => None,
                    },
                };
                self.write_node(live, inside, writing);
            }
        }
    }

    /// Takes up an instance that came with this step.
    fn write_instance(
        &mut self,
        live: u32,
        repeat: NodeId,
        at: At<'_>,
        writing: &mut Writing<'_>,
    ) -> Place {
        let definition = self.filling.plan().definition();
        let key = self.ties.key(repeat).unwrap_or_default();
        let counts = definition.shape.get(repeat);
        let counts = counts.and_then(|node| node.repeat.as_ref());
        if counts.is_some_and(|repeat| repeat.count.is_some()) {
            let place = Place::Counted(self.counted_place(live, repeat, at.place));
            self.tied.insert(live, Tied::Instance(place.clone()));
            return place;
        }
        self.given += 1;
        let id = format!("{}-{}", writing.stem, self.given);
        let mut made = NewInstance {
            id: id.clone(),
            repeat: key.to_owned(),
            parent: at.place.to_owned(),
            ..NewInstance::default()
        };
        for (storage, key) in self.ties.made_with(definition, repeat) {
            let (keys, held) = match storage {
                Storage::Text => (&mut made.texts, Held::Text(String::new())),
                Storage::Tally => (&mut made.tallies, Held::Tally(0)),
                Storage::Options => (&mut made.choices, Held::Options(BTreeSet::new())),
                Storage::Single | Storage::Entry(_) => continue,
            };
            keys.insert(key.to_owned());
            self.record.answers.insert(super::flat(&id, key), held);
        }
        let instance = Instance {
            repeat: made.repeat.clone(),
            parent: made.parent.clone(),
            order: self.next_order(&made),
            deleted: false,
        };
        self.record.instances.insert(id.clone(), instance);
        writing.edits.push(RecordEdit::Add(made));
        self.tied
            .insert(live, Tied::Instance(Place::Added(id.clone())));
        Place::Added(id)
    }

    fn counted_place(&self, live: u32, repeat: NodeId, place: &str) -> String {
        let above = self.filling.parent_of(live);
        let beside = above.map_or(&[][..], |above| self.filling.instances(above, repeat));
        let position = beside.iter().position(|other| *other == live);
        let key = self.ties.key(repeat).unwrap_or_default();
        counted(place, key, position.unwrap_or_default() + 1)
    }

    /// As the note will say it: behind all others of its repeat and place.
    fn next_order(&self, made: &NewInstance) -> u64 {
        let beside = self.record.instances.values();
        let beside = beside
            .filter(|other| other.repeat == made.repeat && other.parent == made.parent)
            .map(|other| other.order);
        beside.max().map_or(0, |order| order.saturating_add(1))
    }

    fn write_value(&mut self, id: u32, tie: &Tie, writing: &mut Writing<'_>) {
        let kept = self.filling.kept(id).to_owned();
        if kept == self.wanted(tie) {
            return;
        }
        if let Storage::Entry(part) = tie.storage {
            self.write_entry(tie, part, &kept, writing);
        } else {
            self.write_answer(tie, &kept, writing);
        }
        // Options in the order of the list, an empty count as 0: as it is read again.
        let usual = self.wanted(tie);
        writing.put |= self.filling.put(id, &usual);
    }

    fn write_answer(&mut self, tie: &Tie, kept: &str, writing: &mut Writing<'_>) {
        let key = || tie.key.clone();
        let held = match self.record.answers.get(&tie.key) {
            Some(Held::Text(old)) => {
                writing.edits.push(splice::between(&tie.key, old, kept));
                Held::Text(kept.to_owned())
            }
            Some(Held::Tally(old)) => {
                let count = kept.parse::<i64>().unwrap_or_default();
                let by = count.saturating_sub(*old);
                if by != 0 {
                    writing.edits.push(RecordEdit::Tally { key: key(), by });
                }
                Held::Tally(count)
            }
            Some(Held::Options(old)) => {
                let chosen: BTreeSet<String> = kept.split(' ').map(str::to_owned).collect();
                let chosen = chosen.into_iter().filter(|option| !option.is_empty());
                let chosen: BTreeSet<String> = chosen.collect();
                for option in old.symmetric_difference(&chosen) {
                    writing.edits.push(RecordEdit::Option {
                        key: key(),
                        on: chosen.contains(option),
                        option: option.clone(),
                    });
                }
                Held::Options(chosen)
            }
            Some(Held::Single(_)) | None => {
                let cleared = kept.is_empty() && self.ties.default_of(tie.shape).is_empty();
                let value = (!cleared).then(|| kept.to_owned());
                writing.edits.push(RecordEdit::Set { key: key(), value });
                if cleared {
                    self.record.answers.remove(&tie.key);
                    return;
                }
                Held::Single(vec![kept.to_owned()])
            }
        };
        self.record.answers.insert(key(), held);
    }

    fn write_entry(&mut self, tie: &Tie, part: EntryPart, kept: &str, writing: &mut Writing<'_>) {
        let Some(id) = tie.entry.clone() else {
            return;
        };
        let Some(entry) = self.record.entries.get_mut(&id) else {
            return;
        };
        match part {
            // When it was written stays what it was.
            EntryPart::At => {}
            EntryPart::Who => {
                entry.who = vec![kept.to_owned()];
                let who = kept.to_owned();
                writing.edits.push(RecordEdit::EntryWho { id, who });
            }
            EntryPart::Mode => {
                entry.mode = vec![kept.to_owned()];
                let mode = kept.to_owned();
                writing.edits.push(RecordEdit::EntryMode { id, mode });
            }
            EntryPart::Text => {
                kept.clone_into(&mut entry.text);
                let text = kept.to_owned();
                writing.edits.push(RecordEdit::EntryText { id, text });
            }
            EntryPart::Tags => {
                let tags = kept.split_whitespace().map(str::to_owned).collect();
                let old = std::mem::replace(&mut entry.tags, tags);
                for tag in old.symmetric_difference(&entry.tags) {
                    writing.edits.push(RecordEdit::EntryTag {
                        id: id.clone(),
                        tag: tag.clone(),
                        on: entry.tags.contains(tag),
                    });
                }
            }
        }
    }
}
