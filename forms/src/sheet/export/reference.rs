//! Paths become `${name}` again, where that means exactly the same.

use std::ops::Range;

use super::survey::Writer;
use crate::sheet::name::{begins_name, continues_name};
use crate::sheet::tree::{Id, Style};
use crate::xform::model::NodeId;
use crate::xpath::Expression;

/// Expressions with more paths keep them as they are when not all can be named: each is
/// tried out by reading the whole expression.
const TRIED_PATHS: usize = 16;

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Root,
    Here,
    Current,
    LastSaved,
}

/// A path of plain steps in an expression.
#[derive(Debug, PartialEq, Eq)]
struct Found<'a> {
    span: Range<usize>,
    from: From,
    steps: Vec<&'a str>,
}

const LAST_SAVED: &str = "instance('__last-saved')";

impl Writer<'_> {
    /// An expression as a person would write it at this node.
    pub(super) fn expression(&self, expression: &Expression, at: NodeId, style: Style) -> String {
        self.shared(&[(expression, at)], style)
            .unwrap_or_else(|| spaced(expression.source()))
    }

    /// One text for the same expression seen from several nodes; none when there is none.
    pub(super) fn shared(&self, all: &[(&Expression, NodeId)], style: Style) -> Option<String> {
        let (first, at) = all.first()?;
        let source = spaced(first.source());
        let found = paths(&source);
        let named: Vec<(Range<usize>, String)> = found
            .iter()
            .filter_map(|path| Some((path.span.clone(), self.name(path, *at)?)))
            .collect();
        let whole = replaced(&source, named.iter());
        let means = |text: &str| all.iter().all(|(e, at)| self.means(text, e, *at, style));
        if means(&whole) {
            return Some(whole);
        }
        if named.len() > TRIED_PATHS {
            return means(&source).then_some(source);
        }
        // Some of them may be meant otherwise: each that can be named is.
        let mut kept: Vec<&(Range<usize>, String)> = Vec::new();
        for one in &named {
            kept.push(one);
            if !means(&replaced(&source, kept.iter().copied())) {
                kept.pop();
            }
        }
        let text = replaced(&source, kept.iter().copied());
        means(&text).then_some(text)
    }

    /// Whether a text is read as this expression at the node.
    fn means(&self, text: &str, expression: &Expression, at: NodeId, style: Style) -> bool {
        let read = self.tree.with_paths(text, self.id(at), style).ok();
        let parsed = read.and_then(|text| Expression::parse(&text, expression.origin()).ok());
        parsed.is_some_and(|parsed| parsed.tree() == expression.tree())
    }

    /// `${name}` for a path, if the name is clear.
    fn name(&self, path: &Found<'_>, at: NodeId) -> Option<String> {
        let target = self.target(path, at)?;
        let name = self.form.shape.get(target)?.name.as_str();
        let known = self.tree.named(name).ok()?;
        if Some(known) != self.id(target) || self.is_meta(target) {
            return None;
        }
        Some(match path.from {
            From::LastSaved => format!("${{last-saved#{name}}}"),
            _ => format!("${{{name}}}"),
        })
    }

    fn target(&self, path: &Found<'_>, at: NodeId) -> Option<NodeId> {
        let shape = &self.form.shape;
        let mut steps = path.steps.iter();
        let mut node = match path.from {
            From::Root | From::LastSaved => {
                let root = shape.get(NodeId::ROOT)?;
                (steps.next() == Some(&root.name.as_str())).then_some(NodeId::ROOT)?
            }
            From::Here | From::Current => at,
        };
        for step in steps {
            node = match *step {
                ".." => shape.get(node)?.parent?,
                name => shape.child(node, name)?,
            };
        }
        (node != NodeId::ROOT).then_some(node)
    }

    fn is_meta(&self, node: NodeId) -> bool {
        let shape = &self.form.shape;
        let mut at = Some(node);
        while let Some(found) = at.and_then(|id| shape.get(id)) {
            if found.name == "meta" {
                return true;
            }
            at = found.parent;
        }
        false
    }

    pub(super) fn id(&self, node: NodeId) -> Option<Id> {
        self.ids.get(&node).copied()
    }
}

/// Single blanks outside of quotes; none at the ends.
fn spaced(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut quote = None;
    for c in source.trim().chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            _ => {}
        }
        let blank = quote.is_none() && c.is_whitespace();
        match (blank, out.ends_with(' ')) {
            (true, true) => {}
            (true, false) => out.push(' '),
            (false, _) => out.push(c),
        }
    }
    out
}

/// The text with paths replaced; the blanks that reading brings are taken away.
fn replaced<'a>(source: &str, paths: impl Iterator<Item = &'a (Range<usize>, String)>) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (span, name) in paths {
        let mut before = source.get(from..span.start).unwrap_or_default();
        if let Some(inner) = before.strip_suffix(' ')
            && inner.ends_with(['(', ',', '['])
        {
            before = inner;
        }
        out.push_str(before);
        out.push_str(name);
        from = span.end;
        let rest = source.get(from..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(' ')
            && (after.is_empty() || after.starts_with([')', ',', ']']))
        {
            from += 1;
        }
    }
    out.push_str(source.get(from..).unwrap_or_default());
    out
}

/// The paths of an expression that consist of names and `..` only.
fn paths(source: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Whether what stands right before is an operand, so that `/` goes on from it.
    let mut operand = false;
    while let Some(c) = source.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = source.get(at..).unwrap_or_default();
        if matches!(c, '\'' | '"') {
            let inside = rest.get(1..).unwrap_or_default();
            at += inside.find(c).map_or(rest.len(), |end| end + 2);
            operand = true;
        } else if let Some((from, length)) = begin(rest, operand) {
            let (steps, end) = steps(source, at + length);
            let after = source.get(end..).and_then(|rest| rest.chars().next());
            let plain = !matches!(after, Some('/' | '[' | '(' | ':' | '*' | '@' | '.'));
            let mut steps = steps;
            if from == From::Here {
                steps.insert(0, "..");
            }
            if plain && !steps.is_empty() {
                let span = at..end;
                found.push(Found { span, from, steps });
            }
            at = end.max(at + 1);
            operand = true;
        } else if begins_name(c) {
            at += rest
                .find(|c| !continues_name(c) && c != ':')
                .unwrap_or(rest.len());
            operand = true;
        } else {
            operand = match c {
                ')' | ']' | '.' | '*' => true,
                '/' | ' ' => operand && c == '/',
                c => c.is_alphanumeric(),
            };
            at += c.len_utf8();
        }
    }
    found
}

/// How a path begins here, and the length of that.
fn begin(rest: &str, operand: bool) -> Option<(From, usize)> {
    if operand {
        return None;
    }
    if rest.starts_with(LAST_SAVED) {
        return Some((From::LastSaved, LAST_SAVED.len()));
    }
    if rest.starts_with("current()/") {
        return Some((From::Current, "current()".len()));
    }
    if rest.starts_with("..") {
        return Some((From::Here, "..".len()));
    }
    let root = rest.strip_prefix('/')?;
    root.starts_with(begins_name).then_some((From::Root, 0))
}

/// The steps from a place, each behind a `/`, and where they end.
fn steps(source: &str, mut at: usize) -> (Vec<&str>, usize) {
    let mut steps = Vec::new();
    while let Some(rest) = source.get(at..).and_then(|rest| rest.strip_prefix('/')) {
        let length = if rest.starts_with("..") {
            2
        } else if rest.starts_with(begins_name) {
            rest.find(|c| !continues_name(c)).unwrap_or(rest.len())
        } else {
            break;
        };
        steps.extend(rest.get(..length));
        at += 1 + length;
    }
    (steps, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(source: &str) -> Vec<String> {
        let all = paths(source).into_iter();
        all.map(|path| format!("{:?} {}", path.from, path.steps.join("/")))
            .collect()
    }

    #[test]
    fn plain_paths_are_found() {
        assert_eq!(seen("/d/a > ../b - 1"), ["Root d/a", "Here ../b"]);
        assert_eq!(
            seen("x = current()/../c and '/d/e' = /d/f "),
            ["Current ../c", "Root d/f"]
        );
        assert_eq!(seen("instance('__last-saved')/d/a"), ["LastSaved d/a"]);
        assert_eq!(seen("/d/a[1]/b"), Vec::<String>::new());
        assert_eq!(seen("instance('l')/root/item[a = /d/b]/c"), ["Root d/b"]);
        assert_eq!(seen("count(/d/r) div 2"), ["Root d/r"]);
        assert_eq!(seen("a/b + ./c"), Vec::<String>::new());
    }

    #[test]
    fn blanks_are_single_outside_of_quotes() {
        assert_eq!(spaced(" a  =\n 'x  y' "), "a = 'x  y'");
    }
}
