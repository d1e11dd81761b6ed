//! A long list that is found in by typing.

use crate::prelude::*;
use rounds_forms::small_letters;
use rounds_forms::xform::fill::show;

use super::Ask;
use super::choose::{choices, radios, tick};
use crate::i18n::{t, tr};
use crate::parts::radio::Choice;

/// Choices that are shown at once; typing more words leaves fewer.
const SHOWN: usize = 20;

/// A box to type in, and under it what fits; what is chosen stays on top.
pub(super) fn view(ask: Ask, many: bool) -> AnyView {
    let typed = RwSignal::new(String::new());
    let choices = choices(ask);
    let found = Memo::new(move |_| {
        let words = small_letters(&typed.get());
        // Choosing does not move the list under the finger.
        let chosen = ask.now();
        choices.with(|all| {
            let is_chosen =
                |choice: &&show::Choice| chosen.split(' ').any(|one| one == choice.value);
            let fits = |choice: &&show::Choice| {
                !is_chosen(choice) && small_letters(&choice.label).contains(&words)
            };
            let (on, off) = (all.iter().filter(is_chosen), all.iter().filter(fits));
            let left = all.iter().filter(fits).count().saturating_sub(SHOWN);
            let shown: Vec<show::Choice> = on.chain(off.take(SHOWN)).cloned().collect();
            (shown, left)
        })
    });
    let list = move || {
        let (shown, _) = found.get();
        if many {
            let boxes = shown
                .into_iter()
                .map(|choice| tick(ask, choice))
                .collect_view();
            return view! {
                <div class="ticks picks" role="group" aria-label=move || ask.label()>{boxes}</div>
            }
            .into_any();
        }
        let options = shown.into_iter();
        let options = options.map(|choice| Choice::new(choice.value, move || choice.label.clone()));
        radios(ask, options.collect(), "picks".to_owned())
    };
    let more = move || {
        let left = found.with(|(_, left)| *left);
        (left > 0).then(|| tr("fill-more-choices", &[("n", left.into())]))
    };
    view! {
        <input class="in" type="search" autocomplete="off" placeholder=move || t("fill-search")
            aria-label=move || tr("fill-search-in", &[("label", ask.label().into())])
            prop:value=move || typed.get()
            on:input=move |event| typed.set(event_target_value(&event))/>
        {list}
        <p class="hint" role="status">{more}</p>
    }
    .into_any()
}
