//! Deeds that events bring about: values that are set.

use super::Filling;
use super::plan::{Does, Plan};
use crate::xform::model::NodeId;

impl Filling<'_> {
    /// Does a deed at every instance of its target below `top`.
    pub(super) fn act_everywhere(&mut self, deed: usize, top: u32) {
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
    pub(super) fn act_near(&mut self, deed: usize, source: u32) {
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
}

fn is_below(plan: &Plan, top: NodeId, id: NodeId) -> bool {
    std::iter::successors(Some(id), |id| plan.outlines.parent(*id)).any(|id| id == top)
}
