//! Back-pressure: sockets are not read while too much waits to be written.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Bytes of pushes that may wait for the disk. Each connection can add one frame more,
/// because it looks before it reads.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of pushes between the sockets and the disk.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    bytes: AtomicUsize,
    shrunk: Notify,
}

impl Backlog {
    /// A push waits.
    pub(crate) fn enter(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
    }

    /// A push waits no longer.
    pub(crate) fn leave(&self, bytes: usize) {
        let before = self.bytes.fetch_sub(bytes, Ordering::AcqRel);
        if before > MAX_BYTES && before.saturating_sub(bytes) <= MAX_BYTES {
            self.shrunk.notify_waiters();
        }
    }

    /// Waits until there is room.
    pub(crate) async fn room(&self) {
        loop {
            // Registered before looking, so that no shrinking goes unnoticed.
            let shrunk = self.shrunk.notified();
            if self.bytes.load(Ordering::Acquire) <= MAX_BYTES {
                return;
            }
            shrunk.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;

    use super::*;

    #[tokio::test]
    async fn readers_wait_exactly_while_it_is_full() {
        let backlog = Backlog::default();
        backlog.enter(MAX_BYTES);
        backlog.room().await;
        backlog.enter(1);
        let mut waiting = Box::pin(backlog.room());
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(waiting.as_mut().poll(&mut context).is_pending());
        backlog.leave(1);
        waiting.await;
    }
}
