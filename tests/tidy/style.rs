//! How a file begins and what it may not contain.

use crate::files::{Checked, none, sources};

#[test]
fn no_module_is_named_mod() -> Checked {
    let files = sources(&["rs"])?;
    let wrong = files.iter().filter(|file| file.name.ends_with("/mod.rs"));
    none(
        &wrong
            .map(|file| format!("{}: use NAME.rs beside NAME/", file.name))
            .collect::<Vec<_>>(),
    )
}

#[test]
fn every_file_says_why_it_exists() -> Checked {
    let files = sources(&["rs"])?;
    let wrong = files.iter().filter(|file| !file.text.starts_with("//! "));
    none(
        &wrong
            .map(|file| format!("{}: begin with a //! header", file.name))
            .collect::<Vec<_>>(),
    )
}

/// A test that does not run proves nothing and is forgotten.
#[test]
fn no_test_is_ignored() -> Checked {
    every_line(
        |line| line.starts_with("#[ignore"),
        "a test that does not run is no test",
    )
}

#[test]
fn no_lint_is_allowed_in_silence() -> Checked {
    let allows = |line: &str| line.starts_with("#[allow(") || line.starts_with("#![allow(");
    every_line(allows, "use #[expect(.., reason = \"..\")]")
}

fn every_line(is_wrong: impl Fn(&str) -> bool, advice: &str) -> Checked {
    let mut problems = Vec::new();
    for file in sources(&["rs"])? {
        for (number, line) in file.text.lines().enumerate() {
            if is_wrong(line.trim_start()) {
                problems.push(format!("{}:{}: {advice}", file.name, number + 1));
            }
        }
    }
    none(&problems)
}
