//! The whole boundary of the device's machine on one screen.

use crate::access::{DocKind, Role, Visibility};
use crate::doc::{Edit, EditError, NoteSeed, Touched};
use crate::ids::{ConnId, DocId, OpId, SpaceId};
use crate::log::Refusal;
use crate::time::Timestamp;

/// A fact that the driver tells the machine.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The connection that [`Output::Connect`] asked for is open.
    Connected {
        /// Its number, as asked for.
        conn: ConnId,
    },
    /// A binary frame arrived.
    Received {
        /// On which connection.
        conn: ConnId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// The connection ended, or could not be opened.
    Closed {
        /// Which.
        conn: ConnId,
        /// Why, as far as the driver knows.
        why: CloseReason,
    },
    /// Everything that [`Output::Persist`] asked for is durable.
    Persisted {
        /// Which operation.
        op: OpId,
    },
    /// [`Output::Persist`] failed after the driver's own reopen and retry; nothing
    /// of it was written.
    StorageFailed {
        /// Which operation.
        op: OpId,
        /// What the storage said, for people.
        error: String,
    },
    /// The rows that [`Output::Load`] asked for, in key order.
    Loaded {
        /// Which operation.
        op: OpId,
        /// The rows found.
        rows: Vec<Row>,
    },
    /// Starts a note in a space and opens it.
    CreateNote {
        /// Its id, drawn by the driver.
        doc: DocId,
        /// The visit's space.
        space: SpaceId,
        /// What it begins with.
        seed: NoteSeed,
    },
    /// Loads a document into memory; [`Event::Opened`] follows.
    Open {
        /// Which.
        doc: DocId,
    },
    /// Lets go of an open document; edits not yet durable are kept until they are.
    Close {
        /// Which.
        doc: DocId,
    },
    /// Changes an open document: all of the edits or none of them, as one change.
    Edit {
        /// Which document.
        doc: DocId,
        /// What to do.
        edits: Vec<Edit>,
    },
    /// Lets more people read a document of one's own, of which something is here.
    Share {
        /// Which document.
        doc: DocId,
        /// With whom.
        visibility: Visibility,
    },
    /// Takes the notes of a space off this device: their chunks, in one transaction.
    /// [`Event::Space`] follows, or [`Event::AsideRefused`] and nothing changed.
    SetAside {
        /// Which space.
        space: SpaceId,
    },
    /// Fetches the notes of a space that was set aside again, now or on the next
    /// connection.
    TakeUp {
        /// Which space.
        space: SpaceId,
    },
    /// The network may be back, the page became visible, or a person asked: connect now.
    ConnectNow,
    /// Try again to write what the storage refused.
    RetryStorage,
    /// The moment that [`crate::device::Device::next_wakeup`] named has come.
    Wakeup,
}

/// An effect that the driver carries out, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Open a connection to `/sync`; answer with `Connected` or `Closed`.
    Connect {
        /// Its number.
        conn: ConnId,
    },
    /// Send one binary frame.
    Send {
        /// On which connection.
        conn: ConnId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// Close the connection; no `Closed` is expected.
    Disconnect {
        /// Which.
        conn: ConnId,
    },
    /// Write all of this in one durable transaction; answer with `Persisted` or
    /// `StorageFailed`. Operations must become durable in the order asked.
    Persist {
        /// The operation's number.
        op: OpId,
        /// What to write.
        writes: Vec<Write>,
    },
    /// Read all rows of a document's chunks; answer with `Loaded`.
    Load {
        /// The operation's number.
        op: OpId,
        /// The table.
        table: Table,
        /// Every key that begins so.
        prefix: Vec<u8>,
    },
    /// Something that a screen or a person may want to know.
    Notify(Event),
}

/// The driver's tables; keys sort as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// One row per space: cursor and membership. Read whole at start.
    Spaces,
    /// One row per document: kind, space, heads, what is unsent. Read whole at start.
    Docs,
    /// Change chunks and snapshots, by document and number. Read per document.
    Chunks,
}

impl Table {
    /// All tables; [`Table::Chunks`] is the only one not read at start.
    pub const ALL: [Self; 3] = [Self::Spaces, Self::Docs, Self::Chunks];

    /// A name for drivers that name their tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spaces => "spaces",
            Self::Docs => "docs",
            Self::Chunks => "chunks",
        }
    }
}

/// A stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it is.
    pub table: Table,
    /// Its key.
    pub key: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

/// One write of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Inserts or replaces.
    Put(Row),
    /// Removes, if it is there.
    Delete {
        /// Where.
        table: Table,
        /// Which.
        key: Vec<u8>,
    },
}

/// Why a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// No network, or the server is gone.
    Lost,
    /// The session is not, or no longer, valid: HTTP 401, close code 4401.
    Unauthorized,
    /// The device was removed: close code 4403.
    Removed,
    /// The server is going away and says so: close code 1012.
    GoingAway,
}

/// Where a document's work is. The weakest word that is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocState {
    /// The storage refused: the change is only in memory.
    Unsaved,
    /// A change is on its way to the storage.
    Saving,
    /// The server refused; kept here, and can be exported.
    KeptForReview,
    /// Durable on this device, not sent.
    Saved,
    /// Sent, commit not confirmed.
    Sent,
    /// Committed by the server with everything that is here.
    Durable,
}

/// Whether the notes of a space are on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kept {
    /// They are.
    Here,
    /// A person set them aside: only the server has them.
    Aside,
    /// They were set aside and are being fetched again.
    Coming,
}

/// Why the notes of a space stay on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Stay {
    /// Something of this document is not on the server, or not stored.
    #[error("{0} has changes that are not on the server: send them first")]
    Waiting(DocId),
    /// This note is open.
    #[error("note {0} is open: close it first")]
    Open(DocId),
    /// The server was not asked on this connection whether it has everything.
    #[error("the visit was not compared with the server: connect first")]
    NotCompared,
    /// They are not here.
    #[error("the notes of this visit are not on this device already")]
    Already,
}

/// How this device stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Not connected; tries again at the time given, if any.
    Offline {
        /// The next try.
        retry: Option<Timestamp>,
    },
    /// Opening a connection, or waiting for Welcome.
    Connecting,
    /// Connected, and entries are still coming.
    CatchingUp,
    /// Connected, and nothing is missing.
    Live,
    /// The session is not valid: sign in to send.
    SignIn,
    /// The device was removed: what waits is kept for review.
    Removed,
    /// This build is too old for the server: update to send.
    Update,
}

/// Something that a screen or a person may want to know.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The link changed.
    Link(Link),
    /// A document is in memory and can be viewed and edited.
    Opened {
        /// Which.
        doc: DocId,
    },
    /// A document could not be opened; its bytes are untouched.
    NotOpened {
        /// Which.
        doc: DocId,
        /// Why, for people.
        why: String,
    },
    /// An open document changed, here or elsewhere.
    Changed {
        /// Which.
        doc: DocId,
        /// What to repaint.
        touched: Touched,
        /// Whether another device wrote it.
        remote: bool,
    },
    /// An edit was refused and nothing changed.
    EditRefused {
        /// Which document.
        doc: DocId,
        /// Why.
        why: EditError,
    },
    /// Where a document's work is changed; read it with `Device::doc_state`.
    State {
        /// Which.
        doc: DocId,
    },
    /// A document appeared, or its row changed (visibility, heads).
    Listed {
        /// Which.
        doc: DocId,
        /// Its kind.
        kind: DocKind,
    },
    /// A space appeared, caught up, was set aside or taken up.
    Space {
        /// Which.
        space: SpaceId,
        /// This person's role in it.
        role: Role,
    },
    /// The notes of a space stay on this device.
    AsideRefused {
        /// Which space.
        space: SpaceId,
        /// Why.
        why: Stay,
    },
    /// The server refused a push for good; the work stays here.
    KeptForReview {
        /// Which document.
        doc: DocId,
        /// Why.
        why: Refusal,
    },
    /// The storage refused a write; what was to be written is kept in memory.
    StorageFailed {
        /// What the storage said.
        error: String,
    },
    /// The other side broke the protocol; the connection was dropped.
    ServerFault {
        /// What it did.
        what: String,
    },
}

/// The driver broke its contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    /// An answer to an operation that was never asked for, or twice.
    #[error("no operation {0:?} is under way")]
    UnknownOp(OpId),
    /// An edit of a document that is not open.
    #[error("document {0} is not open")]
    NotOpen(DocId),
    /// A document or space that this device does not have.
    #[error("this device has no {0}")]
    Unknown(String),
    /// A note in a space that was set aside.
    #[error("space {0} is set aside: take it up first")]
    Aside(SpaceId),
}
