//! `status`: where each note is. `saved`, `sent` and `durable` say for all of a note's
//! changes of this device whether they came that far.

use serde::Serialize;
use sync_core::access::DocKind;
use sync_core::device::DocState;

use super::drive::Driver;
use super::identity::Identity;
use super::show;

/// Everything that `status` prints.
#[derive(Debug, Serialize)]
pub(super) struct StatusJson {
    server: String,
    device: String,
    person: String,
    name: String,
    counts: CountsJson,
    notes: Vec<NoteStatus>,
}

/// Changes of this device by how far they came; `review` counts notes.
#[derive(Debug, Serialize)]
struct CountsJson {
    saved: u64,
    sent: u64,
    durable: u64,
    waiting: u64,
    review: u64,
}

#[derive(Debug, Serialize)]
struct NoteStatus {
    id: String,
    visit: String,
    state: &'static str,
    saved: bool,
    sent: bool,
    durable: bool,
    /// Changes of this device that the server has not confirmed.
    waiting: usize,
    bytes: u64,
}

/// Where everything is.
pub(super) fn status(driver: &Driver, identity: &Identity) -> StatusJson {
    let device = driver.device();
    let counts = device.counts();
    let notes = device.docs().filter(|info| info.meta.kind == DocKind::Note);
    StatusJson {
        server: identity.server.clone(),
        device: identity.device.to_string(),
        person: identity.person.to_string(),
        name: identity.name.clone(),
        counts: CountsJson {
            saved: counts.saved,
            sent: counts.sent,
            durable: counts.durable,
            waiting: counts.waiting,
            review: counts.review,
        },
        notes: notes
            .map(|info| NoteStatus {
                id: info.doc.to_string(),
                visit: info.space.to_string(),
                state: show::state_word(info.state),
                saved: !matches!(info.state, DocState::Unsaved | DocState::Saving),
                sent: matches!(info.state, DocState::Sent | DocState::Durable),
                durable: info.state == DocState::Durable,
                waiting: info.waiting,
                bytes: info.bytes,
            })
            .collect(),
    }
}
