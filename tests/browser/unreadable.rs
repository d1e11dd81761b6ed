//! A record that cannot be read is no record of nobody: nothing is removed, the page says
//! so, and when it can be read again everything is there.

use rounds_tests::browser::steps::{BOX, join, link, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;

const BEGUN: &str = "Three pairs whisper";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unreadable_record_removes_nothing() {
    for kind in Kind::wanted() {
        eprintln!("unreadable in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        start_note(&page).await;
        page.type_into(BOX, BEGUN).await;
        page.wait_until("the draft", || async {
            page.stored().await.contains(BEGUN)
        })
        .await;

        // As it would be after a fault of the disk, or written by a newer build.
        put(&page, "'{' + was").await;
        page.reload().await;
        page.wait_for_text("Rounds cannot read what is stored here")
            .await;
        assert!(page.stored().await.contains(BEGUN), "the draft is there");

        put(&page, "was.slice(1)").await;
        page.reload().await;
        page.find("textbox", BOX).await;
        page.wait_until("the words in the box", || async {
            page.value(BOX).await == BEGUN
        })
        .await;
    }
}

/// Writes another record of who this browser belongs to, made from the one that `was`.
async fn put(page: &Page, value: &str) {
    let script = "document.title = '';
        indexedDB.open('rounds').onsuccess = (opened) => {
            const db = opened.target.result;
            const transaction = db.transaction('local', 'readwrite');
            const table = transaction.objectStore('local');
            table.get('identity').onsuccess = (read) => {
                const was = read.target.result;
                table.put(VALUE, 'identity');
            };
            transaction.oncomplete = () => { db.close(); document.title = 'written'; };
        };"
    .replace("VALUE", value);
    page.run(&script, vec![]).await;
    page.wait_until("the record", || async {
        page.run("return document.title", vec![]).await == "written"
    })
    .await;
}
