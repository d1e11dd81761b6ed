//! Join links that do not let anyone in: each says why, and leaves the folder free.

use std::process::Output;

use rounds_tests::process::{HeadlessDevice, Outcome, Server, binary};

use crate::contract::refused;

const VISIT: &str = "Fall visit to Pine County";

/// Makes a link beside the running server: the link, and its code.
fn link(server: &Server, uses: &str) -> Outcome<(String, String)> {
    made(server, "observer", uses)
}

/// A link for the host school.
pub(crate) fn host_link(server: &Server) -> Outcome<String> {
    Ok(made(server, "host", "1")?.0)
}

fn made(server: &Server, role: &str, uses: &str) -> Outcome<(String, String)> {
    let create = [
        "join", "create", "--visit", VISIT, "--role", role, "--uses", uses,
    ];
    let made = rounds(server, &create)?;
    let line = String::from_utf8(made.stdout)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let [link, "code", code, "until", _] = words.as_slice() else {
        return Err(format!("{line} {}", String::from_utf8_lossy(&made.stderr)).into());
    };
    Ok(((*link).to_owned(), (*code).to_owned()))
}

fn rounds(server: &Server, args: &[&str]) -> Outcome<Output> {
    let mut command = std::process::Command::new(binary()?);
    Ok(command
        .args(args)
        .arg("--data")
        .arg(server.data())
        .output()?)
}

fn join(device: &HeadlessDevice, link: &str, name: &str) -> Outcome<Output> {
    device.run(&["join", link, "--name", name])
}

#[test]
fn a_link_lets_in_as_many_as_it_says_and_its_code_is_the_same_link() -> Outcome<()> {
    let server = Server::start()?;
    let (link, code) = link(&server, "2")?;
    assert!(
        link.starts_with(&server.origin()),
        "printed for the running server: {link}"
    );
    let spoken = format!("{}/{}", server.origin(), code.to_lowercase());
    HeadlessDevice::join(&link, "Ana P.")?;
    HeadlessDevice::join(&spoken, "Ben O.")?;
    let late = HeadlessDevice::new()?;
    let said = refused(&join(&late, &link, "Cruz D.")?)?;
    assert!(
        said.contains("used up") && said.contains("new one"),
        "{said}"
    );
    late.ok(&[
        "join",
        &server.join_link("observer-1")?,
        "--name",
        "Cruz D.",
    ])?;
    Ok(())
}

#[test]
fn wrong_revoked_and_mistyped_links_are_told_apart() -> Outcome<()> {
    let server = Server::start()?;
    let device = HeadlessDevice::new()?;
    let (link, code) = link(&server, "5")?;
    let revoked = rounds(&server, &["join", "revoke", &code])?;
    assert_eq!(revoked.status.code(), Some(0), "{revoked:?}");
    let origin = server.origin();
    let cases = [
        (link, "taken back"),
        (format!("{origin}/join#1111111111111111111111"), "not known"),
        (format!("{origin}/0000-0000"), "not known"),
        (format!("{origin}/join"), "not a join link"),
        ("Room 12".to_owned(), "not a join link"),
        (
            "https://127.0.0.1:1/join#abc".to_owned(),
            "cannot be reached",
        ),
    ];
    for (link, expected) in cases {
        let said = refused(&join(&device, &link, "Ana P.")?)?;
        assert!(said.contains(expected), "{link}: {said}");
    }
    device.ok(&["join", &server.join_link("observer-1")?, "--name", "Ana P."])?;
    Ok(())
}

#[test]
fn a_folder_is_one_persons_device_on_one_server() -> Outcome<()> {
    let (server, other) = (Server::start()?, Server::start()?);
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    device.ok(&["join", &server.join_link("observer-1")?, "--name", "Ana P."])?;
    let visits = device.json(&["visits", "--json"])?;
    assert_eq!(
        visits.as_array().map(Vec::len),
        Some(1),
        "joined twice: {visits}"
    );
    for (link, name) in [
        (server.join_link("observer-2")?, "Ben O."),
        (other.join_link("observer-1")?, "Ana P."),
    ] {
        let said = refused(&join(&device, &link, name)?)?;
        assert!(
            said.contains("Ana P.'s device") && said.contains("--data"),
            "{said}"
        );
    }
    Ok(())
}

/// Makes a second visit on the server; a link to it.
pub(crate) fn second_visit(server: &Server) -> Outcome<String> {
    let example = rounds(server, &["visit", "list"])?;
    assert_eq!(example.status.code(), Some(0));
    let file = server.data().join("second.toml");
    let sample = std::process::Command::new(binary()?)
        .args(["visit", "example"])
        .output()?;
    let text = String::from_utf8(sample.stdout)?.replace(VISIT, "Winter visit to Harbor Point");
    std::fs::write(&file, text)?;
    let file = file.display().to_string();
    let made = rounds(server, &["visit", "create", "--from", &file])?;
    let printed = String::from_utf8(made.stdout)?;
    let link = printed
        .split_whitespace()
        .find(|word| word.contains("/join#"));
    Ok(link.ok_or(printed.clone())?.to_owned())
}

#[test]
fn a_second_visit_joins_the_first_on_the_same_device() -> Outcome<()> {
    let server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    device.ok(&["join", &second_visit(&server)?, "--name", "Ana P."])?;
    let visits = device.json(&["visits", "--json"])?;
    let titles: Vec<_> = visits
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| v["title"].clone())
        .collect();
    assert!(
        titles.len() == 2 && titles.contains(&serde_json::json!("Winter visit to Harbor Point")),
        "{visits}"
    );
    Ok(())
}
