//! The inbox of rescue files when it is full, when two decide at once, and after it was
//! decided.

use rounds_sync_core::access::DocKind;
use rounds_sync_core::doc::{Document, NoteSeed};
use rounds_sync_core::ids::{Actor, DeviceId, DocId, PersonId, SpaceId};
use rounds_sync_core::rescue::{FORMAT, Rescue, RescueDoc};
use rounds_sync_core::time::Timestamp;
use rounds_tests::process::{HeadlessDevice, Outcome};
use serde_json::{Value, json};

use crate::contract::refused;
use crate::review::{Team, unsent_note};

/// Undecided files that the inbox holds of one device.
const FULL: u8 = 8;

/// What a device signs its files with.
struct Signer {
    device: DeviceId,
    person: PersonId,
    key: [u8; 32],
    space: SpaceId,
}

impl Signer {
    fn of(device: &HeadlessDevice) -> Outcome<Self> {
        let saved = std::fs::read(device.data().join("identity.json"))?;
        let saved: Value = serde_json::from_slice(&saved)?;
        let text = |name: &str| saved[name].as_str().ok_or("an identity");
        let mut key = [0; 32];
        bs58::decode(text("device_key")?).onto(&mut key)?;
        device.ok(&["sync"])?;
        let visits = device.json(&["visits", "--json"])?;
        Ok(Self {
            device: text("device")?.parse()?,
            person: text("person")?.parse()?,
            key,
            space: visits[0]["id"].as_str().ok_or("a visit")?.parse()?,
        })
    }

    fn doc(&self, doc: DocId, changes: Vec<Vec<u8>>) -> RescueDoc {
        RescueDoc {
            doc,
            space: self.space,
            kind: DocKind::Note,
            share: None,
            changes,
        }
    }

    /// A file with a note that is taken, and one that the gate refuses.
    fn file(&self, number: u8) -> Outcome<String> {
        let actor = Actor::new(self.device, [number; 8]);
        let (seed, now) = (NoteSeed::default(), Timestamp(1));
        let (_, begun) = Document::create_note(actor, self.person, &seed, now)?;
        let good = self.doc(DocId::from_bytes([number; 16]), vec![begun.bytes]);
        let bad = DocId::from_bytes([100 + number; 16]);
        let rescue = Rescue {
            device: self.device,
            person: self.person,
            docs: vec![good, self.doc(bad, vec![b"no change".to_vec()])],
        };
        // In hexadecimal, as every device writes it.
        let sealed = rescue.seal(&self.key).into_iter();
        let sealed: String = sealed.map(|byte| format!("{byte:02x}")).collect();
        Ok(json!({"format": FORMAT, "sealed": [sealed]}).to_string())
    }
}

/// The first item of a facilitator's inbox, as `accept` and `discard` name it.
fn item(lead: &HeadlessDevice) -> Outcome<[String; 2]> {
    let item = lead.json(&["inbox", "--json"])?[0].clone();
    let visit = item["space"].as_str().ok_or("an item of a visit")?;
    Ok([item["file"].to_string(), visit.to_owned()])
}

/// What is in the inbox, of a device that was removed.
fn asked(team: &Team) -> Outcome<String> {
    let note = unsent_note(&team.ana)?;
    team.lead.ok(&["remove-tablet", &team.tablet("Ana P.")?])?;
    team.ana.ok(&["ask"])?;
    Ok(note)
}

#[test]
fn what_a_full_inbox_cannot_hold_does_not_hide_what_was_taken() -> Outcome<()> {
    let team = Team::join()?;
    let signer = Signer::of(&team.ana)?;
    let path = team.ana.data().join("crafted.json");
    let open = |number: u8| -> Outcome<Value> {
        std::fs::write(&path, signer.file(number)?)?;
        team.ana.json(&["open-rescue", &path.display().to_string()])
    };
    for number in 0..=FULL {
        let opened = open(number)?;
        let kept = u64::from(number < FULL);
        assert_eq!(opened["changes"], json!(1), "file {number}: {opened}");
        assert_eq!(opened["kept"], json!(kept), "file {number}: {opened}");
        let why = opened["refused"].as_array().map(Vec::len);
        assert_eq!(why, Some(1), "file {number}: {opened}");
    }
    let last = DocId::from_bytes([FULL; 16]).to_string();
    team.ana.ok(&["sync"])?;
    let notes = team.ana.json(&["visits", "--json"])?.to_string();
    assert!(notes.contains(&last), "it is on the server: {notes}");
    let inbox = team.lead.json(&["inbox", "--json"])?;
    assert_eq!(inbox.as_array().map(Vec::len), Some(usize::from(FULL)));
    Ok(())
}

#[test]
fn two_facilitators_who_decide_at_once_are_told_the_same() -> Outcome<()> {
    let team = Team::join()?;
    let link = team.server.join_link("facilitator")?;
    let other = HeadlessDevice::join(&link, "Ruth A.")?;
    let note = asked(&team)?;
    let [file, visit] = item(&team.lead)?;
    let accept = ["accept", &file, "--visit", &visit];
    let discard = ["discard", &file, "--visit", &visit];
    let mut deciding = Vec::new();
    for (who, what) in [(&team.lead, accept), (&other, accept), (&other, discard)] {
        let mut command = who.command(&what)?;
        command.stdout(std::process::Stdio::piped());
        deciding.push(command.stderr(std::process::Stdio::piped()).spawn()?);
    }
    let mut told = Vec::new();
    for process in deciding {
        let output = process.wait_with_output()?;
        if !output.status.success() {
            told.push(refused(&output)?);
        }
    }
    let state = team.lead.json(&["inbox", "--json"])?[0]["state"].clone();
    let state = state.as_str().ok_or("a state")?.to_owned();
    let already = format!("{state} already");
    assert_eq!(told.len(), 2, "one decides: {told:?}");
    assert!(told.iter().all(|said| said.contains(&already)), "{told:?}");
    let there = team.notes_of_lead()?.contains(&note);
    assert_eq!(there, state == "accepted", "what is said is what is");
    Ok(())
}

#[test]
fn what_was_discarded_can_be_asked_for_again() -> Outcome<()> {
    let team = Team::join()?;
    let (ana, lead) = (&team.ana, &team.lead);
    let note = asked(&team)?;
    let [file, visit] = item(lead)?;
    lead.ok(&["discard", &file, "--visit", &visit])?;
    assert_eq!(ana.json(&["ask"])?["kept"], json!(1), "her work is hers");
    let inbox = lead.json(&["inbox", "--json"])?;
    assert_eq!(inbox.as_array().map(Vec::len), Some(1), "{inbox}");
    assert_eq!(inbox[0]["state"], json!("waiting"), "{inbox}");
    lead.ok(&["accept", &file, "--visit", &visit])?;
    assert!(team.notes_of_lead()?.contains(&note));
    ana.ok(&["ask"])?;
    let inbox = lead.json(&["inbox", "--json"])?;
    assert_eq!(inbox[0]["state"], json!("accepted"), "it is there: {inbox}");
    Ok(())
}
