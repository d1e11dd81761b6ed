//! The inbox: rescue files of which something waits for a facilitator's decision.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use sync_core::ids::DocId;
use sync_core::rescue::Rescue;

use crate::app::App;
use crate::clock;
use crate::error::ApiError;
use crate::store::{Keep, KeptPart, NewKept};

/// What the chosen documents of a file are, space by space.
pub(crate) fn parts(rescue: &Rescue, chosen: impl Fn(DocId) -> bool) -> Vec<KeptPart> {
    let mut parts = BTreeMap::new();
    for doc in rescue.docs.iter().filter(|doc| chosen(doc.doc)) {
        let part = parts.entry(doc.space).or_insert(KeptPart {
            space: doc.space,
            docs: 0,
            changes: 0,
        });
        part.docs += 1;
        part.changes += doc.changes.len() as u64;
    }
    parts.into_values().collect()
}

/// Keeps a file whose `parts` are to be decided; how many documents those are, or `None`
/// when too many files of the device wait already.
///
/// # Errors
/// The store failed.
pub(crate) async fn keep(
    app: &App,
    rescue: &Rescue,
    bytes: &[u8],
    parts: Vec<KeptPart>,
) -> Result<Option<usize>, ApiError> {
    if parts.is_empty() {
        return Ok(Some(0));
    }
    let docs: u64 = parts.iter().map(|part| part.docs).sum();
    let file = NewKept {
        hash: Sha256::digest(bytes).into(),
        device: rescue.device,
        person: rescue.person,
        received: clock::now(),
        bytes: bytes.to_vec(),
        parts,
    };
    let kept = app.store(move |store| store.keep(&file)).await?;
    Ok((kept == Keep::Kept).then(|| usize::try_from(docs).unwrap_or(usize::MAX)))
}
