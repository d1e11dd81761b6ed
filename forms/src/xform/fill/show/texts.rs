//! Labels, hints and choices in the record's language.

use super::kind::Part;
use super::{Place, Screen};
use crate::xform::fill::Filling;
use crate::xform::fill::plan::Offer;
use crate::xform::model::Label;
use crate::xpath::{Context, Evaluator, Node, World};

/// What a piece says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Empty when it has none.
    pub label: String,
    /// Empty when it has none.
    pub hint: String,
}

/// What may be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Of a level: what is seen or heard at it.
    pub descriptor: String,
    /// A level that says that there was nothing to see.
    pub absent: bool,
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, in its log.
    pub number: usize,
    pub text: String,
}

impl Screen {
    /// The texts of a piece at a place.
    #[must_use]
    pub fn texts(&self, filling: &Filling<'_>, place: Place) -> Texts {
        let Some(piece) = self.piece(place.piece) else {
            return Texts::default();
        };
        // A repeat speaks as its instances would.
        let here = match (piece.part, piece.node) {
            (Part::Repeat(_), Some(node)) => Node::Below(place.at, node.0),
            _ => Node::Live(place.at),
        };
        let said = |label: Option<&Label>| {
            let text = label.map(|label| filling.label(label, here));
            text.as_deref().map(plain).unwrap_or_default()
        };
        Texts {
            label: said(piece.label.as_ref()),
            hint: said(piece.hint.as_ref()),
        }
    }

    /// What may be chosen at a question now, in order.
    #[must_use]
    pub fn choices(&self, filling: &Filling<'_>, place: Place) -> Vec<Choice> {
        let Some(live) = filling.lives.get(place.at) else {
            return Vec::new();
        };
        let question = filling.plan.questions.get(&live.shape);
        match question.map(|question| &question.offer) {
            None | Some(Offer::Free) => Vec::new(),
            Some(Offer::Fixed(all)) => {
                let here = Node::Live(place.at);
                let choice = |(value, label): &(String, Option<Label>)| Choice {
                    value: value.clone(),
                    label: label
                        .as_ref()
                        .map_or_else(|| value.clone(), |label| plain(&filling.label(label, here))),
                    ..Choice::default()
                };
                all.iter().map(choice).collect()
            }
            Some(Offer::Listed {
                label, translated, ..
            }) => {
                let offered = live.offered.iter().flatten();
                let choice = |item: &super::super::live::Offered| {
                    let at = Context {
                        node: item.item,
                        ..Context::at(Node::Live(place.at))
                    };
                    let found = label.as_ref().map(|label| {
                        let text = Evaluator::new(filling).string(label, at);
                        if *translated {
                            filling.translated(&text, Node::Live(place.at))
                        } else {
                            Some(text)
                        }
                    });
                    let text = found.flatten().filter(|text| !text.is_empty());
                    Choice {
                        value: item.value.clone(),
                        label: text.map_or_else(|| item.value.clone(), |text| plain(&text)),
                        descriptor: filling.descriptor(item.item),
                        absent: filling.beside(item.item, "absent") == "yes",
                    }
                };
                offered.map(choice).collect()
            }
        }
    }

    /// Where the entries of a log stand, also when the log is left out.
    fn entries_at(&self, filling: &Filling<'_>, log: u32) -> Vec<Place> {
        let piece = self.piece(log);
        let at = |piece: &super::Piece| {
            let (node, only) = (piece.node?, *piece.children.first()?);
            let parent = filling.plan.outlines.parent(node)?;
            let instances = filling.instances(filling.single_of(parent)?, node).iter();
            let place = |at: &u32| Place {
                piece: only,
                at: *at,
            };
            Some(instances.map(place).collect())
        };
        piece.and_then(at).unwrap_or_default()
    }

    /// The entries of the first evidence log of the form, for what links to them.
    #[must_use]
    pub fn entries(&self, filling: &Filling<'_>) -> Vec<Entry> {
        let instances = self.main_log.map(|log| self.entries_at(filling, log));
        let text = |instance: Place| {
            let mut below = self.below(filling, instance).into_iter();
            let words = below.find(|place| self.has_word(place.piece, "rounds-text"));
            let live = words.and_then(|place| filling.lives.get(place.at));
            live.map(|live| live.text().to_owned()).unwrap_or_default()
        };
        let numbered = (1..).zip(instances.into_iter().flatten());
        numbered
            .map(|(number, instance)| Entry {
                number,
                text: text(instance),
            })
            .collect()
    }
}

impl Filling<'_> {
    /// What is seen or heard at a level, in the record's language, else in any.
    fn descriptor(&self, item: Node) -> String {
        let language = self.language();
        let code = language.rsplit_once('(').map_or(language, |(_, code)| code);
        let code = code.trim_end_matches(')').trim();
        let own = self.beside(item, &format!("descriptor_{code}"));
        if own.is_empty() {
            self.beside(item, "descriptor_en")
        } else {
            own
        }
    }

    /// What stands in another column of a choice.
    fn beside(&self, item: Node, column: &str) -> String {
        let mut found = Vec::new();
        let name = self.plan.names.find(column);
        self.children(item, Some(name), &mut found);
        let first = found.first();
        first.map_or_else(String::new, |node| self.text(*node).into_owned())
    }
}

/// A text without the marks that other tools draw it with: tags of HTML, and asterisks
/// or lines around words.
fn plain(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        left.push_str(before);
        let tag = after
            .chars()
            .next()
            .filter(|c| *c == '/' || c.is_ascii_alphabetic());
        match (tag, after.split_once('>')) {
            (Some(_), Some((_, after))) => rest = after,
            _ => {
                left.push('<');
                rest = after;
            }
        }
    }
    left.push_str(rest);
    for mark in ["**", "__"] {
        // Only in pairs.
        while let Some((at, more)) = left.split_once(mark).and_then(|(before, after)| {
            let (inside, after) = after.split_once(mark)?;
            Some((before.len(), format!("{inside}{after}")))
        }) {
            left.truncate(at);
            left.push_str(&more);
        }
    }
    let text = left.trim();
    text.strip_prefix('#')
        .map_or(text, |text| text.trim_start_matches('#').trim_start())
        .to_owned()
}
