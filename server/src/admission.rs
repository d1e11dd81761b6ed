//! Letting someone in: person, device, session, membership, and their name in the
//! visit document, all in one transaction.

use std::sync::PoisonError;

use sync_core::access::{DocKind, Role};
use sync_core::doc::{Document, Edit, PersonView};
use sync_core::gate;
use sync_core::ids::{Actor, DeviceId, DocId, PersonId, SpaceId};
use sync_core::log::{Append, AppendBody, Author};
use sync_core::time::Timestamp;
use tokio::sync::oneshot;

use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::random;
use crate::store::{Device, JoinLink, JoinRequest, Person, ServerIds, Session};
use crate::token::Token;
use crate::writer::Job;

/// Who wants to come in.
#[derive(Debug)]
pub(crate) struct Newcomer {
    pub(crate) name: String,
    /// The district, when they say it themselves.
    pub(crate) team: Option<String>,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    pub(crate) shared: bool,
    /// Who the device and its person are already, if that is proved.
    pub(crate) known: Option<(DeviceId, PersonId)>,
}

/// Who came in.
pub(crate) struct Admitted {
    pub(crate) token: Token,
    pub(crate) person: PersonId,
    pub(crate) device: DeviceId,
    pub(crate) space: SpaceId,
    pub(crate) role: Role,
    pub(crate) name: String,
}

/// Uses `link` for `newcomer`.
pub(crate) async fn admit(
    app: &App,
    link: JoinLink,
    newcomer: Newcomer,
    now: Timestamp,
) -> Result<Admitted, ApiError> {
    app.blocking(move |app| admit_now(app, &link, newcomer, now))
        .await?
}

fn admit_now(
    app: &App,
    link: &JoinLink,
    newcomer: Newcomer,
    now: Timestamp,
) -> Result<Admitted, ApiError> {
    let (person, device) = identify(app, link, newcomer)?;
    if app.store.is_removed(device.id)? {
        return Err(ApiError::device_removed());
    }
    let token = Token::draw();
    let session = Session {
        device: device.id,
        person: person.id,
        shared: device.shared,
        created: now,
        expires: auth::expiry(now, now, device.shared),
        removed: false,
    };
    let ids = app.store.server_ids();
    // Held until the change is written: the next one builds on it.
    let actor = app.own_actor.lock().unwrap_or_else(PoisonError::into_inner);
    let append = introduce(app, &ids, *actor, link.space, &person, now)?;
    let request = JoinRequest {
        secret: link.secret,
        person: person.clone(),
        device: device.clone(),
        token: token.hash(),
        session,
        append,
        now,
    };
    let (reply, answer) = oneshot::channel();
    app.writer.put(vec![Job::Join {
        request: Box::new(request),
        reply,
    }]);
    let answer = answer
        .blocking_recv()
        .map_err(|_| ApiError::unavailable())?;
    drop(actor);
    answer.map_err(ApiError::from)??;
    tracing::info!(space.id = %link.space, role = %link.role, "someone joined");
    let memberships = app.store.memberships(person.id)?;
    let found = memberships.iter().find(|(space, _)| *space == link.space);
    Ok(Admitted {
        token,
        person: person.id,
        device: device.id,
        space: link.space,
        role: found.map_or(link.role, |(_, role)| *role),
        name: person.name,
    })
}

/// The same person on the same device when the name is the same, else a new one.
fn identify(app: &App, link: &JoinLink, newcomer: Newcomer) -> Result<(Person, Device), ApiError> {
    let Newcomer {
        name,
        team,
        label,
        kind,
        shared,
        known,
    } = newcomer;
    let team = if link.team.is_empty() {
        team.unwrap_or_default()
    } else {
        link.team.clone()
    };
    let new = || {
        let id = DeviceId::from_bytes(random::bytes());
        (id, PersonId::from_bytes(random::bytes()))
    };
    let (id, person) = match known {
        Some((device, person)) if is_same(app, device, person, &name)? => (device, person),
        _ => new(),
    };
    let kind = kind.to_owned();
    let device = app.store.device(id)?.unwrap_or(Device {
        id,
        person,
        label,
        kind,
        shared,
    });
    let person = Person {
        id: person,
        name,
        team,
    };
    Ok((person, device))
}

/// Whether a person who is known comes again, not somebody else on their device. Both
/// are unknown here when this server was restored from a backup older than they are.
fn is_same(app: &App, device: DeviceId, person: PersonId, name: &str) -> Result<bool, ApiError> {
    let person_fits = app
        .store
        .person(person)?
        .is_none_or(|before| before.name.to_lowercase() == name.to_lowercase());
    let device_fits = app
        .store
        .device(device)?
        .is_none_or(|before| before.person == person);
    Ok(person_fits && device_fits)
}

/// The server's own change of the visit document that adds the person to the team.
fn introduce(
    app: &App,
    ids: &ServerIds,
    actor: Actor,
    space: SpaceId,
    person: &Person,
    now: Timestamp,
) -> Result<Append, ApiError> {
    let doc = DocId::visit(space);
    let unusable = |error: &dyn std::fmt::Display| {
        tracing::error!(doc.id = %doc, %error, "the visit document cannot be changed");
        ApiError::unavailable()
    };
    let Some(stored) = app.store.read_doc(doc)? else {
        return Err(unusable(&"it is not in the log"));
    };
    let chunks = stored.changes.iter().map(Vec::as_slice);
    let loaded = Document::load(DocKind::Visit, actor, ids.person, chunks);
    let mut document = loaded.map_err(|error| unusable(&error))?;
    let view = PersonView {
        name: person.name.clone(),
        team: person.team.clone(),
    };
    let edit = Edit::Person {
        id: person.id,
        person: view,
    };
    let edited = document
        .edit(&[edit], now)
        .map_err(|error| unusable(&error))?;
    let change = edited
        .map(|(change, _)| gate::check(change.bytes))
        .transpose();
    let changes = change
        .map_err(|refusal| unusable(&refusal))?
        .into_iter()
        .collect();
    let by = Author {
        device: ids.device,
        person: ids.person,
        role: Role::Facilitator,
    };
    Ok(Append {
        space,
        doc,
        kind: DocKind::Visit,
        by,
        body: AppendBody::Changes(changes),
    })
}
