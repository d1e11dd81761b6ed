//! What a step changed on the screen, by comparing the record with what was seen.
//!
//! Comparing costs a little for each node, and needs no word from whatever changed the
//! record; texts and lists are built only for what differs.

use std::collections::BTreeSet;

use super::kind::Part;
use super::{Place, Screen};
use crate::xform::fill::Filling;
use crate::xform::fill::live::{Live, Offered};

/// Places that are not as they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    places: BTreeSet<Place>,
    /// Pieces whose texts changed, at whatever instance.
    pieces: BTreeSet<u32>,
}

impl Changes {
    /// Whether a place must be looked at again.
    #[must_use]
    pub fn touch(&self, place: Place) -> bool {
        self.places.contains(&place) || self.pieces.contains(&place.piece)
    }

    /// How many places and pieces are touched.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len() + self.pieces.len()
    }

    /// Whether everything is as it was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What was seen of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trace {
    relevant: bool,
    required: bool,
    readonly: bool,
    holds: bool,
    gone: bool,
    text: String,
    offered: Option<Vec<Offered>>,
}

/// How far a difference reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Differs {
    Not,
    /// What is said about the node alone.
    State,
    /// What it says, which texts elsewhere may show.
    Content,
    /// Whether it is there at all.
    Presence,
    /// It and everything below it.
    Below,
}

impl Screen {
    /// What differs from when this was asked before; from now on this is what was seen.
    pub fn changes(&mut self, filling: &Filling<'_>) -> Changes {
        let mut changes = Changes::default();
        let count = filling.lives.len();
        for id in (0..).take(count) {
            let Some(live) = filling.lives.get(id) else {
                break;
            };
            let lists = self.filtered.contains(&live.shape);
            let index = id as usize;
            let differs = match self.seen.get(index) {
                None => Differs::Presence,
                Some(trace) => trace.differs(live, lists),
            };
            if differs == Differs::Not {
                continue;
            }
            let trace = Trace::of(live, lists);
            match self.seen.get_mut(index) {
                Some(slot) => *slot = trace,
                None => self.seen.push(trace),
            }
            self.mark(filling, id, live, differs, &mut changes);
        }
        changes
    }

    fn mark(
        &self,
        filling: &Filling<'_>,
        id: u32,
        live: &Live,
        differs: Differs,
        changes: &mut Changes,
    ) {
        if differs == Differs::Below {
            for below in filling.lives.whole(id) {
                let shape = filling.lives.get(below).map(|live| live.shape);
                let pieces = shape.and_then(|shape| self.of_node.get(&shape));
                let all = pieces.into_iter().flatten();
                changes.places.extend(all.map(|piece| Place {
                    piece: *piece,
                    at: below,
                }));
            }
        }
        for piece in self.of_node.get(&live.shape).into_iter().flatten() {
            let repeat = matches!(self.part(*piece), Part::Repeat(_));
            let at = if repeat { live.parent } else { Some(id) };
            let Some(at) = at else { continue };
            let place = Place { piece: *piece, at };
            changes.places.insert(place);
            if differs == Differs::Presence {
                self.mark_above(filling, place, changes);
            }
        }
        if matches!(differs, Differs::Content | Differs::Presence) {
            for piece in self.readers.get(&live.shape).into_iter().flatten() {
                changes.pieces.insert(*piece);
                // A repeat may come or go with it.
                let holder = self.piece(*piece).map(|piece| piece.parent);
                let repeat = matches!(self.part(*piece), Part::Repeat(_));
                changes.pieces.extend(holder.filter(|_| repeat));
            }
        }
    }

    fn mark_above(&self, filling: &Filling<'_>, place: Place, changes: &mut Changes) {
        let mut at = place;
        while let Some(above) = self.container(filling, at) {
            changes.places.insert(above);
            at = above;
        }
    }
}

impl Trace {
    fn of(live: &Live, lists: bool) -> Self {
        Self {
            relevant: live.relevant,
            required: live.required,
            readonly: live.readonly,
            holds: live.holds,
            gone: live.gone,
            text: live.text().to_owned(),
            offered: live.offered.clone().filter(|_| lists),
        }
    }

    fn differs(&self, live: &Live, lists: bool) -> Differs {
        if self.relevant != live.relevant || self.gone != live.gone {
            return Differs::Presence;
        }
        if self.readonly != live.readonly {
            return Differs::Below;
        }
        if self.text != live.text() {
            return Differs::Content;
        }
        let same = self.required == live.required
            && self.holds == live.holds
            && (!lists || self.offered == live.offered);
        if same { Differs::Not } else { Differs::State }
    }
}
