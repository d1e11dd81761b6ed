//! Where a select finds its choices.

use super::Lower;
use crate::sheet::element::{Element, Kind};
use crate::sheet::fault::Fault;
use crate::sheet::reference::has_reference;
use crate::sheet::survey::file;
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::{Cell, Words};
use crate::xform::model::{Choice, Choices, ItemLabel, Itemset, Label, Text};
use crate::xpath::Expression;

/// The nodes of the choices, and where their values and labels are.
struct Source {
    nodeset: String,
    value: String,
    label: String,
    itext: bool,
    filter: Option<String>,
}

impl Lower<'_, '_> {
    /// Lists that are used by a select with `search()`: their choices stand in the
    /// control.
    pub(super) fn find_searched(&mut self) {
        let mut others: Vec<(&str, &str)> = Vec::new();
        let mut searched: Vec<(&Element, &str)> = Vec::new();
        for (_, node) in self.parts.tree.iter() {
            let element = &node.element;
            let Some(list) = element.itemset.as_ref().filter(|_| is_select(element)) else {
                continue;
            };
            if !searches(element.appearance()) {
                others.push((&element.name, &list.text));
            } else if file(&list.text).is_some() {
                let place = element.place;
                self.problems
                    .add(place.sheet, place.row, "appearance", Fault::SearchFromFile);
            } else {
                searched.push((element, &list.text));
            }
        }
        for (element, list) in searched {
            if let Some((other, _)) = others.iter().find(|(_, other)| *other == list) {
                let fault = Fault::SearchMixed((*other).to_owned());
                self.problems
                    .add(element.place.sheet, element.place.row, "appearance", fault);
            }
            self.searched.push(list.to_owned());
        }
    }

    pub(super) fn list(&mut self, id: Id, element: &Element) -> Choices {
        let Some(list) = element.itemset.clone() else {
            return Choices::None;
        };
        if searches(element.appearance()) && file(&list.text).is_none() {
            return self.inline(&list.text, id, element);
        }
        let found = self.itemset(id, element, &list);
        found.map_or(Choices::None, Choices::Itemset)
    }

    pub(super) fn itemset(&mut self, id: Id, element: &Element, list: &Cell) -> Option<Itemset> {
        let mut source = self.source(id, element, list)?;
        if let Some(filter) = &element.choice_filter {
            let referred = has_reference(&list.text);
            let style = Style {
                current: true,
                whole_repeat: referred,
            };
            let mut text = self.with_paths(&filter.text, id, style, filter)?;
            // What a broken filter says belongs to its own column.
            self.parse(&text, id, filter)?;
            if referred {
                let here = format!("current()/{}", source.nodeset);
                text = text.replace(&here, ".").replace(&source.nodeset, ".");
            }
            source.filter = Some(text);
        }
        if let Some(filter) = &source.filter {
            source.nodeset = format!("{}[{filter}]", source.nodeset);
        }
        if element.parameters.get("randomize").as_deref() == Some("true") {
            source.nodeset = match element.parameters.raw("seed") {
                Some(seed) => {
                    let seed = self.with_paths(seed, id, Style::default(), list)?;
                    format!("randomize({}, {})", source.nodeset, seed.trim())
                }
                None => format!("randomize({})", source.nodeset),
            };
        }
        let label = Expression::parse(&source.label, element.place.origin()).ok();
        let wrap = if source.itext {
            ItemLabel::Itext
        } else {
            ItemLabel::Value
        };
        Some(Itemset {
            nodeset: self.parse(&source.nodeset, id, list)?,
            value: self.parse(&source.value, id, list)?,
            label: label.map(wrap),
        })
    }

    fn source(&mut self, id: Id, element: &Element, list: &Cell) -> Option<Source> {
        if let Some((base, ending)) = file(&list.text) {
            let geojson = ending == "geojson";
            let value = element.parameters.raw("value");
            let label = element.parameters.raw("label");
            return Some(Source {
                nodeset: format!("instance('{base}')/root/item"),
                value: value
                    .unwrap_or(if geojson { "id" } else { "name" })
                    .to_owned(),
                label: label
                    .unwrap_or(if geojson { "title" } else { "label" })
                    .to_owned(),
                itext: false,
                filter: None,
            });
        }
        if has_reference(&list.text) {
            let style = Style {
                current: false,
                whole_repeat: true,
            };
            let path = self.with_paths(&list.text, id, style, list)?;
            if is_place(element) {
                return Some(Source {
                    nodeset: path.trim().to_owned(),
                    value: "geometry".to_owned(),
                    label: "geometry".to_owned(),
                    itext: false,
                    filter: Some(WITH_PLACE.to_owned()),
                });
            }
            let (nodeset, name) = path.trim().rsplit_once('/')?;
            return Some(Source {
                nodeset: nodeset.to_owned(),
                value: name.to_owned(),
                label: name.to_owned(),
                itext: false,
                filter: Some(format!("./{name} != ''")),
            });
        }
        let itext = self
            .parts
            .lists
            .get(&list.text)
            .is_some_and(|list| list.needs_itext());
        Some(Source {
            nodeset: format!("instance('{}')/root/item", list.text),
            value: "name".to_owned(),
            label: if itext { "itextId" } else { "label" }.to_owned(),
            itext,
            filter: None,
        })
    }

    fn inline(&mut self, list: &str, id: Id, element: &Element) -> Choices {
        let Some(list) = self.parts.lists.get(list) else {
            return Choices::None;
        };
        let itext = list.needs_itext();
        let choices = list.choices.iter().enumerate().map(|(index, choice)| {
            let label = match &choice.label {
                _ if itext => Some(Label::Itext(format!("{}-{index}", list.name))),
                Some(Words::Plain(cell)) => {
                    Some(Label::Plain(self.text(cell, Some(id), element.place)))
                }
                _ => Some(Label::Plain(Text::default())),
            };
            Choice {
                value: choice.name.text.clone(),
                label,
            }
        });
        Choices::Inline(choices.collect())
    }

    /// The query of a select whose list is on the sheet `external_choices`.
    pub(super) fn query(&mut self, id: Id, element: &Element) -> Option<String> {
        let list = element.itemset.as_ref()?;
        if element.type_name != "select one external" {
            return None;
        }
        let filter = element.choice_filter.as_ref()?;
        let style = Style {
            current: true,
            ..Style::default()
        };
        let text = self.with_paths(&filter.text, id, style, filter)?;
        self.parse(&text, id, filter)?;
        Some(format!("instance('{}')/root/item[{text}]", list.text))
    }
}

/// The instances of a repeat that places can be picked from.
pub(in crate::sheet) const WITH_PLACE: &str = "./geometry != ''";

/// Whether a question asks for a place, perhaps one of a list.
pub(super) fn is_place(element: &Element) -> bool {
    ["geopoint", "geotrace", "geoshape"].contains(&element.type_name.as_str())
}

/// Whether a question is a select with its choices in a list.
pub(super) fn is_select(element: &Element) -> bool {
    let names = ["select one", "select all that apply", "rank"];
    matches!(element.kind, Kind::Question(_)) && names.contains(&element.type_name.as_str())
}

/// `search('towns')` in an appearance.
fn searches(appearance: &str) -> bool {
    let call = appearance.split_once("search(");
    call.is_some_and(|(_, rest)| rest.contains(')'))
}
