//! What one is invited to.

use crate::prelude::*;

use crate::dates;
use crate::i18n::{t, tr};
use crate::parts::icon::{Brand, Icon};
use crate::parts::title::Title;
use crate::state::identity::Invitation;

#[component]
pub(super) fn InviteCard(invitation: Invitation) -> impl IntoView {
    let title = invitation.visit.clone();
    let facts = StoredValue::new(invitation);
    let when = move || {
        facts.with_value(|i| {
            let range = dates::range(&i.starts, &i.ends);
            (!range.is_empty()).then(|| format!("{range}, {}", dates::year(&i.starts)))
        })
    };
    let network = move || facts.with_value(|i| (!i.network.is_empty()).then(|| i.network.clone()));
    let role = move || Some(facts.with_value(role_words));
    let from = move || facts.with_value(from_words);
    let fact = |icon: &'static str, name: &'static str, value: Signal<Option<String>>| {
        view! {
            <Show when=move || value.with(Option::is_some)>
                <div><Icon name=icon/><dt class="vh">{move || t(name)}</dt><dd>{move || value.get()}</dd></div>
            </Show>
        }
    };
    view! {
        <section class="inv">
            <Brand/>
            <div class="invb">
                <p class="eyebrow">{move || t("invited-to")}</p>
                <Title text=Signal::derive(move || title.clone())/>
                <dl class="fx">
                    {fact("calendar", "fact-when", Signal::derive(when))}
                    {fact("globe", "fact-network", Signal::derive(network))}
                    {fact("users", "fact-as", Signal::derive(role))}
                </dl>
            </div>
            <p class="small t-2 frm">{from}</p>
        </section>
    }
}

/// "Observer, team Millbrook".
fn role_words(invitation: &Invitation) -> String {
    let role = match invitation.role.as_str() {
        "facilitator" => t("role-facilitator"),
        "host" => t("role-host"),
        _ => t("role-observer"),
    };
    if invitation.team.is_empty() {
        return role;
    }
    let team = invitation.team.as_str();
    tr(
        "role-and-team",
        &[("role", role.into()), ("team", team.into())],
    )
}

/// Who sent the invitation, and until when it works.
fn from_words(invitation: &Invitation) -> String {
    let mut words = Vec::new();
    if !invitation.issuer.is_empty() {
        let args = [
            ("name", invitation.issuer.as_str().into()),
            ("network", invitation.network.as_str().into()),
        ];
        let same = invitation.issuer == invitation.network || invitation.network.is_empty();
        let id = if same {
            "invited-by-only"
        } else {
            "invited-by"
        };
        words.push(tr(id, &args));
    }
    let until = dates::month_day_of(&invitation.expires);
    if !until.is_empty() {
        words.push(tr("link-works-until", &[("date", until.into())]));
    }
    words.join(" ")
}
