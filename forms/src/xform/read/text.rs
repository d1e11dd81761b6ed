//! Labels, hints, messages and translations.

use super::Reader;
use super::xml::{self, Element};
use crate::xform::model::{Label, Part, Text, TextForm};
use crate::xpath::{Expr, Expression, Function};

/// The id in `jr:itext('id')`.
pub(super) fn itext_id(expression: &Expression) -> Option<&Expr> {
    match expression.tree() {
        Expr::Call {
            function: Function::Itext,
            args,
        } => args.first(),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    pub(super) fn translations(&mut self, itext: Element<'a>) {
        let mut default = None;
        for translation in xml::children(itext, "translation") {
            let language = xml::attribute(translation, "lang").unwrap_or_default();
            if !self
                .definition
                .languages
                .iter()
                .any(|known| known == language)
            {
                self.definition.languages.push(language.to_owned());
            }
            if xml::attribute(translation, "default")
                .is_some_and(|value| !value.starts_with("false"))
            {
                default = Some(language.to_owned());
            }
            for text in xml::children(translation, "text") {
                let id = xml::attribute(text, "id").unwrap_or_default();
                for value in xml::children(text, "value") {
                    let form = TextForm::named(xml::attribute(value, "form"));
                    let parts = self.parts(value);
                    self.definition.texts.set(language, id, form, parts);
                }
            }
        }
        self.definition.default_language =
            default.or_else(|| self.definition.languages.first().cloned());
    }

    /// Text with `<output>` in it. Other elements only dress the text.
    pub(super) fn parts(&mut self, element: Element<'a>) -> Text {
        let mut text = Text::default();
        for node in element.descendants() {
            if let Some(literal) = node.text().filter(|_| node.is_text()) {
                text.parts.push(Part::Literal(literal.to_owned()));
            } else if xml::is(node, "output") {
                let name = if xml::attribute(node, "value").is_some() {
                    "value"
                } else {
                    "ref"
                };
                text.parts.extend(
                    self.expression(node, name)
                        .map(|value| Part::Output(value.into())),
                );
            }
        }
        text
    }

    /// The label or hint of an element of the body.
    pub(super) fn label(&mut self, parent: Element<'a>, name: &'static str) -> Option<Label> {
        let element = xml::child(parent, name)?;
        if xml::attribute(element, "ref").is_none_or(|value| value.trim().is_empty()) {
            return Some(Label::Plain(self.parts(element)));
        }
        let expression = self.expression(element, "ref")?;
        Some(match itext_id(&expression) {
            Some(Expr::Literal(id)) => Label::Itext(id.clone()),
            _ => Label::Computed(expression),
        })
    }

    /// A message in an attribute: text, or `jr:itext('id')`.
    pub(super) fn message(&mut self, element: Element<'a>, name: &str) -> Option<Label> {
        let text = xml::attribute(element, name)?;
        let parsed = Expression::parse(text, xml::origin(element)).ok();
        Some(match parsed.as_ref().and_then(itext_id) {
            Some(Expr::Literal(id)) => Label::Itext(id.clone()),
            _ => Label::Plain(Text::literal(text)),
        })
    }
}
