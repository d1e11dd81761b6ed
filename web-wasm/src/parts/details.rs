//! Details of the stop: a line of what is known at the top of the log, and the sheet
//! where it is filled in.

use crate::prelude::*;
use rounds_forms::{Field, Kind, Options};
use rounds_sync_core::doc::{Answer, Value};

use super::dialog::Sheet;
use super::field::FieldEditor;
use super::which_stop::WhichStop;
use crate::i18n::{Locale, locale, t};
use crate::state::open_note::{OpenNote, open_note, option_label, text_of};

/// What is known, in a line, and the button to the sheet.
#[component]
pub fn DetailsLine() -> impl IntoView {
    let note = open_note();
    let facts = move || {
        let form = note.form.get()?;
        let ids = note.plan.with(|plan| plan.details.clone());
        let fields = ids.iter().filter_map(|id| form.field(id));
        Some(fields.filter_map(|field| fact(note, field)).collect_view())
    };
    view! {
        <Show when=move || note.plan.with(|plan| !plan.details.is_empty())>
            <section class="det" aria-label=move || t("details")>
                <WhichStop/>
                {facts}
                <button type="button" class="btn quiet" on:click=move |_| note.details_open.set(true)>
                    {move || t("details")}
                </button>
            </section>
        </Show>
    }
}

/// The sheet with the questions of the parts before the log's.
#[component]
pub fn DetailsSheet() -> impl IntoView {
    let note = open_note();
    let fields = move || {
        let fields = note.plan.with(|plan| plan.details.clone());
        fields
            .into_iter()
            .map(|field| view! { <FieldEditor field=field/> })
            .collect_view()
    };
    view! {
        <Sheet open=note.details_open title=Signal::derive(|| t("details"))>
            <div class="flds">{fields}</div>
        </Sheet>
    }
}

/// One known thing in few words; nothing for what the app filled in by itself.
fn fact(note: OpenNote, field: &Field) -> Option<impl IntoView + use<>> {
    if field.fill.is_some() {
        return None;
    }
    let answer = note.store.answer(field.id.as_str())?;
    let (number, words) = match (&field.kind, &answer) {
        (Kind::Integer { .. }, Answer::Single(register)) => match register.settled()? {
            Value::Int(number) => {
                let label = field.label.get(locale().code());
                (Some(number.to_string()), counted(locale(), label, *number))
            }
            Value::Text(_) => return None,
        },
        (
            Kind::SelectOne {
                options: Options::Listed(options),
            },
            Answer::Single(register),
        ) => {
            register.settled()?;
            (None, option_label(options, &text_of(register)?))
        }
        (
            Kind::SelectMany {
                options: Options::Listed(options),
            },
            Answer::Choices(chosen),
        ) => {
            let labels: Vec<_> = chosen.iter().map(|id| option_label(options, id)).collect();
            (None, labels.join(", "))
        }
        _ => return None,
    };
    (!words.is_empty() || number.is_some()).then(|| {
        let number = number.map(|number| view! { <b class="num">{number}</b>" " });
        view! { <span>{number}{words}</span> }
    })
}

/// "Number of students" beside its number is "students".
fn counted(locale: Locale, label: &str, number: i64) -> String {
    let starts = match locale {
        Locale::English => ["Number of ", "How many "],
        Locale::Spanish => ["Número de ", "Cantidad de "],
    };
    let rest = starts.iter().find_map(|start| label.strip_prefix(start));
    match rest {
        Some(rest) if number == 1 => rest.strip_suffix('s').unwrap_or(rest).to_owned(),
        Some(rest) => rest.to_owned(),
        None => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_thing_reads_like_a_person_says_it() {
        assert_eq!(
            counted(Locale::English, "Number of students", 24),
            "students"
        );
        assert_eq!(counted(Locale::English, "Number of teachers", 1), "teacher");
        assert_eq!(
            counted(Locale::Spanish, "Número de estudiantes", 3),
            "estudiantes"
        );
        assert_eq!(counted(Locale::English, "Rows", 3), "Rows");
    }
}
