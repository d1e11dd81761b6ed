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

/// Different nodes that one expression may read; wider ones (`//*`) are taken to read
/// only so many.
pub const READS_OF_EXPRESSION: usize = 10_000;

/// Nodes that all expressions of a form read together, each counted for each expression.
/// The largest public forms have about 10,000.
pub const READS_OF_FORM: usize = 300_000;

/// Nodes of the primary instance. The largest public forms have about 3,000.
pub const SHAPE_NODES: usize = 8_000;

/// Instances of one repeat in one place that its count may make.
pub const REPEAT_INSTANCES: usize = 2_000;

/// Nodes of one record, those taken away included.
pub const RECORD_NODES: usize = 500_000;

/// Evaluations for each node of a record before a step ends, for forms that never come
/// to rest. Each expression is evaluated about once.
pub const RUNS_PER_NODE: usize = 50;

/// Elements, texts and comments of an XForm: each costs about 80 bytes while it is read.
/// The largest public forms have about 45,000.
pub const XFORM_ELEMENTS: u32 = 200_000;

/// Tags of an XForm that begin or end something, or both. The largest public form has about
/// 28,000.
pub const XFORM_TAGS: usize = 250_000;

/// Equals signs in an XForm, of which each attribute has one: each costs about 70 bytes
/// while it is read. The largest public form has about 10,000.
pub const XFORM_ATTRIBUTES: usize = 120_000;

/// Groups inside one another, in the instance or in the body.
pub const SHAPE_DEPTH: usize = 64;

/// Depth of a row in a form's JSON: a repeat of a sheet is two levels of the body, and a
/// loop one more for each choice.
pub const JSON_DEPTH: usize = 4 * SHAPE_DEPTH;

/// What all expressions of a form are made of, names, numbers and signs: each costs about
/// 60 bytes. Those of the largest public form are about 20,000.
pub const EXPRESSIONS_PARTS: usize = 300_000;

/// Bytes of one pattern of `regex()` when it is ready to be matched; `.{1,255}` has
/// about 26,000.
pub const PATTERN_BYTES: usize = 32 * 1024;

/// What a pattern counts among [`EXPRESSIONS_PARTS`].
pub const PATTERN_PARTS: usize = 250;

/// Bytes of a form file. The largest public ones have 1.6 MB.
pub const FORM_FILE_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of a form in JSON, which is read into lists of small texts. That of the largest
/// public form has 1.2 MB.
pub const JSON_FILE_BYTES: usize = 5 * 1024 * 1024;

/// Bytes of a list in a file beside a form.
pub const LIST_FILE_BYTES: usize = 32 * 1024 * 1024;

/// Elements, texts and comments of such a list.
pub const LIST_ELEMENTS: u32 = 2_000_000;

/// Nodes that all expressions of one step may look at: about a second of work.
pub const NODES_OF_STEP: usize = 20_000_000;

/// Bytes of a file with a form in sheets. The largest public ones have about 1 MB, mostly
/// pictures.
pub const SHEET_FILE_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of all parts of a workbook that are unpacked: what a zip bomb may cost. The
/// largest public form has 0.4 MB.
pub const SHEET_UNPACKED_BYTES: u64 = 24 * 1024 * 1024;

/// Elements of a workbook's parts within each other. Sheets have six.
pub const SHEET_XML_DEPTH: usize = 64;

/// Parts of a workbook's zip directory.
pub const SHEET_ZIP_PARTS: usize = 4_096;

/// Bytes of the texts of a file's sheets, with [`SHEET_CELL_BYTES`] for each cell. The
/// largest public form has 0.5 MB; 17,000 choices with five columns fit.
pub const SHEET_TEXT_BYTES: usize = 6 * 1024 * 1024;

/// What a cell counts beside its text.
pub const SHEET_CELL_BYTES: usize = 64;

/// Sheets of a file.
pub const SHEETS: usize = 256;

/// Lists that the entities sheet declares. Forms in use have one to three.
pub const ENTITY_LISTS: usize = 64;

/// Columns of a sheet; further ones are not read.
pub const SHEET_COLUMNS: u32 = 512;

/// A run of so many columns without a header ends a sheet of a workbook.
pub const EMPTY_COLUMNS: usize = 20;

/// A run of so many blank rows ends a sheet of a workbook.
pub const EMPTY_ROWS: usize = 60;

/// Characters of a text file that are looked at to see whether there are tables.
pub const SNIFFED_CHARS: usize = 5_000;

/// Bars in the smallest Markdown table that can be a form.
pub const FEWEST_BARS: usize = 5;

/// Commas in the smallest CSV file that can be a form.
pub const FEWEST_COMMAS: usize = 4;

/// Groups and repeats within each other: what reads and fills a form recurses this deep.
pub const SECTION_DEPTH: usize = 64;

/// Questions and sections of one form, those of loops counted for each choice. The
/// largest public form has about 1,500.
pub const ELEMENTS: usize = 6_000;

/// Bytes of a value's key in a note; longer ones are shortened. With the place of its
/// instance it fits what a document allows, 128.
pub const RECORD_KEY_BYTES: usize = 56;

/// Bytes of the place of an instance: ids of added ones have about 45.
pub const RECORD_PLACE_BYTES: usize = 64;

/// Rounds in which a merged record comes to rest: one for each counted repeat within
/// another, and some for calculations that look at the clock.
pub const MERGE_ROUNDS: usize = 100;
