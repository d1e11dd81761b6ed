//! The visits, as the server makes them before anyone comes: the documents of a space
//! that stay on a device when its notes are set aside.

use sync_core::access::{DocKind, Role};
use sync_core::doc::{Document, VisitPlan};
use sync_core::gate;
use sync_core::ids::{Actor, DeviceId, DocId, PersonId, Seq, SpaceId};
use sync_core::log::{self, Append, AppendBody, Author, Histories};
use sync_core::time::Timestamp;

use super::oracle::Violation;
use super::world::World;

impl World {
    /// Writes a visit into each space; the first backup has them.
    pub(super) fn plan_visits(&mut self) -> Result<(), Violation> {
        let (device, person) = (self.rng.bytes(), self.rng.bytes());
        let (device, person) = (DeviceId::from_bytes(device), PersonId::from_bytes(person));
        let spaces: Vec<SpaceId> = self.devices.iter().flat_map(|node| node.spaces()).collect();
        for space in spaces {
            let doc = DocId::visit(space);
            if self.server.store.docs.contains_key(&doc) {
                continue;
            }
            let actor = Actor::new(device, self.rng.bytes());
            let role = Role::Facilitator;
            let append = Append {
                space,
                doc,
                kind: DocKind::Visit,
                by: Author {
                    device,
                    person,
                    role,
                },
                body: AppendBody::Changes(vec![first_change(actor, person, self.now)?]),
            };
            let store = &mut self.server.store;
            let Ok(made) = log::append(store, &mut Histories::new(0), &append);
            made.map_err(|why| Violation(format!("a visit was refused: {why}")))?;
            self.oracle.committed(&self.server.store, doc, Seq(0));
        }
        self.server.backups = vec![self.server.store.clone()];
        Ok(())
    }
}

fn first_change(
    actor: Actor,
    person: PersonId,
    now: u64,
) -> Result<gate::CheckedChange, Violation> {
    let plan = VisitPlan {
        title: "Fall visit".to_owned(),
        ..VisitPlan::default()
    };
    let (_, changes) = Document::create_visit(actor, person, &plan, Timestamp(now))
        .map_err(|error| Violation(format!("a visit was not made: {error}")))?;
    let first = changes.into_iter().next();
    let change = first.ok_or_else(|| Violation("a visit has no change".to_owned()))?;
    gate::check(change.bytes).map_err(|why| Violation(format!("a visit was refused: {why}")))
}
