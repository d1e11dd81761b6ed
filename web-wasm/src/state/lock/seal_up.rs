//! Turning the lock on: everything is copied under a key, one transaction switches over,
//! and the open copy is removed.
//!
//! A page that dies in between leaves the open copy or the sealed one whole; what is left
//! of the other is removed when the page is opened.

use std::rc::Rc;

use rounds_sync_core::device::{Table, Write};
use wasm_bindgen_futures::spawn_local;

use super::{BROWSER_KEY, Person, broken, take_strays};
use crate::driver::idb::IdbError;
use crate::driver::leader;
use crate::driver::local::{Local, is_browsers};
use crate::driver::seal::{self, Bytes, Seal};
use crate::driver::store::Store;
use crate::driver::vault::{self, Vault};
use crate::state::App;
use crate::state::actions::random;
use crate::state::identity::{self, Identity};

/// Keys in the browser's table: databases that are not used, or not yet.
pub(super) const STALE: &str = "stale/";

/// Seals everything of a person whose machine is stopped; who they are afterwards.
///
/// # Errors
/// What the browser said. Then nothing has changed.
pub async fn seal_up(app: App, me: Identity, pin: &str) -> Result<Identity, IdbError> {
    let store = app.store().ok_or_else(broken)?;
    if me.key.is_empty() {
        // Its session could be put away and never fetched again.
        return Err(IdbError::own(
            "InvalidStateError",
            "join again with a link first",
        ));
    }
    let turn = leader::turn().await;
    let key: Bytes = random();
    let database = format!("{}{}", vault::PREFIX, hex::encode(random::<8>()));
    let unfinished = format!("{STALE}{database}");
    store.put(&unfinished, "").await?;
    let seal = Rc::new(Seal::new(&key).await?);
    let sealed = Store::new(&database, Some(seal.clone()));
    copy(&Store::new(&me.database, None), &sealed).await?;

    let old = format!("{STALE}{}", me.database);
    let me = Identity { database, ..me };
    let vault = Rc::new(Vault::new(&me.database, seal.clone()));
    let rows = store.all_beside("").await?.into_iter();
    let mut rows: Vec<_> = rows.filter(|(key, _)| !is_browsers(key)).collect();
    let mut gone: Vec<String> = rows.iter().map(|(key, _)| key.clone()).collect();
    gone.extend([unfinished, identity::KEY.to_owned()]);
    rows.retain(|(key, _)| key != identity::KEY);
    let text = serde_json::to_string(&me).map_err(|_| broken())?;
    rows.push((identity::KEY.to_owned(), text));
    vault.put(&rows).await?;

    let browser = own_key(&store).await?;
    let mut person = Person {
        name: me.name.clone(),
        database: me.database.clone(),
        device: me.device.clone(),
        ..Person::default()
    };
    person.seal_by_pin(&browser, pin, &key).await?;
    let put = [
        (person.key(), person.to_text().into()),
        (old, wasm_bindgen::JsValue::from_str("")),
    ];
    let put = put
        .each_ref()
        .map(|(key, value)| (key.as_str(), value.clone()));
    store.change(&gone, &put).await?;
    drop(turn);

    store.unlock(vault);
    take_strays(&store).await?;
    app.hold_key(Some((seal, key)), false);
    super::show_people(app, &store).await;
    spawn_local(async move { sweep(&store).await });
    Ok(me)
}

/// The key of this browser, made when there is none.
async fn own_key(store: &Local) -> Result<web_sys::CryptoKey, IdbError> {
    if let Ok(known) = super::browser_key(store).await {
        return Ok(known);
    }
    let made = seal::browser_key().await?;
    store.put_value(BROWSER_KEY, &made).await?;
    super::browser_key(store).await
}

/// Copies all rows of a machine.
pub(super) async fn copy(from: &Store, to: &Store) -> Result<(), IdbError> {
    let mut is_empty = true;
    for table in [Table::Spaces, Table::Docs] {
        is_empty &= copy_rows(from, to, table, &[]).await? == 0;
    }
    if is_empty {
        // Who has just joined has no document, and no content of one.
        return Ok(());
    }
    for first in 0..=u8::MAX {
        // In parts, so that all of it is never in memory at once.
        copy_rows(from, to, Table::Chunks, &[first]).await?;
    }
    Ok(())
}

async fn copy_rows(
    from: &Store,
    to: &Store,
    table: Table,
    prefix: &[u8],
) -> Result<usize, IdbError> {
    let rows = from.read(table, prefix).await?;
    let writes: Vec<Write> = rows.into_iter().map(Write::Put).collect();
    if !writes.is_empty() {
        to.write(&writes).await?;
    }
    Ok(writes.len())
}

/// Removes databases that are not used any more, or never were.
pub async fn sweep(store: &Local) {
    // Not while a tab copies into one of them.
    let _turn = leader::turn().await;
    let Ok(me) = identity::stored(store).await else {
        return;
    };
    for (key, _) in store.all_beside(STALE).await.unwrap_or_default() {
        let Some(database) = key.strip_prefix(STALE) else {
            continue;
        };
        // One that has a lock, or that its person has come back to without one.
        let Ok(lock) = store.get(&super::key(database)).await else {
            continue;
        };
        let is_used = lock.is_some() || me.as_ref().is_some_and(|me| me.database == database);
        // What is refused now is tried again when the page opens.
        if is_used || Store::new(database, None).erase().await.is_ok() {
            let _ = store.delete(&key).await;
        }
    }
}
