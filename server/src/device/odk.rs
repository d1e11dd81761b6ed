//! Notes on forms of any ODK tool: begun, changed by scripts, shown.

use rounds_forms::xform::fill::{Plan, Settings};
use rounds_forms::xform::json::from_json;
use rounds_forms::xform::record::{Bound, Ties};
use rounds_forms::xpath::Moment;
use rounds_note::Whereabouts;
use sync_core::doc::{Edit, FormEntry, NoteSeed, NoteView};
use sync_core::time::Timestamp;

use super::drive;
use super::error::{Failure, Outcome};
use super::identity::Identity;
use super::script::{ScriptError, Step};
use crate::clock;
use script::Planner;

mod script;
pub(super) mod values;

/// A form that notes are filled with.
#[derive(Debug)]
pub(super) struct OdkForm {
    id: String,
    version: u64,
    plan: Plan,
    ties: Ties,
}

/// Who fills, for what the form asks of the device.
#[derive(Debug, Clone, Default)]
pub(super) struct Filler {
    pub(super) device: String,
    pub(super) name: String,
}

impl From<&Identity> for Filler {
    fn from(identity: &Identity) -> Self {
        Self {
            device: identity.device.to_string(),
            name: identity.name.clone(),
        }
    }
}

impl OdkForm {
    /// Reads a form as it came with the visit.
    pub(super) fn read(entry: &FormEntry) -> Outcome<Self> {
        let unreadable = |why: &dyn std::fmt::Display| {
            let id = &entry.id;
            Failure::new(format_args!(
                "form \"{id}\" cannot be read by this build: {why}"
            ))
        };
        let definition = from_json(&entry.definition).map_err(|problems| {
            let first = problems.first().map(ToString::to_string);
            unreadable(&first.unwrap_or_default())
        })?;
        let plan = Plan::new(definition).map_err(|problem| unreadable(&problem.message))?;
        Ok(Self {
            id: entry.id.clone(),
            version: entry.version,
            ties: Ties::of(&plan),
            plan,
        })
    }

    /// What a new note begins with. `stem` begins new ids.
    pub(super) fn seed(
        &self,
        at: Whereabouts<'_>,
        filler: &Filler,
        stem: &str,
    ) -> Outcome<NoteSeed> {
        let settings = settings(filler)?;
        let beginning = rounds_note::begin(&self.plan, &self.ties, settings, at, stem);
        let stop = at.stop.map(str::to_owned);
        Ok(rounds_note::seed(&self.id, self.version, stop, beginning))
    }

    /// A note that is there.
    pub(super) fn open(&self, note: &NoteView, filler: &Filler) -> Outcome<Bound<'_>> {
        let record = rounds_note::record(note);
        Ok(Bound::open(
            &self.plan,
            &self.ties,
            settings(filler)?,
            record,
        ))
    }

    /// Checks a script and says what it does to the note. `stem` begins new ids.
    ///
    /// # Errors
    /// The first step that the note cannot take, and why.
    pub(super) fn plan(
        &self,
        note: &NoteView,
        filler: &Filler,
        steps: Vec<Step>,
        stem: &str,
        now: Timestamp,
    ) -> Outcome<Result<Vec<Edit>, ScriptError>> {
        let bound = self.open(note, filler)?;
        let mut planner = Planner::new(bound, note, stem, now);
        for (index, step) in steps.into_iter().enumerate() {
            if let Err((key, what)) = planner.step(step) {
                return Ok(Err(ScriptError {
                    index,
                    key: key.to_owned(),
                    what,
                }));
            }
        }
        Ok(Ok(planner.edits))
    }
}

fn settings(filler: &Filler) -> Outcome<Settings> {
    let text = clock::written();
    let now = Moment::parse_zoned(&text)
        .ok_or_else(|| Failure::new(format_args!("the clock says \"{text}\"")))?;
    let properties = [("deviceid", &filler.device), ("username", &filler.name)];
    Ok(Settings {
        now,
        seed: u64::from_be_bytes(drive::random()?),
        language: None,
        properties: properties
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .into(),
    })
}
