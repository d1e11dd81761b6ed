//! "Remove past visits": what is over and wholly on the server need not stay here.

use crate::prelude::*;

use super::storage::size;
use crate::i18n::{t, tr};
use crate::parts::dialog::Sheet;
use crate::state::app;
use crate::state::aside::PastVisit;

#[component]
pub(super) fn RemovePast() -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let past = Memo::new(move |_| app.past_visits());
    let remove = move |_| {
        open.set(false);
        let spaces: Vec<_> =
            past.with_untracked(|past| past.iter().map(|visit| visit.space).collect());
        app.set_aside(spaces);
    };
    let body = move || {
        let visits = past.get();
        if visits.is_empty() {
            return view! { <p role="status">{t("remove-past-none")}</p> }.into_any();
        }
        let label = tr("remove-past-do", &[("n", visits.len().into())]);
        view! {
            <dl class="kv">{visits.into_iter().map(row).collect_view()}</dl>
            <p class="small t-2 why">{t("remove-past-body")}</p>
            <div class="col menu-acts">
                <button type="button" class="btn block" autofocus=true
                    on:click=move |_| open.set(false)>{t("cancel")}</button>
                <button type="button" class="btn danger block" on:click=remove>{label}</button>
            </div>
        }
        .into_any()
    };
    view! {
        <button type="button" class="btn block" on:click=move |_| open.set(true)>
            {move || t("remove-past")}
        </button>
        <Sheet open=open title=Signal::derive(|| t("remove-past")) small=true>{body}</Sheet>
    }
}

fn row(visit: PastVisit) -> impl IntoView {
    let args = [
        ("notes", visit.notes.into()),
        ("size", size(visit.bytes).into()),
    ];
    view! { <div><dt>{visit.title}</dt><dd class="num">{tr("remove-past-size", &args)}</dd></div> }
}
