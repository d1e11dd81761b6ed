//! What a header means: aliases, languages and groups.

use super::alias::{self, Target};
use super::fault::Fault;
use super::problem::Problems;
use super::table::{SheetKind, Table};
use super::value::{Cell, Fields, clean};

/// The columns of one sheet.
#[derive(Debug)]
pub(super) struct Columns {
    kind: SheetKind,
    /// By index of the column; a column without a header has no path.
    columns: Vec<Column>,
}

#[derive(Debug, Default)]
struct Column {
    header: String,
    path: Vec<String>,
}

impl Columns {
    /// Finds out what each header means; two for the same thing are a fault.
    pub(super) fn read(kind: SheetKind, table: &Table, problems: &mut Problems) -> Self {
        let double = table.headers.iter().flatten().any(|h| h.contains("::"));
        let mut columns: Vec<Column> = Vec::new();
        for header in &table.headers {
            let Some(header) = header else {
                columns.push(Column::default());
                continue;
            };
            let (path, canonical) = path(kind, header, double);
            let other = columns.iter().find(|column| column.path == path);
            let fault = match other {
                Some(other) if other.header == *header => Some(Fault::ColumnTwice(header.clone())),
                Some(other) if !canonical => Some(Fault::SameColumn {
                    header: header.clone(),
                    other: other.header.clone(),
                }),
                _ => None,
            };
            if let Some(fault) = fault {
                problems.add(kind, 1, header, fault);
            }
            let header = header.clone();
            columns.push(Column { header, path });
        }
        Self { kind, columns }
    }

    /// The header of a column, for messages.
    #[must_use]
    pub(super) fn header(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| &column.header)
    }

    /// The header of the column that means `key`, or the key itself.
    #[must_use]
    pub(super) fn header_of<'a>(&'a self, path: &[&'a str]) -> &'a str {
        let found = self.columns.iter().find(|column| column.path == path);
        found.map_or(path.last().copied().unwrap_or_default(), |column| {
            &column.header
        })
    }

    /// Whether any column begins with `key`.
    #[must_use]
    pub(super) fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|column| first(column) == key)
    }

    /// The first part of what a column means.
    #[must_use]
    pub(super) fn first(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", first)
    }

    /// Groups the cells of every row. `language` is that of texts without one; `spaces`
    /// makes blanks single.
    pub(super) fn rows(
        &self,
        table: &Table,
        language: &str,
        spaces: bool,
        problems: &mut Problems,
    ) -> Vec<Row> {
        let rows = table.rows.iter();
        rows.map(|read| {
            let mut row = Row {
                number: read.number,
                fields: Fields::default(),
            };
            for (column, text) in &read.cells {
                let column = *column;
                let path = self
                    .columns
                    .get(column)
                    .map(|column| column.path.as_slice());
                match path {
                    Some(path @ [_, ..]) => {
                        let cell = Cell::new(&clean(text, spaces), column);
                        row.fields.put(path, cell, language);
                    }
                    _ if table.strict => {
                        problems.add(self.kind, row.number, "", Fault::CellWithoutHeader);
                    }
                    _ => {}
                }
            }
            row
        })
        .collect()
    }
}

/// A row and its number.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub number: u32,
    pub fields: Fields,
}

fn first(column: &Column) -> &str {
    column.path.first().map_or("", String::as_str)
}

/// The parts of a header, and whether it is the column's own name already.
fn path(kind: SheetKind, header: &str, double: bool) -> (Vec<String>, bool) {
    let snake = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join("_")
            .to_lowercase()
    };
    for name in [header.to_owned(), snake(header)] {
        if alias::is_column(kind, &name) && alias::target(kind, &name).is_none() {
            let canonical = name == header;
            return (vec![name], canonical);
        }
    }
    let separator = if double || header.contains("::") {
        "::"
    } else {
        ":"
    };
    let mut tokens: Vec<String> = header
        .split(separator)
        .map(|t| t.trim().to_owned())
        .collect();
    if separator == ":" {
        join_prefix(&mut tokens);
    }
    let Some(name) = tokens.first().map(|token| snake(token)) else {
        return (tokens, false);
    };
    let start: Vec<String> = match alias::target(kind, &name) {
        Some(Target::Column(column)) => vec![column.to_owned()],
        Some(Target::Part(group, part)) => vec![group.to_owned(), part.to_owned()],
        None if alias::is_column(kind, &name) => vec![name],
        None => return (tokens, true),
    };
    let canonical = start.first().is_some_and(|start| start == header);
    (
        start
            .into_iter()
            .chain(tokens.into_iter().skip(1))
            .collect(),
        canonical,
    )
}

/// `jr` and what follows it belong together: `bind:jr:count`.
fn join_prefix(tokens: &mut Vec<String>) {
    if let Some(at) = tokens.iter().position(|token| token == "jr")
        && at + 1 < tokens.len()
    {
        let rest = tokens.remove(at + 1);
        if let Some(token) = tokens.get_mut(at) {
            *token = format!("jr:{rest}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> String {
        path(SheetKind::Survey, header, false).0.join("/")
    }

    #[test]
    fn headers_and_their_aliases() {
        for (header, path) in [
            ("type", "type"),
            ("Type", "type"),
            ("value", "name"),
            ("Relevance", "bind/relevant"),
            ("Constraint Message", "bind/jr:constraintMsg"),
            (
                "constraint_message::French (fr)",
                "bind/jr:constraintMsg/French (fr)",
            ),
            ("label:English", "label/English"),
            ("image::Español", "media/image/Español"),
            ("media::image", "media/image"),
            ("bind:jr:preload", "bind/jr:preload"),
            ("jr:count", "control/jr:count"),
            ("body::accuracyThreshold", "control/accuracyThreshold"),
            ("My notes", "My notes"),
        ] {
            assert_eq!(of(header), path, "{header}");
        }
    }

    #[test]
    fn two_names_of_one_column() {
        let table = Table {
            headers: vec![Some("bind:relevant".into()), Some("relevance".into())],
            ..Table::default()
        };
        let mut problems = Problems::default();
        Columns::read(SheetKind::Survey, &table, &mut problems);
        let list = problems.into_list();
        assert_eq!(
            list.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "survey:1:relevance: \"relevance\" and \"bind:relevant\" are two names for the same \
              column: keep one of them"
            ]
        );
    }
}
