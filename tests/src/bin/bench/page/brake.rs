//! Chromium's brake on the processor, and the control that it was on: a loop in the
//! page, timed with the brake and without.

use rounds_tests::browser::Page;
use rounds_tests::process::Outcome;
use serde_json::json;

use crate::figures::Figures;

/// What the brake is set to.
pub(super) const SLOWER: u32 = 4;

/// How many times slower counts as four: outside, the figures stand for nothing.
const VALID: std::ops::RangeInclusive<f64> = 3.2..=5.5;

/// Sets the brake of the process that the page is in now.
pub(super) async fn set(page: &Page, slower: u32) {
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": slower}))
        .await;
}

/// How many times slower the page was than without the brake.
pub(super) struct Brake(f64);

impl Brake {
    /// The same work took `slow` with the brake and `free` without.
    pub(super) fn measured(slow: f64, free: f64) -> Self {
        Self(slow / free)
    }

    /// Times a loop in the page, with the brake and without; the brake is on again after.
    pub(super) async fn measure(page: &Page) -> Outcome<Self> {
        let slow = busy(page).await?;
        set(page, 1).await;
        let free = busy(page).await?;
        set(page, SLOWER).await;
        Ok(Self::measured(slow, free))
    }

    /// What was measured, with a mark where the brake was not what it should be.
    pub(super) fn label(&self, what: &str) -> String {
        if VALID.contains(&self.0) {
            format!("{what}, {SLOWER}x slower")
        } else {
            format!("NOT VALID, brake at {:.1}x: {what}", self.0)
        }
    }

    pub(super) fn report(&self, figures: &mut Figures, of: &str) {
        let what = format!("{of}: slower as measured");
        figures.add(
            what,
            self.0,
            "x",
            "3.2 to 5.5, else the rows above are not valid",
        );
    }
}

async fn busy(page: &Page) -> Outcome<f64> {
    let took = page.run("return window.measured.busy()", vec![]).await;
    Ok(took.as_f64().ok_or("a time")?)
}
