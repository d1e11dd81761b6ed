//! The last step: the name as teammates see it, and whose device this is.

use crate::prelude::*;
use crate::router::use_navigate;
use leptos::html;

use super::install::InstallButton;
use super::{Joining, Step, refused};
use crate::driver::http::HttpError;
use crate::i18n::{Locale, t, tr};
use crate::parts::icon::Icon;
use crate::parts::pin::{self, PinBox};
use crate::parts::radio::{Choice, RadioGroup};
use crate::state::identity::Newcomer;
use crate::state::prepare::prepare;
use crate::state::{App, boot, identity, leave, lock};

/// Letters of a name at most.
const NAME_LETTERS: &str = "60";

/// What the form knows while it is filled in.
#[derive(Clone, Copy)]
struct NameEntry {
    joining: Joining,
    name: NodeRef<html::Input>,
    typed: RwSignal<String>,
    pin: NodeRef<html::Input>,
    pin_problem: RwSignal<Option<String>>,
    team: NodeRef<html::Input>,
    shared: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    go: Callback<String>,
}

#[component]
pub(super) fn NameForm(joining: Joining) -> impl IntoView {
    let app = joining.app;
    let navigate = use_navigate();
    let entry = NameEntry {
        joining,
        name: NodeRef::new(),
        typed: RwSignal::new(app.me.get_untracked().map(|me| me.name).unwrap_or_default()),
        pin: NodeRef::new(),
        pin_problem: RwSignal::new(None),
        team: NodeRef::new(),
        // Where others have locks, whoever comes needs one too.
        shared: RwSignal::new(app.people.with_untracked(|people| !people.is_empty())),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
        go: Callback::new(move |path: String| navigate(&path)),
    };
    let team_open = joining.step.with_untracked(
        |step| matches!(step, Step::Invited(invitation) if invitation.team.is_empty()),
    );
    view! {
        <form class="dob" on:submit=move |event| {
            event.prevent_default();
            entry.submit();
        }>
            <h2>{move || t("join-form-title")}</h2>
            <YourName entry=entry/>
            {team_open.then(|| view! {
                <div class="fld">
                    <label class="lbl" for="team">{move || t("join-team")}</label>
                    <input node_ref=entry.team id="team" class="in" maxlength=NAME_LETTERS
                        autocomplete="organization" aria-describedby="team-hint"/>
                    <p id="team-hint" class="hint">{move || t("join-team-hint")}</p>
                </div>
            })}
            <Owner app=app shared=entry.shared/>
            <Show when=move || entry.needs_pin()>
                <PinBox id="pin" label="pin" hint="pin-hint" input=entry.pin
                    problem=entry.pin_problem/>
            </Show>
            <button type="submit" class="btn pri big block">{move || t("join")}</button>
            <p class="hint ctr" role="status">
                {move || if entry.busy.get() { t("join-getting") } else { t("join-needs-net") }}
            </p>
            <div class="or"><InstallButton/><LanguageButton app=app/></div>
        </form>
    }
}

#[component]
fn YourName(entry: NameEntry) -> impl IntoView {
    let known = entry.typed.get_untracked();
    let problem = entry.problem;
    view! {
        <div class="fld">
            <label class="lbl" for="name">{move || t("join-name")}</label>
            <input
                node_ref=entry.name
                id="name"
                class="in"
                maxlength=NAME_LETTERS
                autocomplete="name"
                autocapitalize="words"
                value=known
                on:input=move |event| entry.typed.set(event_target_value(&event))
                aria-describedby="name-hint name-error"
                aria-invalid=move || problem.with(|problem| problem.is_some().then_some("true"))
            />
            <p id="name-hint" class="hint">{move || t("join-name-hint")}</p>
            <p id="name-error" class="err" role="alert">
                {move || problem.get().map(|words| view! { <Icon name="alert" class="xs"/>{words} })}
            </p>
        </div>
    }
}

#[component]
fn Owner(app: App, shared: RwSignal<bool>) -> impl IntoView {
    let mut choices = vec![Choice::new("shared", || t("device-shared"))];
    if app.people.with_untracked(Vec::is_empty) {
        choices.insert(0, Choice::new("mine", || t("device-mine")));
    }
    let chosen = move || Some(if shared.get() { "shared" } else { "mine" }.to_owned());
    view! {
        <div class="fld">
            <span class="lbl" aria-hidden="true">{move || t("device-is")}</span>
            <RadioGroup name=Signal::derive(|| t("device-is")) choices=choices
                chosen=Signal::derive(chosen) on_choose=move |id| shared.set(id == "shared")
                class="seg fill"/>
        </div>
    }
}

impl NameEntry {
    /// Joins with what was filled in, or says what is missing.
    fn submit(self) {
        let Some(name) = self.given_name() else {
            return;
        };
        let pin = untrack(|| self.needs_pin()).then(|| pin::given(self.pin, self.pin_problem));
        if pin == Some(None) {
            return;
        }
        if self.busy.get_untracked() {
            return;
        }
        if let Some(why) = others_work(self.joining.app, &name) {
            self.problem.set(Some(why));
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        let who = self.newcomer(name);
        wasm_bindgen_futures::spawn_local(async move {
            let pin = pin.flatten();
            if let Err(why) = finish(self.joining, who, pin.as_deref(), self.go).await {
                self.problem.try_set(Some(why));
            }
            self.busy.try_set(false);
        });
    }

    /// Whether a PIN is asked for: not of those whose storage it opened.
    fn needs_pin(self) -> bool {
        let name = self.typed.get();
        let is_mine = |me: &identity::Identity| me.is_sealed() && me.name == name.trim();
        let known = self
            .joining
            .app
            .me
            .with(|me| me.as_ref().is_some_and(is_mine));
        self.shared.get() && !known
    }

    /// The name; without one, the box takes the focus.
    fn given_name(self) -> Option<String> {
        let element = self.name.get_untracked()?;
        let name = element.value().trim().to_owned();
        if name.is_empty() {
            self.problem.set(Some(t("join-name-missing")));
            let _ = element.focus();
            return None;
        }
        Some(name)
    }

    fn newcomer(self, name: String) -> Newcomer {
        let team = self.team.get_untracked().map(|input| input.value());
        let settings = self.joining.app.settings.get_untracked();
        let shared = self.shared.get_untracked();
        let label = match settings.label {
            // A name that one person gave is not the next one's.
            label if !label.is_empty() && settings.shared == shared => label,
            _ if shared => t("device-label-shared"),
            _ => tr("device-label", &[("name", name.as_str().into())]),
        };
        Newcomer {
            name,
            team: team.unwrap_or_default().trim().to_owned(),
            label,
            shared,
        }
    }
}

/// Why another person cannot take over this browser yet: work of the one before waits.
fn others_work(app: App, name: &str) -> Option<String> {
    let is_other = |me: &identity::Identity| me.name != name && !me.is_sealed();
    let other = app
        .me
        .with_untracked(|me| me.as_ref().is_some_and(is_other));
    let waiting = app
        .counts
        .with_untracked(|counts| counts.waiting + counts.unsaved);
    (other && waiting > 0).then(|| tr("join-work-waits", &[("n", waiting.into())]))
}

async fn finish(
    joining: Joining,
    who: Newcomer,
    pin: Option<&str>,
    go: Callback<String>,
) -> Result<(), String> {
    let app = joining.app;
    let code = joining.code.get_untracked();
    let me = app.me.get_untracked();
    // Whoever was here before is not the one who joins now.
    leave::tell_server(app).await;
    if me.is_none() && app.people.with_untracked(|people| !people.is_empty()) {
        lock::put_session_away().await;
    }
    let joined = match identity::join(&code, &who, me.as_ref()).await {
        Ok(joined) => joined,
        Err(HttpError::NoNetwork) => {
            app.put_local(identity::PENDING_KEY.to_owned(), code);
            return Err(t("join-offline"));
        }
        Err(HttpError::Unreadable) => return Err(t("join-unreadable")),
        Err(HttpError::Status { status, detail }) => {
            return Err(match refused(status, detail) {
                Step::Code(Some(why)) | Step::Dead(why) => why,
                _ => t("join-dead"),
            });
        }
    };
    app.change_settings(|settings| {
        settings.shared = who.shared;
        settings.label.clone_from(&who.label);
    });
    boot::joined(app, &joined, &who.name, pin).await?;
    let Some(space) = joined.space_id() else {
        return Err(t("join-unreadable"));
    };
    go.run(format!("/visits/{space}"));
    wasm_bindgen_futures::spawn_local(prepare(app, space));
    Ok(())
}

/// Changes to the other language, named in that language.
#[component]
pub(super) fn LanguageButton(app: App) -> impl IntoView {
    let name = move || match app.language.get().other() {
        Locale::Spanish => "Español",
        Locale::English => "English",
    };
    view! {
        <button type="button" class="btn quiet"
            on:click=move |_| app.speak(app.language.get_untracked().other())>
            <Icon name="globe" class="s"/>
            {name}
        </button>
    }
}
