//! Whole commands against a server of a few lines.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::testkit::{FakeServer, Fallible, ME, Manner, SPACE};
use super::*;

const SOON: Duration = Duration::from_secs(10);

/// A folder that joined a server and has the visit.
fn joined(server: &FakeServer) -> Result<TempDir, Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir()?;
    join(dir.path(), &format!("{}/join#good", server.base()), "Ana").map_err(said)?;
    Ok(dir)
}

fn said(failure: Failure) -> String {
    failure.to_string()
}

fn synced(dir: &Path, timeout: Duration) -> Outcome<Value> {
    let mut driver = folder::online(dir)?;
    let synced = runtime()?.block_on(sync::sync(&mut driver, timeout))?;
    serde_json::to_value(synced.cost).map_err(Failure::new)
}

fn new_note(dir: &Path) -> Outcome<String> {
    let id = write::new_note(
        &mut folder::to_write(dir)?,
        &Filler::default(),
        &SPACE.to_string(),
        "s1",
        "t1",
    )?;
    Ok(id.to_string())
}

fn edited(dir: &Path, note: &str, script: &Value) -> Outcome<()> {
    let path = dir.join("script.json");
    fs::write(&path, script.to_string()).map_err(Failure::new)?;
    write::edit(&mut folder::to_write(dir)?, &Filler::default(), note, &path)
}

fn shown(dir: &Path, note: &str) -> Outcome<Value> {
    let mut driver = folder::to_read(dir)?;
    let info = folder::open_note(&mut driver, note)?;
    let json = show::note(&info, folder::note(&driver, info.doc)?, show::People(None));
    serde_json::to_value(json).map_err(Failure::new)
}

fn status_of(dir: &Path) -> Outcome<Value> {
    let identity = Identity::read(dir)?;
    serde_json::to_value(status::status(&folder::to_read(dir)?, &identity)).map_err(Failure::new)
}

fn journal(dir: &Path) -> io::Result<Vec<u8>> {
    fs::read(dir.join("journal"))
}

#[test]
fn a_note_goes_from_its_first_word_to_the_server() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let dir = dir.path();
    let note = new_note(dir).map_err(said)?;
    let script = json!([
        {"text": "objectives", "at": 0, "delete": 0, "insert": "Fractions"},
        {"set": "students", "value": 24}, {"tally": "choral", "by": 2},
        {"evidence": {"text": "3/4 on the board"}},
    ]);
    edited(dir, &note, &script).map_err(said)?;
    let before = status_of(dir).map_err(said)?;
    assert_eq!(
        before["counts"],
        json!({"saved": 2, "sent": 0, "durable": 0, "waiting": 2, "review": 0})
    );
    assert_eq!(
        (&before["notes"][0]["saved"], &before["notes"][0]["sent"]),
        (&json!(true), &json!(false))
    );

    let cost = synced(dir, SOON).map_err(said)?;
    assert_eq!(
        (&cost["pushed"], &cost["acked"], &cost["received"]),
        (&json!(2), &json!(2), &json!(0))
    );
    let after = status_of(dir).map_err(said)?;
    assert_eq!(after["notes"][0]["durable"], json!(true));
    let quiet = synced(dir, SOON).map_err(said)?;
    let counted = ["round_trips", "messages_up", "messages_down"].map(|key| quiet[key].clone());
    assert_eq!(counted, [json!(1), json!(1), json!(1)], "{quiet}");

    let json = shown(dir, &note).map_err(said)?;
    assert_eq!(
        json["answers"]["objectives"],
        json!({"kind": "text", "value": "Fractions"})
    );
    assert_eq!(
        json["answers"]["students"],
        json!({"kind": "single", "value": 24})
    );
    assert_eq!(
        json["answers"]["choral"],
        json!({"kind": "tally", "value": 2})
    );
    assert_eq!(json["entries"][0]["text"], json!("3/4 on the board"));
    assert_eq!(
        (&json["state"], &json["stop"]),
        (&json!("durable"), &json!("s1"))
    );
    Ok(())
}

#[test]
fn visits_lists_stops_forms_and_notes() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let note = new_note(dir.path()).map_err(said)?;
    let listed = || -> Outcome<Value> {
        let visits = visits::visits(&mut folder::to_read(dir.path())?, dir.path())?;
        serde_json::to_value(visits).map_err(Failure::new)
    };
    let expected = json!([{
        "id": SPACE.to_string(), "title": "Five schools", "role": "observer",
        "stops": [{"id": "s1", "label": "Visit 1", "forms": ["t1"]}],
        "forms": [{"id": "t1", "version": 1, "title": "Script"}],
        "notes": [{"id": note, "stop": "s1", "form": "t1", "state": "saved", "visibility": "private",
            "author": ME.to_string(), "author_id": ME.to_string()}],
    }]);
    for source in ["the notes", "the cache"] {
        assert_eq!(listed(), Ok(expected.clone()), "from {source}");
    }
    let cache = dir.path().join("summaries.json");
    assert!(cache.exists());
    fs::write(&cache, "damaged")?;
    assert_eq!(listed(), Ok(expected));
    Ok(())
}

#[test]
fn a_mistake_anywhere_in_a_script_changes_nothing() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let dir = dir.path();
    let note = new_note(dir).map_err(said)?;
    let (before, bytes) = (shown(dir, &note).map_err(said)?, journal(dir)?);
    let script = json!([{"tally": "choral", "by": 1}, {"set": "students", "value": 99}]);
    let error = edited(dir, &note, &script)
        .err()
        .map(said)
        .unwrap_or_default();
    assert!(
        error.contains("script.json: script[1].value: \"students\" takes"),
        "{error}"
    );
    assert_eq!(shown(dir, &note).map_err(said)?, before);
    assert_eq!(journal(dir)?, bytes);
    Ok(())
}

#[test]
fn sharing_is_saved_and_sent_and_only_for_the_author() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let dir = dir.path();
    let note = new_note(dir).map_err(said)?;
    let team = Visibility::Team;
    write::share(&mut folder::to_write(dir).map_err(said)?, &note, team).map_err(said)?;
    assert_eq!(
        shown(dir, &note).map_err(said)?["visibility"],
        json!("team")
    );
    let cost = synced(dir, SOON).map_err(said)?;
    assert_eq!(cost["acked"], json!(1));
    assert_eq!(shown(dir, &note).map_err(said)?["state"], json!("durable"));
    Ok(())
}

#[test]
fn what_the_server_refuses_is_kept_shown_and_exported() -> Fallible {
    let server = FakeServer::start(Manner::Refusing)?;
    let dir = joined(&server)?;
    let dir = dir.path();
    let note = new_note(dir).map_err(said)?;
    edited(dir, &note, &json!([{"evidence": {"text": "kept"}}])).map_err(said)?;
    let mut driver = folder::online(dir).map_err(said)?;
    let synced = runtime()
        .map_err(said)?
        .block_on(sync::sync(&mut driver, SOON))
        .map_err(said)?;
    drop(driver);
    let cost = serde_json::to_value(&synced.cost)?;
    assert_eq!((&cost["acked"], synced.review), (&json!(0), 1));
    assert_eq!(
        shown(dir, &note).map_err(said)?["state"],
        json!("kept_for_review")
    );
    let identity = Identity::read(dir).map_err(said)?;
    let export = export::export(&mut folder::to_read(dir).map_err(said)?, &identity);
    let export = serde_json::to_value(export.map_err(said)?)?;
    let documents = export["visits"][0]["documents"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let kept = documents
        .iter()
        .find(|document| document["id"] == json!(note));
    let kept = kept.cloned().unwrap_or_default();
    assert_eq!(kept["note"]["entries"][0]["text"], json!("kept"));
    assert_eq!(kept["rows"].as_array().map(Vec::len), Some(2));
    assert!(!export.to_string().contains(&identity.token));
    Ok(())
}

#[test]
fn a_sync_that_cannot_settle_says_what_is_missing() -> Fallible {
    let cases = [
        (
            Manner::Unauthorized,
            "the server no longer knows this device",
        ),
        (
            Manner::Silent,
            "not settled after 300 ms: the server cannot be reached",
        ),
    ];
    for (manner, expected) in cases {
        let server = FakeServer::start(manner)?;
        let dir = tempfile::tempdir()?;
        server.enrol(dir.path())?;
        let error = synced(dir.path(), Duration::from_millis(300))
            .err()
            .map(said);
        assert!(
            error.as_deref().unwrap_or_default().starts_with(expected),
            "{error:?}"
        );
    }
    let gone = FakeServer::start(Manner::Good)?;
    let dir = joined(&gone)?;
    new_note(dir.path()).map_err(said)?;
    drop(gone);
    let error = synced(dir.path(), Duration::from_millis(300))
        .err()
        .map(said)
        .unwrap_or_default();
    assert!(error.contains("Connection refused"), "{error}");
    assert!(error.contains("1 changes wait here, saved"), "{error}");
    Ok(())
}

#[test]
fn a_link_that_is_refused_leaves_the_folder_free_for_the_next_try() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = tempfile::tempdir()?;
    let used = format!("{}/join#used", server.base());
    let error = join(dir.path(), &used, "Ana").err().map(said);
    let expected = "the server refused: It was used up. Ask for a new one.";
    assert_eq!(error.as_deref(), Some(expected));
    let good = format!("{}/join#good", server.base());
    join(dir.path(), &good, "Ana").map_err(said)?;
    Ok(())
}

#[test]
fn a_folder_joins_more_visits_but_stays_one_persons_device() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let good = format!("{}/join#good", server.base());
    join(dir.path(), &good, "ana").map_err(said)?;
    let elsewhere = good.replace("127.0.0.1", "localhost");
    for (url, name) in [(&good, "Ben"), (&elsewhere, "Ana")] {
        let error = join(dir.path(), url, name)
            .err()
            .map(said)
            .unwrap_or_default();
        assert!(error.contains("is Ana's device at"), "{error}");
    }
    Ok(())
}

#[test]
fn ids_and_folders_that_lead_nowhere_say_what_to_do() -> Fallible {
    let empty = tempfile::tempdir()?;
    let error = folder::to_read(empty.path())
        .err()
        .map(said)
        .unwrap_or_default();
    assert!(error.contains("run `rounds device join`"), "{error}");
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let mut driver = folder::to_write(dir.path()).map_err(said)?;
    let space = SPACE.to_string();
    let unknown = sync_core::ids::DocId::from_bytes([5; 16]).to_string();
    let cases = [
        (
            write::new_note(&mut driver, &Filler::default(), "x", "s1", "t1"),
            "\"x\" is not a visit's id",
        ),
        (
            write::new_note(&mut driver, &Filler::default(), &unknown, "s1", "t1"),
            "this device has no visit",
        ),
        (
            write::new_note(&mut driver, &Filler::default(), &space, "s9", "t1"),
            "no stop \"s9\"; its stops are s1",
        ),
        (
            write::new_note(&mut driver, &Filler::default(), &space, "s1", "t9"),
            "no form \"t9\"; its forms are t1",
        ),
        (
            folder::open_note(&mut driver, "x").map(|info| info.doc),
            "\"x\" is not a document id",
        ),
        (
            folder::open_note(&mut driver, &unknown).map(|info| info.doc),
            "this device has no note",
        ),
    ];
    for (done, expected) in cases {
        let error = done.err().map(said).unwrap_or_default();
        assert!(error.contains(expected), "{error}");
    }
    Ok(())
}

#[test]
fn commands_that_read_work_beside_one_that_writes_and_without_write_access() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let note = new_note(dir.path()).map_err(said)?;
    let writer = folder::to_write(dir.path()).map_err(said)?;
    shown(dir.path(), &note).map_err(said)?;
    let error = folder::to_write(dir.path())
        .err()
        .map(said)
        .unwrap_or_default();
    assert!(error.contains("is in use by process"), "{error}");
    drop(writer);
    folder::to_write(dir.path()).map_err(said)?;
    Ok(())
}

#[test]
fn watch_prints_a_line_for_each_thing_that_happens() -> Fallible {
    let server = FakeServer::start(Manner::Good)?;
    let dir = joined(&server)?;
    let dir = dir.path();
    let note = new_note(dir).map_err(said)?;
    let mut driver = folder::online(dir).map_err(said)?;
    let lines = tempfile::NamedTempFile::new()?;
    let path: PathBuf = lines.path().to_owned();
    let durable = format!("\"event\":\"state\",\"note\":\"{note}\",\"state\":\"durable\"");
    let seen = async {
        while !fs::read_to_string(&path)
            .unwrap_or_default()
            .contains(&durable)
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let stop = async {
        tokio::time::timeout(SOON, seen).await.ok();
    };
    let mut out = lines.as_file();
    runtime()
        .map_err(said)?
        .block_on(watch::watch(&mut driver, &mut out, stop))
        .map_err(said)?;
    let text = fs::read_to_string(&path)?;
    let lines: Vec<Value> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert!(lines.iter().all(|line| line["at"].is_u64()), "{text}");
    assert_eq!(lines[0]["event"], json!("note"), "{text}");
    assert_eq!(lines[0]["note"]["id"], json!(note), "{text}");
    assert!(
        lines.iter().any(|line| line["link"] == json!("live")),
        "{text}"
    );
    assert!(text.contains(&durable), "{text}");
    Ok(())
}
