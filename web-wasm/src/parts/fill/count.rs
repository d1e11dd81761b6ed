//! Taps that add up, and minutes that run.

use crate::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Ask;
use crate::driver::platform;
use crate::driver::timer::{now_ms, sleep};
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::app;

/// Milliseconds of vibration after a tap.
const BUZZ_MS: u32 = 10;

/// Milliseconds between two looks at a timer that runs.
const LOOK_MS: i32 = 500;

const MINUTE_MS: f64 = 60_000.0;

/// A count: the whole tile adds one, the smaller button apart takes one away.
pub(super) fn view(ask: Ask) -> AnyView {
    let app = app();
    let count = move || ask.value().parse::<i64>().unwrap_or_default();
    let change = move |by: i64| {
        let now = ask.now().parse::<i64>().unwrap_or_default();
        ask.set(&(now + by).max(0).to_string());
    };
    let add = move |_| {
        change(1);
        if app.settings.with_untracked(|settings| settings.vibration) {
            platform::vibrate(BUZZ_MS);
        }
    };
    let add_name = move || {
        let args = [("count", ask.label().into()), ("n", count().into())];
        tr("count-add", &args)
    };
    let take_name = move || tr("count-take", &[("count", ask.label().into())]);
    let hint = move || ask.texts.with(|texts| texts.hint.clone());
    let trouble = move || ask.trouble(true);
    view! {
        <div class="fcount" id=format!("{}-q", ask.id())>
            <div class="tl" role="group" aria-label=move || ask.label()>
                <button type="button" class="tap" aria-label=add_name on:click=add>
                    <span class="nm">{move || ask.label()}</span>
                    " "
                    <span class="v num">{count}</span>
                    <span class="pl" aria-hidden="true"><Icon name="plus"/></span>
                </button>
                <button type="button" class="ib mn" aria-label=take_name on:click=move |_| change(-1)>
                    <Icon name="minus"/>
                </button>
            </div>
            <p class="hint">{hint}</p>
            <p class="err">{trouble}</p>
        </div>
    }
    .into_any()
}

/// Minutes that run while the timer is on. Those of one clock take turns.
pub(super) fn timer(ask: Ask, countdown: Option<u16>) -> AnyView {
    let form = ask.form;
    let since = Memo::new(move |_| form.running.with(|all| all.get(&ask.place).copied()));
    let beat = RwSignal::new(0_u32);
    Effect::new(move |_| {
        if since.get().is_none() {
            return;
        }
        spawn_local(async move {
            while since.try_get_untracked().flatten().is_some() {
                sleep(LOOK_MS).await;
                beat.update(|beat| *beat = beat.wrapping_add(1));
            }
        });
    });
    let minutes = move || {
        beat.track();
        let kept = ask.value().parse::<f64>().unwrap_or_default();
        kept + since.get().map_or(0.0, running_minutes)
    };
    let shown = move || {
        clock(match countdown {
            Some(turn) => (f64::from(turn) - minutes()).max(0.0),
            None => minutes(),
        })
    };
    let toggle = move |_| {
        if since.get_untracked().is_some() {
            stop(ask);
        } else {
            for other in beside(ask) {
                stop(other);
            }
            form.running.update(|all| {
                all.insert(ask.place, now_ms());
            });
        }
    };
    let name = move || {
        let id = if since.get().is_some() {
            "fill-timer-stop"
        } else {
            "fill-timer-start"
        };
        tr(id, &[("label", ask.label().into())])
    };
    let icon = Signal::derive(move || {
        if since.get().is_some() {
            "pause"
        } else {
            "timer"
        }
    });
    let ended = move || countdown.is_some_and(|turn| minutes() >= f64::from(turn));
    view! {
        <div class="ftimer" class:on=move || since.get().is_some()>
            <output class="num" aria-live="off">{shown}</output>
            <button type="button" class="btn soft" aria-label=name on:click=toggle>
                <Icon name=icon/>
                {move || t(if since.get().is_some() { "fill-stop" } else { "fill-start" })}
            </button>
            <span class="small t-2" role="status">{move || ended().then(|| t("fill-time"))}</span>
        </div>
    }
    .into_any()
}

fn running_minutes(since: u64) -> f64 {
    now_ms().saturating_sub(since) as f64 / MINUTE_MS
}

/// Stops a timer and keeps its minutes, to the hundredth.
fn stop(ask: Ask) {
    let since = ask
        .form
        .running
        .with_untracked(|all| all.get(&ask.place).copied());
    let Some(since) = since else { return };
    ask.form.running.update(|all| {
        all.remove(&ask.place);
    });
    let kept = ask.form.value(ask.place).parse::<f64>().unwrap_or_default();
    let minutes = ((kept + running_minutes(since)) * 100.0).round() / 100.0;
    ask.form.set(ask.place, &minutes.to_string());
}

/// The timers of the same clock that run.
fn beside(ask: Ask) -> Vec<Ask> {
    let running = ask.form.running.get_untracked();
    let clock = ask.form.clock_of(ask.place);
    let same = running
        .keys()
        .filter(|place| ask.form.clock_of(**place) == clock);
    let other = same.filter(|_| clock.is_some()).map(|place| Ask {
        place: *place,
        ..ask
    });
    other.collect()
}

/// `6:48`
fn clock(minutes: f64) -> String {
    let seconds = (minutes * 60.0).round() as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn minutes_are_shown_as_a_clock() {
        assert_eq!(clock(0.0), "0:00");
        assert_eq!(clock(6.8), "6:48");
        assert_eq!(clock(75.5), "75:30");
    }
}
