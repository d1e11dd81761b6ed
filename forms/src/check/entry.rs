//! Checking a new entry of a log.

use std::collections::BTreeSet;

use crate::check::FieldError;
use crate::check::value::{find, one_of, other_way};
use crate::limits::TEXT_UNITS;
use crate::model::{Choice, Form, Kind};

/// An entry as an edit script says it.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntryInput<'a> {
    /// The log; the form's first log of evidence if absent.
    pub field: Option<&'a str>,
    /// Who or what was observed.
    pub who: Option<&'a str>,
    /// How it is known.
    pub mode: Option<&'a str>,
    /// The words.
    pub text: &'a str,
    /// Look-for tags.
    pub tags: &'a [String],
}

/// An entry that fits its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedEntry {
    /// The log.
    pub field: String,
    /// An option of the log.
    pub who: Option<String>,
    /// An option of the log.
    pub mode: Option<String>,
    /// The words.
    pub text: String,
    /// Tags of the log.
    pub tags: BTreeSet<String>,
}

/// Checks a new entry. Who, mode and tags may always be left out.
///
/// # Errors
///
/// When there is no such log, it has no such column, or the option is not known.
pub fn check_entry(form: &Form, entry: &EntryInput<'_>) -> Result<CheckedEntry, FieldError> {
    let (id, log) = match entry.field {
        None => form.main_log().ok_or(FieldError::NoLog)?,
        Some(field) => {
            let field = find(form, field)?;
            let Kind::EvidenceLog(log) = &field.kind else {
                return Err(other_way(field));
            };
            (&field.id, log)
        }
    };
    let id = id.as_str();
    let length = entry.text.encode_utf16().count();
    if length > TEXT_UNITS {
        return Err(FieldError::TooLong {
            field: id.to_owned(),
            length,
            limit: TEXT_UNITS,
        });
    }
    let optional = |column, options: &[Choice], given: Option<&str>| {
        given
            .map(|given| option(id, column, options, given))
            .transpose()
    };
    let tags = entry
        .tags
        .iter()
        .map(|tag| option(id, "tags", &log.tags, tag));
    Ok(CheckedEntry {
        field: id.to_owned(),
        who: optional("who", &log.who, entry.who)?,
        mode: optional("mode", &log.modes, entry.mode)?,
        text: entry.text.to_owned(),
        tags: tags.collect::<Result<_, _>>()?,
    })
}

fn option(
    log: &str,
    column: &'static str,
    options: &[Choice],
    given: &str,
) -> Result<String, FieldError> {
    if options.is_empty() {
        return Err(FieldError::NoColumn {
            field: log.to_owned(),
            column,
        });
    }
    let place = format!("{log}.{column}");
    one_of(&place, given, options.iter().map(|option| &option.id))
}
