//! Functions on selections.

use super::{Context, Evaluator, World};
use crate::xpath::Function;
use crate::xpath::code::Code;
use crate::xpath::value::{Value, words};

impl<W: World> Evaluator<'_, W> {
    pub(super) fn choice_function(
        &self,
        function: Function,
        args: &[Code],
        at: Context,
    ) -> Option<Value> {
        let list = self.arg(args, 0, at);
        Some(match function {
            Function::Selected | Function::IsSelected => {
                let wanted = self.arg(args, 1, at);
                let wanted = wanted.trim();
                let none = list.trim().is_empty() && wanted.is_empty();
                Value::Boolean(none || words(&list).any(|value| value == wanted))
            }
            Function::SelectedAt => {
                let place = args
                    .get(1)
                    .map_or(f64::NAN, |code| self.number(code, at))
                    .trunc();
                let found = if place >= 0.0 {
                    words(&list).nth(place as usize)
                } else {
                    None
                };
                Value::text(found.unwrap_or_default())
            }
            Function::CountSelected => Value::Number(words(&list).count() as f64),
            Function::ChoiceName => {
                let path = self.arg(args, 1, at);
                let code = self.world.compile(&path);
                let label = code.map(|code| self.choice_label(&list, &code, at));
                Value::Text(label.unwrap_or_default())
            }
            _ => return None,
        })
    }

    pub(super) fn choice_label(&self, value: &str, path: &Code, at: Context) -> String {
        match self.nodes(path, at).first() {
            Some(question) => self.world.choice_name(value, *question),
            None => String::new(),
        }
    }
}
