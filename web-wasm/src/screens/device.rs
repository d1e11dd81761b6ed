//! This tablet: whose it is, how it looks, which language it speaks.

mod lock;
mod sign_out;

use crate::prelude::*;

use crate::driver::platform;
use crate::i18n::{Locale, t};
use crate::parts::badge::SyncBadge;
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::radio::{Choice, RadioGroup};
use crate::parts::title::Title;
use crate::state::app;
use crate::state::boot::BUILD;
use crate::state::settings::{Display, Hand, TextSize};

use lock::LockCard;
use sign_out::SignOut;

/// `/device`
#[component]
pub fn DeviceScreen() -> impl IntoView {
    let app = app();
    let name = move || {
        app.me
            .with(|me| me.as_ref().map(|me| me.name.clone()))
            .unwrap_or_default()
    };
    let heading = view! {
        <Title text=Signal::derive(|| t("nav-device")) class="h"/>
        <span class="sub">{name}</span>
    }
    .into_any();
    view! {
        <Frame current=Current::Device space=Signal::derive(|| None)>
            <Bar heading=heading/>
            <main class="page dv" tabindex="-1" id="main">
                <div class="l">
                    <section class="card"><Name/><Owner/></section>
                    <section class="card"><Look/></section>
                    <section class="card"><Writing/></section>
                    <LockCard/>
                </div>
                <aside class="r2" aria-label=move || t("where-work-is")>
                    <section class="card">
                        <h2>{move || t("where-work-is")}</h2>
                        <SyncBadge/>
                    </section>
                    <SignOut/>
                    <section class="card"><h2>"Rounds"</h2><p class="small t-2">{BUILD}</p></section>
                </aside>
            </main>
        </Frame>
    }
}

#[component]
fn Name() -> impl IntoView {
    let app = app();
    let label = move || app.settings.with(|settings| settings.label.clone());
    let change = move |event| {
        let value = event_target_value(&event).trim().to_owned();
        app.change_settings(|settings| settings.label = value);
    };
    view! {
        <div class="fld">
            <label class="lbl" for="device-name">{move || t("device-name")}</label>
            <input id="device-name" class="in" maxlength="40" prop:value=label on:change=change/>
        </div>
    }
}

#[component]
fn Owner() -> impl IntoView {
    let app = app();
    let chosen = move || {
        let shared = app.settings.with(|settings| settings.shared);
        Some(if shared { "shared" } else { "mine" }.to_owned())
    };
    let choices = vec![
        Choice::new("mine", || t("device-mine")),
        Choice::new("shared", || t("device-shared")),
    ];
    view! {
        <div class="fld">
            <span class="lbl" aria-hidden="true">{move || t("device-is")}</span>
            <RadioGroup name=Signal::derive(|| t("device-is")) choices=choices
                chosen=Signal::derive(chosen) class="seg fill"
                on_choose=move |id| app.change_settings(|settings| settings.shared = id == "shared")/>
        </div>
    }
}

/// The word of a display setting.
#[must_use]
pub fn display_words(display: Display) -> String {
    match display {
        Display::System => t("display-system"),
        Display::Light => t("display-light"),
        Display::Dark => t("display-dark"),
        Display::Sunlight => t("display-sunlight"),
    }
}

#[component]
fn Look() -> impl IntoView {
    let app = app();
    let displays = Display::ALL
        .into_iter()
        .map(|display| Choice::new(format!("{display:?}"), move || display_words(display)))
        .collect();
    let display = move || {
        Some(
            app.settings
                .with(|settings| format!("{:?}", settings.display)),
        )
    };
    let sizes = TextSize::ALL
        .into_iter()
        .map(|size| {
            Choice::new(size.attribute(), move || match size {
                TextSize::Standard => t("text-standard"),
                TextSize::Large => t("text-large"),
                TextSize::Largest => t("text-largest"),
            })
        })
        .collect();
    let size = move || {
        Some(
            app.settings
                .with(|settings| settings.text.attribute().to_owned()),
        )
    };
    let languages = vec![
        Choice::new("en-US", || "English".to_owned()),
        Choice::new("es-US", || "Español".to_owned()),
    ];
    let language = move || Some(app.language.get().tag().to_owned());
    let set_display = move |id: String| {
        let found = Display::ALL
            .into_iter()
            .find(|display| format!("{display:?}") == id);
        app.change_settings(|settings| settings.display = found.unwrap_or_default());
    };
    let set_size = move |id: String| {
        let found = TextSize::ALL
            .into_iter()
            .find(|size| size.attribute() == id);
        app.change_settings(|settings| settings.text = found.unwrap_or_default());
    };
    view! {
        <Setting name="display" choices=displays chosen=Signal::derive(display) on_choose=set_display/>
        <Setting name="text-size" choices=sizes chosen=Signal::derive(size) on_choose=set_size/>
        <Setting name="language" choices=languages chosen=Signal::derive(language)
            on_choose=move |id: String| app.speak(Locale::from_tag(&id))/>
    }
}

#[component]
fn Writing() -> impl IntoView {
    let app = app();
    let hands = vec![
        Choice::new("right", || t("hand-right")),
        Choice::new("left", || t("hand-left")),
    ];
    let hand = move || {
        let left = app.settings.with(|settings| settings.hand == Hand::Left);
        Some(if left { "left" } else { "right" }.to_owned())
    };
    let set_hand = move |id: String| {
        app.change_settings(|s| {
            s.hand = if id == "left" {
                Hand::Left
            } else {
                Hand::Right
            }
        });
    };
    let vibrates = move || app.settings.with(|settings| settings.vibration);
    let toggle = move |event| {
        let on = event_target_checked(&event);
        app.change_settings(|settings| settings.vibration = on);
    };
    view! {
        <Setting name="hand" choices=hands chosen=Signal::derive(hand) on_choose=set_hand/>
        <Show when=platform::can_vibrate>
            <label class="tick">
                <input type="checkbox" role="switch" prop:checked=vibrates on:change=toggle/>
                <span class="grow">{move || t("vibration")}</span>
            </label>
        </Show>
    }
}

/// A setting with its options side by side.
#[component]
fn Setting(
    name: &'static str,
    choices: Vec<Choice>,
    chosen: Signal<Option<String>>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <div class="fld">
            <span class="lbl" aria-hidden="true">{move || t(name)}</span>
            <RadioGroup name=Signal::derive(move || t(name)) choices=choices chosen=chosen
                on_choose=on_choose class="seg fill wrap"/>
        </div>
    }
}
