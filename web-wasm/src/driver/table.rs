//! Reading and changing the tables of a database. In one place, so that what every
//! transaction needs is compiled once.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

use super::connection::Connection;
use super::idb::{self, IdbError, Mode};

/// A change of a table.
#[derive(Debug)]
pub(super) enum Change {
    /// This value lies under this key.
    Put(&'static str, JsValue, JsValue),
    /// Nothing lies under this key.
    Delete(&'static str, JsValue),
    /// Nothing is in the table.
    Clear(&'static str),
}

/// One value, or `undefined`.
pub(super) async fn value(
    connection: &Connection,
    table: &'static str,
    key: &str,
) -> Result<JsValue, IdbError> {
    connection
        .twice(Mode::Read, &[table], async |transaction| {
            let request = transaction.object_store(table)?.get(&key.into())?;
            idb::settle(&request).await
        })
        .await
}

/// Keys and values in a range, or all of them.
pub(super) async fn rows(
    connection: &Connection,
    table: &'static str,
    range: Option<&IdbKeyRange>,
) -> Result<(Array, Array), IdbError> {
    let range = range.map_or(JsValue::UNDEFINED, JsValue::from);
    connection
        .twice(Mode::Read, &[table], async |transaction| {
            let store = transaction.object_store(table)?;
            let keys = store.get_all_keys_with_key(&range)?;
            let values = store.get_all_with_key(&range)?;
            let keys = idb::settle(&keys).await?;
            let values = idb::settle(&values).await?;
            Ok((keys.unchecked_into(), values.unchecked_into()))
        })
        .await
}

/// Makes all changes in one strictly durable transaction over `tables`.
pub(super) async fn change(
    connection: &Connection,
    tables: &[&'static str],
    changes: &[Change],
) -> Result<(), IdbError> {
    connection
        .twice(Mode::DurableWrite, tables, async |transaction| {
            for change in changes {
                match change {
                    Change::Put(table, key, value) => {
                        let store = transaction.object_store(table)?;
                        store.put_with_key(value, key)?;
                    }
                    Change::Delete(table, key) => {
                        transaction.object_store(table)?.delete(key)?;
                    }
                    Change::Clear(table) => {
                        transaction.object_store(table)?.clear()?;
                    }
                }
            }
            idb::complete(&transaction).await
        })
        .await
}

/// The range of all texts that begin with `prefix`.
pub(super) fn beginning(prefix: &str) -> Result<IdbKeyRange, IdbError> {
    let end = format!("{prefix}\u{ffff}");
    Ok(IdbKeyRange::bound(&prefix.into(), &end.as_str().into())?)
}
