//! One WebSocket to `/sync`, and why it closed in the machine's words.

use js_sys::{ArrayBuffer, Uint8Array};
use rounds_sync_core::device::CloseReason;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

/// Close code for a session that is not, or no longer, valid.
const UNAUTHORIZED: u16 = 4401;

/// Close code for a device that was removed.
const REMOVED: u16 = 4403;

/// Close code of a server that shuts down or restarts.
const GOING_AWAY: u16 = 1012;

/// What a socket tells its owner.
#[derive(Debug)]
pub enum SocketEvent {
    /// It is open.
    Open,
    /// A binary frame arrived.
    Frame(Vec<u8>),
    /// It ended. `opened` says whether it ever was open.
    Closed {
        /// Why, as far as the browser says.
        why: CloseReason,
        /// Browsers hide the status of a refused upgrade; then only a request tells.
        opened: bool,
    },
}

type Handler<E> = Closure<dyn FnMut(E)>;

/// An open or opening socket; closed silently when dropped.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _open: Handler<JsValue>,
    _message: Handler<MessageEvent>,
    _close: Handler<CloseEvent>,
}

impl Socket {
    /// Starts to connect; everything else comes through `tell`.
    ///
    /// # Errors
    /// When the browser refuses to try.
    pub fn connect(
        url: &str,
        tell: impl Fn(SocketEvent) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = std::rc::Rc::new(std::cell::Cell::new(false));

        let on_open = Closure::new({
            let (tell, opened) = (tell.clone(), opened.clone());
            move |_| {
                opened.set(true);
                tell(SocketEvent::Open);
            }
        });
        let on_message = Closure::new({
            let tell = tell.clone();
            move |event: MessageEvent| {
                // Text frames are not of this protocol; the machine would not know them.
                if let Ok(buffer) = event.data().dyn_into::<ArrayBuffer>() {
                    tell(SocketEvent::Frame(Uint8Array::new(&buffer).to_vec()));
                }
            }
        });
        let on_close = Closure::new(move |event: CloseEvent| {
            tell(SocketEvent::Closed {
                why: reason(event.code()),
                opened: opened.get(),
            });
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            _open: on_open,
            _message: on_message,
            _close: on_close,
        })
    }

    /// Sends one binary frame. A socket that just died tells so by closing.
    pub fn send(&self, frame: &[u8]) {
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

fn reason(code: u16) -> CloseReason {
    match code {
        UNAUTHORIZED => CloseReason::Unauthorized,
        REMOVED => CloseReason::Removed,
        GOING_AWAY => CloseReason::GoingAway,
        _ => CloseReason::Lost,
    }
}

/// The address of `/sync` on this page's server.
#[must_use]
pub fn sync_url() -> String {
    let location = web_sys::window().map(|window| window.location());
    let (protocol, host) = location.map_or_else(Default::default, |location| {
        (
            location.protocol().unwrap_or_default(),
            location.host().unwrap_or_default(),
        )
    });
    let scheme = if protocol == "http:" { "ws" } else { "wss" };
    format!("{scheme}://{host}/sync")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_become_reasons() {
        assert_eq!(reason(4401), CloseReason::Unauthorized);
        assert_eq!(reason(4403), CloseReason::Removed);
        assert_eq!(reason(1012), CloseReason::GoingAway);
        assert_eq!(reason(1006), CloseReason::Lost);
    }
}
