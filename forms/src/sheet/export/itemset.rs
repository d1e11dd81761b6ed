//! `select_one LIST` and its relatives.

use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::lower::itemset::WITH_PLACE;
use crate::sheet::reference::only_reference;
use crate::sheet::tree::Style;
use crate::xform::model::{Choices, Control, ControlKind, ItemLabel, Itemset, Source};
use crate::xpath::Expression;

/// `randomize(instance('l')/root/item[filter], seed)`, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    randomized: bool,
    seed: Option<&'a str>,
    nodes: &'a str,
    filter: Option<&'a str>,
}

impl Writer<'_> {
    /// The word in the column `type`, with the cells that belong to it.
    pub(super) fn select(
        &mut self,
        cells: &mut Cells,
        control: &Control,
        parameters: &mut Vec<(String, String)>,
    ) -> String {
        let word = match control.kind {
            ControlKind::SelectOne => "select_one",
            ControlKind::SelectMultiple => "select_multiple",
            _ => "rank",
        };
        let list = match &control.choices {
            Choices::Itemset(itemset) => self.itemset(cells, control, itemset, word, parameters),
            Choices::Inline(_) => self.searched(control).map(|list| format!("{word} {list}")),
            Choices::None => None,
        };
        list.unwrap_or_else(|| {
            let from = match &control.choices {
                Choices::Itemset(itemset) => itemset.nodeset.source().to_owned(),
                _ => "the question itself".to_owned(),
            };
            let path = self.form.shape.path(control.node);
            self.refuse(Refusal::Itemset(path, from));
            word.to_owned()
        })
    }

    fn itemset(
        &mut self,
        cells: &mut Cells,
        control: &Control,
        itemset: &Itemset,
        word: &str,
        parameters: &mut Vec<(String, String)>,
    ) -> Option<String> {
        let parts = parts(itemset.nodeset.source())?;
        if parts.randomized {
            parameters.push(("randomize".to_owned(), "true".to_owned()));
        }
        if let Some(seed) = parts.seed {
            let parsed = Expression::parse(seed, itemset.nodeset.origin()).ok()?;
            let seed = self.expression(&parsed, control.node, Style::default());
            parameters.push(("seed".to_owned(), seed));
        }
        let Some(list) = list_id(parts.nodes) else {
            return self.answers_of(cells, control, itemset, &parts, word);
        };
        if let Some(filter) = parts.filter {
            let style = Style {
                current: true,
                whole_repeat: false,
            };
            let filter = Expression::parse(filter, itemset.nodeset.origin()).ok()?;
            let filter = self.expression(&filter, control.node, style);
            put(cells, "choice_filter", filter);
        }
        let known = self.lists.get(list)?;
        let Source::External(uri) = &known.source else {
            return Some(format!("{word} {list}"));
        };
        let file = uri.rsplit('/').next().unwrap_or_default();
        let (base, ending) = file.rsplit_once('.')?;
        if base != list || control.kind == ControlKind::Rank {
            return None;
        }
        self.brought.insert(list.to_owned());
        let geojson = ending == "geojson";
        let value = itemset.value.source();
        if value != if geojson { "id" } else { "name" } {
            parameters.push(("value".to_owned(), value.to_owned()));
        }
        if let Some(ItemLabel::Value(label)) = &itemset.label
            && label.source() != if geojson { "title" } else { "label" }
        {
            parameters.push(("label".to_owned(), label.source().to_owned()));
        }
        Some(format!("{word}_from_file {file}"))
    }

    /// What places can be picked from: a list, or `${repeat}`.
    pub(super) fn places(&mut self, control: &Control, itemset: &Itemset) -> String {
        let nodes = itemset.nodeset.source();
        let named = parts(nodes).filter(|parts| !parts.randomized);
        let list = named.and_then(|parts| match (list_id(parts.nodes), parts.filter) {
            (Some(list), None) => Some(list.to_owned()),
            (None, Some(filter)) if filter.trim() == WITH_PLACE => {
                let path = Expression::parse(parts.nodes, itemset.nodeset.origin()).ok()?;
                let style = Style {
                    current: false,
                    whole_repeat: true,
                };
                let reference = self.expression(&path, control.node, style);
                only_reference(&reference).is_some().then_some(reference)
            }
            _ => None,
        });
        list.unwrap_or_else(|| {
            let path = self.form.shape.path(control.node);
            self.refuse(Refusal::Itemset(path, nodes.to_owned()));
            String::new()
        })
    }

    /// Choices that are the answers of a repeat: `select_one ${name}`.
    fn answers_of(
        &mut self,
        cells: &mut Cells,
        control: &Control,
        itemset: &Itemset,
        parts: &Parts<'_>,
        word: &str,
    ) -> Option<String> {
        let value = itemset.value.source();
        let path = format!("{}/{value}", parts.nodes);
        let path = Expression::parse(&path, itemset.nodeset.origin()).ok()?;
        let style = Style {
            current: false,
            whole_repeat: true,
        };
        let reference = self.expression(&path, control.node, style);
        only_reference(&reference)?;
        let filter = parts.filter?;
        if filter.trim() != format!("./{value} != ''") {
            let style = Style {
                current: true,
                whole_repeat: true,
            };
            let filter = Expression::parse(filter, itemset.nodeset.origin()).ok()?;
            let filter = self.expression(&filter, control.node, style);
            put(cells, "choice_filter", filter);
        }
        Some(format!("{word} {reference}"))
    }
}

/// The list in `instance('list')/root/item`.
pub(super) fn list_id(nodes: &str) -> Option<&str> {
    let rest = nodes.trim().strip_prefix("instance(")?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (id, rest) = rest.get(1..)?.split_once(quote)?;
    let rest = rest.trim_start().strip_prefix(')')?;
    (rest.trim() == "/root/item").then_some(id)
}

fn parts(source: &str) -> Option<Parts<'_>> {
    let source = source.trim();
    let inside = source
        .strip_prefix("randomize(")
        .and_then(|rest| rest.strip_suffix(')'));
    let (nodes, seed) = match inside {
        Some(inside) => match last_comma(inside) {
            Some(at) => (inside.get(..at)?, Some(inside.get(at + 1..)?.trim())),
            None => (inside, None),
        },
        None => (source, None),
    };
    let nodes = nodes.trim();
    let (nodes, filter) = match nodes.strip_suffix(']') {
        Some(open) => {
            let (nodes, filter) = open.split_once('[')?;
            (nodes, Some(filter))
        }
        None => (nodes, None),
    };
    Some(Parts {
        randomized: inside.is_some(),
        seed,
        nodes: nodes.trim(),
        filter,
    })
}

/// The last comma outside of quotes and brackets.
fn last_comma(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut found) = (0_i32, None, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, ',') if depth == 0 => found = Some(at),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn itemsets_are_taken_apart() {
        let found = parts("randomize(instance('l')/root/item[f(a, ',') = 1], /d/s )");
        let expected = Parts {
            randomized: true,
            seed: Some("/d/s"),
            nodes: "instance('l')/root/item",
            filter: Some("f(a, ',') = 1"),
        };
        assert_eq!(found, Some(expected));
        assert_eq!(list_id("instance(\"l\")/root/item"), Some("l"));
        assert_eq!(list_id("instance('l')/root/item/x"), None);
    }
}
