//! Groups, repeats and loops.

use super::{Open, Reader};
use crate::limits;
use crate::sheet::element::{Element, Kind, Place};
use crate::sheet::fault::Fault;
use crate::sheet::question_type::{SectionType, question_type};
use crate::sheet::reference::only_reference;
use crate::sheet::value::{Cell, Fields};

impl Reader<'_> {
    pub(super) fn begin(
        &mut self,
        section: SectionType,
        list: Option<String>,
        name: &str,
        fields: &Fields,
        row: u32,
    ) {
        let kind = match section {
            SectionType::Group => Kind::Group,
            SectionType::Repeat => {
                let entered = self.names.enter_repeat(name);
                self.note(row, "name", entered);
                Kind::Repeat
            }
            SectionType::Loop => Kind::Loop(self.loop_list(list, row)),
        };
        if self.open.len() > limits::SECTION_DEPTH {
            self.fault(row, "type", Fault::TooDeep(limits::SECTION_DEPTH));
            self.stopped = true;
            return;
        }
        let mut element = Element::of_row(name, kind, fields, row);
        element.default = None;
        element.guidance = None;
        self.repeat_count(&mut element);
        self.table_list(&mut element);
        if let Some(intent) = fields.text(&["intent"]) {
            element.control_cell("intent", intent.clone());
        }
        self.names.begin(self.open.len());
        self.open.push(Open {
            section: Some(section),
            element,
        });
    }

    pub(super) fn end(&mut self, section: SectionType, row: u32) {
        self.table = None;
        let last = self.open.last().and_then(|open| open.section);
        if last != Some(section) {
            self.fault(row, "type", Fault::NotBegun(section.word()));
            // What is open further out was probably meant.
            let open = self.open.iter().any(|open| open.section == Some(section));
            if !open {
                return;
            }
        }
        if self.open.len() > 1
            && let Some(open) = self.open.pop()
        {
            self.push(open.element);
        }
    }

    fn loop_list(&mut self, list: Option<String>, row: u32) -> String {
        let list = list.unwrap_or_default();
        if list.is_empty() {
            self.fault(row, "type", Fault::NoList("begin loop over".to_owned()));
        } else if self.lists.get(&list).is_none() {
            self.fault(row, "type", Fault::UnknownList(list.clone()));
        }
        list
    }

    /// A count that is more than a reference is computed in a node of its own.
    fn repeat_count(&mut self, element: &mut Element) {
        let Some(count) = element.controlled("jr:count").cloned() else {
            return;
        };
        if only_reference(&count.text).is_some() {
            return;
        }
        let Some(calculate) = question_type("calculate") else {
            return;
        };
        let name = format!("{}_count", element.name);
        let mut node = Element::new(&name, Kind::Question(calculate), element.place);
        node.type_name = "calculate".to_owned();
        node.bind_text("readonly", "true()");
        let words = crate::sheet::value::Words::Plain(count.clone());
        node.bind.push(("calculate".to_owned(), words));
        self.push(node);
        let reference = Cell::new(&format!("${{{name}}}"), count.column);
        element.control_cell("jr:count", reference);
    }

    /// A group whose questions share a list is shown as a table: its label goes into a
    /// note of its own.
    fn table_list(&mut self, element: &mut Element) {
        let appearance = element.appearance().to_owned();
        let words: Vec<&str> = appearance.split_whitespace().collect();
        if !words.contains(&"table-list") {
            return;
        }
        self.table = Some(None);
        let others = words.iter().filter(|word| **word != "table-list");
        let all: Vec<&str> = std::iter::once("field-list")
            .chain(others.copied())
            .collect();
        let column = element
            .controlled("appearance")
            .map_or(0, |cell| cell.column);
        element.control_cell("appearance", Cell::new(&all.join(" "), column));
        let (label, hint) = (element.label.take(), element.hint.take());
        let Some(note) = question_type("note") else {
            return;
        };
        if label.is_some() || hint.is_some() {
            let row = element.place.row;
            let name = format!("generated_table_list_label_{row}");
            let mut child = Element::new(&name, Kind::Question(note), Place::survey(row));
            child.type_name = "note".to_owned();
            child.label = label;
            child.hint = hint;
            element.children.push(child);
        }
    }
}
