//! What is this browser's alone: who it is, drafts, settings, what lists say.
//!
//! Rows of the browser lie in a table of their own. Rows of a person lie there too, or,
//! when the person has a lock, sealed in their [`Vault`]; while that is locked they can
//! be neither read nor written.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::connection::Connection;
use super::idb::IdbError;
use super::table::{self, Change};
use super::vault::Vault;

const DATABASE: &str = "rounds";
const LOCAL: &str = "local";

/// What the keys of the browser's own rows are or begin with.
const BROWSERS: [&str; 6] = [
    "settings",
    "pending-join",
    "leaving",
    "probe",
    "lock",
    "stale/",
];

/// A table from text to text.
#[derive(Debug)]
pub struct Local {
    connection: Connection,
    person: RefCell<Rows>,
}

/// Where the rows of a person are.
#[derive(Debug, Clone)]
enum Rows {
    /// Beside the browser's.
    Open,
    /// Sealed.
    Sealed(Rc<Vault>),
    /// Sealed, and nobody has opened them.
    Locked,
}

/// Whether a row belongs to the browser and not to a person.
#[must_use]
pub fn is_browsers(key: &str) -> bool {
    BROWSERS.iter().any(|own| key.starts_with(own))
}

impl Local {
    /// Opens the table, and proves by writing and reading back that it can be used.
    ///
    /// # Errors
    /// What the browser said: private mode, no room, no IndexedDB.
    pub async fn open() -> Result<Self, IdbError> {
        let local = Self {
            connection: Connection::new(DATABASE.to_owned(), vec![LOCAL]),
            person: RefCell::new(Rows::Open),
        };
        local.probe().await?;
        Ok(local)
    }

    /// From here on the rows of a person are in `vault`.
    pub fn unlock(&self, vault: Rc<Vault>) {
        self.person.replace(Rows::Sealed(vault));
    }

    /// From here on the rows of a person lie beside the browser's.
    pub fn unseal(&self) {
        self.person.replace(Rows::Open);
    }

    /// From here on the rows of a person can be neither read nor written.
    pub fn lock(&self) {
        self.person.replace(Rows::Locked);
    }

    /// Waits until a person's rows that are on their way are written or refused.
    pub async fn settle(&self) {
        let rows = self.person.borrow().clone();
        if let Rows::Sealed(vault) = rows {
            vault.settle().await;
        }
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
        match self.rows(key) {
            Rows::Open => Ok(self.value(key).await?.as_string()),
            Rows::Sealed(vault) => vault.get(key).await,
            Rows::Locked => Ok(None),
        }
    }

    /// One value of the browser's, whatever it is.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn value(&self, key: &str) -> Result<JsValue, IdbError> {
        table::value(&self.connection, LOCAL, key).await
    }

    /// All keys and values that begin with `prefix`.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, IdbError> {
        match self.rows(prefix) {
            Rows::Open => self.all_beside(prefix).await,
            Rows::Sealed(vault) => vault.all(prefix).await,
            Rows::Locked => Ok(Vec::new()),
        }
    }

    /// All texts of the browser's table that begin with `prefix`, whoever they belong to.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn all_beside(&self, prefix: &str) -> Result<Vec<(String, String)>, IdbError> {
        let range = table::beginning(prefix)?;
        let (keys, values) = table::rows(&self.connection, LOCAL, Some(&range)).await?;
        let rows = keys.iter().zip(values.iter());
        Ok(rows
            .filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?)))
            .collect())
    }

    /// Writes one value, strictly durable.
    ///
    /// # Errors
    /// After one reopening and one more try; or it is a person's, and locked.
    pub async fn put(&self, key: &str, value: &str) -> Result<(), IdbError> {
        match self.rows(key) {
            Rows::Open => self.put_value(key, &value.into()).await,
            Rows::Sealed(vault) => vault.put(&[(key.to_owned(), value.to_owned())]).await,
            Rows::Locked => Err(IdbError::own("InvalidStateError", "it is locked")),
        }
    }

    /// Writes one value of the browser's, whatever it is, strictly durable.
    ///
    /// # Errors
    /// After one reopening and one more try; or the browser cannot store such a value.
    pub async fn put_value(&self, key: &str, value: &JsValue) -> Result<(), IdbError> {
        self.change(&[], &[(key, value.clone())]).await
    }

    /// Removes and writes rows of the browser's table in one strictly durable transaction.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was changed then.
    pub async fn change(&self, gone: &[String], put: &[(&str, JsValue)]) -> Result<(), IdbError> {
        let gone = gone.iter().map(|key| Change::Delete(LOCAL, key.into()));
        let put = put.iter().map(|(key, value)| {
            let key = JsValue::from_str(key);
            Change::Put(LOCAL, key, value.clone())
        });
        let changes: Vec<Change> = gone.chain(put).collect();
        table::change(&self.connection, &[LOCAL], &changes).await
    }

    /// Removes one value, if it is there.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn delete(&self, key: &str) -> Result<(), IdbError> {
        match self.rows(key) {
            Rows::Open => self.change(&[key.to_owned()], &[]).await,
            Rows::Sealed(vault) => vault.delete(key).await,
            Rows::Locked => Ok(()),
        }
    }

    fn rows(&self, key: &str) -> Rows {
        if is_browsers(key) {
            Rows::Open
        } else {
            self.person.borrow().clone()
        }
    }
}

/// A stored value that is not what was written.
pub(super) fn unreadable() -> IdbError {
    IdbError::own("DataError", "a stored value cannot be read")
}

#[cfg(test)]
mod tests {
    use super::is_browsers;

    #[test]
    fn what_names_a_person_is_no_row_of_the_browser() {
        for own in [
            "settings",
            "pending-join",
            "leaving",
            "lock-key",
            "lock/sealed-1",
        ] {
            assert!(is_browsers(own), "{own}");
        }
        for theirs in [
            "identity",
            "draft/1",
            "journal",
            "summary/1",
            "rescue/001/a",
        ] {
            assert!(!is_browsers(theirs), "{theirs}");
        }
    }
}
