//! Every bound of the protocol and of the documents, with unit and reason.
//!
//! Each has a test at the limit and one past it, beside the code that holds it.

/// Version of the wire protocol. A server also serves the versions it lists in
/// `docs/PROTOCOL.md`; today there is one.
pub const PROTOCOL_VERSION: u64 = 1;

/// Bytes in one WebSocket frame: small enough to interleave on slow links.
pub const FRAME_BYTES: usize = 256 * 1024;

/// Bytes of one change chunk: it must fit a frame with its envelope.
pub const CHANGE_BYTES: usize = 128 * 1024;

/// Bytes of all changes of one push, leaving room for the envelope in a frame.
pub const BATCH_BYTES: usize = 192 * 1024;

/// Changes in one push.
pub const BATCH_CHANGES: usize = 512;

/// Operations in one change; a long paste is one operation per character.
pub const CHANGE_OPS: u64 = 70_000;

/// Dependencies of one change: it depends on every head that its writer saw.
pub const CHANGE_DEPS: usize = DOC_HEADS;

/// Other actors named in one change.
pub const CHANGE_ACTORS: usize = 512;

/// Bytes of a change's message; ours are empty.
pub const CHANGE_MESSAGE_BYTES: usize = 1024;

/// Bytes of one document's changes in the log. Past it the note says that it is full.
pub const DOC_BYTES: u64 = 8 * 1024 * 1024;

/// Bytes of memory for what is known of one document's changes, without their values.
/// A day of typing by ten people takes an eighth of it; past it the note is full, so
/// that what may be written can also be kept in memory while it is.
pub const HISTORY_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of memory for the histories of documents that were written last, all together:
/// three notes of two hundred changes for each of eighty observers. With it the server
/// stays below 64 MiB while 100,000 notes are written; see docs/BENCHMARKS.md.
pub const HISTORIES_BYTES: usize = 24 * 1024 * 1024;

/// Pushes a device may have unanswered on one connection.
pub const PUSH_WINDOW: usize = 64;

/// Bytes of entries that a server sends ahead of the device's credit.
pub const CREDIT_BYTES: u64 = 1024 * 1024;

/// Bytes that a device lets pile up before it grants credit again.
pub const CREDIT_REFILL_BYTES: u64 = 512 * 1024;

/// Bytes of log entries read from the store at once for one connection.
pub const PAGE_BYTES: usize = 192 * 1024;

/// Positions that a device may be behind before it is read larger pages.
pub const FAR_BEHIND: u64 = 32;

/// Bytes of log entries read at once for a device that is far behind: enough for the
/// changes of a document to come together, and so little that a page is sent again soon
/// when the connection breaks.
pub const FAR_PAGE_BYTES: usize = 1024 * 1024;

/// Changes of one document in a page from which on they are packed: fewer save little.
pub const PACK_CHANGES: usize = 4;

/// Spaces in one Hello: a person is rarely in more than a few visits at once.
pub const HELLO_SPACES: usize = 256;

/// Bytes of the build name in Hello.
pub const BUILD_BYTES: usize = 64;

/// Milliseconds before the first reconnect; each failure doubles it.
pub const RECONNECT_MIN_MS: u64 = 1_000;

/// Milliseconds between reconnects at most (DESIGN §6: 1–60 s, jittered).
pub const RECONNECT_MAX_MS: u64 = 60_000;

/// Milliseconds of silence after which a device asks whether the server is there.
pub const PING_AFTER_MS: u64 = 20_000;

/// Milliseconds without an answer after which a silent socket counts as dead.
pub const DEAD_AFTER_MS: u64 = 10_000;

/// Documents in one digest frame of the healing exchange.
pub const DIGEST_DOCS: usize = 4_096;

/// Bytes of one part of a rescue file: a few weeks of one device's writing without
/// internet.
pub const RESCUE_BYTES: usize = 8 * 1024 * 1024;

/// Documents in a rescue file.
pub const RESCUE_DOCS: usize = 10_000;

/// UTF-16 units of one text field or entry.
pub const TEXT_UNITS: usize = 20_000;

/// Bytes of an id inside a document: a field, an option, a stop.
pub const KEY_BYTES: usize = 128;

/// Instances of repeats that one note may have, deleted ones too: far more than anybody
/// writes in a day, and few enough that a note is shown in a moment.
pub const INSTANCES: usize = 10_000;

/// Bytes of a form's definition that a visit can bring. The longest public form in use, a
/// verbal autopsy of 485 questions in two languages, has 1.2 MB.
pub const FORM_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of one part of a definition: a change with it stays below [`CHANGE_BYTES`].
pub const FORM_PART_BYTES: usize = 96 * 1024;

/// Parts of one definition: its longest form fits as long as it deflates to a third.
pub const FORM_PARTS: usize = 32;

/// Bytes of a definition that goes into the visit's first change as it is, as all did
/// before there were parts.
pub const FORM_WHOLE_BYTES: usize = 32 * 1024;

/// Bytes of one short value: a choice, a date, a name.
pub const VALUE_BYTES: usize = 4_096;

/// Heads of one document: as many as there are devices that write at once.
pub const DOC_HEADS: usize = 1_024;
