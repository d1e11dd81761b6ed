//! Visits taken off a device and fetched again: what people do, and what must hold.

use sync_core::access::DocKind;
use sync_core::device::{Device, Input, Kept, Link};
use sync_core::ids::{DocId, SpaceId};
use sync_core::wire::ClientMessage;

use super::device::Node;
use super::disk::Key;
use super::oracle::{Violation, violated};
use super::queue::DeviceIx;
use super::rng::Rng;
use super::store::SimStore;
use super::world::World;

/// One of the visits goes or comes again; what is refused is tried too.
pub(super) fn choose(rng: &mut Rng, node: &Node) -> Option<Input> {
    let spaces: Vec<SpaceId> = node.spaces().collect();
    let space = rng.pick(&spaces)?;
    match node.kept(space)? {
        Kept::Aside if rng.chance(900) => Some(Input::TakeUp { space }),
        _ => Some(Input::SetAside { space }),
    }
}

impl World {
    /// A person sets a visit aside, most of the times after leaving its notes. It goes
    /// only when this connection has shown that the server has all of it.
    pub(super) fn set_aside(&mut self, at: DeviceIx, space: SpaceId) -> Result<(), Violation> {
        let machine = self.devices[at].machine.as_ref();
        let docs = machine.iter().flat_map(|machine| machine.docs());
        let notes: Vec<DocId> = docs
            .filter(|info| info.space == space && info.meta.kind == DocKind::Note)
            .map(|info| info.doc)
            .collect();
        if self.rng.chance(800) {
            for doc in &notes {
                self.devices[at].open.remove(doc);
                self.tell_device(at, Input::Close { doc: *doc })?;
            }
        }
        let was = self.devices[at].kept(space);
        self.tell_device(at, Input::SetAside { space })?;
        if was == Some(Kept::Aside) || self.devices[at].kept(space) != Some(Kept::Aside) {
            return Ok(());
        }
        self.line(format_args!("device {at} has set it aside"));
        let link = self.devices[at].machine.as_ref().map(Device::link);
        if !matches!(link, Some(Link::Live | Link::CatchingUp)) {
            violated!("device {at} set a visit aside that it could not compare");
        }
        if !self.net.is_whole(at, self.server.life) {
            // It has not noticed yet that this connection is over.
            return Ok(());
        }
        for doc in notes {
            let there = self.server.store.docs.get(&doc).map(|doc| &doc.keys);
            let mut here = self.devices[at]
                .disk
                .changes
                .get(&doc)
                .into_iter()
                .flatten();
            if !here.all(|key| there.is_some_and(|there| there.contains(key))) {
                violated!("device {at} set {doc} aside, of which its server lacks something");
            }
        }
        Ok(())
    }

    /// Everything that was set aside is wanted again.
    pub(super) fn take_up_all(&mut self, at: DeviceIx) -> Result<(), Violation> {
        let machine = self.devices[at].machine.as_ref();
        let spaces: Vec<SpaceId> = machine
            .iter()
            .flat_map(|machine| machine.spaces())
            .map(|info| info.space)
            .collect();
        for space in spaces {
            self.tell_device(at, Input::TakeUp { space })?;
        }
        Ok(())
    }

    /// Changes went off a device: all of them are durable in the server's log, or were
    /// when the device last compared, if it does not know this life of the log.
    pub(super) fn may_remove(
        &mut self,
        at: DeviceIx,
        knows: bool,
        removed: &[(DocId, Key)],
    ) -> Result<(), Violation> {
        for (doc, key) in removed {
            let ever = self.oracle.ever.get(doc);
            if !ever.is_some_and(|ever| ever.contains(key)) {
                violated!("device {at} removed a change of {doc} that no server ever had");
            }
            let Self {
                server,
                devices,
                oracle,
                ..
            } = self;
            let found = server.store.docs.get(doc);
            if found.is_some_and(|found| found.keys.contains(key)) {
                continue;
            }
            if knows {
                violated!("device {at} removed a change of {doc} that its server lacks");
            }
            if !devices.iter().any(|node| node.disk.has(*doc, *key)) {
                oracle.gone.insert(*key);
            }
        }
        Ok(())
    }

    /// A backup was restored: what neither it nor any device has is lost for good.
    pub(super) fn excuse_what_nobody_has(&mut self, lost: &SimStore) {
        for (doc, before) in &lost.docs {
            let now = self.server.store.docs.get(doc);
            for key in &before.keys {
                let there = now.is_some_and(|now| now.keys.contains(key));
                if !there && !self.devices.iter().any(|node| node.disk.has(*doc, *key)) {
                    self.oracle.gone.insert(*key);
                }
            }
        }
    }

    /// No digest names a note that was set aside.
    pub(super) fn names_nothing_aside(&self, at: DeviceIx, frame: &[u8]) -> Result<(), Violation> {
        let Ok(ClientMessage::Digests { space, docs, .. }) = ClientMessage::decode(frame) else {
            return Ok(());
        };
        if self.devices[at].kept(space) != Some(Kept::Aside) {
            return Ok(());
        }
        for (doc, _) in docs {
            if doc != DocId::visit(space) {
                violated!("device {at} names {doc} to the server, which it set aside");
            }
        }
        Ok(())
    }
}
