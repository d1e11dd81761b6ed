//! What others made is in the repository as they made it.

use sha2::{Digest as _, Sha256};

use crate::files::{Checked, none, read};

#[test]
fn what_others_made_is_unchanged() -> Checked {
    let table = read("tests/vendor/README.md")?;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(!rows.is_empty(), "the table names what is there");
    let mut problems = Vec::new();
    for row in &rows {
        let [_, name, _, _, sum, _] = row.as_slice() else {
            return Err(format!("not a row: {row:?}").into());
        };
        let name = name.trim_matches('`');
        let text = read(&format!("tests/vendor/{name}"))?;
        let found: String = Sha256::digest(text.as_bytes())
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if found != *sum {
            problems.push(format!("tests/vendor/{name} is {found}, not {sum}"));
        }
    }
    none(&problems)
}
