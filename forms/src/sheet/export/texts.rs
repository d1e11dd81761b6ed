//! Labels, hints and messages in the columns of their languages.

use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::tree::Style;
use crate::xform::model::{Forms, Label, NodeId, Part, Text, TextForm};

/// The folders in which a form looks for its media.
const MEDIA: [(TextForm, &str, &str); 4] = [
    (TextForm::Image, "media::image", "jr://images/"),
    (TextForm::BigImage, "media::big-image", "jr://images/"),
    (TextForm::Audio, "media::audio", "jr://audio/"),
    (TextForm::Video, "media::video", "jr://video/"),
];

impl Writer<'_> {
    /// The languages of the form; none when it has texts without a language only.
    fn columns(&self) -> Vec<(Option<String>, String)> {
        if self.languages.is_empty() {
            return vec![(None, self.unnamed.clone())];
        }
        let each = self.languages.iter();
        each.map(|language| (Some(language.clone()), language.clone()))
            .collect()
    }

    /// A label with its media.
    pub(super) fn label(&mut self, cells: &mut Cells, label: Option<&Label>, at: Option<NodeId>) {
        self.words(cells, "label", label, at, &[TextForm::Long]);
        let Some(Label::Itext(id)) = label else {
            return;
        };
        for (form, column, folder) in &MEDIA {
            for (shown, language) in self.columns() {
                let Some(text) = self.looked_up(&language, id, form) else {
                    continue;
                };
                let text = self.text(&text, at, id);
                match text.strip_prefix(folder) {
                    Some(file) => put(cells, &header(column, shown.as_deref()), file),
                    None => {
                        let place = self.place(at, id);
                        self.refuse(Refusal::MediaFolder(place, text));
                    }
                }
            }
        }
    }

    /// A hint with its guidance.
    pub(super) fn hint(&mut self, cells: &mut Cells, hint: Option<&Label>, at: NodeId) {
        let known = [TextForm::Long, TextForm::Guidance];
        self.words(cells, "hint", hint, Some(at), &known);
        let Some(Label::Itext(id)) = hint else { return };
        for (shown, language) in self.columns() {
            if let Some(text) = self.looked_up(&language, id, &TextForm::Guidance) {
                let text = self.text(&text, Some(at), id);
                put(cells, &header("guidance_hint", shown.as_deref()), text);
            }
        }
    }

    /// The text itself, in every language. `known` are the variants that are written.
    pub(super) fn words(
        &mut self,
        cells: &mut Cells,
        column: &str,
        label: Option<&Label>,
        at: Option<NodeId>,
        known: &[TextForm],
    ) {
        match label {
            None => {}
            Some(Label::Plain(text)) => {
                let text = self.text(text, at, column);
                for (shown, _) in self.columns() {
                    put(cells, &header(column, shown.as_deref()), text.as_str());
                }
            }
            Some(Label::Computed(_)) => {
                let place = self.place(at, column);
                self.refuse(Refusal::ComputedText(place));
            }
            Some(Label::Itext(id)) => {
                for (shown, language) in self.columns() {
                    self.variants(&language, id, at, column, known);
                    if let Some(text) = self.looked_up(&language, id, &TextForm::Long) {
                        let text = self.text(&text, at, id);
                        put(cells, &header(column, shown.as_deref()), text);
                    }
                }
            }
        }
    }

    /// Variants of a text for which a sheet has no column.
    fn variants(
        &mut self,
        language: &str,
        id: &str,
        at: Option<NodeId>,
        column: &str,
        known: &[TextForm],
    ) {
        let label = column == "label";
        let media = |form: &TextForm| label && MEDIA.iter().any(|(medium, ..)| medium == form);
        let forms = self.form.texts.get(language, id).into_iter();
        let all = forms.flat_map(Forms::iter);
        let others = all.filter(|(form, _)| !known.contains(form) && !media(form));
        let refusals: Vec<Refusal> = others
            .map(|(form, _)| Refusal::Variant(self.place(at, id), form.name().to_owned()))
            .collect();
        for refusal in refusals {
            self.refuse(refusal);
        }
    }

    pub(super) fn looked_up(&self, language: &str, id: &str, form: &TextForm) -> Option<Text> {
        self.form.texts.get(language, id)?.get(form).cloned()
    }

    /// A text with `${name}` for the answers in it.
    pub(super) fn text(&mut self, text: &Text, at: Option<NodeId>, named: &str) -> String {
        let mut out = String::new();
        let here = at.unwrap_or(NodeId::ROOT);
        for part in &text.parts {
            match part {
                Part::Literal(literal) => out.push_str(literal),
                Part::Output(expression) => {
                    let written = self.expression(expression, here, Style::default());
                    let name =
                        written.starts_with("${") && written.find('}') == Some(written.len() - 1);
                    if name || written.starts_with("instance(") {
                        out.push_str(&written);
                    } else {
                        let place = self.place(at, named);
                        self.refuse(Refusal::ComputedPart(place, written));
                    }
                }
            }
        }
        out.trim().to_owned()
    }

    /// Where a text stands, for a refusal.
    fn place(&self, at: Option<NodeId>, named: &str) -> String {
        at.map_or_else(|| named.to_owned(), |node| self.form.shape.path(node))
    }
}

/// `label::Español (es)`
fn header(column: &str, language: Option<&str>) -> String {
    language.map_or_else(
        || column.to_owned(),
        |language| format!("{column}::{language}"),
    )
}
