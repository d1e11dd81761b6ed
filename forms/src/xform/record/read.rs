//! A note's record into the filling.

use std::collections::{BTreeMap, BTreeSet};

use super::ties::{Storage, Tie, counted, flat};
use super::types::{EntryPart, Held};
use super::{Bound, Place, Tied};
use crate::limits::{MERGE_ROUNDS, REPEAT_INSTANCES};
use crate::xform::model::{NodeId, ValueType};
use crate::xpath::Moment;

/// What is in each repeat, in order, by its key and its place.
type Listed = BTreeMap<(String, String), Vec<String>>;

/// Where a node lies.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) place: &'a str,
    /// The entry of a log that it is in.
    pub(super) entry: Option<&'a str>,
}

impl Bound<'_> {
    /// Makes the filling say what the record says.
    pub(super) fn take_in(&mut self) {
        let listed = self.listed();
        for _ in 0..MERGE_ROUNDS {
            self.left_out = 0;
            let top = At {
                place: "",
                entry: None,
            };
            if !self.read_node(self.filling.root(), top, &listed) {
                break;
            }
            // What follows may bring counted instances about, which hold answers too.
            self.filling.settle_quietly();
        }
        let filling = &self.filling;
        self.tied.retain(|id, _| filling.shape_of(*id).is_some());
    }

    /// Instances and entries that are not deleted.
    pub(super) fn listed(&self) -> Listed {
        let mut all: BTreeMap<(String, String), Vec<(u64, String)>> = BTreeMap::new();
        for (id, instance) in &self.record.instances {
            if !instance.deleted {
                let at = (instance.repeat.clone(), instance.parent.clone());
                let there = all.entry(at).or_default();
                there.push((instance.order, id.clone()));
            }
        }
        for (id, entry) in &self.record.entries {
            if !entry.deleted {
                let there = all.entry((entry.log.clone(), String::new())).or_default();
                there.push((entry.at, id.clone()));
            }
        }
        let sorted = all.into_iter().map(|(at, mut ids)| {
            ids.sort();
            (at, ids.into_iter().map(|(_, id)| id).collect())
        });
        sorted.collect()
    }

    /// Reads a node and all below it; whether anything became different.
    pub(super) fn read_node(&mut self, id: u32, at: At<'_>, listed: &Listed) -> bool {
        let Some(shape) = self.filling.shape_of(id) else {
            return false;
        };
        if self.ties.is_value(shape) {
            return self.read_value(id, shape, at);
        }
        let plan = self.filling.plan();
        let node = plan.definition().shape.get(shape);
        let mut changed = false;
        for child in node.map_or(&[][..], |node| &node.children) {
            let repeat = plan.definition().shape.get(*child);
            let repeat = repeat.and_then(|node| node.repeat.as_ref());
            changed |= match repeat {
                None => self.read_children(id, *child, at, listed),
                Some(repeat) if repeat.count.is_some() => self.read_counted(id, *child, at, listed),
                Some(_) => self.read_added(id, *child, at, listed),
            };
        }
        changed
    }

    fn read_children(&mut self, id: u32, child: NodeId, at: At<'_>, listed: &Listed) -> bool {
        let mut changed = false;
        for child in self.filling.instances(id, child).to_vec() {
            changed |= self.read_node(child, at, listed);
        }
        changed
    }

    fn read_counted(&mut self, id: u32, repeat: NodeId, at: At<'_>, listed: &Listed) -> bool {
        let mut changed = false;
        for (position, instance) in (1..).zip(self.filling.instances(id, repeat).to_vec()) {
            let key = self.ties.key(repeat).unwrap_or_default();
            let place = counted(at.place, key, position);
            changed |= self.read_node(
                instance,
                At {
                    place: &place,
                    ..at
                },
                listed,
            );
            let tied = Tied::Instance(Place::Counted(place));
            self.tied.insert(instance, tied);
        }
        changed
    }

    /// The instances that people added, or the entries of a log.
    fn read_added(&mut self, id: u32, repeat: NodeId, at: At<'_>, listed: &Listed) -> bool {
        let log = self.ties.is_log(repeat);
        let key = self.ties.key(repeat).unwrap_or_default().to_owned();
        let there = listed.get(&(key, at.place.to_owned()));
        let there = there.map_or(&[][..], Vec::as_slice);
        let shown = there.get(..REPEAT_INSTANCES).unwrap_or(there);
        self.left_out += there.len() - shown.len();
        let mut changed = self.drop_others(id, repeat, shown);
        let mut known = self.lives_of(id, repeat);
        let mut order = Vec::new();
        for stored in shown {
            let live = known.remove(stored.as_str()).or_else(|| {
                changed = true;
                self.filling.put_instance(repeat, id)
            });
            let Some(live) = live else {
                self.left_out += 1;
                continue;
            };
            order.push(live);
            let place = if log {
                Place::Entry(stored.clone())
            } else {
                Place::Added(stored.clone())
            };
            self.tied.insert(live, Tied::Instance(place));
        }
        self.filling.reorder(id, repeat, &order);
        for (stored, live) in shown.iter().zip(order) {
            let inside = At {
                place: stored,
                entry: log.then_some(stored),
            };
            changed |= self.read_node(live, inside, listed);
        }
        changed
    }

    /// Takes away what the record does not have.
    fn drop_others(&mut self, id: u32, repeat: NodeId, shown: &[String]) -> bool {
        let shown: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
        let mut changed = false;
        for live in self.filling.instances(id, repeat).to_vec() {
            let stored = match self.tied.get(&live) {
                Some(Tied::Instance(place)) => place.text(),
                _ => "",
            };
            if stored.is_empty() || !shown.contains(stored) {
                self.filling.drop_instance(live);
                changed = true;
            }
        }
        changed
    }

    fn lives_of(&self, id: u32, repeat: NodeId) -> BTreeMap<String, u32> {
        let lives = self.filling.instances(id, repeat).iter();
        let known = lives.filter_map(|live| match self.tied.get(live)? {
            Tied::Instance(place) => Some((place.text().to_owned(), *live)),
            Tied::Value(_) => None,
        });
        known.collect()
    }

    fn read_value(&mut self, id: u32, shape: NodeId, at: At<'_>) -> bool {
        let Some(tie) = self.tie(id, shape, at) else {
            return false;
        };
        let wanted = self.wanted(&tie);
        self.filling.put(id, &wanted)
    }

    /// Where a value is stored; `None` for one that is computed.
    pub(super) fn tie(&mut self, id: u32, shape: NodeId, at: At<'_>) -> Option<Tie> {
        if let Some(Tied::Value(tie)) = self.tied.get(&id) {
            return Some(tie.clone());
        }
        let storage = self.ties.storage(shape)?;
        let tie = Tie {
            shape,
            key: flat(at.place, self.ties.key(shape)?),
            storage,
            entry: at.entry.map(str::to_owned),
        };
        self.tied.insert(id, Tied::Value(tie.clone()));
        Some(tie)
    }

    /// What the record says about a value.
    pub(super) fn wanted(&self, tie: &Tie) -> String {
        let text = match tie.storage {
            Storage::Entry(part) => self.entry_text(tie, part),
            _ => match self.record.answers.get(&tie.key) {
                Some(Held::Text(text)) => text.clone(),
                Some(Held::Tally(count)) => count.to_string(),
                Some(Held::Options(chosen)) => self.joined(tie.shape, chosen),
                Some(Held::Single(several)) => several.first().cloned().unwrap_or_default(),
                None => self.ties.default_of(tie.shape).to_owned(),
            },
        };
        self.filling.fitting(tie.shape, &text)
    }

    fn entry_text(&self, tie: &Tie, part: EntryPart) -> String {
        let entry = tie.entry.as_ref();
        let Some(entry) = entry.and_then(|entry| self.record.entries.get(entry)) else {
            return String::new();
        };
        match part {
            EntryPart::At => self.moment(tie.shape, entry.at),
            EntryPart::Who => entry.who.first().cloned().unwrap_or_default(),
            EntryPart::Mode => entry.mode.first().cloned().unwrap_or_default(),
            EntryPart::Text => entry.text.clone(),
            EntryPart::Tags => self.joined(tie.shape, &entry.tags),
        }
    }

    /// In UTC, so that every device says the same.
    fn moment(&self, shape: NodeId, millis: u64) -> String {
        let moment = Moment {
            millis: i64::try_from(millis).unwrap_or_default(),
            offset: 0,
        };
        let text = moment.full_text();
        let node = self.filling.plan().definition().shape.get(shape);
        match node.map(|node| node.bind.value) {
            Some(ValueType::Time) => text.split('T').nth(1).unwrap_or_default().to_owned(),
            _ => text,
        }
    }

    /// Chosen options in the order of the form's list, the same on every device.
    pub(super) fn joined(&self, shape: NodeId, chosen: &BTreeSet<String>) -> String {
        let plan = self.filling.plan();
        let place = |option: &String| plan.choice_place(shape, option).unwrap_or(usize::MAX);
        let mut chosen: Vec<&String> = chosen.iter().collect();
        chosen.sort_by_cached_key(|option| (place(option), (*option).clone()));
        let chosen: Vec<&str> = chosen.into_iter().map(String::as_str).collect();
        chosen.join(" ")
    }
}
