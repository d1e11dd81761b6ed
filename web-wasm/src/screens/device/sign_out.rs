//! "Sign out", and the dialog that asks what becomes of work that only this device has.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen_futures::spawn_local;

use crate::i18n::{t, tr};
use crate::parts::dialog::Sheet;
use crate::parts::icon::Icon;
use crate::state::leave::{self, Unsent};
use crate::state::{App, app, lock};

/// What the dialog knows.
#[derive(Clone, Copy)]
struct Asking {
    app: App,
    open: RwSignal<bool>,
    /// What is not on the server.
    unsent: RwSignal<Unsent>,
    /// Whether the word that discards is asked for.
    typing: RwSignal<bool>,
    /// What happens now, or why nothing does.
    words: RwSignal<String>,
}

#[component]
pub(super) fn SignOut() -> impl IntoView {
    let app = app();
    let asking = Asking {
        app,
        open: RwSignal::new(false),
        unsent: RwSignal::new(Unsent::default()),
        typing: RwSignal::new(false),
        words: RwSignal::new(String::new()),
    };
    let title = move || {
        let name = app.settings.with(|settings| settings.label.clone());
        if name.is_empty() {
            t("signout-title-plain")
        } else {
            tr("signout-title", &[("name", name.into())])
        }
    };
    view! {
        <Show when=move || app.me.with(Option::is_some)>
            <section class="card">
                <button type="button" class="btn block" on:click=move |_| asking.ask()>
                    {move || t("signout")}
                </button>
                <p class="cap t-2 why">{move || t("signout-line")}</p>
            </section>
            <Sheet open=asking.open title=Signal::derive(title) small=true>
                <p>{move || asking.sentence()}</p>
                <p class="small t-2 why">{move || t("signout-unshared")}</p>
                <div class="col menu-acts">
                    {move || if asking.typing.get() {
                        view! { <Discard asking=asking/> }.into_any()
                    } else {
                        view! { <Ways asking=asking/> }.into_any()
                    }}
                    <p class="small" role="status">{move || asking.words.get()}</p>
                </div>
            </Sheet>
        </Show>
    }
}

/// The ways out; the safe one has the focus.
#[component]
fn Ways(asking: Asking) -> impl IntoView {
    let n = asking.unsent.get_untracked().total();
    let waits = n > 0;
    let cancel = view! {
        <button type="button" class=if waits { "btn quiet block" } else { "btn block" }
            autofocus=!waits on:click=move |_| asking.open.set(false)>
            {t("cancel")}
        </button>
    };
    if waits {
        view! {
            <button type="button" class="btn pri block" autofocus=true
                on:click=move |_| asking.send()>{t("signout-send")}</button>
            {if asking.app.is_sealed() {
                view! {
                    <button type="button" class="btn block"
                        on:click=move |_| lock::lock_all(asking.app)>{t("signout-keep")}</button>
                }
                .into_any()
            } else {
                view! { <p class="small t-2">{t("signout-no-pin")}</p> }.into_any()
            }}
            <button type="button" class="btn danger block"
                on:click=move |_| asking.typing.set(true)>
                {tr("signout-discard", &[("n", n.into())])}
            </button>
            {cancel}
        }
        .into_any()
    } else {
        view! {
            {cancel}
            <button type="button" class="btn pri block" on:click=move |_| asking.leave()>
                {t("signout")}
            </button>
        }
        .into_any()
    }
}

/// Asks for the word, so that nobody discards work by a slip of the finger.
#[component]
fn Discard(asking: Asking) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(false);
    let word = t("signout-word");
    let n = asking.unsent.get_untracked().total();
    input.on_load(|input| {
        let _ = input.focus();
    });
    let expected = word.clone();
    let discard = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = input.get_untracked().map(|input| input.value());
        if typed.is_some_and(|typed| typed.trim() == expected) {
            asking.leave();
        } else {
            wrong.set(true);
        }
    };
    let args = [("word", word.as_str().into())];
    let (label, why) = (tr("signout-type", &args), tr("signout-type-wrong", &args));
    view! {
        <form class="col" on:submit=discard>
            <label class="lbl" for="discard">{label}</label>
            <input node_ref=input id="discard" class="in" autocomplete="off" spellcheck="false"
                autocapitalize="characters" aria-describedby="discard-why"
                aria-invalid=move || wrong.get().then_some("true")/>
            <p id="discard-why" class="err" role="alert">
                {move || wrong.get().then(|| view! { <Icon name="alert" class="xs"/>{why.clone()} })}
            </p>
            <button type="submit" class="btn danger block">
                {tr("signout-discard", &[("n", n.into())])}
            </button>
            <button type="button" class="btn quiet block" on:click=move |_| asking.open.set(false)>
                {t("cancel")}
            </button>
        </form>
    }
}

impl Asking {
    /// Counts what is unsent, then opens.
    fn ask(self) {
        spawn_local(async move {
            let Some(unsent) = leave::unsent(self.app).await else {
                return self.app.say(t("signout-elsewhere"));
            };
            self.unsent.set(unsent);
            self.typing.set(false);
            self.words.set(String::new());
            self.open.set(true);
        });
    }

    fn sentence(self) -> String {
        let me = self.app.me.get();
        let name = me.map(|me| me.name).unwrap_or_default();
        let n = self.unsent.get().total();
        let id = match (n, self.typing.get()) {
            (0, _) => "signout-safe",
            (_, false) => "signout-waiting",
            (_, true) => "signout-type-why",
        };
        tr(id, &[("n", n.into()), ("name", name.into())])
    }

    fn send(self) {
        self.words.set(t("sending"));
        spawn_local(async move {
            let open = move || self.open.try_get_untracked() == Some(true);
            if let Err(why) = leave::send_then_leave(self.app, open).await {
                self.words.try_set(why);
            }
        });
    }

    fn leave(self) {
        spawn_local(async move {
            if let Err(why) = leave::leave(self.app).await {
                self.words.try_set(why);
            }
        });
    }
}
