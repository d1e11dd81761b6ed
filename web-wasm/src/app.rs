//! The root: state for all screens, the routes, and what lies over every screen.

use crate::prelude::*;

use crate::i18n;
use crate::model::route::Page;
use crate::parts::icon::Sprite;
use crate::parts::live::LiveState;
use crate::parts::toast::Toasts;
use crate::router;
use crate::screens::join::JoinScreen;
use crate::screens::later::{self, Later, LaterScreen};
use crate::screens::start::StartScreen;
use crate::screens::unknown::UnknownScreen;
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
    router::start(app);
    later::fetch(app);
    boot::start(app);
    view! {
        <Sprite/>
        <Screens/>
        <Toasts/>
        <LiveState/>
    }
}

/// The screens once storage is open; before that nothing, or why not.
#[component]
fn Screens() -> impl IntoView {
    let app = crate::state::app();
    let ready = Memo::new(move |_| matches!(app.phase.get(), Phase::Guest | Phase::Running));
    let page = Memo::new(move |_| app.route.with(|route| route.page));
    let screen = move || match Later::of(page.get()) {
        Some(screen) => view! { <LaterScreen screen=screen/> }.into_any(),
        None => match page.get() {
            Page::Join => view! { <JoinScreen/> }.into_any(),
            Page::Root | Page::Visits => view! { <VisitsScreen/> }.into_any(),
            _ => view! { <UnknownScreen/> }.into_any(),
        },
    };
    let locked = Memo::new(move |_| app.phase.get() == Phase::Locked);
    let before = move || {
        if locked.get() {
            view! { <LaterScreen screen=Later::Lock/> }.into_any()
        } else {
            view! { <StartScreen/> }.into_any()
        }
    };
    view! { <Show when=move || ready.get() fallback=before>{screen}</Show> }
}
