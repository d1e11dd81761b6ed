//! The sheet `choices`: lists of what can be chosen.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::header::{Columns, Row};
use super::problem::Problems;
use super::reference::has_reference;
use super::table::SheetKind;
use super::value::{Cell, Fields, Value, Words};

/// A choice of a list.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub name: Cell,
    pub label: Option<Words>,
    pub media: Vec<(String, Words)>,
    /// Further columns, for choice filters.
    pub extra: Vec<(String, String)>,
    /// 0 for one that was added.
    pub row: u32,
}

impl Choice {
    fn needs_itext(&self) -> bool {
        let label = match &self.label {
            Some(Words::Languages(_)) => true,
            Some(Words::Plain(cell)) => has_reference(&cell.text),
            None => false,
        };
        label || !self.media.is_empty()
    }
}

/// The choices of one name, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    pub name: String,
    pub choices: Vec<Choice>,
}

impl List {
    /// Whether labels are looked up by id.
    #[must_use]
    pub(super) fn needs_itext(&self) -> bool {
        self.choices.iter().any(Choice::needs_itext)
    }

    /// Adds the choice `other`, unless there is one.
    pub(super) fn add_other(&mut self) {
        if self
            .choices
            .iter()
            .any(|choice| choice.name.text == "other")
        {
            return;
        }
        let label = |column| Cell::new("Other", column);
        let mut languages: Vec<String> = Vec::new();
        for choice in &self.choices {
            if let Some(Words::Languages(all)) = &choice.label {
                for (language, _) in all {
                    if !languages.contains(language) {
                        languages.push(language.clone());
                    }
                }
            }
        }
        let words = if languages.is_empty() {
            Words::Plain(label(usize::MAX))
        } else {
            let each = languages.into_iter();
            Words::Languages(each.map(|name| (name, label(usize::MAX))).collect())
        };
        self.choices.push(Choice {
            name: Cell::new("other", usize::MAX),
            label: Some(words),
            media: Vec::new(),
            extra: Vec::new(),
            row: 0,
        });
    }
}

/// All lists, in the order in which they begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    lists: Vec<List>,
    index: BTreeMap<String, usize>,
}

impl Lists {
    /// Groups the rows of the sheet by list. Rows without a list are the author's notes.
    pub(super) fn read(
        columns: &Columns,
        rows: &[Row],
        twice: bool,
        problems: &mut Problems,
    ) -> Self {
        let kind = SheetKind::Choices;
        let mut lists = Self::default();
        let mut seen = BTreeSet::new();
        for row in rows {
            let Some(list) = row.fields.text(&["list name"]) else {
                continue;
            };
            let Some(name) = row.fields.text(&["name"]) else {
                let column = columns.header_of(&["name"]);
                problems.add(kind, row.number, column, Fault::ChoiceWithoutName);
                continue;
            };
            if !seen.insert((list.text.as_str(), name.text.as_str())) && !twice {
                let fault = Fault::ChoiceTwice {
                    list: list.text.clone(),
                    name: name.text.clone(),
                };
                problems.add(kind, row.number, columns.header(name.column), fault);
            }
            let choice = choice(name, &row.fields, row.number);
            lists.add(&list.text, choice);
        }
        lists
    }

    fn add(&mut self, name: &str, choice: Choice) {
        if let Some(list) = self.get_mut(name) {
            list.choices.push(choice);
            return;
        }
        self.index.insert(name.to_owned(), self.lists.len());
        self.lists.push(List {
            name: name.to_owned(),
            choices: vec![choice],
        });
    }

    #[must_use]
    pub(super) fn get(&self, name: &str) -> Option<&List> {
        self.lists.get(*self.index.get(name)?)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut List> {
        self.lists.get_mut(*self.index.get(name)?)
    }

    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &List> {
        self.lists.iter()
    }
}

fn choice(name: &Cell, fields: &Fields, row: u32) -> Choice {
    let media = fields.map("media").into_iter().flat_map(Fields::iter);
    let known = ["list name", "name", "label", "media"];
    let extra = fields.iter().filter_map(|(key, value)| match value {
        Value::Text(cell) if !known.contains(&key) && !key.is_empty() && !key.contains(' ') => {
            Some((key.to_owned(), cell.text.clone()))
        }
        _ => None,
    });
    Choice {
        name: name.clone(),
        label: fields.get("label").map(Words::of),
        media: media
            .map(|(key, value)| (key.to_owned(), Words::of(value)))
            .collect(),
        extra: extra.collect(),
        row,
    }
}
