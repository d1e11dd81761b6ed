//! An address that leads nowhere.

use crate::prelude::*;

use crate::i18n::t;
use crate::parts::empty::EmptyState;
use crate::parts::frame::{Current, Frame};
use crate::parts::title::Title;

/// Says so, and leads home.
#[component]
pub fn UnknownScreen() -> impl IntoView {
    view! {
        <Frame current=Current::Visits space=Signal::derive(|| None)>
            <main class="page" tabindex="-1" id="main">
                <Title text=Signal::derive(|| t("unknown-title"))/>
                <EmptyState icon="search" title="unknown-heading" body="unknown-body">
                    <a class="btn soft" href="/visits">{move || t("nav-visits")}</a>
                </EmptyState>
            </main>
        </Frame>
    }
}
