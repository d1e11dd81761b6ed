//! Reading what only one kind of field has.

use crate::format::reader::{Item, Object, Reading};
use crate::format::{field, texts};
use crate::limits::OPTIONS;
use crate::model::{Choice, Holds, Kind, Level, Log, Options, Shows, VisitList};
use crate::name::Name;
use crate::problem::Problem;

/// A kind before its keys are read.
#[derive(Clone, Copy)]
pub(super) enum KindName {
    Group,
    Text,
    Integer,
    SelectOne,
    SelectMany,
    Rating,
    Tally,
    EvidenceLog,
    Note,
    Date,
    Time,
    DateTime,
}

pub(super) const ALL: [(&str, KindName); 12] = [
    ("group", KindName::Group),
    ("text", KindName::Text),
    ("integer", KindName::Integer),
    ("select_one", KindName::SelectOne),
    ("select_many", KindName::SelectMany),
    ("rating", KindName::Rating),
    ("tally", KindName::Tally),
    ("evidence_log", KindName::EvidenceLog),
    ("note", KindName::Note),
    ("date", KindName::Date),
    ("time", KindName::Time),
    ("date_time", KindName::DateTime),
];

const LISTS: [(&str, VisitList); 2] = [("schools", VisitList::Schools), ("team", VisitList::Team)];
const HOLDS: [(&str, Holds); 2] = [
    ("evidence", Holds::Evidence),
    ("wonderings", Holds::Wonderings),
];
const SHOWS: [(&str, Shows); 2] = [("focus", Shows::Focus), ("stop", Shows::Stop)];

impl KindName {
    pub(super) fn read(
        self,
        object: &mut Object<'_>,
        depth: usize,
        reading: &mut Reading,
    ) -> Option<Kind> {
        Some(match self {
            Self::Group => Kind::Group {
                fields: field::list(&object.required("fields", reading)?, depth + 1, reading)?,
            },
            Self::Text => Kind::Text {
                multiline: object.flag("multiline", reading),
            },
            Self::Integer => integer(object, reading),
            Self::SelectOne => Kind::SelectOne {
                options: options(object, reading)?,
            },
            Self::SelectMany => Kind::SelectMany {
                options: options(object, reading)?,
            },
            Self::Rating => Kind::Rating {
                needs_evidence: object.flag("needs_evidence", reading),
                levels: levels(&object.required("levels", reading)?, reading)?,
            },
            Self::Tally => Kind::Tally,
            Self::EvidenceLog => Kind::EvidenceLog(log(object, reading)?),
            Self::Note => Kind::Note {
                shows: object
                    .optional("shows")
                    .and_then(|item| item.word(&SHOWS, reading)),
                pinned: object.flag("pinned", reading),
            },
            Self::Date => Kind::Date,
            Self::Time => Kind::Time,
            Self::DateTime => Kind::DateTime,
        })
    }
}

fn integer(object: &mut Object<'_>, reading: &mut Reading) -> Kind {
    let min = object.optional("min").and_then(|item| item.int(reading));
    let max = object.optional("max").and_then(|item| item.int(reading));
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        reading.report(&object.path, Problem::MinAboveMax { min, max });
    }
    Kind::Integer { min, max }
}

fn options(object: &mut Object<'_>, reading: &mut Reading) -> Option<Options> {
    match (object.optional("options"), object.optional("options_from")) {
        (Some(item), None) => choices(&item, reading).map(Options::Listed),
        (None, Some(item)) => item.word(&LISTS, reading).map(Options::Visit),
        _ => {
            let problem = Problem::EitherOr("options", "options_from");
            reading.report(&object.path, problem);
            None
        }
    }
}

fn choices(item: &Item<'_>, reading: &mut Reading) -> Option<Vec<Choice>> {
    let mut choices: Vec<Choice> = Vec::new();
    for item in item.list("options", 1, OPTIONS, reading)? {
        let Some(mut object) = item.object(reading) else {
            continue;
        };
        let id = list_id(&mut object, choices.iter().map(|c| &c.id), reading);
        let label = texts::required(&mut object, "label", reading);
        object.close(reading);
        if let (Some(id), Some(label)) = (id, label) {
            choices.push(Choice { id, label });
        }
    }
    Some(choices)
}

fn levels(item: &Item<'_>, reading: &mut Reading) -> Option<Vec<Level>> {
    let mut levels: Vec<Level> = Vec::new();
    for item in item.list("levels", 2, OPTIONS, reading)? {
        let Some(mut object) = item.object(reading) else {
            continue;
        };
        let id = list_id(&mut object, levels.iter().map(|l| &l.id), reading);
        let label = texts::required(&mut object, "label", reading);
        let descriptor = texts::optional(&mut object, "descriptor", reading);
        let absent = object.flag("absent", reading);
        object.close(reading);
        if let (Some(id), Some(label)) = (id, label) {
            levels.push(Level {
                id,
                label,
                descriptor,
                absent,
            });
        }
    }
    Some(levels)
}

/// The id of an option or level, which no other in its list may have.
fn list_id<'a>(
    object: &mut Object<'_>,
    mut others: impl Iterator<Item = &'a Name>,
    reading: &mut Reading,
) -> Option<Name> {
    let item = object.required("id", reading)?;
    let id = item.name(reading)?;
    if others.any(|other| *other == id) {
        let problem = Problem::DuplicateId {
            id: id.to_string(),
            first: "another in this list".to_owned(),
        };
        reading.report(&item.path, problem);
        return None;
    }
    Some(id)
}

fn log(object: &mut Object<'_>, reading: &mut Reading) -> Option<Log> {
    let holds = object
        .required("holds", reading)
        .and_then(|item| item.word(&HOLDS, reading));
    let mut column = |key, reading: &mut Reading| {
        object
            .optional(key)
            .map_or(Some(Vec::new()), |item| choices(&item, reading))
    };
    let who = column("who", reading);
    let modes = column("modes", reading);
    let tags = column("tags", reading);
    let elapsed = object.flag("elapsed", reading);
    Some(Log {
        holds: holds?,
        who: who?,
        modes: modes?,
        tags: tags?,
        elapsed,
    })
}
