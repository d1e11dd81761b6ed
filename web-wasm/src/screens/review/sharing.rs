//! Who can see the note. It widens one step at a time, and each step says what becomes
//! visible before it is taken.

use crate::prelude::*;
use rounds_sync_core::access::Visibility;
use rounds_sync_core::device::Link;

use super::checks::Checks;
use crate::i18n::{t, tr};
use crate::parts::dialog::Sheet;
use crate::parts::icon::Icon;
use crate::state::open_note::OpenNote;

const STEPS: [Visibility; 3] = [Visibility::Private, Visibility::Team, Visibility::Space];

#[component]
pub(super) fn WhoCanSee(note: OpenNote, checks: Checks) -> impl IntoView {
    let now = Memo::new(move |_| {
        note.meta()
            .map_or(Visibility::Private, |meta| meta.visibility)
    });
    let mine = Memo::new(move |_| note.meta().map(|meta| meta.owner) == note.app.person());
    let next = Memo::new(move |_| match now.get() {
        Visibility::Private => Some(Visibility::Team),
        Visibility::Team => Some(Visibility::Space),
        Visibility::Space => None,
    });
    let asking = RwSignal::new(None::<Visibility>);
    view! {
        <section class="card" aria-labelledby="vis">
            <h2 id="vis">{move || t("who-can-see")}</h2>
            <ol class="vis">
                {STEPS.map(|step| view! { <Step note=note step=step now=now/> }).collect_view()}
            </ol>
            <Show when=move || mine.get()>
                {move || next.get().map(|step| view! {
                    <ShareButton note=note checks=checks step=step asking=asking/>
                })}
            </Show>
            <Show when=move || !mine.get()>
                <p class="cap t-2">{move || t("only-author-shares")}</p>
            </Show>
        </section>
        <ShareDialog note=note asking=asking/>
    }
}

#[component]
fn Step(note: OpenNote, step: Visibility, now: Memo<Visibility>) -> impl IntoView {
    let here = move || now.get() == step;
    let class = move || match now.get().cmp(&step) {
        std::cmp::Ordering::Greater => "done",
        std::cmp::Ordering::Equal => "here",
        std::cmp::Ordering::Less => "",
    };
    let (icon, name) = match step {
        Visibility::Private => ("lock", "seen-me"),
        Visibility::Team => ("users", "seen-team"),
        Visibility::Space => ("school", "seen-host"),
    };
    let line = move || match step {
        Visibility::Private => t("seen-me-line"),
        Visibility::Team => {
            let people = note.visit.get().map_or(0, |visit| visit.people.len());
            tr("seen-team-line", &[("n", people.into())])
        }
        Visibility::Space => t("seen-host-line"),
    };
    // A share that the server has not confirmed says when it takes effect.
    let waits = move || {
        let offline = matches!(note.app.link.get(), Link::Offline { .. });
        here()
            && offline
            && step != Visibility::Private
            && note.store.state.get() != rounds_sync_core::device::DocState::Durable
    };
    view! {
        <li class=class aria-current=move || here().then_some("step")>
            <span class="vd"><Icon name=icon class="s"/></span>
            <div>
                <b>{move || t(name)}</b>
                <p class="cap t-2">
                    {move || if waits() { t("when-connects") } else { line() }}
                </p>
            </div>
        </li>
    }
}

/// "your team", "the host school": in the button and in the dialog.
fn audience(step: Visibility) -> String {
    match step {
        Visibility::Private => t("seen-low-me"),
        Visibility::Team => t("audience-team"),
        Visibility::Space => t("audience-host"),
    }
}

#[component]
fn ShareButton(
    note: OpenNote,
    checks: Checks,
    step: Visibility,
    asking: RwSignal<Option<Visibility>>,
) -> impl IntoView {
    let obstacle = Memo::new(move |_| {
        (step == Visibility::Space)
            .then(|| checks.obstacle())
            .flatten()
    });
    let share = move |_| match obstacle.get_untracked() {
        Some(why) => note.app.say(why),
        None => asking.set(Some(step)),
    };
    view! {
        <button type="button" class="btn block below" aria-describedby="why"
            aria-disabled=move || obstacle.with(|why| why.is_some().then_some("true"))
            on:click=share>
            {move || tr("share-with", &[("audience", audience(step).into())])}
        </button>
        <p class="cap t-2 why" id="why">{move || obstacle.get()}</p>
    }
}

#[component]
fn ShareDialog(note: OpenNote, asking: RwSignal<Option<Visibility>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(asking.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && asking.with_untracked(Option::is_some) {
            asking.set(None);
        }
    });
    let words = move || asking.get().map(audience).unwrap_or_default();
    let title = Signal::derive(move || tr("share-title", &[("audience", words().into())]));
    let lines = move || match asking.get() {
        Some(Visibility::Space) => ["share-host-1", "share-host-2", "share-host-3"],
        _ => ["share-team-1", "share-team-2", "share-team-3"],
    };
    let share = move |_| {
        if let Some(step) = asking.get_untracked() {
            if note.app.share(note.store.doc, step) {
                note.app.note_down("journal-shared", note.title());
            } else {
                note.app.say(t("share-not-here"));
            }
        }
        asking.set(None);
    };
    view! {
        <Sheet open=open title=title small=true>
            <ul class="bullets">
                {move || lines().map(|line| view! { <li>{t(line)}</li> }).collect_view()}
            </ul>
            <div class="col menu-acts">
                <button type="button" class="btn block" autofocus=true on:click=move |_| asking.set(None)>
                    {move || t("cancel")}
                </button>
                <button type="button" class="btn pri block" on:click=share>
                    {move || t("share")}
                </button>
            </div>
        </Sheet>
    }
}
