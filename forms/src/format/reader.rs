//! Reading an object key by key, so that a wrong or forgotten key is told with its
//! place, and reading goes on after it.

use std::collections::BTreeMap;

use crate::format::json::Node;
use crate::limits;
use crate::name::Name;
use crate::problem::{FormProblem, Problem};

/// What reading has found so far.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) problems: Vec<FormProblem>,
    pub(super) languages: Vec<String>,
    pub(super) default_language: String,
    /// The field being read, for messages.
    pub(super) field: Option<String>,
    /// Ids of parts and fields with the place of the first use.
    pub(super) ids: BTreeMap<Name, String>,
    pub(super) fields: usize,
}

impl Reading {
    pub(super) fn report(&mut self, path: &str, problem: Problem) {
        if self.problems.len() < limits::PROBLEMS {
            self.problems.push(FormProblem {
                path: path.to_owned(),
                field: self.field.clone(),
                problem,
            });
        }
    }

    /// Reports an id of a part or field that was used before.
    pub(super) fn claim(&mut self, id: &Name, path: &str) {
        if let Some(first) = self.ids.get(id) {
            let problem = Problem::DuplicateId {
                id: id.to_string(),
                first: first.clone(),
            };
            self.report(path, problem);
        } else {
            self.ids.insert(id.clone(), path.to_owned());
        }
    }
}

/// A value and its place.
pub(super) struct Item<'a> {
    pub(super) node: &'a Node,
    pub(super) path: String,
}

impl<'a> Item<'a> {
    fn wrong_type<T>(&self, expected: &'static str, reading: &mut Reading) -> Option<T> {
        let found = self.node.in_words();
        reading.report(&self.path, Problem::WrongType { expected, found });
        None
    }

    pub(super) fn text(&self, reading: &mut Reading) -> Option<&'a str> {
        match self.node {
            Node::Text(text) => Some(text),
            _ => self.wrong_type("a text in quotes", reading),
        }
    }

    pub(super) fn int(&self, reading: &mut Reading) -> Option<i64> {
        match self.node {
            Node::Int(number) => Some(*number),
            _ => self.wrong_type("a whole number", reading),
        }
    }

    pub(super) fn truth(&self, reading: &mut Reading) -> Option<bool> {
        match self.node {
            Node::Bool(truth) => Some(*truth),
            _ => self.wrong_type("true or false", reading),
        }
    }

    pub(super) fn name(&self, reading: &mut Reading) -> Option<Name> {
        match self.text(reading)?.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                reading.report(&self.path, Problem::BadName(error));
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &self,
        known: &[(&'static str, T)],
        reading: &mut Reading,
    ) -> Option<T> {
        let text = self.text(reading)?;
        let found = known.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let problem = Problem::UnknownWord {
                found: shortened(text),
                allowed: listed(known.iter().map(|(word, _)| *word)),
            };
            reading.report(&self.path, problem);
        }
        found.map(|(_, value)| *value)
    }

    /// The values of a list of `least` to `most` of `what`.
    pub(super) fn list(
        &self,
        what: &'static str,
        least: usize,
        most: usize,
        reading: &mut Reading,
    ) -> Option<Vec<Self>> {
        let Node::List(nodes) = self.node else {
            return self.wrong_type("a list in [ ]", reading);
        };
        let found = nodes.len();
        if found < least {
            reading.report(&self.path, Problem::TooFew { what, least, found });
        }
        if found > most {
            reading.report(&self.path, Problem::TooMany { what, most, found });
            return None;
        }
        let item = |(place, node)| Item {
            node,
            path: format!("{}[{place}]", self.path),
        };
        Some(nodes.iter().enumerate().map(item).collect())
    }

    pub(super) fn object(&self, reading: &mut Reading) -> Option<Object<'a>> {
        let Node::Object(entries) = self.node else {
            return self.wrong_type("an object in { }", reading);
        };
        let object = Object {
            entries,
            path: self.path.clone(),
            asked: Vec::new(),
        };
        object.report_repeated_keys(reading);
        Some(object)
    }
}

/// An object being read. Keys that nobody asked for are reported by [`Object::close`].
pub(super) struct Object<'a> {
    entries: &'a [(String, Node)],
    pub(super) path: String,
    asked: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// Its keys and values as written.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Item<'a>)> {
        self.entries.iter().map(|(key, node)| {
            let item = Item {
                node,
                path: join(&self.path, key),
            };
            (key.as_str(), item)
        })
    }

    pub(super) fn optional(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.asked.push(key);
        let (_, node) = self.entries.iter().find(|(written, _)| written == key)?;
        let path = join(&self.path, key);
        Some(Item { node, path })
    }

    pub(super) fn required(
        &mut self,
        key: &'static str,
        reading: &mut Reading,
    ) -> Option<Item<'a>> {
        let item = self.optional(key);
        if item.is_none() {
            reading.report(&self.path, Problem::Missing(key));
        }
        item
    }

    /// A key that is true or false, and false when it is not there.
    pub(super) fn flag(&mut self, key: &'static str, reading: &mut Reading) -> bool {
        self.optional(key)
            .and_then(|item| item.truth(reading))
            .unwrap_or(false)
    }

    /// Reports every key that has no meaning here.
    pub(super) fn close(self, reading: &mut Reading) {
        for (key, _) in self.entries {
            if !self.asked.contains(&key.as_str()) {
                let problem = Problem::UnknownKey {
                    key: shortened(key),
                    allowed: listed(self.asked.iter().copied()),
                };
                reading.report(&self.path, problem);
            }
        }
    }

    fn report_repeated_keys(&self, reading: &mut Reading) {
        let mut seen = std::collections::BTreeSet::new();
        for (key, _) in self.entries {
            if !seen.insert(key) {
                reading.report(&self.path, Problem::DuplicateKey(shortened(key)));
            }
        }
    }
}

fn join(path: &str, key: &str) -> String {
    let key = shortened(key);
    if path.is_empty() {
        return key;
    }
    format!("{path}.{key}")
}

/// `"a", "b" and "c"`.
pub(super) fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// What someone wrote, cut so that a message stays readable.
pub(super) fn shortened(text: &str) -> String {
    const KEPT: usize = 64;
    if text.chars().count() <= KEPT {
        return text.to_owned();
    }
    let kept: String = text.chars().take(KEPT).collect();
    format!("{kept}…")
}
