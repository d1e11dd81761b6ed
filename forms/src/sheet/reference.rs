//! `${name}` and `${last-saved#name}` in a text.

use std::ops::Range;

use super::fault::Fault;
use super::name::is_plain_name;

/// A reference and where it stands in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    pub name: &'a str,
    pub last_saved: bool,
    /// Bytes, `${` and `}` included.
    pub span: Range<usize>,
}

/// Whether there may be a reference in the text.
#[must_use]
pub(super) fn may_refer(text: &str) -> bool {
    text.len() > 2 && text.contains("${")
}

/// All references of a text.
///
/// # Errors
/// The first that is not written as one.
pub(super) fn references(text: &str) -> Result<Vec<Reference<'_>>, Fault> {
    let mut found = Vec::new();
    if !may_refer(text) {
        return Ok(found);
    }
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${")) {
        let start = from + start;
        let inner = start + 2;
        let bad = || {
            let shown: String = text
                .get(start..)
                .unwrap_or_default()
                .chars()
                .take(40)
                .collect();
            Fault::BadReference(shown)
        };
        let rest = text.get(inner..).unwrap_or_default();
        let end = inner + rest.find('}').ok_or_else(bad)?;
        let content = text.get(inner..end).unwrap_or_default();
        let name = content.strip_prefix("last-saved#");
        let last_saved = name.is_some();
        let name = name.unwrap_or(content);
        if !is_plain_name(name) {
            return Err(bad());
        }
        from = end + 1;
        found.push(Reference {
            name,
            last_saved,
            span: start..from,
        });
    }
    Ok(found)
}

/// Whether the text has a reference that is written as one.
#[must_use]
pub(super) fn has_reference(text: &str) -> bool {
    references(text).is_ok_and(|found| !found.is_empty())
}

/// The reference, when the text is one and nothing else.
#[must_use]
pub(super) fn only_reference(text: &str) -> Option<Reference<'_>> {
    let found = references(text).ok()?;
    match found.as_slice() {
        [one] if one.span == (0..text.len()) => Some(one.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found() {
        let found = references("a ${b} + ${last-saved#c-d.e}").unwrap_or_default();
        let names: Vec<_> = found.iter().map(|r| (r.name, r.last_saved)).collect();
        assert_eq!(names, [("b", false), ("c-d.e", true)]);
        assert_eq!(only_reference("${b}").map(|r| r.name), Some("b"));
        assert!(only_reference("${b} ").is_none());
    }

    #[test]
    fn what_is_no_reference() {
        for bad in ["${", "${}", "${a b}", "${ a }", "x ${a", "${1}"] {
            if may_refer(bad) {
                assert!(references(bad).is_err(), "{bad}");
            }
        }
        assert_eq!(references("$a {b}"), Ok(Vec::new()));
    }
}
