//! The machine's tables in IndexedDB: one database for each person who uses this browser,
//! so that nobody sees another's private notes. The only file that knows their layout.

use js_sys::{Array, Uint8Array};
use rounds_sync_core::device::{Row, Table, Write};
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

use super::connection::Connection;
use super::idb::{self, IdbError, Mode};

/// The machine's tables.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

impl Store {
    /// The tables in the database of this name; made when first used.
    #[must_use]
    pub fn new(database: &str) -> Self {
        let stores = Table::ALL.map(Table::name).to_vec();
        Self {
            connection: Connection::new(database.to_owned(), stores),
        }
    }

    /// Writes all of `writes` in one strictly durable transaction.
    ///
    /// # Errors
    /// After one reopening and one more try; nothing was written then.
    pub async fn write(&self, writes: &[Write]) -> Result<(), IdbError> {
        self.connection
            .twice(
                Mode::DurableWrite,
                &Table::ALL.map(Table::name),
                async |transaction| {
                    for write in writes {
                        match write {
                            Write::Put(row) => {
                                let value = Uint8Array::from(row.value.as_slice());
                                let store = transaction.object_store(row.table.name())?;
                                store.put_with_key(&value, &key_of(&row.key))?;
                            }
                            Write::Delete { table, key } => {
                                transaction
                                    .object_store(table.name())?
                                    .delete(&key_of(key))?;
                            }
                        }
                    }
                    idb::complete(&transaction).await
                },
            )
            .await
    }

    /// Removes everything, and then the database itself.
    ///
    /// # Errors
    /// After one reopening and one more try; then rows may be left.
    pub async fn erase(&self) -> Result<(), IdbError> {
        let stores = Table::ALL.map(Table::name);
        // The rows go first: another window may keep the database open, not the rows.
        self.connection
            .twice(Mode::DurableWrite, &stores, async |transaction| {
                for store in stores {
                    transaction.object_store(store)?.clear()?;
                }
                idb::complete(&transaction).await
            })
            .await?;
        self.connection.remove().await
    }

    /// All rows of a table whose key begins with `prefix`, in key order.
    ///
    /// # Errors
    /// After one reopening and one more try.
    pub async fn read(&self, table: Table, prefix: &[u8]) -> Result<Vec<Row>, IdbError> {
        self.connection
            .twice(Mode::Read, &[table.name()], async |transaction| {
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
                    .map(|(key, value)| Row {
                        table,
                        key: bytes_of(&key),
                        value: bytes_of(&value),
                    })
                    .collect())
            })
            .await
    }
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
