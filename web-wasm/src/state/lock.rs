//! The lock: a person's storage is sealed under a key that their PIN opens, and while it
//! is locked nobody reads a word of it in this browser.
//!
//! Invariant: the PIN's seal of the data key is given up only while the server's half
//! still opens it, so that no forgotten PIN loses a note.

mod idle;
mod recover;
mod seal_up;
mod unseal;

use std::rc::Rc;

use crate::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::CryptoKey;

use super::actions::random;
use super::identity::{self, Identity};
use super::{App, Phase, boot};
use crate::driver::http;
use crate::driver::idb::IdbError;
use crate::driver::leader;
use crate::driver::local::{Local, is_browsers};
use crate::driver::seal::{self, Bytes, Seal};
use crate::driver::vault::Vault;
use crate::driver::{timer, worker};

pub use idle::{look, touched, turned, watch};
pub use recover::{keep_half, recover};
pub use seal_up::{seal_up, sweep};
pub use unseal::{key_by_pin, unseal};

/// Numbers of a PIN.
pub const DIGITS: usize = 6;

/// Wrong PINs after which the PIN opens nothing any more.
const TRIES: u32 = 10;

/// Milliseconds between two tries once there were too many, where only the PIN opens.
const WAIT_MS: u64 = 15 * 60 * 1000;

/// What the keys of persons' locks begin with, in the browser's table.
const LOCKS: &str = "lock/";

/// The key of this browser, in the browser's table.
const BROWSER_KEY: &str = "lock-key";

/// What the seals of a data key are bound to.
const DATA_KEY: &str = "data key";

/// Milliseconds between two times of asking the server to end what it can.
const ASK_MS: i32 = 10_000;

/// A person whose storage is sealed, and what opens it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// As teammates see them.
    pub name: String,
    /// The database that holds everything of them.
    pub database: String,
    /// The id of their device, by which a facilitator finds it.
    pub device: String,
    /// Made by chance, for the PIN's seal.
    salt: String,
    /// The data key under the PIN's seal; empty when there were too many wrong ones.
    by_pin: String,
    /// Wrong PINs since the last right one.
    wrong: u32,
    /// When the last try was, milliseconds since the epoch.
    tried: u64,
    /// For which half of the server's the data key was sealed.
    nonce: String,
    /// The data key under the half's seal; empty until the server was asked for one.
    by_half: String,
}

/// What came of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It is open.
    Open,
    /// Another one is right; so many tries are left.
    Wrong(u32),
    /// No PIN opens it any more, but a facilitator's code does.
    Spent,
    /// Too many wrong ones, and nothing else opens it: later.
    Wait,
}

impl Person {
    fn key(&self) -> String {
        key(&self.database)
    }

    /// Whether a facilitator's code can open it.
    #[must_use]
    pub fn has_half(&self) -> bool {
        !self.by_half.is_empty()
    }

    /// What a PIN would come to now, before it is looked at.
    #[must_use]
    pub fn refuses(&self, now: u64) -> Option<Tried> {
        if self.by_pin.is_empty() {
            return Some(Tried::Spent);
        }
        let waits = self.wrong >= TRIES && now.saturating_sub(self.tried) < WAIT_MS;
        waits.then_some(Tried::Wait)
    }

    /// Takes note of a wrong PIN.
    fn missed(&mut self) -> Tried {
        match TRIES.checked_sub(self.wrong) {
            Some(left @ 1..) => Tried::Wrong(left),
            _ if self.has_half() => {
                self.by_pin.clear();
                Tried::Spent
            }
            _ => Tried::Wait,
        }
    }

    /// Seals the data key under a PIN, in place of the one before.
    async fn seal_by_pin(
        &mut self,
        browser: &CryptoKey,
        pin: &str,
        key: &[u8],
    ) -> Result<(), IdbError> {
        let salt: [u8; 16] = random();
        let wrap = seal::of_pin(pin, &salt, browser).await?;
        self.by_pin = hex::encode(wrap.close_one(DATA_KEY, key).await?.to_vec());
        self.salt = hex::encode(salt);
        self.wrong = 0;
        self.tried = timer::now_ms();
        Ok(())
    }

    async fn write(&self, store: &Local) -> Result<(), IdbError> {
        store.put(&self.key(), &self.to_text()).await
    }

    async fn read(store: &Local, database: &str) -> Result<Self, IdbError> {
        let text = store.get(&key(database)).await?;
        let person = text.as_deref().and_then(Self::of_text);
        person.ok_or_else(broken)
    }

    /// As it is stored: a line for each part.
    fn to_text(&self) -> String {
        let (wrong, tried) = (self.wrong.to_string(), self.tried.to_string());
        [
            &self.name,
            &self.database,
            &self.device,
            &self.salt,
            &self.by_pin,
            &wrong,
            &tried,
            &self.nonce,
            &self.by_half,
        ]
        .map(|part| part.replace('\n', " "))
        .join("\n")
    }

    fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.split('\n').map(str::to_owned);
        let mut next = || parts.next();
        Some(Self {
            name: next()?,
            database: next()?,
            device: next()?,
            salt: next()?,
            by_pin: next()?,
            wrong: next()?.parse().ok()?,
            tried: next()?.parse().ok()?,
            nonce: next()?,
            by_half: next()?,
        })
    }
}

/// Key in the browser's table of what opens a database.
#[must_use]
pub fn key(database: &str) -> String {
    format!("{LOCKS}{database}")
}

/// Everyone whose storage is sealed in this browser, the last one who opened it first.
///
/// # Errors
/// What the browser said.
pub async fn people(store: &Local) -> Result<Vec<Person>, IdbError> {
    let rows = store.all_beside(LOCKS).await?;
    let read = rows.iter().map(|(_, text)| Person::of_text(text));
    let mut people: Vec<Person> = read.flatten().collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.tried));
    Ok(people)
}

/// Shows who has a lock here; what cannot be read now stays as it was shown.
async fn show_people(app: App, store: &Local) {
    if let Ok(people) = people(store).await {
        app.people.set(people);
    }
}

/// Whether a PIN is one that a stranger tries first: one number only, or a row.
#[must_use]
pub fn is_weak(pin: &str) -> bool {
    let numbers: Vec<i32> = pin.bytes().map(i32::from).collect();
    let pairs = || numbers.iter().zip(numbers.iter().skip(1));
    let steps = |step: i32| pairs().all(|(one, next)| next - one == step);
    steps(0) || steps(1) || steps(-1)
}

/// Whether a text is a PIN.
#[must_use]
pub fn is_pin(pin: &str) -> bool {
    pin.len() == DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tries a PIN, and goes on with the person's work when it is right.
///
/// # Errors
/// What the storage said; the try counts.
pub async fn unlock(app: App, database: &str, pin: &str) -> Result<Tried, IdbError> {
    let store = app.store().ok_or_else(broken)?;
    let turn = leader::turn().await;
    let (person, key) = match opened_by(app, &store, database, pin).await? {
        Ok(opened) => opened,
        Err(tried) => return Ok(tried),
    };
    drop(turn);
    open(app, &store, &person, key).await?;
    Ok(Tried::Open)
}

/// A person and their data key by their PIN, or what came of another one. To be called in
/// this tab's turn.
async fn opened_by(
    app: App,
    store: &Local,
    database: &str,
    pin: &str,
) -> Result<Result<(Person, Bytes), Tried>, IdbError> {
    let mut person = Person::read(store, database).await?;
    if let Some(refused) = person.refuses(timer::now_ms()) {
        return Ok(Err(refused));
    }
    // Counted before it is looked at: ending the page in between gives no try more.
    person.wrong = person.wrong.saturating_add(1);
    person.tried = timer::now_ms();
    person.write(store).await?;
    let (salt, by_pin) = (bytes(&person.salt)?, bytes(&person.by_pin)?);
    let wrap = seal::of_pin(pin, &salt, &browser_key(store).await?).await?;
    let Ok(key) = wrap.open_one(DATA_KEY, by_pin.as_slice().into()).await else {
        let tried = person.missed();
        person.write(store).await?;
        app.people.update(|people| {
            if let Some(known) = people.iter_mut().find(|one| one.database == database) {
                *known = person;
            }
        });
        return Ok(Err(tried));
    };
    person.wrong = 0;
    person.write(store).await?;
    Ok(Ok((person, key.try_into().map_err(|_| broken())?)))
}

/// Gives this person another PIN. A wrong old one counts as at the lock, and locks when it
/// was the last.
///
/// # Errors
/// What the storage said; then the old one opens.
pub async fn change_pin(app: App, pin: &str, new: &str) -> Result<Tried, IdbError> {
    let store = app.store().ok_or_else(broken)?;
    let me = app.me.get_untracked().ok_or_else(broken)?;
    let _turn = leader::turn().await;
    let (mut person, key) = match opened_by(app, &store, &me.database, pin).await? {
        Ok(opened) => opened,
        Err(tried) => return Ok(refused(app, tried)),
    };
    person
        .seal_by_pin(&browser_key(&store).await?, new, &key)
        .await?;
    person.write(&store).await?;
    Ok(Tried::Open)
}

/// Whoever has guessed too often on an open page finds it locked.
fn refused(app: App, tried: Tried) -> Tried {
    if tried == Tried::Spent {
        lock_all(app);
    }
    tried
}

/// Goes on with the work of a person whose data key is here.
async fn open(app: App, store: &Local, person: &Person, key: Bytes) -> Result<(), IdbError> {
    if app.driver().is_some() {
        // Only covered, because something of them is in memory alone.
        app.phase.set(Phase::Running);
        return Ok(());
    }
    let seal = Rc::new(Seal::new(&key).await?);
    let vault = Rc::new(Vault::new(&person.database, seal.clone()));
    store.unlock(vault);
    let Ok(Some(me)) = identity::stored(store).await else {
        store.lock();
        return Err(broken());
    };
    take_strays(store).await?;
    app.hold_key(Some((seal, key)), person.has_half());
    // Before anything is shown: another window may show somebody else.
    boot::leader(app).tell(&person.database);
    boot::run(app, me).await;
    Ok(())
}

/// Seals rows that were written beside while the storage was being sealed.
async fn take_strays(store: &Local) -> Result<(), IdbError> {
    let rows = store.all_beside("").await?;
    let strays = rows.into_iter().filter(|(key, _)| !is_browsers(key));
    for (key, value) in strays {
        store.put(&key, &value).await?;
        store.change(&[key], &[]).await?;
    }
    Ok(())
}

/// Locks this window and all others of this browser.
pub fn lock_all(app: App) {
    if let Some(leader) = app.core().borrow().leader.as_ref() {
        leader.tell(LOCKED);
    }
    lock(app);
}

/// Covers the screen at once, waits until what was typed is durable, and drops the key.
pub fn lock(app: App) {
    let is_sealed = app
        .me
        .with_untracked(|me| me.as_ref().is_some_and(Identity::is_sealed));
    if !is_sealed || app.phase.get_untracked() != Phase::Running {
        return;
    }
    app.toast.set(None);
    app.phase.set(Phase::Locking);
    spawn_local(async move {
        // What was being written hands itself over as its parts leave the screen, which
        // they do before the browser's next task.
        timer::sleep(0).await;
        if let Some(driver) = app.driver() {
            driver.written().await;
        }
        let unsaved = |counts: rounds_sync_core::device::Counts| counts.unsaved > 0;
        if app
            .driver()
            .is_some_and(|driver| unsaved(driver.device().counts()))
        {
            // The storage refuses it: without its key it would be lost.
            app.people.update(|people| {
                let mine = app
                    .me
                    .with_untracked(|me| me.as_ref().map(|me| me.database.clone()));
                people.retain(|person| Some(&person.database) == mine.as_ref());
            });
            return app.phase.set(Phase::Locked);
        }
        drop_key(app).await;
        // The page's memory goes with the page, where it opens again without a network.
        if worker::is_in_charge() || http::status("/api/v1/ping").await.is_ok() {
            let _ = window().location().reload();
        } else {
            app.phase.set(Phase::Locked);
            keep_session_away(app).await;
        }
    });
}

async fn drop_key(app: App) {
    boot::stop(app).await;
    let Some(store) = app.store() else { return };
    store.settle().await;
    store.lock();
    app.hold_key(None, true);
    if let Some(leader) = app.core().borrow().leader.as_ref() {
        leader.let_go();
    }
    app.forget();
    show_people(app, &store).await;
}

/// What a tab tells the others when it locks.
const LOCKED: &str = "locked";

/// Another tab was locked by hand, or another person opened their storage.
pub fn told(app: App, what: &str) {
    let mine = app
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.database == what));
    if !mine {
        lock(app);
    }
}

/// Takes the session's cookie off the browser, which is not the next person's; whether it
/// is gone. It comes back by the device's key when its person does.
pub async fn put_session_away() -> bool {
    http::send("/api/v1/lock", &()).await.is_ok()
}

/// The same for as long as nobody is here, until the server could be asked. Not while
/// another window is open: its person needs the session.
pub async fn keep_session_away(app: App) {
    leader::nobody_leads().await;
    while app.phase.get_untracked() == Phase::Locked && !put_session_away().await {
        timer::sleep(ASK_MS).await;
    }
}

/// The key of this browser.
async fn browser_key(store: &Local) -> Result<CryptoKey, IdbError> {
    let found = store.value(BROWSER_KEY).await?;
    found.dyn_into().map_err(|_| broken())
}

/// The bytes of a text that this file wrote.
fn bytes(text: &str) -> Result<Vec<u8>, IdbError> {
    hex::decode(text).map_err(|_| broken())
}

fn broken() -> IdbError {
    IdbError::own(
        "DataError",
        "what opens this storage is missing or unreadable",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(wrong: u32, by_half: &str) -> Person {
        Person {
            by_pin: "00".to_owned(),
            by_half: by_half.to_owned(),
            wrong,
            tried: 1_000,
            ..Person::default()
        }
    }

    #[test]
    fn ten_wrong_ones_give_up_the_pin_only_where_something_else_opens() {
        let mut with_half = person(9, "00");
        assert_eq!(with_half.missed(), Tried::Wrong(1));
        with_half.wrong = 10;
        assert_eq!(with_half.missed(), Tried::Spent);
        assert_eq!(with_half.refuses(u64::MAX), Some(Tried::Spent));

        let mut alone = person(10, "");
        assert_eq!(alone.missed(), Tried::Wait);
        assert_eq!(alone.refuses(1_000 + WAIT_MS - 1), Some(Tried::Wait));
        assert_eq!(alone.refuses(1_000 + WAIT_MS), None, "a try every while");
        assert!(!alone.by_pin.is_empty(), "or the notes were lost");
    }

    #[test]
    fn what_opens_a_storage_is_read_as_it_was_written() {
        let person = Person {
            name: "Dana\nR.".to_owned(),
            database: "sealed-1".to_owned(),
            ..person(3, "")
        };
        let read = Person::of_text(&person.to_text());
        let name = "Dana R.".to_owned();
        assert_eq!(read, Some(Person { name, ..person }));
        assert_eq!(Person::of_text("sealed-1"), None);
    }

    #[test]
    fn a_pin_has_six_numbers_and_is_no_row() {
        assert!(is_pin("481302") && !is_pin("48130") && !is_pin("48130a"));
        assert!(is_weak("000000") && is_weak("123456") && is_weak("987654"));
        assert!(!is_weak("481302"));
    }
}
