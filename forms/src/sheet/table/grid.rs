//! A table: headers and the rows below them.

use std::collections::BTreeMap;

use crate::limits;
use crate::sheet::fault::Fault;

/// Headers and rows of text; a cell without text is none.
#[derive(Debug, Default, Clone)]
pub(crate) struct Table {
    /// By column; a column without a header holds notes of the author.
    pub headers: Vec<Option<String>>,
    /// The row below the header is the first; its number is 2.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether a cell below no header is a mistake: in a text table it is one cell too
    /// many in its row.
    pub strict: bool,
}

impl Table {
    /// The number of a row by its index, as a person counts.
    #[must_use]
    pub(crate) fn row_number(index: usize) -> u32 {
        u32::try_from(index.saturating_add(2)).unwrap_or(u32::MAX)
    }

    /// Whether there is anything at all.
    #[must_use]
    pub(crate) fn is_blank(&self) -> bool {
        self.headers.is_empty() && self.rows.is_empty()
    }
}

/// What a file may still hold.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(limits::SHEET_TEXT_BYTES)
    }
}

impl Room {
    /// Room for one more row.
    pub(super) fn take(&mut self, cells: &[Option<String>]) -> Result<(), Fault> {
        let texts = cells.iter().flatten().map(String::len).sum::<usize>();
        let bytes = texts.saturating_add(cells.len().saturating_mul(CELL_BYTES));
        self.0 = self.0.checked_sub(bytes).ok_or(Fault::TooMuchInside)?;
        Ok(())
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

/// What a cell costs besides its text.
const CELL_BYTES: usize = 32;

/// The filled cells of a workbook's sheet by row and column, both from 0.
#[derive(Debug, Default)]
pub(super) struct Cells {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    bytes: usize,
}

impl Cells {
    /// Adds a cell; false when the sheet has become too large.
    #[must_use]
    pub(super) fn add(&mut self, row: u32, column: u32, text: String) -> bool {
        if column >= limits::SHEET_COLUMNS || text.trim().is_empty() {
            return true;
        }
        self.bytes = self.bytes.saturating_add(text.len() + CELL_BYTES);
        self.rows.entry(row).or_default().insert(column, text);
        self.bytes <= limits::SHEET_TEXT_BYTES
    }

    /// The table: columns until [`limits::EMPTY_COLUMNS`] have no header, rows until
    /// [`limits::EMPTY_ROWS`] are blank.
    #[must_use]
    pub(super) fn into_table(mut self) -> Table {
        let headers = headers(&self.rows.remove(&0).unwrap_or_default());
        let mut rows: Vec<Vec<Option<String>>> = Vec::new();
        for (number, mut cells) in self.rows {
            let index = number.saturating_sub(1) as usize;
            if index.saturating_sub(rows.len()) > limits::EMPTY_ROWS {
                break;
            }
            let row: Vec<Option<String>> = (0u32..)
                .zip(&headers)
                .map(|(column, header)| {
                    let text = cells.remove(&column).filter(|_| header.is_some())?;
                    Some(text.trim().replace('\u{a0}', " "))
                })
                .collect();
            if row.iter().any(Option::is_some) {
                rows.resize(index, Vec::new());
                rows.push(row);
            }
        }
        Table {
            headers,
            rows,
            strict: false,
        }
    }
}

fn headers(cells: &BTreeMap<u32, String>) -> Vec<Option<String>> {
    let mut headers: Vec<Option<String>> = Vec::new();
    for (column, text) in cells {
        let index = *column as usize;
        if index.saturating_sub(headers.len()) > limits::EMPTY_COLUMNS {
            break;
        }
        headers.resize(index, None);
        headers.push(Some(single_spaced(text)));
    }
    headers
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
