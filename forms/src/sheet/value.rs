//! The cells of a row, grouped by what their headers say: `label::English` and
//! `label::French` are two languages of one label.

/// The text of a cell and the column it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    pub text: String,
    /// Index of the column; generated texts carry that of the cell they are made of.
    pub column: usize,
}

impl Cell {
    #[must_use]
    pub(super) fn new(text: &str, column: usize) -> Self {
        Self {
            text: text.to_owned(),
            column,
        }
    }
}

/// A cell, or cells grouped by the next part of their headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(Cell),
    Map(Fields),
}

/// Values by key, in the order of their columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Fields(Vec<(String, Value)>);

impl Fields {
    #[must_use]
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// Sets a key, replacing what was there.
    pub(super) fn set(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The text at a path of keys.
    #[must_use]
    pub(super) fn text(&self, path: &[&str]) -> Option<&Cell> {
        let (last, before) = path.split_last()?;
        let mut fields = self;
        for key in before {
            fields = fields.map(key)?;
        }
        match fields.get(last)? {
            Value::Text(cell) => Some(cell),
            Value::Map(_) => None,
        }
    }

    /// The group at a key.
    #[must_use]
    pub(super) fn map(&self, key: &str) -> Option<&Self> {
        match self.get(key)? {
            Value::Map(fields) => Some(fields),
            Value::Text(_) => None,
        }
    }

    /// Sets a key of a group, replacing what was there.
    pub(super) fn set_in(&mut self, group: &str, key: &str, value: Value) {
        let mut fields = self.map(group).cloned().unwrap_or_default();
        fields.set(key, value);
        self.set(group, Value::Map(fields));
    }

    /// Puts a cell at the path of its header. A cell of one part replaces what was
    /// there; others are added, and a text without a language counts as `language`.
    pub(super) fn put(&mut self, path: &[String], cell: Cell, language: &str) {
        match path {
            [] => {}
            [key] => self.set(key, Value::Text(cell)),
            [key, rest @ ..] => {
                let nested = rest.iter().rev().fold(Value::Text(cell), |value, key| {
                    Value::Map(Self(vec![(key.clone(), value)]))
                });
                self.merge(key, nested, language);
            }
        }
    }

    fn merge(&mut self, key: &str, value: Value, language: &str) {
        let at = self.0.iter().position(|(name, _)| name == key);
        match at.and_then(|at| self.0.get_mut(at)) {
            Some((_, old)) => {
                let before = std::mem::replace(old, Value::Map(Self::default()));
                *old = merged(before, value, language);
            }
            None => self.0.push((key.to_owned(), value)),
        }
    }
}

fn merged(old: Value, new: Value, language: &str) -> Value {
    let wrap = |cell: Cell| Fields(vec![(language.to_owned(), Value::Text(cell))]);
    match (old, new) {
        (Value::Text(old), Value::Text(_)) => Value::Text(old),
        (Value::Text(old), Value::Map(new)) if new.get(language).is_none() => {
            join(wrap(old), new, language)
        }
        (Value::Text(_), new) => new,
        (Value::Map(old), Value::Text(new)) if old.get(language).is_none() => {
            join(old, wrap(new), language)
        }
        (old, Value::Text(_)) => old,
        (Value::Map(old), Value::Map(new)) => join(old, new, language),
    }
}

fn join(mut old: Fields, new: Fields, language: &str) -> Value {
    for (key, value) in new.0 {
        old.merge(&key, value, language);
    }
    Value::Map(old)
}

/// Straight quotes instead of typographic ones; single blanks when `spaces` says so.
#[must_use]
pub(super) fn clean(text: &str, spaces: bool) -> String {
    let text = if spaces {
        super::table::single_spaced(text)
    } else {
        text.to_owned()
    };
    let straight = |c: char| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        c => c,
    };
    text.chars().map(straight).collect()
}

/// A text in one language or in several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    Plain(Cell),
    /// By language, in the order of the columns.
    Languages(Vec<(String, Cell)>),
}

impl Words {
    /// The words of a value; cells grouped deeper than by language are left out.
    #[must_use]
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Text(cell) => Self::Plain(cell.clone()),
            Value::Map(fields) => Self::Languages(
                fields
                    .iter()
                    .filter_map(|(language, value)| match value {
                        Value::Text(cell) => Some((language.to_owned(), cell.clone())),
                        Value::Map(_) => None,
                    })
                    .collect(),
            ),
        }
    }

    /// Every text with its language, `language` for one without.
    #[must_use]
    pub(super) fn each<'a>(&'a self, language: &'a str) -> Vec<(&'a str, &'a Cell)> {
        match self {
            Self::Plain(cell) => vec![(language, cell)],
            Self::Languages(all) => all
                .iter()
                .map(|(name, cell)| (name.as_str(), cell))
                .collect(),
        }
    }

    #[must_use]
    pub(super) fn is_translated(&self) -> bool {
        matches!(self, Self::Languages(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        for (column, (header, text)) in cells.iter().enumerate() {
            let path: Vec<String> = header.split("::").map(str::to_owned).collect();
            fields.put(&path, Cell::new(text, column), "English");
        }
        fields
    }

    fn label(fields: &Fields) -> Vec<(String, String)> {
        let words = fields.get("label").map(Words::of);
        let words = words.unwrap_or(Words::Languages(Vec::new()));
        let each = words.each("-").into_iter();
        each.map(|(name, cell)| (name.to_owned(), cell.text.clone()))
            .collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn a_label_without_language_has_the_default_one() {
        let fields = row(&[("label", "Hi"), ("label::French", "Salut")]);
        assert_eq!(
            label(&fields),
            pairs(&[("English", "Hi"), ("French", "Salut")])
        );
    }

    #[test]
    fn a_named_language_goes_before_the_plain_label() {
        let fields = row(&[("label", "Hi"), ("label::English", "Hello")]);
        assert_eq!(label(&fields), pairs(&[("English", "Hello")]));
    }

    #[test]
    fn a_plain_label_after_others_replaces_them() {
        let fields = row(&[("label::French", "Salut"), ("label", "Hi")]);
        assert_eq!(label(&fields), pairs(&[("-", "Hi")]));
    }

    #[test]
    fn groups_of_two_kinds_stay_apart() {
        let fields = row(&[("bind::relevant", "1"), ("bind::required", "yes")]);
        assert_eq!(
            fields.text(&["bind", "required"]).map(|c| c.text.as_str()),
            Some("yes")
        );
        assert_eq!(
            fields.text(&["bind", "relevant"]).map(|c| c.column),
            Some(0)
        );
    }

    #[test]
    fn quotes_and_blanks() {
        assert_eq!(clean(" \u{2018}a\u{2019}  b ", true), "'a' b");
        assert_eq!(clean("a  b", false), "a  b");
    }
}
