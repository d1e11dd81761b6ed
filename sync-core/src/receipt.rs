//! Receipts: how a server recognises what it once accepted.
//!
//! A server restored from a backup has forgotten what it acknowledged since. Any
//! tablet that received it can bring it back, whoever wrote it, because every entry
//! carries a keyed hash over exactly its changes: the server's own handwriting. A
//! device cannot make one, so it cannot bring changes in another person's name.
//!
//! HMAC-SHA-256 (RFC 2104), cut to 16 bytes.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::access::DocMeta;
use crate::ids::{DeviceId, DocId, PersonId, SpaceId};

/// The key of a server's receipts; it is in the database and in its backups.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptKey([u8; 32]);

/// What a receipt is for: a document as the server knew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The space.
    pub space: SpaceId,
    /// The document.
    pub doc: DocId,
    /// Its kind, owner and visibility at that moment, so that a healed server knows
    /// again whose it was and who could read it.
    pub meta: DocMeta,
}

/// A server's proof that it accepted exactly these changes of this document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt([u8; 16]);

impl ReceiptKey {
    /// Wraps a key that came from a random source or a stored row.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The receipt for these changes in this order.
    #[must_use]
    pub fn sign(&self, subject: Subject, changes: &[Vec<u8>]) -> Receipt {
        let tag = self.mac(subject, changes).finalize().into_bytes();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&tag[..16]);
        Receipt(bytes)
    }

    /// Whether this server gave that receipt for these changes in this order.
    #[must_use]
    pub fn accepts(&self, subject: Subject, changes: &[Vec<u8>], receipt: Receipt) -> bool {
        self.mac(subject, changes)
            .verify_truncated_left(&receipt.0)
            .is_ok()
    }

    /// What only this server can say of a device and its person: 32 bytes by which the
    /// device proves who it is when it has lost its session's token.
    #[must_use]
    pub fn device_key(&self, device: DeviceId, person: PersonId) -> [u8; 32] {
        self.device_mac(device, person)
            .finalize()
            .into_bytes()
            .into()
    }

    /// Whether `given` is the key of that device and person. Takes the same time
    /// whatever is given.
    #[must_use]
    pub fn is_device_key(&self, device: DeviceId, person: PersonId, given: &[u8]) -> bool {
        self.device_mac(device, person).verify_slice(given).is_ok()
    }

    /// What only this server can make for a device out of `nonce`: one half of what opens
    /// the sealed storage of a person there.
    #[must_use]
    pub fn lock_half(&self, device: DeviceId, nonce: [u8; 16]) -> [u8; 32] {
        // Of another length than everything else that is signed, as the others are.
        self.of_device(b"half", device, &nonce)
    }

    /// What only this server can say of a device in this hour since 1970: the code with
    /// which a facilitator lets its half be given out.
    #[must_use]
    pub fn unlock_code(&self, device: DeviceId, hour: u64) -> [u8; 32] {
        self.of_device(b"open", device, &hour.to_be_bytes())
    }

    fn of_device(&self, what: &[u8], device: DeviceId, of: &[u8]) -> [u8; 32] {
        let mut mac = self.hmac();
        mac.update(what);
        mac.update(device.as_bytes());
        mac.update(of);
        mac.finalize().into_bytes().into()
    }

    fn device_mac(&self, device: DeviceId, person: PersonId) -> Hmac<Sha256> {
        let mut mac = self.hmac();
        // Shorter than everything that a receipt is for, so neither is ever the other.
        mac.update(b"device");
        mac.update(device.as_bytes());
        mac.update(person.as_bytes());
        mac
    }

    fn hmac(&self) -> Hmac<Sha256> {
        keyed(&self.0)
    }

    fn mac(&self, subject: Subject, changes: &[Vec<u8>]) -> Hmac<Sha256> {
        let mut mac = self.hmac();
        let Subject { space, doc, meta } = subject;
        mac.update(space.as_bytes());
        mac.update(doc.as_bytes());
        mac.update(&[meta.kind.code(), meta.visibility.code()]);
        mac.update(meta.owner.as_bytes());
        for change in changes {
            mac.update(&(change.len() as u64).to_be_bytes());
            mac.update(change);
        }
        mac
    }
}

/// HMAC-SHA-256 with this key.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // It takes keys of up to 64 bytes as they are.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into())
}

impl fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptKey(..)")
    }
}

impl Receipt {
    /// Wraps 16 bytes that came from the wire or a stored row.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{DocKind, Visibility};
    use crate::ids::PersonId;

    #[test]
    fn a_receipt_holds_for_its_subject_changes_order_and_key_only() {
        let key = ReceiptKey::from_bytes([1; 32]);
        let meta = DocMeta {
            kind: DocKind::Note,
            owner: PersonId::from_bytes([5; 16]),
            visibility: Visibility::Private,
        };
        let (space, doc) = (SpaceId::from_bytes([6; 16]), DocId::from_bytes([2; 16]));
        let subject = Subject { space, doc, meta };
        let changes = vec![b"one".to_vec(), b"two".to_vec()];
        let receipt = key.sign(subject, &changes);
        assert!(key.accepts(subject, &changes, receipt));

        let swapped = vec![b"two".to_vec(), b"one".to_vec()];
        assert!(!key.accepts(subject, &swapped, receipt));
        assert!(!key.accepts(subject, &[b"onetwo".to_vec()], receipt));
        let wider = DocMeta {
            visibility: Visibility::Team,
            ..meta
        };
        assert!(!key.accepts(
            Subject {
                meta: wider,
                ..subject
            },
            &changes,
            receipt
        ));
        let other = DocMeta {
            owner: PersonId::from_bytes([7; 16]),
            ..meta
        };
        assert!(!key.accepts(
            Subject {
                meta: other,
                ..subject
            },
            &changes,
            receipt
        ));
        let elsewhere = Subject {
            doc: DocId::from_bytes([3; 16]),
            ..subject
        };
        assert!(!key.accepts(elsewhere, &changes, receipt));
        assert!(!ReceiptKey::from_bytes([4; 32]).accepts(subject, &changes, receipt));
    }

    #[test]
    fn a_device_key_holds_for_its_device_person_and_server_only() {
        let key = ReceiptKey::from_bytes([1; 32]);
        let (device, person) = (DeviceId::from_bytes([2; 16]), PersonId::from_bytes([3; 16]));
        let given = key.device_key(device, person);
        assert!(key.is_device_key(device, person, &given));
        assert!(!key.is_device_key(device, person, &given[..16]));
        assert!(!key.is_device_key(DeviceId::from_bytes([3; 16]), person, &given));
        assert!(!key.is_device_key(device, PersonId::from_bytes([2; 16]), &given));
        let other = ReceiptKey::from_bytes([4; 32]);
        assert!(!other.is_device_key(device, person, &given));
    }
}
