//! What the values of a visit file must be. Every mistake is collected, none stops it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;

use rounds_forms::LocalTime;
use sync_core::access::Role;
use sync_core::doc::{StopPlan, VenuePlan, VisitPlan};
use sync_core::limits;
use toml::Spanned;

use super::file::{StopFile, TeamFile, VenueFile, VisitFile};
use super::{Mistake, Plan, TeamPlan, forms};
use crate::config::line_of;
use crate::day::Day;

/// Characters of a title, name or label: what a screen can show.
const TEXT_CHARS: usize = 200;

/// Characters of the focus question.
const FOCUS_CHARS: usize = 1_000;

/// Days of a visit.
const DAYS: RangeInclusive<i64> = 1..=31;

/// Minutes of a stop: a day at most.
const MINUTES: RangeInclusive<i64> = 1..=1_440;

/// Uses and days of a link.
const USES: RangeInclusive<i64> = 1..=1_000;
const LINK_DAYS: RangeInclusive<i64> = 1..=365;

const KINDS: [&str; 5] = ["classroom", "panel", "meeting", "tour", "hallway"];

pub(super) fn check(
    text: &str,
    file: VisitFile,
    dir: &Path,
    starts: Option<Day>,
) -> Result<Plan, Vec<Mistake>> {
    let mut checker = Checker {
        text,
        mistakes: Vec::new(),
    };
    let days = checker.number("days", &file.days, DAYS);
    let first = checker.first_day(&file, starts);
    let forms = forms::load(&mut checker, &file.forms, dir);
    let form_ids: BTreeSet<String> = forms.iter().map(|(id, ..)| id.clone()).collect();
    let venues = checker.venues(&file.venue);
    let stops = checker.stops(&file.stop, &venues, &form_ids, first, days);
    let visit = VisitPlan {
        title: checker.text("title", &file.title, TEXT_CHARS),
        network: String::new(),
        host: checker.text("host", &file.host, TEXT_CHARS),
        focus: checker.text("focus", &file.focus, FOCUS_CHARS),
        starts: first.to_string(),
        ends: first.plus(days - 1).to_string(),
        venues,
        stops,
        forms,
    };
    let teams = file.team.iter().map(|team| checker.team(team)).collect();
    if checker.mistakes.is_empty() {
        return Ok(Plan { visit, teams });
    }
    checker.mistakes.sort_by_key(|mistake| mistake.line);
    Err(checker.mistakes)
}

/// Reads values and notes what is wrong with them.
pub(super) struct Checker<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Checker<'_> {
    pub(super) fn wrong<T>(&mut self, key: &str, at: &Spanned<T>, what: impl Into<String>) {
        let line = line_of(self.text, at.span().start);
        self.mistakes.push(Mistake {
            line,
            key: key.to_owned(),
            what: what.into(),
        });
    }

    fn text(&mut self, key: &str, value: &Spanned<String>, max_chars: usize) -> String {
        let text = value.get_ref().trim();
        let chars = text.chars().count();
        if text.is_empty() {
            self.wrong(key, value, "is empty");
        } else if chars > max_chars {
            self.wrong(
                key,
                value,
                format!("has {chars} characters, at most {max_chars} fit"),
            );
        } else if text.chars().any(char::is_control) {
            self.wrong(key, value, "holds a line break or control character");
        }
        text.to_owned()
    }

    fn id(&mut self, key: &str, value: &Spanned<String>) -> String {
        let id = value.get_ref();
        let sound = id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if id.is_empty() || id.len() > limits::KEY_BYTES || !sound {
            self.wrong(key, value, "write letters, digits, - and _ only");
        }
        id.clone()
    }

    /// The number, or the nearest allowed one after noting the mistake.
    fn number(&mut self, key: &str, value: &Spanned<i64>, allowed: RangeInclusive<i64>) -> i64 {
        let (number, min, max) = (*value.get_ref(), *allowed.start(), *allowed.end());
        if !allowed.contains(&number) {
            self.wrong(key, value, format!("is {number}, write {min} to {max}"));
        }
        number.clamp(min, max)
    }

    fn first_day(&mut self, file: &VisitFile, starts: Option<Day>) -> Day {
        let any = Day::of(Default::default());
        match (starts, &file.starts) {
            (Some(starts), _) => starts,
            (None, Some(value)) => value.get_ref().parse().unwrap_or_else(|error| {
                self.wrong("starts", value, format!("{error}"));
                any
            }),
            (None, None) => {
                let what = "is missing: write the first day as starts = \"2026-10-20\"";
                self.wrong("starts", &file.title, what);
                any
            }
        }
    }

    fn venues(&mut self, venues: &[VenueFile]) -> Vec<VenuePlan> {
        let mut seen = BTreeSet::new();
        let mut plans = Vec::new();
        for venue in venues {
            let id = self.id("venue.id", &venue.id);
            if !seen.insert(id.clone()) {
                self.wrong("venue.id", &venue.id, format!("\"{id}\" is there twice"));
            }
            let name = self.text("venue.name", &venue.name, TEXT_CHARS);
            plans.push(VenuePlan { id, name });
        }
        plans
    }

    fn stops(
        &mut self,
        stops: &[StopFile],
        venues: &[VenuePlan],
        forms: &BTreeSet<String>,
        first: Day,
        days: i64,
    ) -> Vec<StopPlan> {
        let mut seen = BTreeSet::new();
        let mut plans = Vec::new();
        for (at, stop) in stops.iter().enumerate() {
            let id = match &stop.id {
                Some(id) => self.id("stop.id", id),
                None => format!("stop-{}", at + 1),
            };
            if !seen.insert(id.clone()) {
                self.wrong("stop.id", &stop.label, format!("\"{id}\" is there twice"));
            }
            let day = self.number("stop.day", &stop.day, 1..=days);
            let kind = stop.kind.get_ref().clone();
            if !KINDS.contains(&&*kind) {
                let what = format!("\"{kind}\" is not one of {}", KINDS.join(", "));
                self.wrong("stop.kind", &stop.kind, what);
            }
            if let Err(error) = stop.time.get_ref().parse::<LocalTime>() {
                self.wrong("stop.time", &stop.time, error.to_string());
            }
            let venue = stop.venue.get_ref().clone();
            if venues.iter().all(|known| known.id != venue) {
                let known: Vec<_> = venues.iter().map(|venue| &*venue.id).collect();
                let what = format!("there is no venue \"{venue}\", only {}", known.join(", "));
                self.wrong("stop.venue", &stop.venue, what);
            }
            let minutes = self.number("stop.minutes", &stop.minutes, MINUTES);
            plans.push(StopPlan {
                id,
                venue,
                label: self.text("stop.label", &stop.label, TEXT_CHARS),
                kind,
                start: format!("{}T{}", first.plus(day - 1), stop.time.get_ref()),
                minutes: minutes.unsigned_abs(),
                forms: self.stop_forms(stop, forms),
            });
        }
        plans
    }

    fn stop_forms(&mut self, stop: &StopFile, forms: &BTreeSet<String>) -> Vec<String> {
        for form in &stop.forms {
            let id = form.get_ref();
            if !forms.contains(id) {
                let known: Vec<_> = forms.iter().map(String::as_str).collect();
                let what = format!(
                    "the visit has no form \"{id}\", only {}; add it to forms at the top",
                    known.join(", ")
                );
                self.wrong("stop.forms", form, what);
            }
        }
        stop.forms
            .iter()
            .map(|form| form.get_ref().clone())
            .collect()
    }

    fn team(&mut self, team: &TeamFile) -> TeamPlan {
        let word = team.role.get_ref();
        let role = Role::from_word(word).unwrap_or_else(|| {
            let what = format!("\"{word}\" is not one of observer, facilitator, host");
            self.wrong("team.role", &team.role, what);
            Role::Observer
        });
        TeamPlan {
            name: self.text("team.name", &team.name, TEXT_CHARS),
            role,
            uses: self.number("team.uses", &team.uses, USES).unsigned_abs(),
            days: self
                .number("team.days", &team.days, LINK_DAYS)
                .unsigned_abs(),
        }
    }
}
