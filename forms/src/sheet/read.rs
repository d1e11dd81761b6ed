//! From a file to the form model.

use super::choices::Lists;
use super::element::{Element, Kind, Place};
use super::entities::Entities;
use super::fault::{Fault, Similar};
use super::header::{Columns, Row};
use super::lower::{Parts, lower};
use super::name::distance;
use super::problem::{Problems, SheetProblem};
use super::question_type::question_type;
use super::reference::references;
use super::settings::Settings;
use super::survey::{NameCounts, Others, Reader};
use super::table::{SheetKind, Table, Workbook};
use super::tree::{Tree, flatten};
use super::value::{Cell, Words};
use crate::xform::model::Definition;

/// Reads a form from the bytes of a file. Its name says what kind of file it is, and is
/// the form's id where the sheets give none.
///
/// # Errors
/// Everything that keeps it from being a form, in the order of sheets and rows.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Definition, Vec<SheetProblem>> {
    let mut problems = Problems::default();
    let definition = read_into(bytes, file_name, &mut problems);
    match definition {
        Some(definition) if problems.is_empty() => Ok(definition),
        _ => Err(problems.into_list()),
    }
}

/// Whether a file of this name holds sheets.
#[must_use]
pub fn is_sheet(file_name: &str) -> bool {
    let ending = file_name.rsplit('.').next().unwrap_or_default();
    let ending = ending.to_ascii_lowercase();
    ["xlsx", "xlsm", "xls", "csv", "md"].contains(&ending.as_str())
}

fn read_into(bytes: &[u8], file_name: &str, problems: &mut Problems) -> Option<Definition> {
    let book = match Workbook::read(bytes, file_name) {
        Ok(book) => book,
        Err(fault) => {
            problems.survey(1, "type", fault);
            return None;
        }
    };
    let survey = match book.table(SheetKind::Survey) {
        Some(table) if !table.is_blank() => table,
        _ => {
            let similar = similar(&book, SheetKind::Survey);
            let name = SheetKind::Survey.name();
            problems.survey(1, "type", Fault::NoSheet { name, similar });
            return None;
        }
    };
    let mut settings = Settings::read(&book, problems);
    let language = settings.default_language().to_owned();
    let (choice_columns, mut lists) = choices(&book, &settings, &language, problems);
    let external = external(&book, &language, problems);
    let mut entities = entities(&book, problems);
    let columns = Columns::read(SheetKind::Survey, survey, problems);
    if !columns.has("type") {
        problems.survey(1, "type", Fault::NoColumn("type"));
        return None;
    }
    let spaces = settings
        .text("clean_text_values")
        .and_then(super::alias::yes_no)
        != Some(false);
    let rows = columns.rows(survey, &language, spaces, problems);
    let others = Others {
        lists: &mut lists,
        external: &external,
        settings: &mut settings,
        entities: &mut entities,
        problems,
        book: &book,
    };
    let mut read = Reader::new(&columns, others).read(rows);
    if settings.text("flat").is_some() {
        flatten(&mut read.root, None);
    }
    let omit = settings.yes("omit_instanceID");
    if !omit {
        read.names.add("instanceID");
    }
    check_references(
        &book,
        &columns,
        choice_columns.as_ref(),
        &read.names,
        problems,
    );
    entities.place(&mut read.root, problems);
    add_meta(&mut read.root, read.meta, &settings, omit);
    let tree = Tree::of(read.root, &lists, problems);
    let stem = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let parts = Parts {
        tree: &tree,
        lists: &lists,
        settings: &settings,
        columns: &columns,
        stem: stem.rsplit_once('.').map_or(stem, |(stem, _)| stem),
    };
    Some(lower(&parts, problems))
}

/// Names of sheets that may have been meant.
pub(super) fn similar(book: &Workbook, kind: SheetKind) -> Similar {
    let alike = book.names.iter().filter(|name| {
        let known = SheetKind::named(name).is_some() || name.starts_with('_');
        !known && distance(&name.to_lowercase(), kind.name()) <= 2
    });
    Similar(alike.cloned().collect())
}

fn choices(
    book: &Workbook,
    settings: &Settings,
    language: &str,
    problems: &mut Problems,
) -> (Option<Columns>, Lists) {
    let kind = SheetKind::Choices;
    let Some(table) = book.table(kind) else {
        return (None, Lists::default());
    };
    let columns = Columns::read(kind, table, problems);
    let rows = columns.rows(table, language, false, problems);
    if !rows.is_empty() && !columns.has("name") {
        problems.add(kind, 1, "name", Fault::NoColumn("name"));
        return (Some(columns), Lists::default());
    }
    let twice = settings.yes("allow_choice_duplicates");
    let lists = Lists::read(&columns, &rows, twice, problems);
    (Some(columns), lists)
}

fn external(book: &Workbook, language: &str, problems: &mut Problems) -> Lists {
    let kind = SheetKind::ExternalChoices;
    let Some(table) = book.table(kind) else {
        return Lists::default();
    };
    let columns = Columns::read(kind, table, problems);
    let rows = columns.rows(table, language, false, problems);
    // Only the lists' names are looked at: the rows travel as they are.
    let named = rows
        .into_iter()
        .filter(|row| row.fields.text(&["name"]).is_some());
    let rows: Vec<Row> = named.collect();
    Lists::read(&columns, &rows, true, problems)
}

fn entities(book: &Workbook, problems: &mut Problems) -> Entities {
    let kind = SheetKind::Entities;
    let Some(table) = book.table(kind) else {
        return Entities::default();
    };
    let columns = Columns::read(kind, table, problems);
    let rows = columns.rows(table, "default", false, problems);
    Entities::read(&columns, &rows, problems)
}

/// Every reference in the sheets must name one question; in the choices only those of
/// texts are looked at.
fn check_references(
    book: &Workbook,
    survey: &Columns,
    choices: Option<&Columns>,
    names: &NameCounts,
    problems: &mut Problems,
) {
    let shown = ["label", "media"];
    for (kind, table) in book.tables() {
        let looked_at = |column: usize| match kind {
            SheetKind::Settings => true,
            SheetKind::Survey => !["type", "name", "trigger"].contains(&survey.first(column)),
            SheetKind::Choices => {
                choices.is_some_and(|columns| shown.contains(&columns.first(column)))
            }
            SheetKind::Entities => {
                let header = header(table, column);
                !["list_name", "list name", "repeat"].contains(&header)
            }
            SheetKind::ExternalChoices | SheetKind::Osm => false,
        };
        for row in &table.rows {
            for (column, text) in row.cells.iter().filter(|(column, _)| looked_at(*column)) {
                let checked = references(text).and_then(|found| {
                    found
                        .iter()
                        .try_for_each(|reference| names.check(reference.name))
                });
                if let Err(fault) = checked {
                    problems.add(kind, row.number, header(table, *column), fault);
                }
            }
        }
    }
}

fn header(table: &Table, column: usize) -> &str {
    let header = table.headers.get(column).and_then(Option::as_deref);
    header.unwrap_or_default()
}

/// What every record knows about itself.
fn add_meta(root: &mut Element, mut meta: Vec<Element>, settings: &Settings, omit: bool) {
    let place = Place {
        sheet: SheetKind::Settings,
        row: 2,
    };
    let make = |name: &str| {
        let kind = question_type("calculate")?;
        let mut element = Element::new(name, Kind::Question(kind), place);
        element.type_name = "calculate".to_owned();
        Some(element)
    };
    if let (false, Some(mut id)) = (omit, make("instanceID")) {
        id.bind_text("readonly", "true()");
        id.bind_text("jr:preload", settings.text("instance_id").unwrap_or("uid"));
        meta.push(id);
    }
    if let (Some(cell), Some(mut name)) = (settings.cell("instance_name"), make("instanceName")) {
        let cell = Cell::new(&cell.text, cell.column);
        name.bind.push(("calculate".to_owned(), Words::Plain(cell)));
        meta.push(name);
    }
    if meta.is_empty() {
        return;
    }
    let existing = root
        .children
        .iter_mut()
        .find(|child| child.name == "meta" && child.kind == Kind::Hidden);
    match existing {
        Some(existing) => existing.children.extend(meta),
        None => {
            let mut element = Element::new("meta", Kind::Hidden, place);
            element.children = meta;
            root.children.push(element);
        }
    }
}
