//! Drives the device's machine in the page: storage, socket, clock. It decides nothing.
//!
//! Everything goes through [`Driver::input`]: facts wait in a queue and are handled one
//! after the other, and effects are carried out in the order given. A handler that is
//! called while the machine runs only adds to the queue, so the machine is never entered
//! twice.

pub mod camera;
pub mod connection;
pub mod http;
pub mod idb;
pub mod leader;
pub mod local;
pub mod platform;
pub mod position;
pub mod seal;
pub mod socket;
pub mod store;
mod table;
pub mod timer;
pub mod vault;
pub mod worker;

use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Function, Promise};
use rounds_sync_core::device::{CloseReason, Device, Event, Input, Misuse, Output, Table, Write};
use rounds_sync_core::ids::{ConnId, OpId};
use rounds_sync_core::time::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use http::HttpError;
use socket::{Socket, SocketEvent};
use store::Store;
use timer::Timer;

/// The longest delay that a browser's timer takes as meant.
const LONGEST_TIMER_MS: u64 = 60 * 60 * 1000;

/// Where the machine's events go.
pub type Listener = Box<dyn Fn(&Driver, Event)>;

/// Gets the session back whose cookie the browser lost.
pub type Renew = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), HttpError>>>>>;

/// A promise that is kept when a transaction has ended, and what keeps it.
type Writing = (Promise, Function);

/// The machine, and everything that it asks for.
pub struct Driver {
    device: RefCell<Device>,
    store: Rc<Store>,
    listener: Listener,
    renew: Renew,
    /// Whether the browser's cookie may be another person's, or none.
    renew_first: Cell<bool>,
    /// The connection that waits for the session.
    connecting: Cell<Option<ConnId>>,
    inbox: RefCell<VecDeque<Input>>,
    running: Cell<bool>,
    stopped: Cell<bool>,
    /// The transaction under way, while there is one: called when it has ended.
    writing: RefCell<Option<Writing>>,
    socket: RefCell<Option<(ConnId, Socket)>>,
    timer: RefCell<Option<Timer>>,
    this: std::rc::Weak<Self>,
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver")
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}

impl Driver {
    /// Takes over a machine whose rows were read from `store`.
    #[must_use]
    pub fn start(
        device: Device,
        store: Rc<Store>,
        listener: Listener,
        (renew, renew_first): (Renew, bool),
    ) -> Rc<Self> {
        let driver = Rc::new_cyclic(|this| Self {
            device: RefCell::new(device),
            store,
            listener,
            renew,
            renew_first: Cell::new(renew_first),
            connecting: Cell::new(None),
            inbox: RefCell::default(),
            running: Cell::new(false),
            stopped: Cell::new(false),
            writing: RefCell::default(),
            socket: RefCell::default(),
            timer: RefCell::default(),
            this: this.clone(),
        });
        driver.input(Input::ConnectNow);
        driver
    }

    /// The machine, to read from. Not to be held across an `await`.
    pub fn device(&self) -> Ref<'_, Device> {
        self.device.borrow()
    }

    /// The machine's tables, to read from.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Tells the machine a fact, and carries out what it answers.
    pub fn input(&self, input: Input) {
        if self.stopped.get() {
            return;
        }
        self.inbox.borrow_mut().push_back(input);
        if self.running.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            self.step(input);
        }
        self.running.set(false);
        self.set_timer();
    }

    /// Ends all effects, so that another tab may take over once it has [`written`](Self::written).
    pub fn stop(&self) {
        self.stopped.set(true);
        self.timer.take();
        self.socket.take();
    }

    /// Waits until no transaction is under way.
    pub async fn written(&self) {
        loop {
            let ended = self
                .writing
                .borrow()
                .as_ref()
                .map(|(ended, _)| ended.clone());
            let Some(ended) = ended else { return };
            let _ = JsFuture::from(ended).await;
        }
    }

    fn next(&self) -> Option<Input> {
        self.inbox.borrow_mut().pop_front()
    }

    fn step(&self, input: Input) {
        let mut outputs = Vec::new();
        let handled = self.device.borrow_mut().handle(now(), input, &mut outputs);
        if let Err(misuse) = handled {
            report(&misuse);
        }
        for output in outputs {
            self.carry_out(output);
        }
    }

    fn carry_out(&self, output: Output) {
        match output {
            Output::Connect { conn } => self.connect(conn),
            Output::Send { conn, bytes } => {
                if let Some((open, socket)) = self.socket.borrow().as_ref()
                    && *open == conn
                {
                    socket.send(&bytes);
                }
            }
            Output::Disconnect { conn } => {
                self.connecting.take();
                self.socket.borrow_mut().take_if(|(open, _)| *open == conn);
            }
            Output::Persist { op, writes } => self.persist(op, writes),
            Output::Load { op, table, prefix } => self.load(op, table, prefix),
            Output::Notify(event) => (self.listener)(self, event),
        }
    }

    fn connect(&self, conn: ConnId) {
        if !self.renew_first.get() {
            return self.open_socket(conn);
        }
        let this = self.this.clone();
        let renewed = (self.renew)();
        self.connecting.set(Some(conn));
        spawn_local(async move {
            let renewed = renewed.await;
            let Some(driver) = this.upgrade() else { return };
            if driver.connecting.get() != Some(conn) {
                return;
            }
            match renewed {
                // A device without a key has only what the browser has.
                Ok(()) | Err(HttpError::Unreadable) => {
                    driver.renew_first.set(false);
                    driver.open_socket(conn);
                }
                Err(HttpError::Status { status: 401, .. }) => driver.input(Input::Closed {
                    conn,
                    why: CloseReason::Unauthorized,
                }),
                Err(_) => driver.input(Input::Closed {
                    conn,
                    why: CloseReason::Lost,
                }),
            }
        });
    }

    fn open_socket(&self, conn: ConnId) {
        if self.stopped.get() {
            return;
        }
        let this = self.this.clone();
        let opened = Socket::connect(&socket::sync_url(), move |event| {
            if let Some(driver) = this.upgrade() {
                driver.socket_event(conn, event);
            }
        });
        match opened {
            Ok(socket) => *self.socket.borrow_mut() = Some((conn, socket)),
            Err(_) => self.input(Input::Closed {
                conn,
                why: CloseReason::Lost,
            }),
        }
    }

    fn socket_event(&self, conn: ConnId, event: SocketEvent) {
        match event {
            SocketEvent::Open => self.input(Input::Connected { conn }),
            SocketEvent::Frame(bytes) => self.input(Input::Received { conn, bytes }),
            SocketEvent::Closed { why, opened } => {
                if opened || why != CloseReason::Lost {
                    self.input(Input::Closed { conn, why });
                } else {
                    self.ask_why_refused(conn);
                }
            }
        }
    }

    /// The browser hides the status of a refused upgrade, so a request asks for it.
    fn ask_why_refused(&self, conn: ConnId) {
        let this = self.this.clone();
        let renewed = (self.renew)();
        spawn_local(async move {
            let why = match http::status("/api/v1/me").await {
                Ok(401) if renewed.await.is_err() => CloseReason::Unauthorized,
                _ => CloseReason::Lost,
            };
            if let Some(driver) = this.upgrade() {
                driver.input(Input::Closed { conn, why });
            }
        });
    }

    fn persist(&self, op: OpId, writes: Vec<Write>) {
        let (this, store) = (self.this.clone(), self.store.clone());
        let mut end = None;
        let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
        self.writing.replace(end.map(|end| (ended, end)));
        spawn_local(async move {
            let input = match store.write(&writes).await {
                Ok(()) => Input::Persisted { op },
                Err(error) => Input::StorageFailed {
                    op,
                    error: error.to_string(),
                },
            };
            if let Some(driver) = this.upgrade() {
                let writing = driver.writing.take();
                driver.input(input);
                if let Some((_, end)) = writing {
                    let _ = end.call0(&JsValue::UNDEFINED);
                }
            }
        });
    }

    fn load(&self, op: OpId, table: Table, prefix: Vec<u8>) {
        let (this, store) = (self.this.clone(), self.store.clone());
        spawn_local(async move {
            // A read that fails twice is answered like an empty document, which the
            // machine reports as not opened; the stored bytes are untouched.
            let rows = store.read(table, &prefix).await.unwrap_or_default();
            if let Some(driver) = this.upgrade() {
                driver.input(Input::Loaded { op, rows });
            }
        });
    }

    fn set_timer(&self) {
        let wakeup = self.device.borrow().next_wakeup();
        let timer = wakeup.map(|at| {
            let millis = at.since(now()).min(LONGEST_TIMER_MS);
            let this = self.this.clone();
            timer::after(i32::try_from(millis).unwrap_or(i32::MAX), move || {
                if let Some(driver) = this.upgrade() {
                    driver.input(Input::Wakeup);
                }
            })
        });
        *self.timer.borrow_mut() = timer;
    }
}

/// The device's clock.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(timer::now_ms())
}

/// A broken contract is a defect of the page: it goes where a developer looks.
fn report(misuse: &Misuse) {
    leptos::logging::error!("device: {misuse}");
}
