//! What a newcomer does after reading the README, command by command.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use rounds_tests::process::{HeadlessDevice, Outcome, binary, signal};

fn rounds(folder: &Path, args: &[&str]) -> Outcome<String> {
    let output = Command::new(binary()?)
        .args(args)
        .current_dir(folder)
        .output()?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Nobody else on the machine may read what is in a data folder.
fn only_ours(data: &Path) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt as _;
    for file in std::fs::read_dir(data)? {
        let file = file?;
        let mode = file.metadata()?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
    Ok(())
}

#[test]
fn a_visit_is_set_up_served_joined_saved_and_restored() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    rounds(
        folder,
        &["network", "create", "Lakeshore", "--data", "data"],
    )?;
    let example = rounds(folder, &["visit", "example"])?;
    std::fs::write(folder.join("visit.toml"), example)?;
    let made = rounds(
        folder,
        &["visit", "create", "--from", "visit.toml", "--data", "data"],
    )?;
    assert!(made.starts_with("visit "), "{made}");
    assert_eq!(
        made.lines()
            .filter(|line| line.starts_with("team "))
            .count(),
        3,
        "{made}"
    );

    let mut server = Command::new(binary()?)
        .args(["serve", "--data", "data", "--listen", "127.0.0.1:0"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = server.stdout.take().ok_or("stdout is piped")?;
    let first = BufReader::new(stdout).lines().next().ok_or("a line")??;
    let address = first.strip_prefix("listening on ").ok_or(first.clone())?;
    let create = [
        "join",
        "create",
        "--visit",
        "Fall visit to Pine County",
        "--role",
        "observer",
        "--data",
        "data",
    ];
    let link = rounds(folder, &create)?;
    assert!(link.starts_with(&format!("{address}/join#")), "{link}");
    let link = link.split_whitespace().next().ok_or("a link")?;
    let device = HeadlessDevice::join(link, "Ana P.")?;
    crate::merge::new_note(&device)?;
    device.ok(&["sync"])?;
    rounds(folder, &["backup", "--to", "monday.db", "--data", "data"])?;
    only_ours(&folder.join("data"))?;
    signal(&server, "TERM")?;
    assert_eq!(server.wait()?.code(), Some(0));
    only_ours(&folder.join("data"))?;

    rounds(
        folder,
        &["restore", "--from", "monday.db", "--data", "again"],
    )?;
    let health = rounds(folder, &["doctor", "--data", "again"])?;
    for line in [
        "integrity  ok",
        "people     1",
        "devices    1",
        "documents  2",
    ] {
        assert!(health.contains(line), "{line} not in {health}");
    }
    Ok(())
}
