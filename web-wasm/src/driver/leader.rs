//! One tab at a time runs the machine: the one that a person looks at.
//!
//! Two machines over one database would number their changes alike, so only the holder
//! of the lock `rounds-sync` runs one. A tab that comes to the front asks the others
//! over a channel to finish writing and let go; they show what they had until they come
//! to the front themselves. A tab that dies frees the lock by itself.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

const LOCK: &str = "rounds-sync";
const CHANNEL: &str = "rounds-tabs";
const YIELD: &str = "yield";
const LEFT: &str = "left";

/// Held while the sealing of a person's storage changes, so that tabs take turns.
const SEALING: &str = "rounds-lock";

/// Kept as long as the channel may call it.
type Listener = Rc<RefCell<Option<Closure<dyn FnMut(MessageEvent)>>>>;

/// This tab's place among the tabs.
#[derive(Clone)]
pub struct Leader {
    channel: Option<BroadcastChannel>,
    release: Rc<RefCell<Option<Function>>>,
    _listener: Listener,
}

impl std::fmt::Debug for Leader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leader")
            .field("leads", &self.leads())
            .finish_non_exhaustive()
    }
}

impl Leader {
    /// Joins the other tabs; `asked` is called when one of them wants the lock, `told`
    /// with what else they say.
    #[must_use]
    pub fn new(asked: impl Fn() + 'static, told: impl Fn(&str) + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok();
        let release: Rc<RefCell<Option<Function>>> = Rc::default();
        let leads = release.clone();
        let listener = Closure::new(move |event: MessageEvent| {
            match event.data().as_string().as_deref() {
                Some(YIELD) if leads.borrow().is_some() => asked(),
                Some(LEFT) => {
                    // What this window shows belongs to somebody who has left.
                    let _ = web_sys::window().map(|window| window.location().reload());
                }
                Some(other) => told(other),
                None => {}
            }
        });
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        Self {
            channel,
            release,
            _listener: Rc::new(RefCell::new(Some(listener))),
        }
    }

    /// Whether this tab holds the lock.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.release.borrow().is_some()
    }

    /// Asks the other tabs to let go, and waits until this one has the lock.
    ///
    /// A browser without locks has one tab as far as we know, and it leads.
    pub async fn take(&self) {
        if self.leads() {
            return;
        }
        self.tell(YIELD);
        let Some(held) = request(LOCK, self.release.clone()) else {
            *self.release.borrow_mut() = Some(Function::new_no_args(""));
            return;
        };
        let _ = JsFuture::from(held).await;
    }

    /// Tells the other tabs that this browser has signed out.
    pub fn tell_left(&self) {
        self.tell(LEFT);
    }

    /// Tells the other tabs something.
    pub fn tell(&self, what: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&what.into());
        }
    }

    /// Lets another tab have the lock.
    pub fn let_go(&self) {
        if let Some(release) = self.release.borrow_mut().take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// This tab's turn to change how a person's storage is sealed, until it is dropped.
#[derive(Debug)]
pub struct Turn(Rc<RefCell<Option<Function>>>);

/// Waits for this tab's turn. A browser without locks has one tab as far as we know.
pub async fn turn() -> Turn {
    turn_of(SEALING).await
}

/// Waits until no tab runs the machine, without asking for it.
pub async fn nobody_leads() {
    drop(turn_of(LOCK).await);
}

async fn turn_of(name: &'static str) -> Turn {
    let release = Rc::default();
    if let Some(held) = request(name, Rc::clone(&release)) {
        let _ = JsFuture::from(held).await;
    }
    Turn(release)
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(release) = self.0.borrow_mut().take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Asks for a lock. The promise resolves when it is held; it is held until the
/// function put into `release` is called.
fn request(name: &'static str, release: Rc<RefCell<Option<Function>>>) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let ask: Function = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let mut work = Some((ask, locks, release));
    Some(Promise::new(&mut move |held, _| {
        let Some((ask, locks, release)) = work.take() else {
            return;
        };
        let granted = Closure::once_into_js(move |_lock: JsValue| {
            let until = Promise::new(&mut |resolve, _| *release.borrow_mut() = Some(resolve));
            let _ = held.call0(&JsValue::UNDEFINED);
            until
        });
        let _ = ask.call2(&locks, &name.into(), &granted);
    }))
}
