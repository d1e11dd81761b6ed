//! What stands beside the stops: the focus of inquiry, and the team.

use crate::prelude::*;
use rounds_sync_core::ids::SpaceId;

use crate::i18n::{t, tr};
use crate::parts::badge::words;
use crate::parts::icon::Icon;
use crate::parts::people::Avatar;
use crate::screens::visits::PreparedChip;
use crate::state::app;

/// The complementary column.
#[component]
pub fn VisitFacts(
    /// The visit.
    space: SpaceId,
) -> impl IntoView {
    let app = app();
    let view = Memo::new(move |_| app.visit(space).and_then(|visit| visit.view));
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
                </div>
            }
        });
        Some(rows.collect_view())
    };
    view! {
        <aside class="ovr" aria-label=move || t("visit-facts-name")>
            {focus}
            <section class="card">
                <div class="hd"><h2>{move || t("nav-device")}</h2></div>
                <PreparedChip space=space/>
            </section>
            <section class="card flush">
                <div class="hd in1"><h2>{move || t("team")}</h2></div>
                <div class="rows tm2">{team}</div>
            </section>
        </aside>
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
