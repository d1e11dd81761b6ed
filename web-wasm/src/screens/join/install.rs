//! On an iPad or iPhone the app on the Home Screen has its own storage, so it is put
//! there before joining, and the code is typed again in it.

use crate::prelude::*;

use super::Joining;
use crate::driver::{platform, worker};
use crate::i18n::t;
use crate::model::code::in_groups;
use crate::parts::icon::Icon;
use crate::state::app;

/// Whether the app must be put on the Home Screen before joining: Safari on iPadOS or
/// iOS, in a tab.
pub(super) fn comes_first() -> bool {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let touch = window().navigator().max_touch_points() > 1;
    // iPadOS calls itself a Mac, and is the only one with a touch screen.
    let apple = agent.contains("iPhone")
        || agent.contains("iPad")
        || (agent.contains("Macintosh") && touch);
    apple && !standalone()
}

/// Whether this is the installed app.
pub(super) fn standalone() -> bool {
    let media = window()
        .match_media("(display-mode: standalone)")
        .ok()
        .flatten();
    media.is_some_and(|media| media.matches())
        || js_sys::Reflect::get(&window().navigator(), &"standalone".into())
            .is_ok_and(|value| value.is_truthy())
}

/// "Install Rounds", where the browser can do it by itself; an empty place elsewhere.
#[component]
pub(crate) fn InstallButton() -> impl IntoView {
    let app = app();
    view! {
        <Show when=move || app.installable.get() fallback=|| view! { <span></span> }>
            <button type="button" class="btn soft" on:click=move |_| worker::install(app.installable)>
                <Icon name="download"/>
                {move || t("install")}
            </button>
        </Show>
    }
}

#[component]
pub(super) fn InstallSteps(joining: Joining) -> impl IntoView {
    let code = Memo::new(move |_| in_groups(&joining.code.get()));
    let copy = move |_| {
        let text = joining.code.get_untracked();
        wasm_bindgen_futures::spawn_local(async move {
            let copied = platform::copy(&text).await;
            joining.app.say(t(if copied {
                "code-copied"
            } else {
                "code-not-copied"
            }));
        });
    };
    let step = |number: &'static str, title: &'static str, line: &'static str, side: AnyView| {
        view! {
            <li>
                <span class="sn num">{number}</span>
                <div class="grow">
                    <b>{move || t(title)}</b>
                    <p class="small t-2">{move || t(line)}</p>
                </div>
                {side}
            </li>
        }
    };
    let shot = |icon: &'static str| {
        view! { <span class="shot" aria-hidden="true"><Icon name=icon class="l"/></span> }
            .into_any()
    };
    let shown = view! { <span class="code num">{move || code.get()}</span> }.into_any();
    view! {
        <div class="dob">
            <h2>{move || t("install-title")}</h2>
            <p class="t-2 lead">{move || t("install-why")}</p>
            <ol class="stepsv">
                {step("1", "install-share", "install-share-where", shot("share"))}
                {step("2", "install-add", "install-add-then", shot("home"))}
                {step("3", "install-open", "install-open-or", shown)}
            </ol>
            <button type="button" class="btn pri big block" on:click=copy>
                <Icon name="copy"/>
                {move || t("copy-code")}
            </button>
            <div class="or">
                <button type="button" class="btn quiet" on:click=move |_| joining.in_browser.set(true)>
                    {move || t("continue-in-browser")}
                </button>
                <super::form::LanguageButton app=joining.app/>
            </div>
        </div>
    }
}
