//! The form in parts that fit a screen.

use super::kind::Part;
use super::{Place, Screen};
use crate::xform::fill::Filling;

/// Questions up to which a form is one page.
const ONE_PAGE: usize = 60;

/// Questions up to which a group is not taken apart.
const ONE_PART: usize = 30;

/// How a person goes through a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// All of it, one below the other.
    Whole,
    /// Part by part.
    Parts,
    /// One question after the other; of a `field-list` all at once.
    Each,
}

/// What is shown at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The groups that it stands in, outermost first.
    pub within: Vec<Place>,
    pub places: Vec<Place>,
}

impl Screen {
    /// How the form wants to be gone through.
    #[must_use]
    pub fn flow(&self) -> Flow {
        let questions = |piece: &&super::Piece| matches!(piece.part, Part::Question(_));
        match () {
            () if self.pages_wanted => Flow::Each,
            () if self.pieces.iter().filter(questions).count() > ONE_PAGE => Flow::Parts,
            () => Flow::Whole,
        }
    }

    /// The pages of the record as it is now; none is empty.
    #[must_use]
    pub fn pages(&self, filling: &Filling<'_>, flow: Flow) -> Vec<Page> {
        let root = self.root(filling);
        let mut pages = Vec::new();
        if flow == Flow::Whole {
            pages.push(Page {
                within: Vec::new(),
                places: self.children(filling, root),
            });
        } else {
            self.split(filling, flow, root, &[], &mut pages);
        }
        pages.retain(|page| !page.places.is_empty());
        pages
    }

    /// The page that holds a place.
    #[must_use]
    pub fn page_of(&self, filling: &Filling<'_>, pages: &[Page], place: Place) -> Option<usize> {
        let mut at = Some(place);
        while let Some(place) = at {
            let holds = |page: &Page| page.places.contains(&place);
            if let Some(found) = pages.iter().position(holds) {
                return Some(found);
            }
            at = self.container(filling, place);
        }
        None
    }

    fn split(
        &self,
        filling: &Filling<'_>,
        flow: Flow,
        inside: Place,
        within: &[Place],
        pages: &mut Vec<Page>,
    ) {
        let page = |places: Vec<Place>| Page {
            within: within.to_vec(),
            places,
        };
        let mut run = Vec::new();
        for place in self.children(filling, inside) {
            let group = matches!(self.part(place.piece), Part::Group { .. });
            let alone = self.has_word(place.piece, "field-list")
                || flow == Flow::Parts && self.size(place.piece) <= ONE_PART;
            if !group && flow == Flow::Parts && run.len() < ONE_PART {
                run.push(place);
                continue;
            }
            pages.push(page(std::mem::take(&mut run)));
            if group && !alone {
                let mut further = within.to_vec();
                further.push(place);
                self.split(filling, flow, place, &further, pages);
            } else {
                pages.push(page(vec![place]));
            }
        }
        pages.push(page(run));
    }

    /// Questions of a piece in the form, whether they are shown or not.
    fn size(&self, piece: u32) -> usize {
        let Some(found) = self.piece(piece) else {
            return 0;
        };
        match found.part {
            Part::Question(_) => 1,
            _ => found.children.iter().map(|child| self.size(*child)).sum(),
        }
    }
}
