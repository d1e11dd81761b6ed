//! What stands beside the stops: the focus of inquiry, and the team.

use crate::prelude::*;
use rounds_sync_core::ids::{PersonId, SpaceId};

use crate::i18n::{t, tr};
use crate::parts::badge::words;
use crate::parts::icon::Icon;
use crate::parts::people::Avatar;
use crate::state::app;
use crate::state::team::Team;

use super::tablets::{Heard, TabletsCard, follow, since};

/// The complementary column.
#[component]
pub fn VisitFacts(
    /// The visit.
    space: SpaceId,
) -> impl IntoView {
    let app = app();
    let view = Memo::new(move |_| app.visit(space).and_then(|visit| visit.view));
    let tablets = follow(app, space);
    let focus = move || {
        let focus = view
            .get()
            .map(|view| view.focus.clone())
            .unwrap_or_default();
        (!focus.is_empty()).then(|| {
            view! {
                <section class="card">
                    <p class="eyebrow">{move || t("focus-of-inquiry")}</p>
                    <p class="fq">{focus}</p>
                </section>
            }
        })
    };
    let team = move || {
        let view = view.get()?;
        let me = app.person();
        let mut people: Vec<_> = view.people.iter().collect();
        people.sort_by_key(|(id, person)| (Some(**id) != me, person.name.clone()));
        let rows = people.into_iter().map(|(id, person)| {
            let mine = Some(*id) == me;
            let team = if mine {
                tr("team-you", &[("team", person.team.as_str().into())])
            } else {
                person.team.clone()
            };
            view! {
                <div>
                    <Avatar name=person.name.clone()/>
                    <span class="grow">
                        <b>{person.name.clone()}</b>
                        <br/>
                        <span class="cap t-2">{team}</span>
                    </span>
                    {mine.then(|| view! { <MyPlace/> })}
                    {(!mine).then(|| view! { <Place person=*id team=tablets/> })}
                </div>
            }
        });
        Some(rows.collect_view())
    };
    let as_of = move || {
        let listing = tablets.get().listing?;
        Some(since("as-of", listing.as_of))
    };
    view! {
        <aside class="ovr" aria-label=move || t("visit-facts-name")>
            {focus}
            <TabletsCard space=space team=tablets/>
            <section class="card flush">
                <div class="hd in1"><h2>{move || t("team")}</h2><span class="cap t-2">{as_of}</span></div>
                <div class="rows tm2">{team}</div>
            </section>
        </aside>
    }
}

/// When a teammate was last heard from, as far as this device knows.
#[component]
fn Place(person: PersonId, team: Memo<Team>) -> impl IntoView {
    move || {
        let listing = team.get().listing?;
        let heard = listing.of_person(person)?;
        Some(view! { <Heard heard=heard as_of=listing.as_of/> })
    }
}

#[component]
fn MyPlace() -> impl IntoView {
    let app = app();
    view! {
        <span class="st">
            <Icon name=Signal::derive(move || app.place.get().icon())/>
            {move || words(app.place.get(), true)}
        </span>
    }
}
