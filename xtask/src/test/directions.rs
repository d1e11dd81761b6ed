//! Who may depend on whom. The pure crates must stay pure, and the server and
//! the page must not know each other.

use anyhow::{Result, ensure};

use crate::command::Cmd;
use crate::workspace::Workspace;

/// A package and what must never be among its dependencies, at any depth.
struct Rule {
    package: &'static str,
    never: &'static [&'static str],
}

/// Runtimes, storage and browser bindings: the drivers' business.
const IO: &[&str] = &[
    "tokio",
    "axum",
    "rusqlite",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "hyper",
    "ureq",
    "leptos",
    "rounds-server",
    "rounds-web",
    "rounds-tests",
];

const RULES: &[Rule] = &[
    Rule {
        package: "rounds-sync-core",
        never: IO,
    },
    Rule {
        package: "rounds-sync-core",
        never: &["rounds-forms"],
    },
    Rule {
        package: "rounds-forms",
        never: IO,
    },
    Rule {
        package: "rounds-forms",
        never: &["rounds-sync-core"],
    },
    Rule {
        package: "rounds-note",
        never: IO,
    },
    Rule {
        package: "rounds-server",
        never: &["rounds-web", "rounds-tests", "leptos"],
    },
    Rule {
        package: "rounds-web",
        never: &["rounds-server", "rounds-tests", "tokio", "axum"],
    },
];

/// What is known to be there. Without it a changed output of cargo would make
/// every rule above hold.
const CONTROLS: &[(&str, &str)] = &[
    ("rounds-server", "tokio"),
    ("rounds-server", "rounds-sync-core"),
    ("rounds-web", "web-sys"),
    ("rounds-sync-core", "automerge"),
];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    for (package, dependency) in CONTROLS {
        let names = dependencies(workspace, package)?;
        ensure!(
            names.iter().any(|name| name == dependency),
            "this check is broken: {package} is known to use {dependency}, but `cargo tree` \
             does not show it"
        );
    }
    for rule in RULES {
        let names = dependencies(workspace, rule.package)?;
        for name in rule.never {
            ensure!(
                !names.iter().any(|found| found == name),
                "{} must not depend on {name}; see how it does with:\n  \
                 cargo tree --package {} --edges normal --invert {name}",
                rule.package,
                rule.package
            );
        }
    }
    println!(
        "{} rules hold, {} controls found",
        RULES.len(),
        CONTROLS.len()
    );
    Ok(())
}

/// Names of all normal dependencies of a package, at any depth.
fn dependencies(workspace: &Workspace, package: &str) -> Result<Vec<String>> {
    let tree = Cmd::cargo(&workspace.root)
        .args([
            "tree",
            "--locked",
            "--package",
            package,
            "--edges",
            "normal",
        ])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()?;
    let first_word = |line: &str| line.split(' ').next().map(str::to_owned);
    Ok(tree.lines().filter_map(first_word).collect())
}
