//! A browser that can neither vibrate, copy nor share, as many tablets' cannot: every
//! tap counts, and what is not possible is said. Once the first tap of a count threw in
//! such a browser, and no later one was taken.

use rounds_tests::browser::steps::{join, link, start_note};
use rounds_tests::browser::{Browser, Kind};
use rounds_tests::process::Server;

const TAKE_AWAY: &str = "delete Navigator.prototype.vibrate; \
    delete Navigator.prototype.share; \
    delete Navigator.prototype.clipboard; \
    return ['vibrate', 'share', 'clipboard'].filter(name => name in navigator).length";

const NOT_COPIED: &str = "The address was not copied";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_can_do_less_counts_every_tap() {
    for kind in Kind::wanted() {
        eprintln!("plain browser: {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let left = page.run(TAKE_AWAY, vec![]).await;
        assert_eq!(left, 0, "the browser still can");

        start_note(&page).await;
        for count in 0..3 {
            let tile = format!("Partner talk {count}, add one");
            page.click("button", &tile).await;
        }
        page.find("button", "Partner talk 3, add one").await;

        page.run("history.back()", vec![]).await;
        for _ in 0..2 {
            page.click("button", "Share this visit").await;
            page.wait_for_text(NOT_COPIED).await;
            page.wait_until("the message to leave", || async {
                !page.visible_text().await.contains(NOT_COPIED)
            })
            .await;
        }
    }
}
