//! Beginning a record, or a part of one.

use super::codec;
use super::plan::{Decides, Plan};
use super::{Filling, Lives, Settings};
use crate::xform::model::{Event, Preload};

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};

impl<'p> Filling<'p> {
    /// Begins a new record.
    #[must_use]
    pub fn new(plan: &'p Plan, settings: Settings) -> Self {
        let mut lives = Lives::default();
        let root = lives.build(&plan.definition.initial, None, &plan.outlines);
        let mut filling = Self {
            plan,
            chance: Cell::new(settings.seed),
            settings,
            lives,
            root,
            dirty: BTreeSet::new(),
            pending: VecDeque::new(),
            begun: false,
            runs: 0,
            spent: Cell::new(0),
            fresh: 0,
            blank_count_keeps: true,
        };
        filling.prepare(root);
        filling.settle();
        for deed in 0..plan.deeds.len() {
            let events = plan.deeds.get(deed).map_or(&[][..], |deed| &deed.events);
            if events
                .iter()
                .any(|event| matches!(event, Event::FirstLoad | Event::Load))
            {
                filling.act_everywhere(deed, root);
            }
        }
        filling.settle();
        filling.begun = true;
        filling
    }

    /// Brings the kept texts of new nodes in form, preloads, and marks all their tasks.
    pub(super) fn prepare(&mut self, top: u32) {
        for id in self.lives.whole(top) {
            let Some(live) = self.lives.get(id) else {
                continue;
            };
            let shape = live.shape;
            let first = codec::kept(self.plan, shape, &live.raw);
            let preload = self
                .plan
                .definition
                .shape
                .get(shape)
                .and_then(|node| node.bind.preload.as_ref());
            let begins = !self.begun || preload.is_some_and(|preload| preload.kind != "timestamp");
            let loaded = preload
                .filter(|_| begins)
                .and_then(|preload| self.preloaded(preload));
            let raw = loaded.map_or(first, |text| codec::kept(self.plan, shape, &text));
            if let Some(live) = self.lives.get_mut(id) {
                live.raw = raw;
            }
            self.show(id);
            self.mark_all(id);
        }
    }

    fn preloaded(&self, preload: &Preload) -> Option<String> {
        let parameters = preload.parameters.as_str();
        match preload.kind.as_str() {
            "uid" => Some(format!("uuid:{}", self.next_uuid())),
            "timestamp" if parameters != "end" => Some(self.settings.now.full_text()),
            "date" => Some(self.settings.now.date_text()),
            "property" => {
                let known = self.settings.properties.iter();
                known
                    .into_iter()
                    .find(|(name, _)| name == parameters)
                    .map(|(_, value)| value.clone())
            }
            _ => None,
        }
    }

    pub(super) fn mark_all(&mut self, id: u32) {
        let Some(live) = self.lives.get(id) else {
            return;
        };
        for task in self.plan.tasks_of(live.shape) {
            self.dirty.insert((self.plan.rank(*task), id));
        }
        // Counts of repeats that have no instance yet hang on the parent.
        let outline = self.plan.outlines.get(live.shape);
        for child in outline.map_or(&[][..], |node| &node.children) {
            for task in self.plan.tasks_of(*child) {
                if self
                    .plan
                    .task(*task)
                    .is_some_and(|task| task.decides == Decides::Count)
                {
                    self.dirty.insert((self.plan.rank(*task), id));
                }
            }
        }
    }

    /// Evaluates every expression again.
    #[cfg(all(test, feature = "import"))]
    pub(super) fn evaluate_everything(&mut self) {
        let begun = std::mem::replace(&mut self.begun, false);
        self.lives
            .whole(self.root)
            .into_iter()
            .for_each(|id| self.mark_all(id));
        self.settle();
        self.begun = begun;
    }
}
