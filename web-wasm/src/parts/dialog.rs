//! Sheets and dialogs over the native element: the rest of the page is inert, Esc
//! closes, and the focus goes back to where it was.

use crate::prelude::*;
use leptos::html;

use super::icon::Icon;
use crate::i18n::t;

/// A sheet: from the bottom on tablets held upright and phones, a panel on wide screens.
/// Closing it loses nothing that was typed.
#[component]
pub fn Sheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// A narrower sheet that asks something, for `dialog`.
    #[prop(optional)]
    small: bool,
    /// What is in it; made when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if open.get() {
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let children = StoredValue::new(children);
    // A tap beside the sheet lands on the dialog element itself.
    let beside = move |event: leptos::ev::MouseEvent| {
        let target = event.target();
        let own = element.get_untracked().map(|dialog| dialog.into());
        if target.is_some() && target == own {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=element
            class=if small { "sheet small-sheet" } else { "sheet" }
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:click=beside
        >
            <div class="sheet-in">
                <div class="sheet-hd">
                    <h2>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="ib"
                        aria-label=move || t("close")
                        on:click=move |_| open.set(false)
                    >
                        <Icon name="x"/>
                    </button>
                </div>
                <Show when=move || open.get()>{children.with_value(|children| children())}</Show>
            </div>
        </dialog>
    }
}
