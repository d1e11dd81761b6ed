//! What a screen shows of a record: pieces of the form in order, with their texts and
//! states, and after a step those that changed.
//!
//! A [`Screen`] is made once from a [`Plan`] and holds no record: whoever fills the form
//! holds the [`Filling`] and passes it in. So the same screen stands over a record that
//! is only tried and over one that others write in at the same time.
//!
//! Invariant: [`Screen::changes`] names every place whose texts or state differ from
//! when it was asked before, whatever brought the change about.

mod changes;
mod check;
mod kind;
mod pages;
mod pieces;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

pub use changes::Changes;
pub use check::{Progress, Trouble};
pub use kind::{FileLook, Kind, MomentLook, Part, PlaceLook, RangeLook, Repeated, Selecting, Span};
pub use pages::{Flow, Page};
pub use texts::{Choice, Entry, Texts};

use super::{Filling, Plan};
use crate::xform::model::{Label, NodeId};
use crate::xpath::Moment;
use changes::Trace;

/// A piece of the form at one instance of its node. The same as long as the instance is
/// there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The piece, by its number in the form.
    pub piece: u32,
    /// The node of the record.
    pub at: u32,
}

/// A form as it is shown, and what of a record was seen last.
#[derive(Debug)]
pub struct Screen {
    pieces: Vec<Piece>,
    /// Pieces by the node that they show.
    of_node: BTreeMap<NodeId, Vec<u32>>,
    /// Pieces whose texts, or whether they are shown, follow from a node.
    readers: BTreeMap<NodeId, Vec<u32>>,
    /// Nodes whose choices follow from answers.
    filtered: BTreeSet<NodeId>,
    /// The form's first log of evidence.
    main_log: Option<u32>,
    pages_wanted: bool,
    seen: Vec<Trace>,
}

/// A question, group or repeat of the form.
#[derive(Debug)]
struct Piece {
    part: Part,
    /// Nothing for groups that are only for the eye.
    node: Option<NodeId>,
    parent: u32,
    children: Vec<u32>,
    label: Option<Label>,
    hint: Option<Label>,
    /// Words of its appearance.
    words: Vec<String>,
}

/// What may change about a question while the form is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub value: String,
    pub required: bool,
    /// Its own or of something above it.
    pub readonly: bool,
    /// What keeps the record from being complete.
    pub trouble: Option<Trouble>,
}

impl Screen {
    /// The whole form.
    pub const ROOT: u32 = 0;

    /// Finds what is shown, and what each text follows from.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        pieces::screen(plan)
    }

    /// The place that holds everything.
    #[must_use]
    pub fn root(&self, filling: &Filling<'_>) -> Place {
        Place {
            piece: Self::ROOT,
            at: filling.root,
        }
    }

    /// What stands at a place.
    #[must_use]
    pub fn part(&self, piece: u32) -> Part {
        self.piece(piece)
            .map_or(Part::Group { clock: false }, |piece| piece.part)
    }

    /// Whether the appearance of a piece has a word.
    #[must_use]
    pub fn has_word(&self, piece: u32, word: &str) -> bool {
        let piece = self.piece(piece);
        piece.is_some_and(|piece| piece.words.iter().any(|own| own == word))
    }

    /// Leaves the form's first log of evidence out of what is shown and counted, for a
    /// screen that shows its entries itself. To be done before anything is looked at.
    pub fn leave_out_main_log(&mut self) {
        let log = self
            .main_log
            .and_then(|log| self.pieces.get_mut(log as usize));
        if let Some(log) = log {
            log.part = Part::Hidden;
        }
    }

    fn piece(&self, piece: u32) -> Option<&Piece> {
        self.pieces.get(piece as usize)
    }

    /// The path of a place for a [`super::Step`]: with the position of each repeat, except
    /// of the last for a repeat as a whole.
    #[must_use]
    pub fn path(&self, filling: &Filling<'_>, place: Place) -> String {
        let path = filling.path_of(place.at);
        let piece = self.piece(place.piece);
        let repeats = piece.is_some_and(|piece| matches!(piece.part, Part::Repeat(_)));
        let node = piece.and_then(|piece| piece.node).filter(|_| repeats);
        let name = node.and_then(|node| filling.plan.definition.shape.get(node));
        name.map_or_else(|| path.clone(), |node| format!("{path}/{}", node.name))
    }

    /// The question at a path, if there is one.
    #[must_use]
    pub fn place(&self, filling: &Filling<'_>, path: &str) -> Option<Place> {
        let at = filling.at_path(path)?;
        let shape = filling.lives.get(at)?.shape;
        let mut pieces = self.of_node.get(&shape)?.iter().copied();
        let piece = pieces.find(|piece| matches!(self.part(*piece), Part::Question(_)))?;
        Some(Place { piece, at })
    }

    /// What is shown below a place now, in order: relevant questions, groups that hold
    /// one, repeats and their instances.
    #[must_use]
    pub fn children(&self, filling: &Filling<'_>, place: Place) -> Vec<Place> {
        let all = self.below(filling, place);
        let shown = all.into_iter().filter(|at| self.is_shown(filling, *at));
        shown.collect()
    }

    /// Everything below a place, shown or not.
    fn below(&self, filling: &Filling<'_>, place: Place) -> Vec<Place> {
        let Some(piece) = self.piece(place.piece) else {
            return Vec::new();
        };
        if let (Part::Repeat(_), Some(node), Some(only)) =
            (piece.part, piece.node, piece.children.first())
        {
            let instances = filling.instances(place.at, node).iter();
            return instances
                .map(|at| Place {
                    piece: *only,
                    at: *at,
                })
                .collect();
        }
        let at = |child: &u32| self.at(filling, *child, place.at);
        piece.children.iter().filter_map(at).collect()
    }

    /// A piece as seen from a node of the record.
    fn at(&self, filling: &Filling<'_>, piece: u32, from: u32) -> Option<Place> {
        let found = self.piece(piece)?;
        let shape = match (found.node, found.part) {
            (None, _) => return Some(Place { piece, at: from }),
            (Some(node), Part::Repeat(_)) => filling.plan.outlines.parent(node)?,
            (Some(node), _) => node,
        };
        // Most nodes are there once, wherever they are looked at from.
        let single = filling.plan.outlines.get(shape)?.single;
        let at = if single {
            filling.single_of(shape)?
        } else {
            filling.nearest(from, shape)?
        };
        Some(Place { piece, at })
    }

    fn is_shown(&self, filling: &Filling<'_>, place: Place) -> bool {
        let Some(piece) = self.piece(place.piece) else {
            return false;
        };
        let relevant = filling
            .lives
            .get(place.at)
            .is_some_and(|live| live.relevant);
        match piece.part {
            _ if !relevant => false,
            Part::Hidden => false,
            Part::Question(_) => true,
            Part::Repeat(_) => piece
                .node
                .is_some_and(|node| filling.repeat_applies(place.at, node)),
            Part::Group { .. } | Part::Instance => {
                let shown = |child: &u32| {
                    let at = self.at(filling, *child, place.at);
                    at.is_some_and(|at| self.is_shown(filling, at))
                };
                piece.children.iter().any(shown)
            }
        }
    }

    /// The place that a place stands in; nothing for the whole form.
    #[must_use]
    pub fn container(&self, filling: &Filling<'_>, place: Place) -> Option<Place> {
        let piece = self.piece(place.piece)?;
        if place.piece == Self::ROOT {
            return None;
        }
        let parent = self.piece(piece.parent)?;
        if let (Part::Repeat(_), Part::Instance) = (parent.part, piece.part) {
            let at = filling.lives.get(place.at)?.parent?;
            return Some(Place {
                piece: piece.parent,
                at,
            });
        }
        // The nearest node that is shown around it, or the record itself.
        let mut above = piece.parent;
        while let Some(found) = self.piece(above) {
            match found.node {
                Some(node) => {
                    let at = filling.lives.above(place.at, node).unwrap_or(filling.root);
                    return Some(Place {
                        piece: piece.parent,
                        at,
                    });
                }
                None if above == Self::ROOT => break,
                None => above = found.parent,
            }
        }
        Some(Place {
            piece: piece.parent,
            at: filling.root,
        })
    }

    /// The state of a question.
    #[must_use]
    pub fn state(&self, filling: &Filling<'_>, place: Place) -> State {
        let Some(live) = filling.lives.get(place.at) else {
            return State::default();
        };
        State {
            value: live.text().to_owned(),
            required: live.required,
            readonly: filling.is_locked(place.at),
            trouble: self.trouble(filling, place),
        }
    }

    /// Whether an answer has the form of the question's type. One that has not would be
    /// kept as none.
    #[must_use]
    pub fn fits(&self, filling: &Filling<'_>, place: Place, text: &str) -> bool {
        let shape = filling.lives.get(place.at).map(|live| live.shape);
        shape.is_some_and(|shape| {
            text.is_empty() || !super::codec::kept(filling.plan, shape, text).is_empty()
        })
    }

    /// Whether a person may add instances to a repeat and take them away.
    #[must_use]
    pub fn may_change(&self, filling: &Filling<'_>, place: Place) -> bool {
        let node = self.piece(place.piece).and_then(|piece| piece.node);
        let shape = node.and_then(|node| filling.plan.definition.shape.get(node));
        let repeat = shape.and_then(|node| node.repeat.as_ref());
        repeat.is_some_and(|repeat| repeat.count.is_none() && !repeat.fixed)
            && !filling.is_locked(place.at)
    }
}

impl<'p> Filling<'p> {
    /// The form.
    #[must_use]
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// Another moment from now on, for what is stamped next.
    pub fn set_now(&mut self, now: Moment) {
        self.settings.now = now;
    }

    /// The node of a shape that is nearest to another one: below it, else below what is
    /// around it.
    fn nearest(&self, from: u32, shape: NodeId) -> Option<u32> {
        let mut at = Some(from);
        while let Some(here) = at {
            let live = self.lives.get(here)?;
            if live.shape == shape {
                return Some(here);
            }
            let way = self.plan.outlines.way(live.shape, shape);
            let below = std::iter::successors(Some(shape), |id| self.plan.outlines.parent(*id))
                .any(|id| id == live.shape);
            if below {
                let mut found = Vec::new();
                self.lives.follow(here, &way, &mut found);
                return found.first().copied();
            }
            at = live.parent;
        }
        None
    }
}

#[cfg(all(test, feature = "import"))]
mod tests;
