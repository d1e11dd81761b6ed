//! Which stops are over, which one is now, and what comes next.

use rounds_sync_core::doc::{StopView, VisitView};

use super::when::{WallMinute, midnight};

/// Minutes before its start from which a stop counts as the current one: people walk in.
const WALK_IN: i64 = 5;

/// Where a stop stands in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is over.
    Past,
    /// It runs, or is about to.
    Now,
    /// It comes later.
    Later,
}

/// Where a visit stands in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitTime {
    /// Today is one of its days: which, and of how many.
    Today {
        /// From 1.
        day: i64,
        /// How many days it has.
        of: i64,
    },
    /// It comes later, or has no dates yet.
    Upcoming,
    /// It is over.
    Past,
}

/// Where a visit stands when it is `now`.
#[must_use]
pub fn visit_time(visit: &VisitView, now: WallMinute) -> VisitTime {
    let (Some(starts), Some(ends)) = (
        WallMinute::parse(&visit.starts),
        WallMinute::parse(&visit.ends),
    ) else {
        return VisitTime::Upcoming;
    };
    let (first, last, today) = (starts.day(), ends.day(), now.day());
    if today < first {
        VisitTime::Upcoming
    } else if today > last {
        VisitTime::Past
    } else {
        VisitTime::Today {
            day: today - first + 1,
            of: last - first + 1,
        }
    }
}

/// The days of a visit: those planned, and any that a stop falls on.
#[must_use]
pub fn days(visit: &VisitView) -> Vec<i64> {
    let planned = WallMinute::parse(&visit.starts)
        .zip(WallMinute::parse(&visit.ends))
        .map_or(0..0, |(starts, ends)| {
            starts.day()..ends.day().min(starts.day() + 60) + 1
        });
    let mut days: Vec<i64> = planned.collect();
    days.extend(
        visit
            .stops
            .iter()
            .filter_map(|stop| Some(start_of(stop)?.day())),
    );
    days.sort_unstable();
    days.dedup();
    days
}

/// When a stop starts.
#[must_use]
pub fn start_of(stop: &StopView) -> Option<WallMinute> {
    WallMinute::parse(&stop.start)
}

/// The day to show first: today if the visit has it, else its first.
#[must_use]
pub fn first_day(days: &[i64], now: WallMinute) -> Option<i64> {
    days.iter()
        .copied()
        .find(|day| *day == now.day())
        .or_else(|| days.first().copied())
}

/// The stops of one day by venue, in the order of the first stop at each venue.
#[must_use]
pub fn stops_by_venue(visit: &VisitView, day: i64) -> Vec<(String, Vec<StopView>)> {
    let (from, to) = (midnight(day), midnight(day + 1));
    let mut stops: Vec<&StopView> = visit
        .stops
        .iter()
        .filter(|stop| start_of(stop).is_some_and(|start| start >= from && start < to))
        .collect();
    stops.sort_by_key(|stop| start_of(stop));
    let mut groups: Vec<(String, Vec<StopView>)> = Vec::new();
    for stop in stops {
        // A venue that is visited twice in a day has two headings, in walking order.
        match groups.last_mut() {
            Some((venue, stops)) if *venue == stop.venue => stops.push(stop.clone()),
            _ => groups.push((stop.venue.clone(), vec![stop.clone()])),
        }
    }
    groups
}

/// The stage of every stop of a day at `now`: at most one is [`Stage::Now`], the last
/// to have begun.
#[must_use]
pub fn stage(stop: &StopView, stops: &[StopView], now: WallMinute) -> Stage {
    let Some(start) = start_of(stop) else {
        return Stage::Later;
    };
    let begun = |start: WallMinute| now.0 >= start.0 - WALK_IN;
    let over = now.0 >= start.0 + minutes(stop);
    if over {
        Stage::Past
    } else if !begun(start) {
        Stage::Later
    } else {
        let another = stops
            .iter()
            .filter_map(start_of)
            .any(|other| other > start && begun(other));
        if another { Stage::Past } else { Stage::Now }
    }
}

/// The next `count` stops of today: the current one first.
#[must_use]
pub fn next_stops(visit: &VisitView, now: WallMinute, count: usize) -> Vec<(Stage, StopView)> {
    let mut today: Vec<StopView> = visit
        .stops
        .iter()
        .filter(|stop| start_of(stop).is_some_and(|start| start.day() == now.day()))
        .cloned()
        .collect();
    today.sort_by_key(start_of);
    let open = |stop: &StopView| {
        let stage = stage(stop, &today, now);
        (stage != Stage::Past).then(|| (stage, stop.clone()))
    };
    today.iter().filter_map(open).take(count).collect()
}

/// Planned minutes, as a signed number.
#[must_use]
pub fn minutes(stop: &StopView) -> i64 {
    i64::try_from(stop.minutes).unwrap_or(i64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(id: &str, venue: &str, start: &str) -> StopView {
        StopView {
            id: id.into(),
            venue: venue.into(),
            label: id.into(),
            kind: "classroom".into(),
            start: start.into(),
            minutes: 12,
            forms: Vec::new(),
        }
    }

    fn visit() -> VisitView {
        VisitView {
            starts: "2026-10-20".into(),
            ends: "2026-10-22".into(),
            stops: vec![
                stop("b", "cedar", "2026-10-21T10:30"),
                stop("a", "cedar", "2026-10-21T10:00"),
                stop("c", "juniper", "2026-10-21T13:15"),
                stop("d", "cedar", "2026-10-22T09:00"),
            ],
            ..VisitView::default()
        }
    }

    fn at(text: &str) -> WallMinute {
        WallMinute::parse(text).unwrap_or(WallMinute(0))
    }

    #[test]
    fn a_visit_is_upcoming_today_or_past() {
        let visit = visit();
        assert_eq!(
            visit_time(&visit, at("2026-10-19T23:59")),
            VisitTime::Upcoming
        );
        let today = VisitTime::Today { day: 2, of: 3 };
        assert_eq!(visit_time(&visit, at("2026-10-21T10:30")), today);
        assert_eq!(visit_time(&visit, at("2026-10-23T00:00")), VisitTime::Past);
        assert_eq!(
            visit_time(&VisitView::default(), at("2026-10-23")),
            VisitTime::Upcoming
        );
    }

    #[test]
    fn a_day_lists_its_venues_in_walking_order() {
        let visit = visit();
        let days = days(&visit);
        assert_eq!(days.len(), 3);
        assert_eq!(
            first_day(&days, at("2026-10-22T08:00")),
            Some(at("2026-10-22").day())
        );
        let groups = stops_by_venue(&visit, at("2026-10-21").day());
        let shape: Vec<(&str, Vec<&str>)> = groups
            .iter()
            .map(|(venue, stops)| {
                (
                    venue.as_str(),
                    stops.iter().map(|stop| stop.id.as_str()).collect(),
                )
            })
            .collect();
        assert_eq!(shape, [("cedar", vec!["a", "b"]), ("juniper", vec!["c"])]);
    }

    #[test]
    fn one_stop_is_now_from_a_walk_before_its_start_to_its_end() {
        let visit = visit();
        let stages = |now| {
            let now = at(now);
            visit
                .stops
                .iter()
                .take(3)
                .map(|s| stage(s, &visit.stops, now))
                .collect::<Vec<_>>()
        };
        use Stage::{Later, Now, Past};
        // In the order b, a, c.
        assert_eq!(stages("2026-10-21T09:54"), [Later, Later, Later]);
        assert_eq!(stages("2026-10-21T09:55"), [Later, Now, Later]);
        assert_eq!(stages("2026-10-21T10:20"), [Later, Past, Later]);
        assert_eq!(stages("2026-10-21T10:41"), [Now, Past, Later]);
        assert_eq!(stages("2026-10-21T10:42"), [Past, Past, Later]);
    }

    #[test]
    fn the_next_stops_begin_with_the_current_one() {
        let next = next_stops(&visit(), at("2026-10-21T10:31"), 3);
        let ids: Vec<_> = next
            .iter()
            .map(|(stage, stop)| (*stage, stop.id.as_str()))
            .collect();
        assert_eq!(ids, [(Stage::Now, "b"), (Stage::Later, "c")]);
    }
}
