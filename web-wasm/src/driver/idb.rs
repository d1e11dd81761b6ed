//! IndexedDB requests and transactions as futures. Nothing here knows what is stored.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction};

/// What the browser's storage answered instead of doing it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct IdbError {
    /// The DOM exception's name, `QuotaExceededError` for one.
    pub name: String,
    /// What it says.
    pub message: String,
}

impl IdbError {
    /// Reads a thrown value.
    #[must_use]
    pub fn from_js(thrown: &JsValue) -> Self {
        let field = |name: &str| {
            Reflect::get(thrown, &name.into())
                .ok()
                .and_then(|value| value.as_string())
                .unwrap_or_default()
        };
        Self {
            name: field("name"),
            message: field("message"),
        }
    }

    /// A refusal that the page noticed by itself.
    #[must_use]
    pub fn own(name: &str, message: &str) -> Self {
        Self {
            name: name.to_owned(),
            message: message.to_owned(),
        }
    }

    /// Whether there is no room; trying again at once would not help.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.name == "QuotaExceededError"
    }
}

impl From<JsValue> for IdbError {
    fn from(thrown: JsValue) -> Self {
        Self::from_js(&thrown)
    }
}

/// The factory of this page, if the browser has one to give.
pub fn factory() -> Result<IdbFactory, IdbError> {
    // `Reflect`, because a worker-like or locked-down page has no typed accessor for it.
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
    factory
        .dyn_into()
        .map_err(|_| IdbError::own("NotSupportedError", "this browser has no IndexedDB"))
}

/// Opens `name`, making the given stores when it is new or older than `version`.
pub async fn open(name: &str, version: u32, stores: &[&str]) -> Result<IdbDatabase, IdbError> {
    let request = factory()?.open_with_u32(name, version)?;
    let wanted: Vec<String> = stores.iter().map(|&store| store.to_owned()).collect();
    let upgrade = Closure::<dyn FnMut(web_sys::Event)>::new({
        let request = request.clone();
        move |_| make_stores(&request, &wanted)
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let result = settle(&request).await;
    request.set_onupgradeneeded(None);
    drop(upgrade);
    Ok(result?.unchecked_into())
}

fn make_stores(request: &IdbOpenDbRequest, wanted: &[String]) {
    let Ok(result) = request.result() else { return };
    let db: IdbDatabase = result.unchecked_into();
    let present = db.object_store_names();
    for store in wanted.iter().filter(|store| !present.contains(store)) {
        // A failure here aborts the upgrade, and `open` reports it.
        let _ = db.create_object_store(store);
    }
}

/// What a transaction may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads.
    Read,
    /// Reads and writes, complete only when the system says that it is on disk.
    DurableWrite,
}

/// Starts a transaction over `stores`.
pub fn transaction(
    db: &IdbDatabase,
    stores: &[&str],
    mode: Mode,
) -> Result<IdbTransaction, IdbError> {
    let names: Array = stores
        .iter()
        .map(|&store| JsValue::from_str(store))
        .collect();
    let options = Object::new();
    let word = match mode {
        Mode::Read => "readonly",
        Mode::DurableWrite => {
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
            "readwrite"
        }
    };
    // By name, because web-sys holds the third argument back as unstable.
    let start: Function = Reflect::get(db, &"transaction".into())?.unchecked_into();
    Ok(start
        .call3(db, &names, &word.into(), &options)?
        .unchecked_into())
}

/// Waits for a request and gives its result.
pub async fn settle(request: &IdbRequest) -> Result<JsValue, IdbError> {
    let mut handlers = None;
    let promise = Promise::new(&mut |resolve, reject| {
        let (done, failed) = (call(resolve), call(reject));
        request.set_onsuccess(Some(done.as_ref().unchecked_ref()));
        request.set_onerror(Some(failed.as_ref().unchecked_ref()));
        handlers = Some((done, failed));
    });
    let outcome = JsFuture::from(promise).await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    drop(handlers);
    match outcome {
        Ok(_) => Ok(request.result()?),
        Err(_) => Err(request_error(request)),
    }
}

/// Ends a transaction that has all its requests, and waits until it is durable, or says
/// why it is not.
pub async fn complete(transaction: &IdbTransaction) -> Result<(), IdbError> {
    // Else the browser ends it when the page has heard of the last request. A page that
    // is being left does not hear any more: WebKit kept such a page and its transaction,
    // and the next page waited for it for ever. By name, because web-sys gives the method
    // up; a browser without it ends the transaction as before.
    let commit = Reflect::get(transaction, &"commit".into()).ok();
    if let Some(commit) = commit.and_then(|commit| commit.dyn_into::<Function>().ok()) {
        let _ = commit.call0(transaction);
    }
    let mut handlers = None;
    let promise = Promise::new(&mut |resolve, reject| {
        let (done, failed) = (call(resolve), call(reject));
        transaction.set_oncomplete(Some(done.as_ref().unchecked_ref()));
        // Not `onerror`: a request that failed ends in an abort, after it.
        transaction.set_onabort(Some(failed.as_ref().unchecked_ref()));
        handlers = Some((done, failed));
    });
    let outcome = JsFuture::from(promise).await;
    transaction.set_oncomplete(None);
    transaction.set_onabort(None);
    drop(handlers);
    outcome.map(|_| ()).map_err(|_| match transaction.error() {
        Some(error) => IdbError::from_js(&error),
        None => IdbError::own("AbortError", "the browser ended the write"),
    })
}

fn call(function: Function) -> Closure<dyn FnMut(web_sys::Event)> {
    Closure::new(move |_| {
        let _ = function.call0(&JsValue::UNDEFINED);
    })
}

fn request_error(request: &IdbRequest) -> IdbError {
    match request.error() {
        Ok(Some(error)) => IdbError::from_js(&error),
        _ => IdbError::own("UnknownError", "the browser gave no reason"),
    }
}
