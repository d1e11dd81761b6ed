//! The root: state for all screens, the routes, and what lies over every screen.

use crate::prelude::*;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::path;

use crate::i18n;
use crate::parts::icon::Sprite;
use crate::parts::live::LiveState;
use crate::parts::toast::Toasts;
use crate::screens::device::DeviceScreen;
use crate::screens::join::JoinScreen;
use crate::screens::note::NoteScreen;
use crate::screens::ready::ReadyScreen;
use crate::screens::review::ReviewScreen;
use crate::screens::start::StartScreen;
use crate::screens::stop::StopScreen;
use crate::screens::sync::SyncScreen;
use crate::screens::unknown::UnknownScreen;
use crate::screens::visit::VisitScreen;
use crate::screens::visits::VisitsScreen;
use crate::state::{App, Phase, boot};

mod view_size;

/// Everything on the page.
#[component]
pub fn Root() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    i18n::follow(app.language);
    view_size::follow(app);
    boot::start(app);
    view! {
        <Sprite/>
        <Router>
            <Screens/>
        </Router>
        <Toasts/>
        <LiveState/>
    }
}

/// The screens once storage is open; before that nothing, or why not.
#[component]
fn Screens() -> impl IntoView {
    let app = crate::state::app();
    let ready = Memo::new(move |_| matches!(app.phase.get(), Phase::Guest | Phase::Running));
    view! {
        <Show when=move || ready.get() fallback=StartScreen>
            <Routes fallback=UnknownScreen>
                <Route path=path!("/") view=|| view! { <Redirect path="/visits"/> }/>
                <Route path=path!("/join") view=JoinScreen/>
                <Route path=path!("/visits") view=VisitsScreen/>
                <Route path=path!("/visits/:v") view=VisitScreen/>
                <Route path=path!("/visits/:v/ready") view=ReadyScreen/>
                <Route path=path!("/visits/:v/stops/:s") view=StopScreen/>
                <Route path=path!("/notes/:n") view=NoteScreen/>
                <Route path=path!("/notes/:n/review") view=ReviewScreen/>
                <Route path=path!("/device") view=DeviceScreen/>
                <Route path=path!("/device/sync") view=SyncScreen/>
            </Routes>
        </Show>
    }
}
