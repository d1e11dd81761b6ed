//! The lock of this person: turned on with a PIN, then by hand or by itself.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen_futures::spawn_local;

use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::parts::pin::{self, PinBox};
use crate::parts::radio::{Choice, RadioGroup};
use crate::state::settings::LOCK_AFTER;
use crate::state::{app, boot, lock};

#[component]
pub(super) fn LockCard() -> impl IntoView {
    let app = app();
    let sealed = Memo::new(move |_| app.is_sealed());
    view! {
        <Show when=move || app.me.with(Option::is_some)>
            <section class="card" aria-label=move || t("lock")>
                {move || if sealed.get() {
                    view! { <LockOn/> }.into_any()
                } else {
                    view! { <LockOff/> }.into_any()
                }}
            </section>
        </Show>
    }
}

#[component]
fn LockOn() -> impl IntoView {
    let app = app();
    let minutes = |n: u32| move || tr("lock-minutes", &[("n", u64::from(n).into())]);
    let choices = LOCK_AFTER.map(|n| Choice::new(n.to_string(), minutes(n)));
    let chosen = move || {
        Some(
            app.settings
                .with(|settings| settings.lock_after.to_string()),
        )
    };
    let choose = move |id: String| {
        if let Ok(minutes) = id.parse() {
            app.change_settings(|settings| settings.lock_after = minutes);
        }
    };
    view! {
        <div class="fld">
            <span class="lbl" aria-hidden="true">{move || t("lock-after")}</span>
            <RadioGroup name=Signal::derive(|| t("lock-after")) choices=choices.to_vec()
                chosen=Signal::derive(chosen) on_choose=choose class="seg fill wrap"/>
        </div>
        <button type="button" class="btn block" on:click=move |_| lock::lock_all(app)>
            <Icon name="lock" class="s"/>{move || t("lock-now")}
        </button>
        <p class="cap t-2 why">{move || t("lock-line")}</p>
    }
}

#[component]
fn LockOff() -> impl IntoView {
    let app = app();
    let input = NodeRef::<html::Input>::new();
    let problem = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let turn_on = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(pin) = pin::given(input, problem) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match boot::seal_up(app, &pin).await {
                Ok(()) => app.say(t("lock-is-on")),
                Err(error) => {
                    problem.try_set(Some(tr(
                        "browser-said",
                        &[("why", error.to_string().into())],
                    )));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form on:submit=turn_on>
            <PinBox id="new-pin" label="pin" hint="pin-hint" input=input problem=problem/>
            <button type="submit" class="btn block">{move || t("lock-turn-on")}</button>
            <p class="cap t-2 why" role="status">
                {move || t(if busy.get() { "lock-sealing" } else { "lock-line" })}
            </p>
        </form>
    }
}
