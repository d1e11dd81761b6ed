//! What the app itself can answer when a note is begun: words in appearances
//! (docs/FORMS.md).

use super::Ties;
use crate::xform::fill::Plan;
use crate::xform::model::{NodeId, each_control};

/// What an app knows of a note that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The number of the stop among the visit's of its kind.
    VisitNumber,
    /// The id of the school of the stop.
    School,
    /// The id of who begins the note.
    Author,
}

impl Ties {
    /// The questions outside of repeats that ask for what the app knows, by their paths.
    #[must_use]
    pub fn given(&self, plan: &Plan) -> Vec<(Given, String)> {
        let mut found: Vec<(Given, NodeId)> = Vec::new();
        each_control(&plan.definition().body, &mut |control| {
            let words = control.appearance.split_whitespace();
            found.extend(words.filter_map(meant).map(|given| (given, control.node)));
        });
        let shape = &plan.definition().shape;
        let stored = found.into_iter().filter(|(_, node)| {
            let above = |id: &NodeId| shape.get(*id).and_then(|node| node.parent);
            let mut around = std::iter::successors(Some(*node), above);
            let repeats = |id| shape.get(id).is_some_and(|node| node.repeat.is_some());
            self.storage(*node).is_some() && !around.any(repeats)
        });
        stored
            .map(|(given, node)| (given, shape.path(node)))
            .collect()
    }
}

fn meant(word: &str) -> Option<Given> {
    match word {
        "rounds-visit-number" => Some(Given::VisitNumber),
        "rounds-school" => Some(Given::School),
        "rounds-author" => Some(Given::Author),
        _ => None,
    }
}
