//! The way in without the PIN: the data key is sealed under a half that only the server
//! can make, and that it gives to whoever brings a facilitator's code for this device.

use serde_json::{Value, json};

use super::{DATA_KEY, Person, broken, browser_key, bytes, open};
use crate::driver::http::{self, HttpError};
use crate::driver::idb::IdbError;
use crate::driver::leader;
use crate::driver::seal;
use crate::i18n::t;
use crate::state::App;

/// A part of what the server answers, in hexadecimal or as an id.
fn part<'a>(answer: &'a Value, name: &str) -> Result<&'a str, IdbError> {
    answer.get(name).and_then(Value::as_str).ok_or_else(broken)
}

/// Asks the server for a half once it can be asked, and seals the data key under it.
pub async fn keep_half(app: App) {
    let (Some(store), Some(me)) = (app.store(), app.me.get_untracked()) else {
        return;
    };
    let Some(key) = app.core().borrow_mut().unshared.take() else {
        return;
    };
    let kept = async {
        let half: Value = http::post("/api/v1/lock/half", &Value::Null).await.ok()?;
        // The session may be another person's still.
        (part(&half, "device").ok()? == me.device).then_some(())?;
        let nonce = part(&half, "nonce").ok()?;
        let secret = bytes(part(&half, "half").ok()?).ok()?;
        let browser = browser_key(&store).await.ok()?;
        let wrap = seal::of_half(&secret, &bytes(nonce).ok()?, &browser)
            .await
            .ok()?;
        let sealed = wrap.close_one(DATA_KEY, &key).await.ok()?;
        let _turn = leader::turn().await;
        let mut person = Person::read(&store, &me.database).await.ok()?;
        person.by_half = hex::encode(sealed.to_vec());
        nonce.clone_into(&mut person.nonce);
        person.write(&store).await.ok()?;
        super::show_people(app, &store).await;
        Some(())
    };
    if kept.await.is_none() {
        // Asked again at the next connection.
        app.core().borrow_mut().unshared = Some(key);
    }
}

/// Opens a person's storage with a facilitator's code, and gives it another PIN.
///
/// # Errors
/// Why not, in words.
pub async fn recover(app: App, database: &str, code: &str, pin: &str) -> Result<(), String> {
    let said = |error: IdbError| error.to_string();
    let store = app.store().ok_or_else(|| said(broken()))?;
    let turn = leader::turn().await;
    let mut person = Person::read(&store, database).await.map_err(said)?;
    let opening = json!({"device": person.device, "nonce": person.nonce, "code": code});
    let half: Value = http::post("/api/v1/lock/open", &opening)
        .await
        .map_err(refusal)?;
    let opened = async {
        let browser = browser_key(&store).await?;
        let (secret, nonce) = (bytes(part(&half, "half")?)?, bytes(&person.nonce)?);
        let wrap = seal::of_half(&secret, &nonce, &browser).await?;
        let by_half = bytes(&person.by_half)?;
        let key = wrap.open_one(DATA_KEY, by_half.as_slice().into()).await?;
        person.seal_by_pin(&browser, pin, &key).await?;
        person.write(&store).await?;
        key.try_into().map_err(|_| broken())
    };
    let key = opened.await.map_err(said)?;
    drop(turn);
    open(app, &store, &person, key).await.map_err(said)
}

fn refusal(error: HttpError) -> String {
    match error {
        HttpError::NoNetwork => t("needs-internet"),
        HttpError::Status { status: 404, .. } => t("lock-code-wrong"),
        HttpError::Status { detail, .. } if !detail.is_empty() => detail,
        _ => t("lock-code-wrong"),
    }
}
