//! `rounds device team`: which devices of a visit are there, ready, and last heard when.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::contract::refused;
use crate::links::second_visit;
use crate::watching::Watch;

/// The visit that a device knows.
fn visit_of(device: &HeadlessDevice) -> Outcome<String> {
    let visits = device.json(&["visits", "--json"])?;
    Ok(visits[0]["id"].as_str().ok_or("a visit")?.to_owned())
}

fn of(device: &HeadlessDevice, visit: &str, name: &str) -> Outcome<Value> {
    let listed = device.json(&["team", "--visit", visit, "--json"])?;
    let listed = listed.as_array().ok_or("a list")?;
    let found = listed.iter().find(|tablet| tablet["name"] == name);
    Ok(found.ok_or("no such device")?.clone())
}

fn heard(tablet: &Value) -> Outcome<u64> {
    Ok(tablet["heard"].as_u64().ok_or_else(|| tablet.to_string())?)
}

#[test]
fn a_team_sees_who_is_there_and_when_the_others_were() -> Outcome<()> {
    let mut server = Server::start()?;
    let ana = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let ben = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    let visit = visit_of(&ana)?;
    let first = of(&ana, &visit, "Ben O.")?;
    assert_eq!(
        (&first["kind"], &first["label"]),
        (&json!("headless"), &json!("rounds device"))
    );
    assert!(
        first["prepared"].is_u64(),
        "joining fetched it all: {first}"
    );

    let mut watch = Watch::start(&ben)?;
    watch.until(|line| line["event"] == json!("link") && line["link"] == json!("live"))?;
    assert_eq!(of(&ana, &visit, "Ben O.")?["connected"], json!(true));
    watch.end("TERM")?;
    let gone = loop {
        let seen = of(&ana, &visit, "Ben O.")?;
        if seen["connected"] == json!(false) {
            break seen;
        }
    };
    assert!(heard(&gone)? >= heard(&first)?, "{first} {gone}");

    // It is on the disk: a server that is started anew says the same.
    server.terminate()?;
    server.bring_back()?;
    assert_eq!(of(&ana, &visit, "Ben O.")?, gone);
    Ok(())
}

#[test]
fn another_visits_team_is_not_shown() -> Outcome<()> {
    let server = Server::start()?;
    let ana = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let other = HeadlessDevice::join(&second_visit(&server)?, "Omar T.")?;
    let said = refused(&other.run(&["team", "--visit", &visit_of(&ana)?])?)?;
    assert!(said.contains("no such visit"), "{said}");
    let own = visit_of(&other)?;
    assert!(of(&other, &own, "Ana P.").is_err(), "only its own members");
    assert_eq!(of(&other, &own, "Omar T.")?["name"], json!("Omar T."));
    Ok(())
}
