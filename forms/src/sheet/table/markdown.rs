//! Tables of a Markdown text: the first cell of a row names a sheet, the others are
//! its cells. XLSForms are shown like this in discussions and documentation.

use super::grid::Room;
use super::{Table, Workbook};
use crate::limits;
use crate::sheet::fault::Fault;

/// Reads all tables of a text.
pub(super) fn read(text: &str) -> Result<Workbook, Fault> {
    let start: String = text.chars().take(limits::SNIFFED_CHARS).collect();
    if start.matches('|').count() < limits::FEWEST_BARS {
        return Err(Fault::NoTables("|"));
    }
    let mut sheets: Vec<(String, Table)> = Vec::new();
    let mut room = Room::default();
    for line in text.lines() {
        let Some(cells) = row(line) else { continue };
        let mut cells = cells.into_iter();
        if let Some(name) = cells.next().flatten() {
            sheets.retain(|(other, _)| *other != name);
            sheets.push((name, Table::default()));
            room.take_sheet(sheets.len())?;
        }
        let Some((_, table)) = sheets.last_mut() else {
            continue;
        };
        let cells: Vec<Option<String>> = cells.collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        room.take_row(&cells)?;
        if table.headers.is_empty() {
            table.headers = cells;
            table.strict = true;
        } else {
            table.push(cells);
        }
    }
    Ok(Workbook::of(sheets))
}

/// The cells of a line; none when it is no row of a table.
fn row(line: &str) -> Option<Vec<Option<String>>> {
    let line = line.trim_start();
    if line.starts_with('#') {
        return None;
    }
    let inside = without_comment(line).strip_prefix('|')?;
    let inside = inside.get(..inside.rfind('|')?)?;
    let cells: Vec<Option<String>> = split(inside)
        .take(limits::SHEET_COLUMNS as usize)
        .map(cell)
        .collect();
    let rule = |cell: &String| cell.len() > 2 && cell.chars().all(|c| matches!(c, '-' | ':'));
    let filled = cells.iter().flatten().count();
    if filled > 0 && cells.iter().flatten().all(rule) {
        return None;
    }
    Some(cells)
}

/// What stands before a `#` after the last bar.
fn without_comment(line: &str) -> &str {
    let Some(bar) = line.rfind('|') else {
        return line;
    };
    let comment = line.rmatch_indices('#').find(|(at, _)| at + 1 < line.len());
    match comment {
        Some((at, _)) if at > bar => line.get(..at).unwrap_or(line),
        _ => line,
    }
}

/// At every bar that has no backslash before it.
fn split(line: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    line.split(move |c| {
        let bar = c == '|' && before != '\\';
        before = c;
        bar
    })
}

fn cell(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.replace("\\|", "|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::table::SheetKind;

    fn headers(text: &str, kind: SheetKind) -> Vec<String> {
        let book = read(text).unwrap_or_default();
        let headers = book.table(kind).map(|table| table.headers.clone());
        headers.unwrap_or_default().into_iter().flatten().collect()
    }

    #[test]
    fn sheets_rows_comments_and_rules() {
        let text = "words\n| survey |\n| | type | name | # said here\n|---|---|---|\n\
                    # | | text | hidden |\n| | text | a\\|b |\n| |  | |\n| choices | name |";
        let book = read(text).unwrap_or_default();
        let survey = book.table(SheetKind::Survey).cloned().unwrap_or_default();
        assert_eq!(headers(text, SheetKind::Survey), ["type", "name"]);
        let cells = survey.rows.first().map(|row| row.cells.as_slice());
        let expected = [(0, "text".to_owned()), (1, "a|b".to_owned())];
        assert_eq!(cells, Some(expected.as_slice()));
        assert_eq!(headers(text, SheetKind::Choices), ["name"]);
    }

    #[test]
    fn one_sheet_of_any_name_is_the_survey() {
        assert_eq!(
            headers("| Tabelle1 |\n| | type |", SheetKind::Survey),
            ["type"]
        );
    }

    #[test]
    fn prose_is_no_table() {
        assert!(matches!(read("a | b"), Err(Fault::NoTables(_))));
    }
}
