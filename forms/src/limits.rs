//! Every bound of a form, with unit and reason.

/// Bytes of a form's JSON: it travels inside the visit document.
pub const FORM_BYTES: usize = 256 * 1024;

/// Fields of a form, groups included. The longest known paper form has about 80.
pub const FIELDS: usize = 512;

/// Options of one list, levels of one rating.
pub const OPTIONS: usize = 200;

/// Parts of a form: tabs on a small screen.
pub const PARTS: usize = 16;

/// Groups within groups; deeper ones cannot be shown on a phone.
pub const GROUP_DEPTH: usize = 4;

/// Conditions within conditions; deeper ones cannot be read by a person.
pub const CONDITION_DEPTH: usize = 8;

/// Single tests in one field's condition.
pub const CONDITION_TESTS: usize = 64;

/// Bytes of an id. Documents allow 128 for keys, so a prefix still fits.
pub const NAME_BYTES: usize = 64;

/// Languages of one form.
pub const LANGUAGES: usize = 16;

/// Bytes of a language code; the longest in use have about 12.
pub const LANGUAGE_BYTES: usize = 35;

/// UTF-16 units of one text for people: a label, a hint, a descriptor.
pub const LABEL_UNITS: usize = 2_000;

/// Judgment words of one language.
pub const JUDGMENT_WORDS: usize = 500;

/// UTF-16 units of one text answer or entry, as documents allow.
pub const TEXT_UNITS: usize = 20_000;

/// Bytes of the id of a choice that comes from the visit, as documents allow.
pub const VISIT_KEY_BYTES: usize = 128;

/// Problems listed for one form: nobody mends more at once.
pub const PROBLEMS: usize = 100;

/// Bytes of one expression. The longest seen in public forms have about 12,000.
pub const EXPRESSION_BYTES: usize = 64 * 1024;

/// Levels of brackets and calls in an expression: lists written as nested `if` are the
/// deepest in use, with about 60. The parser and the evaluation recurse this deep.
pub const EXPRESSION_DEPTH: usize = 200;
