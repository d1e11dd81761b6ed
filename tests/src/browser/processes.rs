//! Ends a driver with everything that it started: the browser, its pages, its screen.

use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Kills a process and its descendants, and waits until none of them runs.
pub(super) fn kill_tree(root: u32) {
    let mut tree = vec![root];
    let all = running();
    let mut at = 0;
    while let Some(parent) = tree.get(at).copied() {
        let children = all.iter().filter(|(_, of)| *of == parent);
        tree.extend(children.map(|(child, _)| *child));
        at += 1;
    }
    let ids: Vec<String> = tree.iter().map(u32::to_string).collect();
    // Those that ended by themselves meanwhile are no failure.
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -9 {} 2>&-", ids.join(" "))])
        .status();
    let started = Instant::now();
    while running().iter().any(|(id, _)| tree.contains(id)) {
        assert!(
            started.elapsed() < PATIENCE,
            "killed processes still run: {tree:?}"
        );
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// Every process that runs, with its parent; one that only waits to be collected does not.
fn running() -> Vec<(u32, u32)> {
    let listed = Command::new("ps")
        .args(["-A", "-o", "pid=,ppid=,stat="])
        .output()
        .unwrap_or_else(|error| panic!("ps does not run: {error}"));
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let (id, parent, state) = (words.next()?, words.next()?, words.next()?);
        (!state.starts_with('Z')).then_some((id.parse().ok()?, parent.parse().ok()?))
    };
    let text = String::from_utf8_lossy(&listed.stdout);
    text.lines().filter_map(line).collect()
}
