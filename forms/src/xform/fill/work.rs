//! Bringing a record up to date: everything that is marked runs, in its order.

use super::Filling;
use super::plan::{Decides, Task};
use crate::limits::RUNS_PER_NODE;
use crate::xpath::code::Code;
use crate::xpath::{Context, Evaluator, Node};

impl<'p> Filling<'p> {
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

    pub(super) fn evaluator(&self) -> Evaluator<'_, Self> {
        Evaluator::new(self)
    }

    pub(super) fn at(&self, code: &Code, id: u32) -> String {
        self.evaluator().string(code, Context::at(Node::Live(id)))
    }
}
