//! Signing out of a tablet: what is not on the server is named first, and afterwards the
//! browser keeps nothing of the person, neither on disk nor by a session.

use rounds_tests::browser::steps::{add_entry, join, link, share, start_note, visit};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};

const WORDS: &str = "Desks in groups of four.";
const BEGUN: &str = "Three pairs whisper";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_is_sent_before_its_person_signs_out() {
    for kind in Kind::wanted() {
        eprintln!("sign out in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let late = link(&server, "facilitator");
        server.take_away().expect("the server ends");
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        share(&page).await;
        is_stored(&page, &[WORDS, "Ana Prieto"]).await;

        ask(&page).await;
        page.wait_for_text("They belong to Ana Prieto.").await;
        assert_eq!(focused(&page).await, "Send now, then sign out");
        page.click("button", "Send now, then sign out").await;
        page.wait_for_text("You are still signed in").await;
        is_stored(&page, &[WORDS, "Ana Prieto"]).await;

        server.bring_back().expect("the server starts again");
        page.click("button", "Send now, then sign out").await;
        page.find("heading", "Join a visit").await;
        assert_nothing_left(&page).await;
        page.wait_until("the session to end", || async {
            page.status_of("/api/v1/me").await == 401
        })
        .await;

        let third = HeadlessDevice::join(&late, "Priya Kaur").expect("joins");
        let note = note.rsplit('/').next().expect("a note's path");
        let shown = third.json(&["show", note, "--json"]);
        let shown = shown.expect("the note is there").to_string();
        assert!(shown.contains(WORDS), "sent before the sign-out");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discarding_takes_a_word_and_a_session_ends_when_there_is_internet() {
    for kind in Kind::wanted() {
        eprintln!("discard in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        server.take_away().expect("the server ends");
        start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into("What did you see or hear?", BEGUN).await;
        page.wait_until("the draft", || async {
            page.stored().await.contains(BEGUN)
        })
        .await;

        ask(&page).await;
        page.click("button", "Discard *").await;
        page.type_into("Type DISCARD", "discard").await;
        page.click("button", "Discard *").await;
        page.wait_for_text("Type the word DISCARD to discard.")
            .await;
        is_stored(&page, &[WORDS, BEGUN]).await;
        // Seven times Backspace: a driver's Control and A is nothing in Firefox.
        let instead = format!("{}DISCARD", "\u{e003}".repeat(7));
        page.type_into("Type DISCARD", &instead).await;
        page.click("button", "Discard *").await;
        page.wait_for_text("The server is told when there is internet.")
            .await;
        assert_nothing_left(&page).await;

        server.bring_back().expect("the server starts again");
        page.reload().await;
        page.wait_until("the session to end", || async {
            page.status_of("/api/v1/me").await == 401
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_nothing_to_lose_it_is_a_plain_question() {
    for kind in Kind::wanted() {
        eprintln!("plain sign-out in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        visit(&page, "/device/sync").await;
        page.find("heading", "Nothing to send yet").await;
        page.find("button", "Check again").await;

        ask(&page).await;
        page.wait_for_text("Everything of Ana Prieto is on the server.")
            .await;
        page.wait_for_text("a note that only you see cannot be opened again")
            .await;
        assert_eq!(focused(&page).await, "Cancel");
        page.click("button", "Cancel").await;
        page.click("radio", "Español").await;
        page.click("button", "Cerrar sesión").await;
        page.find("dialog", "¿Cerrar la sesión de *").await;
        page.run(
            "document.querySelector('dialog[open] .btn.pri').click()",
            vec![],
        )
        .await;
        page.find("heading", "Unirse a una visita").await;
        assert_nothing_left(&page).await;
    }
}

/// Opens the dialog.
async fn ask(page: &Page) {
    visit(page, "/device").await;
    page.click("button", "Sign out").await;
    page.find("dialog", "Sign out of Ana Prieto’s *").await;
}

async fn focused(page: &Page) -> String {
    let words = page
        .run("return document.activeElement.innerText", vec![])
        .await;
    words.as_str().unwrap_or_default().to_owned()
}

/// Waits until the browser's storage has all of these words: what is written is on the
/// screen before it is there.
async fn is_stored(page: &Page, words: &[&str]) {
    page.wait_until(&format!("{words:?} in the storage"), || async {
        let stored = page.stored().await;
        words.iter().all(|word| stored.contains(word))
    })
    .await;
}

async fn assert_nothing_left(page: &Page) {
    let clean = |stored: &str| {
        let mine = [
            "Ana",
            "Prieto",
            WORDS,
            BEGUN,
            "identity",
            "database rounds-",
        ];
        !mine.iter().any(|word| stored.contains(word))
    };
    page.wait_until("nothing of Ana", || async { clean(&page.stored().await) })
        .await;
    let stored = page.stored().await;
    assert!(stored.contains("settings"), "the device's own:\n{stored}");
}
