//! What may be chosen now.

use super::Filling;
use super::live::Offered;
use super::plan::{Offer, Task};
use crate::xpath::{Context, Node};

impl Filling<'_> {
    pub(super) fn offer(&mut self, task: &Task, id: u32) {
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

    fn offered(&self, task: &Task, id: u32) -> Vec<Offered> {
        let evaluator = self.evaluator();
        let at = Context::at(Node::Live(id));
        let question = self.plan.questions.get(&task.node);
        let Some(Offer::Listed { value, .. }) = question.map(|question| &question.offer) else {
            return Vec::new();
        };
        let items = evaluator.nodes(&task.code, at);
        let offered = items.into_iter().map(|item| Offered {
            value: evaluator.string(value, Context { node: item, ..at }),
            item,
        });
        offered.collect()
    }
}
