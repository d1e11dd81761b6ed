//! Which styles of cells show numbers as dates or times.

use std::collections::BTreeMap;

use super::xml::{Event, NotXml, Reader};

/// The styles of a workbook, by index.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// Reads the part with the styles.
    pub(super) fn read(xml: &str) -> Result<Self, NotXml> {
        let mut reader = Reader::new(xml);
        let mut formats: BTreeMap<u32, bool> = BTreeMap::new();
        let mut styles = Vec::new();
        while let Some(event) = reader.event()? {
            let Event::Open(tag) = event else { continue };
            let id = || {
                tag.attribute("numFmtId")
                    .and_then(|id| id.parse::<u32>().ok())
            };
            if tag.name == "numFmt" {
                if let (Some(id), Some(code)) = (id(), tag.attribute("formatCode")) {
                    formats.insert(id, is_date_code(&code));
                }
            } else if reader.is_in(&["cellXfs", "xf"]) {
                styles.push(id().unwrap_or_default());
            }
        }
        let date = |id: &u32| {
            let known = formats.get(id).copied();
            known.unwrap_or_else(|| is_date_number(*id))
        };
        Ok(Self(styles.iter().map(date).collect()))
    }

    /// Whether numbers of this style are dates or times.
    #[must_use]
    pub(super) fn is_date(&self, style: usize) -> bool {
        self.0.get(style) == Some(&true)
    }
}

/// Formats that every program knows by number.
#[must_use]
pub(super) const fn is_date_number(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format shows days, months, years, hours, minutes or seconds.
#[must_use]
pub(super) fn is_date_code(code: &str) -> bool {
    let mut chars = code.chars();
    let mut found = false;
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let hours = inside
                    .chars()
                    .all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S'));
                found |= hours && !inside.is_empty();
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => found = true,
            _ => {}
        }
    }
    found && !code.eq_ignore_ascii_case("general")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_cells_by_number() {
        let xml = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts>\
                   <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
                   <cellXfs><xf/><xf numFmtId=\"164\"><alignment/></xf><xf numFmtId=\"14\"/></cellXfs>\
                   </styleSheet>";
        let styles = Styles::read(xml).unwrap_or_default();
        let dates = (0..4).map(|style| styles.is_date(style));
        assert_eq!(dates.collect::<Vec<_>>(), [false, true, true, false]);
    }

    #[test]
    fn formats_of_dates() {
        for code in ["yyyy-mm-dd", "[h]:mm", "d.m.", "[$-409]h:mm AM/PM;@"] {
            assert!(is_date_code(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "\"days\" 0",
            "#,##0\\ \\d",
            "[Red]0",
            "@",
            "0_)",
        ] {
            assert!(!is_date_code(code), "{code}");
        }
    }
}
