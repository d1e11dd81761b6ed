//! The visit's screen says how many tablets are ready, and lists them: who is there, and
//! since when another was not heard from.

use rounds_tests::browser::steps::{join, link};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};

/// Before a time, and nowhere else.
const AWAY: &str = "Not since ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_says_which_tablets_are_ready_and_which_were_not_heard_from() {
    for kind in Kind::wanted() {
        eprintln!("the team's tablets in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let ben = link(&server, "observer-2");
        let ben = HeadlessDevice::join(&ben, "Ben Okafor").expect("joins");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        page.click("link", "Fall visit to Pine County").await;
        page.wait_for_text("2 of 2").await;
        page.wait_for_text("All of them can work without internet.")
            .await;

        // He is connected, then gone.
        let mut watch = ben.command(&["watch"]).expect("a command");
        let mut watch = watch
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        listed(&page, AWAY, false).await;
        watch.kill().expect("ends");
        watch.wait().expect("is gone");
        listed(&page, AWAY, true).await;
        page.click("button", "See which ones").await;
        page.wait_for_text("rounds device").await;
        let shown = page.visible_text().await;
        for words in [
            "Ana Prieto",
            "Ben Okafor",
            "rounds device",
            "may hold notes",
        ] {
            assert!(shown.contains(words), "{words} not in {shown}");
        }

        // What was heard last is still there without a server and after a new start.
        server.take_away().expect("the server ends");
        page.reload().await;
        page.wait_for_text("2 of 2").await;
        page.click("button", "See which ones").await;
        page.wait_for_text("may hold notes").await;
        page.wait_for_text(AWAY).await;
        page.wait_for_text("As of").await;
    }
}

/// Opens the list anew until it says `words`, or no longer does.
async fn listed(page: &Page, words: &str, wanted: bool) {
    page.wait_until(&format!("{words}: {wanted}"), || async {
        page.click("button", "See which ones").await;
        page.wait_for_text("rounds device").await;
        let says = page.visible_text().await.contains(words);
        page.click("button", "Close").await;
        says == wanted
    })
    .await;
}
