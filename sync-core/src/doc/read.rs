//! Reading Automerge without trusting it: what has the wrong type is not there.

use std::collections::BTreeSet;

use automerge::{ActorId, Automerge, ObjId, ObjType, ReadDoc, ScalarValue};

use crate::doc::view::{Candidate, Register, Value};
use crate::ids::{Actor, PersonId};
use crate::time::Timestamp;

/// Stands where a change names no person; only foreign software writes such changes.
const NOBODY: PersonId = PersonId::from_bytes([0; 16]);

/// The object of a type that stands at a key.
pub(super) fn object(doc: &impl ReadDoc, obj: &ObjId, key: &str, kind: ObjType) -> Option<ObjId> {
    match doc.get(obj, key).ok()?? {
        (automerge::Value::Object(found), id) if found == kind => Some(id),
        _ => None,
    }
}

/// The map at a key.
pub(super) fn map(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<ObjId> {
    object(doc, obj, key, ObjType::Map)
}

/// A text scalar at a key.
pub(super) fn string(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<String> {
    let (value, _) = doc.get(obj, key).ok()??;
    value.as_str().map(str::to_owned)
}

/// A whole number at a key that is not negative.
pub(super) fn number(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<u64> {
    let (value, _) = doc.get(obj, key).ok()??;
    match value.as_scalar()? {
        ScalarValue::Uint(number) => Some(*number),
        ScalarValue::Int(number) => u64::try_from(*number).ok(),
        _ => None,
    }
}

/// 16 bytes at a key.
pub(super) fn bytes16(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Option<[u8; 16]> {
    let (value, _) = doc.get(obj, key).ok()??;
    value.as_bytes()?.try_into().ok()
}

/// All values of a flag that stand at a key; more than one when written apart.
pub(super) fn flags(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> Vec<bool> {
    doc.get_all(obj, key)
        .unwrap_or_default()
        .iter()
        .filter_map(|(value, _)| value.as_bool())
        .collect()
}

/// Whether a flag is set; set and cleared apart counts as set.
pub(super) fn is_set(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> bool {
    flags(doc, obj, key).contains(&true)
}

/// The keys of a map of flags that are set.
pub(super) fn set_flags(doc: &impl ReadDoc, obj: &ObjId) -> BTreeSet<String> {
    doc.keys(obj).filter(|key| is_set(doc, obj, key)).collect()
}

/// Texts of a list of texts.
pub(super) fn strings(doc: &impl ReadDoc, list: &ObjId) -> Vec<String> {
    (0..doc.length(list))
        .filter_map(|index| doc.get(list, index).ok()?)
        .filter_map(|(value, _)| value.as_str().map(str::to_owned))
        .collect()
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

/// A register's value as Automerge stores it.
pub(super) fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::Text(text) => ScalarValue::Str(text.as_str().into()),
        Value::Int(number) => ScalarValue::Int(*number),
    }
}

/// The values that stand at a key, each once, in no useful order.
pub(super) fn values(doc: &impl ReadDoc, obj: &ObjId, key: &str) -> BTreeSet<Value> {
    doc.get_all(obj, key)
        .unwrap_or_default()
        .iter()
        .filter_map(|(found, _)| value(found))
        .collect()
}

/// Everything that stands in a register, with who and when.
pub(super) fn register(doc: &Automerge, obj: &ObjId, key: &str) -> Register {
    let mut candidates: Vec<Candidate> = doc
        .get_all(obj, key)
        .unwrap_or_default()
        .iter()
        .filter_map(|(found, id)| candidate(doc, found, id))
        .collect();
    candidates.sort_by(|a, b| (&a.value, a.device).cmp(&(&b.value, b.device)));
    Register(candidates)
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
