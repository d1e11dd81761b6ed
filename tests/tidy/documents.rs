//! Documents name things that exist.

use crate::files::{Checked, none, read, root, sources};

/// Every document that a reader is promised.
const REQUIRED: &[&str] = &[
    "README.md",
    "LICENSE",
    "docs/ARCHITECTURE.md",
    "docs/PROTOCOL.md",
    "docs/DECISIONS.md",
    "docs/SECURITY.md",
    "docs/OPERATIONS.md",
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

/// What a person may look up after a refusal is what the program says.
#[test]
fn quoted_refusals_exist() -> Checked {
    let text = read("docs/OPERATIONS.md")?;
    let (_, section) = text.split_once("## When it refuses").ok_or("a section")?;
    let (section, _) = section.split_once("\n## ").ok_or("an end")?;
    let quoted: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let sources = sources(&["rs"])?;
    let mut server = sources
        .iter()
        .filter(|file| file.name.starts_with("server/src/"));
    let missing = quoted
        .iter()
        .filter(|said| !server.clone().any(|file| file.text.contains(**said)));
    let problems: Vec<_> = missing
        .map(|said| format!("docs/OPERATIONS.md: nothing says {said:?}"))
        .collect();
    if quoted.is_empty() || server.next().is_none() {
        return Err("this check is broken: it found nothing to compare".into());
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
