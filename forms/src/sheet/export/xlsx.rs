//! Sheets as a workbook that Excel, LibreOffice and other tools open.

use super::rows::Sheet;
use super::zip::zip;

const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const LINKS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Style 1 is that of headers.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
    <fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"2\"><xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// The bytes of an .xlsx file.
pub(super) fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    let mut types = format!(
        "{XML}<Types xmlns=\"{TYPES}\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>"
    );
    let mut list = String::new();
    let mut links = format!(
        "{XML}<Relationships xmlns=\"{LINKS}\">\
         <Relationship Id=\"styles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>"
    );
    let mut parts = Vec::new();
    for (number, sheet) in (1..).zip(sheets) {
        let file = format!("worksheets/sheet{number}.xml");
        types +=
            &format!("<Override PartName=\"/xl/{file}\" ContentType=\"{KIND}.worksheet+xml\"/>");
        list += &format!(
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"sheet{number}\"/>",
            sheet.name
        );
        links += &format!(
            "<Relationship Id=\"sheet{number}\" Type=\"{OFFICE}/worksheet\" Target=\"{file}\"/>"
        );
        parts.push((format!("xl/{file}"), worksheet(sheet)));
    }
    let main = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{list}</sheets></workbook>"
    );
    let root = format!(
        "{XML}<Relationships xmlns=\"{LINKS}\">\
         <Relationship Id=\"book\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types + "</Types>"),
        ("_rels/.rels".to_owned(), root),
        ("xl/workbook.xml".to_owned(), main),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            links + "</Relationships>",
        ),
        (
            "xl/styles.xml".to_owned(),
            format!("{XML}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"),
        ),
    ];
    all.extend(parts);
    zip(&all)
}

fn worksheet(sheet: &Sheet) -> String {
    // The header stays in view.
    let mut xml = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <sheetFormatPr defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"{}\" width=\"24\" customWidth=\"1\"/></cols><sheetData>",
        sheet.headers.len().max(1)
    );
    let headers = sheet.headers.iter().map(String::as_str);
    row(&mut xml, 1, headers, 1);
    for (number, cells) in (2..).zip(&sheet.rows) {
        let texts = sheet
            .headers
            .iter()
            .map(|header| Sheet::text(cells, header));
        row(&mut xml, number, texts, 0);
    }
    xml + "</sheetData></worksheet>"
}

fn row<'a>(xml: &mut String, number: u32, texts: impl Iterator<Item = &'a str>, style: u8) {
    *xml += &format!("<row r=\"{number}\">");
    for (column, text) in texts.enumerate().filter(|(_, text)| !text.is_empty()) {
        *xml += &format!(
            "<c r=\"{}{number}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
            letters(column)
        );
        escape(xml, text);
        *xml += "</t></is></c>";
    }
    *xml += "</row>";
}

/// `A` for 0, `AA` for 26.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

fn escape(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\r' => xml.push_str("&#13;"),
            // What XML cannot hold is no part of a text that people read.
            c if is_xml(c) => xml.push(c),
            _ => {}
        }
    }
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        let all = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let mut xml = String::new();
        escape(&mut xml, "a<b>&\u{1}\r\u{ffff}é");
        assert_eq!(xml, "a&lt;b&gt;&amp;&#13;é");
    }
}
