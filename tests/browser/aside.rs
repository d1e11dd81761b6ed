//! A past visit leaves the tablet and comes again: only when it is wholly on the server,
//! only after asking, and without internet it says what it needs.

use rounds_tests::browser::steps::{add_entry, join, later, link, open_note, origin, start_note};
use rounds_tests::browser::{Browser, Kind};
use rounds_tests::process::Server;

const WORDS: &str = "A pair compares two answers.";

/// Minutes after which the visit's days are over.
const A_MONTH: u64 = 30 * 24 * 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_past_visit_leaves_the_tablet_and_comes_again() {
    for kind in Kind::wanted() {
        eprintln!("aside in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.run("history.back()", vec![]).await;
        page.find("button", "Start note, Visit *").await;

        page.click("link", "Ready check").await;
        page.find("button", "Check again").await;
        let ready = page.path().await;
        page.click("button", "Remove past visits").await;
        page.wait_for_text("Nothing to remove").await;
        later(&page, A_MONTH).await;
        page.wait_for_text("1 note,").await;
        // The connection counts as dead after a month: the page makes it anew, and removes
        // when it has caught up.
        page.click("button", "Remove 1 visit").await;
        page.wait_for_text("1 past visit removed from this").await;

        page.run("history.back()", vec![]).await;
        page.wait_for_text("Not on this").await;
        page.click("button", "Fetch notes").await;
        page.wait_until("the notes to be here", || async {
            !page.visible_text().await.contains("Not on this")
        })
        .await;
        open_note(&page, &note).await;
        page.wait_for_text(WORDS).await;

        page.goto(&format!("{}{ready}", origin(&page).await)).await;
        page.find("button", "Check again").await;
        later(&page, A_MONTH).await;
        page.click("button", "Remove past visits").await;
        page.find("button", "Remove 1 visit").await;
        server.take_away().expect("the server goes");
        page.click("button", "Remove 1 visit").await;
        page.wait_for_text("This needs internet. Nothing was lost.")
            .await;
        open_note(&page, &note).await;
        page.wait_for_text(WORDS).await;
    }
}
