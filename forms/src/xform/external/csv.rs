//! CSV: the first line names the columns.

use crate::xform::model::Data;

/// `root/item` with a child for each column.
pub(super) fn read(text: &str) -> Data {
    let first = text.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    // The sign that the header uses most; a comma when it uses none.
    let between = [',', ';', '\t', '|']
        .into_iter()
        .rev()
        .max_by_key(|c| count(*c))
        .unwrap_or(',');
    let mut rows = rows(text, between).into_iter();
    let header: Vec<String> = rows.next().unwrap_or_default();
    let rows: Vec<Vec<String>> = rows
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    Data::table(rows.iter().map(|row| {
        let cells = header
            .iter()
            .zip(row.iter().map(String::as_str).chain(std::iter::repeat("")));
        let cells = cells.map(|(name, cell)| (name.trim(), cell));
        cells
            .filter(|(name, _)| !name.is_empty())
            .collect::<Vec<_>>()
    }))
}

fn rows(text: &str, between: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            c if quoted => cell.push(c),
            c if c == between => row.push(std::mem::take(&mut cell)),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_other_separators_are_understood() {
        let read = rows("a;b\r\n\"x;\"\"y\"\"\";2\nlast", ';');
        assert_eq!(read, [vec!["a", "b"], vec!["x;\"y\"", "2"], vec!["last"]]);
        assert_eq!(super::read("name\tlabel\nx\tX, y\n\n").len(), 4);
    }
}
