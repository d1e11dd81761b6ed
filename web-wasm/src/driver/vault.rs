//! A person's sealed texts: drafts, lists, who they are. Lies in the same database as
//! their sealed notes, so that one key and one removal serve both.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use rounds_sync_core::device::Table;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::connection::Connection;
use super::idb::IdbError;
use super::local;
use super::seal::Seal;
use super::table::{self, Change};

/// What the names of sealed databases begin with.
pub const PREFIX: &str = "sealed-";

/// The table of texts.
const TEXTS: &str = "texts";

/// The tables of a database of this name.
#[must_use]
pub fn tables(database: &str) -> Vec<&'static str> {
    let mut tables = Table::ALL.map(Table::name).to_vec();
    if database.starts_with(PREFIX) {
        tables.push(TEXTS);
    }
    tables
}

/// A sealed table from text to text.
#[derive(Debug)]
pub struct Vault {
    connection: Connection,
    seal: Rc<Seal>,
    /// Writes take turns: sealing two values of one key at once could end in any order.
    last: RefCell<Promise>,
}

impl Vault {
    /// The texts in the sealed database of this name.
    #[must_use]
    pub fn new(database: &str, seal: Rc<Seal>) -> Self {
        Self {
            connection: Connection::new(database.to_owned(), tables(database)),
            seal,
            last: RefCell::new(Promise::resolve(&JsValue::UNDEFINED)),
        }
    }

    /// One value.
    pub(super) async fn get(&self, key: &str) -> Result<Option<String>, IdbError> {
        let found = table::value(&self.connection, TEXTS, key).await?;
        if found.is_undefined() {
            return Ok(None);
        }
        let place = place(key);
        let opened = self.seal.open_one(&place, found.unchecked_into()).await?;
        text(opened).map(Some)
    }

    /// All keys and values that begin with `prefix`.
    ///
    /// # Errors
    /// After one reopening and one more try; or one of them is broken.
    pub async fn all(&self, prefix: &str) -> Result<Vec<(String, String)>, IdbError> {
        let range = table::beginning(prefix)?;
        let (keys, values) = table::rows(&self.connection, TEXTS, Some(&range)).await?;
        let keys: Vec<String> = keys.iter().filter_map(|key| key.as_string()).collect();
        let sealed: Vec<(Vec<u8>, Uint8Array)> = keys
            .iter()
            .zip(values.iter())
            .map(|(key, value)| (place(key).into_bytes(), value.unchecked_into()))
            .collect();
        let opened = self.seal.open(&sealed).await?.into_iter().map(text);
        keys.into_iter()
            .zip(opened)
            .map(|(key, value)| Ok((key, value?)))
            .collect()
    }

    /// Writes values, strictly durable, all or none.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was written then.
    pub async fn put(&self, rows: &[(String, String)]) -> Result<(), IdbError> {
        let _turn = self.turn().await;
        let places = rows
            .iter()
            .map(|(key, value)| (place(key).into_bytes(), value.as_bytes()))
            .collect::<Vec<_>>();
        let sealed = self.seal.close(&places).await?.into_iter();
        let put = rows.iter().zip(sealed);
        self.change(put.map(|((key, _), value)| Change::Put(TEXTS, key.into(), value.into())))
            .await
    }

    /// Removes one value, if it is there.
    pub(super) async fn delete(&self, key: &str) -> Result<(), IdbError> {
        let _turn = self.turn().await;
        self.change([Change::Delete(TEXTS, key.into())].into_iter())
            .await
    }

    async fn change(&self, changes: impl Iterator<Item = Change>) -> Result<(), IdbError> {
        let changes: Vec<Change> = changes.collect();
        table::change(&self.connection, &[TEXTS], &changes).await
    }

    /// Waits for the writes that were asked for before; others wait for this one.
    async fn turn(&self) -> Turn {
        let mut ended = None;
        let mine = Promise::new(&mut |resolve, _| ended = Some(resolve));
        let turn = Turn(ended);
        let before = self.last.replace(mine);
        let _ = JsFuture::from(before).await;
        turn
    }

    /// Waits until everything that was asked for so far is written or refused.
    pub(super) async fn settle(&self) {
        drop(self.turn().await);
    }
}

/// A write's turn, until it is dropped.
struct Turn(Option<js_sys::Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(ended) = self.0.take() {
            let _ = ended.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What a text's seal is bound to.
fn place(key: &str) -> String {
    format!("{TEXTS}\0{key}")
}

fn text(bytes: Vec<u8>) -> Result<String, IdbError> {
    String::from_utf8(bytes).map_err(|_| local::unreadable())
}
