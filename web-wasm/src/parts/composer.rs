//! The composer: who, the box, how, tags, Add. Its text is durable before Add; Add only
//! closes the entry, and never waits.

use crate::prelude::*;
use leptos::ev;
use leptos::html;
use rounds_forms::{Log, shorthand};
use rounds_sync_core::doc::{Edit, EntryDraft};
use rounds_sync_core::time::Timestamp;
use web_sys::HtmlTextAreaElement;

use super::dialog::Sheet;
use super::icon::Icon;
use super::radio::{Choice, RadioGroup};
use crate::driver::timer::now_ms;
use crate::i18n::{locale, t, tr};
use crate::model::when::WallMinute;
use crate::state::Layout;
use crate::state::draft::Draft;
use crate::state::open_note::{OpenNote, option_label};

mod keep;
mod nudge;

use keep::Keeper;
pub use keep::RecoveredBanner;
use nudge::{Nudge, Watch};

/// The composer's own state.
#[derive(Clone, Copy)]
pub struct Composer {
    note: OpenNote,
    /// The log that entries go to, kept: every keystroke asks for it.
    log: Memo<Option<Log>>,
    element: NodeRef<html::Textarea>,
    draft: RwSignal<Draft>,
    keeper: Keeper,
    watch: Watch,
    /// The shorthand just read, to be undone by one Backspace.
    read: StoredValue<Option<Read>>,
}

/// A shorthand that was read at the start of the text.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    who: Option<String>,
    mode: Option<String>,
    prefix: String,
    /// The mode that a quotation mark set.
    quote: Option<String>,
}

impl std::fmt::Debug for Composer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Composer").finish_non_exhaustive()
    }
}

impl Composer {
    /// For the note of this screen.
    #[must_use]
    pub fn new(note: OpenNote) -> Self {
        let draft = RwSignal::new(Draft::default());
        let element = NodeRef::new();
        let keeper = Keeper::new(note, draft);
        let composer = Self {
            note,
            log: Memo::new(move |_| note.main_log()),
            element,
            draft,
            keeper,
            watch: Watch::new(note, draft),
            read: StoredValue::new(None),
        };
        keeper.restore(move |text| composer.put_text(text));
        composer
    }

    /// What was recovered from long ago, to be offered.
    #[must_use]
    pub const fn keeper(&self) -> Keeper {
        self.keeper
    }

    /// A keystroke in the box.
    fn typed(self, element: &HtmlTextAreaElement) {
        let text = element.value();
        let now = now_ms();
        let at = self.draft.with_untracked(|draft| draft.at);
        let first = at.or(Some(now)).filter(|_| !text.is_empty());
        // Who, how and tags do not follow the words, so a keystroke wakes none of them.
        self.draft.update_untracked(|draft| {
            draft.touched = now;
            draft.text.clone_from(&text);
        });
        if at != first {
            self.draft.update(|draft| draft.at = first);
        }
        if text.is_empty() {
            self.forget_shorthand();
        } else if self.read.with_value(Option::is_none) {
            self.read_shorthand(&text, element);
        } else if self
            .read
            .with_value(|read| read.as_ref().is_some_and(|read| read.quote.is_none()))
        {
            self.read_quote(&text);
        }
        self.keeper.soon();
        self.watch.soon();
    }

    fn read_shorthand(self, text: &str, element: &HtmlTextAreaElement) {
        let found = self.shorthand(text);
        let Some((found_who, found_mode, remove)) = found else {
            return;
        };
        let prefix: Vec<u16> = text.encode_utf16().take(remove).collect();
        let (who, mode) = self
            .draft
            .with_untracked(|d| (d.who.clone(), d.mode.clone()));
        let prefix = String::from_utf16_lossy(&prefix);
        let rest = text.get(prefix.len()..).unwrap_or_default().to_owned();
        self.draft.update(|draft| {
            draft.who = found_who.or_else(|| draft.who.clone());
            draft.mode = found_mode.clone().or_else(|| draft.mode.clone());
            draft.text.clone_from(&rest);
        });
        if !prefix.is_empty() {
            element.set_value(&rest);
        }
        self.read.set_value(Some(Read {
            who,
            mode,
            prefix,
            quote: found_mode,
        }));
    }

    /// The shorthand at the start of a text: who, how, and UTF-16 units to remove.
    fn shorthand(self, text: &str) -> Option<(Option<String>, Option<String>, usize)> {
        self.log.with_untracked(|log| {
            let found = shorthand(log.as_ref()?, text)?;
            let (who, mode) = (found.who.map(str::to_owned), found.mode.map(str::to_owned));
            Some((who, mode, found.remove))
        })
    }

    /// A quotation mark after `T: ` says as much as one at the very start.
    fn read_quote(self, text: &str) {
        let Some((None, Some(quote), _)) = self.shorthand(text) else {
            return;
        };
        self.draft.update(|draft| draft.mode = Some(quote.clone()));
        self.read.update_value(|read| {
            if let Some(read) = read {
                read.quote = Some(quote);
            }
        });
    }

    /// The box was emptied: who and how are as before the shorthand.
    fn forget_shorthand(self) {
        if let Some(read) = self.read.try_update_value(Option::take).flatten() {
            self.draft.update(|draft| {
                draft.who = read.who;
                draft.mode = read.mode;
            });
        }
    }

    /// Backspace at the very start undoes the shorthand. Says whether it did.
    fn undo_shorthand(self, element: &HtmlTextAreaElement) -> bool {
        let at_start = element.selection_start().ok().flatten() == Some(0)
            && element.selection_end().ok().flatten() == Some(0);
        let read = self
            .read
            .with_value(Clone::clone)
            .filter(|read| !read.prefix.is_empty());
        let (true, Some(read)) = (at_start, read) else {
            return false;
        };
        let text = format!("{}{}", read.prefix.trim_end(), element.value());
        element.set_value(&text);
        let caret = read.prefix.trim_end().encode_utf16().count() as u32;
        let _ = element.set_selection_range(caret, caret);
        self.draft.update(|draft| {
            draft.who = read.who.clone();
            draft.mode = read.mode.clone();
            draft.text = text;
        });
        // Remembered without a prefix, so that the same letters are not read again.
        self.read.set_value(Some(Read {
            prefix: String::new(),
            ..read
        }));
        self.keeper.soon();
        true
    }

    /// Closes the entry.
    fn add(self) {
        let draft = self.draft.get_untracked();
        let field = self.note.plan.with_untracked(|plan| plan.log.clone());
        let (true, Some(field), Some(log)) = (draft.has_words(), field, self.log.get_untracked())
        else {
            self.focus();
            return;
        };
        let at = draft.at.unwrap_or_else(now_ms);
        let first = |options: &[rounds_forms::Choice]| options.first().map(|o| o.id.to_string());
        let entry = EntryDraft {
            field,
            at: Timestamp(at),
            elapsed_ms: self
                .note
                .timer
                .get_untracked()
                .map(|timer| timer.elapsed(at)),
            who: draft.who.clone().or_else(|| first(&log.who)),
            mode: draft.mode.clone().or_else(|| first(&log.modes)),
            text: draft.text.trim().to_owned(),
            tags: draft.tags.clone(),
        };
        self.note.store.edit_one(Edit::AddEntry(entry));
        let mut next = draft.next();
        let read = self.read.try_update_value(Option::take).flatten();
        if let Some(read) = read.filter(|read| read.quote.is_some() && read.quote == draft.mode) {
            // A quotation mark made this entry a quote; the next one has its own.
            next.mode = read.mode;
        }
        self.draft.set(next);
        self.put_text("");
        self.keeper.after_add();
        self.watch.clear();
        self.focus();
    }

    /// Puts a text into the box.
    fn put_text(self, text: &str) {
        if let Some(element) = self.element.get_untracked() {
            element.set_value(text);
        }
    }

    /// Replaces all of the text, as a suggestion does.
    fn replace_text(self, text: String) {
        self.put_text(&text);
        self.draft.update(|draft| draft.text = text);
        self.keeper.soon();
        self.focus();
    }

    fn focus(self) {
        if let Some(element) = self.element.get_untracked() {
            let _ = element.focus();
        }
    }

    fn choose_who(self, who: String) {
        self.draft.update(|draft| draft.who = Some(who));
        self.keeper.soon();
    }

    fn choose_mode(self, mode: String) {
        self.draft.update(|draft| draft.mode = Some(mode));
        self.keeper.soon();
    }
}

/// The composer as a region at the bottom of the note.
#[component]
pub fn ComposerView(
    /// Its state.
    composer: Composer,
) -> impl IntoView {
    let note = composer.note;
    let log = composer.log;
    let tags_open = RwSignal::new(false);
    let modes_open = RwSignal::new(false);
    window_keys(composer, tags_open);
    let body = move || {
        let log = log.get()?;
        let has_tags = !log.tags.is_empty();
        Some(view! {
            <Nudge watch=composer.watch on_replace=move |text| composer.replace_text(text)/>
            <WhoPicker composer=composer log=log.clone()/>
            <Box composer=composer/>
            <div class="acts">
                <ModePicker composer=composer log=log sheet=modes_open/>
                <div class="row end">
                    {has_tags.then(|| view! { <TagButton composer=composer open=tags_open/> })}
                    <button type="button" class="btn pri add" on:click=move |_| composer.add()>
                        {move || t("add")}
                    </button>
                </div>
            </div>
            <Sheet open=tags_open title=Signal::derive(|| t("tags-title"))>
                <TagList composer=composer/>
            </Sheet>
        })
    };
    let name = move || t("new-entry");
    view! {
        <section class="comp" class:kbd=move || note.app.keyboard.get() aria-label=name>
            {body}
        </section>
    }
}

#[component]
fn WhoPicker(composer: Composer, log: Log) -> impl IntoView {
    let choices: Vec<Choice> = log
        .who
        .iter()
        .map(|option| {
            let (label, look) = (option.label.clone(), look(option.id.as_str()));
            Choice::new(option.id.to_string(), move || {
                label.get(locale().code()).to_owned()
            })
            .lead(move || view! { <Icon name=look.icon/> })
            .class(look.class)
        })
        .collect();
    let first = choices.first().map(|choice| choice.id.clone());
    let chosen = move || {
        composer
            .draft
            .with(|draft| draft.who.clone())
            .or_else(|| first.clone())
    };
    (!choices.is_empty()).then(|| {
        view! {
            <RadioGroup name=Signal::derive(|| t("who-or-what")) choices=choices
                chosen=Signal::derive(chosen) on_choose=move |who| composer.choose_who(who)
                class="whos"/>
        }
    })
}

/// How an option of "who or what" looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its icon.
    pub icon: &'static str,
    /// Its colors.
    pub class: &'static str,
}

/// The look of an option by its id; a quiet one for options that the design does not know.
#[must_use]
pub fn look(who: &str) -> Look {
    match who {
        "students" | "student" => Look {
            icon: "students",
            class: "who-student",
        },
        "teacher" => Look {
            icon: "teacher",
            class: "who-teacher",
        },
        "task" => Look {
            icon: "task",
            class: "who-task",
        },
        "room" | "environment" => Look {
            icon: "env",
            class: "who-env",
        },
        _ => Look {
            icon: "comment",
            class: "who-other",
        },
    }
}

#[component]
fn Box(composer: Composer) -> impl IntoView {
    let clock = move || {
        let at = composer
            .draft
            .with(|draft| draft.at)
            .unwrap_or_else(|| composer.note.app.clock.get());
        crate::state::wall(at).clock()
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(element) = composer.element.get_untracked() else {
            return;
        };
        match event.key().as_str() {
            "Enter" if event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                composer.add();
            }
            "Backspace" if composer.undo_shorthand(&element) => event.prevent_default(),
            "Escape" => {
                let _ = element.blur();
            }
            "ArrowUp" if element.value().is_empty() => {
                event.prevent_default();
                edit_last_entry();
            }
            _ => {}
        }
    };
    let on_load = composer.element;
    on_load.on_load(move |element| {
        composer
            .draft
            .with_untracked(|draft| element.set_value(&draft.text));
        let _ = element.focus();
    });
    view! {
        <div class="box">
            <span class="now num" aria-hidden="true">{clock}</span>
            <div class="grow-box">
                <div class="mirror" aria-hidden="true">{move || composer.watch.marked()}</div>
                <textarea
                    node_ref=composer.element
                    class="ta"
                    rows="1"
                    autocapitalize="sentences"
                    spellcheck="true"
                    aria-label=move || t("composer-name")
                    on:input=move |event| {
                        use wasm_bindgen::JsCast as _;
                        let target = event.target().and_then(|target| target.dyn_into().ok());
                        if let Some(element) = target {
                            composer.typed(&element);
                        }
                    }
                    on:blur=move |_| composer.keeper.now()
                    on:keydown=on_key
                ></textarea>
            </div>
        </div>
    }
}

/// Opens the text of my newest entry for editing.
fn edit_last_entry() {
    use wasm_bindgen::JsCast as _;
    let Ok(rows) = document().query_selector_all(".evs .tx-edit") else {
        return;
    };
    let last = rows.length().checked_sub(1).and_then(|at| rows.item(at));
    if let Some(last) = last {
        last.unchecked_into::<web_sys::HtmlElement>().click();
    }
}

#[component]
fn ModePicker(composer: Composer, log: Log, sheet: RwSignal<bool>) -> impl IntoView {
    let app = composer.note.app;
    let choices: Vec<Choice> = log
        .modes
        .iter()
        .map(|option| {
            let label = option.label.clone();
            Choice::new(option.id.to_string(), move || {
                label.get(locale().code()).to_owned()
            })
        })
        .collect();
    if choices.is_empty() {
        return view! { <span></span> }.into_any();
    }
    let first = choices
        .first()
        .map(|choice| choice.id.clone())
        .unwrap_or_default();
    let chosen = Memo::new(move |_| {
        composer
            .draft
            .with(|draft| draft.mode.clone())
            .unwrap_or_else(|| first.clone())
    });
    let some = Signal::derive(move || Some(chosen.get()));
    let folded = move || app.keyboard.get() && app.layout.get() != Layout::Landscape;
    let modes = StoredValue::new(log.modes);
    let word = move || modes.with_value(|modes| option_label(modes, &chosen.get()));
    let choices = StoredValue::new(choices);
    let group = move |class: &'static str, closes: bool| {
        view! {
            <RadioGroup name=Signal::derive(|| t("how-you-know")) choices=choices.get_value()
                chosen=some class=class on_choose=move |mode| {
                    composer.choose_mode(mode);
                    if closes {
                        sheet.set(false);
                        composer.focus();
                    }
                }/>
        }
    };
    view! {
        <Show when=folded fallback=move || group("modes", false)>
            <button type="button" class="btn modebtn"
                aria-label=move || tr("mode-name", &[("mode", word().into())])
                on:click=move |_| sheet.set(true)>
                {word}
                <Icon name="chev-d" class="s"/>
            </button>
        </Show>
        <Sheet open=sheet title=Signal::derive(|| t("how-you-know")) small=true>
            {group("modes tall", true)}
        </Sheet>
    }
    .into_any()
}

#[component]
fn TagButton(composer: Composer, open: RwSignal<bool>) -> impl IntoView {
    let count = Memo::new(move |_| composer.draft.with(|draft| draft.tags.len()));
    let name = move || tr("tags-name", &[("n", count.get().into())]);
    view! {
        <button type="button" class="ib bd" aria-label=name on:click=move |_| open.set(true)>
            <Icon name="tag"/>
            {move || (count.get() > 0).then(|| view! {
                <span class="bdg num" aria-hidden="true">{count.get()}</span>
            })}
        </button>
    }
}

#[component]
fn TagList(composer: Composer) -> impl IntoView {
    let tags = composer
        .log
        .get_untracked()
        .map(|log| log.tags)
        .unwrap_or_default();
    let row = move |option: rounds_forms::Choice| {
        let (id, label) = (option.id.to_string(), option.label);
        let key = id.clone();
        let ticked = move || composer.draft.with(|draft| draft.tags.contains(&key));
        let toggle = move |event: ev::Event| {
            let on = event_target_checked(&event);
            composer.draft.update(|draft| {
                if on {
                    draft.tags.insert(id.clone());
                } else {
                    draft.tags.remove(&id);
                }
            });
            composer.keeper.soon();
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=ticked on:change=toggle/>
                <span class="grow">{move || label.get(locale().code()).to_owned()}</span>
            </label>
        }
    };
    view! { <div class="ticks">{tags.into_iter().map(row).collect_view()}</div> }
}

/// Keys that work anywhere in the note: who, how, tags, wonderings, undo.
fn window_keys(composer: Composer, tags: RwSignal<bool>) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && event.code() == "KeyZ" && nothing_typed_here() {
            composer.note.app.take_back();
            return;
        }
        if !event.alt_key() || command {
            return;
        }
        let code = event.code();
        let digit = code
            .strip_prefix("Digit")
            .and_then(|digit| digit.parse::<usize>().ok());
        match (digit, code.as_str()) {
            (Some(digit), _) => choose_by_number(composer, digit),
            (None, "KeyT") => tags.set(true),
            (None, "KeyW") => super::tools::begin_wondering(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Whether the focus is not in a text: there, undo is the browser's.
fn nothing_typed_here() -> bool {
    use wasm_bindgen::JsCast as _;
    let Some(active) = document().active_element() else {
        return true;
    };
    if let Some(area) = active.dyn_ref::<HtmlTextAreaElement>() {
        return area.value().is_empty();
    }
    !active.matches("input").unwrap_or(false)
}

/// 1 to 4 are who, 5 to 9 are how.
fn choose_by_number(composer: Composer, digit: usize) {
    const MODES_FROM: usize = 5;
    let Some(log) = composer.log.get_untracked() else {
        return;
    };
    let (options, at) = if digit < MODES_FROM {
        (&log.who, digit.checked_sub(1))
    } else {
        (&log.modes, digit.checked_sub(MODES_FROM))
    };
    let Some(option) = at.and_then(|at| options.get(at)) else {
        return;
    };
    if digit < MODES_FROM {
        composer.choose_who(option.id.to_string());
    } else {
        composer.choose_mode(option.id.to_string());
    }
}

/// The clock beside an entry.
#[must_use]
pub fn entry_clock(at: Timestamp) -> String {
    let wall: WallMinute = crate::state::wall(at.0);
    wall.clock()
}
