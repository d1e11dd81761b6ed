//! The main job: two tablets write into one note while the server is gone, and find
//! one merged note when it is back.

use rounds_tests::browser::steps::{BOX, add_entry, join, link, open_note, origin, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tablets_without_a_network_and_one_merged_note() {
    for kind in Kind::wanted() {
        eprintln!("two tablets in {kind:?}");
        two_tablets(kind).await;
    }
}

async fn two_tablets(kind: Kind) {
    let mut server = Server::start().expect("the demo server starts");
    let (mut first, mut second) = (Browser::new(kind), Browser::new(kind));
    let one = first.open(1180, 820).await;
    let two = second.open(820, 1180).await;
    join(&one, &link(&server, "observer-1"), "Ana Prieto").await;
    join(&two, &link(&server, "observer-2"), "Ben Okafor").await;

    let note = start_shared_note(&one).await;
    open_note(&two, &note).await;
    two.wait_for_text("A pair compares two answers.").await;

    server.take_away().expect("the server ends");
    one.reload().await;
    two.reload().await;
    for (page, words) in [
        (&one, "Desks in groups of four."),
        (&two, "Objective on the board."),
    ] {
        page.find("textbox", BOX).await;
        add_entry(page, words).await;
    }
    write_text(&one, "One: posted. ").await;
    write_text(&two, "Two: spoken. ").await;
    rate(&one, "Developing").await;
    rate(&two, "Providing").await;
    tap(&one, 2).await;
    tap(&two, 3).await;
    assert!(
        !one.has("button", "On the server, sync details").await,
        "claims a server that is gone"
    );

    // What was shown as saved survives a browser that is killed.
    saved(&one).await;
    saved(&two).await;
    let one = if kind.keeps_a_profile() {
        first.kill();
        let one = first.open(1180, 820).await;
        one.goto(&format!("{}{note}", server.origin())).await;
        one
    } else {
        eprintln!("{kind:?} keeps nothing when it ends: it is not killed here");
        one
    };
    one.wait_for_text("Desks in groups of four.").await;

    server.bring_back().expect("the server starts again");
    for page in [&one, &two] {
        page.find("button", "On the server, sync details").await;
        page.wait_for_text("Desks in groups of four.").await;
        page.wait_for_text("Objective on the board.").await;
        page.wait_for_text("A pair compares two answers.").await;
        page.find("button", "Partner talk 5, add one").await;
        both_texts(page).await;
        both_ratings(page).await;
    }

    // What is shown as on the server survives the server's death at that moment.
    server.take_away().expect("the server ends");
    server.bring_back().expect("the server starts again");
    let mut third = Browser::new(kind);
    let late = third.open(390, 844).await;
    join(&late, &link(&server, "facilitator"), "Priya Kaur").await;
    open_note(&late, &note).await;
    late.wait_for_text("Desks in groups of four.").await;
    late.wait_for_text("Objective on the board.").await;
}

/// Starts a note, writes one entry, shares it; its path.
async fn start_shared_note(page: &Page) -> String {
    let path = start_note(page).await;
    add_entry(page, "A pair compares two answers.").await;
    page.click("button", "Review").await;
    page.click("button", "Share with *").await;
    page.click("button", "Share").await;
    page.wait_for_text("Your team").await;
    page.find("button", "On the server, sync details").await;
    page.goto(&format!("{}{path}", origin(page).await)).await;
    page.find("textbox", BOX).await;
    path
}

async fn write_text(page: &Page, words: &str) {
    page.click("button", "Details").await;
    page.type_into("Objectives", words).await;
    page.click("button", "Close").await;
}

async fn rate(page: &Page, level: &str) {
    open_tool(page, "Look-fors").await;
    page.click("radio", level).await;
}

async fn tap(page: &Page, times: usize) {
    open_tool(page, "Counts").await;
    for count in 0..times {
        page.click("button", &format!("Partner talk {count}, add one"))
            .await;
    }
}

/// On a narrow screen the tools are tabs.
async fn open_tool(page: &Page, tool: &str) {
    if page.has("tab", tool).await {
        page.click("tab", tool).await;
    }
}

async fn saved(page: &Page) {
    page.wait_until("all saved", || async {
        page.has("button", "Saved on this *").await
            || page.has("button", "* waiting*").await
            || page.visible_text().await.contains("waiting")
    })
    .await;
}

async fn both_texts(page: &Page) {
    page.click("button", "Details").await;
    page.wait_until("both texts", || async {
        let text = page.value("Objectives").await;
        text.contains("One: posted. ") && text.contains("Two: spoken. ")
    })
    .await;
    page.click("button", "Close").await;
}

async fn both_ratings(page: &Page) {
    page.click("button", "Review").await;
    page.find("button", "Use Developing").await;
    page.find("button", "Use Providing").await;
    page.wait_for_text("Ana Prieto").await;
    page.wait_for_text("Ben Okafor").await;
    page.click("button", "Back*").await;
    page.find("textbox", BOX).await;
}
