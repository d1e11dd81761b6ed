//! One of several: a radio group with one tab stop, moved through by arrows.

use crate::prelude::*;
use leptos::ev::KeyboardEvent;
use leptos::html;
use wasm_bindgen::JsCast as _;

/// One option of a group.
#[derive(Clone)]
pub struct Choice {
    /// What is chosen.
    pub id: String,
    /// What people read, and the option's accessible name.
    pub label: Signal<String>,
    /// Stands before the words.
    pub lead: Option<ViewFn>,
    /// Colors of its own.
    pub class: &'static str,
}

impl Choice {
    /// An option with words only.
    pub fn new(id: impl Into<String>, label: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self {
            id: id.into(),
            label: Signal::derive(label),
            lead: None,
            class: "",
        }
    }

    /// With something before the words.
    #[must_use]
    pub fn lead<V: IntoView + 'static>(
        mut self,
        lead: impl Fn() -> V + Send + Sync + 'static,
    ) -> Self {
        self.lead = Some(ViewFn::from(lead));
        self
    }

    /// With colors of its own.
    #[must_use]
    pub const fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }
}

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Choice")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A radio group. Choosing the chosen option again calls `on_choose` too, for groups
/// where that clears the answer.
#[component]
pub fn RadioGroup(
    /// The group's accessible name.
    #[prop(into)]
    name: Signal<String>,
    /// Its options.
    choices: Vec<Choice>,
    /// The chosen option's id.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// Called with the id of a tapped option.
    #[prop(into)]
    on_choose: Callback<String>,
    /// How the group looks.
    #[prop(optional, into)]
    class: String,
    /// Whether arrows choose at once. Not where choosing again clears.
    #[prop(default = true)]
    arrows_choose: bool,
    /// Ids of what describes the group.
    #[prop(optional, into)]
    described: String,
) -> impl IntoView {
    let group = NodeRef::<html::Div>::new();
    let first = choices.first().map(|choice| choice.id.clone());
    let stop = Memo::new(move |_| chosen.get().or_else(|| first.clone()));
    let ids: StoredValue<Vec<String>> =
        StoredValue::new(choices.iter().map(|choice| choice.id.clone()).collect());
    let on_key = move |event: KeyboardEvent| {
        let step: isize = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => 1,
            "ArrowLeft" | "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        move_focus(group, step, |at| {
            if arrows_choose && let Some(id) = ids.with_value(|ids| ids.get(at).cloned()) {
                on_choose.run(id);
            }
        });
    };
    let option = move |choice: Choice| {
        let id = StoredValue::new(choice.id.clone());
        let is_chosen = Memo::new(move |_| id.with_value(|id| chosen.get().as_ref() == Some(id)));
        let is_stop = move || id.with_value(|id| stop.get().as_ref() == Some(id));
        let own = choice.class;
        view! {
            <button
                type="button"
                role="radio"
                class=move || if is_chosen.get() { own } else { "" }
                aria-checked=move || if is_chosen.get() { "true" } else { "false" }
                tabindex=move || if is_stop() { "0" } else { "-1" }
                on:click=move |_| on_choose.run(id.get_value())
            >
                {choice.lead.map(|lead| lead.run())}
                {move || choice.label.get()}
            </button>
        }
    };
    view! {
        <div node_ref=group class=class role="radiogroup" aria-label=move || name.get()
            aria-describedby=(!described.is_empty()).then_some(described) on:keydown=on_key>
            {choices.into_iter().map(option).collect_view()}
        </div>
    }
}

/// Moves the focus among the children of a group, around the ends, and says where to.
pub(crate) fn move_focus(group: NodeRef<html::Div>, step: isize, moved: impl FnOnce(usize)) {
    let Some(group) = group.get_untracked() else {
        return;
    };
    let children = group.children();
    let count = children.length() as isize;
    let active = document().active_element();
    let at = (0..count)
        .find(|at| children.item(*at as u32) == active)
        .unwrap_or(0);
    let next = (at + step).rem_euclid(count.max(1)) as usize;
    if let Some(child) = children.item(next as u32) {
        let _ = child.unchecked_into::<web_sys::HtmlElement>().focus();
    }
    moved(next);
}
