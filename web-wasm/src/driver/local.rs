//! What is this browser's alone: who it is, drafts, settings, what lists say.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

use super::connection::Connection;
use super::idb::{self, IdbError, Mode};

const DATABASE: &str = "rounds";
const LOCAL: &str = "local";

/// A table from text to text.
#[derive(Debug)]
pub struct Local {
    connection: Connection,
}

impl Local {
    /// Opens the table, and proves by writing and reading back that it can be used.
    ///
    /// # Errors
    /// What the browser said: private mode, no room, no IndexedDB.
    pub async fn open() -> Result<Self, IdbError> {
        let local = Self {
            connection: Connection::new(DATABASE.to_owned(), vec![LOCAL]),
        };
        local.probe().await?;
        Ok(local)
    }

    /// Writes a row, reads it back and removes it.
    ///
    /// # Errors
    /// As [`Local::open`], also when another value comes back.
    pub async fn probe(&self) -> Result<(), IdbError> {
        const KEY: &str = "probe";
        let stamp = js_sys::Date::now().to_string();
        self.put(KEY, &stamp).await?;
        let back = self.get(KEY).await?;
        self.delete(KEY).await?;
        if back.as_deref() == Some(stamp.as_str()) {
            Ok(())
        } else {
            Err(IdbError::own(
                "DataError",
                "what was written did not come back",
            ))
        }
    }

    /// One value.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn get(&self, key: &str) -> Result<Option<String>, IdbError> {
        self.connection
            .twice(Mode::Read, &[LOCAL], async |transaction| {
                let request = transaction.object_store(LOCAL)?.get(&key.into())?;
                Ok(idb::settle(&request).await?.as_string())
            })
            .await
    }

    /// All keys and values that begin with `prefix`.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, IdbError> {
        self.connection
            .twice(Mode::Read, &[LOCAL], async |transaction| {
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

    /// Writes one value, strictly durable.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn put(&self, key: &str, value: &str) -> Result<(), IdbError> {
        self.connection
            .twice(Mode::DurableWrite, &[LOCAL], async |transaction| {
                transaction
                    .object_store(LOCAL)?
                    .put_with_key(&value.into(), &key.into())?;
                idb::complete(&transaction).await
            })
            .await
    }

    /// Removes everything and writes `rows` instead, in one strictly durable transaction.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was removed then.
    pub async fn replace_all(&self, rows: &[(&str, String)]) -> Result<(), IdbError> {
        self.connection
            .twice(Mode::DurableWrite, &[LOCAL], async |transaction| {
                let store = transaction.object_store(LOCAL)?;
                store.clear()?;
                for (key, value) in rows {
                    store.put_with_key(&value.as_str().into(), &(*key).into())?;
                }
                idb::complete(&transaction).await
            })
            .await
    }

    /// Removes one value, if it is there.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn delete(&self, key: &str) -> Result<(), IdbError> {
        self.connection
            .twice(Mode::DurableWrite, &[LOCAL], async |transaction| {
                transaction.object_store(LOCAL)?.delete(&key.into())?;
                idb::complete(&transaction).await
            })
            .await
    }
}
