//! Edits of a note, written into one Automerge transaction.

use std::collections::BTreeMap;

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ROOT, ReadDoc, ScalarValue};

use crate::doc::edit::{Edit, EditError};
use crate::doc::note::NoteState;
use crate::doc::note::Roots;
use crate::doc::splice::{self, Splice};
use crate::doc::view::{Answer, InstanceView, Register, Value};
use crate::doc::{check, read, schema};
use crate::ids::Actor;
use crate::limits;
use crate::time::Timestamp;

mod entry;
mod instance;

/// Writes all of the edits, or fails somewhere on the way: the caller rolls back.
pub(in crate::doc) fn write(
    tx: &mut Transaction<'_>,
    note: &NoteState,
    actor: Actor,
    edits: &[Edit],
    now: Timestamp,
) -> Result<(), EditError> {
    let whole = note.whole.as_ref().ok_or(EditError::Incomplete)?;
    let mut writer = Writer {
        tx,
        roots: &whole.roots,
        answers: &whole.view.answers,
        instances: &whole.view.instances,
        orders: BTreeMap::new(),
        actor,
        now,
    };
    edits.iter().try_for_each(|edit| writer.write(edit))
}

/// Writes the edits of a note that is being made.
pub(super) fn begin(
    tx: &mut Transaction<'_>,
    roots: &Roots,
    actor: Actor,
    edits: &[Edit],
    now: Timestamp,
) -> Result<(), EditError> {
    let mut writer = Writer {
        tx,
        roots,
        answers: &BTreeMap::new(),
        instances: &[],
        orders: BTreeMap::new(),
        actor,
        now,
    };
    edits.iter().try_for_each(|edit| writer.write(edit))
}

struct Writer<'a, 'doc> {
    tx: &'a mut Transaction<'doc>,
    roots: &'a Roots,
    /// As they were before this change.
    answers: &'a BTreeMap<String, Answer>,
    instances: &'a [InstanceView],
    /// The next place among the instances of a repeat and parent, once asked for.
    orders: BTreeMap<(String, String), u64>,
    actor: Actor,
    now: Timestamp,
}

/// What stands at a field's key.
enum Shape {
    Absent,
    Single,
    Text(ObjId),
    Tally(i64),
    Choices(ObjId),
    Other,
}

impl Writer<'_, '_> {
    fn write(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set { field, value } => self.set(field, value.as_ref(), false),
            Edit::Choose { field, value } => self.set(field, Some(value), true),
            Edit::Text {
                field,
                at,
                delete,
                insert,
            } => self.text(field, *at, *delete, insert),
            Edit::Tally { field, by } => self.tally(field, *by),
            Edit::Toggle { field, option, on } => self.toggle(field, option, *on),
            Edit::Link { field, entry, on } => self.link(field, entry, *on),
            Edit::Stop { stop } => {
                check::key("the stop's id", stop)?;
                let value = Value::Text(stop.clone());
                self.put_register(&ROOT, schema::STOP, Some(&value))
            }
            Edit::AddEntry(draft) => self.add_entry(draft),
            Edit::EntryText { id, text } => self.entry_text(id, text),
            Edit::EntryWho { id, who } => self.entry_register(id, schema::WHO, who),
            Edit::EntryMode { id, mode } => self.entry_register(id, schema::MODE, mode),
            Edit::EntryTag { id, tag, on } => self.entry_tag(id, tag, *on),
            Edit::EntryDeleted { id, deleted } => self.entry_deleted(id, *deleted),
            Edit::AddInstance(draft) => self.add_instance(draft),
            Edit::InstanceDeleted { id, deleted } => self.instance_deleted(id, *deleted),
            Edit::Person { .. } | Edit::FormPart { .. } => Err(EditError::WrongKind("visit")),
        }
    }

    fn shape(&self, field: &str) -> Result<Shape, EditError> {
        let found = self.tx.get(&self.roots.answers, field);
        Ok(match found.map_err(EditError::internal)? {
            None => Shape::Absent,
            Some((automerge::Value::Object(ObjType::Text), id)) => Shape::Text(id),
            Some((automerge::Value::Object(ObjType::Map), id)) => Shape::Choices(id),
            Some((automerge::Value::Object(_), _)) => Shape::Other,
            Some((automerge::Value::Scalar(value), _)) => match value.as_ref() {
                ScalarValue::Counter(counter) => Shape::Tally(i64::from(counter)),
                _ => Shape::Single,
            },
        })
    }

    fn set(&mut self, field: &str, value: Option<&Value>, choose: bool) -> Result<(), EditError> {
        check::key("the field's id", field)?;
        if let Some(value) = value {
            check::value(&format!("the answer to \"{field}\""), value)?;
        }
        if !matches!(self.shape(field)?, Shape::Absent | Shape::Single) {
            return Err(no_such_field(field, "single-value"));
        }
        let stood = match self.answers.get(field) {
            Some(Answer::Single(register)) => register.clone(),
            _ => Register::default(),
        };
        // Writing over two answers settles them just as choosing does, so it is logged too.
        if choose || stood.is_conflict() {
            self.log_choice(field, value, &stood)?;
        }
        let answers = self.roots.answers.clone();
        self.put_register(&answers, field, value)
    }

    /// Writes a register unless it says just that already.
    fn put_register(
        &mut self,
        obj: &ObjId,
        key: &str,
        value: Option<&Value>,
    ) -> Result<(), EditError> {
        let standing = read::at(self.tx, obj, key).values();
        let same = match value {
            Some(value) => standing.len() == 1 && standing.contains(value),
            None => matches!(self.tx.get(obj, key), Ok(None)),
        };
        if same {
            return Ok(());
        }
        match value {
            Some(value) => self.tx.put(obj, key, read::scalar(value)),
            None => self.tx.delete(obj, key),
        }
        .map_err(EditError::internal)
    }

    fn log_choice(
        &mut self,
        field: &str,
        value: Option<&Value>,
        over: &Register,
    ) -> Result<(), EditError> {
        let id = self.fresh_id(self.now);
        let record = || {
            let record = self.tx.put_object(&self.roots.choices, id, ObjType::Map)?;
            self.tx.put(&record, schema::FIELD, field)?;
            self.tx.put(&record, schema::AT, self.now.0)?;
            if let Some(value) = value {
                self.tx.put(&record, schema::VALUE, read::scalar(value))?;
            }
            let list = self.tx.put_object(&record, schema::OVER, ObjType::List)?;
            for (index, candidate) in over.0.iter().enumerate() {
                let item = self.tx.insert_object(&list, index, ObjType::Map)?;
                let device = candidate.device.as_bytes().to_vec();
                self.tx
                    .put(&item, schema::VALUE, read::scalar(&candidate.value))?;
                self.tx.put(&item, schema::DEVICE, device)?;
                self.tx
                    .put(&item, schema::BY, candidate.by.as_bytes().to_vec())?;
                self.tx.put(&item, schema::AT, candidate.at.0)?;
            }
            Ok(())
        };
        record().map_err(EditError::internal)
    }

    fn text(
        &mut self,
        field: &str,
        at: usize,
        delete: usize,
        insert: &str,
    ) -> Result<(), EditError> {
        let Shape::Text(text) = self.shape(field)? else {
            return Err(no_such_field(field, "text"));
        };
        let old = self.tx.text(&text).map_err(EditError::internal)?;
        let length = splice::units(&old);
        let end = at.checked_add(delete).filter(|end| *end <= length);
        let Some(end) = end else {
            return Err(EditError::OutOfText {
                field: field.to_owned(),
                length,
                at,
                delete,
            });
        };
        if let Some(at) = [at, end]
            .into_iter()
            .find(|at| !splice::is_boundary(&old, *at))
        {
            return Err(EditError::InsideCharacter {
                field: field.to_owned(),
                at,
            });
        }
        let what = format!("the text of \"{field}\"");
        let splice = Splice { at, delete, insert };
        self.splice(&what, &text, length, &splice)
    }

    /// Splices a text of `length` units; what is too long already may become shorter.
    fn splice(
        &mut self,
        what: &str,
        text: &ObjId,
        length: usize,
        splice: &Splice<'_>,
    ) -> Result<(), EditError> {
        let inserted = splice::units(splice.insert);
        if inserted > splice.delete {
            check::length(what, length - splice.delete + inserted, limits::TEXT_UNITS)?;
        }
        let delete = isize::try_from(splice.delete)
            .map_err(|error| EditError::Internal(error.to_string()))?;
        self.tx
            .splice_text(text, splice.at, delete, splice.insert)
            .map_err(EditError::internal)
    }

    fn tally(&mut self, field: &str, by: i64) -> Result<(), EditError> {
        let Shape::Tally(current) = self.shape(field)? else {
            return Err(no_such_field(field, "tally"));
        };
        if by == 0 {
            return Ok(());
        }
        let range = -check::TALLY_MAX..=check::TALLY_MAX;
        if !range.contains(&by) || !range.contains(&current.saturating_add(by)) {
            return Err(EditError::TallyRange {
                field: field.to_owned(),
            });
        }
        self.tx
            .increment(&self.roots.answers, field, by)
            .map_err(EditError::internal)
    }

    fn toggle(&mut self, field: &str, option: &str, on: bool) -> Result<(), EditError> {
        check::key("the option's id", option)?;
        let Shape::Choices(options) = self.shape(field)? else {
            return Err(no_such_field(field, "select-many"));
        };
        self.put_flag(&options, option, on)
    }

    fn link(&mut self, field: &str, entry: &str, on: bool) -> Result<(), EditError> {
        check::key("the field's id", field)?;
        self.entry(entry)?;
        let links = self.roots.links.clone();
        self.put_flag(&links, &schema::flat(field, entry), on)
    }

    fn put_flag(&mut self, obj: &ObjId, key: &str, on: bool) -> Result<(), EditError> {
        if read::is_set(self.tx, obj, key) == on {
            return Ok(());
        }
        self.tx.put(obj, key, on).map_err(EditError::internal)
    }

    fn fresh_id(&self, at: Timestamp) -> String {
        fresh_id(self.actor, at, self.tx.stats().num_ops)
    }
}

/// An id that nobody else forms: sortable by time, with the process's nonce and
/// the number of operations so far, which only grows.
pub(in crate::doc) fn fresh_id(actor: Actor, at: Timestamp, operations: u64) -> String {
    let actor = actor.to_bytes();
    let nonce = actor.iter().skip(16);
    let nonce = nonce.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    format!("{:012x}-{nonce:016x}-{operations:06x}", at.0)
}

fn no_such_field(field: &str, expected: &'static str) -> EditError {
    EditError::NoSuchField {
        field: field.to_owned(),
        expected,
    }
}
