//! What a log asks of its entries, for whoever writes them one after the other.

use std::collections::BTreeMap;

use super::{EntryPart, Ties};
use crate::localized::Localized;
use crate::model::{Choice, Holds, Log};
use crate::xform::fill::show::{Place, Screen};
use crate::xform::fill::{Filling, Plan, Settings, Step};
use crate::xform::model::{Item, NodeId};

impl Ties {
    /// The form's first log of evidence, and its key.
    #[must_use]
    pub fn main_log(&self, plan: &Plan) -> Option<(NodeId, &str)> {
        let body = &plan.definition().body;
        let holds = |node| words_of(body, node).any(|word| word == "rounds-evidence");
        self.logs().find(|(node, _)| holds(*node))
    }

    /// What a log asks, with the words of all languages of the form.
    ///
    /// Choices whose values are no [`crate::Name`] are left out: entries keep such ids.
    /// They can be chosen where the entry is shown as an instance of its repeat.
    #[must_use]
    pub fn log(&self, plan: &Plan, log: NodeId, settings: Settings) -> Log {
        let words: Vec<&str> = words_of(&plan.definition().body, log).collect();
        let mut asked = Asked::new(plan, log, settings);
        let mut part = |part| {
            let question = self.part_of(plan, log, part);
            question.map_or_else(Vec::new, |question| asked.choices(question))
        };
        Log {
            holds: if words.contains(&"rounds-evidence") {
                Holds::Evidence
            } else {
                Holds::Wonderings
            },
            who: part(EntryPart::Who),
            modes: part(EntryPart::Mode),
            tags: part(EntryPart::Tags),
            elapsed: words.contains(&"rounds-elapsed"),
        }
    }
}

/// A record with one entry, whose questions are read in every language.
struct Asked<'p> {
    plan: &'p Plan,
    filling: Filling<'p>,
    screen: Screen,
    log: String,
}

impl<'p> Asked<'p> {
    fn new(plan: &'p Plan, log: NodeId, settings: Settings) -> Self {
        let mut filling = Filling::new(plan, settings);
        let path = plan.definition().shape.path(log);
        // A form that begins with entries has one already.
        let _ = filling.apply(&Step::Add { path: path.clone() });
        Self {
            plan,
            filling,
            screen: Screen::new(plan),
            log: path,
        }
    }

    fn choices(&mut self, question: NodeId) -> Vec<Choice> {
        let path = self.plan.definition().shape.path(question);
        let rest = path.strip_prefix(&self.log).unwrap_or_default();
        let Some(at) = self.filling.at_path(&format!("{}[1]{rest}", self.log)) else {
            return Vec::new();
        };
        let place = Place {
            piece: Screen::ROOT,
            at,
        };
        let mut languages: Vec<&str> = Vec::new();
        languages.extend(self.plan.definition().languages.iter().map(String::as_str));
        if languages.is_empty() {
            languages.push("");
        }
        let mut labels: Vec<(String, BTreeMap<String, String>)> = Vec::new();
        for language in &languages {
            self.filling.set_language(language);
            for choice in self.screen.choices(&self.filling, place) {
                let at = labels.iter().position(|(value, _)| *value == choice.value);
                let at = at.unwrap_or_else(|| {
                    labels.push((choice.value, BTreeMap::new()));
                    labels.len() - 1
                });
                if let Some((_, by_language)) = labels.get_mut(at) {
                    by_language.insert(code(language).to_owned(), choice.label);
                }
            }
        }
        let default = languages.first().map_or("", |language| code(language));
        let choice = |(value, labels): (String, _)| {
            Some(Choice {
                id: value.parse().ok()?,
                label: Localized::new(default, labels)?,
            })
        };
        labels.into_iter().filter_map(choice).collect()
    }
}

/// The code of a language that is called as in `Español (es)`, else its name.
fn code(language: &str) -> &str {
    let code = language.strip_suffix(')');
    let code = code.and_then(|named| named.rsplit_once('('));
    code.map_or(language, |(_, code)| code)
}

/// The words of a repeat's appearance.
fn words_of(items: &[Item], node: NodeId) -> impl Iterator<Item = &str> {
    appearance(items, node)
        .unwrap_or_default()
        .split_whitespace()
}

fn appearance(items: &[Item], node: NodeId) -> Option<&str> {
    items.iter().find_map(|item| match item {
        Item::Group(group) => appearance(&group.children, node),
        Item::Repeat(view) if view.node == node => Some(view.appearance.as_str()),
        Item::Repeat(view) => appearance(&view.children, node),
        Item::Control(_) => None,
    })
}
