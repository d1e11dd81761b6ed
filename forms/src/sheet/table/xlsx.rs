//! Workbooks of Excel since 2007: XML parts in a zip file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::date::{Epoch, date_text};
use super::grid::{Cells, Room};
use super::number::number_text;
use super::strings::is_text;
use super::styles::Styles;
use super::xml::{Event, NotXml, Reader, Tag};
use super::zip::Archive;
use super::{SheetKind, Table, Workbook, strings};
use crate::limits;
use crate::sheet::fault::Fault;

const NO_WORKBOOK: Fault = Fault::DamagedWorkbook("its list of sheets cannot be read");
const NO_SHEET: Fault = Fault::DamagedWorkbook("a sheet cannot be read");

impl From<NotXml> for Fault {
    fn from(NotXml: NotXml) -> Self {
        NO_SHEET
    }
}

/// Reads all sheets that mean something.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut archive = Archive::open(bytes)?;
    let main = main_part(&mut archive)?;
    let folder = main
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned();
    let file = main.rsplit('/').next().unwrap_or_default();
    let links = links(
        &mut archive,
        &folder,
        &format!("{folder}/_rels/{file}.rels"),
    )?;
    let (sheets, epoch) = sheet_list(&mut archive, &main)?;
    let mut linked = |kind: &str| {
        let link = links.values().find(|link| link.kind.ends_with(kind));
        link.map_or(Ok(None), |link| part(&mut archive, &link.target))
    };
    let mut room = Room::default();
    let strings = match linked("/sharedStrings")? {
        Some(xml) => strings::read(&xml, &mut room)?,
        None => Vec::new(),
    };
    let styles = match linked("/styles")? {
        Some(xml) => Styles::read(&xml)?,
        None => Styles::default(),
    };
    let context = Context {
        strings: &strings,
        styles: &styles,
        epoch,
    };
    let alone = sheets.len() == 1;
    let mut tables = Vec::new();
    for (name, id) in sheets {
        let wanted = alone || SheetKind::named(&name).is_some();
        let link = links.get(&id).filter(|_| wanted);
        let table = match link {
            Some(link) => {
                let xml = part(&mut archive, &link.target)?.ok_or(NO_SHEET)?;
                context.table(&xml, &mut room)?
            }
            None => Table::default(),
        };
        tables.push((name, table));
    }
    Ok(Workbook::of(tables))
}

fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, Fault> {
    let Some(bytes) = archive.part(name)? else {
        return Ok(None);
    };
    Ok(Some(String::from_utf8(bytes).map_err(|_| NO_SHEET)?))
}

struct Link {
    kind: String,
    target: String,
}

/// The part that lists the sheets.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Fault> {
    let links = links(archive, "", "_rels/.rels")?;
    let main = links
        .into_values()
        .find(|link| link.kind.ends_with("/officeDocument"));
    Ok(main.map_or("xl/workbook.xml".to_owned(), |link| link.target))
}

/// What a part refers to, by id.
fn links(
    archive: &mut Archive<'_>,
    folder: &str,
    name: &str,
) -> Result<BTreeMap<String, Link>, Fault> {
    let mut links = BTreeMap::new();
    let Some(xml) = part(archive, name)? else {
        return Ok(links);
    };
    let mut reader = Reader::new(&xml);
    while let Some(event) = reader.event()? {
        let Event::Open(tag) = event else { continue };
        if tag.name != "Relationship" {
            continue;
        }
        let all = ["Id", "Type", "Target"].map(|name| tag.attribute(name));
        let [Some(id), Some(kind), Some(target)] = all else {
            continue;
        };
        let target = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => target.into_owned(),
            None => format!("{folder}/{}", target.trim_start_matches("./")),
        };
        let kind = kind.into_owned();
        links.insert(id.into_owned(), Link { kind, target });
        if links.len() > limits::SHEET_ZIP_PARTS {
            return Err(Fault::TooMuchInside);
        }
    }
    Ok(links)
}

/// Names and ids of the sheets, and from when days are counted.
fn sheet_list(
    archive: &mut Archive<'_>,
    main: &str,
) -> Result<(Vec<(String, String)>, Epoch), Fault> {
    let xml = part(archive, main)?.ok_or(NO_WORKBOOK)?;
    let mut reader = Reader::new(&xml);
    let mut sheets = Vec::new();
    let mut epoch = Epoch::Windows;
    while let Some(event) = reader.event()? {
        let Event::Open(tag) = event else { continue };
        if tag.name == "workbookPr" {
            let mac = matches!(tag.attribute("date1904").as_deref(), Some("1" | "true"));
            epoch = if mac { Epoch::Mac } else { Epoch::Windows };
        }
        if tag.name == "sheet"
            && let (Some(name), Some(id)) = (tag.attribute("name"), tag.attribute("id"))
        {
            sheets.push((name.into_owned(), id.into_owned()));
            if sheets.len() > limits::SHEETS {
                return Err(Fault::TooMuchInside);
            }
        }
    }
    Ok((sheets, epoch))
}

struct Context<'a> {
    strings: &'a [Box<str>],
    styles: &'a Styles,
    epoch: Epoch,
}

/// The cell that is read.
#[derive(Default)]
struct Open {
    kind: String,
    style: Option<usize>,
    text: String,
    /// There is a value, if only an empty one.
    filled: bool,
}

impl Open {
    fn new(tag: &Tag<'_>) -> Self {
        Self {
            kind: tag.attribute("t").unwrap_or_default().into_owned(),
            style: tag.attribute("s").and_then(|style| style.parse().ok()),
            ..Self::default()
        }
    }
}

impl Context<'_> {
    fn table(&self, xml: &str, room: &mut Room) -> Result<Table, Fault> {
        let mut reader = Reader::new(xml);
        let mut cells = Cells::default();
        let (mut row, mut next_row) = (0u32, 0u32);
        let (mut column, mut next_column) = (0u32, 0u32);
        let mut cell = Open::default();
        while let Some(event) = reader.event()? {
            match event {
                Event::Open(tag) if tag.name == "row" => {
                    let number = tag.attribute("r").and_then(|r| r.parse::<u32>().ok());
                    row = number.map_or(next_row, |number| number.saturating_sub(1));
                    next_row = row.saturating_add(1);
                    next_column = 0;
                }
                Event::Open(tag) if reader.is_in(&["row", "c"]) => {
                    let place = tag.attribute("r").and_then(|place| self::column(&place));
                    column = place.unwrap_or(next_column);
                    next_column = column.saturating_add(1);
                    cell = Open::new(&tag);
                }
                Event::Open(_) => cell.filled |= reader.is_in(&["row", "c", "v"]),
                Event::Text(text) if self.is_value(&reader, &cell) => cell.text.push_str(&text),
                Event::Close("c") => {
                    let cell = std::mem::take(&mut cell);
                    cells.add((row, column), &self.text(&cell)?, room)?;
                }
                Event::Text(_) | Event::Close(_) => {}
            }
        }
        Ok(cells.into_table())
    }

    /// Whether the reader is in what the cell says.
    fn is_value(&self, reader: &Reader<'_>, cell: &Open) -> bool {
        if cell.kind == "inlineStr" {
            is_text(reader, "is")
        } else {
            reader.is_in(&["c", "v"])
        }
    }

    /// The text of a cell as a person would have typed it.
    fn text<'c>(&'c self, cell: &'c Open) -> Result<Cow<'c, str>, Fault> {
        let value = cell.text.as_str();
        Ok(match cell.kind.as_str() {
            "inlineStr" => value.into(),
            _ if !cell.filled => "".into(),
            "s" => {
                let index = value.trim().parse::<usize>().map_err(|_| NO_SHEET)?;
                self.strings.get(index).ok_or(NO_SHEET)?.as_ref().into()
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
            "str" | "e" | "d" => value.into(),
            _ => self.number(value.trim(), cell.style).into(),
        })
    }

    fn number(&self, text: &str, style: Option<usize>) -> String {
        let date = style.is_some_and(|style| self.styles.is_date(style));
        match text.parse::<f64>() {
            Ok(number) if date => date_text(number, self.epoch),
            Ok(number) if text.contains(['.', 'e', 'E', '-']) => number_text(number),
            _ => text.to_owned(),
        }
    }
}

/// The column of a place as `AB12`, from 0.
fn column(place: &str) -> Option<u32> {
    let mut number = 0u32;
    for c in place.chars().take_while(char::is_ascii_alphabetic) {
        let letter = u32::from(c.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
        number = number.checked_mul(26)?.checked_add(letter + 1)?;
    }
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(column("A1"), Some(0));
        assert_eq!(column("Z9"), Some(25));
        assert_eq!(column("AA10"), Some(26));
        assert_eq!(column("12"), None);
        assert_eq!(column("AAAAAAAAAAAA1"), None);
    }

    #[test]
    fn cells_are_texts() -> Result<(), Fault> {
        let xml = r#"<worksheet><sheetData>
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>
            <row r="3"><c r="A3" t="b"><v>1</v></c><c><v>2.50</v></c></row>
            <row><c><v>7.0</v></c></row></sheetData></worksheet>"#;
        let strings = ["type".into()];
        let context = Context {
            strings: &strings,
            styles: &Styles::default(),
            epoch: Epoch::Windows,
        };
        let table = context.table(xml, &mut Room::default())?;
        assert_eq!(
            table.headers,
            [Some("type".to_owned()), Some("name".to_owned())]
        );
        let cell = |column, text: &str| (column, text.to_owned());
        let rows = table
            .rows
            .iter()
            .map(|row| (row.number, row.cells.as_slice()));
        assert_eq!(
            rows.collect::<Vec<_>>(),
            [
                (3, [cell(0, "TRUE"), cell(1, "2.5")].as_slice()),
                (4, &[cell(0, "7")]),
            ]
        );
        Ok(())
    }
}
