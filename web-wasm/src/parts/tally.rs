//! A count: the whole tile adds one, the smaller button apart takes one away. Taps of
//! two tablets add up.

use crate::prelude::*;
use rounds_sync_core::doc::{Answer, Edit};

use super::icon::Icon;
use crate::driver::platform;
use crate::i18n::tr;
use crate::state::open_note::open_note;
use crate::state::undo::Undo;

/// Milliseconds of vibration after a tap.
const BUZZ_MS: u32 = 10;

/// One count of the form.
#[component]
pub fn Tally(
    /// Its field.
    field: String,
) -> impl IntoView {
    let note = open_note();
    let field = StoredValue::new(field);
    let label = Memo::new(move |_| field.with_value(|field| note.label(field)));
    let count = Memo::new(move |_| {
        match field.with_value(|field| note.store.answer(field)) {
            // Taken away on two tablets apart, it may be below zero inside.
            Some(Answer::Tally(count)) => count.max(0),
            _ => 0,
        }
    });
    let change = move |by: i64| {
        note.store.edit_one(Edit::Tally {
            field: field.get_value(),
            by,
        });
    };
    let add = move |_| {
        change(1);
        if note
            .app
            .settings
            .with_untracked(|settings| settings.vibration)
        {
            platform::vibrate(BUZZ_MS);
        }
    };
    let take = move |_| {
        if count.get_untracked() == 0 {
            return;
        }
        change(-1);
        let args = [
            ("count", label.get_untracked().into()),
            ("n", count.get_untracked().into()),
        ];
        let edit = Edit::Tally {
            field: field.get_value(),
            by: 1,
        };
        let doc = note.store.doc;
        note.app
            .say_undo(tr("count-now", &args), Undo { doc, edit });
    };
    let add_name = move || {
        tr(
            "count-add",
            &[("count", label.get().into()), ("n", count.get().into())],
        )
    };
    let take_name = move || tr("count-take", &[("count", label.get().into())]);
    view! {
        <div class="tl" role="group" aria-label=move || label.get()>
            <button type="button" class="tap" aria-label=add_name on:click=add>
                <span class="nm">{move || label.get()}</span>
                " "
                <span class="v num">{move || count.get()}</span>
                <span class="pl" aria-hidden="true"><Icon name="plus"/></span>
            </button>
            <button type="button" class="ib mn" aria-label=take_name on:click=take>
                <Icon name="minus"/>
            </button>
        </div>
    }
}
