//! The sample visit of `rounds serve --demo`: five schools around today.

use std::path::Path;

use sync_core::access::Role;
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
const VISIT: &str = include_str!("demo/visit.toml");

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
/// the lines to print.
///
/// # Errors
/// The store failed.
pub(crate) fn prepare(
    store: &dyn Store,
    public_url: &PublicUrl,
    now: Timestamp,
) -> Result<Vec<String>, StoreError> {
    let visit = find_or_make(store, now)?;
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

fn find_or_make(store: &dyn Store, now: Timestamp) -> Result<Visit, StoreError> {
    let today = Day::of(now);
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
    visits::create(store, &plan.visit, now).map_err(|error| match error {
        visits::VisitError::Store(error) => error,
        visits::VisitError::Plan(_) => StoreError::Other(error.to_string()),
    })
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
        let first = prepare(&store, &url, now).unwrap();
        let second = prepare(&store, &url, now).unwrap();
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
        prepare(&store, &url, month_later).unwrap();
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
}
