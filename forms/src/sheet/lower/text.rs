//! Texts in all languages.

use std::collections::BTreeMap;

use super::Lower;
use super::bind::NO_APP;
use crate::sheet::element::{Element, Kind, Place};
use crate::sheet::fault::Fault;
use crate::sheet::reference::{has_reference, may_refer, references};
use crate::sheet::table::SheetKind;
use crate::sheet::tree::{Id, Style};
use crate::sheet::value::{Cell, Words};
use crate::xform::model::{Definition, Part, Text, TextForm, Texts};

/// The texts that are looked up by language and id.
#[derive(Debug, Default)]
pub(super) struct Translations {
    default: String,
    /// In the order in which they are met.
    languages: Vec<String>,
    texts: Texts,
    /// What any language has, by id.
    met: BTreeMap<String, Vec<TextForm>>,
}

impl Translations {
    /// No texts; those without a language are in `default`.
    #[must_use]
    pub(super) fn new(default: &str) -> Self {
        Self {
            default: default.to_owned(),
            ..Self::default()
        }
    }

    fn set(&mut self, id: &str, form: TextForm, language: &str, text: Text) {
        if !self.languages.iter().any(|known| known == language) {
            self.languages.push(language.to_owned());
        }
        let met = self.met.entry(id.to_owned()).or_default();
        if !met.contains(&form) {
            met.reserve_exact(1);
            met.push(form.clone());
        }
        self.texts.set(language, id, form, text);
    }

    /// Hands the texts over. Where a language has none, it is `-`, as in every form that
    /// was made from a sheet.
    pub(super) fn finish(self, definition: &mut Definition) {
        let mut texts = self.texts;
        for (id, forms) in self.met {
            let written = |form: &TextForm| matches!(form, TextForm::Long | TextForm::Guidance);
            for form in forms.into_iter().filter(written) {
                for language in &self.languages {
                    let known = texts.get(language, &id);
                    if known.is_none_or(|known| known.get(&form).is_none()) {
                        texts.set(language, &id, form.clone(), Text::literal("-"));
                    }
                }
            }
        }
        definition.texts = texts;
        let has_default = self.languages.contains(&self.default);
        let first = self.languages.first().cloned();
        definition.default_language = if has_default {
            Some(self.default)
        } else {
            first
        };
        definition.languages = self.languages;
    }
}

impl Lower<'_, '_> {
    /// The labels of lists that are looked up by id.
    pub(super) fn choice_texts(&mut self) {
        for list in self.parts.lists.iter().filter(|list| list.needs_itext()) {
            for (index, choice) in list.choices.iter().enumerate() {
                let id = format!("{}-{index}", list.name);
                let place = Place {
                    sheet: SheetKind::Choices,
                    row: choice.row,
                };
                if let Some(words) = &choice.label {
                    self.words(&id, TextForm::Long, words, None, place);
                }
                for (medium, words) in &choice.media {
                    self.medium(&id, medium, words, None, place);
                }
            }
        }
    }

    /// The texts of questions and sections, then their media.
    pub(super) fn element_texts(&mut self) {
        let elements = || {
            let all = self.parts.tree.iter();
            all.filter(|(_, node)| !matches!(node.element.kind, Kind::External(_)))
        };
        for (id, node) in elements() {
            self.texts_of(id, &node.element);
        }
        for (id, node) in elements() {
            let path = self.parts.tree.path(id);
            for (medium, words) in &node.element.media {
                let place = node.element.place;
                self.medium(&format!("{path}:label"), medium, words, Some(id), place);
            }
        }
    }

    fn texts_of(&mut self, id: Id, element: &Element) {
        let path = self.tree().path(id);
        let place = element.place;
        for key in ["jr:constraintMsg", "jr:requiredMsg", NO_APP] {
            let Some((_, words)) = element.bind.iter().find(|(name, _)| name == key) else {
                continue;
            };
            let looked_up = match words {
                Words::Plain(cell) => key != NO_APP && has_reference(&cell.text),
                Words::Languages(_) => true,
            };
            if looked_up {
                self.words(
                    &format!("{path}:{key}"),
                    TextForm::Long,
                    words,
                    Some(id),
                    place,
                );
            }
        }
        if let Some(words) = element.label.as_ref().filter(|_| element.needs_itext()) {
            self.words(
                &format!("{path}:label"),
                TextForm::Long,
                words,
                Some(id),
                place,
            );
        }
        let hint = format!("{path}:hint");
        if let Some(words) = &element.hint
            && (words.is_translated() || element.guidance.is_some())
        {
            self.words(&hint, TextForm::Long, words, Some(id), place);
        }
        if let Some(words) = element.guidance.as_ref().filter(|_| !element.is_section()) {
            self.words(&hint, TextForm::Guidance, words, Some(id), place);
        }
    }

    fn words(&mut self, id: &str, form: TextForm, words: &Words, at: Option<Id>, place: Place) {
        let language = self.parts.settings.default_language();
        for (language, cell) in words.each(language) {
            let text = self.text(cell, at, place);
            self.texts.set(id, form.clone(), language, text);
        }
    }

    fn medium(&mut self, id: &str, medium: &str, words: &Words, at: Option<Id>, place: Place) {
        let folder = match medium {
            "image" | "big-image" => "images",
            "audio" => "audio",
            "video" => "video",
            _ => {
                let fault = Fault::UnknownMedia(medium.to_owned());
                self.problems.add(place.sheet, place.row, "media", fault);
                return;
            }
        };
        let language = self.parts.settings.default_language();
        for (language, cell) in words.each(language) {
            let file = Cell::new(&format!("jr://{folder}/{}", cell.text), cell.column);
            let text = self.text(&file, at, place);
            self.texts
                .set(id, TextForm::named(Some(medium)), language, text);
        }
    }

    /// A text with its references and `instance(…)` as computed parts.
    pub(super) fn text(&mut self, cell: &Cell, at: Option<Id>, place: Place) -> Text {
        if !may_refer(&cell.text) && !cell.text.contains("instance(") {
            return Text::literal(&cell.text);
        }
        let mut parts = Vec::new();
        let mut from = 0;
        let spans = match spans(&cell.text) {
            Ok(spans) => spans,
            Err(fault) => {
                self.fault(place, cell, fault);
                return Text::literal(&cell.text);
            }
        };
        for (start, end) in spans {
            let before = cell.text.get(from..start).unwrap_or_default();
            if !before.is_empty() {
                parts.push(Part::Literal(before.to_owned()));
            }
            let inside = cell.text.get(start..end).unwrap_or_default();
            parts.extend(self.output(inside, cell, at, place));
            from = end;
        }
        let rest = cell.text.get(from..).unwrap_or_default();
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Text { parts }
    }

    fn output(&mut self, text: &str, cell: &Cell, at: Option<Id>, place: Place) -> Option<Part> {
        let written = self.tree().with_paths(text, at, Style::default());
        let parsed = written.and_then(|text| self.parsed(&text, place));
        match parsed {
            Ok(expression) => Some(Part::Output(expression.into())),
            Err(fault) => {
                self.fault(place, cell, fault);
                None
            }
        }
    }
}

/// Where the computed parts of a text stand.
fn spans(text: &str) -> Result<Vec<(usize, usize)>, Fault> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("instance(")) {
        let start = from + at;
        from = start + lookup(text.get(start..).unwrap_or_default());
        spans.push((start, from));
    }
    for reference in references(text)? {
        let span = reference.span;
        if !spans
            .iter()
            .any(|(start, end)| *start <= span.start && span.end <= *end)
        {
            spans.push((span.start, span.end));
        }
    }
    spans.sort_unstable();
    Ok(spans)
}

/// The length of a lookup in another instance: up to a blank outside of brackets.
fn lookup(text: &str) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_parts_of_a_text() {
        let text = "Hi ${a}: instance('x')/root/item[n = ${b} and c]/label of ${d}";
        let found: Vec<&str> = spans(text)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(start, end)| text.get(start..end))
            .collect();
        let lookup = "instance('x')/root/item[n = ${b} and c]/label";
        assert_eq!(found, ["${a}", lookup, "${d}"]);
    }
}
