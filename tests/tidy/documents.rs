//! Documents name things that exist.

use crate::files::{Checked, none, read, root};

/// Every document that a reader is promised.
const REQUIRED: &[&str] = &[
    "README.md",
    "LICENSE",
    "docs/ARCHITECTURE.md",
    "docs/PROTOCOL.md",
    "docs/DECISIONS.md",
];

#[test]
fn the_documents_are_there() -> Checked {
    let root = root()?;
    let missing = REQUIRED.iter().filter(|name| !root.join(name).is_file());
    none(
        &missing
            .map(|name| format!("{name} is missing"))
            .collect::<Vec<_>>(),
    )
}

#[test]
fn documents_are_named_in_capitals() -> Checked {
    let mut problems = Vec::new();
    for name in documents()? {
        let stem = name.trim_start_matches("docs/").trim_end_matches(".md");
        if stem.chars().any(|c| c.is_lowercase()) {
            problems.push(format!("{name}: documents are named like ARCHITECTURE.md"));
        }
    }
    none(&problems)
}

#[test]
fn links_lead_somewhere() -> Checked {
    let root = root()?;
    let mut problems = Vec::new();
    for name in documents()? {
        let text = read(&name)?;
        let folder = root.join(&name);
        for link in links(&text) {
            let path = link.split('#').next().unwrap_or(link);
            let local = !path.is_empty() && !path.contains(':');
            if local && !folder.with_file_name(path).exists() {
                problems.push(format!("{name}: there is no {path}"));
            }
        }
    }
    none(&problems)
}

/// The two commands of the README, and every other that is named anywhere.
#[test]
fn named_commands_exist() -> Checked {
    let dispatch = read("xtask/src/main.rs")?;
    let mut problems = Vec::new();
    let readme = read("README.md")?;
    for command in ["cargo xtask demo", "cargo xtask test"] {
        if !readme.contains(command) {
            problems.push(format!("README.md does not name `{command}`"));
        }
    }
    let mut names = documents()?;
    names.extend(["justfile".to_owned(), ".ci/run".to_owned()]);
    for name in names {
        for command in commands(&read(&name)?) {
            if !dispatch.contains(&format!("\"{command}\" =>")) {
                problems.push(format!("{name}: there is no `cargo xtask {command}`"));
            }
        }
    }
    none(&problems)
}

fn documents() -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut names = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(root()?.join("docs"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            names.push(format!("docs/{name}"));
        }
    }
    names.sort();
    Ok(names)
}

/// Targets of `[text](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
}

/// First words after `cargo xtask `.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let word = |rest: &'_ str| {
        rest.find(|c: char| !c.is_ascii_lowercase())
            .unwrap_or(rest.len())
    };
    let after = text.split("cargo xtask ").skip(1);
    after
        .filter_map(move |rest| rest.get(..word(rest)))
        .filter(|word| !word.is_empty())
}
