//! The pure crates hold no clock, no thread and nothing whose order differs
//! between runs. Clippy checks the same through types; this also sees macros
//! and code behind a `cfg`.

use crate::files::{Checked, none, sources};

const FORBIDDEN: &[&str] = &[
    "Instant::now",
    "SystemTime::now",
    "HashMap",
    "HashSet",
    "thread::spawn",
    "thread_rng",
    "getrandom",
    "ActorId::random",
];

#[test]
fn the_pure_crates_are_pure() -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["rs"])? {
        let pure = ["sync-core/src/", "forms/src/", "note/src/"];
        if !pure.iter().any(|folder| file.name.starts_with(folder)) {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or(line);
            for word in FORBIDDEN.iter().filter(|word| code.contains(**word)) {
                problems.push(format!("{}:{}: {word}", file.name, number + 1));
            }
        }
    }
    none(&problems)
}
