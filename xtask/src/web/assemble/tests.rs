//! Naming, references and the service worker's list, on pages held in memory.

use anyhow::{Context as _, Result};

use super::{PageFile, assemble};
use crate::web::sources::Sources;

fn sources(files: &[(&str, &str)]) -> Sources {
    files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect()
}

fn text(files: &[PageFile], url: &str) -> Result<String> {
    let file = files
        .iter()
        .find(|file| file.url == url)
        .with_context(|| url.to_owned())?;
    Ok(String::from_utf8(file.bytes.clone())?)
}

fn url_with(files: &[PageFile], stem: &str) -> Result<String> {
    let prefix = format!("/assets/{stem}-");
    let found = files.iter().find(|file| file.url.starts_with(&prefix));
    Ok(found.with_context(|| prefix.clone())?.url.clone())
}

const PAGE: &[(&str, &str)] = &[
    (
        "index.html",
        "<link href={{ASSET:app.css}}><script src={{ASSET:boot.js}}></script>",
    ),
    ("app.css", "a{b:url({{ASSET:art/leaf.svg}})}"),
    ("art/leaf.svg", "<svg/>"),
    (
        "boot.js",
        "import init from '{{ROUNDS_JS}}'; init('{{ROUNDS_WASM}}')",
    ),
    ("rounds.js", "export default 1"),
    ("rounds_bg.wasm", "\0asm"),
    ("icons/app.svg", "<svg></svg>"),
    ("screenshots/visit.svg", "<svg></svg>"),
    (
        "sw.js",
        "const BUILD = '{{BUILD}}'; const URLS = {{PRECACHE}};",
    ),
];

#[test]
fn references_resolve_to_hashed_names() -> Result<()> {
    let files = assemble(sources(PAGE))?;
    let (css, boot) = (url_with(&files, "app")?, url_with(&files, "boot")?);
    assert_eq!(
        text(&files, "/index.html")?,
        format!("<link href={css}><script src={boot}></script>")
    );
    assert_eq!(
        text(&files, &css)?,
        format!("a{{b:url({})}}", url_with(&files, "leaf")?)
    );
    assert!(text(&files, &boot)?.contains(&url_with(&files, "rounds_bg")?));
    assert_eq!(css.len(), "/assets/app-0123456789abcdef.css".len());
    Ok(())
}

#[test]
fn the_service_worker_lists_what_the_app_needs() -> Result<()> {
    let files = assemble(sources(PAGE))?;
    let worker = text(&files, "/sw.js")?;
    let list = worker
        .split("URLS = ")
        .nth(1)
        .and_then(|rest| rest.strip_suffix(';'));
    let urls: Vec<String> = serde_json::from_str(list.context("no list")?)?;
    assert!(urls.contains(&"/".to_owned()) && urls.contains(&"/icons/app.svg".to_owned()));
    assert!(
        !urls
            .iter()
            .any(|url| url.contains("screenshots") || url == "/sw.js")
    );
    assert_eq!(urls.len(), PAGE.len() - 2);
    Ok(())
}

#[test]
fn the_build_changes_with_any_file() -> Result<()> {
    let before = text(&assemble(sources(PAGE))?, "/sw.js")?;
    assert_eq!(before, text(&assemble(sources(PAGE))?, "/sw.js")?);
    let mut changed = sources(PAGE);
    changed.insert("icons/app.svg".to_owned(), b"<svg>new</svg>".to_vec());
    assert_ne!(before, text(&assemble(changed)?, "/sw.js")?);
    Ok(())
}

#[test]
fn mistakes_are_named() {
    let refused = |files: &[(&str, &str)]| match assemble(sources(files)) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("{error:#}"),
    };
    let missing = refused(&[("index.html", "{{ASSET:gone.css}}")]);
    assert!(
        missing.contains("gone.css") && missing.contains("index.html"),
        "{missing}"
    );
    let unused = refused(&[("index.html", ""), ("old.css", "")]);
    assert!(unused.contains("old.css"), "{unused}");
    let circle = refused(&[
        ("index.html", "{{ASSET:a.js}}"),
        ("a.js", "{{ASSET:b.js}}"),
        ("b.js", "{{ASSET:a.js}}"),
    ]);
    assert!(circle.contains("circle"), "{circle}");
    assert!(refused(&[("index.html", "{{PRECACHE}}")]).contains("sw.js"));
}
