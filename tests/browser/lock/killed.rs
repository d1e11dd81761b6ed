//! A browser that is killed while its lock is turned on or off.

use std::time::Duration;

use rounds_tests::browser::steps::{BOX, add_entry, join, link, start_note, type_pin};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;

use super::{
    BEGUN, PIN, WORDS, file_with_words, nothing_readable_stored, one_database, shows_all, to_device,
};
use Moment::{AfterOpening, AfterSwitch, At, BeforeOpening, BeforeSwitch};

/// Turning the lock on is killed at many moments: what was open stays whole, or what is
/// sealed is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_the_lock_is_turned_on_loses_nothing() {
    for kind in Kind::wanted()
        .into_iter()
        .filter(|kind| kind.keeps_a_profile())
    {
        eprintln!("kill while sealing in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        page.wait_until("the draft", || async {
            page.stored().await.contains(BEGUN)
        })
        .await;
        page.find("button", "On the server, sync details").await;
        browser.kill();
        let open = file_with_words(browser.profile());
        assert!(
            open.is_some(),
            "an open storage shows that the search finds words"
        );

        let mut ended = [0, 0];
        for moment in [At(0), At(120), BeforeSwitch, AfterSwitch] {
            let mut copy = browser.copy();
            let page = copy.open(820, 1180).await;
            page.goto(&format!("{}/device", server.origin())).await;
            page.type_into("PIN", PIN).await;
            moment.prepare(&page).await;
            page.click("button", "Turn on the lock").await;
            moment.comes(&page).await;
            copy.kill();

            let page = copy.open(820, 1180).await;
            page.goto(&format!("{}{note}", server.origin())).await;
            page.wait_until("the note or the lock", || async {
                page.has("textbox", BOX).await || page.has("group", "Unlock").await
            })
            .await;
            let sealed = page.has("group", "Unlock").await;
            ended[usize::from(sealed)] += 1;
            if sealed {
                nothing_readable_stored(&page).await;
                type_pin(&page, PIN).await;
            }
            shows_all(&page).await;
            one_database(&page).await;
        }
        eprintln!("{} stayed open, {} were sealed", ended[0], ended[1]);
        assert!(
            ended[0] > 0 && ended[1] > 0,
            "both ends were seen: {ended:?}"
        );
    }
}

/// Turning the lock off is killed at many moments, in the same way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_the_lock_is_turned_off_loses_nothing() {
    for kind in Kind::wanted()
        .into_iter()
        .filter(|kind| kind.keeps_a_profile())
    {
        eprintln!("kill while unsealing in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        to_device(&page).await;
        page.type_into("PIN", PIN).await;
        page.click("button", "Turn on the lock").await;
        page.wait_for_text("The lock is on.").await;
        one_database(&page).await;
        nothing_readable_stored(&page).await;
        browser.kill();

        let mut ended = [0, 0];
        for moment in [At(0), At(120), BeforeOpening, AfterOpening] {
            let mut copy = browser.copy();
            let page = copy.open(820, 1180).await;
            page.goto(&format!("{}/device", server.origin())).await;
            type_pin(&page, PIN).await;
            page.click("button", "Turn off the lock").await;
            page.wait_for_text("Then anyone who can open this").await;
            page.type_into("Current PIN", PIN).await;
            moment.prepare(&page).await;
            page.click("button", "Turn off the lock").await;
            moment.comes(&page).await;
            copy.kill();

            let page = copy.open(820, 1180).await;
            page.goto(&format!("{}{note}", server.origin())).await;
            page.wait_until("the note or the lock", || async {
                page.has("textbox", BOX).await || page.has("group", "Unlock").await
            })
            .await;
            let sealed = page.has("group", "Unlock").await;
            ended[usize::from(sealed)] += 1;
            one_database(&page).await;
            if sealed {
                nothing_readable_stored(&page).await;
                type_pin(&page, PIN).await;
            }
            shows_all(&page).await;
            let stored = page.stored().await;
            assert_eq!(stored.contains("lock/sealed-"), sealed, "{stored}");
            assert_eq!(stored.contains("database sealed-"), sealed, "{stored}");
        }
        eprintln!("{} were open, {} stayed sealed", ended[0], ended[1]);
        assert!(
            ended[0] > 0 && ended[1] > 0,
            "both ends were seen: {ended:?}"
        );
    }
}

/// When a browser is killed that turns its lock on or off.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So many milliseconds after the tap.
    At(u64),
    /// Everything is copied, and the open storage is the one that counts.
    BeforeSwitch,
    /// The sealed storage counts, and the open one is still there.
    AfterSwitch,
    /// Everything can be read, and the sealed storage is the one that counts.
    BeforeOpening,
    /// The open storage counts, and the sealed one is still there.
    AfterOpening,
}

impl Moment {
    /// Lets the page stand still at that moment.
    async fn prepare(self, page: &Page) {
        let stop = match self {
            Self::At(_) => return,
            Self::BeforeSwitch => "SubtleCrypto.prototype.deriveBits = () => new Promise(() => {})",
            Self::AfterSwitch | Self::AfterOpening => {
                "IDBFactory.prototype.deleteDatabase = () => { throw new Error('not now'); }"
            }
            // The texts are opened last.
            Self::BeforeOpening => {
                "SubtleCrypto.prototype.decrypt = ((open) => function (how, key, value) {
                    const place = String.fromCharCode(...how.additionalData.slice(0, 5));
                    return place === 'texts' ? new Promise(() => {}) : open.call(this, how, key, value);
                })(SubtleCrypto.prototype.decrypt)"
            }
        };
        let script = format!("(window.wrappedJSObject || window).{stop}");
        page.run(&script, vec![]).await;
    }

    async fn comes(self, page: &Page) {
        match self {
            Self::At(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
            Self::BeforeSwitch => {
                page.wait_until("a copy", || async {
                    page.stored().await.contains("\ntexts identity = ")
                })
                .await;
            }
            Self::BeforeOpening => {
                page.wait_until("a copy", || async {
                    let stored = page.stored().await;
                    stored.contains("stale/rounds-") && stored.contains("Zigzag")
                })
                .await;
            }
            Self::AfterSwitch => page.wait_for_text("The lock is on.").await,
            Self::AfterOpening => page.wait_for_text("The lock is off.").await,
        }
    }
}
