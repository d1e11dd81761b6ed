//! Names and wordings for the parser.

use crate::xpath::tree::Axis;

pub(super) fn axis(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "parent" => Axis::Parent,
        "self" => Axis::Itself,
        "attribute" => Axis::Attribute,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following-sibling" => Axis::FollowingSibling,
        "preceding-sibling" => Axis::PrecedingSibling,
        "following" => Axis::Following,
        "preceding" => Axis::Preceding,
        _ => return None,
    })
}

/// `2 values`, `2 or 3 values`, `at least 1 value`.
pub(super) fn article(least: usize, most: usize) -> String {
    let noun = |n: usize| if n == 1 { "value" } else { "values" };
    if least == most {
        return format!("{least} {}", noun(least));
    }
    if most > 99 {
        return format!("at least {least} {}", noun(least));
    }
    let word = if most == least + 1 { "or" } else { "to" };
    format!("{least} {word} {most} {}", noun(most))
}

/// The name that differs least, if it is near enough to be a slip.
pub(super) fn nearest(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let wanted = name.to_lowercase().replace('_', "-");
    names
        .iter()
        .map(|known| (distance(&wanted, known), *known))
        .filter(|(distance, known)| *distance * 3 <= known.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Levenshtein distance. Names are short.
fn distance(a: &str, b: &str) -> usize {
    let columns = b.chars().count();
    let mut row: Vec<usize> = (0..=columns).collect();
    for (i, from) in a.chars().take(64).enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in b.chars().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let swap = at(&row, j) + usize::from(from != to);
            let best = swap.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            next.push(best);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
