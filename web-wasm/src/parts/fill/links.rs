//! The entries that an answer stands on, ticked in a sheet; kept as their numbers.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{Choice, Entry};

use super::Ask;
use super::choose::tick;
use crate::i18n::{t, tr};
use crate::parts::dialog::Sheet;
use crate::parts::icon::Icon;

/// A button that says how many, and the sheet.
pub(super) fn view(ask: Ask) -> AnyView {
    let open = RwSignal::new(false);
    let words = move || match ask.value().split_whitespace().count() {
        0 => t("link-what-you-saw"),
        n => tr("entries-linked", &[("n", n.into())]),
    };
    let name = move || {
        tr(
            "fill-for",
            &[("what", words().into()), ("label", ask.label().into())],
        )
    };
    view! {
        <button type="button" class="lk" aria-label=name aria-describedby=ask.described()
            on:click=move |_| open.set(true)>
            <Icon name="link" class="s"/>
            {words}
        </button>
        <Sheet open=open title=ask.name()>{move || entries(ask)}</Sheet>
    }
    .into_any()
}

fn entries(ask: Ask) -> AnyView {
    let written = |entry: &Entry| !entry.text.is_empty();
    let all: Vec<Entry> = ask.form.entries().into_iter().filter(written).collect();
    if all.is_empty() {
        return view! { <p class="t-2">{move || t("no-entries-body")}</p> }.into_any();
    }
    let row = |entry: Entry| {
        let choice = Choice {
            value: entry.number.to_string(),
            label: format!("{}. {}", entry.number, entry.text),
            ..Choice::default()
        };
        tick(ask, choice)
    };
    view! { <div class="ticks">{all.into_iter().map(row).collect_view()}</div> }.into_any()
}
