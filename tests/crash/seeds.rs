//! Chance that can be had again.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rounds_tests::process::Outcome;

/// All chance of one seed.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0.random_range(0..bound)
    }

    /// A position in a list that is not empty.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        self.0.random_range(0..length)
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        self.0.random()
    }
}

/// Runs a check for each seed; a failure says how to have it again.
pub(crate) fn each(
    test: &str,
    seeds: std::ops::Range<u64>,
    mut check: impl FnMut(&mut Dice) -> Outcome<()>,
) -> Outcome<()> {
    for seed in seeds {
        check(&mut Dice::of(seed)).map_err(|error| {
            format!(
                "seed {seed}: {error}\nagain with: ROUNDS_CRASH_FIRST={seed} \
                 ROUNDS_CRASH_SEEDS=1 cargo nextest run -p rounds-tests {test}"
            )
        })?;
    }
    Ok(())
}

/// The seeds that this run tries.
pub(crate) fn seeds() -> std::ops::Range<u64> {
    let first = number("ROUNDS_CRASH_FIRST", 1);
    first..first + number("ROUNDS_CRASH_SEEDS", 200)
}

/// A number from the environment.
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
