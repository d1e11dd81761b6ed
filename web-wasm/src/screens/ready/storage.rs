//! How much room there is, and what this tablet is set to.

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::access::DocKind;

use super::past::RemovePast;
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::screens::device::display_words;
use crate::state::settings::Hand;
use crate::state::{App, app, prepare};

/// Share of the room from which it counts as nearly full.
const NEARLY_FULL: f64 = 0.85;

#[component]
pub(super) fn StorageAndTablet() -> impl IntoView {
    view! {
        <aside class="r2" aria-label=move || t("storage-and-device")>
            <Storage/>
            <Tablet/>
        </aside>
    }
}

/// Bytes of all documents on this device.
fn note_bytes(app: App) -> f64 {
    app.docs_rev.track();
    let Some(driver) = app.driver() else {
        return 0.0;
    };
    let device = driver.device();
    let all = device
        .docs()
        .filter(|info| matches!(info.meta.kind, DocKind::Note | DocKind::Visit));
    all.map(|info| info.bytes as f64).sum()
}

#[component]
fn Storage() -> impl IntoView {
    let app = app();
    let room = RwSignal::new(None::<(f64, f64)>);
    wasm_bindgen_futures::spawn_local(async move {
        let found = prepare::room().await;
        room.try_set(found);
    });
    let free = move || {
        room.get()
            .map(|(used, of)| tr("free-room", &[("size", size(of - used).into())]))
    };
    let width = move |bytes: f64| {
        let share = room.get().map_or(0.0, |(_, of)| bytes / of.max(1.0));
        // A sliver stays visible, so that something is never shown as nothing.
        format!(
            "{:.1}",
            (share * 264.0).clamp(if bytes > 0.0 { 3.0 } else { 0.0 }, 264.0)
        )
    };
    let used = move || room.get().map_or(0.0, |(used, _)| used);
    let notes = move || note_bytes(app);
    let rest = move || (used() - notes()).max(0.0);
    let name = move || tr("used-room", &[("size", size(used()).into())]);
    let full = move || room.get().is_some_and(|(used, of)| used > of * NEARLY_FULL);
    view! {
        <section class="card">
            <div class="hd"><h2>{move || t("storage")}</h2><span class="cap t-2">{free}</span></div>
            <svg class="bar2" viewBox="0 0 264 16" preserveAspectRatio="none" role="img" aria-label=name>
                <rect class="b0" width="264" height="16" rx="8"></rect>
                <rect class="b3" width=move || width(used()) height="16" rx="8"></rect>
                <rect class="b1" width=move || width(notes()) height="16" rx="8"></rect>
            </svg>
            <dl class="kv">
                <div><dt><i class="dot b1"></i>{move || t("storage-notes")}</dt><dd class="num">{move || size(notes())}</dd></div>
                <div><dt><i class="dot b3"></i>{move || t("storage-app")}</dt><dd class="num">{move || size(rest())}</dd></div>
            </dl>
            <Show when=full>
                <p class="chip warn"><Icon name="alert"/>{move || t("storage-nearly-full")}</p>
            </Show>
            <RemovePast/>
        </section>
    }
}

/// Bytes as people read them.
pub(super) fn size(bytes: f64) -> String {
    const KB: f64 = 1_000.0;
    let (value, unit) = if bytes >= KB * KB * KB {
        (bytes / (KB * KB * KB), "GB")
    } else if bytes >= KB * KB {
        (bytes / (KB * KB), "MB")
    } else {
        (bytes / KB, "kB")
    };
    if value >= 10.0 {
        format!("{value:.0} {unit}")
    } else {
        format!("{value:.1} {unit}")
    }
}

#[component]
fn Tablet() -> impl IntoView {
    let app = app();
    let navigate = use_navigate();
    let settings = app.settings;
    let row = |name: &'static str, value: Signal<String>| {
        view! { <div><dt>{move || t(name)}</dt><dd>{move || value.get()}</dd></div> }
    };
    let label = Signal::derive(move || settings.with(|settings| settings.label.clone()));
    let used = Signal::derive(move || {
        t(if settings.with(|settings| settings.shared) {
            "device-shared"
        } else {
            "device-mine"
        })
    });
    let hand = Signal::derive(move || {
        let left = settings.with(|settings| settings.hand == Hand::Left);
        t(if left { "hand-left" } else { "hand-right" })
    });
    let display = Signal::derive(move || display_words(settings.with(|settings| settings.display)));
    view! {
        <section class="card">
            <h2>{move || t("nav-device")}</h2>
            <dl class="kv">
                {row("device-name", label)}
                {row("device-is", used)}
                {row("hand", hand)}
                {row("display", display)}
            </dl>
            <button type="button" class="btn block"
                on:click=move |_| navigate("/device")>
                {move || t("change-settings")}
            </button>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_one_digit_only_while_small() {
        assert_eq!(size(26_000_000.0), "26 MB");
        assert_eq!(size(1_240_000.0), "1.2 MB");
        assert_eq!(size(11_200_000_000.0), "11 GB");
        assert_eq!(size(400.0), "0.4 kB");
    }
}
