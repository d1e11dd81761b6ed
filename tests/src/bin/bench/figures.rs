//! Figures: measured values, printed as a table and written as JSON.

use std::time::Duration;

use serde::Serialize;

/// One row of the table.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// The value, in `unit`.
    pub(crate) value: f64,
    /// `ms`, `us`, `B`, `MiB`, `/s`, `messages`, `lost`.
    pub(crate) unit: String,
    /// What it should reach, in words.
    pub(crate) reach: &'static str,
}

/// All rows of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    rows: Vec<Figure>,
}

impl Figures {
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        value: f64,
        unit: &str,
        reach: &'static str,
    ) {
        let what = what.into();
        println!("{what:<58} {value:>12.2} {unit:<9} {reach}");
        self.rows.push(Figure {
            what,
            value,
            unit: unit.to_owned(),
            reach,
        });
    }
}

/// Milliseconds as a number.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The value below which `share` (0 to 1) of the samples lie.
pub(crate) fn percentile(samples: &mut [f64], share: f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    let last = samples.len().saturating_sub(1);
    samples
        .get((last as f64 * share).round() as usize)
        .copied()
        .unwrap_or(f64::NAN)
}
