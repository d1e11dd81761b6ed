//! Join links in memory.

use sync_core::ids::SpaceId;
use sync_core::log::Appended;

use super::{MemoryStore, State};
use crate::store::rows::stronger;
use crate::store::{CodeHash, JoinLink, JoinRefusal, JoinRequest, Joins, NewLink, StoreError};

impl Joins for MemoryStore {
    fn create_link(&self, new: &NewLink) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.find(new.link.secret).is_some() || state.find(new.code).is_some() {
            return Err(StoreError::Exists("a link with this code".to_owned()));
        }
        state.links.push((new.link.clone(), new.code));
        Ok(())
    }

    fn link(&self, secret_or_code: CodeHash) -> Result<Option<JoinLink>, StoreError> {
        let mut state = self.lock();
        Ok(state.find(secret_or_code).map(|link| link.clone()))
    }

    fn links(&self, space: SpaceId) -> Result<Vec<JoinLink>, StoreError> {
        let state = self.lock();
        let all = state.links.iter().rev().map(|(link, _)| link);
        Ok(all.filter(|link| link.space == space).cloned().collect())
    }

    fn revoke_link(&self, secret_or_code: CodeHash) -> Result<bool, StoreError> {
        let mut state = self.lock();
        let found = state.find(secret_or_code);
        Ok(found.map(|link| link.revoked = true).is_some())
    }

    fn join(&self, request: &JoinRequest) -> Result<Result<Appended, JoinRefusal>, StoreError> {
        let mut state = self.lock();
        let Some(link) = state.find(request.secret).map(|link| link.clone()) else {
            return Ok(Err(JoinRefusal::Unknown));
        };
        let membership = (request.person.id, link.space);
        let before = state.members.get(&membership).copied();
        if before.is_none()
            && let Err(refusal) = link.check(request.now)
        {
            return Ok(Err(refusal));
        }
        let appended = match state.append(&request.append) {
            Ok(appended) => appended,
            Err(refusal) => return Ok(Err(JoinRefusal::Visit(refusal))),
        };
        if before.is_none()
            && let Some(link) = state.find(request.secret)
        {
            link.used += 1;
        }
        let role = stronger(before, link.role);
        state.members.insert(membership, role);
        let person = request.person.clone();
        state.people.insert(person.id, person);
        let device = request.device.clone();
        state.devices.entry(device.id).or_insert(device);
        state.sessions.insert(request.token, request.session);
        Ok(Ok(appended))
    }
}

impl State {
    fn find(&mut self, hash: CodeHash) -> Option<&mut JoinLink> {
        let mut links = self.links.iter_mut();
        let found = links.find(|(link, code)| link.secret == hash || *code == hash);
        found.map(|(link, _)| link)
    }
}
