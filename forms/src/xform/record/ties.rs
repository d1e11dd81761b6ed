//! What of a form is stored, and under which keys: found once for a form.

use std::collections::{BTreeMap, BTreeSet};

use sha2::Digest as _;

use super::types::EntryPart;
use crate::limits::{RECORD_KEY_BYTES, RECORD_PLACE_BYTES};
use crate::xform::fill::Plan;
use crate::xform::model::{
    Content, Control, ControlKind, Definition, Item, NodeId, ValueType, each_control,
};

/// How a value is stored where its place was made by one person. In a repeat that the
/// form counts all are single values, because two devices make its instances apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Words that several people may write in at once.
    Text,
    /// A count.
    Tally,
    /// The chosen options of a select-many.
    Options,
    /// One value.
    Single,
    /// A part of an entry of a log.
    Entry(EntryPart),
}

/// What is stored of a form, by node.
#[derive(Clone, Debug)]
pub struct Ties {
    /// Values and repeats.
    keys: BTreeMap<NodeId, String>,
    storage: BTreeMap<NodeId, Storage>,
    logs: BTreeSet<NodeId>,
    choices: BTreeMap<NodeId, ChoiceKind>,
    /// What a value is before anything was stored.
    defaults: BTreeMap<NodeId, String>,
    values: BTreeSet<NodeId>,
}

/// A value of a record and where it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    pub(super) shape: NodeId,
    /// With its place.
    pub(super) key: String,
    pub(super) storage: Storage,
    /// The entry that it is in, if it is a part of one.
    pub(super) entry: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChoiceKind {
    None,
    One,
    Many,
}

/// Joins a place and a key.
#[must_use]
pub fn flat(place: &str, key: &str) -> String {
    if place.is_empty() {
        key.to_owned()
    } else {
        format!("{place}\u{1f}{key}")
    }
}

/// The place of what is in the instance of a counted repeat at a position, from 1.
pub(super) fn counted(place: &str, key: &str, position: usize) -> String {
    shortened(
        &flat(place, &format!("{key}#{position}")),
        RECORD_PLACE_BYTES,
    )
}

/// A text of at most so many bytes that still stands for the whole.
fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let hash = sha2::Sha256::digest(text.as_bytes());
    let hash: String = hash
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut begin = String::new();
    for letter in text.chars() {
        if begin.len() + letter.len_utf8() + 1 + hash.len() > most {
            break;
        }
        begin.push(letter);
    }
    format!("{begin}~{hash}")
}

impl Ties {
    /// Finds out what of a form is stored.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let definition = plan.definition();
        let mut ties = Self {
            keys: keys(definition),
            storage: BTreeMap::new(),
            logs: logs(&definition.body, definition),
            choices: BTreeMap::new(),
            defaults: BTreeMap::new(),
            values: values(definition).collect(),
        };
        for value in &ties.values {
            if !plan.is_computed(*value) {
                ties.storage.insert(*value, Storage::Single);
            }
        }
        each_control(&definition.body, &mut |control| {
            ties.control(definition, control);
        });
        ties.default_texts(&definition.initial);
        for (_, node) in definition.shape.iter() {
            if let Some(repeat) = &node.repeat {
                ties.default_texts(&repeat.template);
            }
        }
        ties
    }

    /// The key of a value or repeat, without its place.
    #[must_use]
    pub fn key(&self, node: NodeId) -> Option<&str> {
        self.keys.get(&node).map(String::as_str)
    }

    /// How a value is stored; `None` when it is computed, or no value.
    #[must_use]
    pub fn storage(&self, node: NodeId) -> Option<Storage> {
        self.storage.get(&node).copied()
    }

    /// Whether a repeat is a log of entries.
    #[must_use]
    pub fn is_log(&self, node: NodeId) -> bool {
        self.logs.contains(&node)
    }

    /// The logs of the form, in its order, and their keys.
    pub fn logs(&self) -> impl Iterator<Item = (NodeId, &str)> {
        let logs = self.logs.iter();
        logs.filter_map(|node| Some((*node, self.key(*node)?)))
    }

    /// The question of a log that shows a part of its entries.
    #[must_use]
    pub fn part_of(&self, plan: &Plan, log: NodeId, part: EntryPart) -> Option<NodeId> {
        let shape = &plan.definition().shape;
        let mut parts = self.storage.iter();
        let (node, _) = parts.find(|(node, storage)| {
            let above = |id: &NodeId| shape.get(*id).and_then(|node| node.parent);
            **storage == Storage::Entry(part)
                && std::iter::successors(Some(**node), above).any(|id| id == log)
        })?;
        Some(*node)
    }

    pub(super) fn is_value(&self, node: NodeId) -> bool {
        self.values.contains(&node)
    }

    pub(super) fn choice_kind(&self, node: NodeId) -> ChoiceKind {
        self.choices.get(&node).copied().unwrap_or(ChoiceKind::None)
    }

    pub(super) fn default_of(&self, node: NodeId) -> &str {
        self.defaults.get(&node).map_or("", String::as_str)
    }

    /// What must be made with an instance of `top`, or with the note for the root: keys
    /// of texts, tallies and select-many fields that no inner repeat holds.
    pub(super) fn made_with(
        &self,
        definition: &Definition,
        top: NodeId,
    ) -> impl Iterator<Item = (Storage, &str)> {
        let mut found = Vec::new();
        let mut open = vec![top];
        while let Some(id) = open.pop() {
            let Some(node) = definition.shape.get(id) else {
                continue;
            };
            if id != top && node.repeat.is_some() {
                continue;
            }
            open.extend(&node.children);
            let storage = self.storage.get(&id);
            found.extend(
                storage
                    .zip(self.key(id))
                    .map(|(storage, key)| (*storage, key)),
            );
        }
        found.into_iter()
    }

    fn control(&mut self, definition: &Definition, control: &Control) {
        let node = control.node;
        let kind = match control.kind {
            ControlKind::SelectOne => ChoiceKind::One,
            ControlKind::SelectMultiple | ControlKind::Rank => ChoiceKind::Many,
            _ => ChoiceKind::None,
        };
        self.choices.insert(node, kind);
        let part = self.entry_part(definition, control);
        let Some(storage) = self.storage.get_mut(&node) else {
            return;
        };
        let bind = definition.shape.get(node).map(|node| &node.bind);
        let value = bind.map_or(ValueType::Text, |bind| bind.value);
        let shown = bind.and_then(|bind| bind.readonly.as_ref());
        let shown = shown.is_some_and(|readonly| readonly.source().trim() == "true()");
        *storage = match (control.kind, value) {
            _ if part.is_some() => part.map_or(Storage::Single, Storage::Entry),
            (ControlKind::Input, ValueType::Integer) if has(control, "rounds-tally") => {
                Storage::Tally
            }
            (ControlKind::Input, ValueType::Text) if !shown => Storage::Text,
            (ControlKind::SelectMultiple, _) => Storage::Options,
            _ => Storage::Single,
        };
    }

    fn entry_part(&self, definition: &Definition, control: &Control) -> Option<EntryPart> {
        let above = |id: &NodeId| definition.shape.get(*id).and_then(|node| node.parent);
        let mut around = std::iter::successors(Some(control.node), above);
        let is_repeat = |id: &NodeId| {
            let node = definition.shape.get(*id);
            node.is_some_and(|node| node.repeat.is_some())
        };
        around
            .find(is_repeat)
            .filter(|repeat| self.is_log(*repeat))?;
        let parts = [
            ("rounds-at", EntryPart::At),
            ("rounds-who", EntryPart::Who),
            ("rounds-mode", EntryPart::Mode),
            ("rounds-text", EntryPart::Text),
            ("rounds-tags", EntryPart::Tags),
        ];
        let mut parts = parts.into_iter();
        parts
            .find(|(word, _)| has(control, word))
            .map(|(_, part)| part)
    }

    /// Called for outer repeats first, so that a value keeps what the innermost says.
    fn default_texts(&mut self, content: &Content) {
        if !content.text.is_empty() {
            self.defaults.insert(content.node, content.text.clone());
        } else if content.children.is_empty() {
            self.defaults.remove(&content.node);
        }
        for child in &content.children {
            self.default_texts(child);
        }
    }
}

fn has(control: &Control, word: &str) -> bool {
    control.appearance.split_whitespace().any(|has| has == word)
}

fn values(definition: &Definition) -> impl Iterator<Item = NodeId> {
    let values = definition.shape.iter();
    values
        .filter(|(_, node)| node.children.is_empty() && node.repeat.is_none())
        .map(|(id, _)| id)
}

/// The keys of values, and of repeats.
fn keys(definition: &Definition) -> BTreeMap<NodeId, String> {
    let repeats = definition.shape.iter();
    let repeats: Vec<NodeId> = repeats
        .filter(|(_, node)| node.repeat.is_some())
        .map(|(id, _)| id)
        .collect();
    let mut all = BTreeMap::new();
    for ids in [values(definition).collect(), repeats] {
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for node in ids.iter().filter_map(|id| definition.shape.get(*id)) {
            *named.entry(&node.name).or_default() += 1;
        }
        for id in &ids {
            let Some(node) = definition.shape.get(*id) else {
                continue;
            };
            let key = match named.get(node.name.as_str()) {
                Some(1) => node.name.clone(),
                _ => {
                    let path = definition.shape.path(*id);
                    let mut parts = path.splitn(3, '/').skip(2);
                    parts.next().unwrap_or(&node.name).to_owned()
                }
            };
            all.insert(*id, shortened(&key, RECORD_KEY_BYTES));
        }
    }
    all
}

/// Repeats that people add to and whose appearance makes them logs.
fn logs(items: &[Item], definition: &Definition) -> BTreeSet<NodeId> {
    let mut found = BTreeSet::new();
    for item in items {
        match item {
            Item::Group(group) => found.extend(logs(&group.children, definition)),
            Item::Repeat(view) => {
                let words = ["rounds-evidence", "rounds-wonderings"];
                let mut appearance = view.appearance.split_whitespace();
                let node = definition.shape.get(view.node);
                let repeat = node.and_then(|node| node.repeat.as_ref());
                let free = repeat.is_some_and(|repeat| repeat.count.is_none() && !repeat.fixed);
                let outer = is_outermost(definition, view.node);
                if free && outer && appearance.any(|word| words.contains(&word)) {
                    found.insert(view.node);
                }
                found.extend(logs(&view.children, definition));
            }
            Item::Control(_) => {}
        }
    }
    found
}

/// An entry names its log and nothing around it.
fn is_outermost(definition: &Definition, node: NodeId) -> bool {
    let above = |id: &NodeId| definition.shape.get(*id).and_then(|node| node.parent);
    let mut around = std::iter::successors(above(&node), above);
    !around.any(|id| {
        let node = definition.shape.get(id);
        node.is_some_and(|node| node.repeat.is_some())
    })
}
