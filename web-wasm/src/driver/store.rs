//! The page's storage: the machine's tables, and a `local` table for what is this
//! device's alone (who it is, drafts, settings). The only file that names the database.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use rounds_sync_core::device::{Row, Table, Write};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbTransaction};

use super::idb::{self, IdbError, Mode};

const DATABASE: &str = "rounds";
const VERSION: u32 = 1;
const LOCAL: &str = "local";

/// One open database, reopened when the browser closes it.
#[derive(Debug, Default)]
pub struct Store {
    db: RefCell<Option<IdbDatabase>>,
}

impl Store {
    /// Opens the database, and proves by writing and reading back that it can be used.
    ///
    /// # Errors
    /// What the browser said: private mode, no room, no IndexedDB.
    pub async fn open() -> Result<Self, IdbError> {
        let store = Self::default();
        store.probe().await?;
        Ok(store)
    }

    /// Writes a row, reads it back and removes it.
    ///
    /// # Errors
    /// As [`Store::open`], also when another value comes back.
    pub async fn probe(&self) -> Result<(), IdbError> {
        const KEY: &str = "probe";
        let stamp = js_sys::Date::now().to_string();
        self.put_local(KEY, &stamp).await?;
        let back = self.get_local(KEY).await?;
        self.delete_local(KEY).await?;
        if back.as_deref() == Some(stamp.as_str()) {
            Ok(())
        } else {
            Err(IdbError::own("DataError", "what was written did not come back"))
        }
    }

    /// Writes all of `writes` in one strictly durable transaction.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was written then.
    pub async fn write(&self, writes: &[Write]) -> Result<(), IdbError> {
        self.twice(Mode::DurableWrite, &Table::ALL.map(Table::name), async |transaction| {
            for write in writes {
                match write {
                    Write::Put(row) => {
                        let value = Uint8Array::from(row.value.as_slice());
                        let store = transaction.object_store(row.table.name())?;
                        store.put_with_key(&value, &key_of(&row.key))?;
                    }
                    Write::Delete { table, key } => {
                        transaction.object_store(table.name())?.delete(&key_of(key))?;
                    }
                }
            }
            idb::complete(&transaction).await
        })
        .await
    }

    /// All rows of a table whose key begins with `prefix`, in key order.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn read(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, IdbError> {
        self.twice(Mode::Read, &[table.name()], async |transaction| {
            let store = transaction.object_store(table.name())?;
            let range = prefix_range(prefix)?;
            let (keys, values) = match &range {
                Some(range) => (
                    store.get_all_keys_with_key(range)?,
                    store.get_all_with_key(range)?,
                ),
                None => (store.get_all_keys()?, store.get_all()?),
            };
            let keys: Array = idb::settle(&keys).await?.unchecked_into();
            let values: Array = idb::settle(&values).await?.unchecked_into();
            Ok(keys
                .iter()
                .zip(values.iter())
                .map(|(key, value)| Row { table, key: bytes_of(&key), value: bytes_of(&value) })
                .collect())
        })
        .await
    }

    /// One value of the local table.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn get_local(&self, key: &str) -> Result<Option<String>, IdbError> {
        self.twice(Mode::Read, &[LOCAL], async |transaction| {
            let request = transaction.object_store(LOCAL)?.get(&key.into())?;
            Ok(idb::settle(&request).await?.as_string())
        })
        .await
    }

    /// All keys and values of the local table that begin with `prefix`.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn all_local(&self, prefix: &str) -> Result<Vec<(String, String)>, IdbError> {
        self.twice(Mode::Read, &[LOCAL], async |transaction| {
            let store = transaction.object_store(LOCAL)?;
            let end = format!("{prefix}\u{ffff}");
            let range = IdbKeyRange::bound(&prefix.into(), &end.as_str().into())?;
            let keys = store.get_all_keys_with_key(&range)?;
            let values = store.get_all_with_key(&range)?;
            let keys: Array = idb::settle(&keys).await?.unchecked_into();
            let values: Array = idb::settle(&values).await?.unchecked_into();
            Ok(keys
                .iter()
                .zip(values.iter())
                .filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?)))
                .collect())
        })
        .await
    }

    /// Writes one value of the local table, strictly durable.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn put_local(&self, key: &str, value: &str) -> Result<(), IdbError> {
        self.twice(Mode::DurableWrite, &[LOCAL], async |transaction| {
            transaction.object_store(LOCAL)?.put_with_key(&value.into(), &key.into())?;
            idb::complete(&transaction).await
        })
        .await
    }

    /// Removes one value of the local table, if it is there.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn delete_local(&self, key: &str) -> Result<(), IdbError> {
        self.twice(Mode::DurableWrite, &[LOCAL], async |transaction| {
            transaction.object_store(LOCAL)?.delete(&key.into())?;
            idb::complete(&transaction).await
        })
        .await
    }

    /// Runs one transaction; when it fails, reopens the database and runs it once more.
    ///
    /// WebKit closes the connection of a page that was away, and says so only when it
    /// is next used.
    async fn twice<T>(
        &self,
        mode: Mode,
        stores: &[&str],
        work: impl AsyncFn(IdbTransaction) -> Result<T, IdbError>,
    ) -> Result<T, IdbError> {
        match self.once(mode, stores, &work).await {
            Err(error) if !error.is_full() => {
                self.forget();
                self.once(mode, stores, &work).await
            }
            outcome => outcome,
        }
    }

    async fn once<T>(
        &self,
        mode: Mode,
        stores: &[&str],
        work: &impl AsyncFn(IdbTransaction) -> Result<T, IdbError>,
    ) -> Result<T, IdbError> {
        let db = self.connection().await?;
        work(idb::transaction(&db, stores, mode)?).await
    }

    async fn connection(&self) -> Result<IdbDatabase, IdbError> {
        if let Some(db) = self.db.borrow().clone() {
            return Ok(db);
        }
        let mut stores: Vec<&str> = Table::ALL.map(Table::name).to_vec();
        stores.push(LOCAL);
        let db = idb::open(DATABASE, VERSION, &stores).await?;
        close_when_replaced(&db);
        *self.db.borrow_mut() = Some(db.clone());
        Ok(db)
    }

    fn forget(&self) {
        if let Some(db) = self.db.borrow_mut().take() {
            db.close();
        }
    }
}

/// Lets another tab upgrade or delete the database instead of blocking it.
fn close_when_replaced(db: &IdbDatabase) {
    let handle = db.clone();
    let close = Closure::once_into_js(move |_: JsValue| handle.close());
    db.set_onversionchange(Some(close.unchecked_ref()));
}

fn key_of(key: &[u8]) -> JsValue {
    Uint8Array::from(key).into()
}

fn bytes_of(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

/// The range of all keys that begin with `prefix`; `None` for every key.
fn prefix_range(prefix: &[u8]) -> Result<Option<IdbKeyRange>, IdbError> {
    if prefix.is_empty() {
        return Ok(None);
    }
    let lower = key_of(prefix);
    let range = match after_prefix(prefix) {
        Some(upper) => IdbKeyRange::bound_with_lower_open_and_upper_open(
            &lower,
            &key_of(&upper),
            false,
            true,
        )?,
        None => IdbKeyRange::lower_bound(&lower)?,
    };
    Ok(Some(range))
}

/// The first key after all that begin with `prefix`; `None` when there is no such key.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|&byte| byte != u8::MAX)?;
    let mut next = prefix.get(..=last)?.to_vec();
    *next.last_mut()? += 1;
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::after_prefix;

    #[test]
    fn the_end_of_a_prefix_carries_over_full_bytes() {
        assert_eq!(after_prefix(&[1, 2]), Some(vec![1, 3]));
        assert_eq!(after_prefix(&[1, 255]), Some(vec![2]));
        assert_eq!(after_prefix(&[255, 255]), None);
    }
}
