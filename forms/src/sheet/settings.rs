//! The sheet `settings`: its first row says what holds for the whole form.

use super::alias;
use super::fault::Fault;
use super::header::{Columns, Row};
use super::name::is_name;
use super::problem::Problems;
use super::table::{SheetKind, Table, Workbook};
use super::value::{Cell, Fields};

/// What holds for the whole form.
#[derive(Debug, Default)]
pub(super) struct Settings {
    fields: Fields,
    pub columns: Option<Columns>,
}

impl Settings {
    /// Reads the sheet, if there is one.
    pub(super) fn read(book: &Workbook, problems: &mut Problems) -> Self {
        let kind = SheetKind::Settings;
        let Some(table) = book.table(kind) else {
            return Self::default();
        };
        let mut table = table.clone();
        drop_older_id(&mut table);
        let columns = Columns::read(kind, &table, problems);
        let rows = columns.rows(&table, "default", false, problems);
        let fields = rows.into_iter().next().map(|row: Row| row.fields);
        let settings = Self {
            fields: fields.unwrap_or_default(),
            columns: Some(columns),
        };
        if let Some(name) = settings.cell("name")
            && !is_name(&name.text)
        {
            let fault = Fault::BadName(name.text.clone());
            // The first row says the name of the column, as in pyxform.
            problems.add(kind, 1, settings.header("name"), fault);
        }
        let public_key = settings.cell("public_key").is_some();
        if settings.yes("omit_instanceID") && public_key {
            let column = settings.header("omit_instanceID");
            problems.add(kind, 2, column, Fault::EncryptedWithoutId);
        }
        settings
    }

    /// The cell of a setting.
    #[must_use]
    pub(super) fn cell(&self, key: &str) -> Option<&Cell> {
        self.fields.text(&[key])
    }

    /// The text of a setting.
    #[must_use]
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.cell(key).map(|cell| cell.text.as_str())
    }

    /// Whether a setting says yes.
    #[must_use]
    pub(super) fn yes(&self, key: &str) -> bool {
        self.text(key).and_then(alias::yes_no) == Some(true)
    }

    /// Sets what a row of the survey says instead.
    pub(super) fn set(&mut self, key: &str, cell: Cell) {
        self.fields.set(key, super::value::Value::Text(cell));
    }

    /// The header of a setting, for messages.
    #[must_use]
    pub(super) fn header<'a>(&'a self, key: &'a str) -> &'a str {
        self.columns
            .as_ref()
            .map_or(key, |columns| columns.header_of(&[key]))
    }

    /// Language of texts without one.
    #[must_use]
    pub(super) fn default_language(&self) -> &str {
        self.text("default_language").unwrap_or("default")
    }

    /// The name of the form's root element.
    #[must_use]
    pub(super) fn root_name(&self) -> &str {
        self.text("name")
            .filter(|name| is_name(name))
            .unwrap_or("data")
    }
}

/// Beside `form_id`, the older `id_string` means nothing.
fn drop_older_id(table: &mut Table) {
    let named = |header: &Option<String>, name: &str| header.as_deref() == Some(name);
    if table.headers.iter().any(|header| named(header, "form_id")) {
        let older = table.headers.iter_mut().filter(|h| named(h, "id_string"));
        older.for_each(|header| *header = None);
        table.strict = false;
    }
}
