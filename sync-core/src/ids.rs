//! Identifiers as newtypes, so that a document is never mistaken for a space.
//!
//! Display and parsing use base58check (the Bitcoin alphabet with a four-byte
//! checksum), as automerge-repo shows its document ids.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a {kind}: copy it again, whole")]
pub struct ParseIdError {
    text: String,
    kind: &'static str,
}

/// The first bytes of the SHA-256 of the SHA-256. Not `bs58`'s own check, which would
/// bring a second version of `sha2` into the page.
fn checksum(id: &[u8; 16]) -> [u8; 4] {
    let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(Sha256::digest(id)).into();
    [a, b, c, d]
}

fn checked(id: [u8; 16]) -> String {
    bs58::encode([id.as_slice(), &checksum(&id)].concat()).into_string()
}

fn unchecked(text: &str) -> Option<[u8; 16]> {
    let bytes = bs58::decode(text).into_vec().ok()?;
    let (id, sum) = bytes.split_first_chunk::<16>()?;
    (*sum == checksum(id)).then_some(*id)
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Wraps 16 bytes that came from a random source or a stored row.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// Reads exactly 16 bytes, as stored rows hold them.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&checked(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let refuse = || ParseIdError { text: text.to_owned(), kind: $what };
                unchecked(text.trim()).map(Self).ok_or_else(refuse)
            }
        }
    };
}

id_type!(
    /// A document: a visit, a note.
    DocId, "document id"
);
id_type!(
    /// A space: the unit of membership, cursor and offline packing. A visit is one.
    SpaceId, "space id"
);
id_type!(
    /// A device, issued by the server when it joins.
    DeviceId, "device id"
);
id_type!(
    /// A person, issued by the server when they join.
    PersonId, "person id"
);
id_type!(
    /// One life of a server's log. It changes when a backup is restored, so that
    /// devices notice that the server may have forgotten what it acknowledged.
    Incarnation, "incarnation"
);

impl DocId {
    /// The id of a document that exists once in a space, such as its visit.
    ///
    /// Two devices that create it apart arrive at the same id (DESIGN §4.1).
    #[must_use]
    pub fn derived(space: SpaceId, purpose: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"rounds-doc-v1");
        hasher.update(space.as_bytes());
        hasher.update(purpose.as_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// The visit document of a space.
    #[must_use]
    pub fn visit(space: SpaceId) -> Self {
        Self::derived(space, "visit")
    }
}

/// The SHA-256 of an Automerge change, which is its identity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeHash(pub [u8; 32]);

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in &self.0[..4] {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl From<automerge::ChangeHash> for ChangeHash {
    fn from(hash: automerge::ChangeHash) -> Self {
        Self(hash.0)
    }
}

impl From<ChangeHash> for automerge::ChangeHash {
    fn from(hash: ChangeHash) -> Self {
        Self(hash.0)
    }
}

/// An Automerge actor: 16 bytes of device id, then an 8-byte nonce of the process.
///
/// No two running instances share one, because each draws its own nonce.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor {
    device: DeviceId,
    nonce: [u8; 8],
}

impl Actor {
    /// Bytes in an actor id of ours.
    pub const LEN: usize = 24;

    /// An actor of `device` for a process that drew `nonce`.
    #[must_use]
    pub const fn new(device: DeviceId, nonce: [u8; 8]) -> Self {
        Self { device, nonce }
    }

    /// Reads an actor id; `None` unless it has exactly [`Actor::LEN`] bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != Self::LEN {
            return None;
        }
        let (device, nonce) = bytes.split_at(16);
        Some(Self {
            device: DeviceId::from_slice(device)?,
            nonce: nonce.try_into().ok()?,
        })
    }

    /// The device that this actor belongs to.
    #[must_use]
    pub const fn device(&self) -> DeviceId {
        self.device
    }

    /// All 24 bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..16].copy_from_slice(self.device.as_bytes());
        bytes[16..].copy_from_slice(&self.nonce);
        bytes
    }

    /// The same actor as Automerge's type.
    #[must_use]
    pub fn to_automerge(self) -> automerge::ActorId {
        automerge::ActorId::from(&self.to_bytes()[..])
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({}/", self.device)?;
        for byte in self.nonce {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// A position in a space's log; the first entry has 1, and 0 is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Seq(pub u64);

impl Seq {
    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// One WebSocket connection as its end numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnId(pub u64);

/// One storage operation that a machine asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpId(pub u64);

/// A push of one device on one connection, numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId(pub u64);

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_display_and_parse() {
        let id = DocId::from_bytes([7; 16]);
        // As every base58check writes it, so that ids of stored notes stay what they were.
        assert_eq!(id.to_string(), "6gMHXjsZ5cxdn4qSbgGYYY8CnKK");
        assert_eq!(id.to_string().parse::<DocId>(), Ok(id));
    }

    #[test]
    fn a_mistyped_id_is_refused_by_its_checksum() {
        let mut text = DocId::from_bytes([7; 16]).to_string();
        text.replace_range(0..1, if text.starts_with('2') { "3" } else { "2" });
        let error = text.parse::<DocId>().expect_err("checksum must not match");
        assert!(error.to_string().contains("document id"), "{error}");
    }

    #[test]
    fn derived_ids_depend_on_space_and_purpose() {
        let space = SpaceId::from_bytes([1; 16]);
        assert_eq!(DocId::visit(space), DocId::derived(space, "visit"));
        assert_ne!(DocId::visit(space), DocId::derived(space, "board"));
        assert_ne!(
            DocId::visit(space),
            DocId::visit(SpaceId::from_bytes([2; 16]))
        );
    }

    #[test]
    fn an_actor_carries_its_device() {
        let device = DeviceId::from_bytes([9; 16]);
        let actor = Actor::new(device, [1; 8]);
        assert_eq!(Actor::from_slice(&actor.to_bytes()), Some(actor));
        assert_eq!(actor.device(), device);
        assert_eq!(Actor::from_slice(&[0; 16]), None);
    }
}
