//! What the disk itself takes for a sync while a server is measured: who waits for the
//! disk can be no faster, and a disk that stalls is to be told from a server that does.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rounds_tests::process::Outcome;

use crate::figures::ms;

/// Bytes that are added before each sync, as a journal that grows adds a page.
const BYTES: [u8; 4_096] = [b'r'; 4_096];

/// A thread that adds a page to a file of its own and syncs it, again and again.
pub(crate) struct Probe {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<std::io::Result<Vec<f64>>>,
}

impl Probe {
    /// Begins on the disk that `folder` is on, once in every `pace`.
    pub(crate) fn start(folder: &Path, pace: Duration) -> Outcome<Self> {
        let file = tempfile::tempfile_in(folder)?;
        let ended = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&ended);
        let thread = std::thread::spawn(move || sync_until(file, pace, &until));
        Ok(Self { ended, thread })
    }

    /// Ends it; the time of each sync in ms.
    pub(crate) fn end(self) -> Outcome<Vec<f64>> {
        self.ended.store(true, Ordering::Release);
        let times = self.thread.join();
        Ok(times.map_err(|_| "the disk's probe ended with a panic")??)
    }
}

fn sync_until(mut file: File, pace: Duration, ended: &AtomicBool) -> std::io::Result<Vec<f64>> {
    let mut times = Vec::new();
    while !ended.load(Ordering::Acquire) {
        std::thread::sleep(pace);
        let began = Instant::now();
        file.write_all(&BYTES)?;
        file.sync_data()?;
        times.push(ms(began.elapsed()));
    }
    Ok(times)
}
