//! Keeps what stands in the composer: within 300 ms, and at once when the page may go.
//!
//! Invariant: the words of a draft are overwritten only when the entry made from them is
//! durable.

use crate::prelude::*;
use leptos::ev;
use rounds_sync_core::device::DocState;

use crate::driver::timer::{self, Timer, now_ms};
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::draft::{self, Draft};
use crate::state::open_note::OpenNote;

/// Milliseconds from a keystroke to the write.
const SOON_MS: i32 = 250;

/// Milliseconds between two looks at whether an added entry is durable.
const LOOK_MS: i32 = 50;

/// Writes the draft of one note.
#[derive(Clone, Copy)]
pub struct Keeper {
    note: OpenNote,
    draft: RwSignal<Draft>,
    /// An old draft that is offered.
    pub offered: RwSignal<Option<Draft>>,
    timer: LocalValue<Option<Timer>>,
    /// An entry was added and may not be durable yet.
    adding: StoredValue<bool>,
    restored: StoredValue<bool>,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper").finish_non_exhaustive()
    }
}

impl Keeper {
    pub(super) fn new(note: OpenNote, draft: RwSignal<Draft>) -> Self {
        let keeper = Self {
            note,
            draft,
            offered: RwSignal::new(None),
            timer: LocalValue::new_local(None),
            adding: StoredValue::new(false),
            restored: StoredValue::new(false),
        };
        let hide = window_event_listener(ev::pagehide, move |_| keeper.now());
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                keeper.now();
            }
        });
        on_cleanup(move || {
            hide.remove();
            hidden.remove();
            keeper.now();
        });
        keeper
    }

    /// Reads the stored draft: a fresh one goes back into the box, an old one is offered.
    pub(super) fn restore(self, put: impl Fn(&str) + 'static) {
        wasm_bindgen_futures::spawn_local(async move {
            let Some(store) = self.note.app.store() else {
                return;
            };
            let text = store
                .get(&draft::key(self.note.store.doc))
                .await
                .ok()
                .flatten();
            let stored: Option<Draft> = text.and_then(|text| serde_json::from_str(&text).ok());
            // Words typed meanwhile are newer.
            let typed = self
                .draft
                .try_with_untracked(Draft::has_words)
                .unwrap_or(true);
            self.restored.try_set_value(true);
            let Some(mut stored) = stored.filter(|_| !typed) else {
                return;
            };
            if self.is_added(&stored) {
                stored = stored.next();
            }
            if stored.is_old(now_ms()) {
                self.draft.set(stored.next());
                self.offered.set(Some(stored));
            } else {
                put(&stored.text);
                self.draft.set(stored);
            }
        });
    }

    /// Whether the words are already an entry: the page went after it was stored and
    /// before the draft was cleared.
    fn is_added(self, draft: &Draft) -> bool {
        self.note
            .store
            .view(|view| {
                view.entries
                    .iter()
                    .any(|entry| Some(entry.at.0) == draft.at && entry.text == draft.text.trim())
            })
            .unwrap_or(false)
    }

    /// Writes within 300 ms.
    pub(super) fn soon(self) {
        self.plan(SOON_MS);
    }

    /// The entry was added: the box is empty in the storage as soon as it is durable.
    pub(super) fn after_add(self) {
        self.adding.set_value(true);
        self.plan(LOOK_MS);
    }

    fn plan(self, millis: i32) {
        self.timer.update_value(|timer| {
            if timer.is_none() {
                *timer = Some(timer::after(millis, move || {
                    self.now();
                }));
            }
        });
    }

    /// Writes at once, unless an added entry is still on its way to the storage.
    pub(super) fn now(self) {
        if self.timer.try_set_value(None).is_some() {
            return;
        }
        let state = self.note.store.state.try_get_untracked();
        let on_its_way = matches!(state, Some(DocState::Saving | DocState::Unsaved));
        if self.adding.get_value() && on_its_way {
            self.plan(LOOK_MS);
            return;
        }
        self.adding.set_value(false);
        // An old draft that was neither kept nor discarded stays as it is.
        let offered = self
            .offered
            .try_with_untracked(Option::is_some)
            .unwrap_or(true);
        if offered || !self.restored.get_value() {
            return;
        }
        let Some(draft) = self.draft.try_get_untracked() else {
            return;
        };
        if let Ok(text) = serde_json::to_string(&draft) {
            self.note
                .app
                .put_local(draft::key(self.note.store.doc), text);
        }
    }
}

/// "You were writing at 9:44": the words are shown, and only a person puts them back.
#[component]
pub fn RecoveredBanner(
    /// The composer.
    composer: super::Composer,
) -> impl IntoView {
    let keeper = composer.keeper();
    let keep = move |old: Draft| {
        keeper.offered.set(None);
        composer.put_text(&old.text);
        keeper.draft.set(old);
        keeper.now();
        composer.focus();
    };
    let discard = move || {
        keeper.offered.set(None);
        keeper.now();
        composer.focus();
    };
    move || {
        keeper.offered.get().map(|old| {
            let time = crate::state::wall(old.touched).clock();
            let title = keeper.note.title();
            let words = old.text.clone();
            view! {
                <div class="ban neutral recovered">
                    <Icon name="history"/>
                    <div class="grow">
                        <p><b>{tr("recover-title", &[("time", time.into())])}</b>" "
                            {tr("recover-rest", &[("note", title.into())])}</p>
                        <p class="recovered-text">{words}</p>
                    </div>
                    <button type="button" class="btn" on:click=move |_| keep(old.clone())>
                        {t("keep-it")}
                    </button>
                    <button type="button" class="btn quiet" on:click=move |_| discard()>
                        {t("discard")}
                    </button>
                </div>
            }
        })
    }
}
