//! A table: headers and the rows below them.

use crate::limits;
use crate::sheet::fault::Fault;

/// Headers and rows of text.
#[derive(Debug, Default, Clone)]
pub(crate) struct Table {
    /// By column; a column without a header holds notes of the author.
    pub headers: Vec<Option<String>>,
    /// The rows with any text, in their order.
    pub rows: Vec<TableRow>,
    /// Whether a cell below no header is a mistake: in a text table it is one cell too
    /// many in its row.
    pub strict: bool,
}

/// A row; a cell without text is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRow {
    /// As a person counts; that of the row below the header is 2.
    pub number: u32,
    /// Texts with the index of their column, in the order of the columns.
    pub cells: Vec<(usize, String)>,
}

impl Table {
    /// Whether there is anything at all.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        self.headers.is_empty() && self.rows.is_empty()
    }

    /// Adds a row of a text, which has no blank ones.
    pub(super) fn push(&mut self, cells: Vec<Option<String>>) {
        let number = u32::try_from(self.rows.len().saturating_add(2)).unwrap_or(u32::MAX);
        let filled = cells.into_iter().enumerate();
        let cells = filled.filter_map(|(column, cell)| Some((column, cell?)));
        let cells = cells.collect();
        self.rows.push(TableRow { number, cells });
    }
}

/// What a file may still hold, over all its sheets.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(limits::SHEET_TEXT_BYTES)
    }
}

impl Room {
    /// Room for one more text.
    pub(super) fn take(&mut self, text: &str) -> Result<(), Fault> {
        let bytes = text.len().saturating_add(limits::SHEET_CELL_BYTES);
        self.0 = self.0.checked_sub(bytes).ok_or(Fault::TooMuchInside)?;
        Ok(())
    }

    /// Room for one more row.
    pub(super) fn take_row(&mut self, cells: &[Option<String>]) -> Result<(), Fault> {
        cells.iter().flatten().try_for_each(|text| self.take(text))
    }

    /// Room for so many sheets.
    pub(super) fn take_sheet(&self, count: usize) -> Result<(), Fault> {
        if count > limits::SHEETS {
            Err(Fault::TooMuchInside)
        } else {
            Ok(())
        }
    }
}

/// The filled cells of a workbook's sheet, in any order.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<Filled>);

/// Row and column from 0.
#[derive(Debug)]
struct Filled {
    row: u32,
    column: u32,
    text: String,
}

impl Cells {
    /// Adds a cell. One at the same place goes before those that were added earlier.
    pub(super) fn add(
        &mut self,
        (row, column): (u32, u32),
        text: &str,
        room: &mut Room,
    ) -> Result<(), Fault> {
        let text = text.trim();
        if column >= limits::SHEET_COLUMNS || text.is_empty() {
            return Ok(());
        }
        room.take(text)?;
        let text = if row == 0 {
            single_spaced(text)
        } else {
            text.replace('\u{a0}', " ")
        };
        self.0.push(Filled { row, column, text });
        Ok(())
    }

    /// The table: columns until [`limits::EMPTY_COLUMNS`] have no header, rows until
    /// [`limits::EMPTY_ROWS`] are blank.
    #[must_use]
    pub(super) fn into_table(self) -> Table {
        let mut cells = self.0;
        // Of two at one place the later one comes first, and stays.
        cells.reverse();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells.dedup_by_key(|cell| (cell.row, cell.column));
        let mut cells = cells.into_iter().peekable();
        let mut table = Table::default();
        while let Some(cell) = cells.next_if(|cell| cell.row == 0) {
            let index = cell.column as usize;
            if index.saturating_sub(table.headers.len()) <= limits::EMPTY_COLUMNS {
                table.headers.resize(index, None);
                table.headers.push(Some(cell.text));
            }
        }
        while let Some(first) = cells.peek() {
            let row = first.row;
            let last = table.rows.last().map_or(1, |row| row.number);
            if row.saturating_sub(last) as usize > limits::EMPTY_ROWS {
                break;
            }
            let mut filled = Vec::new();
            while let Some(cell) = cells.next_if(|cell| cell.row == row) {
                let column = cell.column as usize;
                if table.headers.get(column).is_some_and(Option::is_some) {
                    filled.push((column, cell.text));
                }
            }
            if !filled.is_empty() {
                let number = row.saturating_add(1);
                table.rows.push(TableRow {
                    number,
                    cells: filled,
                });
            }
        }
        table
    }
}

/// Trimmed, with single blanks.
pub(crate) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}
