//! What a change marks: whatever reads the node that changed.

use super::Filling;
use super::codec;
use super::plan::{Decides, Touch};

impl Filling<'_> {
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
    pub(super) fn show(&mut self, id: u32) {
        let Some(live) = self.lives.get(id) else {
            return;
        };
        let shown = codec::shown(self.plan, live);
        if let Some(live) = self.lives.get_mut(id) {
            live.shown = shown;
        }
    }

    /// Passes relevance on to everything below.
    pub(super) fn spread(&mut self, top: u32) {
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

    pub(super) fn mark(&mut self, task: u32, id: u32) {
        self.dirty.insert((self.plan.rank(task), id));
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

    /// Marks what reads the node without bringing about deeds.
    pub(super) fn changed_quietly(&mut self, id: u32) {
        let begun = std::mem::replace(&mut self.begun, false);
        self.changed(id);
        self.begun = begun;
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
}
