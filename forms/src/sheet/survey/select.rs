//! Selects: their lists, files, filters and what comes with them.

use super::Reader;
use crate::sheet::element::{Element, Kind, Place};
use crate::sheet::fault::Fault;
use crate::sheet::name::is_name;
use crate::sheet::parameters::Parameters;
use crate::sheet::question_type::{QuestionType, SelectKind, SelectType, question_type};
use crate::sheet::read::similar;
use crate::sheet::reference::{has_reference, only_reference};
use crate::sheet::table::SheetKind;
use crate::sheet::value::{Cell, Words};

/// What an external list's file can end in.
const ENDINGS: [&str; 3] = ["csv", "xml", "geojson"];

/// The name of a file and its ending, when it is one that can be read.
#[must_use]
pub(crate) fn file(list: &str) -> Option<(&str, &str)> {
    let (base, ending) = list.rsplit_once('.')?;
    (!base.is_empty() && ENDINGS.contains(&ending)).then_some((base, ending))
}

impl Reader<'_> {
    pub(super) fn select(
        &mut self,
        select: SelectType<'_>,
        mut element: Element,
        parameters: Parameters,
    ) {
        let row = element.place.row;
        element.type_name = type_name(select.kind).to_owned();
        let Some(kind) = question_type(&element.type_name) else {
            return;
        };
        element.kind = Kind::Question(kind);
        element.itemset = Some(Cell::new(select.list, self.type_column));
        self.select_list(select, &element);
        self.select_parameters(select, &parameters, row);
        element.parameters = parameters;
        let other = select
            .or_other
            .then(|| self.other(select.list, &element))
            .flatten();
        self.table_row(select.list, kind, &mut element);
        self.push(element);
        if let Some(other) = other {
            self.push(other);
        }
    }

    /// The list must be there, on the sheet that the type names.
    fn select_list(&mut self, select: SelectType<'_>, element: &Element) {
        let row = element.place.row;
        let list = select.list;
        if select.kind == SelectKind::OneExternal {
            if self.external.is_empty() {
                self.missing_sheet(SheetKind::ExternalChoices);
                self.fault(row, "type", Fault::UnknownExternalList(list.to_owned()));
            } else if self.external.get(list).is_none() {
                self.fault(row, "type", Fault::UnknownExternalList(list.to_owned()));
            }
            return;
        }
        let base = list.rsplit_once('.').map_or(list, |(base, _)| base);
        self.names.enter_instance(base);
        if select.from_file {
            let dots = list.trim_start_matches('.').matches('.').count();
            if file(list).is_none() || dots != 1 {
                self.fault(row, "type", Fault::FileEnding(list.to_owned()));
            }
            return;
        }
        if file(list).is_some() || has_reference(list) {
            return;
        }
        if self.lists.is_empty() {
            self.missing_sheet(SheetKind::Choices);
            let fault = Fault::UnknownList(list.to_owned());
            self.fault(row, "type", fault);
            return;
        }
        let Some(choices) = self.lists.get(list).map(|list| &list.choices) else {
            self.fault(row, "type", Fault::UnknownList(list.to_owned()));
            return;
        };
        if select.kind == SelectKind::Multiple {
            let blank = choices.iter().find(|choice| choice.name.text.contains(' '));
            if let Some(choice) = blank {
                let name = choice.name.text.clone();
                let row = choice.row;
                let fault = Fault::ChoiceWithBlank { name };
                self.problems.add(SheetKind::Choices, row, "name", fault);
            }
        }
    }

    fn missing_sheet(&mut self, kind: SheetKind) {
        let name = kind.name();
        let fault = if self.book.table(kind).is_some() {
            Fault::NoColumn("list_name")
        } else {
            let similar = similar(self.book, kind);
            Fault::NoSheet { name, similar }
        };
        self.problems.add(kind, 1, "list_name", fault);
    }

    fn select_parameters(&mut self, select: SelectType<'_>, given: &Parameters, row: u32) {
        let from_file = ["select_one_from_file", "select_multiple_from_file"];
        let file = from_file.contains(&select.command);
        let accepted: &[&str] = if file {
            &["label", "randomize", "seed", "value"]
        } else {
            &["randomize", "seed"]
        };
        let accepted = given.accept(accepted);
        self.note(row, "parameters", accepted);
        for key in ["value", "label"] {
            if let Some(value) = given.raw(key).filter(|value| file && !is_name(value)) {
                let fault = Fault::BadName(value.to_owned());
                self.fault(row, "parameters", fault);
            }
        }
        let randomize = given.word("randomize", "true, false");
        let randomize = self.note(row, "parameters", randomize).flatten();
        let Some(seed) = given.raw("seed") else {
            return;
        };
        if randomize.is_none() {
            self.fault(row, "parameters", Fault::SeedAlone);
        } else if only_reference(seed).is_none() && seed.parse::<f64>().is_err() {
            self.fault(row, "parameters", Fault::BadSeed);
        }
    }

    /// `or_other`: one more choice, and a question for what it is.
    fn other(&mut self, list: &str, element: &Element) -> Option<Element> {
        let row = element.place.row;
        if element.choice_filter.is_some() {
            self.fault(row, "choice_filter", Fault::OtherWithFilter);
            return None;
        }
        match self.lists.get_mut(list) {
            Some(list) => list.add_other(),
            None => {
                self.fault(row, "type", Fault::OtherWithoutChoices);
                return None;
            }
        }
        let name = format!("{}_other", element.name);
        let mut other = Element::new(&name, Kind::Question(question_type("text")?), element.place);
        other.type_name = "text".to_owned();
        other.label = Some(Words::Plain(Cell::new("Specify other.", usize::MAX)));
        other.bind_text(
            "relevant",
            &format!("selected(../{}, 'other')", element.name),
        );
        Some(other)
    }

    /// In a table-list, the first select brings the header with the choices' labels.
    fn table_row(&mut self, list: &str, kind: QuestionType, element: &mut Element) {
        let row = element.place.row;
        match &self.table {
            None => return,
            Some(None) => {
                if element.choice_filter.is_some() {
                    self.fault(row, "choice_filter", Fault::TableListFilter);
                }
                self.table = Some(Some(list.to_owned()));
                let name = format!("reserved_name_for_field_list_labels_{row}");
                let mut header = Element::new(&name, Kind::Question(kind), Place::survey(row));
                header.type_name.clone_from(&element.type_name);
                header.control_cell("appearance", Cell::new("label", usize::MAX));
                header.label = Some(Words::Plain(Cell::new(" ", usize::MAX)));
                header.itemset = element.itemset.clone();
                self.push(header);
            }
            Some(Some(first)) if first != list => {
                let fault = Fault::TableListLists {
                    found: list.to_owned(),
                    first: first.clone(),
                };
                self.fault(row, "type", fault);
            }
            Some(Some(_)) => {}
        }
        element.control_cell("appearance", Cell::new("list-nolabel", usize::MAX));
    }
}

fn type_name(kind: SelectKind) -> &'static str {
    match kind {
        SelectKind::One => "select one",
        SelectKind::Multiple => "select all that apply",
        SelectKind::Rank => "rank",
        SelectKind::OneExternal => "select one external",
    }
}
