//! Definitions of forms in a visit: short ones as they are, long ones deflated and in
//! parts, because a change has room for 128 KiB.

use std::io::Read as _;
use std::sync::Arc;

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue};
use flate2::Compression;
use flate2::bufread::{DeflateDecoder, DeflateEncoder};

use super::LongForms;
use crate::doc::edit::EditError;
use crate::doc::view::FormEntry;
use crate::doc::{check, read, schema};
use crate::limits;

/// One form of the visit; absent until all of its parts are here.
pub(super) fn read(
    doc: &Automerge,
    key: &str,
    object: &ObjId,
    known: &LongForms,
    long: &mut LongForms,
) -> Option<FormEntry> {
    let (id, version) = schema::parts(key)?;
    let definition = match read::string(doc, object, schema::DEFINITION) {
        Some(definition) => Arc::from(definition),
        None => whole(doc, key, object, known, long)?,
    };
    Some(FormEntry {
        id: id.to_owned(),
        version: version.parse().ok()?,
        definition,
    })
}

fn whole(
    doc: &Automerge,
    key: &str,
    object: &ObjId,
    known: &LongForms,
    long: &mut LongForms,
) -> Option<Arc<str>> {
    let count = read::number(doc, object, schema::PARTS)?;
    let length = usize::try_from(read::number(doc, object, schema::LENGTH)?).ok()?;
    if count > limits::FORM_PARTS as u64 || length > limits::FORM_BYTES {
        return None;
    }
    let (mut written, mut deflated) = (Vec::new(), Vec::new());
    for part in 0..count {
        let (found, by) = doc.get(object, part_key(part)).ok()??;
        deflated.extend_from_slice(found.as_scalar()?.as_bytes()?);
        written.push(by);
    }
    let definition = match known.get(key) {
        Some((before, definition)) if *before == written => definition.clone(),
        _ => inflate(&deflated, length),
    };
    long.insert(key.to_owned(), (written, definition.clone()));
    definition
}

/// What was deflated, if it has just this length.
fn inflate(deflated: &[u8], length: usize) -> Option<Arc<str>> {
    let mut text = String::new();
    // One more than there may be, so that too much is told from just enough.
    let mut most = DeflateDecoder::new(deflated).take(length as u64 + 1);
    most.read_to_string(&mut text).ok()?;
    (text.len() == length).then(|| Arc::from(text))
}

/// A long definition, deflated, in the order in which its parts belong together.
pub(super) type Parts = Vec<Vec<u8>>;

/// Whether a visit can bring the definition of a form.
///
/// # Errors
/// It cannot, and how long the definition is.
pub fn form_fits(form: &str, definition: &str) -> Result<(), EditError> {
    split(form, definition).map(drop)
}

/// The parts of a long definition.
///
/// # Errors
/// It is longer than a visit can bring.
pub(super) fn split(form: &str, definition: &str) -> Result<Parts, EditError> {
    let what = format!("the definition of the form \"{form}\"");
    check::length(&what, definition.len(), limits::FORM_BYTES)?;
    let mut deflated = Vec::new();
    DeflateEncoder::new(definition.as_bytes(), Compression::best())
        .read_to_end(&mut deflated)
        .map_err(|error| EditError::Internal(error.to_string()))?;
    let what = format!("{what}, deflated,");
    let most = limits::FORM_PARTS * limits::FORM_PART_BYTES;
    check::length(&what, deflated.len(), most)?;
    let parts = deflated.chunks(limits::FORM_PART_BYTES);
    Ok(parts.map(<[u8]>::to_vec).collect())
}

/// Writes one part.
pub(super) fn write(
    tx: &mut Transaction<'_>,
    form: &str,
    version: u64,
    part: u64,
    bytes: &[u8],
) -> Result<(), EditError> {
    check::length(
        "the part of a definition",
        bytes.len(),
        limits::FORM_PART_BYTES,
    )?;
    let key = schema::flat(form, &version.to_string());
    let forms = read::map(tx, &ROOT, schema::FORMS).ok_or(EditError::Incomplete)?;
    let object = read::map(tx, &forms, &key).ok_or(EditError::Incomplete)?;
    let count = read::number(tx, &object, schema::PARTS).unwrap_or_default();
    if part >= count {
        return Err(EditError::NoSuchField {
            field: format!("{form} {version}, part {part}"),
            expected: "form part",
        });
    }
    tx.put(&object, part_key(part), ScalarValue::Bytes(bytes.to_vec()))
        .map_err(EditError::internal)
}

fn part_key(part: u64) -> String {
    schema::flat(schema::PART, &part.to_string())
}
