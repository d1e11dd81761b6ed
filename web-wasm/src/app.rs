//! The root: state for all screens, the routes, and what lies over every screen.

use crate::prelude::*;

use crate::i18n;
use crate::model::route::Page;
use crate::parts::icon::Sprite;
use crate::parts::live::LiveState;
use crate::parts::toast::Toasts;
use crate::router;
use crate::screens::device::DeviceScreen;
use crate::screens::forms::{FormsScreen, TryScreen};
use crate::screens::join::JoinScreen;
use crate::screens::lock::LockScreen;
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
    router::start(app);
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
    let screen = move || match page.get() {
        Page::Join => view! { <JoinScreen/> }.into_any(),
        Page::Root | Page::Visits => view! { <VisitsScreen/> }.into_any(),
        Page::Visit => view! { <VisitScreen/> }.into_any(),
        Page::Ready => view! { <ReadyScreen/> }.into_any(),
        Page::Stop => view! { <StopScreen/> }.into_any(),
        Page::Note => view! { <NoteScreen/> }.into_any(),
        Page::Review => view! { <ReviewScreen/> }.into_any(),
        Page::Forms => view! { <FormsScreen/> }.into_any(),
        Page::TryForm => view! { <TryScreen/> }.into_any(),
        Page::Device | Page::Lock => view! { <DeviceScreen/> }.into_any(),
        Page::Sync => view! { <SyncScreen/> }.into_any(),
        Page::Unknown => view! { <UnknownScreen/> }.into_any(),
    };
    let locked = Memo::new(move |_| app.phase.get() == Phase::Locked);
    let before = move || {
        if locked.get() {
            view! { <LockScreen/> }.into_any()
        } else {
            view! { <StartScreen/> }.into_any()
        }
    };
    view! { <Show when=move || ready.get() fallback=before>{screen}</Show> }
}
