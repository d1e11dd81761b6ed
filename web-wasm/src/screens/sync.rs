//! Where your work is: how much is where, what waits, what needs a person, and the
//! button that tries now.

mod lists;

use crate::prelude::*;
use leptos::html;
use rounds_sync_core::device::{Input, Link};

use crate::driver::timer;
use crate::i18n::{t, tr};
use crate::model::badge::Place;
use crate::parts::badge::words;
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::icon::Icon;
use crate::parts::title::Title;
use crate::state::{App, app, rescue, wall};

use lists::{Earlier, NeedsYou, Waiting};

/// Milliseconds after which "Send now" says that there is no internet.
const ANSWER_MS: i32 = 3_000;

/// `/device/sync`
#[component]
pub fn SyncScreen() -> impl IntoView {
    let app = app();
    let line = move || {
        let label = app.settings.with(|settings| settings.label.clone());
        let name = app
            .me
            .with(|me| me.as_ref().map(|me| me.name.clone()))
            .unwrap_or_default();
        if label.is_empty() {
            name
        } else {
            format!("{label}, {name}")
        }
    };
    let heading = view! {
        <Title text=Signal::derive(|| t("where-work-is")) class="h"/>
        <span class="sub">{line}</span>
    }
    .into_any();
    view! {
        <Frame current=Current::Device space=Signal::derive(|| None)>
            <Bar heading=heading back=("/device".to_owned(), "back-to-device")/>
            <main class="page sy" tabindex="-1" id="main">
                <div class="l">
                    <Hero/>
                    <Stages/>
                    <Waiting/>
                    <NeedsYou/>
                </div>
                <aside class="r2" aria-label=move || t("earlier")><Rescue/><Earlier/></aside>
            </main>
        </Frame>
    }
}

#[component]
fn Hero() -> impl IntoView {
    let app = app();
    let rests = Memo::new(move |_| at_rest(app.place.get()).is_some());
    let title = move || match at_rest(app.place.get()) {
        Some(id) => t(id),
        None => words(app.place.get(), false),
    };
    view! {
        <section class="card hero">
            <div class="grow"><h2>{title}</h2><p class="t-2">{move || body(app)}</p></div>
            <button type="button" class=move || if rests.get() { "btn" } else { "btn pri big" }
                on:click=move |_| send_now(app)>
                <Icon name=Signal::derive(move || if rests.get() { "refresh" } else { "sent" })/>
                {move || if rests.get() { t("check-again") } else { t("send-now") }}
            </button>
        </section>
    }
}

/// The headline while there is nothing to send. A device is [`Place::Saved`] as long as
/// nothing was written on it.
fn at_rest(place: Place) -> Option<&'static str> {
    match place {
        Place::Server => Some("all-safe-title"),
        Place::Saved => Some("nothing-yet-title"),
        _ => None,
    }
}

/// What it means, in a sentence.
fn body(app: App) -> String {
    let since = app.offline_since.get().map(|since| wall(since).clock());
    match (app.place.get(), since) {
        (Place::Fault, _) => t("fault-body"),
        (Place::SignIn, _) => t("signin-body"),
        (Place::Update, _) => t("update-body"),
        (Place::Review, _) if app.link.get() == Link::Removed => t("removed-body"),
        (Place::Review, _) => t("review-body"),
        (Place::Saved, _) => t("nothing-yet"),
        (Place::Server, _) => tr(
            "all-safe-checked",
            &[("time", wall(app.clock.get()).clock().into())],
        ),
        (_, Some(time)) => tr("offline-fine", &[("time", time.into())]),
        (_, None) => match app.link.get() {
            Link::Live | Link::CatchingUp => t("sending"),
            _ => t("connecting"),
        },
    }
}

/// Connects now; says so when that does not work.
fn send_now(app: App) {
    app.input(Input::ConnectNow);
    wasm_bindgen_futures::spawn_local(async move {
        timer::sleep(ANSWER_MS).await;
        let link = app.link.get_untracked();
        if !matches!(
            link,
            Link::Live | Link::CatchingUp | Link::SignIn | Link::Removed | Link::Update
        ) {
            app.say(t("send-none"));
        }
    });
}

/// Everything unsent in one file, while there is something; and opening such a file.
#[component]
fn Rescue() -> impl IntoView {
    let app = app();
    let unsent = Memo::new(move |_| {
        app.counts
            .with(|counts| counts.waiting + counts.unsaved + counts.review)
    });
    let any = move || unsent.get() > 0;
    let input = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <section class="card">
            <h2>{move || t("rescue")}</h2>
            <p class="small t-2 rescue">{move || t("rescue-body")}</p>
            <Show when=any>
                <button type="button" class="btn block" on:click=move |_| rescue::save(app)>
                    <Icon name="download"/>
                    {move || t("rescue-save")}
                </button>
                <p class="cap t-2 rescue">{move || tr("rescue-size", &[("n", unsent.get().into())])}</p>
            </Show>
            <button type="button" class="btn quiet block" on:click=choose>
                <Icon name="rescue"/>
                {move || t("rescue-open")}
            </button>
            <input node_ref=input type="file" accept=".json,application/json" hidden
                on:change=move |_| take_chosen(app, input)/>
        </section>
    }
}

/// Reads the file that a person chose.
fn take_chosen(app: App, input: NodeRef<html::Input>) {
    let Some(input) = input.get_untracked() else {
        return;
    };
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        // The same file can be chosen again.
        input.set_value("");
        let text = text.ok().and_then(|text| text.as_string());
        rescue::open(app, &text.unwrap_or_default());
    });
}

#[component]
fn Stages() -> impl IntoView {
    let app = app();
    let stage = |icon: &'static str, text: &'static str, number: Signal<u64>| {
        view! {
            <li>
                <span class="pd"><Icon name=icon/></span>
                <b class="num">{move || number.get()}</b>
                <span>{move || t(text)}</span>
            </li>
        }
    };
    let counts = app.counts;
    view! {
        <ol class="path" aria-label=move || t("stages")>
            {stage("tablet-check", "state-saved", Signal::derive(move || counts.with(|c| c.saved)))}
            {stage("sent", "state-sent", Signal::derive(move || counts.with(|c| c.sent)))}
            {stage("cloud-check", "state-server", Signal::derive(move || counts.with(|c| c.durable)))}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use rounds_sync_core::device::Counts;

    use super::*;

    #[test]
    fn a_device_without_changes_is_not_said_to_have_saved_any() {
        let written = |saved, durable| Counts {
            saved,
            sent: durable,
            durable,
            waiting: saved - durable,
            ..Counts::default()
        };
        let headline = |counts| at_rest(Place::of_device(counts, false, Link::Live));
        assert_eq!(headline(written(0, 0)), Some("nothing-yet-title"));
        assert_eq!(headline(written(3, 3)), Some("all-safe-title"));
        assert_eq!(headline(written(3, 1)), None);
    }
}
