//! Reading a whole form: the head, the parts, then what fields need of one another.

use crate::format::json::Node;
use crate::format::reader::{Item, Object, Reading};
use crate::format::{field, graph, meaning, texts};
use crate::limits::PARTS;
use crate::model::{Form, FormHead, Part, sealed};
use crate::problem::{FormProblem, Problem};

pub(super) fn read(root: &Node) -> Result<Form, Vec<FormProblem>> {
    let mut reading = Reading::default();
    let item = Item {
        node: root,
        path: String::new(),
    };
    let form = whole(&item, &mut reading);
    let Some((head, parts)) = form.filter(|_| reading.problems.is_empty()) else {
        return Err(reading.problems);
    };
    meaning::check(&parts, &mut reading);
    let order = graph::order(&parts, &mut reading);
    if reading.problems.is_empty() {
        Ok(sealed(head, parts, order))
    } else {
        Err(reading.problems)
    }
}

fn whole(item: &Item<'_>, reading: &mut Reading) -> Option<(FormHead, Vec<Part>)> {
    let mut object = item.object(reading)?;
    languages(&mut object, reading)?;
    let head = head(&mut object, reading);
    let parts = object
        .required("parts", reading)
        .and_then(|item| parts(&item, reading));
    object.close(reading);
    Some((head?, parts?))
}

/// Which languages the form has. Without them no text can be judged, so that reading
/// ends here if they are wrong.
fn languages(object: &mut Object<'_>, reading: &mut Reading) -> Option<()> {
    let languages = texts::languages(object, reading)?;
    let item = object.required("default_language", reading)?;
    let default = texts::language(&item, reading)?;
    if !languages.contains(&default) {
        reading.report(&item.path, Problem::UnlistedLanguage(default));
        return None;
    }
    reading.languages = languages;
    reading.default_language = default;
    Some(())
}

fn head(object: &mut Object<'_>, reading: &mut Reading) -> Option<FormHead> {
    let id = object
        .required("id", reading)
        .and_then(|item| item.name(reading));
    let version = object
        .required("version", reading)
        .and_then(|item| version(&item, reading));
    let title = texts::required(object, "title", reading);
    let about = texts::optional(object, "about", reading);
    let counts = object
        .required("counts", reading)
        .and_then(|item| item.truth(reading));
    let judgment_words = texts::judgment_words(object, reading);
    Some(FormHead {
        id: id?,
        version: version?,
        title: title?,
        about,
        default_language: reading.default_language.clone(),
        languages: reading.languages.clone(),
        counts: counts?,
        judgment_words,
    })
}

fn version(item: &Item<'_>, reading: &mut Reading) -> Option<u64> {
    let number = item.int(reading)?;
    let version = u64::try_from(number).ok().filter(|version| *version >= 1);
    if version.is_none() {
        reading.report(&item.path, Problem::TooSmall(1));
    }
    version
}

fn parts(item: &Item<'_>, reading: &mut Reading) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for item in item.list("parts", 1, PARTS, reading)? {
        parts.extend(part(&item, reading));
    }
    Some(parts)
}

fn part(item: &Item<'_>, reading: &mut Reading) -> Option<Part> {
    let mut object = item.object(reading)?;
    let id = object
        .required("id", reading)
        .and_then(|item| item.name(reading));
    if let Some(id) = &id {
        reading.claim(id, &item.path);
    }
    let label = texts::required(&mut object, "label", reading);
    let fields = object
        .required("fields", reading)
        .and_then(|item| field::list(&item, 0, reading));
    object.close(reading);
    Some(Part {
        id: id?,
        label: label?,
        fields: fields?,
    })
}
