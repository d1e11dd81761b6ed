//! A form that a school wrote for another tool, filled in one note on two tablets without
//! a network: answers, counts, repeats and evidence of both are in the note afterwards,
//! and what was answered twice is chosen.

use rounds_tests::browser::steps::{BOX, add_entry, join, origin, share};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{Outcome, Server, binary};
use serde_json::json;

const FORM: &str = "\
| survey | type | name | label::English (en) | label::Español (es) | relevant | constraint | constraint_message::English (en) | constraint_message::Español (es) | appearance | default |
| | integer | nth | Visit number | Número de visita | | | | | rounds-visit-number | |
| | integer | rooms | Rooms | Cuartos | | . <= 9 | More than there are | Más de los que hay | | |
| | text | why | Why so many | Por qué tantos | ${rooms} > 2 | | | | multiline | |
| | text | story | Story | Historia | | | | | multiline | |
| | select_one home | home | Kind of home | Tipo de hogar | | | | | | |
| | integer | taps | Knocks | Golpes | | | | | counter rounds-tally | 0 |
| | image | door | The door | La puerta | | | | | | |
| | begin_repeat | person | Person | Persona | | | | | | |
| | text | called | Called | Se llama | | | | | | |
| | end_repeat | | | | | | | | | |
| | begin_repeat | evidence | Evidence | Evidencia | | | | | rounds-evidence | |
| | select_one who | about | About | Sobre | | | | | rounds-who | |
| | text | words | Words | Palabras | | | | | multiline rounds-text | |
| | end_repeat | | | | | | | | | |
| choices | list_name | name | label::English (en) | label::Español (es) |
| | home | house | House | Casa |
| | home | flat | Flat | Piso |
| | who | teacher | Teacher | Docente |
| | who | students | Students | Estudiantes |
| settings | form_title | form_id | version |
| | House call | call | 1 |
";

const VISIT: &str = r#"title = "House visit"
host = "Pine County Schools"
focus = "How do people live?"
starts = "2026-12-01"
days = 1
forms = ["call.md"]

[[venue]]
id = "ridge"
name = "Cedar Ridge"

[[stop]]
id = "one"
venue = "ridge"
label = "Visit 1"
kind = "classroom"
day = 1
time = "09:30"
minutes = 12
forms = ["call"]

[[team]]
name = "Millbrook"
role = "observer"
uses = 12
days = 14
"#;

/// A visit with the form on a running server: the team's link.
fn plan(server: &Server) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("call.md"), FORM)?;
    std::fs::write(folder.path().join("visit.toml"), VISIT)?;
    let made = std::process::Command::new(binary()?)
        .current_dir(folder.path())
        .args(["visit", "create", "--from", "visit.toml", "--data"])
        .arg(server.data())
        .args(["--public-url", &server.origin()])
        .output()?;
    let said = String::from_utf8(made.stdout)?;
    let link = said.split_whitespace().find(|word| word.contains("/join#"));
    let wrong = String::from_utf8_lossy(&made.stderr).into_owned();
    Ok(link.ok_or(format!("{said}{wrong}"))?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tablets_fill_a_form_of_another_tool_and_find_one_note() {
    for kind in Kind::wanted() {
        eprintln!("a form of another tool: {kind:?}");
        let mut server = Server::start().expect("the demo server starts");
        let link = plan(&server).expect("a visit is made");
        let (mut first, mut second) = (Browser::new(kind), Browser::new(kind));
        let one = first.open(1180, 820).await;
        let two = second.open(390, 844).await;
        join(&one, &link, "Ana Prieto").await;
        join(&two, &link, "Ben Okafor").await;
        let note = begin(&one).await;
        two.goto(&format!("{}{note}", origin(&two).await)).await;
        two.wait_for_text("Why so many").await;

        server.take_away().expect("the server ends");
        one.reload().await;
        two.reload().await;
        fill(&one, "One: red. ", "House", 2, "Ana's").await;
        fill(&two, "Two: blue. ", "Flat", 3, "Ben's").await;
        evidence(&two, "Nobody is at home.").await;
        one.reload().await;
        one.find("button", "Knocks 2, add one").await;
        assert!(one.value("Story").await.contains("One: red."));

        server.bring_back().expect("the server starts again");
        for page in [&one, &two] {
            merged(page).await;
        }
        two.click("button", "Use Flat").await;
        for page in [&one, &two] {
            page.wait_until("one answer", || async { !page.has("group", TWICE).await })
                .await;
            page.find("button", "On the server, sync details").await;
        }
        one.reload().await;
        one.find("button", "Knocks 5, add one").await;
        chosen(&one, "Flat").await;
        reviewed(&one).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_note_refuses_does_not_stay_on_the_screen() {
    for kind in Kind::wanted() {
        eprintln!("a refused answer: {kind:?}");
        let server = Server::start().expect("the demo server starts");
        let link = plan(&server).expect("a visit is made");
        let mut browser = Browser::new(kind);
        let page = browser.open(1180, 820).await;
        join(&page, &link, "Ana Prieto").await;
        begin(&page).await;
        page.type_into("Story", "Before.").await;
        page.press(TAB).await;

        // One more than a text may have.
        let too_much = "const box = arguments[0]; box.focus(); box.value = 'x'.repeat(20001); \
            box.dispatchEvent(new Event('input', {bubbles: true})); box.blur()";
        let story = page.find("textbox", "Story").await;
        page.run(too_much, serde_json::to_value(&story).into_iter().collect())
            .await;
        page.wait_for_text("That was not changed").await;
        page.wait_until("the story that the note has", || async {
            page.value("Story").await == "Before."
        })
        .await;
        page.click("radio", "Flat").await;
        page.reload().await;
        page.find("textbox", "Story").await;
        assert_eq!(page.value("Story").await, "Before.");
        chosen(&page, "Flat").await;
    }
}

const TWICE: &str = "Answered twice, on two tablets. Which one holds?";

/// Starts the note, answers, writes an entry, shares it; its path.
async fn begin(page: &Page) -> String {
    page.click("link", "House visit*").await;
    page.click("button", "Start note, Visit 1").await;
    assert_eq!(page.value("Visit number").await, "1", "the app knows it");
    page.wait_for_text("cannot be kept in notes yet").await;
    page.type_into("Rooms", "3").await;
    page.press(TAB).await;
    page.find("textbox", "Why so many").await;
    add_entry(page, "A door stands open.").await;
    let path = page.path().await;
    share(page).await;
    page.find("button", "On the server, sync details").await;
    page.goto(&format!("{}{path}", origin(page).await)).await;
    page.find("textbox", "Story").await;
    path
}

const TAB: char = '\u{E004}';

async fn fill(page: &Page, story: &str, home: &str, taps: usize, name: &str) {
    page.type_into("Story", story).await;
    page.click("radio", home).await;
    for count in 0..taps {
        page.click("button", &format!("Knocks {count}, add one"))
            .await;
    }
    page.click("button", "Add one, Person").await;
    let last = "const all = document.querySelectorAll('.fin textarea'); \
        all[all.length - 1].focus(); return all.length";
    assert_eq!(page.run(last, vec![]).await, json!(2));
    for letter in name.chars() {
        page.press(letter).await;
    }
    page.press(TAB).await;
}

/// On a phone the log is behind a button.
async fn evidence(page: &Page, words: &str) {
    page.click("button", "Evidence (1)").await;
    add_entry(page, words).await;
    page.find("textbox", BOX).await;
    page.click("button", "Questions").await;
}

async fn merged(page: &Page) {
    page.find("button", "Knocks 5, add one").await;
    page.wait_until("both stories", || async {
        let story = page.value("Story").await;
        story.contains("One: red. ") && story.contains("Two: blue. ")
    })
    .await;
    page.wait_until("both people", || async {
        let names = "return [...document.querySelectorAll('.fin textarea')].map(e => e.value)";
        let names = page.run(names, vec![]).await.to_string();
        names.contains("Ana's") && names.contains("Ben's")
    })
    .await;
    page.find("group", TWICE).await;
    page.find("button", "Use House").await;
    page.find("button", "Use Flat").await;
}

async fn chosen(page: &Page, home: &str) {
    let radio = page.find("radio", home).await;
    let script = "return arguments[0].checked ?? arguments[0].ariaChecked === 'true'";
    let radio = serde_json::to_value(&radio).into_iter().collect();
    assert_eq!(page.run(script, radio).await, json!(true), "{home}");
}

async fn reviewed(page: &Page) {
    page.click("button", "Review").await;
    for words in ["Kind of home", "Flat", "Knocks", "2 entries"] {
        page.wait_for_text(words).await;
    }
}
