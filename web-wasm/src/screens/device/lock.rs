//! The lock of this person: turned on with a PIN, then by hand or by itself.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen_futures::spawn_local;

use crate::driver::idb::IdbError;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::parts::pin::{self, PinBox};
use crate::parts::radio::{Choice, RadioGroup};
use crate::state::lock::Tried;
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
    let asks = RwSignal::new(None);
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
        {move || match asks.get() {
            Some(asked) => view! { <WithPin asked=asked asks=asks/> }.into_any(),
            None => view! { <Offers asks=asks/> }.into_any(),
        }}
    }
}

/// What the PIN is asked for on this screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Another PIN.
    Change,
    /// No lock any more.
    TurnOff,
}

impl Asked {
    fn name(self) -> String {
        t(match self {
            Self::Change => "pin-change",
            Self::TurnOff => "lock-turn-off",
        })
    }
}

#[component]
fn Offers(asks: RwSignal<Option<Asked>>) -> impl IntoView {
    let app = app();
    let offer = move |asked: Asked| {
        view! {
            <button type="button" class="btn quiet block" on:click=move |_| asks.set(Some(asked))>
                {move || asked.name()}
            </button>
        }
    };
    // Whoever shares the device counts on everyone's lock.
    let is_shared =
        move || app.settings.with(|settings| settings.shared) || app.people.with(Vec::len) > 1;
    view! {
        {offer(Asked::Change)}
        {move || (!is_shared()).then(|| offer(Asked::TurnOff))}
    }
}

/// What only who knows the PIN may do.
#[component]
fn WithPin(asked: Asked, asks: RwSignal<Option<Asked>>) -> impl IntoView {
    let app = app();
    let (old, new) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (old_problem, new_problem) = (RwSignal::new(None), RwSignal::new(None));
    let busy = RwSignal::new(false);
    old.on_load(|input| {
        let _ = input.focus();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let Some(pin) = pin::known(old, old_problem) else {
            return;
        };
        let new_pin = match asked {
            Asked::Change => pin::given(new, new_problem),
            Asked::TurnOff => Some(String::new()),
        };
        let Some(new_pin) = new_pin else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let (tried, done) = match asked {
                Asked::Change => (
                    lock::change_pin(app, &pin, &new_pin).await,
                    "pin-is-changed",
                ),
                Asked::TurnOff => (boot::unseal(app, &pin).await, "lock-is-off"),
            };
            busy.try_set(false);
            if matches!(tried, Ok(Tried::Open)) {
                app.say(t(done));
                asks.try_set(None);
                return;
            }
            old_problem.try_set(Some(words(tried)));
            if let Some(input) = old.get_untracked() {
                input.set_value("");
                let _ = input.focus();
            }
        });
    };
    let name = move || asked.name();
    let rest = match asked {
        Asked::Change => view! {
            <PinBox id="new-pin" label="pin-new" hint="pin-hint" input=new problem=new_problem/>
        }
        .into_any(),
        Asked::TurnOff => view! {
            <p class="small" role="status">
                {move || t(if busy.get() { "lock-opening" } else { "lock-off-line" })}
            </p>
        }
        .into_any(),
    };
    view! {
        <form class="flds" aria-label=name on:submit=submit>
            <PinBox id="old-pin" label="pin-old" hint="pin-digits" input=old problem=old_problem hidden=true/>
            {rest}
            <button type="submit" class="btn block">{name}</button>
            <button type="button" class="btn quiet block" on:click=move |_| asks.set(None)>
                {move || t("cancel")}
            </button>
        </form>
    }
}

/// Why it was not done.
fn words(tried: Result<Tried, IdbError>) -> String {
    match tried {
        Ok(Tried::Wrong(left)) => tr("pin-wrong", &[("n", u64::from(left).into())]),
        Ok(Tried::Wait) => t("lock-wait"),
        Ok(Tried::Spent | Tried::Open) => t("lock-spent"),
        Err(error) => tr("browser-said", &[("why", error.to_string().into())]),
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
