//! Keystrokes in a note with five hundred entries: in the composer, in a text that
//! several write in, and in an entry.
//!
//! From the moment at which the browser got the key to the end of the frame with the
//! letter on it. A screen of 60 Hz lets a frame wait up to 16.7 ms, whatever the page
//! does; so the figure to reach is taken without that wait, and the other one beside it.

use rounds_tests::browser::steps::{BOX, add_entry, join, link, open_note};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use serde_json::{Value, json};

use super::brake::{self, Brake, SLOWER};
use super::{SIZE, install, keys_of};
use crate::figures::{Figures, percentile};

const ENTRIES: usize = 500;
const KEYSTROKES: usize = 200;
const OWN: &str = "Two students ask each other.";

/// Frames are shown as soon as they are made.
const NO_WAIT: &[&str] = &["--disable-frame-rate-limit", "--disable-gpu-vsync"];

/// A page that does nothing for its keys: what the browser itself takes here and today.
const BARE: &str = "data:text/html,<!doctype html><textarea aria-label='{}'></textarea>";

pub(super) async fn run(figures: &mut Figures) -> Outcome<()> {
    for (flags, screen, reach) in [
        (NO_WAIT, "no wait for a frame", "<= 16 at p95"),
        (&[][..], "screen of 60 Hz", "up to 16.7 is the wait"),
    ] {
        let server = Server::start()?;
        let note = full_note(&server)?;
        let mut browser = Browser::new(Kind::Chromium).with_flags(flags);
        let page = browser.open(SIZE.0, SIZE.1).await;
        join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
        install(&page).await;
        open_note(&page, &format!("/notes/{note}")).await;
        page.wait_until("all entries", || async {
            let count = "return document.querySelectorAll('.evs .ev').length";
            page.run(count, vec![]).await == json!(ENTRIES)
        })
        .await;
        add_entry(&page, OWN).await;
        brake::set(&page, SLOWER).await;
        page.click("textbox", BOX).await;
        measure(figures, &page, &full("composer", screen), reach).await?;
        page.click("button", OWN).await;
        page.click("textbox", "Text of this entry").await;
        measure(figures, &page, &full("entry", screen), reach).await?;
        page.click("textbox", BOX).await;
        page.click("button", "Details").await;
        page.click("textbox", "Objectives").await;
        measure(figures, &page, &full("Objectives", screen), reach).await?;

        page.goto(&BARE.replace("{}", BOX)).await;
        // The navigation may have changed the process.
        brake::set(&page, SLOWER).await;
        page.click("textbox", BOX).await;
        measure(
            figures,
            &page,
            &format!("nothing but a text box, {screen}"),
            "",
        )
        .await?;
    }
    Ok(())
}

fn full(place: &str, screen: &str) -> String {
    format!("{place}, {ENTRIES} entries, {screen}")
}

/// Types into what has the focus.
async fn measure(
    figures: &mut Figures,
    page: &Page,
    place: &str,
    reach: &'static str,
) -> Outcome<()> {
    page.run(
        "window.measured.keys = []; window.measured.missed = 0",
        vec![],
    )
    .await;
    let words = "the class compares two answers ".chars().cycle();
    for letter in words.take(KEYSTROKES) {
        page.press(letter).await;
    }
    page.wait_until("every key painted", || async {
        let count = "return window.measured.keys.length + window.measured.missed";
        page.run(count, vec![]).await == json!(KEYSTROKES)
    })
    .await;
    let keys = keys_of(page).await?;
    if keys.len() < KEYSTROKES {
        let missed = KEYSTROKES - keys.len();
        return Err(format!("{place}: {missed} letters were not shown in their frame").into());
    }
    let brake = Brake::measure(page).await?;
    let of = brake.label(&format!("keystroke, {place}"));
    for (name, what, reach) in [
        ("paint", "key to paint", reach),
        ("work", "the page's own work", ""),
    ] {
        let mut samples: Vec<f64> = keys.iter().filter_map(|key| key[name].as_f64()).collect();
        for (share, title) in [(0.5, "p50"), (0.95, "p95"), (1.0, "max")] {
            let value = percentile(&mut samples, share);
            figures.add(format!("{of}: {what}, {title}"), value, "ms", reach);
        }
    }
    brake.report(figures, place);
    Ok(())
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
