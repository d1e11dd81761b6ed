//! "Before you share": words that judge, what may be a name, questions still open. They
//! stop sharing with the host, never with the team.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::prelude::*;
use crate::router::use_navigate;
use rounds_forms::{Span, judgment_word, possible_name, small_letters};
use rounds_sync_core::doc::{Edit, EntryView};

use crate::i18n::{locale, t, tr};
use crate::model::splice::Splice;
use crate::parts::composer::entry_clock;
use crate::parts::field::FieldEditor;
use crate::parts::icon::Icon;
use crate::state::forms::{filled, open_questions};
use crate::state::open_note::OpenNote;

/// An entry with a word that was noticed in it.
#[derive(Debug, Clone, PartialEq)]
struct Noticed {
    entry: Arc<EntryView>,
    span: Span,
}

/// What the checks found, followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checks {
    note: OpenNote,
    judgments: Memo<Vec<Noticed>>,
    names: Memo<Vec<Noticed>>,
    open: Memo<Vec<String>>,
    entries: Memo<usize>,
    kept: RwSignal<BTreeSet<String>>,
}

impl Checks {
    pub(super) fn new(note: OpenNote) -> Self {
        let kept = RwSignal::new(BTreeSet::<String>::new());
        load_kept(note, kept);
        let noticed = move |look: &dyn Fn(&str) -> Option<Span>| {
            note.store.entries.with(|entries| {
                let live = entries.values().filter(|entry| !entry.deleted);
                let found = live.filter_map(|entry| {
                    let span = look(&entry.text)?;
                    let ours = kept.with(|kept| kept.contains(&small_letters(&span.word)));
                    (!ours).then(|| Noticed {
                        entry: entry.clone(),
                        span,
                    })
                });
                found.collect::<Vec<_>>()
            })
        };
        let judgments = Memo::new(move |_| {
            let Some(form) = note.form.get() else {
                return Vec::new();
            };
            noticed(&|text| judgment_word(&form, locale().code(), text))
        });
        let names = Memo::new(move |_| noticed(&possible_name));
        let open = Memo::new(move |_| {
            note.store.answers.track();
            note.store.entries.track();
            note.store.links.track();
            if let Some(fill) = note.fill.get() {
                return fill.all_open();
            }
            let Some(form) = note.form.get() else {
                return Vec::new();
            };
            note.store
                .view(|view| open_questions(&filled(&form, view)))
                .unwrap_or_default()
        });
        let entries = Memo::new(move |_| {
            note.store
                .entries
                .with(|all| all.values().filter(|entry| !entry.deleted).count())
        });
        Self {
            note,
            judgments,
            names,
            open,
            entries,
            kept,
        }
    }

    /// Why the note cannot go beyond the team yet; `None` when it can.
    pub(super) fn obstacle(&self) -> Option<String> {
        let answers = self.note.store.answers.with(|answers| {
            answers.values().any(|answer| {
                matches!(answer, rounds_sync_core::doc::Answer::Single(r) if r.is_conflict())
            })
        });
        let name = self.names.with(|names| !names.is_empty());
        let open = self.open.with(|open| !open.is_empty());
        match (answers, name, open) {
            (true, true, _) => Some(t("first-answers-and-name")),
            (true, false, _) => Some(t("first-answers")),
            (false, true, _) => Some(t("first-name")),
            (false, false, true) => Some(t("first-questions")),
            (false, false, false) => None,
        }
    }

    fn done(&self) -> usize {
        usize::from(self.judgments.with(Vec::is_empty))
            + usize::from(self.names.with(Vec::is_empty))
            + usize::from(self.open.with(Vec::is_empty))
    }

    fn keep(&self, word: &str) {
        self.kept.update(|kept| {
            kept.insert(small_letters(word));
        });
        if let Ok(text) = serde_json::to_string(&self.kept.get_untracked()) {
            self.note
                .app
                .put_local(format!("kept/{}", self.note.store.doc), text);
        }
    }
}

fn load_kept(note: OpenNote, kept: RwSignal<BTreeSet<String>>) {
    wasm_bindgen_futures::spawn_local(async move {
        let Some(store) = note.app.store() else {
            return;
        };
        let stored = store
            .get(&format!("kept/{}", note.store.doc))
            .await
            .ok()
            .flatten();
        if let Some(words) = stored.and_then(|text| serde_json::from_str(&text).ok()) {
            kept.try_set(words);
        }
    });
}

#[component]
pub(super) fn BeforeYouShare(checks: Checks) -> impl IntoView {
    let note = checks.note;
    let after = move || {
        let fields = note.plan.with(|plan| plan.after.clone());
        (!fields.is_empty()).then(|| view! {
            <div class="flds after">
                {fields.into_iter().map(|field| view! { <FieldEditor field=field/> }).collect_view()}
            </div>
        })
    };
    view! {
        <section class="card" aria-labelledby="ck">
            <div class="hd">
                <h2 id="ck">{move || t("before-you-share")}</h2>
                <span class="cap t-2">
                    {move || tr("n-of-done", &[("n", checks.done().into()), ("of", 3_usize.into())])}
                </span>
            </div>
            <ul class="chk">
                <JudgmentItem checks=checks/>
                <NameItem checks=checks/>
                <OpenItem checks=checks/>
            </ul>
            {after}
        </section>
    }
}

/// A mark: done, or to look at.
fn mark(done: bool, icon: &'static str) -> impl IntoView {
    let (class, icon) = if done {
        ("m ok", "check")
    } else {
        ("m warn", icon)
    };
    view! { <span class=class><Icon name=icon class="s"/></span> }
}

#[component]
fn JudgmentItem(checks: Checks) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |()| {
        navigate(&format!("/notes/{}", checks.note.store.doc));
    });
    let line = move || {
        let found = checks.judgments.get();
        match found.first() {
            None => tr("no-judgments", &[("n", checks.entries.get().into())]),
            Some(first) => {
                let args = [
                    ("time", entry_clock(first.entry.at).into()),
                    ("word", first.span.word.as_str().into()),
                ];
                tr("judgment-at", &args)
            }
        }
    };
    let clear = move || checks.judgments.with(Vec::is_empty);
    let keep = move |_| {
        if let Some(first) = checks
            .judgments
            .with_untracked(|found| found.first().cloned())
        {
            checks.keep(&first.span.word);
        }
    };
    view! {
        <li>
            {move || mark(clear(), "info")}
            <div class="grow"><b>{move || t("evidence-not-opinion")}</b><p class="small t-2">{line}</p></div>
            <Show when=move || !clear()>
                <div class="row sm">
                    <button type="button" class="btn" on:click=move |_| go.run(())>
                        {move || t("go-to-it")}
                    </button>
                    <button type="button" class="btn quiet" on:click=keep>{move || t("keep")}</button>
                </div>
            </Show>
        </li>
    }
}

#[component]
fn NameItem(checks: Checks) -> impl IntoView {
    let note = checks.note;
    let count = move || checks.names.with(Vec::len);
    let any = move || count() > 0;
    let first = move || checks.names.with(|names| names.first().cloned());
    let title = move || match count() {
        0 => t("no-names"),
        n => tr("entries-may-name", &[("n", n.into())]),
    };
    let replace = move |_| {
        let Some(found) = checks.names.with_untracked(|names| names.first().cloned()) else {
            return;
        };
        let insert = t("name-replacement");
        let splice = Splice {
            at: found.span.start,
            delete: found.span.end - found.span.start,
            insert,
        };
        let text = splice.apply(&found.entry.text);
        note.store.edit_one(Edit::EntryText {
            id: found.entry.id.clone(),
            text,
        });
    };
    let keep = move |_| {
        if let Some(found) = checks.names.with_untracked(|names| names.first().cloned()) {
            checks.keep(&found.span.word);
        }
    };
    view! {
        <li>
            {move || mark(count() == 0, "user")}
            <div class="grow">
                <b>{title}</b>
                {move || first().map(|found| view! { <Redacted found=found/> })}
            </div>
            <Show when=any>
                <div class="row sm">
                    <button type="button" class="btn" on:click=replace>{move || t("replace-with")}</button>
                    <button type="button" class="btn quiet" on:click=keep>{move || t("keep")}</button>
                </div>
            </Show>
        </li>
    }
}

/// The entry with all but the title of the name covered.
#[component]
fn Redacted(found: Noticed) -> impl IntoView {
    let units: Vec<u16> = found.entry.text.encode_utf16().collect();
    let part = |range: Option<&[u16]>| String::from_utf16_lossy(range.unwrap_or_default());
    let before = part(units.get(..found.span.start));
    // A quotation brings its own marks.
    let quoted = before.starts_with(['“', '"', '«']);
    let (open, close) = if quoted { ("", "") } else { ("“", "”") };
    let after = part(units.get(found.span.end..));
    let title = found
        .span
        .word
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    view! {
        <p class="small t-2">
            {entry_clock(found.entry.at)}": "{open}{before}
            <mark>
                {title}" "
                <span class="redact" role="img" aria-label=move || t("name-hidden")></span>
            </mark>
            {after}{close}
        </p>
    }
}

#[component]
fn OpenItem(checks: Checks) -> impl IntoView {
    let note = checks.note;
    let navigate = use_navigate();
    let count = move || checks.open.with(Vec::len);
    let any = move || count() > 0;
    let title = move || match count() {
        0 => t("no-open-questions"),
        n => tr("open-questions", &[("n", n.into())]),
    };
    let first = move || {
        let field = checks.open.with(|open| open.first().cloned())?;
        // Of a form of another tool it is the label already.
        let label = match note.fill.get() {
            Some(_) => field,
            None => note.label(&field),
        };
        Some(tr("quoted", &[("text", label.into())]))
    };
    let go = Callback::new(move |()| {
        let Some(field) = checks.open.with_untracked(|open| open.first().cloned()) else {
            return;
        };
        if note.fill.get_untracked().is_some() {
            navigate(&format!("/notes/{}?open", note.store.doc));
        } else if note.plan.with_untracked(|plan| plan.after.contains(&field)) {
            focus_field(&field);
        } else {
            let details = note
                .plan
                .with_untracked(|plan| plan.details.contains(&field));
            let end = if details { "?details" } else { "" };
            navigate(&format!("/notes/{}{end}", note.store.doc));
        }
    });
    view! {
        <li>
            {move || mark(count() == 0, "form")}
            <div class="grow"><b>{title}</b><p class="small t-2">{first}</p></div>
            <Show when=any>
                <button type="button" class="btn" on:click=move |_| go.run(())>{move || t("go-to-it")}</button>
            </Show>
        </li>
    }
}

fn focus_field(field: &str) {
    use wasm_bindgen::JsCast as _;
    let selector = format!("#field-{field} input, #field-{field} button, #field-{field} textarea");
    if let Ok(Some(control)) = document().query_selector(&selector) {
        let _ = control.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}
