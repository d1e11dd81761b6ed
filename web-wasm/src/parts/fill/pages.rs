//! The form page by page, how far it has come, and the way to what is open.

use crate::prelude::*;
use rounds_forms::xform::fill::show::{Flow, Page, Place};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;

use super::group::listed;
use crate::driver::timer::{self, Timer, sleep};
use crate::i18n::{t, tr};
use crate::parts::icon::Icon;
use crate::state::fill::FillState;

/// Milliseconds after an answer until it is counted.
const LATER_MS: i32 = 50;

/// The page that is shown, with Back and Next where there are several.
#[component]
pub fn FillPages(
    /// The form.
    form: FillState,
) -> impl IntoView {
    let pages = Memo::new(move |_| form.pages());
    let at = Memo::new(move |before: Option<&usize>| {
        let here = form.here.get();
        pages.with(|pages| index(pages, here, before.copied().unwrap_or_default()))
    });
    let page = Memo::new(move |_| {
        pages
            .with(|pages| pages.get(at.get()).cloned())
            .unwrap_or_default()
    });
    let places = Memo::new(move |_| page.with(|page| page.places.clone()));
    let several = move || form.flow != Flow::Whole && pages.with(Vec::len) > 1;
    let go = move |to: usize| {
        form.here
            .set(pages.with_untracked(|pages| first(pages.get(to)?)));
        show("#fill-top");
    };
    let last = move || at.get() + 1 >= pages.with(Vec::len);
    let of = move || {
        let args = [
            ("n", (at.get() + 1).into()),
            ("of", pages.with(Vec::len).into()),
        ];
        tr("fill-part-of", &args)
    };
    let trail = move || {
        let groups = page.with(|page| page.within.clone());
        let label = move |place: Place| view! { <span>{move || form.texts(place).label}</span> };
        groups.into_iter().map(label).collect_view()
    };
    view! {
        <div class="fill" id="fill-top" tabindex="-1">
            <Show when=several>
                <p class="ftrail small t-2"><span class="num">{of}</span>{trail}</p>
            </Show>
            <div class="fqs fpage">{listed(form, places)}</div>
            <Show when=several>
                <nav class="fnav" aria-label=move || t("fill-parts")>
                    <button type="button" class="btn" aria-disabled=move || (at.get() == 0).then_some("true")
                        on:click=move |_| go(at.get_untracked().saturating_sub(1))>
                        <Icon name="chev-l"/>
                        {move || t("fill-back")}
                    </button>
                    <Show when=move || !last()>
                        <button type="button" class="btn pri"
                            on:click=move |_| go(at.get_untracked() + 1)>
                            {move || t("fill-next")}
                            <Icon name="chev-r"/>
                        </button>
                    </Show>
                </nav>
            </Show>
        </div>
    }
}

/// Which page begins with this place; when none does any more, the one that was shown.
fn index(pages: &[Page], here: Option<Place>, before: usize) -> usize {
    let found = here.and_then(|here| pages.iter().position(|page| first(page) == Some(here)));
    let most = pages.len().saturating_sub(1);
    match (found, here) {
        (Some(found), _) => found,
        (None, None) => 0,
        (None, Some(_)) => before.min(most),
    }
}

fn first(page: &Page) -> Option<Place> {
    page.places.first().copied()
}

/// How many questions are answered, in words and as a bar.
#[component]
pub fn FillProgress(
    /// The form.
    form: FillState,
) -> impl IntoView {
    let progress = RwSignal::new(form.progress());
    let later: LocalValue<Option<Timer>> = LocalValue::new_local(None);
    // The answer is on the screen first.
    Effect::new(move |_| {
        form.rev.track();
        let count = move || {
            progress.try_set(form.progress());
        };
        later.set_value(Some(timer::after(LATER_MS, count)));
    });
    let words = move || {
        let progress = progress.get();
        let args = [
            ("n", progress.answered.into()),
            ("of", progress.questions.into()),
        ];
        tr("fill-answered", &args)
    };
    let value = move || progress.with(|progress| progress.answered.to_string());
    let most = move || progress.with(|progress| progress.questions.max(1).to_string());
    view! {
        <div class="fprog">
            <progress value=value max=most aria-label=move || t("fill-progress")></progress>
            <span class="small t-2 num">{words}</span>
        </div>
    }
}

/// Shows everything that is open and wrong, and leads to the first of it; whether there
/// is any.
pub fn check(form: FillState) -> bool {
    form.checked.set(true);
    let Some((place, page)) = form.first_open() else {
        return false;
    };
    if form.flow != Flow::Whole {
        form.here.set(page);
    }
    show(&format!("#q{}-{}-q", place.piece, place.at));
    true
}

/// Brings an element into view once it is drawn, and gives the focus to what can be
/// answered in it.
fn show(selector: &str) {
    let selector = selector.to_owned();
    spawn_local(async move {
        sleep(0).await;
        let Ok(Some(found)) = document().query_selector(&selector) else {
            return;
        };
        let inside = "input:not([hidden]), textarea, select, [tabindex='0'], button";
        let control = found.query_selector(inside).ok().flatten();
        let own = found.has_attribute("tabindex");
        found.scroll_into_view();
        let to = if own { Some(found) } else { control };
        if let Some(to) = to {
            let _ = to.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_stays_on_a_page_while_others_come_and_go() {
        let page = |at| Page {
            within: Vec::new(),
            places: vec![Place { piece: 1, at }],
        };
        let pages = [page(1), page(2), page(4)];
        let here = |at| Some(Place { piece: 1, at });
        assert_eq!(index(&pages, None, 0), 0);
        assert_eq!(index(&pages, here(4), 1), 2);
        assert_eq!(index(&pages, here(3), 1), 1);
        assert_eq!(index(&pages[..1], here(4), 2), 0);
    }
}
