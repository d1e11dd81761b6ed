//! Sheets as rows of named cells.

/// A cell by the header of its column.
pub(super) type Cells = Vec<(String, String)>;

/// A sheet that is being written.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub name: &'static str,
    pub headers: Vec<String>,
    pub rows: Vec<Cells>,
}

impl Sheet {
    /// A sheet with its columns in this order; columns that no row fills are left out.
    #[must_use]
    pub(super) fn new(name: &'static str, order: &[&str], rows: Vec<Cells>) -> Self {
        let mut headers: Vec<String> = Vec::new();
        for (header, text) in rows.iter().flatten() {
            if !text.is_empty() && !headers.contains(header) {
                headers.push(header.clone());
            }
        }
        // Languages of one column stay in the order in which they were met.
        let rank = |header: &String| {
            let plain = header.split("::").next().unwrap_or_default();
            let place = |wanted: &str| order.iter().position(|known| *known == wanted);
            place(header)
                .or_else(|| place(plain))
                .unwrap_or(order.len())
        };
        headers.sort_by_key(rank);
        Self {
            name,
            headers,
            rows,
        }
    }

    /// The text of a cell; empty when there is none.
    #[must_use]
    pub(super) fn text<'a>(row: &'a Cells, header: &str) -> &'a str {
        let found = row.iter().find(|(name, _)| name == header);
        found.map_or("", |(_, text)| text.as_str())
    }
}

/// Puts a cell, unless it is blank.
pub(super) fn put(cells: &mut Cells, header: &str, text: impl Into<String>) {
    let text = text.into();
    if !text.is_empty() {
        cells.push((header.to_owned(), text));
    }
}
