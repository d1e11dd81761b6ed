//! One connection as the server's machine sees it.

use std::collections::BTreeMap;

use crate::access::Role;
use crate::ids::{DocId, Seq, SpaceId};
use crate::limits;
use crate::server::Session;

/// One connection.
#[derive(Debug)]
pub(super) struct Conn {
    pub(super) session: Session,
    /// Hello came; its answer is on the way or was sent.
    pub(super) greeting: bool,
    /// Welcome was sent.
    pub(super) greeted: bool,
    /// Frames that came before Welcome could be sent.
    pub(super) waiting: Vec<Vec<u8>>,
    /// Pushes that are not answered.
    pub(super) unanswered: usize,
    /// Bytes of entries that the device has room for.
    pub(super) credit: u64,
    pub(super) streams: BTreeMap<SpaceId, Stream>,
    /// Digests that came so far, by space.
    pub(super) digests: BTreeMap<SpaceId, BTreeMap<DocId, u128>>,
}

/// How far a connection is in a space's log.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) role: Role,
    /// Everything readable up to here was sent.
    pub(super) sent: Seq,
    /// The last position that is known to exist.
    pub(super) head: Seq,
    /// A page is being read; nothing is fanned out meanwhile.
    pub(super) reading: bool,
    /// The device compares digests first; nothing is sent meanwhile.
    pub(super) healing: bool,
}

impl Conn {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session,
            greeting: false,
            greeted: false,
            waiting: Vec::new(),
            unanswered: 0,
            credit: limits::CREDIT_BYTES,
            streams: BTreeMap::new(),
            digests: BTreeMap::new(),
        }
    }
}

impl Stream {
    pub(super) fn new(role: Role, sent: Seq, head: Seq, healing: bool) -> Self {
        Self {
            role,
            sent,
            head,
            reading: false,
            healing,
        }
    }

    /// Whether an entry at `seq` is the very next one for this connection.
    pub(super) fn is_next(&self, seq: Seq) -> bool {
        !self.reading && !self.healing && self.sent.next() == seq
    }

    pub(super) fn is_behind(&self) -> bool {
        !self.reading && !self.healing && self.sent < self.head
    }
}
