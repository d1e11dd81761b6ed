//! The second file of the app is gone from the browser, as when it makes room, and so is
//! the server: the visits are shown all the same, what needs the file says what to do, and
//! when the server is back nothing has to be reloaded.

use rounds_tests::browser::steps::{BOX, add_entry, join, link, start_note, visit};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;
use serde_json::json;

const WORDS: &str = "Two pairs compare their answers";
const MISSING: &str = "Part of Rounds is missing here";

const STORED: &str = "return (async () => {
    let count = 0;
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys())
            if (url.includes('/assets/later-')) count += 1;
    return navigator.serviceWorker.controller ? count : 0;
})()";

const FORGET: &str = "return (async () => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const { url } of await cache.keys())
            if (url.includes('/assets/later-')) await cache.delete(url);
    }
    return true;
})()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_second_file_is_fetched_when_it_can_be() {
    // Only Chromium's own protocol can also empty the cache below the service worker's.
    for kind in Kind::wanted() {
        if kind != Kind::Chromium {
            continue;
        }
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.wait_until("both files", || async {
            page.run(STORED, vec![]).await == json!(1)
        })
        .await;

        forget(&page).await;
        server.take_away().expect("the server is gone");
        visit(&page, "/visits").await;
        page.wait_for_text("Fall visit to Pine County").await;

        visit(&page, &note).await;
        page.wait_for_text(MISSING).await;
        page.click("button", "Try again").await;
        page.wait_for_text(MISSING).await;

        server.bring_back().expect("the server starts again");
        page.click("button", "Try again").await;
        page.find("textbox", BOX).await;
        page.wait_for_text(WORDS).await;
    }
}

async fn forget(page: &Page) {
    assert_eq!(page.run(FORGET, vec![]).await, json!(true));
    page.devtools("Network.clearBrowserCache", json!({})).await;
    assert_eq!(page.run(STORED, vec![]).await, json!(0), "it is gone");
}
