//! The visit timer in the bar: a ring to the planned time, words near its end, no sound.
//! The screen stays awake while it runs, where the browser lets it.

use crate::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::dialog::Sheet;
use crate::driver::timer::{self, now_ms};
use crate::i18n::{t, tr};
use crate::model::when;
use crate::state::open_note::{OpenNote, open_note};
use crate::state::timer::{Near, VisitTimer};

/// Milliseconds between two ticks.
const TICK_MS: i32 = 1_000;

/// The timer of the note of this screen.
#[component]
pub fn TimerButton() -> impl IntoView {
    let note = open_note();
    let now = RwSignal::new(now_ms());
    tick(now);
    let open = RwSignal::new(false);
    let awake = keep_awake(note);
    view! {
        {move || note.timer.get().map(|timer| view! { <Face timer=timer now=now open=open/> })}
        <Sheet open=open title=Signal::derive(|| t("timer")) small=true>
            <TimerMenu open=open awake=awake/>
        </Sheet>
    }
}

#[component]
fn Face(timer: VisitTimer, now: RwSignal<u64>, open: RwSignal<bool>) -> impl IntoView {
    let elapsed = move || when::elapsed(timer.elapsed(now.get()));
    let planned = when::elapsed(timer.planned);
    let state = if timer.runs() {
        "timer-running"
    } else {
        "timer-paused"
    };
    let near = Memo::new(move |_| timer.near(now.get()));
    let of = planned.clone();
    let words = move || match near.get() {
        Near::No => elapsed(),
        Near::Minutes(n) => tr("timer-left", &[("n", n.into())]),
        Near::Over => t("timer-over"),
    };
    let name = move || {
        let args = [
            ("now", elapsed().into()),
            ("of", planned.as_str().into()),
            ("state", t(state).into()),
            ("words", words().into()),
        ];
        let id = if near.get() == Near::No {
            "timer-name"
        } else {
            "timer-name-near"
        };
        tr(id, &args)
    };
    let dash = move || format!("{} 100", timer.percent(now.get()));
    view! {
        <button type="button" class="timer" aria-label=name on:click=move |_| open.set(true)>
            <svg viewBox="0 0 36 36" aria-hidden="true">
                <circle cx="18" cy="18" r="14"></circle>
                <circle class="done" cx="18" cy="18" r="14" pathLength="100" stroke-dasharray=dash
                    transform="rotate(-90 18 18)"></circle>
            </svg>
            <span class="num">
                <b>{words}</b>
                {move || (near.get() == Near::No && timer.planned > 0).then(|| {
                    let of = of.clone();
                    view! { <span class="of">" "{move || tr("timer-of", &[("of", of.as_str().into())])}</span> }
                })}
            </span>
        </button>
        <span class="vh" role="status">
            {move || match near.get() {
                Near::No => String::new(),
                Near::Minutes(_) => tr("timer-left", &[("n", 2_u64.into())]),
                Near::Over => t("timer-over"),
            }}
        </span>
    }
}

#[component]
fn TimerMenu(open: RwSignal<bool>, awake: RwSignal<bool>) -> impl IntoView {
    let note = open_note();
    let change = move |with: fn(VisitTimer, u64) -> VisitTimer| {
        if let Some(timer) = note.timer.get_untracked() {
            note.set_timer(with(timer, now_ms()));
        }
        open.set(false);
    };
    let runs = move || note.timer.get().is_some_and(|timer| timer.runs());
    view! {
        <div class="col menu-acts">
            <button type="button" class="btn block" on:click=move |_| change(VisitTimer::toggled)>
                {move || if runs() { t("timer-pause") } else { t("timer-go-on") }}
            </button>
            <button type="button" class="btn block" on:click=move |_| change(|timer, _| timer.extended())>
                {move || t("timer-add")}
            </button>
            <button type="button" class="btn block" on:click=move |_| change(VisitTimer::stopped)>
                {move || t("timer-end")}
            </button>
            <Show when=move || !awake.get()>
                <p class="small t-2">{move || t("timer-sleep")}</p>
            </Show>
        </div>
    }
}

fn tick(now: RwSignal<u64>) {
    wasm_bindgen_futures::spawn_local(async move {
        loop {
            timer::sleep(TICK_MS).await;
            if now.try_set(now_ms()).is_some() {
                return;
            }
        }
    });
}

/// Asks the browser to keep the screen on while the timer runs; says whether it does.
fn keep_awake(note: OpenNote) -> RwSignal<bool> {
    let awake = RwSignal::new(true);
    let held = LocalValue::new_local(None::<JsValue>);
    let let_go = move || {
        if let Some(Some(sentinel)) = held.try_update_value(Option::take) {
            let _ = call(&sentinel, "release", None);
        }
    };
    Effect::new(move |_| {
        let runs = note
            .timer
            .with(|timer| timer.is_some_and(|timer| timer.runs()));
        if !runs {
            let_go();
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            match request_lock().await {
                Some(sentinel) => {
                    held.try_set_value(Some(sentinel));
                }
                None => {
                    awake.try_set(false);
                }
            }
        });
    });
    on_cleanup(let_go);
    awake
}

/// The Screen Wake Lock API by name, because web-sys keeps it behind a build flag.
async fn request_lock() -> Option<JsValue> {
    let navigator = window().navigator();
    // Absent in older browsers.
    let lock = js_sys::Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let granted = call(&lock, "request", Some(&"screen".into()))?;
    JsFuture::from(js_sys::Promise::from(granted)).await.ok()
}

fn call(on: &JsValue, method: &str, argument: Option<&JsValue>) -> Option<JsValue> {
    use wasm_bindgen::JsCast as _;
    let method = js_sys::Reflect::get(on, &method.into()).ok()?;
    let method: &js_sys::Function = method.dyn_ref()?;
    match argument {
        Some(argument) => method.call1(on, argument).ok(),
        None => method.call0(on).ok(),
    }
}
