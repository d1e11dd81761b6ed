//! Two tablets join; a note is written, shared and acknowledged on one; both open the
//! app again when the server is gone. Merging is proved by the binary `whole`.

use rounds_tests::process::Server;

use crate::browser::{Browser, Kind};
use crate::page::Page;

const BOX: &str = "What did you see or hear?";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_is_written_shared_and_acknowledged_and_the_app_opens_without_a_server() {
    for kind in Kind::wanted() {
        eprintln!("two tablets in {kind:?}");
        two_tablets(kind).await;
    }
}

async fn two_tablets(kind: Kind) {
    let mut server = Server::start().expect("the demo server starts");
    let (first, second) = (Browser::start(kind).await, Browser::start(kind).await);
    let one = first.open(1180, 820).await;
    let two = second.open(820, 1180).await;
    join(&one, &link(&server, "observer-1"), "Ana Prieto").await;
    join(&two, &link(&server, "observer-2"), "Ben Okafor").await;

    let note = start_shared_note(&one).await;
    // Who may read it now sees it, and nobody needs the server to see the visit again.
    two.find("heading", "Fall visit to Pine County").await;
    server.take_away().expect("the server ends");
    for page in [&one, &two] {
        page.reload().await;
        page.find("navigation", "Main").await;
        page.find("heading", "Fall visit to Pine County").await;
    }
    assert!(!note.is_empty());
}

fn link(server: &Server, who: &str) -> String {
    server.join_link(who).expect("the demo prints a link")
}

async fn join(page: &Page, link: &str, name: &str) {
    page.goto(link).await;
    if page.has("button", "Continue in this browser").await {
        page.click("button", "Continue in this browser").await;
    }
    page.type_into("Your name", name).await;
    page.click("button", "Join").await;
    page.find("list", "Stops at *").await;
    page.click("link", "Visits").await;
    page.wait_for_text("Ready without internet").await;
}

/// Starts a note at the first classroom, writes one entry, shares it; its path.
async fn start_shared_note(page: &Page) -> String {
    page.click("button", "Start note, Visit *").await;
    page.find("textbox", BOX).await;
    add_entry(page, "A pair compares two answers.").await;
    let path = page.path().await;
    page.click("button", "Review").await;
    page.click("button", "Share with *").await;
    page.click("button", "Share").await;
    page.wait_for_text("Your team").await;
    page.find("button", "On the server, sync details").await;
    let visits = page.run("return location.origin + '/visits'", vec![]).await;
    page.goto(visits.as_str().unwrap_or_default()).await;
    path
}

async fn add_entry(page: &Page, words: &str) {
    page.type_into(BOX, words).await;
    page.click("button", "Add").await;
    page.wait_until("an empty box", || async {
        page.value(BOX).await.is_empty()
    })
    .await;
    page.wait_for_text(words).await;
}
