//! The order in which relevance is computed, and the circles that have none.
//!
//! A field waits for its group and for every field that its condition asks about.

use std::collections::BTreeMap;

use crate::format::reader::Reading;
use crate::model::{Part, Placed, walk};
use crate::problem::Problem;

/// Places of the walk such that each comes after all it waits for. Reports fields
/// that wait for one another.
pub(super) fn order(parts: &[Part], reading: &mut Reading) -> Vec<usize> {
    let placed = walk(parts);
    let waits = waits(&placed);
    let mut done = vec![false; placed.len()];
    let mut order = Vec::with_capacity(placed.len());
    loop {
        let before = order.len();
        for (place, waits) in waits.iter().enumerate() {
            let is_done = |place: &usize| done.get(*place).copied().unwrap_or(true);
            if !is_done(&place) && waits.iter().all(is_done) {
                if let Some(slot) = done.get_mut(place) {
                    *slot = true;
                }
                order.push(place);
            }
        }
        if order.len() == before {
            break;
        }
    }
    if order.len() < placed.len() {
        report_circle(&placed, &waits, &done, reading);
    }
    order
}

fn waits(placed: &[Placed<'_>]) -> Vec<Vec<usize>> {
    let places: BTreeMap<_, _> = placed
        .iter()
        .enumerate()
        .map(|(place, p)| (&p.field.id, place))
        .collect();
    placed
        .iter()
        .map(|p| {
            let mut waits: Vec<usize> = p.parent.into_iter().collect();
            if let Some(condition) = &p.field.relevant {
                condition.each_test(&mut |field, _, _| waits.extend(places.get(field)));
            }
            waits
        })
        .collect()
}

/// Follows one field's first unfinished wait until a field comes again.
fn report_circle(
    placed: &[Placed<'_>],
    waits: &[Vec<usize>],
    done: &[bool],
    reading: &mut Reading,
) {
    let unfinished = |place: &usize| !done.get(*place).copied().unwrap_or(true);
    let mut trail: Vec<usize> = Vec::new();
    let mut next = (0..placed.len()).find(unfinished);
    while let Some(place) = next {
        if let Some(start) = trail.iter().position(|seen| *seen == place) {
            trail.drain(..start);
            trail.push(place);
            break;
        }
        trail.push(place);
        next = waits
            .get(place)
            .and_then(|waits| waits.iter().copied().find(|place| unfinished(place)));
    }
    let ids: Vec<&str> = trail
        .iter()
        .filter_map(|place| placed.get(*place))
        .map(|p| p.field.id.as_str())
        .collect();
    let first = trail.first().and_then(|place| placed.get(*place));
    reading.field = first.map(|p| p.field.id.to_string());
    let path = first
        .and_then(|p| reading.ids.get(&p.field.id).cloned())
        .unwrap_or_default();
    reading.report(
        &format!("{path}.relevant"),
        Problem::Circle(ids.join(" → ")),
    );
    reading.field = None;
}
