//! Texts for people, in the language of the record.

use super::Filling;
use super::compile::compile_late;
use super::plan::Offer;
use crate::xform::model::{Label, Part, Text, TextForm};
use crate::xpath::{Context, Evaluator, Expr, Node};

impl Filling<'_> {
    /// The language in use; empty when the form has none.
    #[must_use]
    pub fn language(&self) -> &str {
        let definition = &self.plan.definition;
        let first = || {
            definition
                .default_language
                .as_deref()
                .or(definition.languages.first().map(String::as_str))
        };
        self.settings
            .language
            .as_deref()
            .or_else(first)
            .unwrap_or_default()
    }

    /// Another language from now on. Values that hold labels follow.
    pub fn set_language(&mut self, language: &str) {
        self.settings.language = Some(language.to_owned());
        for id in self.lives.whole(self.root) {
            let asks = self
                .lives
                .get(id)
                .is_some_and(|live| self.plan.questions.contains_key(&live.shape));
            if asks {
                self.changed_quietly(id);
            }
        }
        self.settle();
    }

    /// A label, its computed parts evaluated at `here`.
    #[must_use]
    pub fn label(&self, label: &Label, here: Node) -> String {
        match label {
            Label::Plain(text) => self.composed(text, here),
            Label::Itext(id) => self.translated(id, here).unwrap_or_default(),
            Label::Computed(expression) => self.late(expression.tree(), here),
        }
    }

    fn late(&self, expr: &Expr, here: Node) -> String {
        let code = compile_late(expr, &self.plan.outlines, &self.plan.names);
        Evaluator::new(self).string(&code, Context::at(here))
    }

    fn composed(&self, text: &Text, here: Node) -> String {
        let part = |part: &Part| match part {
            Part::Literal(text) => text.clone(),
            Part::Output(expression) => self.late(expression.tree(), here),
        };
        text.parts.iter().map(part).collect()
    }

    /// The text of a translation id.
    pub(super) fn translated(&self, id: &str, here: Node) -> Option<String> {
        let forms = self.plan.definition.texts.get(self.language(), id)?;
        let text = forms
            .get(&TextForm::Long)
            .or_else(|| forms.get(&TextForm::Short))?;
        Some(self.composed(text, here))
    }

    /// The label of a choice of a question; of one without a label, its value.
    pub(super) fn label_of_choice(&self, question: u32, value: &str) -> Option<String> {
        let live = self.lives.get(question)?;
        let here = Node::Live(question);
        match &self.plan.questions.get(&live.shape)?.offer {
            Offer::Free => None,
            Offer::Fixed(all) => {
                let (value, label) = all.iter().find(|(other, _)| other == value)?;
                Some(
                    label
                        .as_ref()
                        .map_or_else(|| value.clone(), |label| self.label(label, here)),
                )
            }
            Offer::Listed {
                label, translated, ..
            } => {
                let offered = live.offered.as_ref()?;
                let item = offered.iter().find(|item| item.value == value)?;
                let Some(label) = label else {
                    return Some(item.value.clone());
                };
                let at = Context {
                    node: item.item,
                    ..Context::at(here)
                };
                let text = Evaluator::new(self).string(label, at);
                if *translated {
                    self.translated(&text, here)
                } else {
                    Some(text)
                }
            }
        }
    }
}
