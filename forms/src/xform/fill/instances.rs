//! Instances of repeats, which come by a count or by hand.

use super::Filling;
use super::plan::Task;
use crate::limits::{RECORD_NODES, REPEAT_INSTANCES};
use crate::xform::model::{Event, NodeId};
use crate::xpath::{Context, Node};

impl Filling<'_> {
    /// Brings a repeat to the number of instances that its count asks for. `parent` holds
    /// the repeat.
    pub(super) fn count(&mut self, task: &Task, parent: u32) {
        // Evaluated as if at an instance: `../` is what holds the repeat.
        let wanted = self.count_of(task, parent);
        if wanted.is_nan() && self.blank_count_keeps {
            return;
        }
        // Not a number is not more than none.
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
}
