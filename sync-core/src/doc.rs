//! Documents: an Automerge document with typed edits and a view kept in step.
//!
//! A document is changed only by [`Edit`]s and by merging changes, and read only
//! through its view. The shape inside Automerge is private to this module:
//!
//! | note, at the root | holds |
//! |---|---|
//! | `kind`, `schema` | `"note"`, 1 |
//! | `form`, `form_version`, `created` | scalars of the first change |
//! | `stop` | register |
//! | `answers` | field → scalar (register), text, counter, or map of option → bool |
//! | `entries` | entry id → map: `field`, `at`, `elapsed`, `who` and `mode` (registers), `text` (text), `tags` (map of tag → bool), `deleted` |
//! | `instances` | instance id → map: `repeat`, `parent`, `order`, `deleted`; absent in notes of older builds |
//! | `links` | `field ␟ entry id` → bool |
//! | `choices` | id → map: `field`, `value`, `at`, `over` (list of maps: `value`, `device`, `by`, `at`) |
//!
//! | visit, at the root | holds |
//! |---|---|
//! | `kind`, `schema`, `created` | `"visit"`, 1, scalar |
//! | `title`, `network`, `host`, `focus`, `starts`, `ends` | scalars |
//! | `venues` | id → map: `name`, `order` |
//! | `stops` | id → map: `venue`, `label`, `kind`, `start`, `minutes`, `forms` (list), `order` |
//! | `forms` | `id ␟ version` → map: `order` and `definition`, or of a long one `parts` (how many), `length`, and `part ␟ 0`, … (bytes, deflated) |
//! | `people` | `person ␟ name` and `person ␟ team` → text |
//!
//! Values of a repeat instance stand in `answers` under `instance id ␟ key`, so every
//! kind of answer works in it as it does outside.
//!
//! `␟` is U+001F. Times are milliseconds since the epoch, in these scalars and in
//! the `time` of every change. The person who wrote a change is its actor's author
//! (16 bytes, stored once, in the actor's first change); the device is the first
//! 16 bytes of the actor.
//!
//! Invariant: no object is made at a key that another device may use apart. The
//! containers and the texts, counters and select-many maps of a note are made in
//! its first change, those of an instance in the change that adds it; later objects stand at keys that only their maker can form;
//! what may be written anywhere at any time is a scalar under a flat key.
//! Invariant: when a tick, tag or link was set and cleared apart, it is set; when an
//! entry or instance was deleted and restored apart, it is there. What somebody wrote stays.

pub use document::{Document, LocalChange};
pub use edit::{
    Edit, EditError, EntryDraft, InstanceDraft, NoteSeed, StopPlan, VenuePlan, VisitPlan,
};
pub use error::DocError;
pub use schema::flat;
pub use view::{
    Answer, Candidate, ChoiceView, EntryView, FormEntry, InstanceView, NoteView, PersonView,
    Register, StopView, Touched, Value, VenueView, VisitView,
};
pub use visit::form_fits;

mod causal;
mod check;
mod chunk;
mod document;
mod edit;
mod error;
mod note;
mod read;
mod schema;
mod splice;
mod view;
mod visit;

#[cfg(test)]
mod tests;
