//! People as teammates see them: initials in a disc, and a name.

use crate::prelude::*;
use rounds_sync_core::doc::VisitView;
use rounds_sync_core::ids::PersonId;

use crate::i18n::t;

/// Colors for discs; decoration beside the name.
const DISCS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Up to two initials: "Dana R." gives DR.
#[must_use]
pub fn initials(name: &str) -> String {
    large_letters(&first_letters(name))
}

fn first_letters(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).collect()
}

/// In large letters, as the browser knows them: the table is not in the page.
#[must_use]
pub fn large_letters(text: &str) -> String {
    js_sys::JsString::from(text).to_upper_case().into()
}

/// A disc with initials. The name stands beside it, so it is silent.
#[component]
pub fn Avatar(
    /// Whose.
    name: String,
    /// Smaller.
    #[prop(optional)]
    small: bool,
    /// Larger.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let sum: usize = name.bytes().map(usize::from).sum();
    let disc = DISCS.get(sum % DISCS.len()).copied().unwrap_or("a");
    let size = match (small, large) {
        (true, _) => " sm",
        (_, true) => " lg2",
        _ => "",
    };
    view! { <span class=format!("av {disc}{size}") aria-hidden="true">{initials(&name)}</span> }
}

/// A person's name in a visit, or "Someone" until the team list has arrived.
#[must_use]
pub fn name_of(visit: Option<&VisitView>, person: PersonId) -> String {
    visit
        .and_then(|visit| visit.people.get(&person))
        .map(|person| person.name.clone())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| t("someone"))
}

#[cfg(test)]
mod tests {
    use super::first_letters;

    #[test]
    fn initials_are_first_and_last() {
        assert_eq!(first_letters("Dana R."), "DR");
        assert_eq!(first_letters("maría de la o"), "mo");
        assert_eq!(first_letters("Kim"), "K");
        assert_eq!(first_letters(""), "");
    }
}
