//! Typing the code, and what came of it.

use crate::prelude::*;
use leptos::html;

use super::camera::{CameraView, Scan};
use super::form::LanguageButton;
use super::install::InstallButton;
use super::{Joining, Step};
use crate::driver::camera;
use crate::i18n::t;
use crate::model::code::normalize;
use crate::parts::icon::Icon;
use crate::parts::title::Title;

#[component]
pub(super) fn CodeEntry(joining: Joining) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let own = RwSignal::new(None::<String>);
    let error = move || match joining.step.get() {
        Step::Code(why) => own.get().or(why),
        Step::Dead(why) => Some(why),
        _ => None,
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(element) = input.get_untracked() else {
            return;
        };
        match normalize(&element.value()) {
            Some(code) => {
                own.set(None);
                joining.ask(code);
            }
            None => {
                own.set(Some(t("join-code-length")));
                let _ = element.focus();
            }
        }
    };
    focus_when_refused(joining, input);
    let note = move || match joining.step.get() {
        Step::Asking => Some(t("join-asking")),
        Step::Offline => Some(t("join-offline")),
        _ => None,
    };
    view! {
        <form class="dop" on:submit=submit>
            <Title text=Signal::derive(|| t("join-a-visit"))/>
            <Picture joining=joining input=input/>
            <label class="lbl" for="code">{move || t("join-type-code")}</label>
            <div class="codein">
                <input
                    node_ref=input
                    id="code"
                    class="in num"
                    autocapitalize="characters"
                    autocomplete="one-time-code"
                    spellcheck="false"
                    aria-describedby="code-hint code-error"
                    aria-invalid=move || error().map(|_| "true")
                    prop:value=move || crate::model::code::in_groups(&joining.code.get())
                />
            </div>
            <p id="code-hint" class="hint">{move || t("join-code-hint")}</p>
            <p id="code-error" class="err" role="alert">
                {move || error().map(|words| view! { <Icon name="alert" class="xs"/>{words} })}
            </p>
            <button type="submit" class="btn pri big block">{move || t("join")}</button>
            <p class="hint ctr" role="status">
                {move || match note() {
                    Some(words) => words.into_any(),
                    None => view! { <Icon name="wifi-off" class="xs"/>{t("join-needs-net")} }.into_any(),
                }}
            </p>
            <div class="or"><InstallButton/><LanguageButton app=joining.app/></div>
        </form>
    }
}

/// What the camera sees; without one, how else a code is found.
#[component]
fn Picture(joining: Joining, input: NodeRef<html::Input>) -> impl IntoView {
    let scan = Scan {
        without: RwSignal::new(!camera::can_scan()),
        seen: RwSignal::new(String::new()),
    };
    let scans = Memo::new(move |_| {
        let asks = joining
            .step
            .with(|step| matches!(step, Step::Code(_) | Step::Dead(_)));
        asks && !scan.without.get()
    });
    focus_without_camera(scan, input);
    let hint = || view! { <p class="t-2">{move || t("join-scan-hint")}</p> };
    view! {
        <Show when=move || scans.get() fallback=hint>
            <CameraView joining=joining scan=scan/>
        </Show>
    }
}

/// A code that does not work is typed again.
fn focus_when_refused(joining: Joining, input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        if matches!(joining.step.get(), Step::Code(Some(_)) | Step::Dead(_))
            && let Some(element) = input.get_untracked()
        {
            let _ = element.focus();
        }
    });
}

/// The box takes the focus when there is nothing to point at a code.
fn focus_without_camera(scan: Scan, input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        if scan.without.get() && input.get().is_some() {
            // After the heading, which takes the focus when the screen comes up.
            request_animation_frame(move || {
                if let Some(Some(element)) = input.try_get_untracked() {
                    let _ = element.focus();
                }
            });
        }
    });
}
