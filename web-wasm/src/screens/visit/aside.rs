//! A past visit whose notes are only on the server: what that means, and the way back.

use crate::prelude::*;
use rounds_sync_core::device::Kept;
use rounds_sync_core::ids::SpaceId;

use crate::i18n::t;
use crate::parts::icon::Icon;
use crate::state::app;

/// "Not on this tablet", or that the notes are on their way; nothing when they are here.
#[component]
pub(super) fn AsideCard(space: SpaceId) -> impl IntoView {
    let app = app();
    let kept = Memo::new(move |_| app.visit(space).map(|visit| visit.kept));
    move || match kept.get() {
        Some(Kept::Aside) => view! {
            <section class="card prep" aria-labelledby="aside">
                <h2 id="aside">{move || t("aside-title")}</h2>
                <p class="small t-2">{move || t("aside-body")}</p>
                <div class="row wrap">
                    <button type="button" class="btn soft" on:click=move |_| app.take_up(space)>
                        <Icon name="download"/>
                        {move || t("aside-fetch")}
                    </button>
                </div>
            </section>
        }
        .into_any(),
        Some(Kept::Coming) => view! {
            <p class="small t-2" role="status">{move || t("aside-coming")}</p>
        }
        .into_any(),
        Some(Kept::Here) | None => ().into_any(),
    }
}
