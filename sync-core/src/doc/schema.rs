//! The names of keys inside Automerge, in one place for writers and readers.

/// The shape that this build writes; a document with a higher one is not opened.
pub(super) const SCHEMA: u64 = 1;

/// Parts of a flat key are joined by this, because a nested map made by two devices
/// apart would be two maps.
pub(super) const SEPARATOR: char = '\u{1f}';

pub(super) const KIND: &str = "kind";
pub(super) const SCHEMA_KEY: &str = "schema";
pub(super) const CREATED: &str = "created";

pub(super) const FORM: &str = "form";
pub(super) const FORM_VERSION: &str = "form_version";
pub(super) const STOP: &str = "stop";
pub(super) const ANSWERS: &str = "answers";
pub(super) const ENTRIES: &str = "entries";
pub(super) const LINKS: &str = "links";
pub(super) const CHOICES: &str = "choices";
pub(super) const INSTANCES: &str = "instances";

pub(super) const FIELD: &str = "field";
pub(super) const AT: &str = "at";
pub(super) const ELAPSED: &str = "elapsed";
pub(super) const WHO: &str = "who";
pub(super) const MODE: &str = "mode";
pub(super) const TEXT: &str = "text";
pub(super) const TAGS: &str = "tags";
pub(super) const DELETED: &str = "deleted";

pub(super) const REPEAT: &str = "repeat";
pub(super) const PARENT: &str = "parent";

pub(super) const VALUE: &str = "value";
pub(super) const OVER: &str = "over";
pub(super) const DEVICE: &str = "device";
pub(super) const BY: &str = "by";

pub(super) const TITLE: &str = "title";
pub(super) const NETWORK: &str = "network";
pub(super) const HOST: &str = "host";
pub(super) const FOCUS: &str = "focus";
pub(super) const STARTS: &str = "starts";
pub(super) const ENDS: &str = "ends";
pub(super) const VENUES: &str = "venues";
pub(super) const STOPS: &str = "stops";
pub(super) const PEOPLE: &str = "people";
pub(super) const FORMS: &str = "forms";
pub(super) const NAME: &str = "name";
pub(super) const TEAM: &str = "team";
pub(super) const ORDER: &str = "order";
pub(super) const VENUE: &str = "venue";
pub(super) const LABEL: &str = "label";
pub(super) const START: &str = "start";
pub(super) const MINUTES: &str = "minutes";
pub(super) const DEFINITION: &str = "definition";
pub(super) const PARTS: &str = "parts";
pub(super) const PART: &str = "part";
pub(super) const LENGTH: &str = "length";

/// Joins the parts of a flat key.
#[must_use]
pub fn flat(first: &str, last: &str) -> String {
    format!("{first}{SEPARATOR}{last}")
}

/// The parts of a flat key; the last part never holds the separator.
pub(super) fn parts(key: &str) -> Option<(&str, &str)> {
    key.rsplit_once(SEPARATOR)
}
