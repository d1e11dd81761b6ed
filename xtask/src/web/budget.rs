//! How large the page is, and where it must stop: people load it once over a
//! school's guest network or a telephone.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::assemble::{comes_later, is_precached};
use super::bindgen::relative_name;
use super::sources::files_below;
use super::{Profile, Way};

/// What the first load may be, compressed with brotli: everything that is fetched before
/// the first screen is there. 600 kB; more where the standard library is as it comes.
const fn first_ceiling(way: Way) -> u64 {
    match way {
        Way::Small => 600_000,
        Way::Plain => 650_000,
    }
}

/// What all of it may be that the service worker stores, with what it fetches when the
/// first screen is already there. Raised only for something that people asked for, and
/// only in the open (docs/DECISIONS.md 23, 28 and 41 to 43).
const fn whole_ceiling(way: Way) -> u64 {
    match way {
        Way::Small => 1_030_000,
        Way::Plain => 1_120_000,
    }
}

/// The JavaScript in it: 60 kB.
const SCRIPT_BUDGET: u64 = 60_000;

/// Prints the sizes of a built page; a release page over budget is an error.
pub(super) fn report(page: &Path, profile: Profile, way: Way) -> Result<()> {
    let sizes = measure(page)?;
    let first = Sizes::sum(
        "first load",
        sizes.iter().filter(|file| file.is_loaded_first()),
    );
    let whole = Sizes::sum(
        "whole app, for offline",
        sizes.iter().filter(|file| file.is_in_app()),
    );
    let script = Sizes::sum(
        "JavaScript in it",
        sizes.iter().filter(|file| file.is_script()),
    );
    println!(
        "\n{:<48} {:>10} {:>10} {:>10}",
        "file", "bytes", "gzip", "brotli"
    );
    for line in sizes.iter().chain([&first, &script, &whole]) {
        println!(
            "{:<48} {:>10} {:>10} {:>10}",
            line.url, line.raw, line.gzip, line.brotli
        );
    }
    println!();
    if profile == Profile::Release {
        first.check(first_ceiling(way))?;
        whole.check(whole_ceiling(way))?;
        if way == Way::Plain {
            println!(
                "The sources of Rust's standard library are not here: with them it is smaller.\n"
            );
        }
        script.check(SCRIPT_BUDGET)?;
    }
    Ok(())
}

/// A file's size as stored and as sent; a file with no compressed sibling is
/// sent as it is.
struct Sizes {
    url: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Sizes {
    fn sum<'a>(name: &str, files: impl Iterator<Item = &'a Self>) -> Self {
        let zero = Self {
            url: name.to_owned(),
            raw: 0,
            gzip: 0,
            brotli: 0,
        };
        files.fold(zero, |sum, file| Self {
            raw: sum.raw + file.raw,
            gzip: sum.gzip + file.gzip,
            brotli: sum.brotli + file.brotli,
            ..sum
        })
    }

    fn is_in_app(&self) -> bool {
        is_precached(&self.url) || self.url == "/sw.js"
    }

    fn is_loaded_first(&self) -> bool {
        self.is_in_app() && !comes_later(&self.url)
    }

    fn is_script(&self) -> bool {
        self.url.ends_with(".js")
    }

    fn check(&self, budget: u64) -> Result<()> {
        ensure!(
            self.brotli <= budget,
            "the page is over budget: {} is {} bytes with brotli, {budget} are allowed",
            self.url,
            self.brotli
        );
        Ok(())
    }
}

fn measure(page: &Path) -> Result<Vec<Sizes>> {
    let mut sizes = Vec::new();
    for path in files_below(page)? {
        let name = relative_name(page, &path)?;
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let raw = size(&path)?;
        let sibling = |end: &str| {
            let path = page.join(format!("{name}.{end}"));
            if path.is_file() { size(&path) } else { Ok(raw) }
        };
        sizes.push(Sizes {
            gzip: sibling("gz")?,
            brotli: sibling("br")?,
            raw,
            url: format!("/{name}"),
        });
    }
    Ok(sizes)
}

fn size(path: &Path) -> Result<u64> {
    let metadata = path
        .metadata()
        .with_context(|| format!("reading {}", path.display()))?;
    Ok(metadata.len())
}
