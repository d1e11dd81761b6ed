//! Large forms: how long one takes to load, and an answer with all that follows from it.
//! The forms and the answers are those of the public conformance suite, read where it
//! lies beside the checkout.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rounds_forms::tool::{self, FormFile};
use rounds_forms::xform::fill::{Filling, Settings, Step};
use rounds_forms::xpath::Moment;
use rounds_tests::large_forms::large_forms;
use rounds_tests::process::{Outcome, binary, resident};
use serde_json::Value;

use crate::figures::{Figures, ms, percentile};

/// How often a form is loaded and its scripts are gone through.
const ROUNDS: usize = 20;

/// A name, the form's cases, what loading should take and what an answer.
const FORMS: [(&str, &str, &str, &str); 2] = [
    (
        "WHO verbal autopsy, 1.57 MB",
        "web-forms/test-javarosa/smoketests/whova_form.xml.json",
        "<= 100",
        "<= 2",
    ),
    (
        "bench9, 371 kB",
        "web-forms/performance/bench9.xml.json",
        "",
        "<= 5",
    ),
];

/// Measures the largest files that there can be, then both forms, or says that the suite
/// is not there.
pub(crate) fn run(figures: &mut Figures) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    for form in large_forms() {
        let path = folder.path().join(form.name);
        std::fs::write(&path, &form.bytes)?;
        let (peak, time) = check(&path)?;
        let name = form.name;
        figures.add(
            format!("{name}: most resident memory"),
            peak,
            "MiB",
            "<= 64",
        );
        figures.add(format!("{name}: time"), time, "ms", "<= 1000");
    }
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/forms-conformance");
    if !suite.is_dir() {
        println!("the suite of forms is not beside this checkout: no forms are measured");
        return Ok(());
    }
    for (name, cases, load, answer) in FORMS {
        let cases = std::fs::read(suite.join("cases").join(cases))?;
        let cases: Value = serde_json::from_slice(&cases)?;
        let form = suite.join(cases["form"].as_str().ok_or("a form")?);
        measure(figures, &form, &scripts(&cases), name, (load, answer))?;
    }
    Ok(())
}

/// The most resident memory in MiB of `rounds form check`, looked at every half
/// millisecond until it ends, and its time in milliseconds.
fn check(form: &Path) -> Outcome<(f64, f64)> {
    let began = Instant::now();
    let mut process = Command::new(binary()?)
        .args(["form", "check"])
        .arg(form)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut most = 0;
    while process.try_wait()?.is_none() {
        // It may have ended since.
        if let Ok(resident) = resident(process.id()) {
            most = most.max(resident.peak);
        }
        std::thread::sleep(Duration::from_micros(500));
    }
    Ok((most as f64 / (1024.0 * 1024.0), ms(began.elapsed())))
}

fn measure(
    figures: &mut Figures,
    form: &Path,
    scripts: &[Vec<Step>],
    name: &str,
    (load_reach, answer_reach): (&'static str, &'static str),
) -> Outcome<()> {
    let bytes = std::fs::read(form)?;
    let now = Moment::parse_zoned("2026-03-14T09:26:53Z").ok_or("a moment")?;
    let (mut loads, mut answers) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let file = FormFile {
            name: "form.xml",
            bytes: &bytes,
            beside: &|_| None,
        };
        let began = Instant::now();
        let loaded = tool::load(&file).map_err(|lines| lines.join("; "))?;
        let first = Filling::new(&loaded.plan, settings(now));
        loads.push(ms(began.elapsed()));
        drop(first);
        for script in scripts {
            let mut filling = Filling::new(&loaded.plan, settings(now));
            for step in script {
                let began = Instant::now();
                filling.apply(step).map_err(|error| error.to_string())?;
                answers.push(ms(began.elapsed()));
            }
        }
    }
    let mut add = |what: &str, samples: &mut Vec<f64>, share, reach| {
        let value = percentile(samples, share);
        figures.add(format!("{name}: {what}"), value, "ms", reach);
    };
    add("load and first record, median", &mut loads, 0.5, load_reach);
    add("load and first record, most", &mut loads, 1.0, load_reach);
    add("one answer, median", &mut answers, 0.5, "");
    add("one answer, p99", &mut answers, 0.99, answer_reach);
    Ok(())
}

fn settings(now: Moment) -> Settings {
    Settings {
        now,
        seed: 1,
        language: None,
        properties: Vec::new(),
    }
}

fn scripts(cases: &Value) -> Vec<Vec<Step>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let step = |step: &Value| {
        if step["set"].is_string() {
            Step::Set {
                path: text(&step["set"]),
                value: text(&step["value"]),
            }
        } else if step["add"].is_string() {
            Step::Add {
                path: text(&step["add"]),
            }
        } else {
            Step::Remove {
                path: text(&step["remove"]),
            }
        }
    };
    let cases = cases["cases"].as_array().into_iter().flatten();
    let scripts = cases.map(|case| case["script"].as_array().into_iter().flatten());
    scripts.map(|script| script.map(step).collect()).collect()
}
