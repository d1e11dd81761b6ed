//! Which styles of cells show numbers as dates or times.

use std::collections::BTreeMap;

use roxmltree::Document;

use super::xlsx::LocalName;

/// The styles of a workbook, by index.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// Reads the part with the styles.
    pub(super) fn read(document: &Document<'_>) -> Self {
        let formats: BTreeMap<u32, &str> = document
            .descendants()
            .filter(|node| node.has_tag_name_local("numFmt"))
            .filter_map(|node| {
                let id = node.attribute("numFmtId")?.parse().ok()?;
                Some((id, node.attribute("formatCode")?))
            })
            .collect();
        let styles = document
            .descendants()
            .find(|node| node.has_tag_name_local("cellXfs"));
        let each = styles.into_iter().flat_map(|styles| styles.children());
        let dates = each
            .filter(|node| node.has_tag_name_local("xf"))
            .map(|node| {
                let id = node
                    .attribute("numFmtId")
                    .and_then(|id| id.parse().ok())
                    .unwrap_or(0);
                formats
                    .get(&id)
                    .map_or_else(|| is_date_number(id), |code| is_date_code(code))
            });
        Self(dates.collect())
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
