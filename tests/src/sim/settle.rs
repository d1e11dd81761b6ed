//! Calm: everything must come to rest within bounds, and then all must agree.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::access::DocKind;
use sync_core::device::{Device, DocState, Input, Kept};
use sync_core::doc::{Document, NoteView};
use sync_core::ids::{Actor, DocId, PersonId};

use super::disk::Key;
use super::oracle::{Violation, violated};
use super::queue::DeviceIx;
use super::world::World;

/// Events within which calm must come to rest.
const MAX_EVENTS: u64 = 100_000;

/// Simulated milliseconds that calm lasts at least: a device tries a storage that
/// refused again after five seconds, and until then what others wrote is in memory.
const MIN_MS: u64 = 6_000;

/// Simulated milliseconds within which it must: several of the longest reconnects.
const MAX_MS: u64 = 15 * 60_000;

impl World {
    /// Lets everything come to rest, and checks that all agree.
    pub(super) fn settle(&mut self) -> Result<(), Violation> {
        let (events, now) = (self.events, self.now);
        self.begin_calm()?;
        while self.now - now < MIN_MS || !(self.queue.is_still() && self.is_settled()) {
            if self.events - events > MAX_EVENTS || self.now - now > MAX_MS {
                violated!("it does not come to rest: {}", self.restless());
            }
            if !self.step()? {
                violated!("nothing happens any more: {}", self.restless());
            }
        }
        self.open_some()?;
        while !self.queue.is_still() {
            self.step()?;
        }
        self.line(format_args!("at rest"));
        self.all_work_is_on_the_server()?;
        for device in 0..self.devices.len() {
            self.has_all_it_may_read(device)?;
        }
        self.views_agree()
    }

    fn is_settled(&self) -> bool {
        self.server.is_idle()
            && (0..self.devices.len()).all(|at| self.is_live(at))
            && self
                .machines()
                .all(|(_, machine)| machine.docs().all(|doc| doc.state == DocState::Durable))
    }

    fn machines(&self) -> impl Iterator<Item = (DeviceIx, &Device)> {
        let nodes = self.devices.iter().enumerate();
        nodes.filter_map(|(at, node)| Some((at, node.machine.as_ref()?)))
    }

    fn restless(&self) -> String {
        let mut words = Vec::new();
        for (at, machine) in self.machines() {
            let docs = machine.docs().filter(|doc| doc.state != DocState::Durable);
            let docs: Vec<String> = docs
                .map(|doc| format!("{} {:?} {}", doc.doc, doc.state, doc.waiting))
                .collect();
            words.push(format!("device {at} is {:?} with {docs:?}", machine.link()));
        }
        words.join("; ")
    }

    /// Each device opens one more document, so that a fresh view is compared too.
    fn open_some(&mut self) -> Result<(), Violation> {
        for at in 0..self.devices.len() {
            let docs: Vec<DocId> = self.devices[at]
                .machine
                .iter()
                .flat_map(Device::docs)
                .map(|doc| doc.doc)
                .collect();
            if let Some(doc) = self.rng.pick(&docs) {
                self.tell_device(at, Input::Open { doc })?;
            }
        }
        Ok(())
    }

    /// What a device stored of its own work has reached the server, also if the server
    /// was restored since.
    fn all_work_is_on_the_server(&self) -> Result<(), Violation> {
        for (at, node) in self.devices.iter().enumerate() {
            for (doc, own) in &node.disk.own {
                let found = self.server.store.docs.get(doc);
                for key in own {
                    let there = found.is_some_and(|found| found.keys.contains(key));
                    if !there && !self.oracle.gone.contains(key) {
                        violated!("device {at} stored a change of {doc} that the server lacks");
                    }
                }
            }
            for (doc, here) in &node.disk.changes {
                let found = self.server.store.docs.get(doc);
                if !here
                    .iter()
                    .all(|key| found.is_some_and(|found| found.keys.contains(key)))
                {
                    violated!("device {at} has a change of {doc} that the server lacks");
                }
            }
            for info in node.machine.iter().flat_map(Device::docs) {
                let found = self.server.store.docs.get(&info.doc);
                if found.map(|found| found.row.meta) != Some(info.meta) {
                    violated!(
                        "device {at} shows {} as {:?}, the server has {:?}",
                        info.doc,
                        info.meta,
                        found.map(|found| found.row.meta)
                    );
                }
            }
        }
        Ok(())
    }

    fn has_all_it_may_read(&self, at: DeviceIx) -> Result<(), Violation> {
        let node = &self.devices[at];
        let listed: BTreeSet<DocId> = node
            .machine
            .iter()
            .flat_map(Device::docs)
            .map(|doc| doc.doc)
            .collect();
        for (id, doc) in &self.server.store.docs {
            if !node.readers().iter().any(|reader| doc.is_readable(*reader)) {
                continue;
            }
            let none = BTreeSet::new();
            let stored: &BTreeSet<Key> = node.disk.changes.get(id).unwrap_or(&none);
            let note = doc.row.meta.kind == DocKind::Note;
            if note && node.kept(doc.row.space) == Some(Kept::Aside) {
                if listed.contains(id) || !stored.is_empty() {
                    violated!("device {at} set {id} aside and has something of it");
                }
                continue;
            }
            if !listed.contains(id) || *stored != doc.keys {
                let (has, of) = (stored.len(), doc.keys.len());
                violated!("device {at} has {has} changes of {id}, which has {of}");
            }
        }
        Ok(())
    }

    /// What a device shows of a note is what its changes say.
    fn views_agree(&self) -> Result<(), Violation> {
        let mut views: BTreeMap<DocId, Option<NoteView>> = BTreeMap::new();
        for (at, node) in self.devices.iter().enumerate() {
            let Some(machine) = &node.machine else {
                continue;
            };
            for doc in &node.open {
                let Some(shown) = machine.note(*doc) else {
                    continue;
                };
                if !views.contains_key(doc) {
                    views.insert(*doc, self.view(*doc)?);
                }
                if views.get(doc).and_then(Option::as_ref) != Some(shown) {
                    violated!("device {at} shows {doc} otherwise than the server has it");
                }
            }
        }
        Ok(())
    }

    fn view(&self, doc: DocId) -> Result<Option<NoteView>, Violation> {
        let actor = Actor::new(sync_core::ids::DeviceId::from_bytes([0; 16]), [0; 8]);
        let changes = self.server.store.changes(doc);
        let parts = changes.iter().map(|change| change.bytes.as_slice());
        let loaded = Document::load(DocKind::Note, actor, PersonId::from_bytes([0; 16]), parts);
        let loaded = loaded.map_err(|error| Violation(format!("{doc} cannot be read: {error}")))?;
        if !loaded.is_complete() {
            violated!("{doc} on the server lacks {:?}", loaded.missing());
        }
        Ok(loaded.note().cloned())
    }
}
