//! Workbooks of Excel before 2007.

use std::collections::BTreeMap;

use super::biff::{Reader, Record, Records, double, short_number};
use super::date::{Epoch, date_text};
use super::grid::{Cells, Room};
use super::number::number_text;
use super::styles::{is_date_code, is_date_number};
use super::zip::{long, word};
use super::{SheetKind, Table, Workbook, compound};
use crate::sheet::fault::Fault;

const DAMAGED: Fault = Fault::DamagedWorkbook("a sheet cannot be read");

mod kind {
    pub(super) const FORMULA: u16 = 0x06;
    pub(super) const END: u16 = 0x0a;
    pub(super) const DATE_MODE: u16 = 0x22;
    pub(super) const PASSWORD: u16 = 0x2f;
    pub(super) const SHEET: u16 = 0x85;
    pub(super) const SHORT_NUMBERS: u16 = 0xbd;
    pub(super) const RICH_LABEL: u16 = 0xd6;
    pub(super) const STYLE: u16 = 0xe0;
    pub(super) const STRINGS: u16 = 0xfc;
    pub(super) const SHARED_LABEL: u16 = 0xfd;
    pub(super) const NUMBER: u16 = 0x203;
    pub(super) const LABEL: u16 = 0x204;
    pub(super) const BOOLEAN: u16 = 0x205;
    pub(super) const FORMULA_TEXT: u16 = 0x207;
    pub(super) const SHORT_NUMBER: u16 = 0x27e;
    pub(super) const FORMAT: u16 = 0x41e;
    pub(super) const BEGIN: u16 = 0x809;
}

/// Versions before this one have texts of one byte for each character.
const UNICODE_VERSION: u16 = 0x600;

/// Reads all sheets that mean something.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let stream = compound::stream(bytes, &["Workbook", "Book"])?;
    let mut room = Room::default();
    let globals = Globals::read(&stream, &mut room)?;
    let alone = globals.sheets.len() == 1;
    let mut tables = Vec::new();
    for (name, at) in &globals.sheets {
        let wanted = alone || SheetKind::named(name).is_some();
        let table = if wanted {
            let mut sheet = Sheet {
                globals: &globals,
                cells: Cells::default(),
                room: &mut room,
            };
            sheet.read(&stream, *at)?;
            sheet.cells.into_table()
        } else {
            Table::default()
        };
        tables.push((name.clone(), table));
    }
    Ok(Workbook::of(tables))
}

/// What holds for all sheets.
struct Globals {
    sheets: Vec<(String, usize)>,
    strings: Vec<Box<str>>,
    /// By style: whether numbers are dates.
    dates: Vec<bool>,
    epoch: Epoch,
    unicode: bool,
}

impl Globals {
    fn read(stream: &[u8], room: &mut Room) -> Result<Self, Fault> {
        let mut globals = Self {
            sheets: Vec::new(),
            strings: Vec::new(),
            dates: Vec::new(),
            epoch: Epoch::Windows,
            unicode: true,
        };
        let mut styles: Vec<u16> = Vec::new();
        let mut formats: BTreeMap<u16, bool> = BTreeMap::new();
        for record in Records::new(stream, 0) {
            match record.kind {
                kind::BEGIN => {
                    let version = word(record.data, 0).ok_or(DAMAGED)?;
                    globals.unicode = version >= UNICODE_VERSION;
                }
                kind::PASSWORD => return Err(Fault::Password),
                kind::DATE_MODE if word(record.data, 0) == Some(1) => globals.epoch = Epoch::Mac,
                kind::FORMAT => {
                    let id = word(record.data, 0).ok_or(DAMAGED)?;
                    let code = globals.text(record, 2, true).unwrap_or_default();
                    formats.insert(id, is_date_code(&code));
                }
                kind::STYLE => styles.push(word(record.data, 2).ok_or(DAMAGED)?),
                kind::SHEET => {
                    let at = long(record.data, 0).ok_or(DAMAGED)? as usize;
                    let worksheet = record.data.get(5) == Some(&0);
                    let name = globals.text(record, 6, false).ok_or(DAMAGED)?;
                    if worksheet {
                        globals.sheets.push((name, at));
                    }
                }
                kind::STRINGS => globals.strings = strings(record, room)?,
                kind::END => break,
                _ => {}
            }
        }
        let date = |id: &u16| {
            let known = formats.get(id).copied();
            known.unwrap_or_else(|| is_date_number(u32::from(*id)))
        };
        globals.dates = styles.iter().map(date).collect();
        Ok(globals)
    }

    /// A text in a record; `wide` says whether its length has two bytes.
    fn text(&self, record: Record<'_>, at: usize, wide: bool) -> Option<String> {
        if self.unicode {
            return Reader::new(record, at).text(wide);
        }
        let data = record.data;
        let (length, start) = if wide && record.kind != kind::FORMAT {
            (usize::from(word(data, at)?), at + 2)
        } else {
            (usize::from(*data.get(at)?), at + 1)
        };
        let bytes = data.get(start..)?.get(..length)?;
        Some(bytes.iter().map(|byte| char::from(*byte)).collect())
    }

    fn number(&self, number: f64, style: u16) -> String {
        if self.dates.get(usize::from(style)) == Some(&true) {
            return date_text(number, self.epoch);
        }
        number_text(number)
    }
}

/// A sheet that is read.
struct Sheet<'a> {
    globals: &'a Globals,
    cells: Cells,
    room: &'a mut Room,
}

impl Sheet<'_> {
    fn read(&mut self, stream: &[u8], at: usize) -> Result<(), Fault> {
        let mut depth = 0usize;
        let mut formula = (0, 0);
        for record in Records::new(stream, at) {
            match record.kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                // Charts within the sheet have cells of their own.
                _ if depth > 1 => {}
                kind::FORMULA_TEXT => {
                    let text = self.globals.text(record, 0, true).unwrap_or_default();
                    self.cells.add(formula, &text, self.room)?;
                }
                _ => {
                    if let Some(found) = self.cell(record)? {
                        formula = found;
                    }
                }
            }
        }
        Ok(())
    }

    /// Adds the cells of a record; gives the place of a formula whose text follows.
    fn cell(&mut self, record: Record<'_>) -> Result<Option<(u32, u32)>, Fault> {
        let data = record.data;
        let (Some(row), Some(column), style) = (word(data, 0), word(data, 2), word(data, 4)) else {
            return Ok(None);
        };
        let place = (u32::from(row), u32::from(column));
        let style = style.unwrap_or_default();
        let globals = self.globals;
        let text = match record.kind {
            kind::NUMBER => globals.number(double(data, 6).ok_or(DAMAGED)?, style),
            kind::SHORT_NUMBER => {
                globals.number(short_number(long(data, 6).ok_or(DAMAGED)?), style)
            }
            kind::SHORT_NUMBERS => {
                self.short_numbers(data, place)?;
                return Ok(None);
            }
            kind::SHARED_LABEL => {
                let index = long(data, 6).ok_or(DAMAGED)? as usize;
                let text = globals.strings.get(index).ok_or(DAMAGED)?;
                self.cells.add(place, text, self.room)?;
                return Ok(None);
            }
            kind::LABEL | kind::RICH_LABEL => globals.text(record, 6, true).ok_or(DAMAGED)?,
            kind::BOOLEAN => boolean(data.get(6), data.get(7)),
            kind::FORMULA => match data.get(6..14).ok_or(DAMAGED)? {
                [0, _, _, _, _, _, 255, 255] => return Ok(Some(place)),
                [1, _, value, _, _, _, 255, 255] => boolean(Some(value), Some(&0)),
                [_, _, _, _, _, _, 255, 255] => return Ok(None),
                _ => globals.number(double(data, 6).ok_or(DAMAGED)?, style),
            },
            _ => return Ok(None),
        };
        self.cells.add(place, &text, self.room)?;
        Ok(None)
    }

    fn short_numbers(&mut self, data: &[u8], (row, first): (u32, u32)) -> Result<(), Fault> {
        let count = data.len().saturating_sub(6) / 6;
        for (index, column) in (0..count).zip(first..) {
            let at = 4 + index * 6;
            let style = word(data, at).ok_or(DAMAGED)?;
            let number = short_number(long(data, at + 2).ok_or(DAMAGED)?);
            let text = self.globals.number(number, style);
            self.cells.add((row, column), &text, self.room)?;
        }
        Ok(())
    }
}

/// Errors of formulas are no texts of a form.
fn boolean(value: Option<&u8>, error: Option<&u8>) -> String {
    match (value, error) {
        (Some(1), Some(0)) => "TRUE".to_owned(),
        (Some(_), Some(0)) => "FALSE".to_owned(),
        _ => String::new(),
    }
}

fn strings(record: Record<'_>, room: &mut Room) -> Result<Vec<Box<str>>, Fault> {
    let count = long(record.data, 4).ok_or(DAMAGED)? as usize;
    let mut reader = Reader::new(record, 8);
    let mut strings = Vec::new();
    for _ in 0..count {
        let Some(text) = reader.text(true) else { break };
        room.take(&text)?;
        strings.push(text.into_boxed_str());
    }
    Ok(strings)
}
