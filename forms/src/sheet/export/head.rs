//! The settings, the record's own data, and the files that a form reads.

use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::tree::Style;
use crate::xform::model::{NodeId, Source};

impl Writer<'_> {
    /// The one row of the settings.
    pub(super) fn settings(&mut self, flat: bool, spaces: bool) -> Cells {
        let form = self.form;
        let mut cells = Cells::new();
        put(&mut cells, "form_title", form.title.as_str());
        put(&mut cells, "form_id", form.form_id.as_str());
        put(&mut cells, "version", form.version.as_str());
        let root = self.name_of(NodeId::ROOT);
        if root != "data" {
            put(&mut cells, "name", root);
        }
        if let (Some(language), false) = (&form.default_language, self.languages.is_empty()) {
            put(&mut cells, "default_language", language.as_str());
        }
        put(&mut cells, "style", form.style.as_str());
        if flat {
            put(&mut cells, "flat", "yes");
        }
        if spaces {
            put(&mut cells, "clean_text_values", "no");
        }
        if self.has_repeated_choices() {
            put(&mut cells, "allow_choice_duplicates", "yes");
        }
        for (name, value) in &form.settings {
            put(&mut cells, name, value.as_str());
        }
        self.meta_settings(&mut cells);
        cells
    }

    fn meta_settings(&mut self, cells: &mut Cells) {
        let mut has_id = false;
        for id in self.meta() {
            let path = self.form.shape.path(id);
            let Some(node) = self.form.shape.get(id) else {
                continue;
            };
            let bind = &node.bind;
            match node.name.as_str() {
                "instanceID" => {
                    has_id = true;
                    let kind = bind.preload.as_ref().map(|preload| preload.kind.as_str());
                    match kind {
                        Some("uid") => {}
                        Some(other) => put(cells, "instance_id", other),
                        None => self.refuse(Refusal::Meta(path)),
                    }
                }
                "instanceName" => match &bind.calculate {
                    Some(name) => {
                        let name = self.expression(name, id, Style::default());
                        put(cells, "instance_name", name);
                    }
                    None => self.refuse(Refusal::Meta(path)),
                },
                "audit" => {}
                _ => self.refuse(Refusal::Meta(path)),
            }
        }
        if !has_id {
            put(cells, "omit_instanceID", "yes");
        }
    }

    /// The audit stands in the survey.
    pub(super) fn meta_rows(&mut self) -> Vec<Cells> {
        let mut rows = Vec::new();
        for id in self.meta() {
            let Some(node) = self.form.shape.get(id).filter(|node| node.name == "audit") else {
                continue;
            };
            let mut cells = Cells::new();
            put(&mut cells, "type", "audit");
            put(&mut cells, "name", "audit");
            put(
                &mut cells,
                "parameters",
                super::question::joined(&node.bind.others),
            );
            rows.push(cells);
        }
        rows
    }

    /// Files that no question names by itself.
    pub(super) fn file_rows(&mut self) -> Vec<Cells> {
        let mut rows = Vec::new();
        for list in &self.form.secondary {
            let Source::External(uri) = &list.source else {
                continue;
            };
            if self.brought.contains(&list.id) || uri == "jr://instance/last-saved" {
                continue;
            }
            let csv = *uri == format!("jr://file-csv/{}.csv", list.id);
            let xml = *uri == format!("jr://file/{}.xml", list.id);
            if !csv && !xml {
                self.refuse(Refusal::File(list.id.clone(), uri.clone()));
                continue;
            }
            let mut cells = Cells::new();
            put(
                &mut cells,
                "type",
                if csv { "csv-external" } else { "xml-external" },
            );
            put(&mut cells, "name", list.id.as_str());
            rows.push(cells);
        }
        rows
    }

    fn meta(&self) -> Vec<NodeId> {
        let shape = &self.form.shape;
        let meta = shape
            .child(NodeId::ROOT, "meta")
            .and_then(|id| shape.get(id));
        meta.map_or_else(Vec::new, |meta| meta.children.clone())
    }

    fn has_repeated_choices(&self) -> bool {
        self.form.secondary.iter().any(|list| {
            let Source::Inline(data) = &list.source else {
                return false;
            };
            let mut seen = std::collections::BTreeSet::new();
            let items = super::choices::items(data).unwrap_or_default();
            let names = items.iter().filter_map(|item| {
                let mut children = item.children.iter().filter_map(|id| data.get(*id));
                children.find(|child| child.name == "name")
            });
            names.into_iter().any(|name| !seen.insert(&name.text))
        })
    }
}
