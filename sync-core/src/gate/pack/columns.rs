//! Changes side by side: a stream for each field, in which like stands beside like.
//!
//! In order: the number of changes; the actors, 24 bytes each; eleven streams, each with
//! its length in front; the number of column specifications, and for each its number and
//! the bytes of all changes in that column, with their length in front.

use std::collections::BTreeMap;

use super::super::bytes::Reader;
use super::parts::{Parts, count, sized};
use crate::ids::ChangeHash;
use crate::limits;
use crate::log::Refusal;
use crate::wire::codec::Writer;

/// Bytes of an actor.
const ACTOR: usize = 24;

/// Actors in one pack at most: each change names its own and may name others.
const MAX_ACTORS: usize = limits::BATCH_CHANGES + limits::CHANGE_ACTORS;

/// The field of each stream.
#[derive(Debug, Clone, Copy)]
enum Stream {
    /// How many dependencies, and how many changes back each is; 0 for one before these.
    Deps,
    /// The hashes of dependencies before these.
    Hashes,
    Actor,
    /// Over what the actor's last makes expect.
    Seq,
    /// Over the change before.
    StartOp,
    /// Over the change before.
    Time,
    Message,
    /// How many others, and which.
    Others,
    /// How many columns, and which.
    Specs,
    Lengths,
    Extra,
}

const STREAMS: usize = Stream::Extra as usize + 1;

/// What the next change is expected to follow.
#[derive(Debug, Default)]
struct Before {
    hashes: Vec<ChangeHash>,
    seqs: BTreeMap<usize, u64>,
    start_op: u64,
    time: i64,
}

impl Before {
    fn add(&mut self, hash: ChangeHash, actor: usize, change: &Parts<'_>) {
        self.hashes.push(hash);
        self.seqs.insert(actor, change.seq);
        (self.start_op, self.time) = (change.start_op, change.time);
    }

    fn expected_seq(&self, actor: usize) -> u64 {
        self.seqs.get(&actor).map_or(1, |seq| seq.wrapping_add(1))
    }
}

#[derive(Debug, Default)]
struct Columns<'a> {
    actors: BTreeMap<&'a [u8], usize>,
    named: Vec<&'a [u8]>,
    streams: [Writer; STREAMS],
    data: BTreeMap<u64, Vec<u8>>,
}

/// Writes chunks as columns.
pub(super) fn write(changes: &[Vec<u8>]) -> Result<Vec<u8>, Refusal> {
    let (mut columns, mut before) = (Columns::default(), Before::default());
    for chunk in changes {
        let (hash, change) = Parts::read(chunk)?;
        columns.add(hash, &change, &mut before)?;
    }
    let mut w = Writer::default();
    w.count(changes.len());
    w.count(columns.named.len());
    for actor in columns.named {
        w.raw(actor);
    }
    for stream in columns.streams {
        w.bytes(&stream.finish());
    }
    w.count(columns.data.len());
    for (spec, bytes) in columns.data {
        w.number(spec);
        w.bytes(&bytes);
    }
    Ok(w.finish())
}

impl<'a> Columns<'a> {
    fn add(
        &mut self,
        hash: ChangeHash,
        change: &Parts<'a>,
        before: &mut Before,
    ) -> Result<(), Refusal> {
        self.at(Stream::Deps).count(change.deps.len());
        for dep in &change.deps {
            let back = before.hashes.iter().rev().position(|hash| hash == dep);
            self.at(Stream::Deps).count(back.map_or(0, |back| back + 1));
            if back.is_none() {
                self.at(Stream::Hashes).raw(&dep.0);
            }
        }
        let actor = self.actor(change.actor)?;
        self.at(Stream::Actor).count(actor);
        let seq = change.seq.wrapping_sub(before.expected_seq(actor));
        self.at(Stream::Seq).number(zigzag(seq as i64));
        let start = change.start_op.wrapping_sub(before.start_op);
        self.at(Stream::StartOp).number(zigzag(start as i64));
        let time = change.time.wrapping_sub(before.time);
        self.at(Stream::Time).number(zigzag(time));
        self.at(Stream::Message).bytes(change.message);
        self.at(Stream::Others).count(change.others.len());
        for other in &change.others {
            let other = self.actor(other)?;
            self.at(Stream::Others).count(other);
        }
        self.at(Stream::Specs).count(change.columns.len());
        for (spec, bytes) in &change.columns {
            self.at(Stream::Specs).number(*spec);
            self.at(Stream::Lengths).count(bytes.len());
            self.data.entry(*spec).or_default().extend_from_slice(bytes);
        }
        self.at(Stream::Extra).bytes(change.extra);
        before.add(hash, actor, change);
        Ok(())
    }

    fn at(&mut self, stream: Stream) -> &mut Writer {
        &mut self.streams[stream as usize]
    }

    /// The number of an actor; a new one gets the next.
    fn actor(&mut self, actor: &'a [u8]) -> Result<usize, Refusal> {
        if actor.len() != ACTOR {
            return Err(Refusal::Malformed);
        }
        if let Some(known) = self.actors.get(actor) {
            return Ok(*known);
        }
        let number = self.named.len();
        self.actors.insert(actor, number);
        self.named.push(actor);
        Ok(number)
    }
}

/// Puts the chunks together again.
pub(super) fn read(columns: &[u8]) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut r = Reader::new(columns);
    let changes = count(&mut r, limits::BATCH_CHANGES)?;
    let mut unpacking = Unpacking::read(&mut r)?;
    if !r.is_empty() {
        return Err(Refusal::Malformed);
    }
    let (mut chunks, mut bytes) = (Vec::with_capacity(changes), 0);
    for _ in 0..changes {
        let chunk = unpacking.next()?;
        bytes += chunk.len();
        if bytes > limits::BATCH_BYTES {
            return Err(Refusal::TooLarge);
        }
        chunks.push(chunk);
    }
    if unpacking.is_empty() {
        Ok(chunks)
    } else {
        Err(Refusal::Malformed)
    }
}

#[derive(Debug)]
struct Unpacking<'a> {
    actors: Vec<&'a [u8]>,
    streams: [Reader<'a>; STREAMS],
    data: BTreeMap<u64, Reader<'a>>,
    before: Before,
}

impl<'a> Unpacking<'a> {
    fn read(r: &mut Reader<'a>) -> Result<Self, Refusal> {
        let actors = count(r, MAX_ACTORS)?;
        let actors = (0..actors).map(|_| r.take(ACTOR as u64));
        let actors = actors.collect::<Result<_, _>>()?;
        let mut streams = [Reader::new(&[]); STREAMS];
        for stream in &mut streams {
            *stream = Reader::new(sized(r)?);
        }
        let mut data = BTreeMap::new();
        for _ in 0..r.unsigned()? {
            let spec = r.unsigned()?;
            data.insert(spec, Reader::new(sized(r)?));
        }
        Ok(Self {
            actors,
            streams,
            data,
            before: Before::default(),
        })
    }

    fn next(&mut self) -> Result<Vec<u8>, Refusal> {
        let deps = self.deps()?;
        let actor = self.actor(Stream::Actor)?;
        let seq = self.difference(Stream::Seq)? as u64;
        let seq = seq.wrapping_add(self.before.expected_seq(actor));
        let start_op = self.difference(Stream::StartOp)? as u64;
        let time = self.difference(Stream::Time)?;
        let message = sized(self.at(Stream::Message))?;
        let others = count(self.at(Stream::Others), limits::CHANGE_ACTORS)?;
        let others = (0..others).map(|_| self.actor(Stream::Others));
        let others: Vec<usize> = others.collect::<Result<_, _>>()?;
        let change = Parts {
            deps,
            actor: self.name(actor)?,
            seq,
            start_op: start_op.wrapping_add(self.before.start_op),
            time: time.wrapping_add(self.before.time),
            message,
            others: others
                .into_iter()
                .map(|other| self.name(other))
                .collect::<Result<_, _>>()?,
            columns: self.columns()?,
            extra: sized(self.at(Stream::Extra))?,
        };
        let (hash, chunk) = change.chunk();
        self.before.add(hash, actor, &change);
        Ok(chunk)
    }

    fn deps(&mut self) -> Result<Vec<ChangeHash>, Refusal> {
        let deps = count(self.at(Stream::Deps), limits::CHANGE_DEPS)?;
        let dep = |_| match count(self.at(Stream::Deps), limits::BATCH_CHANGES)? {
            0 => self.at(Stream::Hashes).array().map(ChangeHash),
            back => {
                let known = self.before.hashes.iter().rev().nth(back - 1);
                known.copied().ok_or(Refusal::Malformed)
            }
        };
        (0..deps).map(dep).collect()
    }

    fn columns(&mut self) -> Result<Vec<(u64, &'a [u8])>, Refusal> {
        let mut columns = Vec::new();
        for _ in 0..self.at(Stream::Specs).unsigned()? {
            let spec = self.at(Stream::Specs).unsigned()?;
            let length = self.at(Stream::Lengths).unsigned()?;
            let data = self.data.get_mut(&spec).ok_or(Refusal::Malformed)?;
            columns.push((spec, data.take(length)?));
        }
        Ok(columns)
    }

    fn at(&mut self, stream: Stream) -> &mut Reader<'a> {
        &mut self.streams[stream as usize]
    }

    fn actor(&mut self, stream: Stream) -> Result<usize, Refusal> {
        count(self.at(stream), MAX_ACTORS)
    }

    fn name(&self, actor: usize) -> Result<&'a [u8], Refusal> {
        self.actors.get(actor).copied().ok_or(Refusal::Malformed)
    }

    fn difference(&mut self, stream: Stream) -> Result<i64, Refusal> {
        self.at(stream).unsigned().map(unzigzag)
    }

    fn is_empty(&self) -> bool {
        let data = self.data.values();
        self.streams.iter().chain(data).all(Reader::is_empty)
    }
}

/// Small numbers of either sign as small numbers.
const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}
