//! A tablet that never connects again: its rescue file, opened on another tablet while
//! that one has no internet either, reaches the server when the server is there.

use rounds_tests::browser::steps::{add_entry, join, link, origin, share, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};
use serde_json::Value;

const WORDS: &str = "Desks in groups of four.";

/// Catches the file that the page hands to the browser.
const CATCH: &str = "const offer = URL.createObjectURL; \
    URL.createObjectURL = (blob) => { \
        blob.text().then((text) => { window.caught = text; }); \
        return offer.call(URL, blob); \
    }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rescue_file_brings_a_lost_tablets_work_to_the_server() {
    for kind in Kind::wanted() {
        eprintln!("rescue file in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let (mut lost, mut other) = (Browser::new(kind), Browser::new(kind));
        let (one, two) = (lost.open(1180, 820).await, other.open(820, 1180).await);
        join(&one, &link(&server, "observer-1"), "Ana Prieto").await;
        join(&two, &link(&server, "observer-2"), "Ben Okafor").await;
        let late = link(&server, "facilitator");

        server.take_away().expect("the server ends");
        let note = start_note(&one).await;
        add_entry(&one, WORDS).await;
        share(&one).await;
        let file = saved_file(&one).await;
        lost.kill();

        open_details(&two).await;
        two.find("button", "Open a rescue file").await;
        two.choose_file(&file).await;
        two.wait_for_text("The file is kept here.").await;
        server.bring_back().expect("the server starts again");
        two.wait_for_text("from the file are on the server").await;

        let note = note.rsplit('/').next().expect("a note's path");
        let third = HeadlessDevice::join(&late, "Priya Kaur").expect("joins");
        let shown = third.json(&["show", note, "--json"]);
        let shown = shown.expect("the note is there").to_string();
        assert!(shown.contains(WORDS) && shown.contains("Ana Prieto"));
    }
}

/// Opens "Where your work is", with no server.
async fn open_details(page: &Page) {
    page.goto(&format!("{}/device/sync", origin(page).await))
        .await;
    page.find("button", "Open a rescue file").await;
}

/// Saves the rescue file and puts it where another browser can choose it.
async fn saved_file(page: &Page) -> tempfile::TempPath {
    open_details(page).await;
    page.run(CATCH, vec![]).await;
    page.click("button", "Save rescue file").await;
    let caught = || async { page.run("return window.caught ?? null", vec![]).await };
    page.wait_until("the file", || async { caught().await.is_string() })
        .await;
    let text = caught().await;
    let text = text.as_str().expect("a text");
    let read: Value = serde_json::from_str(text).expect("JSON");
    assert!(read["notes"].to_string().contains(WORDS), "people read it");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, text.as_bytes()).expect("written");
    file.into_temp_path()
}
