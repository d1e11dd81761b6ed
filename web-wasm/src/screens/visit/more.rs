//! What else can be done with a visit: tell others of it, check that all is ready.

use crate::prelude::*;
use rounds_sync_core::ids::SpaceId;
use wasm_bindgen_futures::JsFuture;

use crate::driver::platform;
use crate::i18n::t;
use crate::parts::dialog::Sheet;
use crate::parts::icon::Icon;
use crate::state::{App, Layout, Visit, app};

/// The buttons at the right of the visit's bar; a phone has room for one.
#[component]
pub(super) fn VisitActions(
    #[prop(into)] space: Signal<Option<SpaceId>>,
    visit: Memo<Option<Visit>>,
) -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let phone = Memo::new(move |_| app.layout.get() == Layout::Phone);
    let title = move || visit.with_untracked(|visit| visit.as_ref().map(Visit::title));
    let share = move |_| {
        open.set(false);
        if let Some(space) = space.get_untracked() {
            wasm_bindgen_futures::spawn_local(tell(app, space, title().unwrap_or_default()));
        }
    };
    let ready = move || space.get().map(|space| format!("/visits/{space}/ready"));
    view! {
        <Show when=move || !phone.get()>
            <button type="button" class="ib" aria-label=move || t("share-visit") on:click=share>
                <Icon name="share"/>
            </button>
        </Show>
        <button type="button" class="ib" aria-label=move || t("more-for-visit")
            on:click=move |_| open.set(true)>
            <Icon name="more"/>
        </button>
        <Sheet open=open title=Signal::derive(move || title().unwrap_or_default()) small=true>
            <div class="rows">
                <a href=ready><Icon name="shield" class="lead"/><span class="grow strong">{move || t("nav-ready")}</span></a>
                <a href="/forms"><Icon name="form" class="lead"/><span class="grow strong">{move || t("nav-forms")}</span></a>
                <a href="/device/sync"><Icon name="cloud-check" class="lead"/><span class="grow strong">{move || t("where-work-is")}</span></a>
                <Show when=move || phone.get()>
                    <button type="button" on:click=share>
                        <Icon name="share" class="lead"/>
                        <span class="grow strong">{move || t("share-visit")}</span>
                    </button>
                </Show>
            </div>
        </Sheet>
    }
}

/// Hands the visit's address to the system's share sheet, else to the clipboard. It
/// opens for people of the visit; joining takes an invitation.
async fn tell(app: App, space: SpaceId, title: String) {
    let origin = window().location().origin().unwrap_or_default();
    let address = format!("{origin}/visits/{space}");
    if let Some(shared) = platform::share(&title, &address) {
        // Closing the sheet is an answer too.
        let _ = JsFuture::from(shared).await;
        return;
    }
    let copied = platform::copy(&address).await;
    app.say(t(if copied {
        "address-copied"
    } else {
        "address-not-copied"
    }));
}
