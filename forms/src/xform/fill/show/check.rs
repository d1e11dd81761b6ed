//! What is still open or wrong, and how far a record has come.

use super::kind::{Kind, Part};
use super::{Place, Screen};
use crate::xform::fill::Filling;
use crate::xform::fill::plan::Decides;
use crate::xform::model::{Label, NodeId};
use crate::xpath::{Context, Evaluator, Node};

/// What keeps a record from being complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// There is no answer, and there must be one; else the answer breaks its rule.
    pub missing: bool,
    /// What the form says about it, in the record's language; empty when it says nothing.
    pub message: String,
}

/// How far a record has come. Counts, timers and notes are left out: they are never
/// open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub answered: usize,
    pub questions: usize,
    /// Questions that must be answered still, or whose answer breaks its rule.
    pub open: usize,
}

impl Screen {
    /// What is wrong with a question that is shown.
    pub(super) fn trouble(&self, filling: &Filling<'_>, place: Place) -> Option<Trouble> {
        if !self.is_open(filling, place) {
            return None;
        }
        let live = filling.lives.get(place.at)?;
        let missing = live.text().is_empty();
        let bind = &filling.plan.definition.shape.get(live.shape)?.bind;
        let label = if missing {
            &bind.required_message
        } else {
            &bind.constraint_message
        };
        let said = |label: &Label| filling.label(label, Node::Live(place.at));
        Some(Trouble {
            missing,
            message: label.as_ref().map(said).unwrap_or_default(),
        })
    }

    /// Whether a question that is shown lacks its answer, or the answer breaks its rule.
    fn is_open(&self, filling: &Filling<'_>, place: Place) -> bool {
        let asks = matches!(self.part(place.piece), Part::Question(_));
        let live = filling.lives.get(place.at).filter(|live| live.relevant);
        live.is_some_and(|live| {
            let missing = live.text().is_empty();
            asks && if missing { live.required } else { !live.holds }
        })
    }

    /// The first question, in the order of the form, that is open or wrong.
    #[must_use]
    pub fn first_open(&self, filling: &Filling<'_>) -> Option<Place> {
        let mut all = self.questions(filling).into_iter();
        all.find(|place| self.is_open(filling, *place))
    }

    /// All questions, in the order of the form, that are open or wrong.
    #[must_use]
    pub fn all_open(&self, filling: &Filling<'_>) -> Vec<Place> {
        let all = self.questions(filling).into_iter();
        all.filter(|place| self.is_open(filling, *place)).collect()
    }

    /// All questions with an answer, in the order of the form; not what is only to read.
    #[must_use]
    pub fn answered(&self, filling: &Filling<'_>) -> Vec<Place> {
        let answered = |place: &Place| {
            let asks = matches!(self.part(place.piece), Part::Question(kind) if kind != Kind::Note);
            let live = filling.lives.get(place.at);
            asks && live.is_some_and(|live| live.relevant && !live.text().is_empty())
        };
        let all = self.questions(filling).into_iter();
        all.filter(answered).collect()
    }

    /// How far the record has come.
    #[must_use]
    pub fn progress(&self, filling: &Filling<'_>) -> Progress {
        let mut progress = Progress::default();
        for place in self.questions(filling) {
            progress.open += usize::from(self.is_open(filling, place));
            let asks = match self.part(place.piece) {
                Part::Question(kind) => {
                    !matches!(kind, Kind::Note | Kind::Counter | Kind::Timer { .. })
                }
                _ => false,
            };
            if !asks || filling.is_locked(place.at) {
                continue;
            }
            progress.questions += 1;
            let live = filling.lives.get(place.at);
            let answered = live.is_some_and(|live| !live.text().is_empty());
            progress.answered += usize::from(answered);
        }
        progress
    }

    /// All questions that are shown now, in the order of the form.
    #[must_use]
    pub fn questions(&self, filling: &Filling<'_>) -> Vec<Place> {
        let mut all = Vec::new();
        let mut open = vec![self.root(filling)];
        while let Some(place) = open.pop() {
            let relevant = filling.lives.get(place.at);
            if !relevant.is_some_and(|live| live.relevant) {
                continue;
            }
            match self.part(place.piece) {
                Part::Question(_) => all.push(place),
                Part::Hidden => {}
                _ => {
                    let first = open.len();
                    open.extend(self.below(filling, place));
                    if let Some(added) = open.get_mut(first..) {
                        added.reverse();
                    }
                }
            }
        }
        all
    }
}

impl Filling<'_> {
    /// Whether a repeat applies: one of its instances, or without any the first that
    /// there would be.
    pub(super) fn repeat_applies(&self, holder: u32, repeat: NodeId) -> bool {
        let instances = self.instances(holder, repeat);
        if !instances.is_empty() {
            let relevant = |id: &u32| self.lives.get(*id).is_some_and(|live| live.relevant);
            return instances.iter().any(relevant);
        }
        let tasks = self.plan.tasks_of(repeat).iter();
        let mut tasks = tasks.filter_map(|task| self.plan.task(*task));
        let relevant = tasks.find(|task| task.decides == Decides::Relevant);
        relevant.is_none_or(|task| {
            let at = Context::at(Node::Below(holder, repeat.0));
            Evaluator::new(self).boolean(&task.code, at)
        })
    }
}
