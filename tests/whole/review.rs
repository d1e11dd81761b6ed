//! A removed device: it is shut out, keeps its work, and a facilitator brings it in.

use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::contract::refused;
use crate::merge::new_note;
use crate::watching::Watch;

const WORDS: &str = "Desks in groups of four.";

pub(crate) struct Team {
    pub(crate) server: Server,
    pub(crate) ana: HeadlessDevice,
    ben: HeadlessDevice,
    pub(crate) lead: HeadlessDevice,
}

impl Team {
    pub(crate) fn join() -> Outcome<Self> {
        let server = Server::start()?;
        let ana = HeadlessDevice::join(&server.join_link("observer-1")?, "Ana P.")?;
        let ben = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben O.")?;
        let lead = HeadlessDevice::join(&server.join_link("facilitator")?, "Priya K.")?;
        Ok(Self {
            server,
            ana,
            ben,
            lead,
        })
    }

    /// The id of a device as the facilitator sees it.
    pub(crate) fn tablet(&self, name: &str) -> Outcome<String> {
        let listed = self.lead.json(&["tablets", "--json"])?;
        let listed = listed.as_array().ok_or("a list of tablets")?;
        let found = listed.iter().find(|tablet| tablet["name"] == name);
        let id = found.and_then(|tablet| tablet["id"].as_str());
        Ok(id.ok_or("no such tablet")?.to_owned())
    }

    pub(crate) fn notes_of_lead(&self) -> Outcome<String> {
        self.lead.ok(&["sync"])?;
        Ok(self.lead.json(&["visits", "--json"])?.to_string())
    }
}

/// A shared note that the server has not seen.
pub(crate) fn unsent_note(device: &HeadlessDevice) -> Outcome<String> {
    let note = new_note(device)?;
    let entry = json!([{"evidence": {"who": "students", "mode": "saw", "text": WORDS}}]);
    device.edit(&note, &entry)?;
    device.ok(&["share", &note, "--with", "team"])?;
    Ok(note)
}

#[test]
fn a_removed_tablet_keeps_its_work_until_a_facilitator_accepts_it() -> Outcome<()> {
    let team = Team::join()?;
    let (ana, lead) = (&team.ana, &team.lead);
    let note = unsent_note(ana)?;
    let tablet = team.tablet("Ana P.")?;
    lead.ok(&["remove-tablet", &tablet])?;

    let said = refused(&ana.run(&["sync"])?)?;
    assert!(said.contains("a facilitator removed this device"), "{said}");
    assert!(ana.ok(&["export", "--json"])?.contains(WORDS), "it is kept");
    let more = json!([{"evidence": {"who": "teacher", "mode": "heard", "text": "Still here."}}]);
    ana.edit(&note, &more)?;

    let asked = ana.json(&["ask"])?;
    assert_eq!((&asked["kept"], &asked["changes"]), (&json!(1), &json!(0)));
    assert_eq!(ana.json(&["ask"])?, asked, "twice");
    assert!(
        !team.notes_of_lead()?.contains(&note),
        "nothing is taken unasked"
    );

    let inbox = lead.json(&["inbox", "--json"])?;
    let [item] = inbox.as_array().map_or(&[][..], Vec::as_slice) else {
        return Err(format!("one file, not {inbox}").into());
    };
    assert_eq!(item["from"], json!("Ana P."));
    assert_eq!(
        (&item["state"], &item["notes"]),
        (&json!("waiting"), &json!(1))
    );
    assert!(!inbox.to_string().contains("Desks"), "no word of a note");
    let (file, visit) = (item["file"].to_string(), item["space"].as_str().ok_or("")?);
    let accept = ["accept", &file, "--visit", visit];
    let accepted = lead.json(&accept)?;
    assert_eq!(
        (&accepted["refused"], &accepted["kept"]),
        (&json!([]), &json!(0))
    );
    lead.ok(&["sync"])?;
    let shown = lead.json(&["show", &note, "--json"])?.to_string();
    assert!(
        shown.contains(WORDS) && shown.contains("Still here."),
        "{shown}"
    );
    assert!(shown.contains("Ana P."), "in her name: {shown}");
    let said = refused(&lead.run(&accept)?)?;
    assert!(said.contains("accepted already"), "decided once: {said}");

    // Let in again, the tablet has nothing to add.
    lead.ok(&["readmit-tablet", &tablet])?;
    ana.ok(&["sync"])?;
    let status = ana.json(&["status", "--json"])?;
    assert_eq!(status["counts"]["waiting"], json!(0), "{status}");
    let shown = ana.json(&["show", &note, "--json"])?.to_string();
    assert_eq!(shown.matches(WORDS).count(), 1, "{shown}");
    Ok(())
}

#[test]
fn what_a_removed_tablet_wrote_passes_by_no_other_way() -> Outcome<()> {
    let team = Team::join()?;
    let (ana, ben, lead) = (&team.ana, &team.ben, &team.lead);
    let note = unsent_note(ana)?;
    let file = ana.data().join("rescue.json").display().to_string();
    ana.ok(&["rescue", &file])?;
    let bens = ben.data().join("rescue.json").display().to_string();
    unsent_note(ben)?;
    ben.ok(&["rescue", &bens])?;
    lead.ok(&["remove-tablet", &team.tablet("Ana P.")?])?;

    let opened = ben.json(&["open-rescue", &file])?;
    assert_eq!(
        (&opened["kept"], &opened["changes"]),
        (&json!(1), &json!(0))
    );
    assert!(!team.notes_of_lead()?.contains(&note), "{note}");
    let said = refused(&ana.run(&["open-rescue", &bens])?)?;
    assert!(
        said.contains("was removed"),
        "nor brings what is another's: {said}"
    );
    let link = team.server.join_link("observer-1")?;
    let said = refused(&ana.run(&["join", &link, "--name", "Ana P."])?)?;
    assert!(
        said.contains("was removed"),
        "a link does not undo it: {said}"
    );

    let item = lead.json(&["inbox", "--json"])?[0].clone();
    let (number, visit) = (item["file"].to_string(), item["space"].as_str().ok_or("")?);
    lead.ok(&["discard", &number, "--visit", visit])?;
    let inbox = lead.json(&["inbox", "--json"])?;
    assert_eq!(inbox[0]["state"], json!("discarded"), "{inbox}");
    assert!(
        ana.ok(&["export", "--json"])?.contains(WORDS),
        "she still has it"
    );
    Ok(())
}

#[test]
fn only_facilitators_decide_and_see_the_inbox() -> Outcome<()> {
    let team = Team::join()?;
    let (ana, ben, lead) = (&team.ana, &team.ben, &team.lead);
    unsent_note(ana)?;
    let (anas, leads) = (team.tablet("Ana P.")?, team.tablet("Priya K.")?);
    for command in ["remove-tablet", "readmit-tablet"] {
        let said = refused(&ben.run(&[command, &anas])?)?;
        assert!(said.contains("Only a facilitator"), "{said}");
    }
    let said = refused(&lead.run(&["remove-tablet", &leads])?)?;
    assert!(said.contains("that you are using"), "{said}");
    let said = refused(&lead.run(&["remove-tablet", "nobody"])?)?;
    assert!(said.contains("nothing at this address"), "{said}");

    lead.ok(&["remove-tablet", &anas])?;
    ana.ok(&["ask"])?;
    assert_eq!(ben.json(&["inbox", "--json"])?, json!([]));
    assert_eq!(ben.json(&["tablets", "--json"])?, json!([]));
    let item = lead.json(&["inbox", "--json"])?[0].clone();
    let (file, visit) = (item["file"].to_string(), item["space"].as_str().ok_or("")?);
    for command in ["accept", "discard"] {
        let said = refused(&ben.run(&[command, &file, "--visit", visit])?)?;
        assert!(said.contains("Only a facilitator"), "{said}");
    }
    Ok(())
}

#[test]
fn a_connected_tablet_hears_at_once_that_it_was_removed() -> Outcome<()> {
    let team = Team::join()?;
    let mut watch = Watch::start(&team.ana)?;
    let link = |wanted: &'static str| move |line: &Value| line["link"] == wanted;
    watch.until(link("live"))?;
    team.lead.ok(&["remove-tablet", &team.tablet("Ana P.")?])?;
    watch.until(link("removed"))?;
    Ok(())
}

#[test]
fn one_removed_tablet_does_not_fill_the_inbox() -> Outcome<()> {
    let team = Team::join()?;
    let (ana, lead) = (&team.ana, &team.lead);
    let note = unsent_note(ana)?;
    lead.ok(&["remove-tablet", &team.tablet("Ana P.")?])?;
    let more = json!([{"evidence": {"who": "teacher", "mode": "heard", "text": "And more."}}]);
    for _ in 0..8 {
        ana.edit(&note, &more)?;
        ana.ok(&["ask"])?;
    }
    ana.edit(&note, &more)?;
    let said = refused(&ana.run(&["ask"])?)?;
    assert!(said.contains("still wait for a facilitator"), "{said}");
    let item = lead.json(&["inbox", "--json"])?[0].clone();
    let (file, visit) = (item["file"].to_string(), item["space"].as_str().ok_or("")?);
    lead.ok(&["discard", &file, "--visit", visit])?;
    assert_eq!(ana.json(&["ask"])?["kept"], json!(1), "there is room again");
    Ok(())
}
