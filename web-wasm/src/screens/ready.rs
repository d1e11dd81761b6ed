//! Ready check: will everything work in a building without internet? Runs when it opens,
//! in under a second; rows fill as they finish.

mod checks;
mod past;
mod storage;

use crate::prelude::*;
use crate::router::use_id;
use rounds_sync_core::ids::SpaceId;

use crate::i18n::{t, tr};
use crate::parts::frame::{Bar, Current, Frame};
use crate::parts::icon::Icon;
use crate::parts::title::Title;
use crate::screens::join::InstallButton;
use crate::screens::visits::PrepareButton;
use crate::state::{Visit, app};

use checks::{Check, Finding, run};
use storage::StorageAndTablet;

/// `/visits/:v/ready`
#[component]
pub fn ReadyScreen() -> impl IntoView {
    let app = app();
    let space = use_id::<SpaceId>(0);
    let found = RwSignal::new(Vec::<(Check, Finding)>::new());
    let again = move || {
        if let Some(space) = space.get_untracked() {
            run(app, space, found);
        }
    };
    again();
    let title = move || {
        let visit = space.get().and_then(|space| app.visit(space));
        visit.as_ref().map(Visit::title).unwrap_or_default()
    };
    let unprepared = move || {
        let visit = app.visit(space.get()?)?;
        visit.prepared.is_none().then_some(visit.space)
    };
    let heading = view! {
        <Title text=Signal::derive(|| t("nav-ready")) class="h"/>
        <span class="sub">{title}</span>
    }
    .into_any();
    let back = space
        .get_untracked()
        .map(|space| (format!("/visits/{space}"), "back-to-stops"));
    view! {
        <Frame current=Current::Ready space=Signal::derive(move || space.get())>
            <Bar heading=heading back=back.unwrap_or(("/visits".to_owned(), "back-to-stops")) crowded=true>
                <button type="button" class="btn" on:click=move |_| again()>
                    <Icon name="refresh"/>
                    {move || t("check-again")}
                </button>
            </Bar>
            <main class="page rc" tabindex="-1" id="main">
                <div class="l">
                    <Verdict found=found/>
                    {move || unprepared().map(|space| view! {
                        <div class="card prep"><PrepareButton space=space/></div>
                    })}
                    <Rows found=found/>
                </div>
                <StorageAndTablet/>
            </main>
        </Frame>
    }
}

#[component]
fn Verdict(found: RwSignal<Vec<(Check, Finding)>>) -> impl IntoView {
    let total = Check::ALL.len();
    let good = Memo::new(move |_| {
        found.with(|found| {
            found
                .iter()
                .filter(|(_, finding)| finding.is_good())
                .count()
        })
    });
    let finished = Memo::new(move |_| found.with(Vec::len) == total);
    let title = move || {
        let missing = total - good.get();
        match (finished.get(), missing) {
            (false, _) => t("ready-checking"),
            (true, 0) => t("ready-yes"),
            (true, 1 | 2) => t("ready-almost"),
            (true, _) => t("ready-no"),
        }
    };
    let line = move || {
        let missing = total - good.get();
        match (finished.get(), missing) {
            (false, _) => String::new(),
            (true, 0) => t("ready-yes-line"),
            (true, n) => tr("ready-look-at", &[("n", n.into())]),
        }
    };
    let name = move || {
        tr(
            "ready-ring",
            &[("n", good.get().into()), ("of", total.into())],
        )
    };
    let dash = move || format!("{} {total}", good.get());
    view! {
        <section class="top card">
            <svg class="ring" viewBox="0 0 72 72" role="img" aria-label=name>
                <circle cx="36" cy="36" r="29"></circle>
                <circle class="done" cx="36" cy="36" r="29" pathLength=total.to_string() stroke-dasharray=dash
                    transform="rotate(-90 36 36)"></circle>
                <text x="36" y="43">{move || format!("{}/{total}", good.get())}</text>
            </svg>
            <div class="grow" role="status"><h2>{title}</h2><p class="t-2">{line}</p></div>
        </section>
    }
}

/// Failing rows first; those that are still checked say so.
#[component]
fn Rows(found: RwSignal<Vec<(Check, Finding)>>) -> impl IntoView {
    let rows = move || {
        let found = found.get();
        let mut rows: Vec<(Check, Option<Finding>)> = Check::ALL
            .into_iter()
            .map(|check| {
                let finding = found.iter().find(|(known, _)| *known == check);
                (check, finding.map(|(_, finding)| finding.clone()))
            })
            .collect();
        rows.sort_by_key(|(_, finding)| finding.as_ref().is_none_or(Finding::is_good));
        rows.into_iter()
            .map(|(check, finding)| view! { <Row check=check finding=finding/> })
            .collect_view()
    };
    view! { <ul class="card flush chk">{rows}</ul> }
}

#[component]
fn Row(check: Check, finding: Option<Finding>) -> impl IntoView {
    let shown = RwSignal::new(false);
    let good = finding.as_ref().is_none_or(Finding::is_good);
    let (class, icon) = if good {
        ("m ok", "check")
    } else {
        ("m warn", "alert")
    };
    let waiting = finding.is_none();
    let (title, line) = match finding {
        Some(finding) => (finding.title(check), finding.line()),
        None => (t(check.name()), t("ready-checking")),
    };
    let fix = check.fix();
    let name = title.clone();
    view! {
        <li aria-label=name>
            <span class=if waiting { "m" } else { class }>
                <Icon name=if waiting { "clock" } else { icon } class="s"/>
            </span>
            <div class="grow">
                <b>{title}</b>
                <p class="small t-2">{line}</p>
                <Show when=move || shown.get()><p class="small">{move || t(fix)}</p></Show>
            </div>
            {if good {
                view! { <span class="cap t-2 rs">{(!waiting).then(|| t("ready-word"))}</span> }.into_any()
            } else {
                view! {
                    <div class="row sm wrap">
                        {(check == Check::HomeScreen).then(|| view! { <InstallButton/> })}
                        <button type="button" class="btn" on:click=move |_| shown.update(|s| *s = !*s)>
                            {t("how-to-fix")}
                        </button>
                    </div>
                }
                .into_any()
            }}
        </li>
    }
}
