//! One message at a time that leaves by itself, above the composer, with a way back.

use crate::prelude::*;

use super::icon::Icon;
use crate::driver::timer;
use crate::i18n::t;
use crate::state::app;

/// Milliseconds for which a message stays.
const STAY_MS: i32 = 8_000;

/// Milliseconds between two looks at whether it is held by focus or pointer.
const LOOK_MS: i32 = 500;

/// The place of the message.
#[component]
pub fn Toasts() -> impl IntoView {
    let app = app();
    let held = RwSignal::new(false);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        if app.toast.with(Option::is_none) {
            return;
        }
        held.set(false);
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        wasm_bindgen_futures::spawn_local(async move {
            let mut stayed = 0;
            while stayed < STAY_MS {
                timer::sleep(LOOK_MS).await;
                if turn.get_value() != mine {
                    return;
                }
                if !held.get_untracked() {
                    stayed += LOOK_MS;
                }
            }
            app.toast.set(None);
        });
    });
    let shown = move || {
        app.toast.get().map(|toast| {
            view! {
                <div
                    class="toast"
                    on:mouseenter=move |_| held.set(true)
                    on:mouseleave=move |_| held.set(false)
                    on:focusin=move |_| held.set(true)
                    on:focusout=move |_| held.set(false)
                >
                    <Icon name="check"/>
                    <span class="grow">{toast.text}</span>
                    {toast.undo.map(|_| view! {
                        <button type="button" on:click=move |_| app.take_back()>
                            {move || t("undo")}
                        </button>
                    })}
                    <button
                        type="button"
                        class="ib"
                        aria-label=move || t("close")
                        on:click=move |_| app.toast.set(None)
                    >
                        <Icon name="x"/>
                    </button>
                </div>
            }
        })
    };
    view! { <div class="toasts" role="status">{shown}</div> }
}
