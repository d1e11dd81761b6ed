//! The page in Chromium on a processor that is four times slower: how soon it can be
//! typed into without a server, and how long a keystroke takes in a full note.

use std::time::Duration;

use rounds_tests::browser::steps::{BOX, add_entry, join, link, open_note, start_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use crate::figures::{Figures, percentile};

const SLOWER: u32 = 4;
const STARTS: usize = 5;
const ENTRIES: usize = 500;
const KEYSTROKES: usize = 200;
const SIZE: (u32, u32) = (1180, 820);

/// The instruments: installed before the page's own scripts.
const MEASURE: &str = include_str!("page.js");

pub(crate) async fn run(figures: &mut Figures) -> Outcome<()> {
    cold_start(figures).await?;
    keystroke(figures).await
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

    let (mut ready, mut typed, mut slower) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let page = browser.open(SIZE.0, SIZE.1).await;
        install(&page).await;
        page.goto(&format!("{}{note}", server.origin())).await;
        ready.push(number(&page, "ready").await?);
        page.press('x').await;
        typed.push(number(&page, "typed").await?);
        slower.push(slowdown(&page).await?);
        page.close().await;
    }
    let of = "cold start without a server, throttle set to 4x";
    add(figures, &format!("{of}: text box ready"), &mut ready, "");
    let reach = "<= 3000";
    add(
        figures,
        &format!("{of}: first key painted"),
        &mut typed,
        reach,
    );
    let what = format!("{of}: slower as measured, least");
    figures.add(what, percentile(&mut slower, 0.0), "x", "4");
    Ok(())
}

async fn keystroke(figures: &mut Figures) -> Outcome<()> {
    let server = Server::start()?;
    let note = full_note(&server)?;
    let mut browser = Browser::new(Kind::Chromium);
    let page = browser.open(SIZE.0, SIZE.1).await;
    join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
    install(&page).await;
    open_note(&page, &format!("/notes/{note}")).await;
    page.wait_until("all entries", || async {
        let count = "return document.querySelectorAll('.evs > li').length";
        page.run(count, vec![]).await == json!(ENTRIES)
    })
    .await;
    page.click("textbox", BOX).await;
    for letter in "the class compares two answers "
        .chars()
        .cycle()
        .take(KEYSTROKES)
    {
        page.press(letter).await;
    }
    page.wait_until("every key painted", || async {
        let count = "return window.measured.paints.length";
        page.run(count, vec![]).await == json!(KEYSTROKES)
    })
    .await;
    let of = format!("keystroke, {ENTRIES} entries, throttle set to 4x");
    for (name, what, reach) in [
        ("paints", "key to paint", "<= 16 at p95"),
        ("work", "work for it, without the wait for a frame", ""),
    ] {
        let mut samples = numbers(&page, name).await?;
        for (share, title) in [(0.5, "p50"), (0.95, "p95"), (1.0, "max")] {
            let value = percentile(&mut samples, share);
            figures.add(format!("{of}: {what}, {title}"), value, "ms", reach);
        }
    }
    let slower = slowdown(&page).await?;
    figures.add(format!("{of}: slower as measured"), slower, "x", "4");
    Ok(())
}

fn add(figures: &mut Figures, of: &str, samples: &mut [f64], reach: &'static str) {
    for (share, title) in [(0.5, "median"), (1.0, "max")] {
        let what = format!("{of}, {title} of {STARTS}");
        figures.add(what, percentile(samples, share), "ms", reach);
    }
}

/// A note of someone else that the whole team may write in.
fn full_note(server: &Server) -> Outcome<String> {
    let device = HeadlessDevice::join(&server.join_link("observer-2")?, "Ben Okafor")?;
    let visits = device.json(&["visits", "--json"])?;
    let visit = visits.get(0).ok_or("the demo has a visit")?;
    let stops = visit["stops"].as_array().ok_or("a visit has stops")?;
    let place = stops.iter().find_map(|stop| {
        let form = stop["forms"].get(0)?.as_str()?;
        Some((stop["id"].as_str()?, form))
    });
    let (stop, form) = place.ok_or("a stop has a form")?;
    let visit = visit["id"].as_str().ok_or("a visit has an id")?;
    let note = device.ok(&["new-note", "--visit", visit, "--stop", stop, "--form", form])?;
    let entry = |n| json!({"evidence": {"text": format!("Pair {n} compares two answers aloud.")}});
    let script: Vec<Value> = (1..=ENTRIES).map(entry).collect();
    device.edit(&note, &json!(script))?;
    device.ok(&["share", &note, "--with", "team"])?;
    device.ok(&["sync"])?;
    Ok(note)
}

async fn install(page: &Page) {
    let source = json!({"source": MEASURE});
    page.devtools("Page.addScriptToEvaluateOnNewDocument", source)
        .await;
    slow_down(page, SLOWER).await;
}

async fn slow_down(page: &Page, rate: u32) {
    page.devtools("Emulation.setCPUThrottlingRate", json!({"rate": rate}))
        .await;
}

/// How many times slower the page is than without the brake: the control that the
/// brake was on in the process that was measured. Takes the brake off.
async fn slowdown(page: &Page) -> Outcome<f64> {
    let slow = busy(page).await?;
    slow_down(page, 1).await;
    Ok(slow / busy(page).await?)
}

async fn busy(page: &Page) -> Outcome<f64> {
    let took = page.run("return window.measured.busy()", vec![]).await;
    Ok(took.as_f64().ok_or("a time")?)
}

/// Waits for a time that the page notes down: milliseconds since navigation began.
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

async fn numbers(page: &Page, name: &str) -> Outcome<Vec<f64>> {
    let read = format!("return window.measured.{name}");
    let list = page.run(&read, vec![]).await;
    let list = list.as_array().ok_or("a list")?;
    Ok(list.iter().filter_map(Value::as_f64).collect())
}
