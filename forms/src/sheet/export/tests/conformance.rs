//! The forms of four projects, read where they lie beside the checkout; a form and what
//! it is converted to must answer every script alike. Without them the project's own
//! forms in the other tests are the smaller set.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::sheet::is_sheet;
use crate::tool::{self, FillRequest, FormFile, Target};

/// XForms of the suite that XLSForm can say. Only ever raised; docs/CONFORMANCE.md says
/// why the others are refused.
const XFORMS_IN_A_SHEET: usize = 79;

fn suite() -> Option<PathBuf> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/forms-conformance");
    suite.is_dir().then_some(suite)
}

struct Case {
    script: String,
    language: Option<String>,
    now: String,
    /// Values that depend on chance or on the device.
    free: Vec<String>,
}

/// The scripts for each form file.
fn scripts(suite: &Path) -> BTreeMap<PathBuf, Vec<Case>> {
    let mut all: BTreeMap<PathBuf, Vec<Case>> = BTreeMap::new();
    let mut open = vec![suite.join("cases")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let bundle: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let one = bundle["form"].as_str();
            let several = bundle["forms"].as_array().into_iter().flatten();
            let forms = one.into_iter().chain(several.filter_map(Value::as_str));
            for form in forms.filter(|_| bundle["category"] != "refuse") {
                let cases = all.entry(suite.join(form)).or_default();
                for case in bundle["cases"].as_array().into_iter().flatten() {
                    let nodes = case["expect"]["nodes"].as_array().into_iter().flatten();
                    let free = nodes.filter(|node| node["value"].is_null());
                    cases.push(Case {
                        free: free.map(|node| node["path"].to_string()).collect(),
                        script: case["script"].to_string(),
                        language: case["lang"].as_str().map(str::to_owned),
                        now: bundle["now"].as_str().unwrap_or_default().to_owned(),
                    });
                }
            }
        }
    }
    all
}

/// The state of every value by its path.
fn filled(name: &str, bytes: &[u8], folder: &Path, case: &Case) -> BTreeMap<String, Value> {
    let beside = |name: &str| std::fs::read(folder.join(name)).ok();
    let file = FormFile {
        name,
        bytes,
        beside: &beside,
    };
    let request = FillRequest {
        script: &case.script,
        language: case.language.as_deref(),
        now: &case.now,
    };
    let output = tool::fill(&file, &request);
    assert_eq!(output.code, 0, "{name}: {}", output.stderr);
    let read: Value = serde_json::from_str(&output.stdout).unwrap();
    let nodes = read["nodes"].as_array().cloned().unwrap_or_default();
    let by_path = nodes.into_iter().map(|mut node| {
        let path = node["path"].to_string();
        if case.free.contains(&path) {
            node["value"] = Value::Null;
        }
        (path, node)
    });
    by_path
        .filter(|(path, _)| !path.contains("/meta/"))
        .collect()
}

#[test]
fn converted_forms_answer_alike() {
    let Some(suite) = suite() else {
        eprintln!("the suite of forms is not beside this checkout: only our own forms were tested");
        return;
    };
    let (mut xforms, mut cases) = (0, 0);
    for (path, scripts) in scripts(&suite) {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file = FormFile {
            name: &name,
            bytes: &bytes,
            beside: &|_| None,
        };
        let folder = path.parent().unwrap();
        let json = tool::convert(&file, Target::Json).unwrap();
        let mut converted = vec![("form.json", json.bytes)];
        match tool::convert(&file, Target::Xlsform) {
            Ok(sheet) => converted.push(("form.xlsx", sheet.bytes)),
            Err(refusals) => assert!(!is_sheet(&name), "{}: {refusals:?}", path.display()),
        }
        xforms += usize::from(!is_sheet(&name) && converted.len() == 2);
        for case in &scripts {
            let expected = filled(&name, &bytes, folder, case);
            for (name, bytes) in &converted {
                let found = filled(name, bytes, folder, case);
                assert_eq!(found, expected, "{} as {name}", path.display());
                cases += 1;
            }
        }
    }
    println!("{xforms} XForms in a sheet, {cases} scripts on converted forms");
    assert!(xforms >= XFORMS_IN_A_SHEET, "{xforms}");
}
