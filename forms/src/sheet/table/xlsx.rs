//! Workbooks of Excel since 2007: XML parts in a zip file.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::date::{Epoch, date_text};
use super::grid::Cells;
use super::number::number_text;
use super::styles::Styles;
use super::zip::Archive;
use super::{SheetKind, Table, Workbook, strings};
use crate::limits;
use crate::sheet::fault::Fault;

const NO_WORKBOOK: Fault = Fault::DamagedWorkbook("its list of sheets cannot be read");
const NO_SHEET: Fault = Fault::DamagedWorkbook("a sheet cannot be read");

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
    let linked = |kind: &str| links.values().find(|link| link.kind.ends_with(kind));
    let strings = match linked("/sharedStrings") {
        Some(link) => part(&mut archive, &link.target)?.map_or(Ok(Vec::new()), |xml| {
            Ok::<_, Fault>(strings::read(&document(&xml)?))
        })?,
        None => Vec::new(),
    };
    let styles = match linked("/styles") {
        Some(link) => part(&mut archive, &link.target)?.map_or(Ok(Styles::default()), |xml| {
            Ok::<_, Fault>(Styles::read(&document(&xml)?))
        })?,
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
                context.table(&document(&xml)?)?
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
    let text = String::from_utf8(bytes).map_err(|_| NO_SHEET)?;
    let text = text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text);
    Ok(Some(text))
}

fn document(xml: &str) -> Result<Document<'_>, Fault> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: limits::SHEET_XML_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(xml, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => Fault::TooMuchInside,
        _ => NO_SHEET,
    })
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
    let Some(xml) = part(archive, name)? else {
        return Ok(BTreeMap::new());
    };
    let document = document(&xml)?;
    let all = document
        .descendants()
        .filter(|node| node.has_tag_name_local("Relationship"));
    let links = all.filter_map(|node| {
        let target = node.attribute("Target")?;
        let target = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => target.to_owned(),
            None => format!("{folder}/{}", target.trim_start_matches("./")),
        };
        let kind = node.attribute("Type")?.to_owned();
        Some((node.attribute("Id")?.to_owned(), Link { kind, target }))
    });
    Ok(links.collect())
}

/// Names and ids of the sheets, and from when days are counted.
fn sheet_list(
    archive: &mut Archive<'_>,
    main: &str,
) -> Result<(Vec<(String, String)>, Epoch), Fault> {
    let xml = part(archive, main)?.ok_or(NO_WORKBOOK)?;
    let document = document(&xml)?;
    let mut sheets = Vec::new();
    let mut epoch = Epoch::Windows;
    for node in document.descendants() {
        if node.has_tag_name_local("workbookPr") {
            let mac = matches!(node.attribute("date1904"), Some("1" | "true"));
            epoch = if mac { Epoch::Mac } else { Epoch::Windows };
        }
        if node.has_tag_name_local("sheet") {
            let id = node.attributes().find(|attribute| attribute.name() == "id");
            if let (Some(name), Some(id)) = (node.attribute("name"), id) {
                sheets.push((name.to_owned(), id.value().to_owned()));
            }
        }
    }
    Ok((sheets, epoch))
}

struct Context<'a> {
    strings: &'a [String],
    styles: &'a Styles,
    epoch: Epoch,
}

impl Context<'_> {
    fn table(&self, document: &Document<'_>) -> Result<Table, Fault> {
        let mut cells = Cells::default();
        let mut next_row = 0u32;
        let rows = document
            .descendants()
            .filter(|node| node.has_tag_name_local("row"));
        for row in rows {
            let number = row.attribute("r").and_then(|text| text.parse::<u32>().ok());
            let number = number.map_or(next_row, |number| number.saturating_sub(1));
            next_row = number.saturating_add(1);
            let mut next = 0u32;
            for cell in row.children().filter(|node| node.has_tag_name_local("c")) {
                let column = cell.attribute("r").and_then(column).unwrap_or(next);
                next = column.saturating_add(1);
                let Some(text) = self.text(cell)? else {
                    continue;
                };
                if !cells.add(number, column, text) {
                    return Err(Fault::TooMuchInside);
                }
            }
        }
        Ok(cells.into_table())
    }

    /// The text of a cell as a person would have typed it.
    fn text(&self, cell: Node<'_, '_>) -> Result<Option<String>, Fault> {
        let child = |name: &str| cell.children().find(|node| node.has_tag_name_local(name));
        if cell.attribute("t") == Some("inlineStr") {
            return Ok(child("is").map(strings::text));
        }
        let Some(value) = child("v").map(|node| node.text().unwrap_or_default()) else {
            return Ok(None);
        };
        Ok(Some(match cell.attribute("t") {
            Some("s") => {
                let index = value.trim().parse::<usize>().map_err(|_| NO_SHEET)?;
                self.strings.get(index).ok_or(NO_SHEET)?.clone()
            }
            Some("b") => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            Some("str" | "e" | "d") => value.to_owned(),
            _ => self.number(value.trim(), cell.attribute("s")),
        }))
    }

    fn number(&self, text: &str, style: Option<&str>) -> String {
        let style = style.and_then(|style| style.parse::<usize>().ok());
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

/// Names without their namespaces: strict and usual workbooks differ only in those.
pub(super) trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
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
        let strings = ["type".to_owned()];
        let context = Context {
            strings: &strings,
            styles: &Styles::default(),
            epoch: Epoch::Windows,
        };
        let table = context.table(&document(xml)?)?;
        assert_eq!(
            table.headers,
            [Some("type".to_owned()), Some("name".to_owned())]
        );
        let texts: Vec<Vec<&str>> = table
            .rows
            .iter()
            .map(|row| row.iter().flatten().map(String::as_str).collect())
            .collect();
        assert_eq!(texts, [vec![], vec!["TRUE", "2.5"], vec!["7"]]);
        Ok(())
    }
}
