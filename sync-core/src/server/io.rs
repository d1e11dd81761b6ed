//! The whole boundary of the server's machine on one screen.

use crate::access::Role;
use std::collections::BTreeMap;

use crate::ids::{ConnId, DeviceId, DocId, Incarnation, OpId, PersonId, Seq, SpaceId};
use crate::log::{Append, Appended, Entry, Refusal};

/// Who is on a connection, as the HTTP layer found out before the upgrade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The device.
    pub device: DeviceId,
    /// The person it belongs to.
    pub person: PersonId,
    /// The spaces they are a member of, and as what.
    pub spaces: Vec<(SpaceId, Role)>,
}

/// A fact that the driver tells the machine.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An authenticated connection was opened.
    Connected {
        /// Its number, new for every connection.
        conn: ConnId,
        /// Who is on it.
        session: Session,
    },
    /// A binary frame arrived.
    Received {
        /// On which connection.
        conn: ConnId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// The connection ended.
    Closed {
        /// Which.
        conn: ConnId,
    },
    /// The answer to [`Output::Append`]: it is durable, or refused.
    Appended {
        /// Which operation.
        op: OpId,
        /// What happened.
        result: Result<Appended, Refusal>,
    },
    /// The answer to [`Output::Read`] or [`Output::ReadDocuments`].
    Page {
        /// Which operation.
        op: OpId,
        /// The entries.
        page: Page,
    },
    /// The answer to [`Output::ReadSpaces`], in the order asked.
    Spaces {
        /// Which operation.
        op: OpId,
        /// How each stands.
        spaces: Vec<SpaceStatus>,
    },
    /// The answer to [`Output::ReadDigests`].
    Digests {
        /// Which operation.
        op: OpId,
        /// [`crate::log::digest`] of every readable document.
        docs: BTreeMap<DocId, u128>,
        /// The last position of the space when it was read.
        head: Seq,
    },
    /// The store failed a read: the connection is closed and tries again later.
    ReadFailed {
        /// Which operation.
        op: OpId,
    },
    /// Entries of a space that another node or the server itself wrote.
    Doorbell {
        /// The space.
        space: SpaceId,
        /// Its last position.
        head: Seq,
    },
    /// No new work: every connection is told to come back later.
    Drain,
}

/// An effect that the driver carries out, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send one binary frame.
    Send {
        /// On which connection.
        conn: ConnId,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// Close the connection with a WebSocket close code.
    Close {
        /// Which.
        conn: ConnId,
        /// RFC 6455 or our own 4400–4499 code.
        code: u16,
        /// For logs.
        why: &'static str,
    },
    /// Run [`crate::log::append`] in a transaction and answer when it is durable.
    /// Answers for one space must come back in the order of their positions.
    Append {
        /// The operation's number.
        op: OpId,
        /// What to append.
        append: Append,
    },
    /// Read entries after a position as one reader may see them; answer with
    /// [`Page::gathered`].
    Read {
        /// The operation's number.
        op: OpId,
        /// The space.
        space: SpaceId,
        /// Entries after this position.
        after: Seq,
        /// For whom.
        person: PersonId,
        /// As what.
        role: Role,
        /// Stop near this many bytes; at least one entry is returned.
        max_bytes: usize,
    },
    /// Read the digests of all documents that one reader may read.
    ReadDigests {
        /// The operation's number.
        op: OpId,
        /// The space.
        space: SpaceId,
        /// For whom.
        person: PersonId,
        /// As what.
        role: Role,
    },
    /// Read all changes of some documents, as far as one reader may read them; answer
    /// with [`Page::gathered`] of one entry per document, at the document's last position.
    ReadDocuments {
        /// The operation's number.
        op: OpId,
        /// The space.
        space: SpaceId,
        /// The documents.
        docs: Vec<DocId>,
        /// For whom.
        person: PersonId,
        /// As what.
        role: Role,
    },
    /// Read how spaces stand for one reader.
    ReadSpaces {
        /// The operation's number.
        op: OpId,
        /// For whom.
        person: PersonId,
        /// The spaces and the reader's role in each.
        spaces: Vec<(SpaceId, Role)>,
    },
}

/// Entries of a space as one reader may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// In order of position.
    pub entries: Vec<Entry>,
    /// Everything up to here that the reader may see is in `entries` or before them.
    pub upto: Seq,
    /// The last position of the space when it was read.
    pub head: Seq,
}

/// How a space stands for one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceStatus {
    /// The log's life.
    pub incarnation: Incarnation,
    /// Its last position.
    pub head: Seq,
    /// Over all documents that the reader may read, at `head`.
    pub fingerprint: u128,
}
