//! A tablet that a facilitator removed: it says so, writing goes on, and what it asks to
//! be accepted reaches the team when the facilitator says yes.

use rounds_tests::browser::steps::{add_entry, join, link, origin, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};
use serde_json::Value;

const WORDS: &str = "Desks in groups of four.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_tablet_says_so_and_its_work_can_be_accepted() {
    for kind in Kind::wanted() {
        eprintln!("removed tablet in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let lead = link(&server, "facilitator");
        let lead = HeadlessDevice::join(&lead, "Priya Kaur").expect("joins");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;

        let tablet = tablet_of(&lead, "Ana Prieto");
        lead.ok(&["remove-tablet", &tablet]).expect("removed");
        page.wait_for_text("was removed from its visits").await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.find("button", "Kept for review, sync details").await;

        open_details(&page).await;
        page.wait_for_text("Your unsent notes are kept here.").await;
        page.click("button", "See why").await;
        page.click("button", "Ask to accept").await;
        page.wait_for_text("Asked. A facilitator decides").await;
        let item = lead.json(&["inbox", "--json"]).expect("a list")[0].clone();
        let space = item["space"].as_str().expect("a visit");
        let accept = ["accept", &item["file"].to_string(), "--visit", space];
        let accepted = lead.json(&accept).expect("accepted");
        assert!(accepted["changes"].as_u64() >= Some(2), "{accepted}");

        lead.ok(&["readmit-tablet", &tablet]).expect("let in");
        page.click("button", "Send now").await;
        page.wait_for_text("Everything is on the server").await;
        page.goto(&format!("{}{note}", origin(&page).await)).await;
        page.wait_for_text(WORDS).await;
        assert!(!page.visible_text().await.contains("Kept for review"));
    }
}

fn tablet_of(lead: &HeadlessDevice, name: &str) -> String {
    let listed = lead.json(&["tablets", "--json"]).expect("a list");
    let tablets = listed.as_array().expect("a list").iter();
    let mut named = tablets.filter(|tablet| tablet["name"] == name);
    let id = named.next().and_then(|tablet| tablet["id"].as_str());
    id.map(str::to_owned).expect("the tablet is listed")
}

async fn open_details(page: &Page) {
    page.goto(&format!("{}/device/sync", origin(page).await))
        .await;
    page.find("button", "Send now").await;
    let shown: Value = page.run("return document.title", vec![]).await;
    assert_eq!(shown, "Where your work is · Rounds");
}
