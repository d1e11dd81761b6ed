//! Any form of a sheet comes back the same from a workbook and from JSON.

use proptest::prelude::*;

use super::{again, differ, exported, sheet};
use crate::xform::json::{from_json, to_json};

/// A row of the survey: what kind, and what is said about it.
#[derive(Clone, Debug)]
struct Row {
    kind: usize,
    section: u8,
    cells: Vec<(usize, usize)>,
}

const TYPES: [&str; 14] = [
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "note",
    "calculate",
    "select_one l",
    "select_multiple l",
    "rank l",
    "geopoint",
    "acknowledge",
    "hidden",
];

/// Columns and what may stand in them; `@` is the name of an earlier question.
const CELLS: [(&str, &[&str]); 10] = [
    (
        "label::English (en)",
        &["Name", "Of ${@}", "  two  blanks", "a < b & \"c\"", "línea"],
    ),
    ("label::Español (es)", &["Nombre", "De ${@}, sí"]),
    ("hint::English (en)", &["A hint", "${@}"]),
    ("appearance", &["minimal", "w1 likert"]),
    ("required", &["yes", "${@} = 'x'"]),
    (
        "relevant",
        &[
            "${@} != ''",
            "selected(${@}, 'a') or not(false())",
            "count(${r}) > 1",
        ],
    ),
    (
        "constraint",
        &[". != ''", "regex(., '[a-z ]+')", ". > ${@}"],
    ),
    ("read_only", &["yes", "${@} = 1"]),
    ("default", &["a", "today()", "${@}", "2020-01-02"]),
    ("choice_filter", &["g = ${@}", "name != 'a'"]),
];

fn row() -> impl Strategy<Value = Row> {
    let cells = proptest::collection::vec((0..CELLS.len(), 0_usize..5), 0..5);
    (0..TYPES.len(), any::<u8>(), cells).prop_map(|(kind, section, cells)| Row {
        kind,
        section,
        cells,
    })
}

/// A sheet of rows; sections open and close as the numbers say.
fn text(rows: &[Row]) -> String {
    let headers: Vec<&str> = CELLS.iter().map(|(header, _)| *header).collect();
    let mut lines = vec![format!(
        "| survey | type | name | calculation | {} |",
        headers.join(" | ")
    )];
    let mut plain = |kind: &str, name: &str, cells: &[String]| {
        let mut all = vec![String::new(); CELLS.len() + 1];
        for (slot, cell) in all.iter_mut().zip(cells) {
            slot.clone_from(cell);
        }
        lines.push(format!("| | {kind} | {name} | {} |", all.join(" | ")));
    };
    // Something to refer to, outside and inside of a repeat.
    let label = [String::new(), "First".to_owned()];
    plain("text", "q0", &label);
    let mut open: Vec<&str> = Vec::new();
    let mut repeats = 0;
    for (number, row) in rows.iter().enumerate() {
        match row.section % 8 {
            0 if open.len() < 3 => {
                plain("begin_group", &format!("g{number}"), &label);
                open.push("end_group");
            }
            1 if open.len() < 3 && repeats < 3 => {
                let name = if repeats == 0 {
                    "r".to_owned()
                } else {
                    format!("r{repeats}")
                };
                plain("begin_repeat", &name, &label);
                open.push("end_repeat");
                repeats += 1;
            }
            2 => {
                if let Some(end) = open.pop() {
                    plain(end, "", &[]);
                }
            }
            _ => {}
        }
        let (kind, cells) = question(row, number);
        plain(kind, &format!("q{}", number + 1), &cells);
    }
    while let Some(end) = open.pop() {
        plain(end, "", &[]);
    }
    if repeats == 0 {
        plain("begin_repeat", "r", &label);
        plain("end_repeat", "", &[]);
    }
    let mut text = lines.join("\n");
    text += "\n| choices | list_name | name | label::English (en) | label::Español (es) | g |\n\
        | | l | a | A | Á | 1 |\n| | l | b | B of ${q0} | | 2 |\n";
    text
}

/// A question that may refer to earlier ones.
fn question(row: &Row, number: usize) -> (&'static str, Vec<String>) {
    let kind = TYPES.get(row.kind).copied().unwrap_or("text");
    let earlier = format!("q{}", row.section as usize % (number + 1));
    let computed = kind == "calculate" || row.section.is_multiple_of(5);
    let mut cells = vec![String::new(); CELLS.len() + 1];
    if computed {
        cells[0] = format!("concat(${{{earlier}}}, 'a  b')");
    }
    cells[1] = "Label".to_owned();
    for (column, choice) in &row.cells {
        let (header, all) = CELLS[*column];
        let select = kind.starts_with("select") || kind.starts_with("rank");
        if header == "choice_filter" && !select
            || matches!(kind, "hidden" | "calculate") && *column < 3
        {
            continue;
        }
        cells[column + 1] = all[choice % all.len()].replace('@', &earlier);
    }
    if matches!(kind, "hidden" | "calculate") {
        cells[1].clear();
    }
    (kind, cells)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_sheet_comes_back(rows in proptest::collection::vec(row(), 0..16)) {
        let text = text(&rows);
        // Some refer to what they hold themselves; such sheets are refused at once.
        let Ok(form) = crate::sheet::read(text.as_bytes(), "any.md") else {
            return Ok(());
        };
        prop_assert_eq!(differ(&form, &again(&form)), None, "{}", text);
        let json = to_json(&form).unwrap();
        let read = from_json(&json).unwrap();
        prop_assert_eq!(differ(&form, &read), None, "{}", text);
        prop_assert_eq!(to_json(&read).unwrap(), json);
        prop_assert_eq!(exported(&read).bytes, exported(&form).bytes);
    }
}

#[test]
fn most_of_the_sheets_are_forms() {
    let row = |kind: usize, section: u8| Row {
        kind,
        section,
        cells: vec![(0, 1), (5, 1), (9, 0)],
    };
    let rows: Vec<Row> = (0..12_u8)
        .map(|at| row(usize::from(at), at.wrapping_mul(7)))
        .collect();
    let form = sheet(&text(&rows));
    assert!(form.shape.len() > 14);
}
