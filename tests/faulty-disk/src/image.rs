//! One file's bytes: those on the platter, and those on their way.

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A file without its name.
#[derive(Debug, Default)]
pub(crate) struct Image {
    durable: Vec<u8>,
    pending: Vec<Change>,
    /// As the process sees it.
    length: u64,
}

#[derive(Debug)]
struct Change {
    /// Its place among all operations of the disk.
    number: u64,
    /// A failed sync made the system forget it.
    forgotten: bool,
    what: What,
}

#[derive(Debug)]
enum What {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

/// How a power cut treats what was not synced.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    Nothing,
    Everything,
    /// What came before this operation.
    Before(u64),
    /// Each write by chance, whole.
    Some,
    /// Each sector of each write by chance.
    Torn,
}

impl Image {
    pub(crate) fn synced(bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self {
            durable: bytes,
            pending: Vec::new(),
            length,
        }
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn write(&mut self, number: u64, at: u64, bytes: &[u8]) {
        self.length = self.length.max(at + bytes.len() as u64);
        let (at, bytes) = (at as usize, bytes.to_vec());
        self.push(number, What::Write { at, bytes });
    }

    pub(crate) fn truncate(&mut self, number: u64, length: u64) {
        self.length = length;
        self.push(number, What::Truncate(length as usize));
    }

    pub(crate) fn sync(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            if !change.forgotten {
                change.what.apply(&mut self.durable);
            }
        }
    }

    pub(crate) fn forget(&mut self) {
        for change in &mut self.pending {
            change.forgotten = true;
        }
    }

    pub(crate) fn survivor(&self, fate: Fate, below: &mut dyn FnMut(u64) -> u64) -> Vec<u8> {
        let mut image = self.durable.clone();
        for change in &self.pending {
            match fate {
                Fate::Nothing => {}
                Fate::Everything => change.what.apply(&mut image),
                Fate::Before(number) if change.number < number => change.what.apply(&mut image),
                Fate::Before(_) => {}
                Fate::Some if below(2) == 0 => change.what.apply(&mut image),
                Fate::Some => {}
                Fate::Torn => change.what.tear(&mut image, below),
            }
        }
        image
    }

    fn push(&mut self, number: u64, what: What) {
        self.pending.push(Change {
            number,
            forgotten: false,
            what,
        });
    }
}

impl What {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => put(image, *at, bytes),
            Self::Truncate(length) => image.resize(*length, 0),
        }
    }

    fn tear(&self, image: &mut Vec<u8>, below: &mut dyn FnMut(u64) -> u64) {
        let Self::Write { at, bytes } = self else {
            if below(2) == 0 {
                self.apply(image);
            }
            return;
        };
        let (mut at, mut rest) = (*at, bytes.as_slice());
        while !rest.is_empty() {
            let to_boundary = SECTOR - at % SECTOR;
            let (sector, after) = rest.split_at(to_boundary.min(rest.len()));
            if below(2) == 0 {
                put(image, at, sector);
            }
            at += sector.len();
            rest = after;
        }
    }
}

fn put(image: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    if let Some(place) = image.get_mut(at..end) {
        place.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never(_: u64) -> u64 {
        panic!("nothing is left to chance here")
    }

    #[test]
    fn only_what_was_synced_is_sure() {
        let mut image = Image::synced(b"old".to_vec());
        image.write(1, 0, b"new");
        assert_eq!(image.survivor(Fate::Nothing, &mut never), b"old");
        assert_eq!(image.survivor(Fate::Everything, &mut never), b"new");
        image.sync();
        image.write(2, 3, b"er");
        image.truncate(3, 1);
        assert_eq!(image.length(), 1);
        assert_eq!(image.survivor(Fate::Nothing, &mut never), b"new");
        assert_eq!(image.survivor(Fate::Before(3), &mut never), b"newer");
        assert_eq!(image.survivor(Fate::Everything, &mut never), b"n");
    }

    #[test]
    fn a_failed_sync_forgets_what_is_not_written_again() {
        let mut image = Image::default();
        image.write(1, 0, b"ab");
        image.forget();
        image.write(2, 1, b"c");
        image.sync();
        assert_eq!(image.survivor(Fate::Nothing, &mut never), b"\0c");
    }

    #[test]
    fn a_torn_write_is_there_by_sectors() {
        let mut image = Image::default();
        image.write(1, 100, &[7; 1_000]);
        let mut turn = 1;
        let mut every_other = |_| {
            turn = 1 - turn;
            turn
        };
        let survivor = image.survivor(Fate::Torn, &mut every_other);
        assert_eq!(survivor.len(), 1_100);
        assert!(survivor[100..512].iter().all(|byte| *byte == 7));
        assert!(survivor[512..1_024].iter().all(|byte| *byte == 0));
        assert!(survivor[1_024..].iter().all(|byte| *byte == 7));
    }
}
