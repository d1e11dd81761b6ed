//! The sample visit of `rounds serve --demo`: five schools around today, with a
//! classroom visit under way whenever it is started.

use std::path::Path;

use sync_core::access::Role;
use sync_core::doc::StopPlan;
use sync_core::time::Timestamp;

use crate::day::Day;
use crate::links::{self, LinkPlan};
use crate::plan::Plan;
use crate::public_url::PublicUrl;
use crate::store::{Store, StoreError, Visit};
use crate::visits;

/// The sample's network.
const NETWORK: &str = "Lakeshore Learning Network";

/// The sample; its days are counted from the one before today.
pub(crate) const VISIT: &str = include_str!("demo/visit.toml");

/// When the stop is planned for that is under way when the sample is made: Visit 7.
const NOW_STOP_MINUTE: i64 = 9 * 60 + 45;

/// The first and last minute of the sample's second day, and of any day.
const FIRST_MINUTE: i64 = 8 * 60 + 45;
const LAST_MINUTE: i64 = 15 * 60 + 10;
const DAY_MINUTES: i64 = 24 * 60;

/// Uses and days of the sample's links.
const USES: u64 = 100;
const DAYS: u64 = 14;

/// Who gets a link: what the line says, role, district.
const LINKS: [(&str, Role, &str); 3] = [
    ("observer-1", Role::Observer, "Millbrook"),
    ("observer-2", Role::Observer, "Harbor Point"),
    ("facilitator", Role::Facilitator, "Tamarack Valley"),
];

/// Makes the sample unless a visit of it is under way, and new links to it; returns
/// the lines to print. `wall` is what clocks on the wall show.
///
/// # Errors
/// The store failed.
pub(crate) fn prepare(
    store: &dyn Store,
    public_url: &PublicUrl,
    now: Timestamp,
    wall: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let visit = find_or_make(store, now, wall)?;
    let mut lines = Vec::new();
    for (name, role, team) in LINKS {
        let plan = LinkPlan {
            space: visit.space,
            role,
            team: team.to_owned(),
            issuer: NETWORK.to_owned(),
            uses: USES,
            days: DAYS,
        };
        let made = links::make(store, plan, now)?;
        lines.push(format!("join {name} {}", made.url(public_url)));
    }
    Ok(lines)
}

fn find_or_make(store: &dyn Store, now: Timestamp, wall: Timestamp) -> Result<Visit, StoreError> {
    let (today, minute) = (Day::of(wall), minute_of_day(wall));
    let planned = Plan::read(VISIT, Path::new(""), Some(today.plus(-1)));
    let mut plan = planned.map_err(|mistakes| {
        let all: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        StoreError::Other(format!("the sample visit is wrong: {}", all.join("; ")))
    })?;
    let is_current = |visit: &Visit| {
        visit.network == NETWORK
            && visit.title == plan.visit.title
            && visit.ends >= today.to_string()
    };
    if let Some(found) = store.visits()?.into_iter().find(is_current) {
        return Ok(found);
    }
    match store.create_network(NETWORK, now) {
        Ok(()) | Err(StoreError::Exists(_)) => {}
        Err(error) => return Err(error),
    }
    NETWORK.clone_into(&mut plan.visit.network);
    move_to(&mut plan.visit.stops, today, minute);
    visits::create(store, &plan.visit, now).map_err(|error| match error {
        visits::VisitError::Store(error) => error,
        visits::VisitError::Plan(_) => StoreError::Other(error.to_string()),
    })
}

/// Moves the stops of today so that one is under way, as far as the day has room.
fn move_to(stops: &mut [StopPlan], today: Day, minute: i64) {
    let wanted = minute - minute % 5 - NOW_STOP_MINUTE;
    let later = wanted.clamp(-FIRST_MINUTE, DAY_MINUTES - 1 - LAST_MINUTE);
    let today = today.to_string();
    for stop in stops {
        let Some((day, time)) = stop.start.split_once('T') else {
            continue;
        };
        if let (Some(at), true) = (minutes_of(time), day == today) {
            let at = at + later;
            stop.start = format!("{day}T{:02}:{:02}", at / 60, at % 60);
        }
    }
}

/// Minutes since midnight of a time such as `09:45`.
fn minutes_of(time: &str) -> Option<i64> {
    let (hours, minutes) = time.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
}

fn minute_of_day(wall: Timestamp) -> i64 {
    i64::try_from(wall.0 / 60_000).unwrap_or(0) % DAY_MINUTES
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::store::{Directory as _, Joins as _, SqliteStore, sqlite::IfMissing};
    use crate::token::Given;

    #[test]
    fn the_sample_is_made_once_and_linked_each_time() {
        let dir = tempfile::TempDir::new().unwrap();
        let store = SqliteStore::open(dir.path(), IfMissing::Create).unwrap();
        let url: PublicUrl = "http://localhost:8080".parse().unwrap();
        let now = Timestamp(1_795_392_000_000);
        let first = prepare(&store, &url, now, now).unwrap();
        let second = prepare(&store, &url, now, now).unwrap();
        assert_ne!(first, second);
        let visits = store.visits().unwrap();
        assert_eq!(visits.len(), 1);
        assert_eq!(visits[0].title, "Fall visit to Pine County");
        for (line, name) in first
            .iter()
            .zip(["observer-1", "observer-2", "facilitator"])
        {
            let rest = line
                .strip_prefix(&format!("join {name} {url}/join#"))
                .unwrap();
            let link = store
                .link(Given::parse(rest).unwrap().hash())
                .unwrap()
                .unwrap();
            assert_eq!(link.space, visits[0].space);
        }
        let month_later = now.plus(30 * 24 * 60 * 60 * 1_000);
        prepare(&store, &url, month_later, month_later).unwrap();
        assert_eq!(store.visits().unwrap().len(), 2, "the old visit is over");
    }

    #[test]
    fn the_sample_has_five_schools_and_twenty_three_stops_around_today() {
        let today: Day = "2026-11-23".parse().unwrap();
        let plan = Plan::read(VISIT, Path::new(""), Some(today.plus(-1)))
            .unwrap()
            .visit;
        assert_eq!((plan.venues.len(), plan.stops.len()), (5, 23));
        assert_eq!((&*plan.starts, &*plan.ends), ("2026-11-22", "2026-11-24"));
    }

    #[test]
    fn a_stop_is_under_way_at_any_hour_and_none_leaves_its_day() {
        let today: Day = "2026-11-23".parse().unwrap();
        let plan = Plan::read(VISIT, Path::new(""), Some(today.plus(-1)))
            .unwrap()
            .visit;
        let minutes = |stops: &[StopPlan]| -> Vec<(String, i64)> {
            let todays = stops
                .iter()
                .filter(|stop| stop.start.starts_with("2026-11-23T"));
            todays
                .map(|stop| (stop.label.clone(), minutes_of(&stop.start[11..]).unwrap()))
                .collect()
        };
        assert_eq!(minutes(&plan.stops)[0].1, FIRST_MINUTE);
        for minute in 0..DAY_MINUTES {
            let mut stops = plan.stops.clone();
            move_to(&mut stops, today, minute);
            let moved = minutes(&stops);
            assert_eq!(moved.len(), 9, "at {minute}");
            assert!(moved.iter().all(|(_, at)| (0..DAY_MINUTES).contains(at)));
            let now = moved
                .iter()
                .find(|(label, _)| label.starts_with("Visit 7,"));
            let at = now.unwrap().1;
            // Early and late the day has no room for what comes before or after.
            if (60..1_110).contains(&minute) {
                assert!((at..at + 12).contains(&minute), "{at} at {minute}");
            }
        }
    }
}
