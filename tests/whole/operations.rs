//! What docs/OPERATIONS.md tells people to type is what the program takes.

use std::path::PathBuf;
use std::process::Command;

use rounds_tests::process::{Outcome, binary};

#[test]
fn documented_commands_and_flags_exist() -> Outcome<()> {
    let text = document()?;
    let lines: Vec<&str> = code(&text, "")
        .chain(code(&text, "ini"))
        .flat_map(str::lines)
        .filter_map(|line| {
            line.trim_start_matches("ExecStart=/usr/local/bin/")
                .strip_prefix("rounds ")
        })
        .collect();
    if lines.len() < 8 {
        return Err(format!("only {} commands were found", lines.len()).into());
    }
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_name = |word: &&&str| word.chars().all(|c| c.is_ascii_lowercase());
        let names = words.iter().take_while(is_name);
        let output = Command::new(binary()?).args(names).arg("--help").output()?;
        let help = String::from_utf8(output.stdout)?;
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            if !help.contains(flag) {
                return Err(format!("rounds {line}: there is no {flag}").into());
            }
        }
    }
    Ok(())
}

#[test]
fn the_documented_configuration_is_taken() -> Outcome<()> {
    let text = document()?;
    let settings = code(&text, "toml").next().ok_or("a configuration")?;
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("rounds.toml");
    let none = dir.path().join("none").display().to_string();
    std::fs::write(&file, settings.replace("/var/lib/rounds", &none))?;
    let output = Command::new(binary()?)
        .args(["doctor", "--config"])
        .arg(&file)
        .output()?;
    let said = String::from_utf8(output.stderr)?;
    match said.contains(&format!("there is no database in {none}")) {
        true => Ok(()),
        false => Err(said.into()),
    }
}

fn document() -> Outcome<String> {
    let tests = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let path = tests.with_file_name("docs").join("OPERATIONS.md");
    Ok(std::fs::read_to_string(path)?)
}

/// The fenced blocks of one language.
fn code<'a>(text: &'a str, language: &'a str) -> impl Iterator<Item = &'a str> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.filter_map(move |block| {
        let (named, block) = block.split_once('\n')?;
        (named == language).then_some(block)
    })
}
