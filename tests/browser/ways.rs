//! The ways through the page: links, the browser's back and forward, addresses that are
//! opened, and what a screen reader hears of a new screen.

use rounds_tests::browser::steps::{BOX, join, link, origin};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_and_forward_go_through_the_screens_and_each_says_its_name() {
    for kind in Kind::wanted() {
        eprintln!("ways in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let visits = page.path().await;
        assert_eq!(visits, "/visits");
        // The screen is named by the day.
        let day = page.run("return document.title", vec![]).await;
        let day = day
            .as_str()
            .and_then(|title| title.strip_suffix(" · Rounds"));
        let day = day.expect("a title").to_owned();

        page.click("link", "Fall visit to Pine County").await;
        let visit = named(&page, "Fall visit to Pine County").await;
        page.click("button", "Start note, Visit *").await;
        page.find("textbox", BOX).await;
        let note = page.path().await;
        assert!(note.starts_with("/notes/"), "{note}");

        step(&page, "back").await;
        assert_eq!(named(&page, "Fall visit to Pine County").await, visit);
        step(&page, "back").await;
        assert_eq!(named(&page, &day).await, "/visits");
        step(&page, "forward").await;
        step(&page, "forward").await;
        page.find("textbox", BOX).await;
        assert_eq!(page.path().await, note, "the same note again");

        let origin = origin(&page).await;
        page.goto(&format!("{origin}/device/sync")).await;
        titled(&page, "Where your work is").await;
        page.goto(&format!("{origin}/nowhere/at/all")).await;
        page.find("heading", "*").await;
        page.click("link", "Visits").await;
        named(&page, &day).await;
        page.goto(&format!("{origin}/")).await;
        assert_eq!(titled(&page, &day).await, "/visits");
    }
}

/// Waits until the window's title names this screen; its path.
async fn titled(page: &Page, name: &str) -> String {
    page.wait_until(&format!("the screen {name}"), || async {
        let title = page.run("return document.title", vec![]).await;
        title == format!("{name} · Rounds")
    })
    .await;
    page.path().await
}

/// The same, with the focus on its heading, which a screen reader then reads.
async fn named(page: &Page, name: &str) -> String {
    let path = titled(page, name).await;
    page.wait_until(&format!("the focus on {name}"), || async {
        let script = "return document.querySelector('h1:focus')?.textContent ?? ''";
        let focus = page.run(script, vec![]).await;
        focus.as_str().is_some_and(|heading| heading.contains(name))
    })
    .await;
    path
}

async fn step(page: &Page, way: &str) {
    page.run(&format!("history.{way}()"), vec![]).await;
}
