//! `${name}` becomes a path. Inside of a repeat that both share, it is a path from the
//! one to the other, so that each instance finds its own; else it begins at the root.

use super::{Id, Tree};
use crate::sheet::fault::Fault;
use crate::sheet::reference::{Reference, references};

/// How a reference is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// Paths within a repeat begin with `current()`, as a filter of choices needs it.
    pub current: bool,
    /// Paths lead out of the repeat, so that all its instances are found.
    pub whole_repeat: bool,
}

impl Tree {
    /// Writes all references of a text as paths. Without a `context` they begin at the
    /// root.
    ///
    /// # Errors
    /// A reference that is not clear.
    pub(crate) fn with_paths(
        &self,
        text: &str,
        context: Option<Id>,
        style: Style,
    ) -> Result<String, Fault> {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for reference in references(text)? {
            out.push_str(text.get(from..reference.span.start).unwrap_or_default());
            out.push_str(&self.reference(text, &reference, context, style)?);
            from = reference.span.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Ok(out)
    }

    /// One reference of `text` as a path with blanks around it.
    ///
    /// # Errors
    /// It is not clear.
    pub(crate) fn reference(
        &self,
        text: &str,
        reference: &Reference<'_>,
        context: Option<Id>,
        style: Style,
    ) -> Result<String, Fault> {
        let target = self.named(reference.name)?;
        let absolute = self.path(target);
        if reference.last_saved {
            return Ok(format!(" instance('__last-saved'){absolute} "));
        }
        let style = Style {
            current: style.current || in_filter_of_instance(text, reference),
            ..style
        };
        let relative = context
            .filter(|_| may_be_relative(text, reference))
            .and_then(|context| self.relative(context, target, style));
        Ok(relative.unwrap_or_else(|| format!(" {absolute} ")))
    }

    fn relative(&self, context: Id, target: Id, style: Style) -> Option<String> {
        let repeat = self.common(context, target, |id| self.is_repeat(id))?;
        let outward = style.whole_repeat && self.leads_out(context, target, repeat);
        let (steps, below) = if outward {
            let steps = self.ancestors(context).position(|id| id == repeat)? + 2;
            (steps, self.path_below(target, self.parent(repeat)))
        } else {
            let common = self.common(context, target, |id| self.is_group(id))?;
            let steps = self.ancestors(context).position(|id| id == common)? + 1;
            (steps, self.path_below(target, Some(common)))
        };
        let up = vec![".."; steps].join("/");
        let prefix = if style.current { " current()/" } else { " " };
        Some(format!("{prefix}{up}{below} "))
    }

    /// The nearest section around both.
    fn common(&self, a: Id, b: Id, of: impl Fn(Id) -> bool) -> Option<Id> {
        let mut around = self.ancestors(a).filter(|id| of(*id));
        around.find(|id| self.ancestors(b).any(|other| other == *id))
    }

    /// Whether all instances of the shared repeat are meant, and not only this one.
    fn leads_out(&self, context: Id, target: Id, repeat: Id) -> bool {
        self.repeat_around(target) == Some(repeat)
            && (self.repeat_around(repeat).is_none() || self.repeat_around(context) != Some(repeat))
    }
}

/// In a filter of another instance, `.` is its item: paths start at `current()`.
fn in_filter_of_instance(text: &str, reference: &Reference<'_>) -> bool {
    let called = text.match_indices("instance(").any(|(at, word)| {
        let rest = text.get(at + word.len()..).unwrap_or_default();
        let name = rest.find(')').unwrap_or(rest.len());
        name > 0 && rest.len() > name
    });
    if !called {
        return false;
    }
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('[')) {
        let open = from + open;
        let Some(close) = text.get(open..).and_then(|rest| rest.find(']')) else {
            return false;
        };
        let close = open + close + 1;
        if reference.span.start >= open && reference.span.end <= close {
            return true;
        }
        from = close;
    }
    false
}

/// In `indexed-repeat(…)`, the answer and the repeats are named from the root, only the
/// positions from where it stands.
fn may_be_relative(text: &str, reference: &Reference<'_>) -> bool {
    if !text.contains("indexed-repeat(") {
        return true;
    }
    let calls: Vec<(usize, usize)> = text
        .match_indices("indexed-repeat(")
        .filter_map(|(at, word)| {
            let rest = text.get(at + word.len()..)?;
            Some((at, at + word.len() + rest.find(')')? + 1))
        })
        .collect();
    let Some((start, end)) = calls.iter().find(|(_, end)| reference.span.end <= *end) else {
        return true;
    };
    if reference.span.end < *start {
        return true;
    }
    let call = text.get(*start..*end).unwrap_or_default();
    let inside = call.split_once('(').map_or("", |(_, rest)| rest);
    let name = format!("${{{}}}", reference.name);
    let named = inside
        .split(',')
        .enumerate()
        .filter(|(_, part)| part.contains(&name));
    let position = named.last().map(|(index, _)| index);
    position.is_some_and(|index| ![0, 1, 3, 5].contains(&index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::choices::Lists;
    use crate::sheet::element::{Element, Kind, Place};
    use crate::sheet::problem::Problems;

    /// `/d/a`, `/d/r/b`, `/d/r/g/c`, `/d/r/s/e`; r and s repeat.
    fn tree() -> Tree {
        let make = |name: &str, kind: Kind, children: Vec<Element>| Element {
            children,
            ..Element::new(name, kind, Place::survey(2))
        };
        let leaf = |name: &str| make(name, Kind::Hidden, Vec::new());
        let inner = make("s", Kind::Repeat, vec![leaf("e")]);
        let group = make("g", Kind::Group, vec![leaf("c")]);
        let repeat = make("r", Kind::Repeat, vec![leaf("b"), group, inner]);
        let root = make("d", Kind::Survey, vec![leaf("a"), repeat]);
        Tree::of(root, &Lists::default(), &mut Problems::default())
    }

    fn written(text: &str, context: &str, style: Style) -> String {
        let tree = tree();
        let context = tree.named(context).ok();
        let text = tree.with_paths(text, context, style).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn paths_stay_within_a_shared_repeat() {
        let plain = Style::default();
        assert_eq!(written("${a}", "b", plain), "/d/a");
        assert_eq!(written("${b}", "a", plain), "/d/r/b");
        assert_eq!(written("${b} + 1", "c", plain), "../../b + 1");
        assert_eq!(written("${c}", "b", plain), "../g/c");
        assert_eq!(written("${b}", "e", plain), "../../b");
        assert_eq!(written("${b}", "r", plain), "/d/r/b");
        assert_eq!(
            written("${last-saved#b}", "c", plain),
            "instance('__last-saved')/d/r/b"
        );
    }

    #[test]
    fn filters_start_at_the_question() {
        let style = Style {
            current: true,
            ..Style::default()
        };
        assert_eq!(written("x = ${b}", "c", style), "x = current()/../../b");
        let lookup = "instance('x')/root/item[name = ${b}]/label";
        let expected = "instance('x')/root/item[name = current()/../../b ]/label";
        assert_eq!(written(lookup, "c", Style::default()), expected);
    }

    #[test]
    fn indexed_repeat_names_from_the_root() {
        let text = "indexed-repeat(${b}, ${r}, ${c}) + ${c}";
        let expected = "indexed-repeat( /d/r/b , /d/r , ../g/c ) + ../g/c";
        assert_eq!(written(text, "b", Style::default()), expected);
    }

    #[test]
    fn the_whole_repeat_is_found_from_inside() {
        let style = Style {
            whole_repeat: true,
            ..Style::default()
        };
        assert_eq!(written("${b}", "c", style), "../../../r/b");
    }
}
