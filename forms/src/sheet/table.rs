//! Sheets as tables of text, whatever file they came in.

mod biff;
mod compound;
mod csv;
mod date;
mod grid;
mod markdown;
mod number;
mod strings;
mod styles;
mod xls;
mod xlsx;
mod xml;
mod zip;

use std::collections::BTreeMap;

pub(super) use grid::{Table, single_spaced};

use super::fault::Fault;
use crate::limits;

/// The sheets that mean something; all others are the author's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetKind {
    Survey,
    Choices,
    Settings,
    ExternalChoices,
    Entities,
    Osm,
}

impl SheetKind {
    const ALL: [Self; 6] = [
        Self::Survey,
        Self::Choices,
        Self::Settings,
        Self::ExternalChoices,
        Self::Entities,
        Self::Osm,
    ];

    /// The name of the sheet.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Choices => "choices",
            Self::Settings => "settings",
            Self::ExternalChoices => "external_choices",
            Self::Entities => "entities",
            Self::Osm => "osm",
        }
    }

    /// The kind of a sheet of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// All sheets of a file that mean something.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    tables: BTreeMap<SheetKind, Table>,
    /// Every sheet's name, to find misspelt ones.
    pub names: Vec<String>,
}

impl Workbook {
    /// Reads a file by the ending of its name; a workbook also by its first bytes.
    ///
    /// # Errors
    /// Why it is no table.
    pub(super) fn read(bytes: &[u8], file_name: &str) -> Result<Self, Fault> {
        if bytes.len() > limits::SHEET_FILE_BYTES {
            return Err(Fault::FileTooLarge {
                limit: limits::SHEET_FILE_BYTES >> 20,
            });
        }
        let ending = file_name.rsplit('.').next().unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "md" => markdown::read(text(bytes)?),
            "csv" => csv::read(text(bytes)?),
            "xls" | "xlsx" | "xlsm" if zip::is_zip(bytes) => xlsx::read(bytes),
            "xls" | "xlsx" | "xlsm" if compound::is_compound(bytes) => xls::read(bytes),
            "xls" | "xlsx" | "xlsm" => Err(Fault::NotAWorkbook),
            _ => Err(Fault::UnknownEnding(ending.to_owned())),
        }
    }

    /// The sheet of this kind, if it is there.
    #[must_use]
    pub(super) fn table(&self, kind: SheetKind) -> Option<&Table> {
        self.tables.get(&kind)
    }

    /// All sheets.
    pub(super) fn tables(&self) -> impl Iterator<Item = (SheetKind, &Table)> {
        self.tables.iter().map(|(kind, table)| (*kind, table))
    }

    /// A file with one sheet of another name is its survey.
    fn of(sheets: Vec<(String, Table)>) -> Self {
        let alone = sheets.len() == 1;
        let mut book = Self::default();
        for (name, table) in sheets {
            let kind = SheetKind::named(&name).or(alone.then_some(SheetKind::Survey));
            if let Some(kind) = kind {
                book.tables.insert(kind, table);
            }
            book.names.push(name);
        }
        book
    }
}

fn text(bytes: &[u8]) -> Result<&str, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::NotUtf8)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
