//! Reading fields: what all kinds share.

use crate::format::reader::{Item, Reading};
use crate::format::{condition, kind, texts};
use crate::limits::{FIELDS, GROUP_DEPTH};
use crate::model::{Field, Fill};
use crate::problem::Problem;

/// The fields of a part or, `depth` groups down, of a group.
pub(super) fn list(item: &Item<'_>, depth: usize, reading: &mut Reading) -> Option<Vec<Field>> {
    if depth > GROUP_DEPTH {
        let (what, most) = ("groups", GROUP_DEPTH);
        reading.report(&item.path, Problem::TooDeep { what, most });
        return None;
    }
    let items = item.list("fields", 1, FIELDS, reading)?;
    reading.fields = reading.fields.saturating_add(items.len());
    if reading.fields > FIELDS {
        let (found, most) = (reading.fields, FIELDS);
        let what = "fields in the form so far";
        reading.report(&item.path, Problem::TooMany { what, most, found });
        return None;
    }
    let mut fields = Vec::with_capacity(items.len());
    for item in items {
        let outer = reading.field.take();
        fields.extend(field(&item, depth, reading));
        reading.field = outer;
    }
    Some(fields)
}

fn field(item: &Item<'_>, depth: usize, reading: &mut Reading) -> Option<Field> {
    let mut object = item.object(reading)?;
    let id = object
        .required("id", reading)
        .and_then(|item| item.name(reading));
    if let Some(id) = &id {
        reading.field = Some(id.to_string());
        reading.claim(id, &item.path);
    }
    let label = texts::required(&mut object, "label", reading);
    let hint = texts::optional(&mut object, "hint", reading);
    let required = object.flag("required", reading);
    let relevant = object
        .optional("relevant")
        .and_then(|item| condition::read(&item, reading));
    let fill = object
        .optional("fill")
        .and_then(|item| item.word(&Fill::ALL, reading));
    let kind = object
        .required("kind", reading)
        .and_then(|item| item.word(&kind::ALL, reading));
    // Which keys are known depends on the kind: without it none is called unknown.
    let kind = kind?.read(&mut object, depth, reading);
    object.close(reading);
    Some(Field {
        id: id?,
        kind: kind?,
        label: label?,
        hint,
        required,
        relevant,
        fill,
    })
}
