//! axe-core finds nothing on any screen: WCAG 2.2 A and AA and its best practice, in
//! light and dark, on a tablet and a phone, in English and Spanish.

use rounds_tests::browser::steps::{
    BOX, add_entry, join, join_shared, link, origin, share, start_note, visit,
};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Server};
use serde_json::{Value, json};

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

const LOOK: &str = "
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then((found) =>
        found.violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ target, failureSummary }) =>
                `${id} (${help}): ${target} ${failureSummary}`)));";

const PIN: &str = "481302";
const ON_THE_SERVER: &str = "On the server, sync details";

/// A page, and what was found on it so far.
struct Looked<'a> {
    page: &'a Page,
    found: Vec<String>,
}

impl Looked<'_> {
    /// Looks at what is shown, in both themes, once the screen has its name.
    async fn at(&mut self, screen: &str) {
        self.page
            .wait_until(&format!("the heading of {screen}"), || async {
                let named = "return document.querySelector('h1') !== null";
                self.page.run(named, vec![]).await == json!(true)
            })
            .await;
        for theme in ["light", "dark"] {
            let script = "document.documentElement.dataset.theme = arguments[0]";
            self.page.run(script, vec![json!(theme)]).await;
            let found = violations(self.page).await;
            self.found
                .extend(found.iter().map(|one| format!("{screen}, {theme}: {one}")));
        }
    }

    async fn visit(&mut self, path: &str, sign: &str) {
        visit(self.page, path).await;
        self.page.wait_for_text(sign).await;
        self.at(path).await;
    }

    fn nothing(self) {
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}

async fn violations(page: &Page) -> Vec<String> {
    let found = page.run(&format!("{AXE};{LOOK}"), vec![]).await;
    let found = found.as_array().expect("axe has run").clone();
    let words = |one: &Value| one.as_str().map(str::to_owned);
    found.iter().filter_map(words).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_found() {
    let server = Server::start().expect("the demo server starts");
    let mut browser = Browser::new(Kind::Chromium);
    let page = browser.open(1180, 820).await;
    page.goto(&format!("{}/join", server.origin())).await;
    page.find("heading", "*").await;
    let wrong = "const main = document.querySelector('main');
        main.append(document.createElement('button'));
        const pale = document.createElement('p');
        pale.textContent = 'pale';
        pale.style.color = '#bbb';
        pale.style.background = '#fff';
        main.append(pale);";
    page.run(wrong, vec![]).await;
    let found = violations(&page).await.join("\n");
    assert!(found.contains("button-name"), "{found}");
    assert!(found.contains("color-contrast"), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_a_visit() {
    for kind in Kind::wanted() {
        for size in [(1180, 820), (390, 844)] {
            eprintln!("axe on a visit: {kind:?} {size:?}");
            let server = Server::start().expect("the demo server starts");
            let mut browser = Browser::new(kind);
            let page = browser.open(size.0, size.1).await;
            let mut looked = Looked {
                page: &page,
                found: Vec::new(),
            };
            page.goto(&format!("{}/join", server.origin())).await;
            page.find("heading", "*").await;
            looked.at("join").await;
            join_looking(&mut looked, &link(&server, "facilitator")).await;
            around_a_visit(&mut looked).await;
            looked.nothing();
        }
    }
}

async fn join_looking(looked: &mut Looked<'_>, link: &str) {
    looked.page.goto(link).await;
    looked.page.find("heading", "*").await;
    looked.at("an invitation").await;
    join(looked.page, link, "Priya Kaur").await;
}

async fn around_a_visit(looked: &mut Looked<'_>) {
    let page = looked.page;
    looked.at("visits").await;
    page.click("link", "Fall visit to Pine County").await;
    page.find("list", "Stops at *").await;
    looked.at("a visit").await;
    let path = page.path().await;
    looked.visit(&format!("{path}/ready"), "Ready").await;
    visit(page, &path).await;
    page.find("list", "Stops at *").await;
    if page.has("button", "More for this visit").await {
        page.click("button", "More for this visit").await;
        looked.at("more for a visit").await;
    } else {
        page.click("button", "Share this visit").await;
        looked.at("a visit that is shared").await;
    }
    looked.visit("/device", "Language").await;
    looked.visit("/device/sync", "Where your work is").await;
    looked.visit("/forms", "Student conversation").await;
    page.click("link", "Try it, Learning walk").await;
    page.find("heading", "Look-fors").await;
    looked.at("a form that is tried").await;
    looked.visit("/nowhere", "Nothing here").await;
    visit(page, "/device").await;
    page.click("radio", "Español").await;
    page.wait_for_text("Idioma").await;
    looked.at("this tablet in Spanish").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_a_note() {
    for kind in Kind::wanted() {
        for size in [(1180, 820), (390, 844)] {
            eprintln!("axe on a note: {kind:?} {size:?}");
            let mut server = Server::start().expect("the demo server starts");
            let mut browser = Browser::new(kind);
            let page = browser.open(size.0, size.1).await;
            join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
            let mut looked = Looked {
                page: &page,
                found: Vec::new(),
            };
            a_note(&mut looked, &server).await;
            server.take_away().expect("the server ends");
            add_entry(&page, "Objective on the board.").await;
            page.wait_until("that it is not on the server", || async {
                !page.has("button", ON_THE_SERVER).await
            })
            .await;
            looked.at("a note without the server").await;
            visit(&page, "/device/sync").await;
            page.find("heading", "*").await;
            looked.at("where the work is without the server").await;
            looked.nothing();
        }
    }
}

async fn a_note(looked: &mut Looked<'_>, server: &Server) {
    let page = looked.page;
    let path = start_note(page).await;
    looked.at("an empty note").await;
    add_entry(page, "Desks in groups of four.").await;
    page.type_into(BOX, "Begun").await;
    rate(page, "Developing").await;
    looked.at("a note with an entry").await;
    page.click("button", "More for entry at *").await;
    looked.at("an entry's menu").await;
    page.click("button", "Close").await;
    page.click("button", "Details").await;
    looked.at("a note's details").await;
    page.click("button", "Close").await;
    share(page).await;
    looked.at("a note's review").await;
    page.find("button", ON_THE_SERVER).await;

    let other = HeadlessDevice::join(&link(server, "observer-2"), "Ben Okafor").expect("joins");
    other.ok(&["sync"]).expect("it has the note");
    visit(page, &path).await;
    rate(page, "Sustaining").await;
    page.find("button", ON_THE_SERVER).await;
    let id = path.trim_start_matches("/notes/");
    let rated = json!([{"set": "explain_reasoning", "value": "providing"}]);
    other.edit(id, &rated).expect("it is rated there too");
    other.ok(&["sync"]).expect("the server has both");
    page.click("button", "Review").await;
    page.find("button", "Use Providing").await;
    looked.at("two ratings").await;
    visit(page, &path).await;
    page.find("textbox", BOX).await;
}

/// On a narrow screen the look-fors are behind a tab, on a phone in a sheet.
async fn rate(page: &Page, level: &str) {
    page.find("textbox", BOX).await;
    if page.has("tab", "Look-fors").await {
        page.click("tab", "Look-fors").await;
    }
    page.click("radio", level).await;
    if page.has("dialog", "Look-fors").await {
        page.click("button", "Close").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_finds_nothing_on_a_locked_tablet() {
    for kind in Kind::wanted() {
        eprintln!("axe on a locked tablet: {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let mut browser = Browser::new(kind);
        let page = browser.open(820, 1180).await;
        let mut looked = Looked {
            page: &page,
            found: Vec::new(),
        };
        page.goto(&link(&server, "observer-1")).await;
        if page.has("button", "Continue in this browser").await {
            page.click("button", "Continue in this browser").await;
        }
        page.click("radio", "Shared").await;
        looked.at("a PIN is chosen").await;
        join_shared(&page, &link(&server, "observer-1"), "Ana Prieto", PIN).await;
        looked.visit("/device", "PIN").await;
        page.goto(&format!("{}/device/lock", origin(&page).await))
            .await;
        page.find("group", "Unlock").await;
        looked.at("a locked tablet").await;
        page.click("button", "Forgot*").await;
        looked.at("a forgotten PIN").await;
        looked.nothing();
    }
}
