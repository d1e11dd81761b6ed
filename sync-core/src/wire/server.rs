//! What the server says to a device.

use super::client::{read_changes, read_meta, write_changes, write_meta};
use super::codec::{Reader, WireError, Writer};
use super::{begin, open};
use crate::access::Role;
use crate::ids::{BatchId, ChangeHash, DocId, Incarnation, Seq, SpaceId};
use crate::limits;
use crate::log::{Entry, EntryBody, Refusal};
use crate::receipt::Receipt;
use crate::time::Timestamp;

const WELCOME: u8 = 65;
const ACK: u8 = 66;
const NACK: u8 = 67;
const ENTRIES: u8 = 68;
const PONG: u8 = 69;
const BYE: u8 = 70;
const WANT: u8 = 71;
const HEALED: u8 = 72;

const BODY_CHANGES: u8 = 1;
const BODY_PACKED: u8 = 2;
const BODY_SHARED: u8 = 3;

/// A message from the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMessage {
    /// The answer to Hello.
    Welcome {
        /// The server's build.
        build: String,
        /// Its clock, so that a device can show how far its own is off.
        server_time: Timestamp,
        /// Pushes that may be unanswered at once.
        push_window: u64,
        /// Every space that this person is a member of.
        spaces: Vec<SpaceWelcome>,
    },
    /// A push is on disk.
    Ack {
        /// Which.
        batch: BatchId,
        /// The position that covers it.
        seq: Seq,
        /// Everything readable up to here was sent on this connection.
        cursor: Seq,
        /// The document's heads.
        heads: Vec<ChangeHash>,
    },
    /// A push was refused; nothing of it was written.
    Nack {
        /// Which.
        batch: BatchId,
        /// Why.
        why: Refusal,
        /// Milliseconds to wait before the next try of a temporary refusal.
        retry_after: u64,
    },
    /// What others wrote, in order of position.
    Entries {
        /// The space.
        space: SpaceId,
        /// Everything readable up to here has now been sent.
        upto: Seq,
        /// The last position of the log when this was read.
        head: Seq,
        /// May be empty, when only positions were passed that this reader may not see.
        entries: Vec<(Entry, Receipt)>,
    },
    /// The answer to Ping.
    Pong {
        /// As asked.
        nonce: u64,
    },
    /// The server closes this connection.
    Bye {
        /// Why.
        code: ByeCode,
        /// Milliseconds to wait before connecting again.
        retry_after: u64,
    },
    /// Documents of which the device has more than the server: send them to heal it.
    Want {
        /// The space.
        space: SpaceId,
        /// The documents.
        docs: Vec<DocId>,
    },
    /// The end of the healing exchange of a space: the cursor is good again.
    Healed {
        /// The space.
        space: SpaceId,
        /// Everything readable up to here was sent.
        cursor: Seq,
    },
}

/// How a space stands for this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceWelcome {
    /// The space.
    pub space: SpaceId,
    /// What this person is in it.
    pub role: Role,
    /// The life of the log.
    pub incarnation: Incarnation,
    /// Its last position.
    pub head: Seq,
    /// XOR of [`crate::log::digest`] over all documents that this person may read.
    pub fingerprint: u128,
}

/// Why the server closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByeCode {
    /// It is shutting down; come back.
    GoingAway,
    /// It does not speak this device's protocol version: update.
    Version,
    /// The device broke the protocol.
    Fault,
    /// The device did not read fast enough, or asked too much.
    Overload,
}

impl ServerMessage {
    /// The frame of this message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Welcome {
                build,
                server_time,
                push_window,
                spaces,
            } => {
                let mut w = begin(WELCOME);
                w.bytes(build.as_bytes());
                w.number(server_time.0);
                w.number(*push_window);
                w.count(spaces.len());
                for space in spaces {
                    space.write(&mut w);
                }
                w.finish()
            }
            Self::Ack {
                batch,
                seq,
                cursor,
                heads,
            } => {
                let mut w = begin(ACK);
                w.number(batch.0);
                w.number(seq.0);
                w.number(cursor.0);
                w.hashes(heads);
                w.finish()
            }
            Self::Nack {
                batch,
                why,
                retry_after,
            } => {
                let mut w = begin(NACK);
                w.number(batch.0);
                w.byte(refusal_code(*why));
                w.number(*retry_after);
                w.finish()
            }
            Self::Entries {
                space,
                upto,
                head,
                entries,
            } => {
                let mut w = begin(ENTRIES);
                w.raw(space.as_bytes());
                w.number(upto.0);
                w.number(head.0);
                w.count(entries.len());
                for (entry, receipt) in entries {
                    write_entry(&mut w, entry, receipt);
                }
                w.finish()
            }
            Self::Pong { nonce } => {
                let mut w = begin(PONG);
                w.number(*nonce);
                w.finish()
            }
            Self::Bye { code, retry_after } => {
                let mut w = begin(BYE);
                w.byte(code.code());
                w.number(*retry_after);
                w.finish()
            }
            Self::Want { space, docs } => {
                let mut w = begin(WANT);
                w.raw(space.as_bytes());
                w.count(docs.len());
                for doc in docs {
                    w.raw(doc.as_bytes());
                }
                w.finish()
            }
            Self::Healed { space, cursor } => {
                let mut w = begin(HEALED);
                w.raw(space.as_bytes());
                w.number(cursor.0);
                w.finish()
            }
        }
    }

    /// Reads a frame.
    ///
    /// # Errors
    /// The frame is damaged, over a limit, or of another version.
    pub fn decode(frame: &[u8]) -> Result<Self, WireError> {
        let (mut r, kind) = open(frame)?;
        let message = match kind {
            WELCOME => read_welcome(&mut r)?,
            ACK => Self::Ack {
                batch: BatchId(r.number()?),
                seq: Seq(r.number()?),
                cursor: Seq(r.number()?),
                heads: r.hashes()?,
            },
            NACK => Self::Nack {
                batch: BatchId(r.number()?),
                why: refusal_from_code(r.byte()?).ok_or(WireError::Invalid("refusal"))?,
                retry_after: r.number()?,
            },
            ENTRIES => read_entries(&mut r)?,
            PONG => Self::Pong { nonce: r.number()? },
            BYE => Self::Bye {
                code: ByeCode::from_code(r.byte()?).ok_or(WireError::Invalid("bye"))?,
                retry_after: r.number()?,
            },
            WANT => {
                let space = SpaceId::from_bytes(r.array()?);
                let count = r.count(limits::DIGEST_DOCS, "documents")?;
                let docs = (0..count)
                    .map(|_| r.array().map(DocId::from_bytes))
                    .collect::<Result<_, _>>()?;
                Self::Want { space, docs }
            }
            HEALED => Self::Healed {
                space: SpaceId::from_bytes(r.array()?),
                cursor: Seq(r.number()?),
            },
            other => return Err(WireError::UnknownType(other)),
        };
        r.end()?;
        Ok(message)
    }
}

fn read_welcome(r: &mut Reader<'_>) -> Result<ServerMessage, WireError> {
    let build = r.text(limits::BUILD_BYTES, "build")?;
    let server_time = Timestamp(r.number()?);
    let push_window = r.number()?;
    let count = r.count(limits::HELLO_SPACES, "spaces")?;
    let spaces = (0..count)
        .map(|_| SpaceWelcome::read(r))
        .collect::<Result<_, _>>()?;
    Ok(ServerMessage::Welcome {
        build,
        server_time,
        push_window,
        spaces,
    })
}

fn read_entries(r: &mut Reader<'_>) -> Result<ServerMessage, WireError> {
    let space = SpaceId::from_bytes(r.array()?);
    let (upto, head) = (Seq(r.number()?), Seq(r.number()?));
    let count = r.count(limits::FRAME_BYTES, "entries")?;
    let entries = (0..count)
        .map(|_| read_entry(r))
        .collect::<Result<_, _>>()?;
    Ok(ServerMessage::Entries {
        space,
        upto,
        head,
        entries,
    })
}

impl SpaceWelcome {
    fn write(&self, w: &mut Writer) {
        w.raw(self.space.as_bytes());
        w.byte(self.role.code());
        w.raw(self.incarnation.as_bytes());
        w.number(self.head.0);
        w.raw(&self.fingerprint.to_be_bytes());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            space: SpaceId::from_bytes(r.array()?),
            role: Role::from_code(r.byte()?).ok_or(WireError::Invalid("role"))?,
            incarnation: Incarnation::from_bytes(r.array()?),
            head: Seq(r.number()?),
            fingerprint: u128::from_be_bytes(r.array()?),
        })
    }
}

fn write_entry(w: &mut Writer, entry: &Entry, receipt: &Receipt) {
    w.number(entry.seq.0);
    w.raw(entry.doc.as_bytes());
    write_meta(w, entry.meta);
    w.hashes(&entry.heads);
    w.raw(receipt.as_bytes());
    match &entry.body {
        EntryBody::Changes(changes) => {
            w.byte(BODY_CHANGES);
            write_changes(w, changes);
        }
        EntryBody::Packed(bytes) => {
            w.byte(BODY_PACKED);
            w.bytes(bytes);
        }
        EntryBody::Shared => w.byte(BODY_SHARED),
    }
}

fn read_entry(r: &mut Reader<'_>) -> Result<(Entry, Receipt), WireError> {
    let seq = Seq(r.number()?);
    let doc = DocId::from_bytes(r.array()?);
    let meta = read_meta(r)?;
    let heads = r.hashes()?;
    let receipt = Receipt::from_bytes(r.array()?);
    let body = match r.byte()? {
        BODY_CHANGES => EntryBody::Changes(read_changes(r)?),
        BODY_PACKED => EntryBody::Packed(r.bytes(limits::FRAME_BYTES, "pack")?.to_vec()),
        BODY_SHARED => EntryBody::Shared,
        _ => return Err(WireError::Invalid("entry body")),
    };
    Ok((
        Entry {
            seq,
            doc,
            meta,
            heads,
            body,
        },
        receipt,
    ))
}

macro_rules! codes {
    ($ty:ident, $to:ident, $from:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        fn $to(value: $ty) -> u8 {
            match value { $($ty::$variant => $code),+ }
        }

        fn $from(code: u8) -> Option<$ty> {
            match code { $($code => Some($ty::$variant),)+ _ => None }
        }
    };
}

codes!(Refusal, refusal_code, refusal_from_code {
    Malformed = 1, Compressed = 2, TooLarge = 3, DocFull = 4, ForeignActor = 5,
    SequenceGap = 6, MissingDependency = 7, SequenceReused = 8, NotAllowed = 9,
    Unreadable = 10, Unavailable = 11, Busy = 12, BadReceipt = 13,
});

codes!(ByeCode, bye_code, bye_from_code {
    GoingAway = 1, Version = 2, Fault = 3, Overload = 4,
});

impl ByeCode {
    fn code(self) -> u8 {
        bye_code(self)
    }

    fn from_code(code: u8) -> Option<Self> {
        bye_from_code(code)
    }
}

impl Refusal {
    /// The number on the wire and in stored rows.
    #[must_use]
    pub fn code(self) -> u8 {
        refusal_code(self)
    }

    /// Reads the number; `None` for one that this build does not know.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        refusal_from_code(code)
    }
}
