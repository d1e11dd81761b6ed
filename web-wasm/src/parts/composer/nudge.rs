//! One line above the box when a word judges, or may be a name. It never blocks Add and
//! never repeats for the same word in a note.

use std::collections::BTreeSet;

use crate::prelude::*;
use rounds_forms::{Span, judgment_words, possible_name, small_letters};
use rounds_sync_core::ids::DocId;

use crate::driver::timer::{self, Timer};
use crate::i18n::{locale, t, tr};
use crate::model::splice::Splice;
use crate::parts::icon::Icon;
use crate::parts::people::large_letters;
use crate::state::draft::Draft;
use crate::state::open_note::OpenNote;

/// Milliseconds without a keystroke before the words are looked at.
const PAUSE_MS: i32 = 600;

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Notice {
    Judgment(Span),
    Name(Span),
}

impl Notice {
    const fn span(&self) -> &Span {
        match self {
            Self::Judgment(span) | Self::Name(span) => span,
        }
    }
}

/// Looks at the words after a pause.
#[derive(Clone, Copy)]
pub struct Watch {
    note: OpenNote,
    draft: RwSignal<Draft>,
    notice: RwSignal<Option<Notice>>,
    kept: RwSignal<BTreeSet<String>>,
    /// Wakes the layer behind the box at a keystroke, of which the draft does not tell.
    typed: RwSignal<()>,
    timer: LocalValue<Option<Timer>>,
}

fn key(doc: DocId) -> String {
    format!("kept/{doc}")
}

impl Watch {
    pub(super) fn new(note: OpenNote, draft: RwSignal<Draft>) -> Self {
        let kept = RwSignal::new(BTreeSet::new());
        wasm_bindgen_futures::spawn_local(async move {
            let Some(store) = note.app.store() else {
                return;
            };
            let stored = store.get(&key(note.store.doc)).await.ok().flatten();
            if let Some(words) = stored.and_then(|text| serde_json::from_str(&text).ok()) {
                kept.try_set(words);
            }
        });
        Self {
            note,
            draft,
            notice: RwSignal::new(None),
            kept,
            typed: RwSignal::new(()),
            timer: LocalValue::new_local(None),
        }
    }

    /// A keystroke: what was noticed may be gone, and is looked at after a pause.
    pub(super) fn soon(self) {
        let text = self.draft.with_untracked(|draft| draft.text.clone());
        let gone = self.notice.with_untracked(|notice| {
            notice
                .as_ref()
                .is_some_and(|notice| !stands(&text, notice.span()))
        });
        if gone {
            self.notice.set(None);
        }
        self.typed.set(());
        // Each keystroke begins the pause anew.
        self.timer
            .set_value(Some(timer::after(PAUSE_MS, move || self.look())));
    }

    pub(super) fn clear(self) {
        self.timer.set_value(None);
        self.notice.set(None);
    }

    fn look(self) {
        let Some(form) = self.note.form.try_get_untracked().flatten() else {
            return;
        };
        let text = self.draft.with_untracked(|draft| draft.text.clone());
        let kept = self.kept.get_untracked();
        let new = |span: &Span| !kept.contains(&small_letters(&span.word));
        let name = possible_name(&text).filter(new).map(Notice::Name);
        let judgment = || {
            let words = judgment_words(&form, locale().code(), &text);
            words.into_iter().find(new).map(Notice::Judgment)
        };
        let notice = name.or_else(judgment);
        if self.notice.with_untracked(|old| *old != notice) {
            self.notice.set(notice);
        }
    }

    /// Leaves the word, for the rest of this note.
    fn keep(self) {
        let Some(notice) = self.notice.get_untracked() else {
            return;
        };
        self.kept.update(|kept| {
            kept.insert(small_letters(&notice.span().word));
        });
        if let Ok(text) = serde_json::to_string(&self.kept.get_untracked()) {
            self.note.app.put_local(key(self.note.store.doc), text);
        }
        self.notice.set(None);
        self.look();
    }

    /// The text with the word in place of what may be a name.
    fn replaced(self) -> Option<String> {
        let Some(Notice::Name(span)) = self.notice.get_untracked() else {
            return None;
        };
        let insert = t("name-replacement");
        let splice = Splice {
            at: span.start,
            delete: span.end - span.start,
            insert,
        };
        Some(self.draft.with_untracked(|draft| splice.apply(&draft.text)))
    }

    /// The box's text with the noticed word underlined, for the layer behind the box.
    pub(super) fn marked(self) -> impl IntoView {
        self.typed.track();
        let text = self.draft.with(|draft| draft.text.clone());
        let span = self
            .notice
            .with(|notice| notice.as_ref().map(|n| n.span().clone()));
        let span = span.filter(|span| stands(&text, span));
        let (before, word, after) = match span {
            Some(span) => cut(&text, &span),
            None => (text, String::new(), String::new()),
        };
        let mark = (!word.is_empty()).then(|| view! { <mark>{word}</mark> });
        // The last character makes a line that ends in a line break as tall as the box.
        view! { {before}{mark}{after}"\u{200b}" }
    }
}

fn cut(text: &str, span: &Span) -> (String, String, String) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |range: Option<&[u16]>| String::from_utf16_lossy(range.unwrap_or_default());
    (
        part(units.get(..span.start)),
        part(units.get(span.start..span.end)),
        part(units.get(span.end..)),
    )
}

/// Whether the word still stands where it was noticed.
fn stands(text: &str, span: &Span) -> bool {
    cut(text, span).1 == span.word
}

#[component]
pub(super) fn Nudge(watch: Watch, #[prop(into)] on_replace: Callback<String>) -> impl IntoView {
    let words = move |notice: &Notice| match notice {
        Notice::Judgment(span) => {
            let word = capitalized(&span.word);
            (
                tr("nudge-judgment-title", &[("word", word.into())]),
                t("nudge-judgment-rest"),
            )
        }
        Notice::Name(_) => (t("nudge-name-title"), t("nudge-name-rest")),
    };
    let line = move || {
        watch.notice.get().map(|notice| {
            let (title, rest) = words(&notice);
            let is_name = matches!(notice, Notice::Name(_));
            view! {
                <div class="nudge inf">
                    <Icon name="info"/>
                    <p><b>{title}</b>" "{rest}</p>
                    {is_name.then(|| view! {
                        <button type="button" class="btn quiet" on:click=move |_| {
                            if let Some(text) = watch.replaced() {
                                watch.clear();
                                on_replace.run(text);
                            }
                        }>{t("replace")}</button>
                    })}
                    <button type="button" class="btn quiet" on:click=move |_| watch.keep()>
                        {t("keep-it")}
                    </button>
                </div>
            }
        })
    };
    view! { <div role="status" class="nudges">{line}</div> }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        large_letters(&first.to_string()) + chars.as_str()
    })
}
