//! Photos, sounds, films and other files. Their bytes stay in memory.

use crate::prelude::*;
use leptos::html;
use rounds_forms::xform::fill::show::FileLook;

use super::Ask;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;

const KILOBYTE: f64 = 1_000.0;

/// A button that opens the camera or the files, and what was chosen.
pub(super) fn view(ask: Ask, look: FileLook) -> AnyView {
    let (accept, icon, words) = match look {
        FileLook::Photo => ("image/*", "camera", "fill-photo"),
        FileLook::Sound => ("audio/*", "ear", "fill-sound"),
        FileLook::Film => ("video/*", "camera", "fill-film"),
        _ => ("", "upload", "fill-file"),
    };
    let capture = ask.has_word("new").then_some("environment");
    choosing(ask, accept, icon, words, capture)
}

/// The same for what is drawn, from a picture that is there.
pub(super) fn choosing(
    ask: Ask,
    accept: &'static str,
    icon: &'static str,
    words: &'static str,
    capture: Option<&'static str>,
) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            let name = file.name();
            ask.form.hold(ask.place, Some(file.into()));
            // The same name again is another file.
            ask.set("");
            ask.set(&name);
        }
        input.set_value("");
    };
    let remove = move |_| {
        ask.form.hold(ask.place, None);
        ask.set("");
    };
    let name = move || {
        tr(
            "fill-for",
            &[("what", t(words).into()), ("label", ask.label().into())],
        )
    };
    view! {
        <div class="row sm wrap">
            <button type="button" class="btn" aria-label=name aria-describedby=ask.described() on:click=open>
                <Icon name=icon/>
                {move || t(words)}
            </button>
            <Show when=move || !ask.value().is_empty()>
                <button type="button" class="btn quiet" on:click=remove>{move || t("fill-clear")}</button>
            </Show>
        </div>
        <input node_ref=input type="file" accept=accept capture=capture hidden on:change=chosen/>
        {move || held(ask)}
    }
    .into_any()
}

/// What was chosen: its name and size, and a picture itself.
fn held(ask: Ask) -> Option<AnyView> {
    let name = ask.value();
    let file = ask.form.file(ask.place).filter(|_| !name.is_empty())?;
    let kilobytes = (file.size() / KILOBYTE).ceil();
    let picture = file.type_().starts_with("image/").then(|| {
        let url = web_sys::Url::create_object_url_with_blob(&file).unwrap_or_default();
        let freed = url.clone();
        on_cleanup(move || {
            let _ = web_sys::Url::revoke_object_url(&freed);
        });
        view! { <img class="held" src=url alt=""/> }
    });
    let size = tr("fill-kilobytes", &[("n", (kilobytes as u64).into())]);
    Some(
        view! { <p class="small t-2 row sm">{picture}<span>{name}" · "{size}</span></p> }
            .into_any(),
    )
}
