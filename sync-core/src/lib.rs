//! Pure sync logic of Rounds: documents, the wire, and both ends of the protocol as
//! state machines without input or output of their own.
//!
//! [`device::Device`] and [`server::Server`] take facts in and give effects out. They
//! know no clock, no random source, no thread and no hash-ordered map, so that the same
//! code runs in a browser, in tokio, in a headless device and in the simulator, and a
//! run can be repeated exactly. Whoever drives one keeps this contract:
//!
//! 1. **One input at a time.** `handle(now, input, &mut out)` is the only entry. Carry
//!    out what it appended to `out` in that order before you give the next input.
//! 2. **Time comes from you.** `now` is the wall clock of this machine, in milliseconds.
//!    After every input ask the device for [`device::Device::next_wakeup`], and give
//!    `Wakeup` when that moment has come. The server's machine needs no waking.
//! 3. **Durable means durable.** Answer `Persisted` and `Appended` only when the write
//!    survives a loss of power at that moment. Nothing is shown as saved, sent, or
//!    acknowledged on any other ground.
//! 4. **A write is whole or not at all**, and writes of a device become durable in the
//!    order asked. What failed is answered with `StorageFailed`, an append that failed
//!    with [`log::Refusal::Unavailable`], a read of the server with `ReadFailed`.
//! 5. **Every question is answered once**, by its operation's number; other answers may
//!    come between. Answers to appends of one space come in the order of their
//!    positions. A read may see the storage at any moment between question and answer.
//! 6. **Connections are numbered** by whoever opens them here and never reused. Frames
//!    of one connection keep their order. After `Disconnect` or `Close` the machine
//!    ignores whatever of that connection still comes.
//! 7. **Who is on a connection is yours to say**, from the session, before the upgrade;
//!    the machine never believes a frame about that.
//! 8. **Every process draws a new nonce** for [`device::DeviceConfig`], and gives a new
//!    device all rows of `Spaces` and `Docs` that its storage holds. A server that was
//!    restored from a backup keeps its receipt key and gets a new incarnation.
//! 9. **[`device::Misuse`] is your own mistake**; nothing changed. What the other side
//!    does wrong ends its connection and is told as an event or a log line.
//!
//! A driver of both ends, with a storage that never fails and a log of one entry:
//!
//! ```
//! # use rounds_sync_core::{access::*, device::*, doc::NoteSeed, ids::*, log::Appended};
//! # use rounds_sync_core::{receipt::ReceiptKey, server, server::Server, time::Timestamp};
//! # let (space, person, id) = (SpaceId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]), DeviceId::from_bytes([3; 16]));
//! # let (doc, build, now) = (DocId::from_bytes([4; 16]), "doc".to_owned(), Timestamp(0));
//! # let config = DeviceConfig { device: id, person, nonce: [0; 8], seed: 0, build: build.clone() };
//! # let session = server::Session { device: id, person, spaces: vec![(space, Role::Observer)] };
//! # let status = server::SpaceStatus { incarnation: Incarnation::from_bytes([5; 16]), head: Seq(0), fingerprint: 0 };
//! # let receipt_key = ReceiptKey::from_bytes([6; 32]);
//! let mut device = Device::new(config, Vec::new())?;
//! let mut server = Server::new(server::ServerConfig { build, seed: 0, receipt_key });
//! let (mut up, mut down) = (Vec::new(), Vec::new());
//! let mut inputs = vec![Input::CreateNote { doc, space, seed: NoteSeed::default() }, Input::ConnectNow];
//! while let Some(input) = inputs.pop() {
//!     device.handle(now, input, &mut up)?;
//!     while !(up.is_empty() && down.is_empty()) {
//!         for output in std::mem::take(&mut up) {
//!             match output {
//!                 Output::Connect { conn } => {
//!                     let session = session.clone();
//!                     server.handle(now, server::Input::Connected { conn, session }, &mut down);
//!                     device.handle(now, Input::Connected { conn }, &mut up)?;
//!                 }
//!                 Output::Send { conn, bytes } => server.handle(now, server::Input::Received { conn, bytes }, &mut down),
//!                 Output::Persist { op, .. } => device.handle(now, Input::Persisted { op }, &mut up)?,
//!                 _ => {}
//!             }
//!         }
//!         for output in std::mem::take(&mut down) {
//!             match output {
//!                 server::Output::Send { conn, bytes } => device.handle(now, Input::Received { conn, bytes }, &mut up)?,
//!                 server::Output::ReadSpaces { op, .. } => server.handle(now, server::Input::Spaces { op, spaces: vec![status] }, &mut down),
//!                 server::Output::Append { op, append } => {
//!                     // Here `log::append` runs in a transaction, and the disk is waited for.
//!                     let meta = DocMeta { kind: append.kind, owner: append.by.person, visibility: Visibility::Private };
//!                     let result = Ok(Appended { seq: Seq(1), heads: Vec::new(), meta, entry: None });
//!                     server.handle(now, server::Input::Appended { op, result }, &mut down);
//!                 }
//!                 _ => {}
//!             }
//!         }
//!     }
//! }
//! assert_eq!(device.doc_state(doc), Some(DocState::Durable));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access;
pub mod device;
pub mod doc;
pub mod gate;
pub mod ids;
mod jitter;
pub mod limits;
pub mod log;
pub mod receipt;
pub mod rescue;
pub mod server;
pub mod time;
pub mod wire;
