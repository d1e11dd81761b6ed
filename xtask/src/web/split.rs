//! The page's wasm in two files: what the first screens need, and what the others need
//! besides. `web-wasm/src/screens/later.rs` says where one ends.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, ensure};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

use crate::workspace::Workspace;

/// The second file, as a file of the page.
pub(super) const LATER: &str = "later.wasm";

/// The scripts that the two files know each other by.
const LINK: &str = "./__wasm_split.js";
const MAIN: &str = "./rounds.js";

/// What came of a split.
#[derive(Debug)]
pub(super) struct Parts {
    /// What wasm-bindgen goes on with.
    pub(super) main: PathBuf,
    /// The second file.
    pub(super) later: Vec<u8>,
    /// The script that fetches it.
    link: String,
}

/// Splits what the compiler made.
///
/// # Errors
/// When the wasm was linked without `--emit-relocs`, or has not exactly two parts.
pub(super) fn run(workspace: &Workspace, wasm: &Path) -> Result<Parts> {
    println!("Splitting {}", wasm.display());
    let out = workspace.target.join("wasm-split");
    super::remove_dir(&out)?;
    let bytes = std::fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let main = out.join("main.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = &out;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = MAIN;
    let parts = transform(options).map_err(|why| anyhow!("splitting the page: {why:?}"))?;
    let [later] = parts.split_modules.as_slice() else {
        let count = parts.split_modules.len();
        return Err(anyhow!(
            "the page has {count} parts besides the first, not one"
        ));
    };
    let later = std::fs::read(later).with_context(|| format!("reading {}", later.display()))?;
    Ok(Parts {
        main,
        later: compact(&later)?,
        link: std::fs::read_to_string(out.join(LINK)).context("reading the split's script")?,
    })
}

/// The same module as short as it can be written. The linker leaves room for five bytes at
/// every number that may move, and the split leaves the names; what is first loses both in
/// wasm-bindgen.
fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config
        .generate_name_section(false)
        .generate_producers_section(false);
    Ok(config.parse(wasm)?.emit_wasm())
}

impl Parts {
    /// The glue with what fetches the second file inside: as two scripts they would import
    /// each other, and neither could have the hash of the other in its name.
    ///
    /// # Errors
    /// When one of the two is not as the tools write it.
    pub(super) fn join(&self, glue: &str) -> Result<String> {
        let imported = format!("import {{ initSync }} from \"{MAIN}\";");
        ensure!(
            self.link.contains(&imported),
            "the split's script has no {imported}"
        );
        let link = self.link.replace(&imported, "");
        let url = "new URL(\"./split_later.wasm\", import.meta.url)";
        ensure!(link.contains(url), "the split's script has no {url}");
        let link = link.replace(url, &format!("\"{{{{ASSET:{LATER}}}}}\""));
        let (loaders, link) = without_exports(&link);

        let (first, rest) = glue.split_once('\n').context("the glue is one line")?;
        let name = first
            .strip_prefix("import * as ")
            .and_then(|import| import.strip_suffix(&format!(" from \"{LINK}\"")))
            .with_context(|| format!("the glue begins with {first:?}, not with {LINK}"))?;
        let loaders = loaders.join(", ");
        Ok(format!("{link}\nconst {name} = {{ {loaders} }};\n{rest}"))
    }
}

/// The names of what a script exports, and the script without exporting them.
fn without_exports(script: &str) -> (Vec<&str>, String) {
    let names = script.lines().filter_map(exported).collect();
    (names, script.replace("export const ", "const "))
}

fn exported(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("export const ")?.split_once(" = ")?;
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(link: &str) -> Parts {
        Parts {
            main: PathBuf::new(),
            later: Vec::new(),
            link: link.to_owned(),
        }
    }

    const LINKED: &str = "import { initSync } from \"./rounds.js\";\n\
        export const load_later = make(new URL(\"./split_later.wasm\", import.meta.url));\n";

    #[test]
    fn the_glue_holds_what_fetches_the_second_file() -> Result<()> {
        let glue = "import * as import1 from \"./__wasm_split.js\"\nrest(import1);\n";
        let joined = parts(LINKED).join(glue)?;
        assert_eq!(
            joined.trim_start(),
            "const load_later = make(\"{{ASSET:later.wasm}}\");\n\n\
             const import1 = { load_later };\nrest(import1);\n"
        );
        Ok(())
    }

    #[test]
    fn scripts_that_are_not_as_expected_are_refused() {
        let glue = "import * as import1 from \"./__wasm_split.js\"\n";
        assert!(parts("").join(glue).is_err());
        assert!(parts(LINKED).join("first();\n").is_err());
        let elsewhere = LINKED.replace("split_later", "split_other");
        assert!(parts(&elsewhere).join(glue).is_err());
    }
}
