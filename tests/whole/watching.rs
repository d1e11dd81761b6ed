//! `rounds device watch`: a JSON line per event, and an orderly end.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use rounds_tests::process::{HeadlessDevice, Outcome, Server, signal};
use serde_json::{Value, json};

use crate::merge::new_note;

/// A `watch` that runs; killed when dropped.
pub(crate) struct Watch {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Watch {
    pub(crate) fn start(device: &HeadlessDevice) -> Outcome<Self> {
        let mut command = device.command(&["watch"])?;
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().ok_or("stdout is piped")?;
        let lines = BufReader::new(stdout).lines();
        Ok(Self { process, lines })
    }

    /// Reads lines until one fits. A watch that ends first is an error.
    pub(crate) fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Outcome<Value> {
        for line in &mut self.lines {
            let line: Value = serde_json::from_str(&line?)?;
            assert!(line["event"].is_string() && line["at"].is_u64(), "{line}");
            if fits(&line) {
                return Ok(line);
            }
        }
        Err("the watch ended".into())
    }

    /// Sends a signal and waits for the end: its exit code, and what it said.
    pub(crate) fn end(mut self, name: &str) -> Outcome<(Option<i32>, String)> {
        signal(&self.process, name)?;
        for line in &mut self.lines {
            serde_json::from_str::<Value>(&line?)?;
        }
        let status = self.process.wait()?;
        let mut said = String::new();
        if let Some(mut stderr) = self.process.stderr.take() {
            std::io::Read::read_to_string(&mut stderr, &mut said)?;
        }
        Ok((status.code(), said))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

#[test]
fn a_watch_tells_of_others_work_and_ends_on_either_signal() -> Outcome<()> {
    let server = Server::start()?;
    let one = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let two = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    let note = new_note(&one)?;
    one.ok(&["share", &note, "--with", "team"])?;
    let mut watch = Watch::start(&two)?;
    watch.until(|line| line["event"] == json!("link") && line["link"] == json!("live"))?;
    one.ok(&["sync"])?;
    let seen = watch.until(|line| line["event"] == json!("note"))?;
    assert_eq!(seen["note"]["id"], json!(note), "{seen}");
    one.edit(&note, &json!([{"tally": "partner_talk", "by": 2}]))?;
    one.ok(&["sync"])?;
    let changed = watch.until(|line| line["event"] == json!("changed"))?;
    assert_eq!(
        changed["answers"]["partner_talk"]["value"],
        json!(2),
        "{changed}"
    );
    assert_eq!(watch.end("TERM")?, (Some(0), String::new()));
    let mut again = Watch::start(&two)?;
    again.until(|line| line["link"] == json!("live"))?;
    assert_eq!(again.end("INT")?, (Some(0), String::new()));
    Ok(())
}

#[test]
fn a_watch_outlives_its_server() -> Outcome<()> {
    let mut server = Server::start()?;
    let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
    let mut watch = Watch::start(&device)?;
    let live = |line: &Value| line["link"] == json!("live");
    watch.until(live)?;
    server.take_away()?;
    watch.until(|line| line["link"] == json!("offline"))?;
    server.bring_back()?;
    watch.until(live)?;
    assert_eq!(watch.end("TERM")?, (Some(0), String::new()));
    Ok(())
}
