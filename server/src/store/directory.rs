//! The part of a store that knows networks, visits, people, devices and sessions.

use sync_core::access::Role;
use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::log::{Append, Refusal};
use sync_core::time::Timestamp;

use super::{Device, Member, Person, ServerIds, Session, StoreError, TokenHash, Visit};

/// Who and where. See [`super::Store`] for what holds for every method.
pub trait Directory {
    /// Who the server is in this database.
    fn server_ids(&self) -> ServerIds;

    /// Adds a network.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one of that name; or the store failed.
    fn create_network(&self, name: &str, now: Timestamp) -> Result<(), StoreError>;

    /// The names of all networks, sorted.
    ///
    /// # Errors
    /// The store failed.
    fn networks(&self) -> Result<Vec<String>, StoreError>;

    /// Adds a visit together with its document, or neither.
    ///
    /// # Errors
    /// Inner: the log refused the document. Outer: the store failed.
    fn create_visit(
        &self,
        visit: &Visit,
        document: &[Append],
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, StoreError>;

    /// All visits in the order of their first day, then title.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn visits(&self) -> Result<Vec<Visit>, StoreError>;

    /// One visit.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn visit(&self, space: SpaceId) -> Result<Option<Visit>, StoreError>;

    /// One person.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError>;

    /// One device.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError>;

    /// The spaces of a person and their role in each, sorted by space.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn memberships(&self, person: PersonId) -> Result<Vec<(SpaceId, Role)>, StoreError>;

    /// The members of a space, sorted by person.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn members(&self, space: SpaceId) -> Result<Vec<Member>, StoreError>;

    /// The session of a token, unless it ended or expired at `now`.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn session(&self, token: TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError>;

    /// Moves the end of a session that is in use; does nothing to one that ended.
    ///
    /// # Errors
    /// The store failed.
    fn extend_session(&self, token: TokenHash, expires: Timestamp) -> Result<(), StoreError>;

    /// Lets `token` stand for the session of a device that lasts longest, besides the
    /// token that it has; `None` when the device has no session at `now`.
    ///
    /// # Errors
    /// The store failed or a row is damaged.
    fn renew_session(
        &self,
        device: DeviceId,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError>;

    /// Ends the sessions of the device that this one is of; `false` when there was none.
    ///
    /// # Errors
    /// The store failed.
    fn end_session(&self, token: TokenHash) -> Result<bool, StoreError>;
}
