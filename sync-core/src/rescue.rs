//! Rescue files: everything that a device has and the server has not, in one file that
//! any other device can bring to the server.
//!
//! The file is signed with the key that the device got when it joined
//! ([`crate::receipt::ReceiptKey::device_key`]), so a server that opens one knows whose
//! changes they are, whoever brings them. They then pass the same gate as if the device
//! had pushed them itself: what the log has already is taken again without effect, so
//! opening a file twice does no harm.
//!
//! Layout: `RNDSRESC`, a version byte, device, person, documents, then HMAC-SHA-256
//! (RFC 2104) over all of it. Numbers and counts are written as on the wire.

pub use file::{FILE_VERSION, FORMAT, RescueFile};

mod file;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::access::{DocKind, Visibility};
use crate::ids::{BatchId, DeviceId, DocId, PersonId, SpaceId};
use crate::limits;
use crate::receipt::keyed;
use crate::wire::codec::{Reader, Writer};
use crate::wire::{ClientMessage, PushBody, WireError};

const MAGIC: &[u8; 8] = b"RNDSRESC";
const VERSION: u8 = 1;
const TAG_BYTES: usize = 32;

/// Bytes of the documents in one part of a file: a little room is left for what is
/// around them.
const PART_BYTES: usize = limits::RESCUE_BYTES - 1_024;

/// At least what a document takes in a file besides its changes, and a change besides its
/// own bytes.
const DOC_BYTES: usize = 48;
const LENGTH_BYTES: usize = 10;

/// What a device has not got to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescue {
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its person.
    pub person: PersonId,
    /// The documents with something unsent.
    pub docs: Vec<RescueDoc>,
}

/// The unsent work of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueDoc {
    /// The document.
    pub doc: DocId,
    /// Its space.
    pub space: SpaceId,
    /// Its kind.
    pub kind: DocKind,
    /// The circle that its owner asked for, if the server does not know yet.
    pub share: Option<Visibility>,
    /// Plain change chunks of this device, oldest first.
    pub changes: Vec<Vec<u8>>,
}

/// Why bytes are no rescue file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RescueError {
    /// Something else.
    #[error("this is not a rescue file")]
    Foreign,
    /// A newer build wrote it.
    #[error("this rescue file was written by a newer Rounds: update this one")]
    Newer,
    /// More than a server takes at once.
    #[error("this rescue file is larger than {} MiB", limits::RESCUE_BYTES / 1024 / 1024)]
    TooLarge,
    /// Cut off or changed.
    #[error("this rescue file is damaged: {0}")]
    Damaged(WireError),
}

/// A rescue file that was read, with its signature still to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    rescue: Rescue,
    signed: Vec<u8>,
    tag: [u8; TAG_BYTES],
}

impl Rescue {
    /// All of it in parts that a server takes, each signed with the device's key. Brought
    /// one after the other they can be accepted: a document that is in several has its
    /// changes in order, and what its owner asked for in the last.
    #[must_use]
    pub fn seal_parts(self, key: &[u8; 32]) -> Vec<Vec<u8>> {
        let parts = self.parts(PART_BYTES);
        parts.iter().map(|part| part.seal(key)).collect()
    }

    fn parts(self, most: usize) -> Vec<Self> {
        let Self {
            device,
            person,
            docs,
        } = self;
        let empty = || Self {
            device,
            person,
            docs: Vec::new(),
        };
        let (mut parts, mut part, mut bytes) = (Vec::new(), empty(), 0);
        for piece in docs.into_iter().flat_map(|doc| doc.pieces(most)) {
            let size = piece.size();
            let full = bytes + size > most || part.docs.len() >= limits::RESCUE_DOCS;
            if full && !part.docs.is_empty() {
                parts.push(std::mem::replace(&mut part, empty()));
                bytes = 0;
            }
            bytes += size;
            part.docs.push(piece);
        }
        parts.push(part);
        parts
    }

    /// The file's bytes, signed with the device's key.
    #[must_use]
    pub fn seal(&self, key: &[u8; 32]) -> Vec<u8> {
        let mut w = Writer::default();
        w.raw(MAGIC);
        w.byte(VERSION);
        w.raw(self.device.as_bytes());
        w.raw(self.person.as_bytes());
        w.count(self.docs.len());
        for doc in &self.docs {
            doc.write(&mut w);
        }
        let mut bytes = w.finish();
        let tag = mac(key, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&tag);
        bytes
    }

    /// Reads a file; what is inside is to be believed only after [`Sealed::by`].
    ///
    /// # Errors
    /// It is none, newer, too large or damaged.
    pub fn read(bytes: &[u8]) -> Result<Sealed, RescueError> {
        if !bytes.starts_with(MAGIC) {
            return Err(RescueError::Foreign);
        }
        if bytes.len() > limits::RESCUE_BYTES {
            return Err(RescueError::TooLarge);
        }
        let short = RescueError::Damaged(WireError::Short);
        let (signed, tag) = bytes.split_last_chunk::<TAG_BYTES>().ok_or(short)?;
        let mut r = Reader::stored(signed.get(MAGIC.len()..).ok_or(short)?);
        match r.byte().map_err(RescueError::Damaged)? {
            VERSION => {}
            _ => return Err(RescueError::Newer),
        }
        let rescue = Self::read_body(&mut r).map_err(RescueError::Damaged)?;
        r.end().map_err(RescueError::Damaged)?;
        Ok(Sealed {
            rescue,
            signed: signed.to_vec(),
            tag: *tag,
        })
    }

    fn read_body(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let (device, person) = (
            DeviceId::from_bytes(r.array()?),
            PersonId::from_bytes(r.array()?),
        );
        let count = r.count(limits::RESCUE_DOCS, "documents")?;
        let docs = (0..count)
            .map(|_| RescueDoc::read(r))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            device,
            person,
            docs,
        })
    }

    /// The pushes that bring it to a server, numbered from 1, in an order in which each
    /// can be accepted after those before it.
    #[must_use]
    pub fn pushes(&self) -> Vec<(DocId, ClientMessage)> {
        let bodies = self.docs.iter().flat_map(|doc| {
            let batches = doc.batches().into_iter().map(PushBody::Changes);
            batches
                .chain(doc.share.map(PushBody::Share))
                .map(move |body| (doc, body))
        });
        (1..)
            .zip(bodies)
            .map(|(batch, (doc, body))| {
                let push = ClientMessage::Push {
                    batch: BatchId(batch),
                    space: doc.space,
                    doc: doc.doc,
                    kind: doc.kind,
                    body,
                };
                (doc.doc, push)
            })
            .collect()
    }

    /// Changes in all documents together.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.docs.iter().map(|doc| doc.changes.len()).sum()
    }
}

impl Sealed {
    /// What is inside, if this key signed it. Takes the same time whatever the file.
    #[must_use]
    pub fn by(self, key: &[u8; 32]) -> Option<Rescue> {
        let fits = mac(key, &self.signed).verify_slice(&self.tag).is_ok();
        fits.then_some(self.rescue)
    }

    /// What is inside, by whomever it was written.
    #[must_use]
    pub const fn unverified(&self) -> &Rescue {
        &self.rescue
    }
}

impl RescueDoc {
    /// More than the bytes that it takes in a file.
    fn size(&self) -> usize {
        let changes = self
            .changes
            .iter()
            .map(|change| change.len() + LENGTH_BYTES);
        DOC_BYTES + changes.sum::<usize>()
    }

    /// The document in pieces of at most so many bytes, or of one change.
    fn pieces(mut self, most: usize) -> Vec<Self> {
        let changes = std::mem::take(&mut self.changes);
        let piece = |share| Self {
            share,
            changes: Vec::new(),
            ..self
        };
        let (mut pieces, mut last, mut bytes) = (Vec::new(), piece(self.share), DOC_BYTES);
        for change in changes {
            let size = change.len() + LENGTH_BYTES;
            if bytes + size > most && !last.changes.is_empty() {
                last.share = None;
                pieces.push(std::mem::replace(&mut last, piece(self.share)));
                bytes = DOC_BYTES;
            }
            bytes += size;
            last.changes.push(change);
        }
        pieces.push(last);
        pieces
    }

    fn write(&self, w: &mut Writer) {
        w.raw(self.doc.as_bytes());
        w.raw(self.space.as_bytes());
        w.byte(self.kind.code());
        match self.share {
            Some(share) => {
                w.byte(1);
                w.byte(share.code());
            }
            None => w.byte(0),
        }
        w.count(self.changes.len());
        for change in &self.changes {
            w.bytes(change);
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let (doc, space) = (
            DocId::from_bytes(r.array()?),
            SpaceId::from_bytes(r.array()?),
        );
        let kind = DocKind::from_code(r.byte()?).ok_or(WireError::Invalid("kind"))?;
        let share = match r.byte()? {
            0 => None,
            1 => Some(Visibility::from_code(r.byte()?).ok_or(WireError::Invalid("visibility"))?),
            _ => return Err(WireError::Invalid("flag")),
        };
        // Bounded by the file: each change takes a byte at least.
        let count = r.count(limits::RESCUE_BYTES, "changes")?;
        let mut changes = Vec::new();
        for _ in 0..count {
            changes.push(r.bytes(limits::CHANGE_BYTES, "change")?.to_vec());
        }
        Ok(Self {
            doc,
            space,
            kind,
            share,
            changes,
        })
    }

    /// The changes in batches that fit a push.
    fn batches(&self) -> Vec<Vec<Vec<u8>>> {
        let mut batches: Vec<Vec<Vec<u8>>> = Vec::new();
        let mut bytes = 0;
        for change in &self.changes {
            bytes += change.len();
            match batches.last_mut() {
                Some(batch)
                    if batch.len() < limits::BATCH_CHANGES && bytes <= limits::BATCH_BYTES =>
                {
                    batch.push(change.clone());
                }
                _ => {
                    bytes = change.len();
                    batches.push(vec![change.clone()]);
                }
            }
        }
        batches
    }
}

fn mac(key: &[u8; 32], bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = keyed(key);
    mac.update(bytes);
    mac
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn rescue(changes: Vec<Vec<u8>>) -> Rescue {
        let doc = |share| RescueDoc {
            doc: DocId::from_bytes([1; 16]),
            space: SpaceId::from_bytes([2; 16]),
            kind: DocKind::Note,
            share,
            changes: changes.clone(),
        };
        Rescue {
            device: DeviceId::from_bytes([3; 16]),
            person: PersonId::from_bytes([4; 16]),
            docs: vec![doc(None), doc(Some(Visibility::Team))],
        }
    }

    #[test]
    fn a_file_comes_back_for_the_key_that_signed_it_and_no_other() {
        let rescue = rescue(vec![vec![1, 2, 3], vec![]]);
        let bytes = rescue.seal(&KEY);
        let read = Rescue::read(&bytes).expect("its own bytes");
        assert_eq!(read.unverified(), &rescue);
        assert_eq!(read.clone().by(&[8; 32]), None, "another key");
        assert_eq!(read.by(&KEY), Some(rescue));
    }

    #[test]
    fn no_byte_can_be_changed_and_none_be_missing() {
        let bytes = rescue(vec![vec![5; 40]]).seal(&KEY);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let taken = Rescue::read(&changed).ok().and_then(|file| file.by(&KEY));
            assert_eq!(taken, None, "byte {at}");
            let cut = Rescue::read(&bytes[..at]).ok();
            assert_eq!(cut.and_then(|file| file.by(&KEY)), None, "cut at {at}");
        }
        assert_eq!(Rescue::read(b"{}"), Err(RescueError::Foreign));
        let large = [MAGIC.as_slice(), &vec![0; limits::RESCUE_BYTES]].concat();
        assert_eq!(Rescue::read(&large), Err(RescueError::TooLarge));
        let mut newer = bytes;
        newer[MAGIC.len()] = VERSION + 1;
        assert_eq!(Rescue::read(&newer), Err(RescueError::Newer));
    }

    #[test]
    fn what_is_too_much_for_one_part_comes_whole_in_several() {
        let changes: Vec<Vec<u8>> = (0..20).map(|n| vec![n; 100]).collect();
        let whole = rescue(changes);
        let wanted: Vec<_> = whole.pushes().into_iter().map(|(_, push)| push).collect();
        for most in [1, 150, 700, 2_300, 2_600, 10_000] {
            let parts = whole.clone().parts(most);
            let enough = parts.iter().all(|part| {
                let changes = part.changes();
                part.seal(&KEY).len() <= most + 100 || changes == 1
            });
            assert!(enough, "parts of {most}");
            let mut joined: Vec<RescueDoc> = Vec::new();
            let mut shares = Vec::new();
            for doc in parts.into_iter().flat_map(|part| part.docs) {
                shares.extend(doc.share);
                match joined.last_mut().filter(|_| shares.is_empty()) {
                    Some(last) => last.changes.extend(doc.changes),
                    None => joined.push(doc),
                }
            }
            let all: usize = joined.iter().map(|doc| doc.changes.len()).sum();
            assert_eq!(all, whole.changes(), "parts of {most}");
            assert_eq!(shares, [Visibility::Team], "once, parts of {most}");
        }
        let [one] = &whole.seal_parts(&KEY)[..] else {
            panic!("a small file has one part");
        };
        let read = Rescue::read(one).expect("its own bytes").by(&KEY);
        let pushes = read.expect("its key").pushes();
        let pushes: Vec<_> = pushes.into_iter().map(|(_, push)| push).collect();
        assert_eq!(pushes, wanted);
    }

    #[test]
    fn a_device_that_wrote_for_weeks_fills_several_files() {
        let change = vec![3; limits::CHANGE_BYTES];
        let long = rescue(vec![change; 100]);
        let parts = long.clone().seal_parts(&KEY);
        assert!(parts.len() >= 3, "{} parts", parts.len());
        let mut changes = 0;
        for part in &parts {
            let read = Rescue::read(part).expect("a server takes it").by(&KEY);
            changes += read.expect("its key").changes();
        }
        assert_eq!(changes, long.changes());
    }

    #[test]
    fn pushes_fit_their_frames_and_a_share_comes_after_the_changes() {
        let changes = vec![vec![9; limits::CHANGE_BYTES]; 3];
        let rescue = rescue(changes.clone());
        let mut seen = Vec::new();
        let mut shares = Vec::new();
        for (_, push) in rescue.pushes() {
            assert!(push.encode().len() <= limits::FRAME_BYTES);
            match push {
                ClientMessage::Push {
                    body: PushBody::Changes(part),
                    ..
                } => {
                    assert!(shares.is_empty());
                    seen.extend(part);
                }
                ClientMessage::Push {
                    body: PushBody::Share(with),
                    ..
                } => shares.push(with),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(seen, [changes.clone(), changes].concat());
        assert_eq!(shares, [Visibility::Team]);
    }
}
