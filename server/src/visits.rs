//! Making visits: the space and its first document, written by the server itself.

use sync_core::access::{DocKind, Role};
use sync_core::doc::{Document, VisitPlan};
use sync_core::gate;
use sync_core::ids::{Actor, DocId, SpaceId};
use sync_core::log::{Append, AppendBody, Author};
use sync_core::time::Timestamp;

use crate::random;
use crate::store::{Store, Visit};

/// Why a visit was not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VisitError {
    /// Something in the plan does not fit a document.
    #[error("the visit cannot be written down: {0}")]
    Plan(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// Makes a visit as planned, or nothing.
///
/// # Errors
/// The plan does not fit a document, the network is unknown, or the store failed.
pub(crate) fn create(
    store: &dyn Store,
    plan: &VisitPlan,
    now: Timestamp,
) -> Result<Visit, VisitError> {
    let ids = store.server_ids();
    let actor = Actor::new(ids.device, random::bytes());
    let refused = |error: &dyn std::fmt::Display| VisitError::Plan(error.to_string());
    let (_, changes) =
        Document::create_visit(actor, ids.person, plan, now).map_err(|error| refused(&error))?;
    let space = SpaceId::from_bytes(random::bytes());
    let visit = Visit {
        space,
        network: plan.network.clone(),
        title: plan.title.clone(),
        starts: plan.starts.clone(),
        ends: plan.ends.clone(),
    };
    let append = |change| Append {
        space,
        doc: DocId::visit(space),
        kind: DocKind::Visit,
        by: Author {
            device: ids.device,
            person: ids.person,
            role: Role::Facilitator,
        },
        body: AppendBody::Changes(vec![change]),
    };
    let checked = changes.into_iter().map(|change| gate::check(change.bytes));
    let checked: Result<Vec<_>, _> = checked.collect();
    let checked = checked.map_err(|error| refused(&error))?;
    let appends: Vec<_> = checked.into_iter().map(append).collect();
    let made = store.create_visit(&visit, &appends, now)?;
    made.map_err(|refusal| refused(&refusal))?;
    Ok(visit)
}
