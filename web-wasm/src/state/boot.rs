//! From an empty page to a running machine: storage, settings, who this device is, the
//! lock among tabs, and what wakes the machine up.

use std::pin::Pin;
use std::rc::Rc;

use crate::prelude::*;
use rounds_sync_core::device::{Device, DeviceConfig, Input, Table};
use wasm_bindgen_futures::spawn_local;

use super::actions::random;
use super::identity::{self, Identity, Joined};
use super::lock::Tried;
use super::settings::{self, Settings};
use super::{App, Phase, events, leave, lock, prepare, summary, team};
use crate::driver::http::HttpError;
use crate::driver::idb::IdbError;
use crate::driver::leader::Leader;
use crate::driver::local::Local;
use crate::driver::store::Store;
use crate::driver::{Driver, timer, worker};
use crate::i18n::Locale;

/// This build's name, shown to the server and in the ready check.
pub const BUILD: &str = concat!("rounds-web ", env!("CARGO_PKG_VERSION"));

/// What became of asking for the session again.
type Renewed = Result<(), HttpError>;

/// Milliseconds between two ticks of the clock on the screens.
const TICK_MS: i32 = 10_000;

/// Starts everything.
pub fn start(app: App) {
    settings::show(&app.settings.get_untracked());
    spawn_local(async move {
        let store = match Local::open().await {
            Ok(store) => Rc::new(store),
            Err(error) => {
                app.phase.set(Phase::NoStorage(error.to_string()));
                return;
            }
        };
        app.core().borrow_mut().store = Some(store.clone());
        load_settings(app, &store).await;
        app.forgets.set(forgets().await);
        // What cannot be read is no reason to take this browser for nobody's: then the
        // rows that are left would be removed.
        let (people, me) = match (lock::people(&store).await, identity::stored(&store).await) {
            (Ok(people), Ok(me)) => (people, me),
            (Err(error), _) | (_, Err(error)) => {
                app.phase.set(Phase::Unreadable(error.to_string()));
                return;
            }
        };
        app.people.set(people);
        match me {
            Some(me) => run(app, me).await,
            None if app.people.with_untracked(Vec::is_empty) => {
                leave::forget_strays(&store).await;
                leave::resume(app, &store).await;
                app.phase.set(Phase::Guest);
            }
            None => {
                store.lock();
                // To hear when another window changes who is here.
                leader(app);
                app.phase.set(Phase::Locked);
                leave::resume(app, &store).await;
                spawn_local(lock::keep_session_away(app));
            }
        }
        lock::sweep(&store).await;
    });
    spawn_local(async move {
        loop {
            timer::sleep(TICK_MS).await;
            app.clock.set(timer::now_ms());
            lock::look(app);
        }
    });
    worker::watch(move || app.update_ready.set(true));
    worker::watch_install_offer(app.installable);
    lock::watch(app);
    listen(app);
}

async fn load_settings(app: App, store: &Local) {
    let stored = store.get(settings::KEY).await.ok().flatten();
    let stored: Option<Settings> = stored.and_then(|text| serde_json::from_str(&text).ok());
    let settings = stored.unwrap_or_default();
    let tag = if settings.language.is_empty() {
        window().navigator().language().unwrap_or_default()
    } else {
        settings.language.clone()
    };
    let locale = Locale::from_tag(&tag);
    app.language.set(locale);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", locale.tag());
    }
    settings::show(&settings);
    app.settings.set(settings);
}

/// Private windows keep a small store, or none after they are closed.
async fn forgets() -> bool {
    const SMALLEST: f64 = 120.0 * 1024.0 * 1024.0;
    prepare::room()
        .await
        .is_some_and(|(_, quota)| quota < SMALLEST)
}

/// Keeps who this device is now, and starts the machine.
///
/// # Errors
/// What the storage said; the session on the server is there, and joining again with
/// the same code works while it has uses left.
pub async fn joined(
    app: App,
    joined: &Joined,
    name: &str,
    pin: Option<&str>,
) -> Result<(), String> {
    let store = app.store().ok_or_else(gone)?;
    let name = if joined.name.is_empty() {
        name
    } else {
        &joined.name
    };
    let before = app.me.get_untracked();
    let said = |error: IdbError| error.to_string();
    // Who joins again under the same name finds their notes, also those not yet sent.
    let database = match before.filter(|me| me.name == *name) {
        Some(me) => me.database,
        None => format!("rounds-{}", joined.person),
    };
    let me = Identity {
        person: joined.person.clone(),
        device: joined.device.clone(),
        name: name.to_owned(),
        database,
        key: joined.device_key.clone(),
    };
    let me = match pin.filter(|_| !me.is_sealed()) {
        Some(pin) => {
            tell_left(app);
            stop(app).await;
            store.settle().await;
            app.forget();
            lock::seal_up(app, me, pin).await.map_err(said)?
        }
        None => {
            let text = serde_json::to_string(&me).map_err(|error| error.to_string())?;
            store.put(identity::KEY, &text).await.map_err(said)?;
            stop(app).await;
            me
        }
    };
    let _ = store.delete(identity::PENDING_KEY).await;
    run(app, me).await;
    Ok(())
}

/// Seals everything of this person under a PIN, and goes on.
///
/// # Errors
/// What the browser said; then nothing has changed.
pub async fn seal_up(app: App, pin: &str) -> Result<(), IdbError> {
    let Some(me) = app.me.get_untracked().filter(|me| !me.is_sealed()) else {
        return Ok(());
    };
    tell_left(app);
    stop(app).await;
    let sealed = lock::seal_up(app, me.clone(), pin).await;
    let (me, sealed) = match sealed {
        Ok(sealed) => (sealed, Ok(())),
        Err(error) => (me, Err(error)),
    };
    run(app, me).await;
    sealed
}

/// Turns this person's lock off, and goes on.
///
/// # Errors
/// What the browser said; then nothing has changed, but that a try counts.
pub async fn unseal(app: App, pin: &str) -> Result<Tried, IdbError> {
    let (Some(me), Some(store)) = (app.me.get_untracked(), app.store()) else {
        return Ok(Tried::Wait);
    };
    let key = match lock::key_by_pin(app, &me, pin).await? {
        Ok(key) => key,
        Err(tried) => return Ok(tried),
    };
    tell_left(app);
    stop(app).await;
    let opened = lock::unseal(app, &me, key).await;
    // Those that were opened anew meanwhile have asked for the PIN.
    tell_left(app);
    let (me, tried) = match opened {
        Ok(opened) => (opened, Ok(Tried::Open)),
        Err(error) => (me, Err(error)),
    };
    run(app, me).await;
    spawn_local(async move { lock::sweep(&store).await });
    tried
}

/// Takes the lock and runs the machine over what is stored.
pub(super) async fn run(app: App, me: Identity) {
    // Coming to the front fires several events; one of them starts the machine.
    if std::mem::replace(&mut app.core().borrow_mut().starting, true) {
        return;
    }
    app.me.set(Some(me.clone()));
    leader(app).take().await;
    if is_replaced(app, &me).await {
        let _ = window().location().reload();
        return;
    }
    if app.driver().is_none() {
        match machine(app, &me).await {
            Ok(()) => app.phase.set(Phase::Running),
            Err(why) => app.phase.set(Phase::Unreadable(why)),
        }
    }
    app.core().borrow_mut().starting = false;
}

/// Lets the other tabs begin anew: what they would write goes where nobody looks.
fn tell_left(app: App) {
    if let Some(leader) = app.core().borrow().leader.as_ref() {
        leader.tell_left();
    }
}

/// Whether another tab has sealed or removed what this person had.
async fn is_replaced(app: App, me: &Identity) -> bool {
    let Some(store) = app.store() else {
        return false;
    };
    let Ok(stored) = identity::stored(&store).await else {
        return false;
    };
    stored.is_none_or(|stored| stored.database != me.database)
}

/// This tab's place among the tabs, taken when first asked for.
pub(super) fn leader(app: App) -> Leader {
    let known = app.core().borrow().leader.clone();
    known.unwrap_or_else(|| {
        let leader = Leader::new(
            move || spawn_local(async move { let_go(app).await }),
            move |what| lock::told(app, what),
        );
        app.core().borrow_mut().leader = Some(leader.clone());
        leader
    })
}

async fn machine(app: App, me: &Identity) -> Result<(), String> {
    let local = app.store().ok_or_else(gone)?;
    let seal = app.core().borrow().seal.clone();
    let store = Rc::new(Store::new(&me.database, seal));
    let mut rows = Vec::new();
    for table in [Table::Spaces, Table::Docs] {
        rows.extend(
            store
                .read(table, &[])
                .await
                .map_err(|error| error.to_string())?,
        );
    }
    let config = DeviceConfig {
        device: me.device_id().ok_or_else(gone)?,
        person: me.person_id().ok_or_else(gone)?,
        nonce: random(),
        seed: u64::from_le_bytes(random()),
        build: BUILD.to_owned(),
    };
    let device = Device::new(config, rows).map_err(|error| error.to_string())?;
    let listener = Box::new(move |driver: &Driver, event| events::on_event(app, driver, event));
    let known = me.clone();
    let renew = Box::new(move || -> Pin<Box<dyn Future<Output = Renewed>>> {
        let me = known.clone();
        Box::pin(async move {
            // The one who left must not take this person's session along.
            leave::tell_server(app).await;
            identity::come_back(&me).await
        })
    });
    let driver = Driver::start(device, store, listener, (renew, me.is_sealed()));
    app.core().borrow_mut().driver = Some(driver.clone());
    app.refresh();
    let queued = std::mem::take(&mut app.core().borrow_mut().queued);
    for input in queued {
        driver.input(input);
    }
    let shown: Vec<_> = app.core().borrow().notes.clone();
    for note in shown {
        note.read();
    }
    load_lists(app, &local).await;
    Ok(())
}

/// What is stored about this device cannot be used.
fn gone() -> String {
    "this device's own record is missing or unreadable".to_owned()
}

async fn load_lists(app: App, store: &Local) {
    app.load_journal(store).await;
    for visit in app.visits.get_untracked() {
        let at = store.get(&prepare::key(visit.space)).await.ok().flatten();
        app.set_prepared(visit.space, at.and_then(|at| at.parse().ok()));
        spawn_local(prepare::resume(app, visit.space));
    }
    team::tell(app);
    if let Ok(stored) = store.all(summary::PREFIX).await {
        app.index_all(stored);
    }
}

/// Another tab came to the front: finish writing, then let it have the lock.
async fn let_go(app: App) {
    stop(app).await;
    let leader = app.core().borrow().leader.clone();
    if let Some(leader) = leader {
        leader.let_go();
    }
}

/// Ends the machine, once what it writes is written.
pub(super) async fn stop(app: App) {
    let driver = app.core().borrow_mut().driver.take();
    if let Some(driver) = driver {
        driver.written().await;
        driver.stop();
    }
}

/// What wakes the machine: the network, the tab coming to the front, a page that comes
/// back from the browser's memory.
fn listen(app: App) {
    window_event_listener_untyped("online", move |_| app.input(Input::ConnectNow));
    window_event_listener_untyped("pageshow", move |_| wake(app));
    window_event_listener_untyped("focus", move |_| wake(app));
    window_event_listener_untyped("visibilitychange", move |_| {
        lock::turned(app, document().hidden());
        if !document().hidden() {
            wake(app);
            worker::check();
        }
    });
}

/// Connects, or takes the machine over from another window.
pub(super) fn wake(app: App) {
    app.clock.set(timer::now_ms());
    lock::look(app);
    let Some(me) = app.me.get_untracked() else {
        return;
    };
    if app.driver().is_some() {
        app.input(Input::ConnectNow);
    } else if app.phase.get_untracked() == Phase::Running {
        spawn_local(run(app, me));
    }
}
