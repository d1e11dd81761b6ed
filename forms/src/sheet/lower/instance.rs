//! Secondary instances: the lists of the choices sheet, and other files.

use super::Lower;
use super::itemset::is_select;
use crate::sheet::choices::List;
use crate::sheet::element::{Element, Kind, Place};
use crate::sheet::fault::Fault;
use crate::sheet::reference::references;
use crate::sheet::survey::file;
use crate::sheet::table::SheetKind;
use crate::sheet::value::Words;
use crate::xform::model::{Data, SecondaryInstance, Source};

/// Columns of a bind whose expressions may read other files.
const EXPRESSIONS: [&str; 5] = [
    "calculate",
    "constraint",
    "readonly",
    "required",
    "relevant",
];

impl Lower<'_, '_> {
    pub(super) fn instances(&mut self) {
        let mut last_saved = false;
        let mut externals: Vec<&str> = Vec::new();
        for (_, node) in self.parts.tree.iter() {
            let element = &node.element;
            let place = element.place;
            if let Kind::External(ending) = &element.kind {
                if externals.contains(&element.name.as_str()) {
                    let fault = Fault::ExternalTwice(element.name.clone());
                    self.problems.survey(place.row, "name", fault);
                }
                externals.push(&element.name);
                let folder = if *ending == "csv" { "file-csv" } else { "file" };
                let uri = format!("jr://{folder}/{}.{ending}", element.name);
                self.external(&element.name, uri, place);
                continue;
            }
            for id in pulled(element) {
                self.external(&id, format!("jr://file-csv/{id}.csv"), place);
            }
            let list = element.itemset.as_ref().filter(|_| is_select(element));
            if let Some((base, ending)) = list.and_then(|list| file(&list.text)) {
                let folder = if ending == "csv" { "file-csv" } else { "file" };
                self.external(base, format!("jr://{folder}/{base}.{ending}"), place);
            }
            last_saved |= expressions(element).any(reads_last_saved);
        }
        if last_saved {
            let uri = "jr://instance/last-saved".to_owned();
            self.external("__last-saved", uri, Place::survey(1));
        }
        for list in self.parts.lists.iter() {
            if !self.searched.contains(&list.name) {
                let row = list.choices.first().map_or(1, |choice| choice.row);
                let place = Place {
                    sheet: SheetKind::Choices,
                    row,
                };
                self.instance(&list.name, Source::Inline(data(list)), place);
            }
        }
    }

    fn external(&mut self, id: &str, uri: String, place: Place) {
        self.instance(id, Source::External(uri), place);
    }

    fn instance(&mut self, id: &str, source: Source, place: Place) {
        let secondary = &mut self.builder.definition.secondary;
        let before = self.instances.get(id).and_then(|at| secondary.get(*at));
        let Some(before) = before else {
            self.instances.insert(id.to_owned(), secondary.len());
            secondary.push(SecondaryInstance {
                id: id.to_owned(),
                source,
                origin: place.origin(),
            });
            return;
        };
        let (first, second) = (named(&before.source), named(&source));
        if first != second {
            let name = id.to_owned();
            let (first, second) = (first.to_owned(), second.to_owned());
            let fault = Fault::TwoSources {
                name,
                first,
                second,
            };
            self.problems.add(place.sheet, place.row, "name", fault);
        }
    }
}

fn named(source: &Source) -> &str {
    match source {
        Source::Inline(_) => "the choices sheet",
        Source::External(uri) => uri,
    }
}

/// `item` elements as choices have them.
fn data(list: &List) -> Data {
    let itext = list.needs_itext();
    let ids: Vec<String> = (0..list.choices.len())
        .map(|i| format!("{}-{i}", list.name))
        .collect();
    Data::table(list.choices.iter().zip(&ids).map(|(choice, id)| {
        let mut cells: Vec<(&str, &str)> = Vec::new();
        if itext {
            cells.push(("itextId", id));
        }
        cells.push(("name", &choice.name.text));
        if let (Some(Words::Plain(label)), false) = (&choice.label, itext) {
            cells.push(("label", &label.text));
        }
        cells.extend(
            choice
                .extra
                .iter()
                .map(|(key, text)| (key.as_str(), text.as_str())),
        );
        cells
    }))
}

/// The texts of an element that may be expressions.
fn expressions(element: &Element) -> impl Iterator<Item = &str> {
    let binds = element
        .bind
        .iter()
        .filter(|(key, _)| EXPRESSIONS.contains(&key.as_str()));
    let binds = binds.filter_map(|(_, words)| match words {
        Words::Plain(cell) => Some(cell.text.as_str()),
        Words::Languages(_) => None,
    });
    let others = [&element.choice_filter, &element.default]
        .into_iter()
        .flatten();
    binds.chain(others.map(|cell| cell.text.as_str()))
}

/// The files that `pulldata('file', …)` reads.
fn pulled(element: &Element) -> Vec<String> {
    let mut found = Vec::new();
    for text in expressions(element).filter(|text| text.contains("pulldata(")) {
        for call in text.split("pulldata").skip(1) {
            let argument = call
                .trim_start()
                .strip_prefix('(')
                .and_then(|rest| rest.split_once(','));
            if let Some((name, _)) = argument {
                let name = name.replace(['\'', '"'], "");
                found.push(name.trim().to_owned());
            }
        }
    }
    found
}

fn reads_last_saved(text: &str) -> bool {
    references(text).is_ok_and(|found| found.iter().any(|reference| reference.last_saved))
}
