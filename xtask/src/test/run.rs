//! Runs steps one after the other, tells the time of each, and stops at the
//! first that fails.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// The steps so far.
#[derive(Debug)]
pub(super) struct Run<'a> {
    only: Option<&'a str>,
    /// Which browsers, as it is asked for on the command line.
    browsers: &'static str,
    started: Instant,
    done: Vec<(String, Duration)>,
    skipped: Vec<(String, String)>,
    seen: Vec<String>,
}

impl<'a> Run<'a> {
    /// `only` names the one step to run, or none for all.
    pub(super) fn new(only: Option<&'a str>, browsers: &'static str) -> Self {
        let (done, skipped, seen) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            only,
            browsers,
            started: Instant::now(),
            done,
            skipped,
            seen,
        }
    }

    /// Runs one step, unless another one was asked for.
    ///
    /// # Errors
    /// The step's own, with how to repeat it.
    pub(super) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.seen.push(name.to_owned());
        if self.only.is_some_and(|only| only != name) {
            return Ok(());
        }
        println!("\n== {name}");
        let started = Instant::now();
        let browsers = self.browsers;
        work().with_context(|| {
            format!(
                "the step {name:?} failed; repeat it with: cargo xtask test --browsers {browsers} \
                 --only {name}"
            )
        })?;
        println!("== {name}: {}", seconds(started.elapsed()));
        self.done.push((name.to_owned(), started.elapsed()));
        Ok(())
    }

    /// Notes a step that cannot run here.
    pub(super) fn skip(&mut self, name: &str, why: &str) {
        self.seen.push(name.to_owned());
        self.skipped.push((name.to_owned(), why.to_owned()));
    }

    /// Prints the times.
    ///
    /// # Errors
    /// When the only step asked for does not exist or could not run.
    pub(super) fn summary(self) -> Result<()> {
        println!();
        for (name, time) in &self.done {
            println!("passed   {name:<14} {:>8}", seconds(*time));
        }
        for (name, why) in &self.skipped {
            println!("SKIPPED  {name:<14} {why}");
        }
        println!("{:<23} {:>8}", "all", seconds(self.started.elapsed()));
        match self.only {
            Some(only) if self.done.is_empty() => {
                bail!(
                    "no step {only:?} was run; there are: {}",
                    self.seen.join(", ")
                )
            }
            _ => Ok(()),
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
