//! No file is forgotten: a module that nobody declares is not compiled, and
//! its tests pass by never running.

use std::collections::BTreeMap;

use crate::files::{Checked, none, read, sources};

#[test]
fn every_module_is_declared() -> Checked {
    let files = sources(&["rs"])?;
    let texts: BTreeMap<&str, &str> = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    let forgotten = texts
        .keys()
        .filter(|name| !is_root(name) && !is_declared(name, &texts));
    none(
        &forgotten
            .map(|name| format!("{name}: no file declares it"))
            .collect::<Vec<_>>(),
    )
}

#[test]
fn every_kind_of_test_is_a_binary() -> Checked {
    let manifest = read("tests/Cargo.toml")?;
    let files = sources(&["rs"])?;
    let kinds = files.iter().filter_map(|file| {
        let kind = file.name.strip_prefix("tests/")?.strip_suffix("/main.rs")?;
        (!kind.contains('/')).then_some(kind)
    });
    let missing = kinds.filter(|kind| !manifest.contains(&format!("path = \"{kind}/main.rs\"")));
    none(
        &missing
            .map(|kind| format!("tests/Cargo.toml: no [[test]] for {kind}"))
            .collect::<Vec<_>>(),
    )
}

/// Whether cargo itself compiles the file.
fn is_root(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    match parts.as_slice() {
        [_, "build.rs"] | [_, "src", "lib.rs" | "main.rs"] => true,
        ["tests", _, "main.rs"] | ["tests", _, "src", "lib.rs"] => true,
        [_, "src", "bin", _] | [_, "src", "bin", _, "main.rs"] => true,
        [package, "tests" | "benches" | "examples", _] => *package != "tests",
        [package, "tests", _, "main.rs"] => *package != "tests",
        _ => false,
    }
}

/// Whether the file of the enclosing module has a line `mod NAME;`. That module
/// may itself be written out in the file above it: `mod FOLDER { mod NAME; }`.
fn is_declared(name: &str, texts: &BTreeMap<&str, &str>) -> bool {
    let Some((folder, file)) = name.rsplit_once('/') else {
        return false;
    };
    let module = format!("mod {};", file.trim_end_matches(".rs"));
    let has = |text: &str, item: &str| {
        let code = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or(line).trim());
        code.into_iter()
            .any(|line| line == item || line.ends_with(&format!(" {item}")))
    };
    let parents = |folder: &str| {
        let names = [".rs", "/lib.rs", "/main.rs"].map(|end| format!("{folder}{end}"));
        names
            .into_iter()
            .filter_map(|name| texts.get(name.as_str()).copied())
            .collect::<Vec<_>>()
    };
    let inline = folder.rsplit_once('/').is_some_and(|(above, this)| {
        let opens = format!("mod {this} {{");
        parents(above)
            .iter()
            .any(|text| has(text, &opens) && has(text, &module))
    });
    inline || parents(folder).iter().any(|text| has(text, &module))
}

#[test]
fn a_forgotten_file_is_seen() {
    let texts = BTreeMap::from([
        ("a/src/lib.rs", "pub(crate) mod b;\nmod d; // why\n"),
        ("a/src/b.rs", "mod e;\npub mod f {\n    mod g;\n}"),
    ]);
    assert!(is_declared("a/src/b.rs", &texts) && is_declared("a/src/d.rs", &texts));
    assert!(is_declared("a/src/b/e.rs", &texts));
    assert!(is_declared("a/src/b/f/g.rs", &texts));
    assert!(!is_declared("a/src/c.rs", &texts) && !is_declared("a/src/b/d.rs", &texts));
}
