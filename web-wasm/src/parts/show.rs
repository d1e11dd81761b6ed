//! Something that is there while a condition holds. As Leptos' own, which is compiled once
//! more for every place that it stands in; this one is compiled once.

use crate::prelude::*;

type Condition = Box<dyn Fn() -> bool + Send + Sync>;

/// A condition that is followed.
pub struct When(Condition);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for When {
    fn from(condition: F) -> Self {
        Self(Box::new(condition))
    }
}

impl std::fmt::Debug for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("When").finish_non_exhaustive()
    }
}

/// Built anew when the condition becomes another, not whenever it is asked.
#[component]
pub fn Show(
    /// Whether it is there.
    #[prop(into)]
    when: When,
    /// What is there.
    children: ChildrenFn,
    /// What is there otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| (when.0)());
    move || {
        if holds.get() {
            children()
        } else {
            fallback.run()
        }
    }
}
