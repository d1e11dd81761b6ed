//! The lock: nothing of a person is on the screen, and nothing readable in the browser,
//! until their PIN is typed.

mod forgotten;
mod pad;

use crate::prelude::*;
use crate::router::use_navigate;

use crate::i18n::t;
use crate::model::route::Page;
use crate::parts::icon::{Brand, Icon};
use crate::parts::people::Avatar;
use crate::parts::title::Title;
use crate::state::lock::Person;
use crate::state::{App, Phase, app};

use forgotten::Forgotten;
use pad::Pad;

/// What the lock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    /// The numbers of one person's PIN.
    Pad,
    /// Everyone who has a lock here.
    People,
    /// The way in without the PIN.
    Forgotten,
}

/// What its parts share.
#[derive(Clone, Copy)]
struct Locked {
    app: App,
    pane: RwSignal<Pane>,
    /// Whose PIN is asked for, among the persons here.
    at: RwSignal<usize>,
}

impl Locked {
    fn person(self) -> Person {
        let at = self.at.get();
        let person = self.app.people.with(|people| people.get(at).cloned());
        person.unwrap_or_default()
    }
}

/// Shown over everything while it is locked.
#[component]
pub fn LockScreen() -> impl IntoView {
    let locked = Locked {
        app: app(),
        pane: RwSignal::new(Pane::Pad),
        at: RwSignal::new(0),
    };
    let pane = move || match locked.pane.get() {
        Pane::Pad => view! { <Pad locked=locked/> }.into_any(),
        Pane::People => view! { <People locked=locked/> }.into_any(),
        Pane::Forgotten => view! { <Forgotten locked=locked/> }.into_any(),
    };
    view! {
        <main class="page locked" tabindex="-1" id="main">
            <Brand/>
            <div class="locked-card">{pane}</div>
        </main>
    }
}

/// Who it is, above a PIN or a code.
#[component]
fn Whose(locked: Locked) -> impl IntoView {
    let name = locked.person().name;
    view! {
        <Avatar name=name.clone() large=true/>
        <Title text=Signal::derive(move || name.clone()) class="h2 no-focus"/>
    }
}

#[component]
fn People(locked: Locked) -> impl IntoView {
    let app = locked.app;
    let navigate = use_navigate();
    let people = app.people.get_untracked().into_iter().enumerate();
    let rows = people.map(|(at, person)| {
        let choose = move |_| {
            locked.at.set(at);
            locked.pane.set(Pane::Pad);
        };
        let name = person.name.clone();
        view! {
            <li>
                <button type="button" class="btn block who" aria-label=name on:click=choose>
                    <Avatar name=person.name.clone() small=true/>{person.name}
                </button>
            </li>
        }
    });
    let someone_else = move |_| {
        // Who has opened a link goes on with it.
        if app.route.with_untracked(|route| route.page != Page::Join) {
            navigate("/join");
        }
        app.phase.set(Phase::Guest);
    };
    // What is in memory alone would go with its person.
    let may_change = app.driver().is_none();
    view! {
        <Title text=Signal::derive(|| t("lock-who")) class="h2"/>
        <ul class="locked-people">{rows.collect_view()}</ul>
        {may_change.then(|| view! {
            <button type="button" class="btn quiet block" on:click=someone_else>
                <Icon name="plus" class="s"/>{t("lock-someone-else")}
            </button>
        })}
    }
}
