//! One named database, reopened when the browser closes it.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbTransaction};

use super::idb::{self, IdbError, Mode};

const VERSION: u32 = 1;

/// A database with its stores.
#[derive(Debug)]
pub struct Connection {
    name: String,
    stores: Vec<&'static str>,
    db: RefCell<Option<IdbDatabase>>,
}

impl Connection {
    /// Names the database; it is opened, and made, when it is first used.
    #[must_use]
    pub const fn new(name: String, stores: Vec<&'static str>) -> Self {
        Self {
            name,
            stores,
            db: RefCell::new(None),
        }
    }

    /// Runs one transaction; when it fails, reopens the database and runs it once more.
    ///
    /// WebKit closes the connection of a page that was away, and says so only when it
    /// is next used.
    ///
    /// # Errors
    /// What the browser said the second time, or that there is no room.
    pub async fn twice<T>(
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

    /// Removes the database. Other windows close theirs when they are asked to.
    ///
    /// # Errors
    /// What the browser said.
    pub async fn remove(&self) -> Result<(), IdbError> {
        self.forget();
        idb::settle(&*idb::factory()?.delete_database(&self.name)?).await?;
        Ok(())
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
        let db = idb::open(&self.name, VERSION, &self.stores).await?;
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
