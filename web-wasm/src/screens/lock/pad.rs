//! Six numbers: typed on the pad, on a keyboard or with a screen reader.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen_futures::spawn_local;

use super::{Locked, Pane, Whose};
use crate::driver::timer::now_ms;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::lock::{self, DIGITS, Tried};

/// What the pad knows.
#[derive(Clone, Copy)]
struct Typing {
    locked: Locked,
    input: NodeRef<html::Input>,
    typed: RwSignal<String>,
    words: RwSignal<String>,
    busy: RwSignal<bool>,
}

#[component]
pub(super) fn Pad(locked: Locked) -> impl IntoView {
    let typing = Typing {
        locked,
        input: NodeRef::new(),
        typed: RwSignal::new(String::new()),
        words: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
    };
    if let Some(refused) = untrack(|| locked.person().refuses(now_ms())) {
        typing.say(refused);
    }
    typing.input.on_load(|input| {
        let _ = input.focus();
    });
    let entered = move || {
        let n = typing.typed.with(String::len);
        tr(
            "lock-entered",
            &[("n", (n as u64).into()), ("of", (DIGITS as u64).into())],
        )
    };
    let dots = (0..DIGITS).map(|at| {
        view! { <i class:f=move || typing.typed.with(|typed| typed.len() > at)></i> }
    });
    let number = move |n: &'static str| {
        view! { <button type="button" class="num" on:click=move |_| typing.push(n)>{n}</button> }
    };
    view! {
        <div class="pin" role="group" aria-label=move || t("unlock")>
            <Whose locked=locked/>
            <div class="dots6">
                <input node_ref=typing.input type="password" inputmode="none" maxlength="6"
                    autocomplete="off" aria-label=move || t("pin") aria-describedby="pin-words"
                    prop:value=move || typing.typed.get()
                    on:input=move |event| typing.take(&event_target_value(&event))/>
                <p role="img" aria-label=entered>{dots.collect_view()}</p>
            </div>
            <p id="pin-words" class="err" role="status">{move || typing.words.get()}</p>
            <div class="pad">
                {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(number).collect_view()}
                <button type="button" class="sw2"
                    on:click=move |_| locked.pane.set(Pane::People)>{t("lock-switch")}</button>
                {number("0")}
                <button type="button" class="del" aria-label=move || t("lock-delete")
                    on:click=move |_| typing.delete()><Icon name="chev-l"/></button>
            </div>
            <button type="button" class="btn quiet"
                on:click=move |_| locked.pane.set(Pane::Forgotten)>{t("lock-forgot")}</button>
        </div>
    }
}

impl Typing {
    fn push(self, number: &str) {
        self.take(&format!("{}{number}", self.typed.get_untracked()));
    }

    fn delete(self) {
        self.typed.update(|typed| {
            typed.pop();
        });
    }

    /// Takes over what stands in the box. The last number tries the PIN.
    fn take(self, typed: &str) {
        if self.busy.get_untracked() {
            return;
        }
        let numbers = typed.chars().filter(char::is_ascii_digit);
        let pin: String = numbers.take(DIGITS).collect();
        // Set although it may be the same, so that the box shows numbers only.
        self.typed.set(pin.clone());
        if pin.len() < DIGITS {
            return;
        }
        self.busy.set(true);
        let database = untrack(|| self.locked.person().database);
        spawn_local(async move {
            let tried = lock::unlock(self.locked.app, &database, &pin).await;
            self.typed.try_set(String::new());
            self.busy.try_set(false);
            match tried {
                Ok(tried) => self.say(tried),
                Err(error) => {
                    self.words
                        .try_set(tr("browser-said", &[("why", error.to_string().into())]));
                }
            }
        });
    }

    fn say(self, tried: Tried) {
        let words = match tried {
            Tried::Open => return,
            Tried::Wrong(left) => tr("pin-wrong", &[("n", u64::from(left).into())]),
            Tried::Wait => t("lock-wait"),
            Tried::Spent => {
                self.locked.pane.try_set(Pane::Forgotten);
                return;
            }
        };
        self.words.try_set(words);
    }
}
