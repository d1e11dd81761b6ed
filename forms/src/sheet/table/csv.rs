//! Comma separated values, all sheets in one file: the first column of a row names a
//! sheet, the others are its cells.

use super::grid::{Room, single_spaced};
use super::{Table, Workbook};
use crate::limits;
use crate::sheet::fault::Fault;

/// Reads all sheets of a text.
pub(super) fn read(text: &str) -> Result<Workbook, Fault> {
    let start: String = text.chars().take(limits::SNIFFED_CHARS).collect();
    if start.matches(',').count() < limits::FEWEST_COMMAS {
        return Err(Fault::NoTables(","));
    }
    let mut sheets: Vec<(String, Table)> = Vec::new();
    let mut wants_header = true;
    let mut room = Room::default();
    for fields in Records::new(text) {
        let mut fields = fields.into_iter();
        if let Some(name) = fields.next().flatten() {
            let known = sheets.iter().position(|(other, _)| *other == name);
            let sheet = known.map(|at| sheets.remove(at));
            sheets.push(sheet.unwrap_or((name, Table::default())));
            wants_header = true;
            room.take_sheet(sheets.len())?;
        }
        let cells: Vec<Option<String>> = fields.collect();
        if cells.iter().all(Option::is_none) {
            continue;
        }
        room.take_row(&cells)?;
        let Some((_, table)) = sheets.last_mut() else {
            return Err(Fault::CellsWithoutSheet);
        };
        if wants_header {
            let clean = |cell: Option<String>| cell.map(|text| single_spaced(&text));
            table.headers = cells.into_iter().map(clean).collect();
            wants_header = false;
        } else {
            table.push(cells);
        }
    }
    Ok(Workbook::of(sheets))
}

/// The records of a text, each a list of trimmed fields.
struct Records<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
}

impl<'a> Records<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            chars: text.chars().peekable(),
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<Option<String>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.chars.peek()?;
        let mut record = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        while let Some(c) = self.chars.next() {
            match c {
                '"' if quoted && self.chars.peek() == Some(&'"') => {
                    self.chars.next();
                    field.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if field.is_empty() => quoted = true,
                ',' if !quoted => add(&mut record, &mut field),
                '\r' if !quoted && self.chars.peek() == Some(&'\n') => {}
                '\n' | '\r' if !quoted => break,
                c => field.push(c),
            }
        }
        add(&mut record, &mut field);
        Some(record)
    }
}

/// Fields beyond the last column that a sheet can have are left out.
fn add(record: &mut Vec<Option<String>>, field: &mut String) {
    let text = std::mem::take(field);
    let text = text.trim();
    if record.len() <= limits::SHEET_COLUMNS as usize {
        record.push((!text.is_empty()).then(|| text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::table::SheetKind;

    #[test]
    fn quotes_line_ends_and_sheets() {
        let text = "survey\r\n,type,name,label\r\n,text,a,\"He said \"\"hi\"\",\nthen left\"\r\n,,,\r\n\
                    choices,list_name,name\n,yn,yes";
        let book = read(text).unwrap_or_default();
        let survey = book.table(SheetKind::Survey).cloned().unwrap_or_default();
        let label = survey.rows.first().and_then(|row| row.cells.get(2));
        assert_eq!(label, Some(&(2, "He said \"hi\",\nthen left".to_owned())));
        assert_eq!(survey.rows.len(), 1);
        let choices = book.table(SheetKind::Choices).cloned().unwrap_or_default();
        assert_eq!(choices.rows.len(), 1);
    }

    #[test]
    fn cells_belong_to_a_sheet() {
        assert!(matches!(read(",a,b,c,d"), Err(Fault::CellsWithoutSheet)));
    }
}
