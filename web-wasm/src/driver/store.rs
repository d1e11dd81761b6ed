//! The machine's tables in IndexedDB: one database for each person who uses this browser,
//! so that nobody sees another's private notes. The only file that knows their layout.
//! Values are sealed before a transaction begins and opened after it has ended.

use std::rc::Rc;

use js_sys::Uint8Array;
use rounds_sync_core::device::{Row, Table, Write};
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

use super::connection::Connection;
use super::idb::IdbError;
use super::seal::Seal;
use super::table::{self, Change};
use super::vault;

/// The machine's tables.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    tables: Vec<&'static str>,
    seal: Option<Rc<Seal>>,
}

impl Store {
    /// The tables in the database of this name; made when first used. Sealed with `seal`,
    /// if there is one.
    #[must_use]
    pub fn new(database: &str, seal: Option<Rc<Seal>>) -> Self {
        let tables = vault::tables(database);
        Self {
            connection: Connection::new(database.to_owned(), tables.clone()),
            tables,
            seal,
        }
    }

    /// Writes all of `writes` in one strictly durable transaction.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was written then.
    pub async fn write(&self, writes: &[Write]) -> Result<(), IdbError> {
        let mut values = self.values(writes).await?.into_iter();
        let mut changes = Vec::with_capacity(writes.len());
        for write in writes {
            changes.push(match (write, values.next().flatten()) {
                (Write::Put(row), Some(value)) => {
                    Change::Put(row.table.name(), key_of(&row.key), value.into())
                }
                (Write::Delete { table, key }, _) => Change::Delete(table.name(), key_of(key)),
                (Write::Put(_), None) => {
                    return Err(IdbError::own("DataError", "a value is missing"));
                }
            });
        }
        table::change(&self.connection, &Table::ALL.map(Table::name), &changes).await
    }

    /// What is to be stored for each of `writes`.
    async fn values(&self, writes: &[Write]) -> Result<Vec<Option<Uint8Array>>, IdbError> {
        let rows = writes.iter().map(row_of);
        let Some(seal) = &self.seal else {
            let plain = rows.map(|row| row.map(|row| Uint8Array::from(row.value.as_slice())));
            return Ok(plain.collect());
        };
        let places: Vec<_> = rows
            .clone()
            .flatten()
            .map(|row| (place(row.table, &row.key), row.value.as_slice()))
            .collect();
        let mut sealed = seal.close(&places).await?.into_iter();
        Ok(rows.map(|row| row.and_then(|_| sealed.next())).collect())
    }

    /// Removes everything, and then the database itself.
    ///
    /// # Errors
    /// After one reopening and one more try; then rows may be left.
    pub async fn erase(&self) -> Result<(), IdbError> {
        // The rows go first: another window may keep the database open, not the rows.
        let changes: Vec<Change> = self
            .tables
            .iter()
            .map(|table| Change::Clear(table))
            .collect();
        table::change(&self.connection, &self.tables, &changes).await?;
        self.connection.remove().await
    }

    /// All rows of a table whose key begins with `prefix`, in key order.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn read(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, IdbError> {
        let range = prefix_range(prefix)?;
        let (keys, values) = table::rows(&self.connection, table.name(), range.as_ref()).await?;
        let keys = keys.iter().map(|key| bytes_of(&key));
        let values: Vec<Vec<u8>> = match &self.seal {
            None => values.iter().map(|value| bytes_of(&value)).collect(),
            Some(seal) => {
                let sealed = keys.clone().zip(values.iter());
                let sealed =
                    sealed.map(|(key, value)| (place(table, &key), value.unchecked_into()));
                seal.open(&sealed.collect::<Vec<_>>()).await?
            }
        };
        let rows = keys.zip(values);
        Ok(rows.map(|(key, value)| Row { table, key, value }).collect())
    }
}

fn row_of(write: &Write) -> Option<&Row> {
    match write {
        Write::Put(row) => Some(row),
        Write::Delete { .. } => None,
    }
}

/// What a row's seal is bound to.
fn place(table: Table, key: &[u8]) -> Vec<u8> {
    [table.name().as_bytes(), b"\0", key].concat()
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
        Some(upper) => {
            IdbKeyRange::bound_with_lower_open_and_upper_open(&lower, &key_of(&upper), false, true)?
        }
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
