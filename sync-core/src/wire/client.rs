//! What a device says to the server.

use super::codec::{Reader, WireError, Writer};
use super::{begin, open};
use crate::access::{DocKind, DocMeta, Visibility};
use crate::ids::{BatchId, DeviceId, DocId, Incarnation, PersonId, Seq, SpaceId};
use crate::limits;
use crate::receipt::Receipt;

const HELLO: u8 = 1;
const PUSH: u8 = 2;
const CREDIT: u8 = 3;
const PING: u8 = 4;
const DIGESTS: u8 = 5;

const BODY_CHANGES: u8 = 1;
const BODY_SHARE: u8 = 2;
const BODY_HEAL: u8 = 3;
const BODY_HEAL_PACKED: u8 = 4;

/// A message from a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientMessage {
    /// First on every connection: who this is and what it has.
    Hello {
        /// The build, for logs and for telling a person to update.
        build: String,
        /// Must be the session's device.
        device: DeviceId,
        /// What it has of each space that it knows.
        spaces: Vec<SpaceCursor>,
    },
    /// Work for the log; may follow Hello without waiting for Welcome.
    Push {
        /// Numbers the answer.
        batch: BatchId,
        /// The space.
        space: SpaceId,
        /// The document.
        doc: DocId,
        /// Its kind, so that the first push of a document makes it.
        kind: DocKind,
        /// The work.
        body: PushBody,
    },
    /// The device stored this many bytes of entries and has room for as many again.
    Credit {
        /// How many.
        bytes: u64,
    },
    /// Asks whether the server is there.
    Ping {
        /// Comes back in the answer.
        nonce: u64,
    },
    /// What the device believes that the server has: a part of the healing exchange.
    Digests {
        /// The space.
        space: SpaceId,
        /// Whether this is the last frame of them.
        last: bool,
        /// Digest of the heads of each document, as in [`crate::log::digest`].
        docs: Vec<(DocId, u128)>,
    },
}

/// What a push carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushBody {
    /// Plain change chunks in causal order, written by this device.
    Changes(Vec<Vec<u8>>),
    /// The next wider circle of readers.
    Share(Visibility),
    /// Changes of any device that a server once accepted, with its receipt for
    /// exactly these in this order.
    Heal {
        /// As it came with the entry.
        meta: DocMeta,
        /// Plain change chunks.
        changes: Vec<Vec<u8>>,
        /// As it came with the entry.
        receipt: Receipt,
    },
    /// As `Heal`, with the changes as [`crate::gate::pack`] packs them.
    HealPacked {
        /// As it came with the entry.
        meta: DocMeta,
        /// As it came with the entry.
        packed: Vec<u8>,
        /// For exactly these bytes.
        receipt: Receipt,
    },
}

/// How far a device is in a space's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceCursor {
    /// The space.
    pub space: SpaceId,
    /// The life of the log that the cursor belongs to.
    pub incarnation: Incarnation,
    /// Everything readable up to here is stored.
    pub cursor: Seq,
}

impl ClientMessage {
    /// The frame of this message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Hello {
                build,
                device,
                spaces,
            } => {
                let mut w = begin(HELLO);
                w.bytes(build.as_bytes());
                w.raw(device.as_bytes());
                w.count(spaces.len());
                for space in spaces {
                    w.raw(space.space.as_bytes());
                    w.raw(space.incarnation.as_bytes());
                    w.number(space.cursor.0);
                }
                w.finish()
            }
            Self::Push {
                batch,
                space,
                doc,
                kind,
                body,
            } => {
                let mut w = begin(PUSH);
                w.number(batch.0);
                w.raw(space.as_bytes());
                w.raw(doc.as_bytes());
                w.byte(kind.code());
                body.write(&mut w);
                w.finish()
            }
            Self::Credit { bytes } => {
                let mut w = begin(CREDIT);
                w.number(*bytes);
                w.finish()
            }
            Self::Ping { nonce } => {
                let mut w = begin(PING);
                w.number(*nonce);
                w.finish()
            }
            Self::Digests { space, last, docs } => {
                let mut w = begin(DIGESTS);
                w.raw(space.as_bytes());
                w.byte(u8::from(*last));
                w.count(docs.len());
                for (doc, digest) in docs {
                    w.raw(doc.as_bytes());
                    w.raw(&digest.to_be_bytes());
                }
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
            HELLO => {
                let build = r.text(limits::BUILD_BYTES, "build")?;
                let device = DeviceId::from_bytes(r.array()?);
                let count = r.count(limits::HELLO_SPACES, "spaces")?;
                let spaces = (0..count)
                    .map(|_| {
                        Ok(SpaceCursor {
                            space: SpaceId::from_bytes(r.array()?),
                            incarnation: Incarnation::from_bytes(r.array()?),
                            cursor: Seq(r.number()?),
                        })
                    })
                    .collect::<Result<_, _>>()?;
                Self::Hello {
                    build,
                    device,
                    spaces,
                }
            }
            PUSH => Self::Push {
                batch: BatchId(r.number()?),
                space: SpaceId::from_bytes(r.array()?),
                doc: DocId::from_bytes(r.array()?),
                kind: DocKind::from_code(r.byte()?).ok_or(WireError::Invalid("kind"))?,
                body: PushBody::read(&mut r)?,
            },
            CREDIT => Self::Credit { bytes: r.number()? },
            PING => Self::Ping { nonce: r.number()? },
            DIGESTS => {
                let space = SpaceId::from_bytes(r.array()?);
                let last = match r.byte()? {
                    0 => false,
                    1 => true,
                    _ => return Err(WireError::Invalid("flag")),
                };
                let count = r.count(limits::DIGEST_DOCS, "digests")?;
                let docs = (0..count)
                    .map(|_| {
                        Ok((
                            DocId::from_bytes(r.array()?),
                            u128::from_be_bytes(r.array()?),
                        ))
                    })
                    .collect::<Result<_, _>>()?;
                Self::Digests { space, last, docs }
            }
            other => return Err(WireError::UnknownType(other)),
        };
        r.end()?;
        Ok(message)
    }
}

impl PushBody {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Changes(changes) => {
                w.byte(BODY_CHANGES);
                write_changes(w, changes);
            }
            Self::Share(visibility) => {
                w.byte(BODY_SHARE);
                w.byte(visibility.code());
            }
            Self::Heal {
                meta,
                changes,
                receipt,
            } => {
                w.byte(BODY_HEAL);
                write_meta(w, *meta);
                write_changes(w, changes);
                w.raw(receipt.as_bytes());
            }
            Self::HealPacked {
                meta,
                packed,
                receipt,
            } => {
                w.byte(BODY_HEAL_PACKED);
                write_meta(w, *meta);
                w.bytes(packed);
                w.raw(receipt.as_bytes());
            }
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        match r.byte()? {
            BODY_CHANGES => read_changes(r).map(Self::Changes),
            BODY_SHARE => Visibility::from_code(r.byte()?)
                .map(Self::Share)
                .ok_or(WireError::Invalid("visibility")),
            BODY_HEAL => Ok(Self::Heal {
                meta: read_meta(r)?,
                changes: read_changes(r)?,
                receipt: Receipt::from_bytes(r.array()?),
            }),
            BODY_HEAL_PACKED => Ok(Self::HealPacked {
                meta: read_meta(r)?,
                packed: r.bytes(limits::FRAME_BYTES, "pack")?.to_vec(),
                receipt: Receipt::from_bytes(r.array()?),
            }),
            _ => Err(WireError::Invalid("push body")),
        }
    }
}

pub(crate) fn write_changes(w: &mut Writer, changes: &[Vec<u8>]) {
    w.count(changes.len());
    for change in changes {
        w.bytes(change);
    }
}

pub(crate) fn read_changes(r: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, WireError> {
    let count = r.count(limits::BATCH_CHANGES, "changes")?;
    (0..count)
        .map(|_| r.bytes(limits::CHANGE_BYTES, "change").map(<[u8]>::to_vec))
        .collect()
}

pub(crate) fn write_meta(w: &mut Writer, meta: DocMeta) {
    w.byte(meta.kind.code());
    w.raw(meta.owner.as_bytes());
    w.byte(meta.visibility.code());
}

pub(crate) fn read_meta(r: &mut Reader<'_>) -> Result<DocMeta, WireError> {
    Ok(DocMeta {
        kind: DocKind::from_code(r.byte()?).ok_or(WireError::Invalid("kind"))?,
        owner: PersonId::from_bytes(r.array()?),
        visibility: Visibility::from_code(r.byte()?).ok_or(WireError::Invalid("visibility"))?,
    })
}
