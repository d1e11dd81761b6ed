//! The dull loop that carries out what the device's machine asks, in the order asked.

use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sync_core::device::{CloseReason, Device, DeviceConfig, Event, Input, Output};
use sync_core::ids::{DocId, OpId};
use sync_core::time::Timestamp;

use super::error::{Failure, Outcome};
use super::identity::Identity;
use super::store::Store;
pub(crate) use net::Net;
use net::NetEvent;
pub(crate) use stats::Stats;

mod net;
mod stats;

/// Frames taken in before they are made durable together.
const FRAMES_PER_FLUSH: usize = 64;

/// A device's machine with its files and, when it may connect, its connection.
#[derive(Debug)]
pub(crate) struct Driver {
    device: Device,
    store: Store,
    net: Option<Net>,
    stats: Stats,
    events: VecDeque<Event>,
    storage_fault: Option<String>,
}

impl Driver {
    /// Starts the machine from what the folder holds. Without `net` it stays offline.
    ///
    /// # Errors
    /// A stored row is damaged, or the system gives no random bytes.
    pub(crate) fn start(identity: &Identity, store: Store, net: Option<Net>) -> Outcome<Self> {
        let config = DeviceConfig {
            device: identity.device,
            person: identity.person,
            nonce: random()?,
            seed: u64::from_le_bytes(random()?),
            build: concat!("rounds-device/", env!("CARGO_PKG_VERSION")).to_owned(),
        };
        let device = Device::new(config, store.rows()).map_err(Failure::new)?;
        let (stats, events) = (Stats::default(), VecDeque::new());
        Ok(Self {
            device,
            store,
            net,
            stats,
            events,
            storage_fault: None,
        })
    }

    /// The machine, to look at.
    pub(crate) const fn device(&self) -> &Device {
        &self.device
    }

    /// The files, to look at.
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    /// What the connection has cost so far.
    pub(crate) const fn stats(&self) -> &Stats {
        &self.stats
    }

    /// What the storage refused, if it did.
    pub(crate) fn storage_fault(&self) -> Option<&str> {
        self.storage_fault.as_deref()
    }

    /// Why the last connection failed.
    pub(crate) fn network_fault(&self) -> Option<&str> {
        self.net.as_ref().and_then(Net::last_error)
    }

    /// The next thing that the machine told, oldest first.
    pub(crate) fn next_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Tells the machine a fact and carries out everything that follows from it.
    ///
    /// # Errors
    /// The machine says that the fact makes no sense, such as an unknown document.
    pub(crate) fn feed(&mut self, input: Input) -> Outcome<()> {
        self.feed_all(VecDeque::from([input]))
    }

    /// Opens a document.
    ///
    /// # Errors
    /// This device does not have it, or its bytes are damaged.
    pub(crate) fn open(&mut self, doc: DocId) -> Outcome<()> {
        self.feed(Input::Open { doc })?;
        let refused = self.events.iter().find_map(|event| match event {
            Event::NotOpened { doc: which, why } if *which == doc => Some(why.clone()),
            _ => None,
        });
        match refused {
            Some(why) => Err(Failure::new(format_args!("{doc} cannot be opened: {why}"))),
            None => Ok(()),
        }
    }

    /// Waits for the next frame, wake-up or end of the connection, and deals with it.
    ///
    /// Cancel safe: a wait that is dropped loses nothing.
    ///
    /// # Errors
    /// As [`Driver::feed`].
    pub(crate) async fn step(&mut self) -> Outcome<()> {
        let wakeup = self.device.next_wakeup();
        let first = tokio::select! {
            event = next_of(&mut self.net) => Some(event),
            () = until(wakeup) => None,
        };
        let Some(first) = first else {
            return self.feed(Input::Wakeup);
        };
        let mut inputs = VecDeque::from([self.input(first)]);
        while inputs.len() < FRAMES_PER_FLUSH {
            let Some(event) = self.ready().await else {
                break;
            };
            inputs.push_back(self.input(event));
        }
        self.feed_all(inputs)
    }

    /// Closes the connection in an orderly way.
    pub(crate) async fn hang_up(&mut self) {
        if let Some(net) = &mut self.net {
            net.close().await;
        }
    }

    /// What has happened on the connection already.
    async fn ready(&mut self) -> Option<NetEvent> {
        let net = self.net.as_mut()?;
        poll_fn(|cx| match net.poll(cx) {
            Poll::Ready(event) => Poll::Ready(Some(event)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn input(&mut self, event: NetEvent) -> Input {
        match event {
            NetEvent::Connected(conn) => Input::Connected { conn },
            NetEvent::Closed(conn, why) => Input::Closed { conn, why },
            NetEvent::Frame(conn, bytes) => {
                self.stats.received(bytes.len());
                Input::Received { conn, bytes }
            }
        }
    }

    fn feed_all(&mut self, mut inputs: VecDeque<Input>) -> Outcome<()> {
        let mut outputs = Vec::new();
        let mut unflushed = Vec::new();
        loop {
            while let Some(input) = inputs.pop_front() {
                let handled = self.device.handle(now(), input, &mut outputs);
                for output in outputs.drain(..) {
                    self.carry_out(output, &mut inputs, &mut unflushed);
                }
                handled.map_err(Failure::new)?;
            }
            if unflushed.is_empty() {
                return Ok(());
            }
            let flushed = self.store.sync().map_err(|error| error.to_string());
            for op in unflushed.drain(..) {
                inputs.push_back(match &flushed {
                    Ok(()) => Input::Persisted { op },
                    Err(error) => self.storage_failed(op, error.clone()),
                });
            }
        }
    }

    fn carry_out(
        &mut self,
        output: Output,
        inputs: &mut VecDeque<Input>,
        unflushed: &mut Vec<OpId>,
    ) {
        match output {
            Output::Connect { conn } => match &mut self.net {
                Some(net) => net.connect(conn),
                None => inputs.push_back(Input::Closed {
                    conn,
                    why: CloseReason::Lost,
                }),
            },
            Output::Send { conn, bytes } => {
                if let Some(net) = &mut self.net {
                    self.stats.sent(bytes.len());
                    net.send(conn, bytes);
                }
            }
            Output::Disconnect { conn } => {
                if let Some(net) = &mut self.net {
                    net.disconnect(conn);
                }
            }
            Output::Persist { op, writes } => match self.store.append(&writes) {
                Ok(()) => unflushed.push(op),
                Err(error) => inputs.push_back(self.storage_failed(op, error.to_string())),
            },
            Output::Load { op, prefix, .. } => match self.store.chunks(&prefix) {
                Ok(rows) => inputs.push_back(Input::Loaded { op, rows }),
                Err(error) => inputs.push_back(self.storage_failed(op, error.to_string())),
            },
            Output::Notify(event) => self.events.push_back(event),
        }
    }

    fn storage_failed(&mut self, op: OpId, error: String) -> Input {
        self.storage_fault = Some(error.clone());
        Input::StorageFailed { op, error }
    }
}

/// This machine's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(format_args!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

async fn next_of(net: &mut Option<Net>) -> NetEvent {
    match net {
        Some(net) => net.next().await,
        None => pending().await,
    }
}

async fn until(wakeup: Option<Timestamp>) {
    match wakeup {
        Some(at) => tokio::time::sleep(Duration::from_millis(at.since(now()))).await,
        None => pending().await,
    }
}
