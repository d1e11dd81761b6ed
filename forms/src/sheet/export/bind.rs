//! What is declared about a value.

use super::question::is_parameter;
use super::refusal::Refusal;
use super::rows::{Cells, put};
use super::survey::Writer;
use crate::sheet::question_type::QuestionType;
use crate::sheet::tree::Style;
use crate::xform::model::{Label, NodeId, Text, TextForm, ValueType};
use crate::xpath::Expression;

/// What is said where the app that a question calls is not there: text, in any language.
pub(super) const NO_APP: &str = "noAppErrorString";

impl Writer<'_> {
    /// The cells of the bind; what the question's type `implies` needs none.
    pub(super) fn bind(&mut self, cells: &mut Cells, id: NodeId, implies: Option<&QuestionType>) {
        let Some(node) = self.form.shape.get(id) else {
            return;
        };
        let bind = &node.bind;
        let implied = implies.map_or(ValueType::Text, |kind| ValueType::named(kind.value));
        if bind.value != implied {
            put(cells, "bind::type", bind.value.word());
        }
        let readonly = implies.is_some_and(|kind| kind.readonly);
        let constraint = implies.and_then(|kind| kind.constraint);
        self.decided(cells, "relevant", bind.relevant.as_ref(), id);
        self.decided(cells, "required", bind.required.as_ref(), id);
        if !(readonly && bind.readonly.as_ref().is_some_and(is_true)) {
            self.decided(cells, "read_only", bind.readonly.as_ref(), id);
        }
        if bind.constraint.as_ref().map(Expression::source) != constraint {
            self.decided(cells, "constraint", bind.constraint.as_ref(), id);
        }
        self.decided(cells, "calculation", bind.calculate.as_ref(), id);
        let long = [TextForm::Long];
        let message = bind.constraint_message.as_ref();
        self.words(cells, "constraint_message", message, Some(id), &long);
        let message = bind.required_message.as_ref();
        self.words(cells, "required_message", message, Some(id), &long);
        let brought = implies.and_then(|kind| kind.preload);
        if let Some(preload) = &bind.preload
            && brought != Some((preload.kind.as_str(), preload.parameters.as_str()))
        {
            put(cells, "bind::jr:preload", preload.kind.as_str());
            put(cells, "bind::jr:preloadParams", preload.parameters.as_str());
        }
        if bind.save_incomplete {
            put(cells, "bind::saveIncomplete", "true()");
        }
        if bind.save_to.is_some() {
            let path = self.form.shape.path(id);
            self.refuse(Refusal::Entity(path));
        }
        for (name, value) in &node.attributes {
            if id != NodeId::ROOT {
                put(cells, &format!("instance::{name}"), value.as_str());
            }
        }
    }

    /// Further attributes of the bind, but for parameters of a question of this kind.
    pub(super) fn others(&mut self, cells: &mut Cells, id: NodeId, kind: &str) {
        let form = self.form;
        let node = form.shape.get(id);
        for (name, value) in node.map_or(&[][..], |node| &node.bind.others) {
            if name == NO_APP {
                let label = match looked_up(value) {
                    Some(text) => Label::Itext(text.to_owned()),
                    None => Label::Plain(Text::literal(value)),
                };
                self.words(cells, NO_APP, Some(&label), Some(id), &[TextForm::Long]);
            } else if !is_parameter(kind, name) {
                put(cells, &format!("bind::{name}"), value.as_str());
            }
        }
    }

    fn decided(
        &self,
        cells: &mut Cells,
        column: &str,
        expression: Option<&Expression>,
        at: NodeId,
    ) {
        let Some(expression) = expression else { return };
        let yes_no = matches!(column, "required" | "read_only" | "relevant");
        let text = match expression.source() {
            "true()" if yes_no => "yes".to_owned(),
            "false()" if yes_no => "no".to_owned(),
            _ => self.expression(expression, at, Style::default()),
        };
        put(cells, column, text);
    }
}

/// The id in `jr:itext('id')`.
pub(super) fn looked_up(value: &str) -> Option<&str> {
    value.trim().strip_prefix("jr:itext('")?.strip_suffix("')")
}

/// Whether an expression says yes always.
pub(super) fn is_true(expression: &Expression) -> bool {
    expression.source().trim() == "true()"
}
