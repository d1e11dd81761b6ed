//! The sheet `survey`, row by row: questions, and sections that begin and end.

mod names;
mod question;
mod range;
mod section;
mod select;

use super::alias;
use super::choices::Lists;
use super::dynamic::is_dynamic;
use super::element::{Element, Kind, Place};
use super::entities::Entities;
use super::fault::Fault;
use super::header::{Columns, Row};
use super::name::is_name;
use super::parameters::Parameters;
use super::problem::Problems;
use super::question_type::{SectionType, begins, ends, renamed};
use super::reference::{may_refer, references};
use super::settings::Settings;
use super::table::Workbook;
use super::value::{Cell, Fields, Value};
use crate::limits;
pub(super) use names::NameCounts;
use names::Names;
pub(super) use select::file;

/// What the survey says.
#[derive(Debug)]
pub(super) struct Survey {
    pub root: Element,
    /// Rows that belong to the record's `meta`.
    pub meta: Vec<Element>,
    pub names: NameCounts,
}

/// Reads the rows of the survey.
pub(super) struct Reader<'a> {
    columns: &'a Columns,
    lists: &'a mut Lists,
    external: &'a Lists,
    settings: &'a mut Settings,
    entities: &'a mut Entities,
    problems: &'a mut Problems,
    /// The sections that are open; the survey itself is the first.
    open: Vec<Open>,
    /// A section with the appearance `table-list`: its list is that of its first select.
    table: Option<Option<String>>,
    meta: Vec<Element>,
    names: Names,
    counts: NameCounts,
    triggers: Vec<(String, u32)>,
    geometries: Vec<(Cell, u32)>,
    book: &'a Workbook,
    /// The column that means `type`, of the row that is read.
    type_column: usize,
    /// Nothing more can be read.
    stopped: bool,
}

struct Open {
    section: Option<SectionType>,
    element: Element,
}

impl std::fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// The other sheets, which the survey refers to.
pub(super) struct Others<'a> {
    pub lists: &'a mut Lists,
    pub external: &'a Lists,
    pub settings: &'a mut Settings,
    pub entities: &'a mut Entities,
    pub problems: &'a mut Problems,
    pub book: &'a Workbook,
}

impl std::fmt::Debug for Others<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Others").finish_non_exhaustive()
    }
}

impl<'a> Reader<'a> {
    /// A reader for rows with these columns.
    pub(super) fn new(columns: &'a Columns, others: Others<'a>) -> Self {
        let name = others.settings.root_name().to_owned();
        let root = Element::new(&name, Kind::Survey, Place::survey(1));
        Self {
            columns,
            lists: others.lists,
            external: others.external,
            settings: others.settings,
            entities: others.entities,
            problems: others.problems,
            open: vec![Open {
                section: None,
                element: root,
            }],
            table: None,
            meta: Vec::new(),
            names: Names::new(&name),
            counts: NameCounts::default(),
            triggers: Vec::new(),
            geometries: Vec::new(),
            book: others.book,
            type_column: 0,
            stopped: false,
        }
    }

    /// Reads all rows.
    pub(super) fn read(mut self, rows: Vec<Row>) -> Survey {
        if rows.len() > limits::ELEMENTS {
            let fault = Fault::TooManyQuestions(limits::ELEMENTS);
            self.problems.survey(1, "type", fault);
        }
        for row in rows.into_iter().take(limits::ELEMENTS) {
            self.row(row.fields, row.number);
            if self.stopped {
                break;
            }
        }
        self.check_triggers();
        self.check_geometries();
        while self.open.len() > 1 {
            let Some(open) = self.open.pop() else { break };
            let word = open.section.unwrap_or(SectionType::Group).word();
            let row = open.element.place.row;
            if !self.stopped {
                self.fault(row, "type", Fault::NotEnded(word));
            }
            self.push(open.element);
        }
        let root = self.open.pop().map(|open| open.element);
        Survey {
            root: root.unwrap_or_else(|| Element::new("data", Kind::Survey, Place::survey(1))),
            meta: self.meta,
            names: self.counts,
        }
    }

    fn row(&mut self, mut fields: Fields, row: u32) {
        let disabled = fields.text(&["disabled"]);
        if disabled.and_then(|cell| alias::yes_no(&cell.text)) == Some(true) {
            return;
        }
        let Some(kind) = fields
            .text(&["type"])
            .map(|cell| renamed(&cell.text).to_owned())
        else {
            if fields.get("name").is_some() || fields.get("label").is_some() {
                self.fault(row, "type", Fault::NoType);
            }
            return;
        };
        self.type_column = fields.text(&["type"]).map_or(0, |cell| cell.column);
        fields.set("type", Value::Text(Cell::new(&kind, self.type_column)));
        let parameters = self.parameters(&fields, row);
        if kind == "audit" {
            self.audit(&fields, &parameters, row);
            return;
        }
        if let Some(setting) = alias::settings(&kind) {
            if let Some(name) = fields.text(&["name"]) {
                self.settings.set(setting, name.clone());
            }
            return;
        }
        if let Some(section) = ends(&kind) {
            self.save_to(&mut fields, row, true);
            self.end(section, row);
            return;
        }
        let begin = begins(&kind);
        let name = self.name(&fields, row, &kind);
        if let Some(name) = &name {
            self.counts.add(name);
            let parent = self.open.len();
            if let Err(fault) = self.names.enter(parent, name, row) {
                self.fault(row, "name", fault);
            }
            self.entities.refer(name, &self.path());
        }
        self.save_to(&mut fields, row, begin.is_some());
        match (begin, name) {
            (Some((section, list)), name) => {
                let name = name.unwrap_or_else(|| format!("unnamed_{row}"));
                self.begin(section, list.map(str::to_owned), &name, &fields, row);
            }
            (None, Some(name)) => self.question(&kind, &name, fields, parameters, row),
            (None, None) => {}
        }
    }

    /// The name of a row; a note may do without.
    fn name(&mut self, fields: &Fields, row: u32, kind: &str) -> Option<String> {
        match fields.text(&["name"]) {
            Some(cell) if is_name(&cell.text) => Some(cell.text.clone()),
            Some(cell) => {
                self.fault(row, "name", Fault::BadName(cell.text.clone()));
                None
            }
            None if kind == "note" => Some(format!("generated_note_name_{row}")),
            None => {
                self.fault(row, "name", Fault::NoName);
                None
            }
        }
    }

    fn parameters(&mut self, fields: &Fields, row: u32) -> Parameters {
        let Some(cell) = fields.text(&["parameters"]) else {
            return Parameters::default();
        };
        Parameters::read(&cell.text).unwrap_or_else(|fault| {
            self.fault(row, "parameters", fault);
            Parameters::default()
        })
    }

    /// Notes a fault in the column that means `key`.
    fn fault(&mut self, row: u32, key: &str, fault: Fault) {
        let part = ["relevant", "calculate", "entities:saveto"].contains(&key);
        let column = if part {
            self.columns.header_of(&["bind", key])
        } else {
            self.columns.header_of(&[key])
        };
        self.problems.survey(row, column, fault);
    }

    fn note<T>(&mut self, row: u32, key: &str, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.fault(row, key, fault)).ok()
    }

    /// Adds an element to the section that is open.
    fn push(&mut self, element: Element) {
        if let Some(open) = self.open.last_mut() {
            open.element.children.push(element);
        }
    }

    /// The open sections from the outside to the inside, with whether each repeats.
    fn path(&self) -> Vec<(String, bool)> {
        let sections = self.open.iter().skip(1);
        sections
            .map(|open| {
                let repeats = open.section == Some(SectionType::Repeat);
                (open.element.name.clone(), repeats)
            })
            .collect()
    }

    fn save_to(&mut self, fields: &mut Fields, row: u32, section: bool) {
        let Some(cell) = fields.text(&["bind", "entities:saveto"]).cloned() else {
            return;
        };
        let path = self.path();
        match self.entities.save(&cell.text, &path, row, section) {
            Ok(property) => {
                let cell = Value::Text(Cell::new(&property, cell.column));
                fields.set_in("bind", "entities:saveto", cell);
            }
            Err(fault) => self.fault(row, "entities:saveto", fault),
        }
    }

    /// The questions in the column `trigger`.
    fn trigger(&mut self, fields: &Fields, row: u32) -> Vec<String> {
        let Some(cell) = fields.text(&["trigger"]) else {
            return Vec::new();
        };
        if !may_refer(&cell.text) {
            self.fault(row, "trigger", Fault::BadReference(cell.text.clone()));
            return Vec::new();
        }
        let mut names = Vec::new();
        for part in cell.text.split(',') {
            match references(part) {
                Ok(found) if found.len() > 1 => self.fault(row, "trigger", Fault::NoComma),
                Ok(found) => names.extend(found.into_iter().map(|r| r.name.to_owned())),
                Err(fault) => self.fault(row, "trigger", fault),
            }
        }
        self.triggers
            .extend(names.iter().map(|name| (name.clone(), row)));
        names
    }

    fn is_dynamic(element: &Element) -> bool {
        let default = element.default.as_ref();
        default.is_some_and(|cell| is_dynamic(&cell.text, &element.type_name))
    }

    fn check_triggers(&mut self) {
        for (name, row) in std::mem::take(&mut self.triggers) {
            if !self.names.is_question(&name) {
                self.fault(row, "trigger", Fault::UnknownReference(name));
            }
        }
    }

    /// The lists and repeats that places can be chosen from.
    fn check_geometries(&mut self) {
        for (cell, row) in std::mem::take(&mut self.geometries) {
            let name = cell.text.as_str();
            let repeat = super::reference::only_reference(name);
            let known = self.names.is_instance(name)
                || self.lists.get(name).is_some()
                || self.entities.has(name)
                || repeat.is_some_and(|found| self.names.is_repeat(found.name));
            if !known {
                self.fault(row, "parameters", Fault::ReferenceGeometry);
            }
        }
    }
}
