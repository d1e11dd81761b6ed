//! Edit scripts: what a file of edits says, before it is known whether the note can
//! take them.
//!
//! ```json
//! [{"set":"grade","value":"g5"}, {"text":"objectives","at":0,"delete":0,"insert":"Fractions"},
//!  {"tally":"choral_responses","by":1},
//!  {"evidence":{"who":"students","mode":"heard","text":"…","tags":[]}},
//!  {"evidence_edit":"ID","text":"…"}, {"evidence_delete":"ID"},
//!  {"choose":"level","value":"developing"}, {"add":"/data/house"}, {"remove":"/data/house[2]"}]
//! ```
//! An entry goes to the form's first log of evidence unless its `field` names another.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::error::{Failure, Outcome};
use json::Json;

mod json;

/// Bytes of a script; thousands of edits fit.
const SCRIPT_BYTES: u64 = 4 * 1024 * 1024;

/// What steps begin with; `evidence_edit` has a `text` too, so it is looked for first.
const KINDS: [&str; 9] = [
    "evidence_edit",
    "evidence_delete",
    "evidence",
    "set",
    "text",
    "tally",
    "choose",
    "add",
    "remove",
];

/// One edit as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Set {
        field: String,
        value: Given,
    },
    Text {
        field: String,
        at: usize,
        delete: usize,
        insert: String,
    },
    Tally {
        field: String,
        by: i64,
    },
    Evidence(Evidence),
    EvidenceEdit {
        id: String,
        text: String,
    },
    EvidenceDelete {
        id: String,
    },
    Choose {
        field: String,
        value: Given,
    },
    /// An instance at the end of a repeat.
    Add {
        path: String,
    },
    Remove {
        path: String,
    },
}

/// A new entry as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Evidence {
    pub(super) field: Option<String>,
    pub(super) who: Option<String>,
    pub(super) mode: Option<String>,
    pub(super) text: String,
    pub(super) tags: Vec<String>,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// `null`: no answer.
    Nothing,
    Text(String),
    Int(i64),
    /// A number with a fraction.
    Decimal(String),
    /// The options of a select-many.
    List(Vec<String>),
}

/// Where in a script something is wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("script[{index}]{key}: {what}")]
pub(super) struct ScriptError {
    pub(super) index: usize,
    /// `.value`, or empty for the whole step.
    pub(super) key: String,
    pub(super) what: String,
}

/// Reads a script from a file.
///
/// # Errors
/// The file cannot be read, is too large, or is not a script; says where.
pub(super) fn read(path: &Path) -> Outcome<Vec<Step>> {
    let unreadable = |error| Failure::new(format_args!("{}: {error}", path.display()));
    let mut text = String::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(SCRIPT_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > SCRIPT_BYTES {
        let what = format_args!(
            "{}: a script has at most {SCRIPT_BYTES} bytes",
            path.display()
        );
        return Err(Failure::new(what));
    }
    parse(&text).map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))
}

/// Reads a script.
///
/// # Errors
/// It is not one; says where.
pub(super) fn parse(text: &str) -> Outcome<Vec<Step>> {
    let json: Json = serde_json::from_str(text)
        .map_err(|error| Failure::new(format_args!("not a script: {error}")))?;
    let Json::List(steps) = json else {
        return Err(Failure::new(format_args!(
            "not a script: it is {}, not a list",
            json.in_words()
        )));
    };
    let steps = steps.into_iter().enumerate();
    steps
        .map(|(index, json)| step(index, json).map_err(Failure::new))
        .collect()
}

fn step(index: usize, json: Json) -> Result<Step, ScriptError> {
    let mut members = Members::new(index, String::new(), json)?;
    let Some(kind) = KINDS.into_iter().find(|kind| members.has(kind)) else {
        let what = format!("none of {}", KINDS.join(", "));
        return Err(ScriptError {
            index,
            key: String::new(),
            what,
        });
    };
    let step = match kind {
        "set" => Step::Set {
            field: members.text(kind)?,
            value: members.value("value")?,
        },
        "choose" => Step::Choose {
            field: members.text(kind)?,
            value: members.value("value")?,
        },
        "text" => Step::Text {
            field: members.text(kind)?,
            at: members.count("at")?,
            delete: if members.has("delete") {
                members.count("delete")?
            } else {
                0
            },
            insert: members.optional("insert")?.unwrap_or_default(),
        },
        "tally" => Step::Tally {
            field: members.text(kind)?,
            by: members.int("by")?,
        },
        "evidence_edit" => Step::EvidenceEdit {
            id: members.text(kind)?,
            text: members.text("text")?,
        },
        "add" => Step::Add {
            path: members.text(kind)?,
        },
        "remove" => Step::Remove {
            path: members.text(kind)?,
        },
        "evidence_delete" => Step::EvidenceDelete {
            id: members.text(kind)?,
        },
        _ => Step::Evidence(evidence(index, members.take(kind)?)?),
    };
    members.end()?;
    Ok(step)
}

fn evidence(index: usize, json: Json) -> Result<Evidence, ScriptError> {
    let mut members = Members::new(index, ".evidence".to_owned(), json)?;
    let evidence = Evidence {
        field: members.optional("field")?,
        who: members.optional("who")?,
        mode: members.optional("mode")?,
        text: members.text("text")?,
        tags: if members.has("tags") {
            members.list("tags")?
        } else {
            Vec::new()
        },
    };
    members.end()?;
    Ok(evidence)
}

/// The members of an object that were not read yet.
struct Members {
    index: usize,
    path: String,
    left: Vec<(String, Json)>,
}

impl Members {
    fn new(index: usize, path: String, json: Json) -> Result<Self, ScriptError> {
        match json {
            Json::Object(left) => Ok(Self { index, path, left }),
            other => {
                let what = format!("it is {}, not an object", other.in_words());
                Err(ScriptError {
                    index,
                    key: path,
                    what,
                })
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.left.iter().any(|(name, _)| name == key)
    }

    fn take(&mut self, key: &str) -> Result<Json, ScriptError> {
        match self.left.iter().position(|(name, _)| name == key) {
            Some(place) => Ok(self.left.swap_remove(place).1),
            None => Err(self.error(key, "is missing".to_owned())),
        }
    }

    fn text(&mut self, key: &str) -> Result<String, ScriptError> {
        match self.take(key)? {
            Json::Text(text) => Ok(text),
            other => Err(self.mistaken(key, "a text", &other)),
        }
    }

    /// A text, if the key is there and not null.
    fn optional(&mut self, key: &str) -> Result<Option<String>, ScriptError> {
        if !self.has(key) {
            return Ok(None);
        }
        match self.take(key)? {
            Json::Text(text) => Ok(Some(text)),
            Json::Null => Ok(None),
            other => Err(self.mistaken(key, "a text", &other)),
        }
    }

    fn int(&mut self, key: &str) -> Result<i64, ScriptError> {
        match self.take(key)? {
            Json::Int(number) => Ok(number),
            other => Err(self.mistaken(key, "a whole number", &other)),
        }
    }

    fn count(&mut self, key: &str) -> Result<usize, ScriptError> {
        let number = self.int(key)?;
        usize::try_from(number).map_err(|_| self.error(key, format!("{number} is below 0")))
    }

    fn list(&mut self, key: &str) -> Result<Vec<String>, ScriptError> {
        match self.take(key)? {
            Json::List(items) => self.texts(key, items),
            other => Err(self.mistaken(key, "a list of texts", &other)),
        }
    }

    fn value(&mut self, key: &str) -> Result<Given, ScriptError> {
        match self.take(key)? {
            Json::Null => Ok(Given::Nothing),
            Json::Text(text) => Ok(Given::Text(text)),
            Json::Int(number) => Ok(Given::Int(number)),
            Json::Fraction(number) => Ok(Given::Decimal(number)),
            Json::List(items) => Ok(Given::List(self.texts(key, items)?)),
            other => Err(self.mistaken(key, "a text, a number, a list of texts or null", &other)),
        }
    }

    fn texts(&self, key: &str, items: Vec<Json>) -> Result<Vec<String>, ScriptError> {
        let items = items.into_iter().enumerate();
        items
            .map(|(place, item)| match item {
                Json::Text(text) => Ok(text),
                other => Err(self.mistaken(&format!("{key}[{place}]"), "a text", &other)),
            })
            .collect()
    }

    fn end(&self) -> Result<(), ScriptError> {
        match self.left.first() {
            Some((key, _)) => Err(self.error(key, "does not belong here".to_owned())),
            None => Ok(()),
        }
    }

    fn mistaken(&self, key: &str, expected: &str, found: &Json) -> ScriptError {
        self.error(key, format!("must be {expected}, not {}", found.in_words()))
    }

    fn error(&self, key: &str, what: String) -> ScriptError {
        ScriptError {
            index: self.index,
            key: format!("{}.{key}", self.path),
            what,
        }
    }
}

#[cfg(test)]
mod tests;
