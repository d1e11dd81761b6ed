//! Joining a visit by link, QR or code: under a minute to the first stop.

mod camera;
mod code;
mod form;
mod install;
mod invite;

use crate::prelude::*;

use crate::driver::http::HttpError;
use crate::i18n::t;
use crate::model::code::normalize;
use crate::parts::banner::Banners;
use crate::parts::icon::Icon;
use crate::state::identity::{self, Invitation};
use crate::state::{App, Phase, app};

use code::CodeEntry;
use form::NameForm;
pub(crate) use install::InstallButton;
use install::InstallSteps;
use invite::InviteCard;

/// Whether this is the app on the Home Screen, not a tab.
#[must_use]
pub fn is_installed() -> bool {
    install::standalone()
}

/// Where the joining is.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// No code yet, or the typed one is wrong: why.
    Code(Option<String>),
    /// The server is asked what the code leads to.
    Asking,
    /// There is no internet: the code is kept.
    Offline,
    /// The link does not work any more.
    Dead(String),
    /// The invitation is here.
    Invited(Box<Invitation>),
}

/// What the parts of this screen share.
#[derive(Debug, Clone, Copy)]
struct Joining {
    app: App,
    code: RwSignal<String>,
    step: RwSignal<Step>,
    /// Whether a person chose to go on in the browser although the app is better.
    in_browser: RwSignal<bool>,
}

/// `/join`, `/join#CODE`
#[component]
pub fn JoinScreen() -> impl IntoView {
    let joining = Joining {
        app: app(),
        code: RwSignal::new(String::new()),
        step: RwSignal::new(Step::Code(None)),
        in_browser: RwSignal::new(false),
    };
    joining.begin();
    let invited = Memo::new(move |_| match joining.step.get() {
        Step::Invited(invitation) => Some(*invitation),
        _ => None,
    });
    let body = move || match invited.get() {
        None => view! { <CodeEntry joining=joining/> }.into_any(),
        Some(_) if install::comes_first() && !joining.in_browser.get() => {
            view! { <InstallSteps joining=joining/> }.into_any()
        }
        Some(_) => view! { <NameForm joining=joining/> }.into_any(),
    };
    view! {
        <Banners/>
        <main class="jn" class:plain-join=move || invited.get().is_none() tabindex="-1" id="main">
            {move || invited.get().map(|invitation| view! { <InviteCard invitation=invitation/> })}
            <section class="do">{body}<BackToLock app=joining.app/></section>
        </main>
    }
}

/// The way back for those who have a PIN here.
#[component]
fn BackToLock(app: App) -> impl IntoView {
    let locked = move || app.me.with(Option::is_none) && app.people.with(|all| !all.is_empty());
    view! {
        <Show when=locked>
            <button type="button" class="btn quiet" on:click=move |_| app.phase.set(Phase::Locked)>
                <Icon name="lock" class="s"/>{move || t("lock-back")}
            </button>
        </Show>
    }
}

impl Joining {
    /// Takes the code of the link, or one that was kept for want of internet.
    fn begin(self) {
        if !self.follow_link() {
            wasm_bindgen_futures::spawn_local(async move {
                let Some(store) = self.app.store() else {
                    return;
                };
                if let Ok(Some(code)) = store.get(identity::PENDING_KEY).await {
                    self.ask(code);
                }
            });
        }
        let again = window_event_listener_untyped("online", move |_| {
            if self.step.get_untracked() == Step::Offline {
                self.ask(self.code.get_untracked());
            }
        });
        // Another link opened here changes only the end of the address.
        let linked = window_event_listener_untyped("hashchange", move |_| {
            self.follow_link();
        });
        on_cleanup(move || {
            again.remove();
            linked.remove();
        });
    }

    /// Asks about the code in the address. Says whether there is one.
    fn follow_link(self) -> bool {
        let hash = window().location().hash().unwrap_or_default();
        let code = normalize(hash.trim_start_matches('#'));
        code.map(|code| self.ask(code)).is_some()
    }

    async fn forget_kept(self) {
        if let Some(store) = self.app.store() {
            // What stays is asked about once more, and refused once more.
            let _ = store.delete(identity::PENDING_KEY).await;
        }
    }

    /// Asks the server what a code leads to.
    fn ask(self, code: String) {
        self.code.set(code.clone());
        self.step.set(Step::Asking);
        wasm_bindgen_futures::spawn_local(async move {
            let preview = identity::preview(&code).await;
            if matches!(preview, Err(HttpError::Status { .. })) {
                // Refused: there is nothing to finish when internet comes.
                self.forget_kept().await;
            }
            let step = match preview {
                Ok(invitation) => Step::Invited(Box::new(invitation)),
                Err(HttpError::NoNetwork) => {
                    self.app.put_local(identity::PENDING_KEY.to_owned(), code);
                    Step::Offline
                }
                Err(HttpError::Status { status, detail }) => refused(status, detail),
                Err(HttpError::Unreadable) => Step::Code(Some(t("join-unreadable"))),
            };
            self.step.try_set(step);
        });
    }
}

/// A code that does not work: mistyped, or not valid any more.
fn refused(status: u16, detail: String) -> Step {
    match status {
        404 => Step::Code(Some(t("join-wrong-code"))),
        429 => Step::Code(Some(t("join-too-often"))),
        410 => Step::Dead(t("join-dead")),
        _ if detail.is_empty() => Step::Dead(t("join-dead")),
        _ => Step::Dead(detail),
    }
}
