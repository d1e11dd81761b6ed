//! The largest public form in the page: from the moment its bytes are there to its first
//! question, and from the tap on an answer to the end of the frame that shows all that
//! follows. The form is the one of the conformance suite beside the checkout.

use std::path::{Path, PathBuf};

use rounds_tests::browser::steps::{join, link, visit};
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::{Outcome, Server};
use serde_json::json;

use super::brake::{self, SLOWER};
use super::{SIZE, number};
use crate::figures::{Figures, percentile};

/// Pages of the form that are gone through.
const PAGES: usize = 120;

/// Frames are shown as soon as they are made.
const NO_WAIT: &[&str] = &["--disable-frame-rate-limit", "--disable-gpu-vsync"];

const INSTRUMENTS: &str = include_str!("forms.js");

fn form() -> Option<PathBuf> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/forms-conformance");
    let form = suite.join("files/web-forms/test-javarosa/smoketests/whova_form.xml");
    // The driver takes no path with `..` in it.
    form.canonicalize().ok()
}

pub(super) async fn run(figures: &mut Figures) -> Outcome<()> {
    let Some(form) = form() else {
        println!("the suite of forms is not beside this checkout: none is opened in the page");
        return Ok(());
    };
    let server = Server::start()?;
    let mut browser = Browser::new(Kind::Chromium).with_flags(NO_WAIT);
    let page = browser.open(SIZE.0, SIZE.1).await;
    join(&page, &link(&server, "observer-1"), "Ana Prieto").await;
    visit(&page, "/forms").await;
    page.find("button", "Choose a file").await;
    page.run(INSTRUMENTS, vec![]).await;
    brake::set(&page, SLOWER).await;
    page.choose_file(&form).await;
    let of = format!("WHO verbal autopsy in the page, {SLOWER}x slower");
    let loaded = number(&page, "loaded").await?;
    figures.add(
        format!("{of}: its bytes to the first question"),
        loaded,
        "ms",
        "<= 400",
    );
    let mut answers = answer(&page).await?;
    for (share, title) in [(0.5, "median"), (0.95, "p95"), (1.0, "most")] {
        let what = format!("{of}: an answer to paint, {title} of {}", answers.len());
        let reach = if share == 0.95 { "<= 16" } else { "" };
        figures.add(what, percentile(&mut answers, share), "ms", reach);
    }
    Ok(())
}

/// Goes through the form, the first choice on each page; milliseconds for each.
async fn answer(page: &Page) -> Outcome<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let took = page.run("return window.answer()", vec![]).await;
        times.extend(took.as_f64());
        if page.run("return window.next()", vec![]).await != json!(true) {
            break;
        }
    }
    if times.is_empty() {
        return Err("no question of the form has a choice".into());
    }
    Ok(times)
}
