//! Nothing here yet, not open yet, or not opened: always with what to do.

use crate::prelude::*;

use super::icon::Icon;
use crate::driver::timer;
use crate::i18n::{t, tr};

/// Milliseconds before a local screen that is not there yet shows gray bars.
const PATIENCE_MS: i32 = 300;

/// What a list is for while it is empty.
#[component]
pub fn EmptyState(
    /// Its icon.
    icon: &'static str,
    /// Message id of the heading.
    title: &'static str,
    /// Message id of what to do.
    body: &'static str,
    /// The one action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="em card">
            <span class="ei"><Icon name=icon class="l"/></span>
            <h2 class="h3">{move || t(title)}</h2>
            <p class="small t-2">{move || t(body)}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// A part that did not open; its data is untouched.
#[component]
pub fn ErrorCard(
    /// Message id of the thing: "note", "visit".
    thing: &'static str,
    /// Tries again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="em card" role="alert">
            <span class="ei"><Icon name="alert" class="l"/></span>
            <h2 class="h3">{move || tr("not-open-title", &[("thing", t(thing).into())])}</h2>
            <p class="small t-2">{move || t("not-open-body")}</p>
            <button type="button" class="btn soft" on:click=move |_| retry.run(())>
                {move || t("try-again")}
            </button>
        </div>
    }
}

/// Still bars while local data is read; nothing for the first moment.
#[component]
pub fn OpeningBars() -> impl IntoView {
    let shown = RwSignal::new(false);
    wasm_bindgen_futures::spawn_local(async move {
        timer::sleep(PATIENCE_MS).await;
        shown.try_set(true);
    });
    view! {
        <div class="sk" aria-busy="true">
            <Show when=move || shown.get()>
                <span class="l1"></span>
                <span class="l2"></span>
                <span class="l3"></span>
            </Show>
        </div>
    }
}
