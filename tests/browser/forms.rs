//! Forms are tried as observers fill them: the library's learning walk, and a form with
//! every type and appearance that is handed over as a file. By clicks, and by keys.

use std::path::Path;

use rounds_tests::browser::steps::{join, link, origin, visit};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;
use serde_json::json;

/// The key that moves on.
const TAB: char = '\u{E004}';
const UP: char = '\u{E013}';
const DOWN: char = '\u{E015}';

/// Every type and appearance, as a table.
const KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/kinds.md");

/// Types into a box that takes its words when it is left, and leaves it.
async fn write(page: &Page, name: &str, text: &str) {
    page.type_into(name, text).await;
    page.press(TAB).await;
}

/// The accessible name of what has the focus.
async fn focused(page: &Page) -> String {
    let script = "const e = document.activeElement; \
        return e.getAttribute('aria-label') || (e.labels && e.labels[0] || e).textContent";
    let name = page.run(script, vec![]).await;
    name.as_str().unwrap_or_default().trim().to_owned()
}

/// What a reader of the screen would stumble over: ids twice, controls without a name,
/// descriptions that are not there, and what is wider than the screen.
async fn obstacles(page: &Page) -> Vec<String> {
    let script = include_str!("obstacles.js");
    let found = page.run(script, vec![]).await;
    let found = found.as_array().cloned().unwrap_or_default();
    found
        .iter()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

async fn choose(page: &Page, name: &str, value: &str) {
    let menu = page.find("combobox", name).await;
    // A driver may scroll it under the bar; a person would not tap it there.
    let center = "arguments[0].scrollIntoView({block: 'center'})";
    page.run(center, serde_json::to_value(&menu).into_iter().collect())
        .await;
    menu.select_by_value(value).await.expect("the menu has it");
}

async fn try_walk(page: &Page) {
    visit(page, "/forms").await;
    page.click("link", "Try it, Learning walk").await;
    page.find("heading", "Look-fors").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_the_library_is_tried() {
    for kind in Kind::wanted() {
        eprintln!("a form of the library: {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        page.click("link", "Forms").await;
        page.wait_for_text("Student conversation").await;
        assert_eq!(obstacles(&page).await, Vec::<String>::new(), "the library");
        try_walk(&page).await;
        page.wait_for_text("Nothing you write here is stored").await;

        // What is wrong is said when the question is left, not while typing.
        page.type_into("Class number", "0").await;
        assert!(!page.visible_text().await.contains("Count classes from 1."));
        page.press(TAB).await;
        page.wait_for_text("Count classes from 1.").await;
        page.type_into("Walk", "North 3").await;

        // Counts, and a note that follows from them.
        for count in 0..3 {
            page.click("button", &format!("On task {count}, add one"))
                .await;
        }
        page.click("button", "Off task 0, add one").await;
        page.wait_for_text("On task: 75 %").await;
        page.click("radio", "Partly").await;

        // Another language: the answers stay.
        page.click("radio", "Español").await;
        page.wait_for_text("En la tarea: 75 %").await;
        page.wait_for_text("Cuente las clases desde 1.").await;
        assert_eq!(page.value("Recorrido").await, "North 3");
        page.click("radio", "English").await;

        // Check leads to what is wrong.
        page.click("button", "Check").await;
        page.wait_until("the focus on the class number", || async {
            focused(&page).await == "Class number"
        })
        .await;
        let number = page.find("textbox", "Class number").await;
        number.clear().await.expect("the box is emptied");
        write(&page, "Class number", "2").await;
        page.click("button", "Check").await;
        page.wait_for_text("Nothing is open or wrong.").await;
        assert_eq!(obstacles(&page).await, Vec::<String>::new(), "the walk");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_opened_opens_without_the_server() {
    // The profile of an automated WebKit does not matter here, its service worker does.
    for kind in Kind::wanted() {
        eprintln!("forms offline: {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        try_walk(&page).await;
        server.take_away().expect("the server goes away");
        page.reload().await;
        page.find("heading", "Look-fors").await;
        visit(&page, "/forms/t5/try").await;
        page.wait_for_text("This needs internet. Nothing was lost.")
            .await;
        page.find("button", "Try again").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_type_and_appearance_is_filled() {
    for kind in Kind::wanted() {
        eprintln!("every type: {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(390, 844).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        visit(&page, "/forms").await;
        page.find("button", "Choose a file").await;
        page.choose_file(Path::new(KINDS)).await;
        page.find("heading", "All kinds").await;
        assert!(origin(&page).await.starts_with("http"));
        words(&page).await;
        choices(&page).await;
        order(&page).await;
        lists(&page).await;
        assert_eq!(obstacles(&page).await, Vec::<String>::new());
    }
}

async fn words(page: &Page) {
    write(page, "Whole number", "many").await;
    page.wait_for_text("Write a whole number, 24 for one.")
        .await;
    // What could not be taken stays in the box.
    assert_eq!(page.value("Whole number").await, "many");
    let number = page.find("textbox", "Whole number").await;
    number.clear().await.expect("the box is emptied");
    write(page, "Whole number", "7").await;
    page.click("button", "Taps 0, add one").await;
    page.wait_for_text("Whole number and taps: 8").await;
}

async fn choices(page: &Page) {
    // Skip logic, and a question that must be answered only while it is there.
    page.click("button", "Check").await;
    page.wait_for_text("This must be answered.").await;
    page.click("radio", "No").await;
    page.find("textbox", "Why not?").await;
    page.click("radio", "Yes").await;
    page.wait_until("the question to go", || async {
        !page.has("textbox", "Why not?").await
    })
    .await;

    // Choices by another answer.
    assert!(!page.has("radio", "Cedar").await);
    page.click("radio", "Pine").await;
    page.click("radio", "Cedar").await;
    page.click("radio", "Lake").await;
    page.find("radio", "Reed").await;
    assert!(!page.has("radio", "Cedar").await);
    choose(page, "Menu", "maybe").await;
}

/// By keyboard alone.
async fn order(page: &Page) {
    let first = page.find("button", "Yes, 1 of 3").await;
    let first = serde_json::to_value(&first).into_iter().collect();
    page.run("arguments[0].focus()", first).await;
    page.press(DOWN).await;
    page.find("button", "Yes, 2 of 3").await;
    page.wait_until("the focus to stay with what moved", || async {
        focused(page).await == "Yes, 2 of 3"
    })
    .await;
    page.press(DOWN).await;
    page.find("button", "Yes, 3 of 3").await;
    page.wait_until("the focus to stay", || async {
        focused(page).await == "Yes, 3 of 3"
    })
    .await;
    page.press(UP).await;
    page.find("button", "Yes, 2 of 3").await;
}

async fn lists(page: &Page) {
    write(page, "Role", "Teacher").await;
    page.click("button", "Add one, People").await;
    page.find("heading", "People 2").await;
    page.click("button", "Remove People 1").await;
    page.wait_until("one instance", || async {
        !page.has("heading", "People 2").await
    })
    .await;
    page.click("button", "Undo").await;
    page.find("heading", "People 2").await;
    let roles = "return [...document.querySelectorAll('textarea')].map(t => t.value).filter(v => v === 'Teacher').length";
    page.wait_until("what was taken away to be back", || async {
        page.run(roles, vec![]).await == json!(1)
    })
    .await;

    page.type_into("Text", "A pair explains").await;
    page.click("radio", "Some").await;
    page.wait_for_text("Some give a reason.").await;
    page.click("button", "Link what you saw, Entries that show it")
        .await;
    page.click("checkbox", "1. A pair explains").await;
    page.click("button", "Close").await;
    page.find("button", "1 entry linked, Entries that show it")
        .await;
}
