//! The checks themselves. Each answers by looking, not by remembering.

use crate::prelude::*;
use rounds_sync_core::device::Link;
use rounds_sync_core::ids::SpaceId;
use serde::Deserialize;

use crate::dates;
use crate::driver::http::{self, HttpError};
use crate::driver::{timer, worker};
use crate::i18n::{t, tr};
use crate::state::{App, prepare, wall};

/// Minutes by which a clock may be off.
const CLOCK_MINUTES: i64 = 2;

/// What is looked at, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    HomeScreen,
    OpensOffline,
    VisitSaved,
    Protected,
    TestNote,
    Clock,
    SignedIn,
    NothingWaiting,
}

/// What a look brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    /// All right, and a line that says what that means.
    Good(String),
    /// To look at: a title of its own, and what it means.
    Bad(String, String),
}

impl Finding {
    pub(super) const fn is_good(&self) -> bool {
        matches!(self, Self::Good(_))
    }

    pub(super) fn title(&self, check: Check) -> String {
        match self {
            Self::Good(_) => t(check.name()),
            Self::Bad(title, _) => title.clone(),
        }
    }

    pub(super) fn line(self) -> String {
        match self {
            Self::Good(line) | Self::Bad(_, line) => line,
        }
    }

    fn of(good: bool, line: &str, bad: &str, bad_line: &str) -> Self {
        if good {
            Self::Good(t(line))
        } else {
            Self::Bad(t(bad), t(bad_line))
        }
    }
}

impl Check {
    pub(super) const ALL: [Self; 8] = [
        Self::HomeScreen,
        Self::OpensOffline,
        Self::VisitSaved,
        Self::Protected,
        Self::TestNote,
        Self::Clock,
        Self::SignedIn,
        Self::NothingWaiting,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::HomeScreen => "check-home",
            Self::OpensOffline => "check-offline",
            Self::VisitSaved => "check-visit",
            Self::Protected => "check-protected",
            Self::TestNote => "check-test",
            Self::Clock => "check-clock",
            Self::SignedIn => "check-session",
            Self::NothingWaiting => "check-waiting",
        }
    }

    pub(super) const fn fix(self) -> &'static str {
        match self {
            Self::HomeScreen => "fix-home",
            Self::OpensOffline => "fix-offline",
            Self::VisitSaved => "fix-visit",
            Self::Protected => "fix-protected",
            Self::TestNote => "fix-test",
            Self::Clock => "fix-clock",
            Self::SignedIn => "fix-session",
            Self::NothingWaiting => "fix-waiting",
        }
    }

    async fn look(self, app: App, space: SpaceId) -> Finding {
        match self {
            Self::HomeScreen => Finding::of(
                crate::screens::join::is_installed(),
                "home-good",
                "home-bad",
                "home-bad-line",
            ),
            Self::OpensOffline => opens_offline().await,
            Self::VisitSaved => visit_saved(app, space),
            Self::Protected => Finding::of(
                prepare::protect().await.unwrap_or(false),
                "protected-good",
                "protected-bad",
                "protected-bad-line",
            ),
            Self::TestNote => test_note(app).await,
            Self::Clock => clock().await,
            Self::SignedIn => signed_in(app).await,
            Self::NothingWaiting => nothing_waiting(app),
        }
    }
}

/// Starts all checks; each puts its finding into `found` when it is done.
pub(super) fn run(app: App, space: SpaceId, found: RwSignal<Vec<(Check, Finding)>>) {
    found.set(Vec::new());
    for check in Check::ALL {
        wasm_bindgen_futures::spawn_local(async move {
            let finding = check.look(app, space).await;
            found.try_update(|found| {
                found.retain(|(known, _)| *known != check);
                found.push((check, finding));
            });
        });
    }
}

async fn opens_offline() -> Finding {
    match worker::precached().await {
        Some(files) if files.is_complete() => {
            Finding::Good(tr("offline-good", &[("n", u64::from(files.stored).into())]))
        }
        Some(files) => {
            let args = [
                ("n", u64::from(files.stored).into()),
                ("of", u64::from(files.wanted).into()),
            ];
            Finding::Bad(t("offline-bad"), tr("offline-bad-files", &args))
        }
        None => Finding::Bad(t("offline-bad"), t("offline-bad-line")),
    }
}

fn visit_saved(app: App, space: SpaceId) -> Finding {
    let visits = app.visits.get_untracked();
    let visit = visits.into_iter().find(|visit| visit.space == space);
    let prepared = visit
        .as_ref()
        .is_some_and(|visit| visit.prepared.is_some() || visit.caught_up);
    match visit.and_then(|visit| visit.view) {
        Some(view) if prepared => Finding::Good(tr(
            "visit-good",
            &[
                ("stops", view.stops.len().into()),
                ("forms", view.forms.len().into()),
                ("people", view.people.len().into()),
            ],
        )),
        _ => Finding::Bad(t("visit-bad"), t("visit-bad-line")),
    }
}

async fn test_note(app: App) -> Finding {
    let Some(store) = app.store() else {
        return Finding::Bad(t("test-bad"), t("fault-body"));
    };
    let began = timer::now_ms();
    match store.probe().await {
        Ok(()) if timer::now_ms().saturating_sub(began) < 1_000 => Finding::Good(t("test-good")),
        Ok(()) => Finding::Good(t("test-slow")),
        Err(error) => Finding::Bad(t("test-bad"), error.to_string()),
    }
}

/// What the server says about this session.
#[derive(Debug, Deserialize)]
struct Me {
    /// When the session ends unless it is used, milliseconds since the epoch.
    expires: u64,
    /// The server's clock, milliseconds since the epoch.
    server_time: u64,
}

async fn signed_in(app: App) -> Finding {
    match http::get::<Me>("/api/v1/me").await {
        Ok(me) => {
            let date = dates::month_day(wall(me.expires).day());
            Finding::Good(tr("session-until", &[("date", date.into())]))
        }
        Err(HttpError::Status { status: 401, .. }) => {
            Finding::Bad(t("session-bad"), t("signin-body"))
        }
        // Without internet, what the last connection said counts.
        Err(_) => Finding::of(
            app.link.get_untracked() != Link::SignIn,
            "session-good",
            "session-bad",
            "signin-body",
        ),
    }
}

async fn clock() -> Finding {
    let Ok(Me { server_time, .. }) = http::get::<Me>("/api/v1/me").await else {
        return Finding::Good(t("clock-later"));
    };
    let minutes = (timer::now_ms() as i64 - server_time as i64) / 60_000;
    if minutes.abs() < CLOCK_MINUTES {
        Finding::Good(t("clock-good"))
    } else if minutes < 0 {
        Finding::Bad(
            tr("clock-behind", &[("n", minutes.abs().into())]),
            t("clock-bad-line"),
        )
    } else {
        Finding::Bad(
            tr("clock-ahead", &[("n", minutes.into())]),
            t("clock-bad-line"),
        )
    }
}

fn nothing_waiting(app: App) -> Finding {
    let waiting = app
        .counts
        .with_untracked(|counts| counts.waiting + counts.unsaved);
    if waiting == 0 {
        Finding::Good(t("waiting-good"))
    } else {
        Finding::Bad(
            tr("state-waiting", &[("n", waiting.into())]),
            t("waiting-bad-line"),
        )
    }
}
