//! What can be wrong with the stored or received bytes of a document.

use crate::access::DocKind;

/// Why bytes are not a document that this build can open or merge.
///
/// [`crate::doc::Document::merge`] leaves the document as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocError {
    /// The bytes are damaged, or contradict what the document has.
    #[error("these changes cannot be read: {0}")]
    Unreadable(String),
    /// A document of another kind.
    #[error("this is a {found}, not a {expected}")]
    WrongKind {
        /// What was asked for.
        expected: DocKind,
        /// What the document says that it is.
        found: String,
    },
    /// Written by a newer build in a shape that this one does not know.
    #[error("this was written by a newer version (shape {found}; known up to {known}): update")]
    TooNew {
        /// The shape of the document.
        found: u64,
        /// The newest shape that this build knows.
        known: u64,
    },
    /// The actor already wrote in this document for another person, and Automerge
    /// keeps one author to an actor: take a fresh nonce when the person changes.
    #[error("this actor writes for another person in this document")]
    ActorTaken,
}

impl DocError {
    pub(super) fn unreadable(why: impl ToString) -> Self {
        Self::Unreadable(why.to_string())
    }
}
