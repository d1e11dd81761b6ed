//! The server's log of a space, and the rules by which an entry enters it.
//!
//! The rules live here, not in a store: every store implements [`LogTx`], a handful
//! of reads and writes inside one transaction, and [`append`] decides. So memory,
//! SQLite and later Postgres accept and refuse exactly the same.
//!
//! Invariant: an entry's position is given inside the transaction that writes it,
//! so a cursor never skips one.
//! Invariant: what is in the log of a document, Automerge applies, saves and loads.

pub use histories::Histories;

mod histories;
#[cfg(test)]
mod tests;

use sha2::{Digest as _, Sha256};

use crate::access::{DocKind, DocMeta, Role, Visibility};
use crate::gate::{self, CheckedChange, History};
use crate::ids::{Actor, ChangeHash, DeviceId, DocId, PersonId, Seq, SpaceId};
use crate::limits;

/// Who pushes, as the session says; never taken from the push itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The device.
    pub device: DeviceId,
    /// The person it belongs to.
    pub person: PersonId,
    /// What that person is in the space.
    pub role: Role,
}

/// A push that passed the gate's checks of form, on its way into the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The space.
    pub space: SpaceId,
    /// The document.
    pub doc: DocId,
    /// What the document is, for the first push of a new one.
    pub kind: DocKind,
    /// Who pushes.
    pub by: Author,
    /// What is pushed.
    pub body: AppendBody,
}

/// What a push carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppendBody {
    /// Changes, in causal order, written by the pushing device.
    Changes(Vec<CheckedChange>),
    /// Changes of any device that this server once accepted: their receipt was valid.
    Heal {
        /// The document's row as it was then.
        meta: DocMeta,
        /// In causal order.
        changes: Vec<CheckedChange>,
    },
    /// The next wider circle of readers.
    Share(Visibility),
}

/// What happened to an [`Append`] that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The position that covers it: of the new entry, or of the last old one
    /// when all of it was there already.
    pub seq: Seq,
    /// The document's heads after it, sorted.
    pub heads: Vec<ChangeHash>,
    /// The document's row after it.
    pub meta: DocMeta,
    /// The new entry for readers; `None` when nothing was new.
    pub entry: Option<Entry>,
}

/// One entry of a space's log as readers receive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its position.
    pub seq: Seq,
    /// The document.
    pub doc: DocId,
    /// The document's row when the entry was sent.
    pub meta: DocMeta,
    /// The document's heads when the entry was sent, sorted.
    pub heads: Vec<ChangeHash>,
    /// What was added.
    pub body: EntryBody,
}

/// What an entry adds to a reader's copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryBody {
    /// Change chunks in causal order.
    Changes(Vec<Vec<u8>>),
    /// Changes as [`crate::gate::pack`] packs them.
    Packed(Vec<u8>),
    /// More people may read it from here on; its earlier changes follow it
    /// for those who could not.
    Shared,
}

/// Why the log refused. Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The bytes are not a change chunk that we accept.
    #[error("these changes are damaged or of a kind that is not accepted")]
    Malformed,
    /// A chunk is compressed, which we refuse before inflating anything.
    #[error("compressed changes are not accepted")]
    Compressed,
    /// Something is larger than `limits.rs` allows.
    #[error("this is larger than the server accepts")]
    TooLarge,
    /// The document has reached its size limit.
    #[error("this note is full: start a new one")]
    DocFull,
    /// The change was written in the name of another device.
    #[error("these changes were written by another device")]
    ForeignActor,
    /// An earlier change of the same actor is missing.
    #[error("an earlier change is missing: send it first")]
    SequenceGap,
    /// A change that these depend on is missing.
    #[error("changes that these build on are missing: send them first")]
    MissingDependency,
    /// Two different changes claim the same place of one actor.
    #[error("another change already stands in this place")]
    SequenceReused,
    /// The person may not write this document, or may not know of it.
    #[error("you cannot write this note")]
    NotAllowed,
    /// Automerge cannot read it.
    #[error("these changes cannot be merged")]
    Unreadable,
    /// The server cannot write now; try again.
    #[error("the server cannot save now: it will be tried again")]
    Unavailable,
    /// The receipt is not the server's, or not for these changes.
    #[error("these changes are not the ones that the server once accepted")]
    BadReceipt,
    /// Too much too fast; try again.
    #[error("too many changes at once: it will be tried again")]
    Busy,
}

impl Refusal {
    /// Whether sending the same again later can succeed.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::Unavailable | Self::Busy)
    }
}

/// The row of a document in the log's store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocRow {
    /// The space.
    pub space: SpaceId,
    /// Kind, owner, visibility.
    pub meta: DocMeta,
    /// Heads of everything in the log, sorted.
    pub heads: Vec<ChangeHash>,
    /// Bytes of all its changes.
    pub bytes: u64,
    /// The last entry that touched it.
    pub last: Seq,
    /// The entry that made it readable by its present circle; 0 while private.
    pub shared: Seq,
}

/// Whose fingerprint: documents are summed per circle of readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    /// Documents that only this person reads.
    Private(PersonId),
    /// Documents of the visit team.
    Team,
    /// Documents of all members.
    Space,
}

/// An entry on its way into a store.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// The space.
    pub space: SpaceId,
    /// Its position: one after the last.
    pub seq: Seq,
    /// The document.
    pub doc: DocId,
    /// Who pushed it.
    pub by: Author,
    /// What it records.
    pub record: Record<'a>,
}

/// What an entry records.
#[derive(Debug, Clone, Copy)]
pub enum Record<'a> {
    /// Changes that were not in the log, in causal order.
    Changes(&'a [CheckedChange]),
    /// A wider circle of readers.
    Shared(Visibility),
}

/// Reads and writes inside one transaction of a store.
///
/// A store commits all of it or nothing; nothing here may be seen by readers before.
pub trait LogTx {
    /// The store's own failure.
    type Error;

    /// The row of a document.
    fn doc(&mut self, doc: DocId) -> Result<Option<DocRow>, Self::Error>;
    /// Writes the row of a document.
    fn put_doc(&mut self, doc: DocId, row: &DocRow) -> Result<(), Self::Error>;
    /// All changes of a document, those of this transaction too, in the order of the log.
    fn changes(&mut self, doc: DocId) -> Result<Vec<Vec<u8>>, Self::Error>;
    /// The last position of a space's log.
    fn head(&mut self, space: SpaceId) -> Result<Seq, Self::Error>;
    /// Writes an entry at the position after the last one.
    fn put_entry(&mut self, entry: &NewEntry<'_>) -> Result<(), Self::Error>;
    /// The fingerprint of a circle; 0 at first.
    fn fingerprint(&mut self, space: SpaceId, circle: Circle) -> Result<u128, Self::Error>;
    /// Writes the fingerprint of a circle.
    fn put_fingerprint(
        &mut self,
        space: SpaceId,
        circle: Circle,
        value: u128,
    ) -> Result<(), Self::Error>;
}

/// Judges a push against the log and writes it, or refuses and writes nothing.
///
/// Safe to repeat: a push whose changes are all there is accepted again with the
/// position that covers it. What a document has, its [`History`] knows: one that is not
/// among `histories` costs a read of all changes, unless only heads are sent again. A
/// transaction that is undone afterwards does no harm.
///
/// # Errors
/// Outer: the store failed. Inner: the push was refused.
pub fn append<T: LogTx>(
    tx: &mut T,
    histories: &mut Histories,
    append: &Append,
) -> Result<Result<Appended, Refusal>, T::Error> {
    let found = tx.doc(append.doc)?;
    if let Err(refusal) = allowed(append, found.as_ref()) {
        return Ok(Err(refusal));
    }
    let row = found.clone().unwrap_or_else(|| first_row(append));
    let changes = match &append.body {
        AppendBody::Changes(changes) | AppendBody::Heal { changes, .. } => changes.as_slice(),
        AppendBody::Share(_) => &[],
    };
    let wider = match &append.body {
        AppendBody::Changes(_) => None,
        AppendBody::Heal { meta, .. } => Some(meta.visibility),
        AppendBody::Share(visibility) => Some(*visibility),
    }
    .filter(|visibility| *visibility > row.meta.visibility);
    let (fresh, history) = match judge(tx, histories, append, &row, changes)? {
        Ok(judged) => judged,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if fresh.is_empty() && wider.is_none() {
        return Ok(Ok(repeated(&row)));
    }
    let appended = write(tx, append, found.as_ref(), row, fresh, wider)?;
    if let Some(history) = history {
        histories.keep(append.doc, appended.heads.clone(), history);
    }
    Ok(Ok(appended))
}

/// Changes that are not in the log yet and fit there, with the document's history after
/// them; no history when nothing is new.
type Judged = (Vec<CheckedChange>, Option<History>);

/// Holds changes against what the document's changes have made.
fn judge<T: LogTx>(
    tx: &mut T,
    histories: &mut Histories,
    append: &Append,
    row: &DocRow,
    changes: &[CheckedChange],
) -> Result<Result<Judged, Refusal>, T::Error> {
    // Heads are what a device sends again when it missed the answer.
    if changes
        .iter()
        .all(|change| row.heads.contains(&change.hash))
    {
        return Ok(Ok((Vec::new(), None)));
    }
    let doc = append.doc;
    let mut history = match history(tx, histories, doc, row)? {
        Ok(history) => history,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let judged = admit(&history, append, row, changes).and_then(|fresh| {
        let admitted = history.admit(&fresh);
        admitted.inspect_err(|refusal| {
            tracing::info!(%doc, %refusal, "changes do not fit the document");
        })?;
        Ok(fresh)
    });
    match judged {
        Ok(fresh) if !fresh.is_empty() => Ok(Ok((fresh, Some(history)))),
        unchanged => {
            if !row.heads.is_empty() {
                histories.keep(doc, row.heads.clone(), history);
            }
            Ok(unchanged.map(|fresh| (fresh, None)))
        }
    }
}

/// The history of a document with this row.
fn history<T: LogTx>(
    tx: &mut T,
    histories: &mut Histories,
    doc: DocId,
    row: &DocRow,
) -> Result<Result<History, Refusal>, T::Error> {
    if row.heads.is_empty() {
        return Ok(Ok(History::default()));
    }
    if let Some(history) = histories.take(doc, &row.heads) {
        return Ok(Ok(history));
    }
    Ok(read_history(tx.changes(doc)?).map_err(|refusal| {
        tracing::error!(%doc, %refusal, "the log of a document cannot be read");
        Refusal::Unavailable
    }))
}

/// The history of all changes of a document.
fn read_history(changes: Vec<Vec<u8>>) -> Result<History, Refusal> {
    let mut history = History::default();
    for change in changes {
        history.admit(&[gate::stored(change)?])?;
    }
    Ok(history)
}

/// Writes what was judged good: a wider circle, fresh changes, or both.
fn write<T: LogTx>(
    tx: &mut T,
    append: &Append,
    found: Option<&DocRow>,
    mut row: DocRow,
    fresh: Vec<CheckedChange>,
    wider: Option<Visibility>,
) -> Result<Appended, T::Error> {
    let Append { space, doc, by, .. } = *append;
    let mut seq = tx.head(space)?;
    let mut body = EntryBody::Shared;
    if let Some(visibility) = wider {
        seq = seq.next();
        row.meta.visibility = visibility;
        row.shared = seq;
        let record = Record::Shared(visibility);
        tx.put_entry(&NewEntry {
            space,
            seq,
            doc,
            by,
            record,
        })?;
    }
    if !fresh.is_empty() {
        seq = seq.next();
        row.bytes += fresh.iter().map(|c| c.bytes.len() as u64).sum::<u64>();
        row.heads = heads_after(&row.heads, &fresh);
        let record = Record::Changes(&fresh);
        tx.put_entry(&NewEntry {
            space,
            seq,
            doc,
            by,
            record,
        })?;
        body = EntryBody::Changes(fresh.into_iter().map(|change| change.bytes).collect());
    }
    row.last = seq;
    toggle(tx, space, doc, found)?;
    toggle(tx, space, doc, Some(&row))?;
    tx.put_doc(doc, &row)?;
    let (meta, heads) = (row.meta, row.heads);
    let entry = Entry {
        seq,
        doc,
        meta,
        heads: heads.clone(),
        body,
    };
    Ok(Appended {
        seq,
        heads,
        meta,
        entry: Some(entry),
    })
}

/// The fingerprint of everything that a person with `role` may read in a space.
///
/// # Errors
/// The store failed.
pub fn fingerprint_for<T: LogTx>(
    tx: &mut T,
    space: SpaceId,
    person: PersonId,
    role: Role,
) -> Result<u128, T::Error> {
    let mut sum = tx.fingerprint(space, Circle::Space)?;
    sum ^= tx.fingerprint(space, Circle::Private(person))?;
    if role.is_team() {
        sum ^= tx.fingerprint(space, Circle::Team)?;
    }
    Ok(sum)
}

/// One document's share of a fingerprint: the sum over documents is their XOR.
///
/// Over its circle too: a device that missed a promotion must notice.
#[must_use]
pub fn digest(doc: DocId, visibility: Visibility, heads: &[ChangeHash]) -> u128 {
    let mut hasher = Sha256::new();
    hasher.update(doc.as_bytes());
    hasher.update([visibility.code()]);
    for head in heads {
        hasher.update(head.0);
    }
    let bytes: [u8; 32] = hasher.finalize().into();
    bytes[..16]
        .iter()
        .fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

/// Heads after adding changes in causal order; sorted.
#[must_use]
pub fn heads_after(heads: &[ChangeHash], changes: &[CheckedChange]) -> Vec<ChangeHash> {
    let mut heads: std::collections::BTreeSet<_> = heads.iter().copied().collect();
    for change in changes {
        for dep in &change.deps {
            heads.remove(dep);
        }
        heads.insert(change.hash);
    }
    heads.into_iter().collect()
}

/// The row of a document that the log does not have yet.
fn first_row(append: &Append) -> DocRow {
    let visibility = match append.kind {
        DocKind::Visit => Visibility::Space,
        DocKind::Note => Visibility::Private,
    };
    let meta = match append.body {
        AppendBody::Heal { meta, .. } => meta,
        _ => DocMeta {
            kind: append.kind,
            owner: append.by.person,
            visibility,
        },
    };
    let (heads, bytes) = (Vec::new(), 0);
    DocRow {
        space: append.space,
        meta,
        heads,
        bytes,
        last: Seq(0),
        shared: Seq(0),
    }
}

fn allowed(append: &Append, row: Option<&DocRow>) -> Result<(), Refusal> {
    let Author { person, role, .. } = append.by;
    let is_visit = append.doc == DocId::visit(append.space);
    let fits = match row {
        Some(row) => row.space == append.space && row.meta.kind == append.kind,
        None => is_visit == (append.kind == DocKind::Visit),
    };
    let may = match (&append.body, row) {
        // The receipt proves what the document was; its readers may bring it back.
        (AppendBody::Heal { meta, .. }, _) => {
            meta.kind == append.kind && meta.readable_by(person, role)
        }
        (AppendBody::Share(_), None) => return Err(Refusal::MissingDependency),
        (AppendBody::Share(_), Some(row)) => row.meta.owner == person,
        (AppendBody::Changes(_), Some(row)) => row.meta.writable_by(person, role),
        (AppendBody::Changes(_), None) => match append.kind {
            DocKind::Visit => role == Role::Facilitator,
            DocKind::Note => role.is_team(),
        },
    };
    if fits && may {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}

/// The changes that are not in the log yet, when each has its place there.
fn admit(
    history: &History,
    append: &Append,
    row: &DocRow,
    changes: &[CheckedChange],
) -> Result<Vec<CheckedChange>, Refusal> {
    let mut fresh: Vec<CheckedChange> = Vec::new();
    let mut last: std::collections::BTreeMap<Actor, u64> = std::collections::BTreeMap::new();
    let mut bytes = row.bytes;
    let healing = matches!(append.body, AppendBody::Heal { .. });
    let has = |fresh: &[CheckedChange], hash: ChangeHash| {
        history.contains(hash) || fresh.iter().any(|earlier| earlier.hash == hash)
    };
    for change in changes {
        let before = last.get(&change.actor).copied();
        let before = before.unwrap_or_else(|| history.seq(change.actor));
        // What is there already has its place among the actor's, so a later one is not.
        if change.seq <= before && has(&fresh, change.hash) {
            continue;
        }
        if !healing && change.actor.device() != append.by.device {
            return Err(Refusal::ForeignActor);
        }
        if change.seq <= before {
            return Err(Refusal::SequenceReused);
        }
        if change.seq != before + 1 {
            return Err(Refusal::SequenceGap);
        }
        if !change.deps.iter().all(|dep| has(&fresh, *dep)) {
            return Err(Refusal::MissingDependency);
        }
        bytes += change.bytes.len() as u64;
        if bytes > limits::DOC_BYTES {
            return Err(Refusal::DocFull);
        }
        last.insert(change.actor, change.seq);
        fresh.push(change.clone());
    }
    Ok(fresh)
}

fn repeated(row: &DocRow) -> Appended {
    Appended {
        seq: row.last,
        heads: row.heads.clone(),
        meta: row.meta,
        entry: None,
    }
}

fn toggle<T: LogTx>(
    tx: &mut T,
    space: SpaceId,
    doc: DocId,
    row: Option<&DocRow>,
) -> Result<(), T::Error> {
    let Some(row) = row else { return Ok(()) };
    let circle = match row.meta.visibility {
        Visibility::Private => Circle::Private(row.meta.owner),
        Visibility::Team => Circle::Team,
        Visibility::Space => Circle::Space,
    };
    let sum = tx.fingerprint(space, circle)? ^ digest(doc, row.meta.visibility, &row.heads);
    tx.put_fingerprint(space, circle, sum)
}
