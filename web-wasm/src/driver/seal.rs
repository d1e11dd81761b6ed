//! Sealing what is stored with the browser's own cryptography. No other file calls it.
//!
//! Values are sealed with AES-256-GCM under a random data key, each with a random nonce
//! and bound to the place where it lies, so that values cannot be exchanged for each
//! other. The data key is kept sealed under keys made from a secret and from a key of
//! this browser that scripts cannot read.
//!
//! Invariant: nothing here is awaited inside an IndexedDB transaction, which would end.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::idb::IdbError;

/// Bytes of a nonce, before each sealed value.
const NONCE_BYTES: u32 = 12;

/// Rounds of PBKDF2-SHA-256: what OWASP asks for, a third of a second on a laptop.
const ROUNDS: u32 = 600_000;

/// A key as bytes.
pub type Bytes = [u8; 32];

/// Seals and opens under one key.
#[derive(Debug, Clone)]
pub struct Seal {
    key: CryptoKey,
}

impl Seal {
    /// Takes a key over; scripts cannot read it back from here.
    ///
    /// # Errors
    /// This browser has no cryptography, as on an address without https.
    pub async fn new(key: &Bytes) -> Result<Self, IdbError> {
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        Ok(Self {
            key: import(key, &"AES-GCM".into(), &uses).await?,
        })
    }

    /// Seals values, each for its place.
    ///
    /// # Errors
    /// What the browser said.
    pub async fn close(&self, values: &[(Vec<u8>, &[u8])]) -> Result<Vec<Uint8Array>, IdbError> {
        let subtle = subtle()?;
        let (nonces, work) = (Array::new(), Array::new());
        for (place, value) in values {
            let mut random = [0; NONCE_BYTES as usize];
            // A nonce that came twice would give both values away.
            getrandom::fill(&mut random).map_err(|_| broken())?;
            let nonce = Uint8Array::from(random.as_slice());
            let how = gcm(&nonce, place)?;
            work.push(&*subtle.encrypt_with_object_and_js_u8_array(
                &how,
                &self.key,
                &Uint8Array::from(*value),
            )?);
            nonces.push(&nonce);
        }
        let sealed = all(&work).await?;
        Ok(nonces
            .iter()
            .zip(sealed)
            .map(|(nonce, sealed)| {
                let whole = Uint8Array::new_with_length(NONCE_BYTES + sealed.length());
                whole.set(&nonce, 0);
                whole.set(&sealed, NONCE_BYTES);
                whole
            })
            .collect())
    }

    /// Opens values that were sealed for these places.
    ///
    /// # Errors
    /// One of them was not sealed with this key for this place.
    pub async fn open(&self, values: &[(Vec<u8>, Uint8Array)]) -> Result<Vec<Vec<u8>>, IdbError> {
        let subtle = subtle()?;
        let work = Array::new();
        for (place, value) in values {
            let nonce = value.subarray(0, NONCE_BYTES);
            let sealed = value.subarray(NONCE_BYTES, value.length());
            let how = gcm(&nonce, place)?;
            work.push(&*subtle.decrypt_with_object_and_js_u8_array(&how, &self.key, &sealed)?);
        }
        Ok(all(&work).await?.iter().map(Uint8Array::to_vec).collect())
    }

    /// Seals one value.
    ///
    /// # Errors
    /// What the browser said.
    pub async fn close_one(&self, place: &str, value: &[u8]) -> Result<Uint8Array, IdbError> {
        let sealed = self.close(&[(place.into(), value)]).await?;
        sealed.into_iter().next().ok_or_else(broken)
    }

    /// Opens one value.
    ///
    /// # Errors
    /// It was not sealed with this key for this place.
    pub async fn open_one(&self, place: &str, value: Uint8Array) -> Result<Vec<u8>, IdbError> {
        let opened = self.open(&[(place.into(), value)]).await?;
        opened.into_iter().next().ok_or_else(broken)
    }
}

/// Makes the key of this browser: it can be used and kept, and not read.
///
/// # Errors
/// This browser has no cryptography.
pub async fn browser_key() -> Result<CryptoKey, IdbError> {
    let how = object(&[("name", "HMAC".into()), ("hash", "SHA-256".into())])?;
    let uses = Array::of1(&"sign".into());
    let made = subtle()?.generate_key_with_object(&how, false, &uses)?;
    Ok(JsFuture::from(made).await?.unchecked_into())
}

/// The seal that a PIN opens in this browser. Slow on purpose.
///
/// # Errors
/// What the browser said.
pub async fn of_pin(pin: &str, salt: &[u8], browser: &CryptoKey) -> Result<Seal, IdbError> {
    let uses = Array::of1(&"deriveBits".into());
    let key = import(pin.as_bytes(), &"PBKDF2".into(), &uses).await?;
    let how = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", ROUNDS.into()),
    ])?;
    let stretched = derive(&how, &key).await?;
    joined(&stretched, salt, browser, "rounds pin").await
}

/// The seal that the server's half of a key opens in this browser.
///
/// # Errors
/// What the browser said.
pub async fn of_half(half: &[u8], salt: &[u8], browser: &CryptoKey) -> Result<Seal, IdbError> {
    joined(half, salt, browser, "rounds half").await
}

/// A seal for which both a secret and this browser's key are needed.
async fn joined(
    secret: &[u8],
    salt: &[u8],
    browser: &CryptoKey,
    what: &str,
) -> Result<Seal, IdbError> {
    let signed = subtle()?.sign_with_str_and_js_u8_array(
        "HMAC",
        browser,
        &Uint8Array::from([what.as_bytes(), salt].concat().as_slice()),
    )?;
    let own = bytes(&JsFuture::from(signed).await?).to_vec();
    let uses = Array::of1(&"deriveBits".into());
    let key = import(&[secret, &own].concat(), &"HKDF".into(), &uses).await?;
    let how = object(&[
        ("name", "HKDF".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("info", Uint8Array::from(what.as_bytes()).into()),
    ])?;
    let key: Bytes = derive(&how, &key).await?.try_into().map_err(|_| broken())?;
    Seal::new(&key).await
}

async fn import(key: &[u8], how: &JsValue, uses: &Array) -> Result<CryptoKey, IdbError> {
    let how: &Object = how.unchecked_ref();
    let key = Uint8Array::from(key);
    let imported = subtle()?.import_key_with_object("raw", &key, how, false, uses)?;
    Ok(JsFuture::from(imported).await?.unchecked_into())
}

async fn derive(how: &Object, key: &CryptoKey) -> Result<Vec<u8>, IdbError> {
    let bits = subtle()?.derive_bits_with_object(how, key, 256)?;
    Ok(bytes(&JsFuture::from(bits).await?).to_vec())
}

async fn all(work: &Array) -> Result<Vec<Uint8Array>, IdbError> {
    let done: Array = JsFuture::from(Promise::all(work)).await?.unchecked_into();
    Ok(done.iter().map(|buffer| bytes(&buffer)).collect())
}

fn bytes(buffer: &JsValue) -> Uint8Array {
    Uint8Array::new(buffer)
}

fn gcm(nonce: &Uint8Array, place: &[u8]) -> Result<Object, IdbError> {
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", nonce.into()),
        ("additionalData", Uint8Array::from(place).into()),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, IdbError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

/// The browser's cryptography. Absent on an address that is not secure.
fn subtle() -> Result<SubtleCrypto, IdbError> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?;
    let subtle = Reflect::get(&crypto, &"subtle".into())?;
    subtle
        .dyn_into()
        .map_err(|_| IdbError::own("NotSupportedError", "this browser cannot seal"))
}

fn broken() -> IdbError {
    IdbError::own("DataError", "a sealed value is broken")
}
