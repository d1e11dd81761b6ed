//! A deleted entry comes back: by the message's own button, by Ctrl+Z, and when the
//! note was left meanwhile; the page lives on. Once the way back was part of the menu
//! that deleted, was gone together with it, and using it ended the page.

use rounds_tests::browser::steps::{BOX, add_entry, join, link, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;

const WORDS: &str = "A pair compares two answers.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_entry_comes_back_and_the_page_lives_on() {
    for kind in Kind::wanted() {
        eprintln!("undo in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        start_note(&page).await;
        add_entry(&page, WORDS).await;

        delete(&page).await;
        page.click("button", "Undo").await;
        page.wait_for_text(WORDS).await;
        add_entry(&page, "After the button.").await;

        delete(&page).await;
        // In an empty box there is nothing else to undo.
        page.type_into(BOX, CONTROL_Z).await;
        page.wait_for_text(WORDS).await;
        add_entry(&page, "After the keys.").await;

        delete(&page).await;
        page.run("history.back()", vec![]).await;
        page.find("button", "Start note, Visit *").await;
        page.click("button", "Undo").await;
        page.run("history.forward()", vec![]).await;
        page.wait_for_text(WORDS).await;
        add_entry(&page, "After the note was left.").await;
    }
}

/// Control held, z, and all let go, in WebDriver's code for keys.
const CONTROL_Z: &str = "\u{E009}z\u{E000}";

/// Deletes the oldest entry.
async fn delete(page: &Page) {
    page.click("button", "More for entry at *").await;
    page.click("button", "Delete").await;
    page.wait_until("the entry to be gone", || async {
        !page.visible_text().await.contains(WORDS)
    })
    .await;
    page.wait_for_text("Entry deleted").await;
}
