//! A tablet with a lock: while it is locked its storage has no word of anyone, and what
//! was typed is there again when its person opens it.

mod killed;

use std::path::{Path, PathBuf};

use rounds_tests::browser::steps::{
    BOX, add_entry, join, join_shared, later, link, origin, share, start_note, type_pin, visit,
};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};

const PIN: &str = "481302";
const OTHER_PIN: &str = "730915";
const WRONG: &str = "481303";
const WORDS: &str = "Zigzag desks in groups of four.";
const BEGUN: &str = "Quixotic pairs whisper";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_locks_after_a_while_and_only_the_pin_brings_the_words_back() {
    for kind in Kind::wanted() {
        eprintln!("lock in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        idle(&page, 9).await;
        assert!(page.has("textbox", BOX).await, "it is not time yet");
        idle(&page, 2).await;
        is_locked(&page, "Ana Prieto").await;
        nothing_readable(&page).await;

        type_pin(&page, WRONG).await;
        page.wait_for_text("This is not the PIN. You can try 9 more times.")
            .await;
        nothing_readable(&page).await;
        type_pin(&page, PIN).await;
        shows_all(&page).await;
        assert_eq!(page.path().await, note);

        server.take_away().expect("the server ends");
        page.reload().await;
        is_locked(&page, "Ana Prieto").await;
        nothing_readable(&page).await;
        type_pin(&page, PIN).await;
        shows_all(&page).await;
        nothing_readable_stored(&page).await;

        if kind.keeps_a_profile() {
            browser.kill();
            assert_eq!(file_with_words(browser.profile()), None);
            server.bring_back().expect("the server starts again");
            let page = browser.open(390, 844).await;
            page.goto(&format!("{}{note}", server.origin())).await;
            is_locked(&page, "Ana Prieto").await;
            type_pin(&page, PIN).await;
            shows_all(&page).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_pin_loses_nothing() {
    for kind in Kind::wanted() {
        eprintln!("forgotten PIN in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let lead = link(&server, "facilitator");
        let lead = HeadlessDevice::join(&lead, "Priya Kaur").expect("joins");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        half_is_kept(&page).await;
        idle(&page, 11).await;
        is_locked(&page, "Ana Prieto").await;
        for left in (1..10).rev() {
            type_pin(&page, WRONG).await;
            let words = match left {
                1 => "You can try once more.".to_owned(),
                left => format!("You can try {left} more times."),
            };
            page.wait_for_text(&words).await;
        }
        type_pin(&page, WRONG).await;
        page.wait_for_text("Sign in to open. Your unsent notes are kept.")
            .await;
        page.reload().await;
        page.wait_for_text("Sign in to open. Your unsent notes are kept.")
            .await;
        nothing_readable(&page).await;

        let tablet = tablet_of(&lead, "Ana Prieto");
        page.wait_for_text(&tablet).await;
        page.type_into("Code", "0000-0000").await;
        page.type_into("New PIN", OTHER_PIN).await;
        page.click("button", "Open").await;
        page.wait_for_text("This code does not open it.").await;
        let code = lead.json(&["unlock-tablet", &tablet]).expect("a code");
        let code = code["code"].as_str().expect("a code");
        let instead = format!("{}{code}", "\u{e003}".repeat(9));
        page.type_into("Code", &instead).await;
        page.click("button", "Open").await;
        shows_all(&page).await;

        page.reload().await;
        is_locked(&page, "Ana Prieto").await;
        type_pin(&page, PIN).await;
        page.wait_for_text("This is not the PIN.").await;
        type_pin(&page, OTHER_PIN).await;
        shows_all(&page).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_share_a_tablet_and_see_nothing_of_each_other() {
    for kind in Kind::wanted() {
        eprintln!("two people in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let (second, late) = (link(&server, "observer-2"), link(&server, "facilitator"));
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        server.take_away().expect("the server ends");
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        share(&page).await;
        page.click("button", "Back to the note").await;
        to_device(&page).await;
        page.click("button", "Sign out").await;
        page.wait_for_text("They belong to Ana Prieto.").await;
        page.click("button", "Keep them locked on this *").await;
        is_locked(&page, "Ana Prieto").await;
        nothing_readable(&page).await;

        server.bring_back().expect("the server starts again");
        page.click("button", "Switch person").await;
        page.find("button", "Ana Prieto").await;
        page.click("button", "Someone else").await;
        join_shared(&page, &second, "Luis Mora", OTHER_PIN).await;
        assert!(!page.visible_text().await.contains("Ana"), "of Ana");
        nothing_readable(&page).await;
        page.click("button", "Lock").await;
        is_locked(&page, "Luis Mora").await;
        session_ends(&page).await;

        page.click("button", "Switch person").await;
        page.click("button", "Ana Prieto").await;
        type_pin(&page, OTHER_PIN).await;
        page.wait_for_text("This is not the PIN.").await;
        type_pin(&page, PIN).await;
        page.find("button", "On the server, sync details").await;
        page.goto(&format!("{}{note}", origin(&page).await)).await;
        type_pin(&page, PIN).await;
        page.wait_for_text(WORDS).await;

        let third = HeadlessDevice::join(&late, "Priya Kaur").expect("joins");
        let note = note.rsplit('/').next().expect("a note's path");
        let shown = third.json(&["show", note, "--json"]);
        let shown = shown.expect("the note is there").to_string();
        assert!(shown.contains(WORDS), "sent by Ana's own device");

        to_luis_and_back_offline(&page, &mut server).await;
        ana_signs_out(&page).await;
    }
}

/// The browser still has the session of Ana when Luis opens his storage.
async fn to_luis_and_back_offline(page: &Page, server: &mut Server) {
    to_device(page).await;
    server.take_away().expect("the server ends");
    page.click("button", "Lock now").await;
    is_locked(page, "Ana Prieto").await;
    page.click("button", "Switch person").await;
    page.click("button", "Luis Mora").await;
    type_pin(page, OTHER_PIN).await;
    page.find("button", "Lock now").await;
    server.bring_back().expect("the server starts again");
    page.wait_until("the session of Luis, not of Ana", || async {
        let name = "return fetch('/api/v1/me').then(a => a.json()).then(me => me.name, () => '')";
        page.run(name, vec![]).await == "Luis Mora"
    })
    .await;
    page.click("button", "Lock now").await;
    page.click("button", "Switch person").await;
    page.click("button", "Ana Prieto").await;
    type_pin(page, PIN).await;
}

/// Nothing of her stays, and everything of Luis.
async fn ana_signs_out(page: &Page) {
    page.click("button", "Sign out").await;
    page.wait_for_text("Everything of Ana Prieto is on the server.")
        .await;
    page.run(
        "document.querySelector('dialog[open] .btn.pri').click()",
        vec![],
    )
    .await;
    is_locked(page, "Luis Mora").await;
    page.wait_until("nothing of Ana", || async {
        let stored = page.stored().await;
        stored.matches("database sealed-").count() == 1 && !stored.contains("Ana")
    })
    .await;
    session_ends(page).await;
    type_pin(page, OTHER_PIN).await;
    page.wait_until("the session of Luis", || async {
        page.status_of("/api/v1/me").await == 200
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_is_turned_off_only_with_the_pin_and_by_nobody_who_shares() {
    for kind in Kind::wanted() {
        eprintln!("no lock any more in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        to_device(&page).await;
        page.find("button", "Change the PIN").await;
        assert!(
            !page.has("button", "Turn off the lock").await,
            "it is shared"
        );
        page.click("radio", "Mine").await;
        page.click("button", "Turn off the lock").await;
        page.type_into("Current PIN", WRONG).await;
        page.click("button", "Turn off the lock").await;
        page.wait_for_text("You can try 9 more times.").await;
        nothing_readable_stored(&page).await;
        page.type_into("Current PIN", PIN).await;
        page.click("button", "Turn off the lock").await;
        page.wait_for_text("The lock is off.").await;
        page.find("button", "Turn on the lock").await;
        one_database(&page).await;
        visit(&page, &note).await;
        shows_all(&page).await;
        page.find("button", "On the server, sync details").await;
    }
}

/// What is not used any more is gone.
async fn one_database(page: &Page) {
    page.wait_until("one database beside the browser's", || async {
        let stored = page.stored().await;
        stored.matches("\ndatabase ").count() == 2 && !stored.contains("stale/")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_pin_nothing_can_be_kept_locked() {
    for kind in Kind::wanted() {
        eprintln!("no PIN in {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        server.take_away().expect("the server ends");
        start_note(&page).await;
        add_entry(&page, WORDS).await;
        to_device(&page).await;
        page.click("button", "Sign out").await;
        page.wait_for_text("Without a PIN they cannot be kept locked here.")
            .await;
        assert!(!page.has("button", "Keep them locked *").await);
        page.click("button", "Cancel").await;

        page.type_into("PIN", "123456").await;
        page.click("button", "Turn on the lock").await;
        page.wait_for_text("Others try this one first.").await;
        let instead = format!("{}{PIN}", "\u{e003}".repeat(6));
        page.type_into("PIN", &instead).await;
        page.click("button", "Turn on the lock").await;
        page.wait_for_text("The lock is on.").await;
        page.wait_until("nothing open in the storage", || async {
            !page.stored().await.contains(WORDS)
        })
        .await;
        page.click("radio", "30 min").await;
        visit(&page, "/device/lock").await;
        is_locked(&page, "Ana Prieto").await;
        type_pin(&page, PIN).await;
        page.find("button", "Lock now").await;
        assert_eq!(page.path().await, "/device");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_pin_is_changed_and_guessing_at_it_locks() {
    for kind in Kind::wanted() {
        eprintln!("another PIN in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        half_is_kept(&page).await;
        visit(&page, "/device").await;
        type_pin(&page, PIN).await;
        change_pin(&page, WRONG, OTHER_PIN).await;
        page.wait_for_text("This is not the PIN. You can try 9 more times.")
            .await;
        page.type_into("Current PIN", PIN).await;
        page.click("button", "Change the PIN").await;
        page.wait_for_text("The PIN is changed.").await;

        page.reload().await;
        type_pin(&page, PIN).await;
        page.wait_for_text("You can try 9 more times.").await;
        type_pin(&page, OTHER_PIN).await;
        change_pin(&page, WRONG, PIN).await;
        for left in (1..10).rev() {
            let words = match left {
                1 => "You can try once more.".to_owned(),
                left => format!("You can try {left} more times."),
            };
            page.wait_for_text(&words).await;
            page.type_into("Current PIN", WRONG).await;
            page.click("button", "Change the PIN").await;
        }
        page.wait_for_text("Sign in to open. Your unsent notes are kept.")
            .await;
        assert!(page.has("textbox", "Code").await, "it is locked");
    }
}

async fn change_pin(page: &Page, old: &str, new: &str) {
    page.click("button", "Change the PIN").await;
    page.type_into("Current PIN", old).await;
    page.type_into("New PIN", new).await;
    page.click("button", "Change the PIN").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_was_hidden_is_locked_before_it_shows_anything() {
    for kind in Kind::wanted() {
        eprintln!("hidden in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        hidden(&page, true).await;
        later(&page, 4).await;
        let shown = hidden(&page, false).await;
        assert!(shown.contains(WORDS), "it is not time yet:\n{shown}");
        hidden(&page, true).await;
        later(&page, 5).await;
        let shown = hidden(&page, false).await;
        assert!(!shown.contains(WORDS), "{shown}");
        is_locked(&page, "Ana Prieto").await;
        nothing_readable(&page).await;
        type_pin(&page, PIN).await;
        shows_all(&page).await;
    }
}

/// The page is hidden or shown; what stands on it in the browser's next task.
async fn hidden(page: &Page, is_hidden: bool) -> String {
    let script = "const page = (window.wrappedJSObject || window).document;
        Object.defineProperty(page, 'hidden', {value: arguments[0], configurable: true});
        window.dispatchEvent(new Event('visibilitychange'));
        return new Promise(shown => setTimeout(() => shown(document.body.innerText)));";
    let shown = page.run(script, vec![is_hidden.into()]).await;
    shown.as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locking_waits_for_no_clock() {
    for kind in Kind::wanted() {
        eprintln!("no clock in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;
        let no_clock = "const page = window.wrappedJSObject || window;
            const next = page.setTimeout.bind(page);
            page.setTimeout = (call, millis) => millis > 0 ? 0 : next(call, 0);
            page.Date.now = (at => () => at + 11 * 60000)(Date.now());
            window.dispatchEvent(new Event('focus'));";
        page.run(no_clock, vec![]).await;
        is_locked(&page, "Ana Prieto").await;
        type_pin(&page, PIN).await;
        shows_all(&page).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_window_stays_open_when_another_is_locked_or_is_somebody_elses() {
    for kind in Kind::wanted() {
        eprintln!("two windows in {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join_shared(&page, &link(&server, "observer-2"), "Luis Mora", OTHER_PIN).await;
        page.click("button", "Lock").await;
        page.click("button", "Switch person").await;
        page.click("button", "Someone else").await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        let note = start_note(&page).await;
        add_entry(&page, WORDS).await;
        page.type_into(BOX, BEGUN).await;

        page.another_window().await;
        page.goto(&format!("{}{note}", server.origin())).await;
        type_pin(&page, PIN).await;
        shows_all(&page).await;
        visit(&page, "/device").await;
        type_pin(&page, PIN).await;
        page.click("button", "Lock now").await;
        is_locked(&page, "Ana Prieto").await;
        page.switch_to_window(0).await;
        is_locked(&page, "Ana Prieto").await;
        nothing_readable(&page).await;
        session_ends(&page).await;

        type_pin(&page, PIN).await;
        shows_all(&page).await;
        page.switch_to_window(1).await;
        is_locked(&page, "Ana Prieto").await;
        page.click("button", "Switch person").await;
        page.click("button", "Luis Mora").await;
        type_pin(&page, OTHER_PIN).await;
        page.find("button", "Lock now").await;
        page.switch_to_window(0).await;
        page.find("group", "Unlock").await;
        nothing_readable(&page).await;
    }
}

/// A facilitator's code can open it.
async fn half_is_kept(page: &Page) {
    page.wait_until("the server's half", || async {
        let stored = page.stored().await;
        let lock = stored.split("lock/sealed-").nth(1).unwrap_or_default();
        let sealed = lock.lines().nth(8).unwrap_or_default();
        sealed.len() > 64
    })
    .await;
}

/// Nobody touches the page for so long, and then somebody looks at it.
async fn idle(page: &Page, minutes: u64) {
    later(page, minutes).await;
    page.run("window.dispatchEvent(new Event('focus'))", vec![])
        .await;
}

/// A session's cookie is not left to the next person.
async fn session_ends(page: &Page) {
    page.wait_until("no session", || async {
        page.status_of("/api/v1/me").await == 401
    })
    .await;
}

/// From a note to this tablet, as a person goes.
async fn to_device(page: &Page) {
    page.click("button", "Back to stops").await;
    page.click("link", "This *").await;
    page.find("button", "Sign out").await;
}

async fn is_locked(page: &Page, name: &str) {
    page.find("group", "Unlock").await;
    page.find("heading", name).await;
}

async fn shows_all(page: &Page) {
    page.wait_for_text(WORDS).await;
    page.wait_until("the entry that was begun", || async {
        page.value(BOX).await == BEGUN
    })
    .await;
}

/// Neither on the screen nor in the browser's storage.
async fn nothing_readable(page: &Page) {
    let shown = page.visible_text().await;
    for word in [WORDS, BEGUN] {
        assert!(!shown.contains(word), "{word} is on the screen:\n{shown}");
    }
    nothing_readable_stored(page).await;
}

async fn nothing_readable_stored(page: &Page) {
    let stored = page.stored().await;
    assert!(stored.contains("database sealed-"), "sealed:\n{stored}");
    for word in ["Zigzag", "Quixotic", "whisper", "identity\""] {
        assert!(!stored.contains(word), "{word} can be read:\n{stored}");
    }
}

/// The file of a browser's profile that has one of the words, in one byte a letter or two.
fn file_with_words(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).find_map(|path| {
        if path.is_symlink() {
            None
        } else if path.is_dir() {
            file_with_words(&path)
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
            ["Zigzag", "Quixotic"]
                .iter()
                .any(|word| {
                    let wide: Vec<u8> = word.bytes().flat_map(|byte| [byte, 0]).collect();
                    has(word.as_bytes()) || has(&wide)
                })
                .then_some(path)
        }
    })
}

fn tablet_of(lead: &HeadlessDevice, name: &str) -> String {
    let listed = lead.json(&["tablets", "--json"]).expect("a list");
    let tablets = listed.as_array().expect("a list").iter();
    let mut named = tablets.filter(|tablet| tablet["name"] == name);
    let id = named.next().and_then(|tablet| tablet["id"].as_str());
    id.map(str::to_owned).expect("the tablet is listed")
}
