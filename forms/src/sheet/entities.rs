//! The sheet `entities`: lists that a record adds to or changes.

mod allocate;

use super::alias::ENTITIES;
use super::element::{Element, Kind, Place};
use super::fault::Fault;
use super::header::{Columns, Row};
use super::name::is_name;
use super::problem::Problems;
use super::question_type::question_type;
use super::reference::references;
use super::table::SheetKind;
use super::value::{Cell, Words};
use crate::limits;
use allocate::{Path, Use, allocate};

/// What is declared about one list.
#[derive(Debug, Clone)]
struct Entity {
    list: String,
    row: u32,
    id: Option<Cell>,
    create_if: Option<Cell>,
    update_if: Option<Cell>,
    label: Option<Cell>,
    /// The questions that its expressions name.
    names: Vec<String>,
    uses: Vec<Use>,
}

/// All declared lists.
#[derive(Debug, Default)]
pub(super) struct Entities {
    list: Vec<Entity>,
    /// The list could not be read; what refers to it is no further fault.
    broken: bool,
}

impl Entities {
    /// Reads the rows of the sheet.
    pub(super) fn read(columns: &Columns, rows: &[Row], problems: &mut Problems) -> Self {
        let kind = SheetKind::Entities;
        let mut entities = Self::default();
        for row in rows {
            if entities.list.len() >= limits::ENTITY_LISTS {
                problems.add(kind, row.number, "list_name", Fault::TooMuchInside);
                entities.broken = true;
                break;
            }
            let unknown = row.fields.iter().find(|(key, _)| !ENTITIES.contains(key));
            if let Some((key, _)) = unknown {
                problems.add(kind, 1, key, Fault::UnknownEntityColumn(key.to_owned()));
                entities.broken = true;
                continue;
            }
            match entity(row, &entities.list) {
                Ok(entity) => entities.list.push(entity),
                Err((key, fault)) => {
                    problems.add(kind, row.number, columns.header_of(&[key]), fault);
                    entities.broken = true;
                }
            }
        }
        entities
    }

    /// Whether a list of this name is declared.
    #[must_use]
    pub(super) fn has(&self, list: &str) -> bool {
        self.list.iter().any(|entity| entity.list == list)
    }

    /// A question that an entity's expressions may name.
    pub(super) fn refer(&mut self, name: &str, path: &[(String, bool)]) {
        for entity in &mut self.list {
            if entity.names.iter().any(|other| other == name) {
                entity.uses.push(Use::new(path, None, 0));
            }
        }
    }

    /// A question whose answer is saved; gives the property without its list.
    ///
    /// # Errors
    /// Why it cannot be saved.
    pub(super) fn save(
        &mut self,
        text: &str,
        path: &[(String, bool)],
        row: u32,
        section: bool,
    ) -> Result<String, Fault> {
        if self.broken {
            return Ok(text.to_owned());
        }
        let count = self.list.len();
        let (list, property) = match text.split_once('#') {
            Some((_, rest)) if rest.contains('#') => return Err(Fault::SaveToTwoLists),
            _ if count == 0 => return Err(Fault::NoEntities),
            Some((list, property)) => (Some(list), property),
            None if count > 1 => return Err(Fault::SaveToWithoutList),
            None => (None, text),
        };
        let wanted = |entity: &&mut Entity| list.is_none_or(|list| entity.list == list);
        let Some(entity) = self.list.iter_mut().find(wanted) else {
            return Err(Fault::UnknownEntityList(
                list.unwrap_or_default().to_owned(),
            ));
        };
        if section {
            return Err(Fault::SaveToSection);
        }
        property_name(property)?;
        let before = entity
            .uses
            .iter()
            .find(|u| u.property.as_deref() == Some(property));
        if let Some(before) = before {
            return Err(Fault::SaveToTwice {
                property: property.to_owned(),
                other: before.row,
            });
        }
        entity.uses.push(Use::new(path, Some(property), row));
        Ok(property.to_owned())
    }

    /// Adds a `meta/entity` to the section that each entity belongs to.
    pub(super) fn place(&self, root: &mut Element, problems: &mut Problems) {
        let requests: Vec<(&str, u32, &[Use])> = self
            .list
            .iter()
            .map(|entity| (entity.list.as_str(), entity.row, entity.uses.as_slice()))
            .collect();
        let allocated = match allocate(&requests) {
            Ok(allocated) => allocated,
            Err((place, fault)) => {
                let column = if place.sheet == SheetKind::Survey {
                    "save_to"
                } else {
                    "list_name"
                };
                problems.add(place.sheet, place.row, column, fault);
                return;
            }
        };
        for (path, list) in allocated {
            let entity = self.list.iter().find(|entity| entity.list == list);
            if let (Some(entity), Some(section)) = (entity, section(root, &path)) {
                section.children.push(meta(entity));
            }
        }
    }
}

fn section<'a>(root: &'a mut Element, path: &Path) -> Option<&'a mut Element> {
    let mut at = root;
    for (name, _) in path {
        let mut children = at.children.iter_mut();
        at = children.find(|child| child.is_section() && child.name == *name)?;
    }
    Some(at)
}

fn meta(entity: &Entity) -> Element {
    let place = Place {
        sheet: SheetKind::Entities,
        row: entity.row,
    };
    let mut node = Element::new("entity", Kind::Hidden, place);
    let mut attribute = |name: &str, text: &str| {
        node.attributes
            .push((name.to_owned(), Cell::new(text, usize::MAX)));
    };
    attribute("dataset", &entity.list);
    if entity.id.is_none() || entity.create_if.is_some() {
        attribute("create", "1");
    }
    if entity.id.is_some() {
        attribute("update", "1");
        for name in ["baseVersion", "trunkVersion", "branchId"] {
            attribute(name, "");
        }
    }
    attribute("id", "");
    if let (Some(text), Some(kind)) = (&entity.label, question_type("calculate")) {
        let mut label = Element::new("label", Kind::Question(kind), place);
        label.type_name = "calculate".to_owned();
        label.bind_text("readonly", "true()");
        label
            .bind
            .push(("calculate".to_owned(), Words::Plain(text.clone())));
        node.children.push(label);
    }
    let mut meta = Element::new("meta", Kind::Hidden, place);
    meta.children.push(node);
    meta
}

fn entity(row: &Row, before: &[Entity]) -> Result<Entity, (&'static str, Fault)> {
    let cell = |key: &str| row.fields.text(&[key]).cloned();
    let list = cell("dataset").map(|cell| cell.text).unwrap_or_default();
    list_name(&list).map_err(|fault| ("dataset", fault))?;
    if before.iter().any(|entity| entity.list == list) {
        return Err(("dataset", Fault::EntityListTwice(list)));
    }
    let entity = Entity {
        list,
        row: row.number,
        id: cell("entity_id"),
        create_if: cell("create_if"),
        update_if: cell("update_if"),
        label: cell("label"),
        names: Vec::new(),
        uses: Vec::new(),
    };
    if entity.id.is_none() && entity.update_if.is_some() {
        return Err(("entity_id", Fault::EntityId));
    }
    if entity.id.is_some() && entity.create_if.is_some() && entity.update_if.is_none() {
        return Err(("update_if", Fault::EntityUpdateIf));
    }
    if entity.id.is_none() && entity.label.is_none() {
        return Err(("label", Fault::EntityLabel));
    }
    let expressions = [
        &entity.id,
        &entity.create_if,
        &entity.update_if,
        &entity.label,
    ];
    let mut names: Vec<String> = Vec::new();
    for cell in expressions.into_iter().flatten() {
        let found = references(&cell.text).map_err(|fault| ("label", fault))?;
        names.extend(found.into_iter().map(|reference| reference.name.to_owned()));
    }
    Ok(Entity { names, ..entity })
}

fn list_name(name: &str) -> Result<(), Fault> {
    if name.is_empty() {
        return Err(Fault::NoName);
    }
    if name.starts_with("__") {
        return Err(Fault::TwoUnderscores);
    }
    if name.contains('.') {
        return Err(Fault::Period);
    }
    if !is_name(name) {
        return Err(Fault::BadName(name.to_owned()));
    }
    Ok(())
}

fn property_name(name: &str) -> Result<(), Fault> {
    if matches!(name.to_lowercase().as_str(), "name" | "label") {
        return Err(Fault::SaveToReserved);
    }
    if name.starts_with("__") {
        return Err(Fault::TwoUnderscores);
    }
    if !is_name(name) {
        return Err(Fault::BadName(name.to_owned()));
    }
    Ok(())
}
