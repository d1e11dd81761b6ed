//! The note in short: what was answered, level by level.

use crate::prelude::*;
use rounds_forms::{Field, Kind, Options};
use rounds_sync_core::doc::Answer;

use super::conflict::value_words;
use crate::i18n::{t, tr};
use crate::state::open_note::{OpenNote, option_label};

#[component]
pub(super) fn SummaryCard(note: OpenNote) -> impl IntoView {
    view! {
        <section class="card">
            <div class="hd"><h2>{move || t("summary")}</h2></div>
            <SummaryList note=note/>
        </section>
    }
}

/// The rows of the summary, on the screen and on paper.
#[component]
pub(super) fn SummaryList(note: OpenNote) -> impl IntoView {
    let filled = move || {
        let answered = note.fill.get()?.answered();
        Some(answered.into_iter().map(row).collect_view())
    };
    let rows = move || {
        let form = note.form.get()?;
        let walk = form.walk();
        let rows = walk.iter().filter_map(|placed| {
            let words = answer_words(note, placed.field)?;
            Some((note.label(placed.field.id.as_str()), words))
        });
        Some(rows.map(row).collect_view())
    };
    let entries = move || {
        let log = note.plan.with(|plan| plan.log.clone())?;
        Some(row((
            t("evidence-log"),
            tr(
                "n-entries",
                &[("n", note.store.entry_ids(&log).len().into())],
            ),
        )))
    };
    let wonderings = move || {
        let log = note.plan.with(|plan| plan.wonderings.clone())?;
        let count = note.store.entry_ids(&log).len();
        Some(row((
            t("wonderings"),
            tr("wonderings-apart", &[("n", count.into())]),
        )))
    };
    view! { <dl class="sum">{entries}{rows}{filled}{wonderings}</dl> }
}

fn row((label, words): (String, String)) -> impl IntoView {
    view! { <div class="qa"><dt>{label}</dt><dd>{words}</dd></div> }
}

/// An answer in words; nothing for empty ones and for what the app filled in.
fn answer_words(note: OpenNote, field: &Field) -> Option<String> {
    if field.fill.is_some() {
        return None;
    }
    match note.store.answer(field.id.as_str())? {
        Answer::Text(text) => (!text.trim().is_empty()).then_some(text),
        Answer::Tally(count) => (count > 0).then(|| count.to_string()),
        Answer::Choices(chosen) => {
            let Kind::SelectMany {
                options: Options::Listed(options),
            } = &field.kind
            else {
                return None;
            };
            let labels: Vec<_> = chosen.iter().map(|id| option_label(options, id)).collect();
            (!labels.is_empty()).then(|| labels.join(", "))
        }
        Answer::Single(register) if register.is_conflict() => Some(t("two-answers-short")),
        Answer::Single(register) => register
            .settled()
            .map(|value| value_words(note, field.id.as_str(), value)),
    }
}
