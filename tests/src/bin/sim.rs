//! Repeats one run of the simulator in words, or many without.

use std::process::ExitCode;

use rounds_tests::sim::{self, Options, Trace};

const USAGE: &str = "usage: sim --seed N [--to M]   one seed in words, or all from N to M";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().ok();
    match words[..] {
        ["--seed", seed] => number(seed).map_or_else(usage, one),
        ["--seed", from, "--to", to] => match (number(from), number(to)) {
            (Some(from), Some(to)) => many(from, to),
            _ => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn one(seed: u64) -> ExitCode {
    let options = Options::sample(seed);
    println!("{options:#?}");
    let outcome = sim::run(options, Trace::Print);
    match outcome.violation {
        None => {
            println!("{} events, nothing wrong", outcome.events);
            ExitCode::SUCCESS
        }
        Some(violation) => {
            println!("after {} events: {}", outcome.events, violation.0);
            ExitCode::FAILURE
        }
    }
}

fn many(from: u64, to: u64) -> ExitCode {
    let (started, mut events, mut failed) = (std::time::Instant::now(), 0, false);
    for seed in from..=to {
        let outcome = sim::run(Options::sample(seed), Trace::Off);
        events += outcome.events;
        if let Some(violation) = outcome.violation {
            println!(
                "seed {seed}: after {} events: {}",
                outcome.events, violation.0
            );
            failed = true;
        }
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    println!("{events} events, {:.0} a minute", events as f64 / minutes);
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
