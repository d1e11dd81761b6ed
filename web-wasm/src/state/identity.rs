//! Who this device is, and how it joins a visit.

use rounds_sync_core::ids::{DeviceId, PersonId, SpaceId};
use serde::{Deserialize, Serialize};

use crate::driver::http::{self, HttpError};
use crate::driver::idb::IdbError;
use crate::driver::local::Local;
use crate::driver::vault;
use crate::i18n;

/// Key in the local table.
pub const KEY: &str = "identity";

/// Key under which a code is kept that could not be used without internet.
pub const PENDING_KEY: &str = "pending-join";

/// This device and its person, as the server enrolled them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person's id.
    pub person: String,
    /// The device's id.
    pub device: String,
    /// The name as teammates see it.
    pub name: String,
    /// The database that holds this person's notes.
    pub database: String,
    /// By this the server knows the device again when the browser lost the cookie.
    #[serde(default)]
    pub key: String,
}

impl Identity {
    /// The person's id, if the stored text is one.
    #[must_use]
    pub fn person_id(&self) -> Option<PersonId> {
        self.person.parse().ok()
    }

    /// The device's id, if the stored text is one.
    #[must_use]
    pub fn device_id(&self) -> Option<DeviceId> {
        self.device.parse().ok()
    }
}

impl Identity {
    /// Whether the notes lie sealed, behind a PIN.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        self.database.starts_with(vault::PREFIX)
    }

    /// The key that this device signs with; `None` when it joined before it got one.
    #[must_use]
    pub fn signing_key(&self) -> Option<[u8; 32]> {
        let mut key = [0; 32];
        let written = bs58::decode(&self.key).onto(&mut key).ok()?;
        (written == key.len()).then_some(key)
    }
}

/// What a link or code leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Invitation {
    /// The visit's title.
    pub visit: String,
    /// The network that runs it.
    pub network: String,
    /// First day, ISO 8601.
    pub starts: String,
    /// Last day, ISO 8601.
    pub ends: String,
    /// `observer`, `facilitator`, `host`.
    pub role: String,
    /// The team, if the link is for one.
    pub team: String,
    /// Who made the link.
    pub issuer: String,
    /// The last day on which it works, ISO 8601.
    pub expires: String,
}

#[derive(Debug, Serialize)]
struct JoinRequest<'a> {
    code: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    team: &'a str,
    device: JoinDevice<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<KnownDevice<'a>>,
}

/// Proof of who this device is, without a session.
#[derive(Debug, Serialize)]
struct KnownDevice<'a> {
    device: &'a str,
    person: &'a str,
    key: &'a str,
}

impl<'a> KnownDevice<'a> {
    fn of(me: &'a Identity) -> Option<Self> {
        let (device, person, key) = (&me.device, &me.person, &me.key);
        (!key.is_empty()).then_some(Self {
            device,
            person,
            key,
        })
    }
}

/// What a person says about themselves and their device when they join.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Newcomer {
    /// The name as teammates see it.
    pub name: String,
    /// Their district, when the link does not say.
    pub team: String,
    /// What the device is called.
    pub label: String,
    /// Whether several people use it.
    pub shared: bool,
}

#[derive(Debug, Serialize)]
struct JoinDevice<'a> {
    label: &'a str,
    kind: &'a str,
    shared: bool,
}

/// What the server answers to a join.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Joined {
    /// The person's id.
    pub person: String,
    /// The device's id.
    pub device: String,
    /// Proves later that it is this device.
    #[serde(default)]
    pub device_key: String,
    /// The visit's space.
    pub space: String,
    /// The name as the server keeps it.
    #[serde(default)]
    pub name: String,
}

impl Joined {
    /// The visit's space, if the server sent one.
    #[must_use]
    pub fn space_id(&self) -> Option<SpaceId> {
        self.space.parse().ok()
    }
}

/// Asks what a code leads to.
///
/// # Errors
/// [`HttpError::Status`] for a code that is wrong, expired, used up or revoked.
pub async fn preview(code: &str) -> Result<Invitation, HttpError> {
    let code: String = js_sys::encode_uri_component(code).into();
    http::get(&format!("/api/v1/invitations/{code}")).await
}

/// Joins the visit behind a code; the session arrives as a cookie. `me` is who the
/// device is already.
///
/// # Errors
/// As [`preview`].
pub async fn join(code: &str, who: &Newcomer, me: Option<&Identity>) -> Result<Joined, HttpError> {
    let kind = i18n::device_kind().code();
    let device = JoinDevice {
        label: &who.label,
        kind,
        shared: who.shared,
    };
    let request = JoinRequest {
        code,
        name: &who.name,
        team: &who.team,
        device,
        known: me.and_then(KnownDevice::of),
    };
    http::post("/api/v1/join", &request).await
}

/// Asks for the session again whose cookie the browser lost.
///
/// # Errors
/// As [`HttpError`] says; a device without a key has nothing to ask with.
pub async fn come_back(me: &Identity) -> Result<(), HttpError> {
    let known = KnownDevice::of(me).ok_or(HttpError::Unreadable)?;
    http::send("/api/v1/return", &known).await
}

/// Who this browser belongs to now; nobody while their storage is locked.
///
/// # Errors
/// It cannot be read. That is not the same as nobody: what is stored stays.
pub async fn stored(store: &Local) -> Result<Option<Identity>, IdbError> {
    let text = store.get(KEY).await?;
    let read = text.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|_| {
        IdbError::own(
            "DataError",
            "this device's own record is missing or unreadable",
        )
    })
}
