//! The way in without the PIN: a facilitator's code for this device, and a new PIN.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen_futures::spawn_local;

use super::{Locked, Pane, Whose};
use crate::driver::timer::now_ms;
use crate::i18n::{t, tr};
use crate::parts::pin::{self, PinBox};
use crate::state::lock::{self, Tried};

#[component]
pub(super) fn Forgotten(locked: Locked) -> impl IntoView {
    let person = untrack(|| locked.person());
    let is_spent = person.refuses(now_ms()) == Some(Tried::Spent);
    let way = if person.has_half() {
        view! { <WithCode locked=locked/> }.into_any()
    } else {
        view! { <p>{t("lock-no-half")}</p> }.into_any()
    };
    view! {
        <div class="pin" role="group" aria-label=move || t("lock-forgot")>
            <Whose locked=locked/>
            <p role="status">{is_spent.then(|| t("lock-spent"))}</p>
            {way}
            <button type="button" class="btn quiet" on:click=move |_| locked.pane.set(Pane::People)>
                {t("lock-switch")}
            </button>
            {(!is_spent).then(|| view! {
                <button type="button" class="btn quiet" on:click=move |_| locked.pane.set(Pane::Pad)>
                    {t("lock-back")}
                </button>
            })}
        </div>
    }
}

#[component]
fn WithCode(locked: Locked) -> impl IntoView {
    let person = untrack(|| locked.person());
    let (code, new_pin) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let problem = RwSignal::new(None);
    let words = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let database = StoredValue::new(person.database);
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = code.get_untracked().map(|input| input.value());
        let Some(pin) = pin::given(new_pin, problem) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let typed = typed.unwrap_or_default();
            let opened = lock::recover(locked.app, &database.get_value(), &typed, &pin).await;
            busy.try_set(false);
            if let Err(why) = opened {
                words.try_set(why);
            }
        });
    };
    let device = tr("lock-ask", &[("id", person.device.into())]);
    view! {
        <form class="col" on:submit=open>
            <p class="small">{device}</p>
            <div class="fld">
                <label class="lbl" for="lock-code">{t("lock-code")}</label>
                <input node_ref=code id="lock-code" class="in" autocomplete="off" spellcheck="false"
                    autocapitalize="characters" aria-describedby="lock-code-words"/>
                <p id="lock-code-words" class="err" role="alert">{move || words.get()}</p>
            </div>
            <PinBox id="new-pin" label="pin-new" hint="pin-hint" input=new_pin problem=problem/>
            <button type="submit" class="btn pri block">{t("lock-open")}</button>
        </form>
    }
}
