//! People, devices, sessions and visits in memory.

use sync_core::access::Role;
use sync_core::ids::{DeviceId, PersonId, SpaceId};
use sync_core::log::{Append, Refusal};
use sync_core::time::Timestamp;

use super::MemoryStore;
use crate::store::{
    Device, Directory, Member, Person, ServerIds, Session, StoreError, TokenHash, Visit,
};

impl Directory for MemoryStore {
    fn server_ids(&self) -> ServerIds {
        self.ids.clone()
    }

    fn create_network(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.networks.contains_key(name) {
            return Err(StoreError::Exists(format!("the network \"{name}\"")));
        }
        state.networks.insert(name.to_owned(), now);
        Ok(())
    }

    fn networks(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.lock().networks.keys().cloned().collect())
    }

    fn create_visit(
        &self,
        visit: &Visit,
        document: &[Append],
        _now: Timestamp,
    ) -> Result<Result<(), Refusal>, StoreError> {
        let mut state = self.lock();
        if state.visits.contains_key(&visit.space) {
            return Err(StoreError::Exists(format!("the visit {}", visit.space)));
        }
        if !state.networks.contains_key(&visit.network) {
            return Err(StoreError::Other(format!(
                "there is no network \"{}\"",
                visit.network
            )));
        }
        state.visits.insert(visit.space, visit.clone());
        state.spaces.entry(visit.space).or_default();
        for append in document {
            if let Err(refusal) = state.append(append) {
                state.forget_space(visit.space);
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }

    fn visits(&self) -> Result<Vec<Visit>, StoreError> {
        let mut visits: Vec<_> = self.lock().visits.values().cloned().collect();
        visits.sort_by(|a, b| (&a.starts, &a.title).cmp(&(&b.starts, &b.title)));
        Ok(visits)
    }

    fn visit(&self, space: SpaceId) -> Result<Option<Visit>, StoreError> {
        Ok(self.lock().visits.get(&space).cloned())
    }

    fn person(&self, id: PersonId) -> Result<Option<Person>, StoreError> {
        Ok(self.lock().people.get(&id).cloned())
    }

    fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        Ok(self.lock().devices.get(&id).cloned())
    }

    fn memberships(&self, person: PersonId) -> Result<Vec<(SpaceId, Role)>, StoreError> {
        let state = self.lock();
        let all = state.members.iter();
        let own = all.filter(|((member, _), _)| *member == person);
        Ok(own.map(|((_, space), role)| (*space, *role)).collect())
    }

    fn members(&self, space: SpaceId) -> Result<Vec<Member>, StoreError> {
        let state = self.lock();
        let all = state.members.iter();
        let here = all.filter(|((_, of), _)| *of == space);
        Ok(here
            .map(|((person, _), role)| Member {
                person: *person,
                role: *role,
            })
            .collect())
    }

    fn session(&self, token: TokenHash, now: Timestamp) -> Result<Option<Session>, StoreError> {
        let found = self.lock().sessions.get(&token).copied();
        Ok(found.filter(|session| now < session.expires))
    }

    fn extend_session(&self, token: TokenHash, expires: Timestamp) -> Result<(), StoreError> {
        if let Some(session) = self.lock().sessions.get_mut(&token) {
            session.expires = expires;
        }
        Ok(())
    }

    fn renew_session(
        &self,
        device: DeviceId,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let mut state = self.lock();
        let valid = state
            .sessions
            .values()
            .filter(|session| session.device == device && now < session.expires);
        let longest = valid.max_by_key(|session| session.expires).copied();
        if let Some(session) = longest {
            state.sessions.insert(token, session);
        }
        Ok(longest)
    }

    fn end_session(&self, token: TokenHash) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let Some(ended) = state.sessions.get(&token).copied() else {
            return Ok(false);
        };
        state
            .sessions
            .retain(|_, session| session.device != ended.device);
        Ok(true)
    }
}
