//! `kill -9` of headless devices at random moments: what a command said to be saved is
//! there, what it did not say is there whole or not at all, and the folder always opens.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::seeds::{Dice, number};

const FIELD: &str = "partner_talk";

/// Joins that are killed: each may use up a use of the link.
const JOINS: u64 = 20;

/// A blow falls within so many hundredths of the time that a command takes by itself,
/// so that some commands end before it.
const WITHIN_PERCENT: u64 = 250;

#[test]
fn a_killed_device_keeps_what_it_said_is_saved() -> Outcome<()> {
    let seed = number("ROUNDS_CRASH_FIRST", 1);
    let rounds = number("ROUNDS_CRASH_ROUNDS", 100);
    println!("again with: ROUNDS_CRASH_FIRST={seed} ROUNDS_CRASH_ROUNDS={rounds}");
    let server = Server::start()?;
    let mut person = Person::join(&server, seed)?;
    for round in 1..=rounds {
        person
            .one_round()
            .map_err(|error| format!("round {round}: {error}"))?;
    }
    let Person {
        device,
        notes,
        ended,
        ..
    } = &person;
    device.ok(&["sync", "--timeout", "60s"])?;
    let other = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
    for (id, note) in notes.iter().filter(|(_, note)| note.shared) {
        note.check(&other.json(&["show", id, "--json"])?)?;
    }
    let saved: usize = notes.values().map(|note| note.saved.len()).sum();
    println!("{rounds} blows, {ended} came too late; {saved} saved entries, 0 lost");
    Ok(())
}

#[test]
fn a_killed_join_can_be_repeated() -> Outcome<()> {
    let mut dice = Dice::of(number("ROUNDS_CRASH_FIRST", 1));
    let server = Server::start()?;
    let link = server.join_link("observer-1")?;
    let join = ["join", link.as_str(), "--name", "Ana P."];
    let began = Instant::now();
    HeadlessDevice::new()?.ok(&join)?;
    let usual = began.elapsed();
    for round in 0..JOINS {
        let device = HeadlessDevice::new()?;
        strike(&device, &join, usual, &mut dice)?;
        device
            .ok(&join)
            .map_err(|error| format!("round {round}: {error}"))?;
        let visits = device.json(&["visits", "--json"])?;
        if visits.as_array().map(Vec::len) != Some(1) {
            return Err(format!("round {round}: {visits}").into());
        }
    }
    Ok(())
}

/// Someone whose commands are killed.
struct Person {
    device: HeadlessDevice,
    dice: Dice,
    new_note: Vec<String>,
    notes: BTreeMap<String, Note>,
    /// How long a command takes when nobody disturbs it.
    usual: Duration,
    entries: u64,
    /// Commands that ended before the blow.
    ended: u64,
}

#[derive(Default)]
struct Note {
    saved: BTreeSet<String>,
    tried: BTreeSet<String>,
    shared: bool,
}

impl Person {
    fn join(server: &Server, seed: u64) -> Outcome<Self> {
        let device = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
        let visits = device.json(&["visits", "--json"])?;
        let visit = &visits[0];
        let stop = visit["stops"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|stop| stop["forms"] == json!(["t1"]))
            .ok_or("a classroom")?;
        let ids = visit["id"].as_str().zip(stop["id"].as_str());
        let (visit, stop) = ids.ok_or("ids")?;
        let new_note = ["new-note", "--visit", visit, "--stop", stop, "--form", "t1"];
        let began = Instant::now();
        let first = device.ok(&new_note)?;
        Ok(Self {
            usual: began.elapsed(),
            new_note: new_note.map(str::to_owned).into(),
            notes: [(first, Note::default())].into(),
            device,
            dice: Dice::of(seed),
            entries: 0,
            ended: 0,
        })
    }

    fn one_round(&mut self) -> Outcome<()> {
        let at = self.dice.index(self.notes.len());
        let note = self.notes.keys().nth(at).cloned().ok_or("a note")?;
        match self.dice.below(10) {
            0 => self.new_note()?,
            1 => {
                if self.strike(&["share", &note, "--with", "team"])?.is_some() {
                    self.note(&note)?.shared = true;
                }
            }
            2 | 3 => {
                self.strike(&["sync"])?;
            }
            _ => self.edit(&note)?,
        }
        self.check()
    }

    fn new_note(&mut self) -> Outcome<()> {
        let command = self.new_note.clone();
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        if let Some(id) = self.strike(&command)? {
            self.notes.insert(id, Note::default());
        }
        Ok(())
    }

    fn edit(&mut self, note: &str) -> Outcome<()> {
        self.entries += 1;
        let text = format!("Entry {}", self.entries);
        let entry = json!({"who": "students", "mode": "saw", "text": text, "tags": []});
        let script = json!([{"evidence": entry}, {"tally": FIELD, "by": 1}]);
        let file = self.device.script(&script)?;
        let done = self.strike(&["edit", note, "--script", &file])?;
        let model = self.note(note)?;
        match done {
            Some(_) => model.saved.insert(text),
            None => model.tried.insert(text),
        };
        Ok(())
    }

    /// Everything that is said to be saved is there.
    fn check(&mut self) -> Outcome<()> {
        let visits = self.device.json(&["visits", "--json"])?;
        let rows = visits[0]["notes"].as_array().ok_or("notes")?;
        let listed: BTreeSet<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
        for id in self.notes.keys() {
            if !listed.contains(id.as_str()) {
                return Err(format!("note {id} is lost").into());
            }
        }
        for id in listed {
            // A killed `new-note` may have saved one whose id it did not say.
            let note = self.notes.entry(id.to_owned()).or_default();
            note.check(&self.device.json(&["show", id, "--json"])?)?;
        }
        self.device.ok(&["status", "--json"]).map(drop)
    }

    fn strike(&mut self, args: &[&str]) -> Outcome<Option<String>> {
        let said = strike(&self.device, args, self.usual, &mut self.dice)?;
        self.ended += u64::from(said.is_some());
        Ok(said)
    }

    fn note(&mut self, id: &str) -> Outcome<&mut Note> {
        Ok(self.notes.get_mut(id).ok_or("a note that is known")?)
    }
}

impl Note {
    /// An edit is one change: its entry and its tap are there together.
    fn check(&self, shown: &Value) -> Outcome<()> {
        let entries = shown["entries"].as_array().into_iter().flatten();
        let found: Vec<&str> = entries.filter_map(|entry| entry["text"].as_str()).collect();
        for text in &self.saved {
            if !found.contains(&text.as_str()) {
                return Err(format!("{text:?} was saved and is lost: {shown}").into());
            }
        }
        let known = |text: &&str| self.saved.contains(*text) || self.tried.contains(*text);
        let taps = shown["answers"][FIELD]["value"].as_u64();
        if !found.iter().all(known) || taps != Some(found.len() as u64) {
            return Err(format!("half an edit is there: {shown}").into());
        }
        Ok(())
    }
}

/// Starts a command and kills it at some moment; what it printed if it was done before.
fn strike(
    device: &HeadlessDevice,
    args: &[&str],
    usual: Duration,
    dice: &mut Dice,
) -> Outcome<Option<String>> {
    let within = u64::try_from(usual.as_micros())? * WITHIN_PERCENT / 100;
    let mut process = device
        .command(args)?
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    std::thread::sleep(Duration::from_micros(dice.below(within + 1)));
    process.kill()?;
    let output = process.wait_with_output()?;
    match output.status.code() {
        Some(0) => Ok(Some(String::from_utf8(output.stdout)?.trim().to_owned())),
        None => Ok(None),
        Some(_) => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(format!("{args:?}: {said}").into())
        }
    }
}
