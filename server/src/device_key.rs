//! The key by which a device proves who it is when it has lost its session's token.
//!
//! Browsers write cookies to disk up to half a minute after they got them; one that is
//! killed before has all its notes and no session. The key alone opens nothing: it
//! renews a session that has not ended, and with a join link it makes the device the
//! same as before, so that what it wrote is still its own.

use sync_core::ids::{DeviceId, PersonId};

use crate::app::App;

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// The key of a device, as text.
pub(crate) fn issue(app: &App, device: DeviceId, person: PersonId) -> String {
    let ids = app.store.server_ids();
    bs58::encode(ids.receipt_key.device_key(device, person)).into_string()
}

/// Whether this is the key of that device and person.
pub(crate) fn fits(app: &App, device: DeviceId, person: PersonId, text: &str) -> bool {
    let mut key = [0; KEY_BYTES];
    let decoded = bs58::decode(text).onto(&mut key);
    decoded == Ok(KEY_BYTES)
        && app
            .store
            .server_ids()
            .receipt_key
            .is_device_key(device, person, &key)
}
