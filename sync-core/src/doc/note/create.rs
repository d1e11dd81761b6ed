//! The first change of a note: every object that two devices must share.

use std::collections::BTreeSet;

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ScalarValue};

use crate::access::DocKind;
use crate::doc::edit::{EditError, NoteSeed};
use crate::doc::note::Roots;
use crate::doc::note::write::begin;
use crate::doc::{check, schema};
use crate::ids::Actor;
use crate::time::Timestamp;

/// Writes a note's beginning.
pub(in crate::doc) fn create(
    tx: &mut Transaction<'_>,
    seed: &NoteSeed,
    actor: Actor,
    now: Timestamp,
) -> Result<(), EditError> {
    judge(seed)?;
    let roots = fill(tx, seed, now).map_err(EditError::internal)?;
    begin(tx, &roots, actor, &seed.edits, now)
}

fn judge(seed: &NoteSeed) -> Result<(), EditError> {
    check::key("the form's id", &seed.form)?;
    if let Some(stop) = &seed.stop {
        check::key("the stop's id", stop)?;
    }
    let mut seen = BTreeSet::new();
    for field in seed.texts.iter().chain(&seed.tallies).chain(&seed.choices) {
        check::key("the field's id", field)?;
        if !seen.insert(field) {
            return Err(EditError::Duplicate {
                what: "field",
                id: field.clone(),
            });
        }
    }
    Ok(())
}

fn fill(
    tx: &mut Transaction<'_>,
    seed: &NoteSeed,
    now: Timestamp,
) -> Result<Roots, AutomergeError> {
    tx.put(ROOT, schema::KIND, DocKind::Note.to_string())?;
    tx.put(ROOT, schema::SCHEMA_KEY, schema::SCHEMA)?;
    tx.put(ROOT, schema::FORM, seed.form.as_str())?;
    tx.put(ROOT, schema::FORM_VERSION, seed.form_version)?;
    tx.put(ROOT, schema::CREATED, now.0)?;
    if let Some(stop) = &seed.stop {
        tx.put(ROOT, schema::STOP, stop.as_str())?;
    }
    let answers = tx.put_object(ROOT, schema::ANSWERS, ObjType::Map)?;
    let mut container = |key| tx.put_object(ROOT, key, ObjType::Map);
    let roots = Roots {
        entries: container(schema::ENTRIES)?,
        links: container(schema::LINKS)?,
        choices: container(schema::CHOICES)?,
        instances: Some(container(schema::INSTANCES)?),
        answers,
    };
    fill_answers(tx, &roots.answers, seed)?;
    Ok(roots)
}

fn fill_answers(
    tx: &mut Transaction<'_>,
    answers: &ObjId,
    seed: &NoteSeed,
) -> Result<(), AutomergeError> {
    for field in &seed.texts {
        tx.put_object(answers, field.as_str(), ObjType::Text)?;
    }
    for field in &seed.tallies {
        tx.put(answers, field.as_str(), ScalarValue::counter(0))?;
    }
    for field in &seed.choices {
        tx.put_object(answers, field.as_str(), ObjType::Map)?;
    }
    Ok(())
}
