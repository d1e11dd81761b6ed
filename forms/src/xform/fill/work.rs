//! Bringing a record up to date.

use super::codec;
use super::live::Offered;
use super::plan::{Decides, Does, Plan, Task, Touch};
use super::{Filling, Lives, Settings};
use crate::limits::{RECORD_NODES, REPEAT_INSTANCES, RUNS_PER_NODE};
use crate::xform::model::{Event, NodeId, Preload};
use crate::xpath::code::Code;
use crate::xpath::{Context, Evaluator, Node};

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
    fn prepare(&mut self, top: u32) {
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

    fn mark_all(&mut self, id: u32) {
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

    /// Runs everything that is marked, and the deeds that changes bring about.
    pub(super) fn settle(&mut self) {
        self.runs = 0;
        self.spent.set(0);
        loop {
            while let Some((rank, id)) = self.dirty.pop_first() {
                self.runs += 1;
                // Records that never come to rest are left as they are.
                if self.runs > RUNS_PER_NODE * (self.lives.len() + 100) {
                    self.dirty.clear();
                    self.pending.clear();
                    return;
                }
                let task = self.plan.ranked.get(rank as usize).copied();
                if let Some(task) = task.and_then(|task| self.plan.task(task)) {
                    self.run(task, id);
                }
            }
            match self.pending.pop_front() {
                Some((deed, source)) => self.act_near(deed as usize, source),
                None => return,
            }
        }
    }

    fn evaluator(&self) -> Evaluator<'_, Self> {
        Evaluator::new(self)
    }

    fn run(&mut self, task: &'p Task, id: u32) {
        let Some(live) = self.lives.get(id).filter(|live| !live.gone) else {
            return;
        };
        let at = Context::at(Node::Live(id));
        match task.decides {
            Decides::Relevant => {
                let applies = self.evaluator().boolean(&task.code, at);
                if live.applies != applies {
                    if let Some(live) = self.lives.get_mut(id) {
                        live.applies = applies;
                    }
                    self.spread(id);
                }
            }
            Decides::Count if live.shape != task.node => self.count(task, id),
            Decides::Count => {}
            Decides::Choices => self.offer(task, id),
            Decides::Labels => self.changed_quietly(id),
            Decides::Calculate if live.relevant => {
                let text = self.evaluator().string(&task.code, at);
                self.keep(id, &text);
            }
            Decides::Calculate => {}
            Decides::Required => {
                let required = self.evaluator().boolean(&task.code, at);
                if let Some(live) = self.lives.get_mut(id) {
                    live.required = required;
                }
            }
            Decides::Readonly => {
                let readonly = self.evaluator().boolean(&task.code, at);
                if let Some(live) = self.lives.get_mut(id) {
                    live.readonly = readonly;
                }
            }
            Decides::Constraint => {
                let holds = live.text().is_empty() || self.evaluator().boolean(&task.code, at);
                if let Some(live) = self.lives.get_mut(id) {
                    live.holds = holds;
                }
            }
        }
    }

    /// Passes relevance on to everything below.
    fn spread(&mut self, top: u32) {
        let mut open = vec![top];
        while let Some(id) = open.pop() {
            let Some(live) = self.lives.get(id) else {
                continue;
            };
            let above = live.parent.and_then(|parent| self.lives.get(parent));
            let relevant = live.applies && above.is_none_or(|parent| parent.relevant);
            if relevant == live.relevant {
                continue;
            }
            let shape = live.shape;
            open.extend(self.lives.children(id));
            if let Some(live) = self.lives.get_mut(id) {
                live.relevant = relevant;
            }
            for task in self.plan.tasks_of(shape) {
                let decides = self.plan.task(*task).map(|task| task.decides);
                if decides == Some(Decides::Calculate) && relevant {
                    self.mark(*task, id);
                }
            }
            self.changed(id);
        }
    }

    fn mark(&mut self, task: u32, id: u32) {
        self.dirty.insert((self.plan.rank(task), id));
    }

    /// Keeps a text as the answer of a node.
    pub(super) fn keep(&mut self, id: u32, text: &str) {
        let Some(live) = self.lives.get(id) else {
            return;
        };
        let kept = codec::kept(self.plan, live.shape, text);
        if kept == live.raw {
            return;
        }
        let before = live.text().to_owned();
        if let Some(live) = self.lives.get_mut(id) {
            live.raw = kept;
        }
        self.show(id);
        self.note(id, &before);
    }

    /// Marks what reads the node, if what it says changed.
    fn note(&mut self, id: u32, before: &str) {
        if self.lives.get(id).is_some_and(|live| live.text() != before) {
            self.changed(id);
        }
    }

    /// Derives what is shown of the answer.
    fn show(&mut self, id: u32) {
        let Some(live) = self.lives.get(id) else {
            return;
        };
        let shown = codec::shown(self.plan, live);
        if let Some(live) = self.lives.get_mut(id) {
            live.shown = shown;
        }
    }

    /// Marks everything that reads the node.
    pub(super) fn changed(&mut self, id: u32) {
        let plan = self.plan;
        let Some(live) = self.lives.get(id) else {
            return;
        };
        let shape = live.shape;
        let touches = plan
            .touches
            .get(shape.index())
            .map_or(&[][..], Vec::as_slice);
        for touch in touches {
            self.touch(touch, id);
        }
        if self.begun
            && id < self.fresh
            && let Some(deeds) = plan.on_change.get(&shape)
        {
            for deed in deeds {
                self.pending.push_back((*deed, id));
            }
        }
    }

    fn touch(&mut self, touch: &Touch, id: u32) {
        let Some(task) = self.plan.task(touch.task) else {
            return;
        };
        // A count hangs on the parent of its repeat.
        let count = task.decides == Decides::Count;
        let way = match touch.way.split_last() {
            Some((_, way)) if count => way,
            _ => touch.way.as_slice(),
        };
        let within = if count && touch.way.is_empty() {
            self.plan.outlines.parent(task.node)
        } else {
            Some(touch.within)
        };
        let top = within.and_then(|within| self.lives.above(id, within));
        let mut readers = Vec::new();
        if let Some(top) = top {
            self.lives.follow(top, way, &mut readers);
        }
        for reader in readers {
            // A calculation that looks at its own value is not brought about by it, nor are
            // choices by the answer that they themselves changed.
            let own = reader == id
                && match task.decides {
                    Decides::Calculate => true,
                    Decides::Choices => !self.begun,
                    _ => false,
                };
            if !own {
                self.mark(touch.task, reader);
            }
        }
    }

    fn offer(&mut self, task: &Task, id: u32) {
        let offered = self.offered(task, id);
        let Some(live) = self.lives.get(id) else {
            return;
        };
        if live.offered.as_ref() == Some(&offered) {
            return;
        }
        if let Some(live) = self.lives.get_mut(id) {
            live.offered = Some(offered);
        }
        self.show(id);
        // Labels may have changed even where the answer did not.
        self.changed_quietly(id);
    }

    /// Marks what reads the node without bringing about deeds.
    pub(super) fn changed_quietly(&mut self, id: u32) {
        let begun = std::mem::replace(&mut self.begun, false);
        self.changed(id);
        self.begun = begun;
    }

    fn offered(&self, task: &Task, id: u32) -> Vec<Offered> {
        let evaluator = self.evaluator();
        let at = Context::at(Node::Live(id));
        let question = self.plan.questions.get(&task.node);
        let Some(super::plan::Offer::Listed { value, .. }) =
            question.map(|question| &question.offer)
        else {
            return Vec::new();
        };
        let items = evaluator.nodes(&task.code, at);
        let offered = items.into_iter().map(|item| Offered {
            value: evaluator.string(value, Context { node: item, ..at }),
            item,
        });
        offered.collect()
    }

    /// Brings a repeat to the number of instances that its count asks for. `parent` holds
    /// the repeat.
    fn count(&mut self, task: &Task, parent: u32) {
        // Evaluated as if at an instance: `../` is what holds the repeat.
        let wanted = self.count_of(task, parent);
        if wanted.is_nan() {
            return;
        }
        let wanted = (wanted.max(0.0) as usize).min(REPEAT_INSTANCES);
        let slot = self
            .plan
            .outlines
            .get(task.node)
            .map_or(0, |node| node.slot);
        while self.lives.slot(parent, slot).len() > wanted {
            let last = self.lives.slot(parent, slot).last().copied();
            let Some(last) = last else { break };
            self.take_away(last);
        }
        while self.lives.slot(parent, slot).len() < wanted {
            if !self.add(task.node, parent) {
                break;
            }
        }
    }

    fn count_of(&self, task: &Task, parent: u32) -> f64 {
        self.evaluator()
            .number(&task.code, Context::at(Node::Below(parent, task.node.0)))
    }

    /// Adds an instance at the end of a repeat; false when the record is full.
    pub(super) fn add(&mut self, repeat: NodeId, parent: u32) -> bool {
        let plan = self.plan;
        let node = plan
            .definition
            .shape
            .get(repeat)
            .and_then(|node| node.repeat.as_ref());
        let slot = plan.outlines.get(repeat).map(|node| node.slot);
        let (Some(found), Some(slot)) = (node, slot) else {
            return false;
        };
        if self.lives.len() > RECORD_NODES {
            return false;
        }
        let at = self.lives.slot(parent, slot).len();
        let held = self.lives.held(parent, repeat, at).cloned();
        let content = held.as_ref().unwrap_or(&found.template);
        let made = self.lives.build(content, Some(parent), &plan.outlines);
        if let Some(slot) = self
            .lives
            .get_mut(parent)
            .and_then(|live| live.slots.get_mut(slot))
        {
            slot.push(made);
        }
        self.prepare(made);
        self.changed(made);
        for deed in 0..plan.deeds.len() {
            let events = plan.deeds.get(deed).map_or(&[][..], |deed| &deed.events);
            let new = events.iter().any(|event| match event {
                Event::NewRepeat(of) => *of == repeat,
                _ => false,
            });
            if new {
                self.pending
                    .push_back((u32::try_from(deed).unwrap_or_default(), made));
            }
        }
        true
    }

    /// Takes an instance out of its repeat.
    pub(super) fn take_away(&mut self, id: u32) {
        self.changed(id);
        for below in self.lives.whole(id) {
            if let Some(live) = self.lives.get_mut(below) {
                live.gone = true;
            }
        }
        let Some(live) = self.lives.get(id) else {
            return;
        };
        let (parent, shape) = (live.parent, live.shape);
        let slot = self.plan.outlines.get(shape).map_or(0, |node| node.slot);
        let slots = parent.and_then(|parent| self.lives.get_mut(parent));
        if let Some(slot) = slots.and_then(|live| live.slots.get_mut(slot)) {
            slot.retain(|other| *other != id);
        }
    }

    /// Does a deed at every instance of its target below `top`.
    fn act_everywhere(&mut self, deed: usize, top: u32) {
        let Some(target) = self.plan.deeds.get(deed).map(|deed| deed.target) else {
            return;
        };
        let all = self.lives.whole(top);
        for id in all {
            if self
                .lives
                .get(id)
                .is_some_and(|live| live.shape == target && live.relevant)
            {
                self.act(deed, id);
            }
        }
    }

    /// Does a deed at the instances of its target that are nearest to `source`.
    fn act_near(&mut self, deed: usize, source: u32) {
        let plan = self.plan;
        let Some(target) = plan.deeds.get(deed).map(|deed| deed.target) else {
            return;
        };
        let mut at = Some(source);
        while let Some(here) = at {
            let Some(live) = self.lives.get(here) else {
                return;
            };
            if live.gone {
                return;
            }
            let way = plan.outlines.way(live.shape, target);
            let reaches =
                live.shape == target || !way.is_empty() && is_below(plan, live.shape, target);
            if reaches {
                let mut found = Vec::new();
                self.lives.follow(here, &way, &mut found);
                found.into_iter().for_each(|id| self.act(deed, id));
                return;
            }
            at = live.parent;
        }
    }

    fn act(&mut self, deed: usize, id: u32) {
        let plan = self.plan;
        match plan.deeds.get(deed).map(|deed| &deed.does) {
            Some(Does::Set(code)) => {
                let text = self.at(code, id);
                self.keep(id, &text);
            }
            Some(Does::SetText(text)) => self.keep(id, text),
            Some(Does::Nothing) | None => {}
        }
    }

    fn at(&self, code: &Code, id: u32) -> String {
        self.evaluator().string(code, Context::at(Node::Live(id)))
    }
}

fn is_below(plan: &Plan, top: NodeId, id: NodeId) -> bool {
    std::iter::successors(Some(id), |id| plan.outlines.parent(*id)).any(|id| id == top)
}
