//! One open document: Automerge, the changes that wait, and the view.
//!
//! Automerge panics on some changes that no honest build writes, and the page cannot
//! catch a panic. So whatever is stored here or sent by a server passes the same gate
//! and is held against the same history as what a server lets into its log, before
//! Automerge sees it. Whole documents as Automerge saves them are not read at all: they
//! would be inflated without a bound.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Author, Automerge, Change, ROOT, ReadDoc, TextEncoding};

use crate::access::DocKind;
use crate::doc::causal::{Arrived, Waiting};
use crate::doc::chunk;
use crate::doc::edit::{Edit, EditError, NoteSeed, VisitPlan};
use crate::doc::error::DocError;
use crate::doc::note::{self, NoteState};
use crate::doc::view::{NoteView, Touched, VisitView};
use crate::doc::visit::{self, VisitState};
use crate::doc::{check, read, schema};
use crate::gate::{CheckedChange, History};
use crate::ids::{Actor, ChangeHash, PersonId};
use crate::limits;
use crate::log::Refusal;
use crate::time::Timestamp;

/// A change made here: to be stored and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalChange {
    /// Its identity.
    pub hash: ChangeHash,
    /// Its plain chunk, at most [`limits::CHANGE_BYTES`].
    pub bytes: Vec<u8>,
}

/// A document in memory.
#[derive(Debug)]
pub struct Document {
    actor: Actor,
    person: PersonId,
    doc: Automerge,
    waiting: Waiting,
    history: History,
    state: State,
}

#[derive(Debug)]
enum State {
    Note(NoteState),
    Visit(VisitState),
}

impl Document {
    /// Starts a note.
    ///
    /// # Errors
    /// An id in the seed is too long or there twice.
    pub fn create_note(
        actor: Actor,
        person: PersonId,
        seed: &NoteSeed,
        now: Timestamp,
    ) -> Result<(Self, LocalChange), EditError> {
        Self::create(DocKind::Note, actor, person, now, |tx| {
            note::create(tx, seed, actor, now)
        })
    }

    /// Writes down a visit as planned: in one change, and one more for each part of a
    /// form's definition that is long.
    ///
    /// # Errors
    /// Something in the plan is too long, or an id is there twice.
    pub fn create_visit(
        actor: Actor,
        person: PersonId,
        plan: &VisitPlan,
        now: Timestamp,
    ) -> Result<(Self, Vec<LocalChange>), EditError> {
        let split = visit::split(plan)?;
        let create = |tx: &mut Transaction<'_>| visit::create(tx, plan, &split, now);
        let (mut made, first) = Self::create(DocKind::Visit, actor, person, now, create)?;
        let mut changes = vec![first];
        for part in visit::parts(plan, split) {
            let change = made.edit(&[part], now)?;
            changes.extend(change.map(|(change, _)| change));
        }
        Ok((made, changes))
    }

    /// Opens a document from stored or received bytes.
    ///
    /// `chunks` are plain change chunks in any order, also several in one slice; what is
    /// there twice counts once. Changes that build on others
    /// which are not there wait inside ([`Document::missing`]). An `actor` is for one
    /// person: Automerge keeps one author to an actor.
    ///
    /// # Errors
    /// The bytes are damaged, or are another kind of document.
    pub fn load<'a>(
        kind: DocKind,
        actor: Actor,
        person: PersonId,
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, DocError> {
        let mut document = Self::empty(kind, actor, person);
        document.merge(chunks)?;
        document.judge_kind()?;
        Ok(document)
    }

    /// Takes in what others wrote: chunks as for [`Document::load`].
    ///
    /// # Errors
    /// The bytes are damaged or contradict what is here; the document is as before.
    pub fn merge<'a>(
        &mut self,
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Touched, DocError> {
        let before = (self.doc.clone(), self.waiting.clone());
        let mark = self.history.mark();
        let chunks: Vec<&[u8]> = chunks.into_iter().collect();
        let merged = catch_unwind(AssertUnwindSafe(|| self.absorb(&chunks)))
            .unwrap_or_else(|_| Err(DocError::unreadable("Automerge gave up on it")));
        if merged.is_err() {
            (self.doc, self.waiting) = before;
            self.history.undo(mark);
            self.state = State::build(self.kind(), &self.doc);
        }
        merged
    }

    /// Applies edits as one change; `None` when they change nothing.
    ///
    /// # Errors
    /// One of the edits cannot be made; then none is.
    pub fn edit(
        &mut self,
        edits: &[Edit],
        now: Timestamp,
    ) -> Result<Option<(LocalChange, Touched)>, EditError> {
        let state = &self.state;
        let actor = self.actor;
        let change = commit(&mut self.doc, now, |tx| match state {
            State::Note(state) => note::write(tx, state, actor, edits, now),
            State::Visit(_) => visit::write(tx, edits),
        })?;
        let Some(change) = change else {
            return Ok(None);
        };
        if let Err(error) = fits(&change).and_then(|()| self.note_own(&change)) {
            self.forget(&change)?;
            return Err(error);
        }
        let local = LocalChange::from(&change);
        let touched = self.state.refresh(&self.doc, &[change]);
        Ok(Some((local, touched)))
    }

    /// What ids of new instances begin with, so that nobody else forms them: the time, the
    /// process's nonce and the number of operations so far, which only grows. Holds for
    /// one change; within it the ids must differ in what follows.
    #[must_use]
    pub fn fresh_stem(&self, now: Timestamp) -> String {
        note::fresh_id(self.actor, now, self.doc.stats().num_ops)
    }

    /// The hashes of the changes that no other builds on, sorted.
    #[must_use]
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.doc.get_heads().into_iter().map(Into::into).collect()
    }

    /// What the document is.
    #[must_use]
    pub fn kind(&self) -> DocKind {
        match &self.state {
            State::Note(_) => DocKind::Note,
            State::Visit(_) => DocKind::Visit,
        }
    }

    /// The note as it stands; `None` for a visit, and before the note's first change
    /// has arrived.
    #[must_use]
    pub fn note(&self) -> Option<&NoteView> {
        match &self.state {
            State::Note(state) => state.view(),
            State::Visit(_) => None,
        }
    }

    /// The visit as it stands; `None` for a note, and before the visit's first change
    /// has arrived.
    #[must_use]
    pub fn visit(&self) -> Option<&VisitView> {
        match &self.state {
            State::Note(_) => None,
            State::Visit(state) => state.view(),
        }
    }

    /// Whether there is a view and no change waits for another.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.waiting.is_empty() && (self.note().is_some() || self.visit().is_some())
    }

    /// Changes that must arrive before those that wait can show, sorted.
    #[must_use]
    pub fn missing(&self) -> Vec<ChangeHash> {
        self.waiting.missing(&self.history)
    }

    /// Every change, also those that wait. [`Document::load`] reads it.
    #[cfg(test)]
    pub(crate) fn save(&self) -> Vec<u8> {
        let changes = self.doc.get_changes(&[]);
        let applied = changes.iter().map(Change::raw_bytes);
        applied
            .chain(self.waiting.chunks())
            .flatten()
            .copied()
            .collect()
    }

    fn empty(kind: DocKind, actor: Actor, person: PersonId) -> Self {
        let doc = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
        Self {
            actor,
            person,
            doc: written_by(doc, actor, person),
            waiting: Waiting::default(),
            history: History::default(),
            state: match kind {
                DocKind::Note => State::Note(NoteState::default()),
                DocKind::Visit => State::Visit(VisitState::default()),
            },
        }
    }

    fn create(
        kind: DocKind,
        actor: Actor,
        person: PersonId,
        now: Timestamp,
        write: impl FnOnce(&mut Transaction<'_>) -> Result<(), EditError>,
    ) -> Result<(Self, LocalChange), EditError> {
        let mut document = Self::empty(kind, actor, person);
        let change = commit(&mut document.doc, now, write)?.ok_or(EditError::Incomplete)?;
        fits(&change)?;
        document.note_own(&change)?;
        document.state = State::build(kind, &document.doc);
        Ok((document, LocalChange::from(&change)))
    }

    /// Takes a change of ours that was just made into the history, if it fits there.
    fn note_own(&mut self, change: &Change) -> Result<(), EditError> {
        let own = CheckedChange::own(change).ok_or(Refusal::ForeignActor);
        let admitted = own.and_then(|own| self.history.admit(&[own]));
        admitted.map_err(|refusal| match refusal {
            Refusal::DocFull => EditError::Full,
            other => EditError::Internal(other.to_string()),
        })
    }

    /// Takes our own last change out again.
    fn forget(&mut self, change: &Change) -> Result<(), EditError> {
        let doc = self
            .doc
            .fork_at(change.deps())
            .map_err(EditError::internal)?;
        self.doc = written_by(doc, self.actor, self.person);
        Ok(())
    }

    fn absorb(&mut self, chunks: &[&[u8]]) -> Result<Touched, DocError> {
        for bytes in chunks {
            for chunk in chunk::split(bytes)? {
                self.waiting.add(Arrived::read(chunk.to_vec())?);
            }
        }
        let ready = self.waiting.take_ready(&self.history);
        let (ready, changes): (Vec<_>, Vec<_>) = ready
            .into_iter()
            .map(|arrived| (arrived.checked, arrived.change))
            .unzip();
        self.history.admit(&ready).map_err(DocError::unreadable)?;
        self.doc
            .apply_changes(changes.clone())
            .map_err(DocError::unreadable)?;
        let author = self.doc.get_author_for_actor(self.doc.get_actor());
        if author.is_some_and(|author| author.as_bytes() != self.person.as_bytes()) {
            return Err(DocError::ActorTaken);
        }
        Ok(self.state.refresh(&self.doc, &changes))
    }

    fn judge_kind(&self) -> Result<(), DocError> {
        let expected = self.kind();
        match read::string(&self.doc, &ROOT, schema::KIND) {
            Some(found) if found != expected.to_string() => {
                return Err(DocError::WrongKind { expected, found });
            }
            _ => {}
        }
        match read::number(&self.doc, &ROOT, schema::SCHEMA_KEY) {
            Some(found) if found > schema::SCHEMA => Err(DocError::TooNew {
                found,
                known: schema::SCHEMA,
            }),
            _ => Ok(()),
        }
    }
}

impl State {
    fn build(kind: DocKind, doc: &Automerge) -> Self {
        match kind {
            DocKind::Note => Self::Note(NoteState::build(doc)),
            DocKind::Visit => Self::Visit(VisitState::build(doc)),
        }
    }

    fn refresh(&mut self, doc: &Automerge, changes: &[Change]) -> Touched {
        match self {
            Self::Note(state) => state.refresh(doc, changes),
            Self::Visit(state) => state.refresh(doc),
        }
    }
}

impl From<&Change> for LocalChange {
    fn from(change: &Change) -> Self {
        Self {
            hash: change.hash().into(),
            bytes: change.raw_bytes().to_vec(),
        }
    }
}

/// Sets who writes. In this order, because a new author brings a random actor.
fn written_by(mut doc: Automerge, actor: Actor, person: PersonId) -> Automerge {
    doc.set_author(Some(Author::from(person.as_bytes().to_vec())));
    doc.set_actor(actor.to_automerge());
    doc
}

/// Runs `write` as one change; `None` when it wrote nothing, and nothing when it fails.
fn commit(
    doc: &mut Automerge,
    now: Timestamp,
    write: impl FnOnce(&mut Transaction<'_>) -> Result<(), EditError>,
) -> Result<Option<Change>, EditError> {
    let mut tx = doc.transaction();
    write(&mut tx)?;
    if tx.pending_ops() == 0 {
        tx.rollback();
        return Ok(None);
    }
    let time = i64::try_from(now.0).unwrap_or(i64::MAX);
    let (hash, _) = tx.commit_with(CommitOptions::default().with_time(time));
    let change = hash.and_then(|hash| doc.get_change_by_hash(&hash));
    let change = change.ok_or_else(|| EditError::Internal("the change is gone".into()))?;
    Ok(Some(change))
}

/// Whether the server's gate lets a change of this size pass.
fn fits(change: &Change) -> Result<(), EditError> {
    let operations = u64::try_from(change.len()).unwrap_or(u64::MAX);
    if operations > limits::CHANGE_OPS {
        let limit = usize::try_from(limits::CHANGE_OPS).unwrap_or(usize::MAX);
        return check::length("this change", change.len(), limit);
    }
    check::length(
        "this change",
        change.raw_bytes().len(),
        limits::CHANGE_BYTES,
    )
}
