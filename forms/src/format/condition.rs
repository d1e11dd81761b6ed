//! Reading conditions. Whether they make sense is judged by [`super::meaning`].

use crate::format::json::Node;
use crate::format::reader::{Item, Object, Reading};
use crate::limits::{CONDITION_DEPTH, CONDITION_TESTS};
use crate::model::{Comparison, Condition, Operand};
use crate::problem::Problem;

pub(super) fn read(item: &Item<'_>, reading: &mut Reading) -> Option<Condition> {
    let mut tests = 0;
    nested(item, 0, &mut tests, reading)
}

fn nested(
    item: &Item<'_>,
    depth: usize,
    tests: &mut usize,
    reading: &mut Reading,
) -> Option<Condition> {
    if depth > CONDITION_DEPTH {
        let (what, most) = ("conditions", CONDITION_DEPTH);
        reading.report(&item.path, Problem::TooDeep { what, most });
        return None;
    }
    let mut object = item.object(reading)?;
    let shapes = [
        object.optional("field"),
        object.optional("all"),
        object.optional("any"),
        object.optional("not"),
    ];
    let condition = match &shapes {
        [Some(field), None, None, None] => test(field, &mut object, tests, reading),
        [None, Some(list), None, None] => {
            several(list, depth, tests, reading).map(|all| Condition::All { all })
        }
        [None, None, Some(list), None] => {
            several(list, depth, tests, reading).map(|any| Condition::Any { any })
        }
        [None, None, None, Some(other)] => {
            nested(other, depth + 1, tests, reading).map(|not| Condition::Not { not: not.into() })
        }
        _ => {
            reading.report(&item.path, Problem::ConditionShape);
            return None;
        }
    };
    object.close(reading);
    condition
}

fn several(
    item: &Item<'_>,
    depth: usize,
    tests: &mut usize,
    reading: &mut Reading,
) -> Option<Vec<Condition>> {
    let items = item.list("conditions", 1, CONDITION_TESTS, reading)?;
    items
        .iter()
        .map(|item| nested(item, depth + 1, tests, reading))
        .collect()
}

fn test(
    field: &Item<'_>,
    object: &mut Object<'_>,
    tests: &mut usize,
    reading: &mut Reading,
) -> Option<Condition> {
    *tests += 1;
    if *tests > CONDITION_TESTS {
        let (what, most, found) = ("tests in one condition", CONDITION_TESTS, *tests);
        reading.report(&field.path, Problem::TooMany { what, most, found });
        return None;
    }
    let field = field.name(reading);
    let is = object
        .required("is", reading)
        .and_then(|item| item.word(&Comparison::ALL, reading));
    let value = match (object.optional("value"), is) {
        (Some(item), Some(is)) if !is.takes_value() => {
            reading.report(&item.path, Problem::NeedlessValue(is.spelling()));
            None
        }
        (Some(item), _) => Some(operand(&item, reading)?),
        (None, Some(is)) if is.takes_value() => {
            reading.report(&object.path, Problem::Missing("value"));
            None
        }
        (None, _) => None,
    };
    Some(Condition::Test {
        field: field?,
        is: is?,
        value,
    })
}

fn operand(item: &Item<'_>, reading: &mut Reading) -> Option<Operand> {
    match item.node {
        Node::Text(text) => Some(Operand::Text(text.clone())),
        Node::Int(number) => Some(Operand::Int(*number)),
        other => {
            let expected = "a text in quotes or a whole number";
            let found = other.in_words();
            reading.report(&item.path, Problem::WrongType { expected, found });
            None
        }
    }
}
