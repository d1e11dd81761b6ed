//! The page in Chromium on a processor that is four times slower: how soon it can be
//! typed into without a server, and how long a keystroke takes in a full note.

mod brake;
mod forms;
mod keys;

use std::time::Duration;

use rounds_tests::browser::steps::{BOX, add_entry, join, link, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{Outcome, Server};
use serde_json::{Value, json};

use crate::figures::{Figures, percentile};
use brake::{Brake, SLOWER};

const STARTS: usize = 5;
const SIZE: (u32, u32) = (1180, 820);

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    cold_start(figures).await?;
    forms::run(figures).await?;
    keys::run(figures).await
}

/// The browser is started for each; the driver's way from "ready" to its key is part
/// of the second figure.
async fn cold_start(figures: &mut Figures) -> Outcome<()> {
    let mut server = Server::start()?;
    let mut browser = Browser::new(Kind::Chromium);
    let page = browser.open(SIZE.0, SIZE.1).await;
    join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
    let note = start_note(&page).await;
    add_entry(&page, "A pair compares two answers.").await;
    page.wait_until("the page's worker", || async {
        let controlled = "return navigator.serviceWorker.controller !== null";
        page.run(controlled, vec![]).await == json!(true)
    })
    .await;
    page.find("button", "On the server, sync details").await;
    page.close().await;
    server.take_away()?;

    let note = format!("{}{note}", server.origin());
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(&mut browser, &note, SLOWER).await?);
    }
    let free = start(&mut browser, &note, 1).await?;
    let mut early: Vec<f64> = starts.iter().map(|start| start.early).collect();
    // A loop that the page runs before all else: the brake was on from the beginning.
    let brake = Brake::measured(percentile(&mut early, 0.5), free.early);
    let of = brake.label("cold start without a server");
    let mut ready: Vec<f64> = starts.iter().map(|start| start.ready).collect();
    add(figures, &format!("{of}: text box ready"), &mut ready, "");
    let mut typed: Vec<f64> = starts.iter().map(|start| start.typed).collect();
    let what = format!("{of}: first key painted");
    add(figures, &what, &mut typed, "<= 3000");
    brake.report(figures, "cold start");
    Ok(())
}

/// One start; milliseconds since the navigation began.
struct Start {
    ready: f64,
    typed: f64,
    early: f64,
}

async fn start(browser: &mut Browser, note: &str, slower: u32) -> Outcome<Start> {
    let page = browser.open(SIZE.0, SIZE.1).await;
    install(&page).await;
    brake::set(&page, slower).await;
    page.goto(note).await;
    // The navigation may have changed the process.
    brake::set(&page, slower).await;
    let ready = number(&page, "ready").await?;
    page.press('x').await;
    let typed = number(&page, "typed").await?;
    let early = number(&page, "early").await?;
    // Those of the starts before are in the draft that was put back.
    if !page.value(BOX).await.ends_with('x') {
        return Err("the first key is not in the composer".into());
    }
    page.close().await;
    Ok(Start {
        ready,
        typed,
        early,
    })
}

fn add(figures: &mut Figures, of: &str, samples: &mut [f64], reach: &'static str) {
    for (share, title) in [(0.5, "median"), (1.0, "max")] {
        let what = format!("{of}, {title} of {STARTS}");
        figures.add(what, percentile(samples, share), "ms", reach);
    }
}

/// Puts the instruments before the scripts of every page that this window opens.
async fn install(page: &Page) {
    let instruments = include_str!("page/instruments.js");
    let source = format!("const BOX = {};\n{instruments}", json!(BOX));
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": format!("{{ {source} }}")}),
    )
    .await;
}

/// Waits for a time that the page notes down.
async fn number(page: &Page, name: &str) -> Outcome<f64> {
    let read = format!("return window.measured ? window.measured.{name} : null");
    for _ in 0..6_000 {
        if let Some(at) = page.run(&read, vec![]).await.as_f64() {
            return Ok(at);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(format!("the page was never {name}").into())
}

/// What the page noted down for each key.
async fn keys_of(page: &Page) -> Outcome<Vec<Value>> {
    let list = page.run("return window.measured.keys", vec![]).await;
    Ok(list.as_array().ok_or("a list")?.clone())
}
