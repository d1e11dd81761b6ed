//! The part of a store that lets people in: join links and their use.

use sync_core::log::{Append, Appended, Refusal};
use sync_core::time::Timestamp;

use super::{CodeHash, Device, JoinLink, NewLink, Person, Session, StoreError, TokenHash};
use sync_core::ids::SpaceId;

/// Someone uses a join link. Everything in it happens together or not at all.
#[derive(Debug, Clone)]
pub struct JoinRequest {
    /// The link.
    pub secret: CodeHash,
    /// Who joins; an existing person keeps their row, with the name given here.
    pub person: Person,
    /// Their device; an existing one keeps its row.
    pub device: Device,
    /// Hash of the new session's token.
    pub token: TokenHash,
    /// The new session.
    pub session: Session,
    /// The change that adds the person to the visit document.
    pub append: Append,
    /// The moment.
    pub now: Timestamp,
}

/// Why a link does not let anyone in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinRefusal {
    /// No such link.
    #[error("this link or code is not known: check it, or ask for a new one")]
    Unknown,
    /// Its time is over.
    #[error("this link has expired: ask for a new one")]
    Expired,
    /// As many people as allowed used it.
    #[error("this link has been used up: ask for a new one")]
    UsedUp,
    /// It was taken back.
    #[error("this link was taken back: ask for a new one")]
    Revoked,
    /// The visit document refused the person.
    #[error("the visit could not take you in: {0}")]
    Visit(Refusal),
}

/// Links and their use. See [`super::Store`] for what holds for every method.
pub trait Joins {
    /// Stores a link. Its secret's and its code's hash must be new.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when either hash is taken; or the store failed.
    fn create_link(&self, link: &NewLink) -> Result<(), StoreError>;

    /// The link that a secret or a code belongs to.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn link(&self, secret_or_code: CodeHash) -> Result<Option<JoinLink>, StoreError>;

    /// All links of a visit, the newest first.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn links(&self, space: SpaceId) -> Result<Vec<JoinLink>, StoreError>;

    /// Takes a link back; `false` when there is no such link.
    ///
    /// # Errors
    /// The store failed.
    fn revoke_link(&self, secret_or_code: CodeHash) -> Result<bool, StoreError>;

    /// Uses a link: person, device, session, membership, the link's count and the
    /// change of the visit document, in one transaction.
    ///
    /// Someone who is a member already uses nothing up, and keeps the role that
    /// allows more.
    ///
    /// # Errors
    /// The store failed, and nothing was written.
    fn join(&self, request: &JoinRequest) -> Result<Result<Appended, JoinRefusal>, StoreError>;
}

impl JoinLink {
    /// Whether a newcomer may use the link now.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, now: Timestamp) -> Result<(), JoinRefusal> {
        if self.revoked {
            return Err(JoinRefusal::Revoked);
        }
        if self.expires <= now {
            return Err(JoinRefusal::Expired);
        }
        if self.used >= self.max_uses {
            return Err(JoinRefusal::UsedUp);
        }
        Ok(())
    }
}
