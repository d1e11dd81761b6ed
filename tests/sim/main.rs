//! Many lives of the simulated world; each must hold every invariant.
//!
//! `ROUNDS_SIM_SEEDS` says how many seeds (200), `ROUNDS_SIM_FIRST` the first (1).

// Shorter than the package's name, and what the documents call it.
extern crate rounds_sync_core as sync_core;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rounds_tests::sim::{self, Options, Trace};

mod controls;

/// Lines of a failed run that are shown.
const SHOWN: usize = 60;

#[test]
fn every_seed_holds() {
    let (first, seeds) = (
        number("ROUNDS_SIM_FIRST", 1),
        number("ROUNDS_SIM_SEEDS", 200),
    );
    let next = AtomicU64::new(first);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let done: Vec<Done> = std::thread::scope(|scope| {
        let work = || work(&next, first + seeds);
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .filter_map(|worker| worker.join().ok())
            .collect()
    });
    let events: u64 = done.iter().map(|done| done.events).sum();
    let time: Duration = done.iter().map(|done| done.time).sum();
    let minute = events as f64 / (time.as_secs_f64() / 60.0);
    println!("{seeds} seeds, {events} events, {minute:.0} a minute of one core");
    let failed: Vec<&String> = done.iter().flat_map(|done| &done.failed).collect();
    assert!(
        failed.is_empty(),
        "{} of {seeds} seeds failed\n{}",
        failed.len(),
        failed[0]
    );
}

/// What one worker came to.
#[derive(Default)]
struct Done {
    events: u64,
    time: Duration,
    failed: Vec<String>,
}

fn work(next: &AtomicU64, end: u64) -> Done {
    let (mut done, clock) = (Done::default(), Clock::start());
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            break;
        }
        let run = catch_unwind(AssertUnwindSafe(|| {
            sim::run(Options::sample(seed), Trace::Off)
        }));
        match run {
            Ok(outcome) => {
                done.events += outcome.events;
                if outcome.violation.is_some() {
                    done.failed.push(told(seed));
                }
            }
            Err(_) => done
                .failed
                .push(format!("seed {seed} panicked\n{}", command(seed))),
        }
    }
    done.time = clock.elapsed();
    done
}

/// Time that this thread was at work; other work on the machine does not count where
/// the system can tell.
struct Clock {
    started: Instant,
    on_cpu: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self {
            started: Instant::now(),
            on_cpu: on_cpu(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.on_cpu, on_cpu()) {
            (Some(before), Some(now)) => Duration::from_nanos(now - before),
            _ => self.started.elapsed(),
        }
    }
}

/// Nanoseconds that this thread spent on a processor, as Linux counts them.
fn on_cpu() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// How a seed fails: it is lived through once more, with what happens in words.
fn told(seed: u64) -> String {
    let outcome = sim::run(Options::sample(seed), Trace::last());
    let lines: Vec<&str> = outcome.trace.lines().collect();
    let shown = lines.iter().skip(lines.len().saturating_sub(SHOWN));
    let shown: Vec<&str> = shown.copied().collect();
    let what = outcome
        .violation
        .map_or_else(|| "not again".to_owned(), |violation| violation.0);
    let events = outcome.events;
    format!(
        "{}\nseed {seed}, after {events} events: {what}\n{}",
        shown.join("\n"),
        command(seed)
    )
}

fn command(seed: u64) -> String {
    format!("to repeat it: cargo run -p rounds-tests --bin sim -- --seed {seed}")
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}
