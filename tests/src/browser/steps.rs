//! What every test of the page begins with: a visit is joined, a note is started.

use super::Page;
use crate::process::Server;

/// The name of the composer's text box.
pub const BOX: &str = "What did you see or hear?";

/// The join link that the demo printed for someone.
#[must_use]
pub fn link(server: &Server, who: &str) -> String {
    server.join_link(who).expect("the demo prints a link")
}

/// Joins a visit, and waits until all of it is on the device.
pub async fn join(page: &Page, link: &str, name: &str) {
    begin_to_join(page, link, name).await;
    finish_joining(page).await;
}

/// Joins a visit on a tablet that others use too.
pub async fn join_shared(page: &Page, link: &str, name: &str, pin: &str) {
    begin_to_join(page, link, name).await;
    page.click("radio", "Shared").await;
    page.type_into("PIN", pin).await;
    finish_joining(page).await;
}

/// Types a PIN at the lock.
pub async fn type_pin(page: &Page, pin: &str) {
    page.find("group", "Unlock").await;
    page.wait_until("an empty PIN", || async {
        page.has("img", "0 of 6 numbers entered").await
    })
    .await;
    for number in pin.chars() {
        page.press(number).await;
    }
}

/// Lets time pass on the page's clock, which it reads every few seconds.
pub async fn later(page: &Page, minutes: u64) {
    // Firefox runs a driver's script in a world of its own, with a clock of its own.
    let script = "const clock = (window.wrappedJSObject || window).Date;
        const now = clock.now;
        clock.now = () => now() + MINUTES * 60000;"
        .replace("MINUTES", &minutes.to_string());
    page.run(&script, vec![]).await;
}

async fn begin_to_join(page: &Page, link: &str, name: &str) {
    page.goto(link).await;
    if page.has("button", "Continue in this browser").await {
        page.click("button", "Continue in this browser").await;
    }
    page.type_into("Your name", name).await;
}

async fn finish_joining(page: &Page) {
    page.click("button", "Join").await;
    page.find("list", "Stops at *").await;
    page.click("link", "Visits").await;
    page.wait_for_text("Ready without internet").await;
}

/// Starts a note at the first classroom; its path.
pub async fn start_note(page: &Page) -> String {
    page.click("link", "Fall visit to Pine County").await;
    page.click("button", "Start note, Visit *").await;
    page.find("textbox", BOX).await;
    page.path().await
}

/// Opens a note by its path.
pub async fn open_note(page: &Page, path: &str) {
    page.goto(&format!("{}{path}", origin(page).await)).await;
    page.find("textbox", BOX).await;
}

/// Scheme, host and port of the page.
pub async fn origin(page: &Page) -> String {
    page.run("return location.origin", vec![])
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Writes an entry and waits until it is in the log.
pub async fn add_entry(page: &Page, words: &str) {
    page.type_into(BOX, words).await;
    page.click("button", "Add").await;
    page.wait_until("an empty box", || async {
        page.value(BOX).await.is_empty()
    })
    .await;
    page.wait_for_text(words).await;
}

/// Shares the open note with the team.
pub async fn share(page: &Page) {
    page.click("button", "Review").await;
    page.click("button", "Share with *").await;
    page.click("button", "Share").await;
    page.wait_for_text("Your team").await;
}

/// Opens a screen by its path.
pub async fn visit(page: &Page, path: &str) {
    page.goto(&format!("{}{path}", origin(page).await)).await;
}
