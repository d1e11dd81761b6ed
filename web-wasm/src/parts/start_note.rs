//! The one tap that opens a note: "Start note" or "Continue note" at a stop, "Hallway
//! note" anywhere. Asks for the form only where there is a choice.

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_sync_core::doc::StopView;
use rounds_sync_core::ids::SpaceId;

use super::dialog::Sheet;
use super::icon::Icon;
use crate::i18n::{locale, t, tr};
use crate::screens::later::Arrival;
use crate::state::forms::Offered;
use crate::state::{App, app};

/// Opens a note in a visit, at a stop if one is given.
#[derive(Clone, Copy)]
pub struct NoteOpener {
    app: App,
    space: SpaceId,
    stop: StoredValue<Option<StopView>>,
    choosing: RwSignal<bool>,
    forms: RwSignal<Vec<Offered>>,
    go: Callback<String>,
}

impl NoteOpener {
    /// For a stop, or for the hallway.
    #[must_use]
    pub fn new(space: SpaceId, stop: Option<StopView>) -> Self {
        let navigate = use_navigate();
        Self {
            app: app(),
            space,
            stop: StoredValue::new(stop),
            choosing: RwSignal::new(false),
            forms: RwSignal::new(Vec::new()),
            go: Callback::new(move |path: String| navigate(&path)),
        }
    }

    /// Continues my note, starts the only form, or asks which form.
    pub fn open(self) {
        let app = self.app;
        let stop = self.stop.get_value();
        let mine = stop
            .as_ref()
            .and_then(|stop| app.my_note_at(self.space, &stop.id));
        if let Some(doc) = mine {
            self.go.run(format!("/notes/{doc}"));
            return;
        }
        let view = app.visits.with_untracked(|visits| {
            visits
                .iter()
                .find(|visit| visit.space == self.space)
                .and_then(|v| v.view.clone())
        });
        let forms = view
            .map(|view| app.forms_at(&view, stop.as_ref()))
            .unwrap_or_default();
        match forms.as_slice() {
            [] => app.say(t("no-form-here")),
            // In the hallway there is no time for a choice: the visit's first form.
            [form, ..] if stop.is_none() => self.start(form),
            [form] => self.start(form),
            _ => {
                self.forms.set(forms);
                self.choosing.set(true);
            }
        }
    }

    fn start(self, form: &Offered) {
        self.choosing.set(false);
        let (app, space) = (self.app, self.space);
        let stop = self.stop.get_value();
        let doc = match form {
            Offered::Ours(form) => Some(app.start_note(space, stop.as_ref(), form)),
            Offered::Brought(entry, _) => match app.later.get_untracked() {
                Arrival::Here(second) => (second.start_note)(app, space, stop.as_ref(), entry),
                Arrival::Awaited | Arrival::Missing => return app.say(t("missing-title")),
            },
        };
        match doc {
            Some(doc) => self.go.run(format!("/notes/{doc}")),
            None => app.say(t("needs-update")),
        }
    }

    /// Whether there is a note of mine to continue, followed.
    #[must_use]
    pub fn continues(self) -> bool {
        self.stop.with_value(|stop| {
            stop.as_ref()
                .is_some_and(|stop| self.app.my_note_at(self.space, &stop.id).is_some())
        })
    }
}

impl std::fmt::Debug for NoteOpener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NoteOpener")
            .field("space", &self.space)
            .finish_non_exhaustive()
    }
}

/// The sheet of forms of an opener.
#[component]
pub fn FormSheet(
    /// Whose.
    opener: NoteOpener,
) -> impl IntoView {
    let row = move |form: Offered| {
        let shown = form.clone();
        view! {
            <button type="button" on:click=move |_| opener.start(&form)>
                <Icon name="form" class="lead"/>
                <span class="grow strong">{move || shown.title(locale().code())}</span>
                <Icon name="chev-r" class="s"/>
            </button>
        }
    };
    // Most stops have one form; only where there is a choice is there a sheet.
    view! {
        <Show when=move || opener.forms.with(|forms| !forms.is_empty())>
            <Sheet open=opener.choosing title=Signal::derive(|| t("choose-form"))>
                <div class="rows">
                    {move || opener.forms.get().into_iter().map(row).collect_view()}
                </div>
            </Sheet>
        </Show>
    }
}

/// The button of a stop: "Start note" or "Continue note".
#[component]
pub fn NoteButton(
    /// What it opens.
    opener: NoteOpener,
    /// The stop's label, for the accessible name.
    label: String,
    /// Whether the stop is the current one.
    #[prop(optional)]
    current: bool,
    /// Larger.
    #[prop(optional)]
    big: bool,
) -> impl IntoView {
    let continues = Memo::new(move |_| opener.continues());
    let class = move || {
        let tone = if current { " pri" } else { "" };
        let size = if big { " big" } else { "" };
        format!("btn{tone}{size}")
    };
    let name = move || {
        let id = if continues.get() {
            "continue-note-name"
        } else {
            "start-note-name"
        };
        tr(id, &[("stop", label.as_str().into())])
    };
    view! {
        <button type="button" class=class aria-label=name on:click=move |_| opener.open()>
            {move || continues.get().then(|| view! { <Icon name="pen"/> })}
            {move || if continues.get() { t("continue-note") } else { t("start-note") }}
        </button>
        <FormSheet opener=opener/>
    }
}
