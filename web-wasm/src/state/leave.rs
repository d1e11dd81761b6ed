//! Signing out: what is not on the server yet is named first; afterwards nothing of this
//! person is left in the browser, and the server ends the session as soon as it can be
//! asked to.

use crate::prelude::*;
use rounds_sync_core::device::{DocState, Input, Link};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::settings::{self, Settings};
use super::{App, Phase, boot, draft, identity, lock, rescue};
use crate::driver::http::{self, HttpError};
use crate::driver::idb::IdbError;
use crate::driver::local::{Local, is_browsers};
use crate::driver::store::Store;
use crate::driver::{Driver, timer};
use crate::i18n::{t, tr};

/// Key in the local table while a sign-out is not finished.
const KEY: &str = "leaving";

/// Milliseconds between two looks at what is still to be sent.
const LOOK_MS: i32 = 250;

/// Looks without a connection before it counts as "no internet".
const PATIENCE: u32 = 12;

/// A sign-out that is under way. It is written in the transaction that forgets who this
/// device was, so a page that dies in between goes on from here.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Leaving {
    /// The database that is still to be removed.
    database: String,
}

/// What is not on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unsent {
    /// Changes that can be sent, and opened rescue files that can be brought.
    pub waiting: u64,
    /// Changes that the server refused.
    pub refused: u64,
    /// Entries that were begun and not added.
    pub begun: u64,
}

impl Unsent {
    /// All of it, as a person counts it.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.waiting + self.refused + self.begun
    }

    /// Reads what this device has.
    pub async fn of(driver: &Driver, store: &Local) -> Self {
        // A table that cannot be read hides no change: those are in the machine.
        let files = store.all(rescue::KEPT).await.unwrap_or_default().len() as u64;
        let drafts = store.all(draft::PREFIX).await.unwrap_or_default();
        let device = driver.device();
        let refused = device
            .docs()
            .filter(|info| info.state == DocState::KeptForReview);
        let refused = refused.map(|info| info.waiting as u64).sum();
        let counts = device.counts();
        Self {
            waiting: (counts.waiting + counts.unsaved).saturating_sub(refused) + files,
            refused,
            begun: begun(&drafts),
        }
    }

    /// Whether to sign out, to go on sending, or to stay and say why.
    fn next(self, link: Link, looks: u32) -> Next {
        match link {
            _ if self.total() == 0 => Next::Leave,
            _ if self.waiting == 0 && self.refused > 0 => Next::Stay("signout-refused"),
            _ if self.waiting == 0 => Next::Stay("signout-begun"),
            Link::SignIn => Next::Stay("signin-body"),
            Link::Removed => Next::Stay("removed-body"),
            Link::Update => Next::Stay("update-body"),
            Link::Live | Link::CatchingUp => Next::Send,
            Link::Offline { .. } | Link::Connecting if looks < PATIENCE => Next::Send,
            Link::Offline { .. } | Link::Connecting => Next::Stay("signout-offline"),
        }
    }
}

/// What comes after a look at what is unsent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Everything is on the server.
    Leave,
    /// It is on its way.
    Send,
    /// It cannot be sent now: the message that says why.
    Stay(&'static str),
}

/// Drafts with words in them.
fn begun(drafts: &[(String, String)]) -> u64 {
    let read = drafts
        .iter()
        .filter_map(|(_, text)| serde_json::from_str::<Draft>(text).ok());
    read.filter(Draft::has_words).count() as u64
}

/// What is not on the server now; `None` while another window runs the machine.
pub async fn unsent(app: App) -> Option<Unsent> {
    let (driver, store) = (app.driver()?, app.store()?);
    Some(Unsent::of(&driver, &store).await)
}

/// Sends everything, then signs out. Stays as soon as `wanted` says no.
///
/// # Errors
/// Why it stays, in words.
pub async fn send_then_leave(app: App, wanted: impl Fn() -> bool) -> Result<(), String> {
    app.input(Input::ConnectNow);
    rescue::bring_kept(app);
    for looks in 0.. {
        let unsent = unsent(app).await.ok_or_else(|| t("signout-elsewhere"))?;
        if !wanted() {
            break;
        }
        match unsent.next(app.link.get_untracked(), looks) {
            Next::Leave => return leave(app).await,
            Next::Stay(why) => return Err(tr(why, &[("n", unsent.total().into())])),
            Next::Send => timer::sleep(LOOK_MS).await,
        }
    }
    Ok(())
}

/// Signs out now, whatever is unsent: removes what this browser has of the person, and
/// opens the page anew, so that nothing of them stays in memory either.
///
/// # Errors
/// What the storage said; then nothing was removed.
pub async fn leave(app: App) -> Result<(), String> {
    let store = app.store().ok_or_else(|| t("signout-elsewhere"))?;
    let me = app.me.get_untracked();
    let leaving = Leaving {
        database: me.map(|me| me.database).unwrap_or_default(),
    };
    boot::stop(app).await;
    let mut kept = app.settings.get_untracked().of_the_device();
    kept.shared = app.people.with_untracked(|people| people.len() > 1);
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let settings = serde_json::to_string(&kept).map_err(|error| said(&error))?;
    let marker = serde_json::to_string(&leaving).map_err(|error| said(&error))?;
    let mut gone = persons_rows(&store).await.map_err(|error| said(&error))?;
    gone.extend([
        lock::key(&leaving.database),
        identity::PENDING_KEY.to_owned(),
    ]);
    let rows = [(settings::KEY, settings.into()), (KEY, marker.into())];
    if let Err(error) = store.change(&gone, &rows).await {
        boot::wake(app);
        return Err(said(&error));
    }
    app.me.set(None);
    app.phase.set(Phase::Starting);
    if let Some(leader) = app.core().borrow().leader.as_ref() {
        leader.tell_left();
    }
    // What the storage refuses is tried again when the page opens.
    let _ = Store::new(&leaving.database, None).erase().await;
    let _ = window().location().replace("/join");
    Ok(())
}

/// Goes on with a sign-out, in a page that belongs to nobody.
pub async fn resume(app: App, store: &Local) {
    let Ok(Some(marker)) = store.get(KEY).await else {
        return;
    };
    let leaving: Leaving = serde_json::from_str(&marker).unwrap_or_default();
    if !leaving.database.is_empty() && Store::new(&leaving.database, None).erase().await.is_ok() {
        let _ = store.put(KEY, "{}").await;
    }
    wasm_bindgen_futures::spawn_local(async move {
        let told = tell_server(app).await;
        app.say(t(if told {
            "signed-out"
        } else {
            "signed-out-here"
        }));
    });
    window_event_listener_untyped("online", move |_| {
        wasm_bindgen_futures::spawn_local(async move {
            // Whoever has come since ends that session before they bring their own.
            if app.me.with_untracked(Option::is_none) {
                tell_server(app).await;
            }
        });
    });
}

/// Rows of a person that another window wrote while this browser signed out.
pub async fn forget_strays(store: &Local) {
    let strays = persons_rows(store).await.unwrap_or_default();
    if !strays.is_empty() {
        // What is refused now is tried again when the page opens.
        let _ = store.change(&strays, &[]).await;
    }
}

/// Keys of rows that are a person's and lie open.
async fn persons_rows(store: &Local) -> Result<Vec<String>, IdbError> {
    let rows = store.all_beside("").await?.into_iter();
    let keys = rows.map(|(key, _)| key);
    Ok(keys.filter(|key| !is_browsers(key)).collect())
}

/// Ends the session on the server if a sign-out has not reached it yet; whether there is
/// none any more.
pub async fn tell_server(app: App) -> bool {
    let Some(store) = app.store() else {
        return false;
    };
    if !matches!(store.get(KEY).await, Ok(Some(_))) {
        return true;
    }
    match http::send("/api/v1/leave", &()).await {
        // 401: the session had ended before.
        Ok(()) | Err(HttpError::Status { status: 401, .. }) => {
            let _ = store.delete(KEY).await;
            true
        }
        Err(_) => false,
    }
}

impl Settings {
    /// What stays when a person signs out: how the device looks and speaks.
    #[must_use]
    pub fn of_the_device(&self) -> Self {
        Self {
            label: String::new(),
            shared: false,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFLINE: Link = Link::Offline { retry: None };

    fn unsent(waiting: u64, refused: u64, begun: u64) -> Unsent {
        Unsent {
            waiting,
            refused,
            begun,
        }
    }

    #[test]
    fn it_signs_out_only_when_nothing_is_left() {
        let stay = Next::Stay;
        let cases = [
            (unsent(0, 0, 0), OFFLINE, 0, Next::Leave),
            (unsent(2, 0, 0), Link::Live, 1_000, Next::Send),
            (unsent(2, 0, 0), Link::CatchingUp, 1_000, Next::Send),
            (unsent(2, 0, 0), Link::Connecting, 0, Next::Send),
            (unsent(2, 0, 0), OFFLINE, PATIENCE, stay("signout-offline")),
            (unsent(2, 0, 0), Link::SignIn, 0, stay("signin-body")),
            (unsent(2, 0, 0), Link::Update, 0, stay("update-body")),
            (unsent(0, 1, 1), Link::Live, 0, stay("signout-refused")),
            (unsent(0, 0, 1), Link::Live, 0, stay("signout-begun")),
        ];
        for (unsent, link, looks, expected) in cases {
            assert_eq!(unsent.next(link, looks), expected, "{unsent:?} {link:?}");
        }
    }

    #[test]
    fn a_draft_counts_when_it_has_words() {
        let drafts = [
            ("draft/a", r#"{"text":"Six pairs"}"#),
            ("draft/b", r#"{"text":" "}"#),
        ];
        let drafts = drafts.map(|(key, text)| (key.to_owned(), text.to_owned()));
        assert_eq!(begun(&drafts), 1);
    }

    #[test]
    fn what_stays_names_nobody() {
        let settings = Settings {
            label: "Ana Prieto’s tablet".to_owned(),
            shared: true,
            language: "es-US".to_owned(),
            ..Settings::default()
        };
        let kept = settings.of_the_device();
        assert_eq!((kept.label.as_str(), kept.shared), ("", false));
        assert_eq!(kept.language, "es-US");
    }
}
