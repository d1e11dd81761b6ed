//! Reading Automerge without trusting it: what has the wrong type is not there.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, ObjId, ObjType, ReadDoc, ScalarValue};

use crate::doc::view::{Candidate, Register, Value};
use crate::ids::{Actor, PersonId};
use crate::time::Timestamp;

/// Stands where a change names no person; only foreign software writes such changes.
const NOBODY: PersonId = PersonId::from_bytes([0; 16]);

/// All values that stand at one key; the one that Automerge shows is the last.
#[derive(Debug, Default)]
pub(super) struct Standing(Vec<(Found, ObjId)>);

type Found = automerge::Value<'static>;

impl Standing {
    /// The object of a type.
    pub(super) fn object(&self, kind: ObjType) -> Option<ObjId> {
        match self.0.last()? {
            (Found::Object(found), id) if *found == kind => Some(id.clone()),
            _ => None,
        }
    }

    /// Whether nothing stands there.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text scalar.
    pub(super) fn string(&self) -> Option<String> {
        self.0.last()?.0.as_str().map(str::to_owned)
    }

    /// A whole number that is not negative.
    pub(super) fn number(&self) -> Option<u64> {
        match self.0.last()?.0.as_scalar()? {
            ScalarValue::Uint(number) => Some(*number),
            ScalarValue::Int(number) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// 16 bytes.
    pub(super) fn bytes16(&self) -> Option<[u8; 16]> {
        self.0.last()?.0.as_bytes()?.try_into().ok()
    }

    /// Whether a flag is set; set and cleared apart counts as set.
    pub(super) fn is_set(&self) -> bool {
        self.flags().any(|flag| flag)
    }

    /// Whether a flag is set and nobody cleared it apart.
    pub(super) fn is_set_by_all(&self) -> bool {
        self.is_set() && self.flags().all(|flag| flag)
    }

    fn flags(&self) -> impl Iterator<Item = bool> {
        self.0.iter().filter_map(|(found, _)| found.as_bool())
    }

    /// The values of a register, each once.
    pub(super) fn values(&self) -> BTreeSet<Value> {
        self.0
            .iter()
            .filter_map(|(found, _)| value(found))
            .collect()
    }

    /// A register's values with who and when.
    pub(super) fn register(&self, doc: &Automerge) -> Register {
        let candidates = self.0.iter();
        let mut candidates: Vec<Candidate> = candidates
            .filter_map(|(found, id)| candidate(doc, found, id))
            .collect();
        candidates.sort_by(|a, b| (&a.value, a.device).cmp(&(&b.value, b.device)));
        Register(candidates)
    }
}

/// What stands at a key.
pub(super) fn at(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Standing {
    let standing = doc.get_all(obj, key).unwrap_or_default();
    let owned = standing
        .into_iter()
        .map(|(found, id)| (found.into_owned(), id));
    Standing(owned.collect())
}

/// What stands at every key of a map, read in one pass: a pass costs no more than
/// looking for one key.
pub(super) fn all(doc: &impl ReadDoc, obj: &ObjId) -> BTreeMap<String, Standing> {
    doc.map_range(obj, ..)
        .map(|item| {
            let standing = if item.conflict {
                at(doc, obj, &item.key)
            } else {
                let id = item.id();
                Standing(vec![(item.value.into(), id)])
            };
            (item.key.into_owned(), standing)
        })
        .collect()
}

/// The object of a type at a key.
pub(super) fn object(doc: &impl ReadDoc, obj: &ObjId, key: &str, kind: ObjType) -> Option<ObjId> {
    at(doc, obj, key).object(kind)
}

/// The map at a key.
pub(super) fn map(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<ObjId> {
    object(doc, obj, key, ObjType::Map)
}

/// A text scalar at a key.
pub(super) fn string(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<String> {
    at(doc, obj, key).string()
}

/// A whole number at a key that is not negative.
pub(super) fn number(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<u64> {
    at(doc, obj, key).number()
}

/// Whether the flag at a key is set.
pub(super) fn is_set(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> bool {
    at(doc, obj, key).is_set()
}

/// The keys of a map of flags that are set.
pub(super) fn set_flags(doc: &impl ReadDoc, obj: &ObjId) -> BTreeSet<String> {
    let flags = all(doc, obj).into_iter();
    flags
        .filter(|(_, flag)| flag.is_set())
        .map(|(key, _)| key)
        .collect()
}

/// Texts of a list of texts.
pub(super) fn strings(doc: &impl ReadDoc, list: &ObjId) -> Vec<String> {
    (0..doc.length(list))
        .filter_map(|index| doc.get(list, index).ok()?)
        .filter_map(|(value, _)| value.as_str().map(str::to_owned))
        .collect()
}

/// A register's value as Automerge stores it.
pub(super) fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Text(text) => ScalarValue::Str(text.as_str().into()),
        Value::Int(number) => ScalarValue::Int(*number),
    }
}

/// A value that a register can hold.
pub(super) fn value(value: &automerge::Value<'_>) -> Option<Value> {
    match value.as_scalar()? {
        ScalarValue::Str(text) => Some(Value::Text(text.to_string())),
        ScalarValue::Int(number) => Some(Value::Int(*number)),
        ScalarValue::Uint(number) => i64::try_from(*number).ok().map(Value::Int),
        _ => None,
    }
}

fn candidate(doc: &Automerge, found: &automerge::Value<'_>, id: &ObjId) -> Option<Candidate> {
    let change = doc.get_change_meta_by_hash(&doc.hash_for_opid(id)?)?;
    Some(Candidate {
        value: value(found)?,
        device: Actor::from_slice(change.actor.to_bytes())?.device(),
        by: person(doc, &change.actor),
        at: Timestamp(u64::try_from(change.timestamp).unwrap_or(0)),
    })
}

/// The person who wrote an operation.
pub(super) fn author(doc: &Automerge, id: &ObjId) -> PersonId {
    match id {
        ObjId::Root => NOBODY,
        ObjId::Id(_, actor, _) => person(doc, actor),
    }
}

fn person(doc: &Automerge, actor: &ActorId) -> PersonId {
    doc.get_author_for_actor(actor)
        .and_then(|author| PersonId::from_slice(author.as_bytes()))
        .unwrap_or(NOBODY)
}
