//! Turning the lock off: everything is copied as it can be read, one transaction switches
//! over, and the sealed copy is removed.
//!
//! As when it is turned on, a page that dies in between leaves one of the two whole.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::seal_up::{STALE, copy};
use super::{Tried, broken, key, opened_by, refused};
use crate::driver::idb::IdbError;
use crate::driver::leader;
use crate::driver::seal::{Bytes, Seal};
use crate::driver::store::Store;
use crate::driver::vault::Vault;
use crate::state::App;
use crate::state::actions::random;
use crate::state::identity::{self, Identity};

/// The data key of this person by their PIN; a wrong one counts as at the lock.
///
/// # Errors
/// What the storage said; the try counts.
pub async fn key_by_pin(
    app: App,
    me: &Identity,
    pin: &str,
) -> Result<Result<Bytes, Tried>, IdbError> {
    let store = app.store().ok_or_else(broken)?;
    let _turn = leader::turn().await;
    let opened = opened_by(app, &store, &me.database, pin).await?;
    Ok(opened
        .map(|(_, key)| key)
        .map_err(|tried| refused(app, tried)))
}

/// Opens everything of a person whose machine is stopped, for good; who they are
/// afterwards. Not where others share the browser.
///
/// # Errors
/// What the browser said. Then nothing has changed.
pub async fn unseal(app: App, me: &Identity, data_key: Bytes) -> Result<Identity, IdbError> {
    let store = app.store().ok_or_else(broken)?;
    let turn = leader::turn().await;
    if super::people(&store).await?.len() > 1 {
        return Err(IdbError::own(
            "InvalidStateError",
            "others have a lock here",
        ));
    }
    let seal = Rc::new(Seal::new(&data_key).await?);
    // Never one that was used before: what is left of it would be mixed in.
    let database = format!("rounds-{}", hex::encode(random::<8>()));
    let unfinished = format!("{STALE}{database}");
    store.put(&unfinished, "").await?;
    let sealed = Store::new(&me.database, Some(seal.clone()));
    copy(&sealed, &Store::new(&database, None)).await?;

    store.settle().await;
    // Asked of the sealed table itself: where the page was locked meanwhile, the storage
    // would say that there is nothing.
    let vault = Vault::new(&me.database, seal);
    let rows = vault.all("").await?;
    let opened = Identity {
        database,
        ..me.clone()
    };
    let text = serde_json::to_string(&opened).map_err(|_| broken())?;
    let old = format!("{STALE}{}", me.database);
    let mut put: Vec<(&str, JsValue)> = vec![(old.as_str(), "".into())];
    let kept = rows.iter().filter(|(key, _)| key != identity::KEY);
    put.extend(kept.map(|(key, value)| (key.as_str(), value.into())));
    put.push((identity::KEY, text.into()));
    store.change(&[unfinished, key(&me.database)], &put).await?;

    store.unseal();
    for row in vault.all("").await? {
        if !rows.contains(&row) {
            // Sealed by a screen since they were read.
            store.put(&row.0, &row.1).await?;
        }
    }
    drop(turn);
    app.hold_key(None, true);
    super::show_people(app, &store).await;
    Ok(opened)
}
