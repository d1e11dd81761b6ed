//! A form as the person who fills it sees it. Every question is drawn again only when
//! something about it has changed; what stands in a box while someone types in it stays.

mod choose;
mod count;
mod draw;
mod file;
mod group;
mod links;
mod moment;
mod order;
mod pages;
mod place;
mod question;
mod range;
mod search;
mod text;

pub use pages::{FillPages, FillProgress, check};

use crate::prelude::*;
use rounds_forms::xform::fill::show::{Place, State, Texts};

use crate::state::fill::FillState;

/// What the control of a question gets.
#[derive(Clone, Copy)]
struct Ask {
    form: FillState,
    place: Place,
    texts: Memo<Texts>,
    state: Memo<State>,
    /// What is wrong with what was typed and could not be taken.
    unfit: RwSignal<Option<String>>,
}

impl Ask {
    /// The id of the control, for its label.
    fn id(self) -> String {
        format!("q{}-{}", self.place.piece, self.place.at)
    }

    /// What describes the control: its hint, and what is wrong.
    fn described(self) -> String {
        let id = self.id();
        format!("{id}-h {id}-e")
    }

    /// The label, followed.
    fn label(self) -> String {
        self.texts.with(|texts| texts.label.clone())
    }

    /// The same for what takes a signal.
    fn name(self) -> Signal<String> {
        Signal::derive(move || self.label())
    }

    /// The answer, followed.
    fn value(self) -> String {
        self.state.with(|state| state.value.clone())
    }

    /// The answer now.
    fn now(self) -> String {
        self.state.with_untracked(|state| state.value.clone())
    }

    fn set(self, value: &str) {
        self.unfit.set(None);
        self.form.set(self.place, value);
    }

    /// Whether the answer may not be changed, followed.
    fn locked(self) -> bool {
        self.state.with(|state| state.readonly)
    }

    /// Whether the appearance has a word.
    fn has_word(self, word: &str) -> bool {
        self.form.has_word(self.place.piece, word)
    }

    /// Whether what is wrong is said now: after the question was left, or all were
    /// checked. Followed.
    fn trouble(self, left: bool) -> Option<String> {
        if let Some(words) = self.unfit.get() {
            return Some(words);
        }
        if !left && !self.form.checked.get() {
            return None;
        }
        self.state.with(|state| {
            let trouble = state.trouble.as_ref()?;
            let own = match trouble.missing {
                true => "fill-missing",
                false => "fill-wrong",
            };
            Some(if trouble.message.is_empty() {
                crate::i18n::t(own)
            } else {
                trouble.message.clone()
            })
        })
    }
}
