//! Gives every file its URL. Files that others refer to get the hash of their
//! content in the name, so that they can be cached for ever; a handful must
//! keep their name, because browsers ask for it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use super::sources::Sources;
use super::template::{self, Placeholder};

/// One file of the finished page.
#[derive(Debug)]
pub(super) struct PageFile {
    /// Path on the server, from `/`; also the path below the page folder.
    pub(super) url: String,
    pub(super) bytes: Vec<u8>,
}

/// Resolves all placeholders and names all files.
///
/// # Errors
/// When a placeholder names no file, files refer to each other in a circle,
/// a text file is not UTF-8, or an asset is referred to by nobody.
pub(super) fn assemble(sources: Sources) -> Result<Vec<PageFile>> {
    let build = build_id(&sources);
    let names: Vec<String> = sources.keys().cloned().collect();
    let mut page = Assembly {
        sources,
        build,
        done: BTreeMap::new(),
        open: Vec::new(),
    };
    // Roots first: whatever they do not reach is not part of the page.
    for name in names
        .iter()
        .filter(|name| keeps_its_name(name) && *name != SERVICE_WORKER)
    {
        page.place(name)?;
    }
    if names.iter().any(|name| name == SERVICE_WORKER) {
        page.place(SERVICE_WORKER)?;
    }
    for name in &names {
        ensure!(
            page.done.contains_key(name),
            "nothing in the page refers to static/{name}; use {{{{ASSET:{name}}}}} or remove it"
        );
    }
    Ok(page.done.into_values().collect())
}

const SERVICE_WORKER: &str = "sw.js";

/// Whether the service worker stores this URL when the app is installed.
///
/// Not itself, nor the worker that removes it; screenshots are for the
/// installer's dialog only, and a form is stored when it is first opened.
pub(super) fn is_precached(url: &str) -> bool {
    let later = url.starts_with("/screenshots/") || url.starts_with("/assets/form-");
    !matches!(url, "/sw.js" | "/sw-kill.js") && !later
}

/// Whether the app fetches this URL only when the first screen is there, or only its
/// service worker does: the other screens, the list of forms, icons of the installed app.
pub(super) fn comes_later(url: &str) -> bool {
    let beginnings = ["/assets/later-", "/assets/form-", "/icons/"];
    beginnings
        .iter()
        .any(|beginning| url.starts_with(beginning))
        && url != "/icons/icon.svg"
}

struct Assembly {
    sources: Sources,
    build: String,
    done: BTreeMap<String, PageFile>,
    /// Files being resolved, to find circles.
    open: Vec<String>,
}

impl Assembly {
    /// Resolves one file, its references before itself, and returns its URL.
    fn place(&mut self, name: &str) -> Result<String> {
        if let Some(file) = self.done.get(name) {
            return Ok(file.url.clone());
        }
        ensure!(
            !self.open.iter().any(|open| open == name),
            "these files refer to each other in a circle: {} -> {name}",
            self.open.join(" -> ")
        );
        let bytes = self
            .sources
            .get(name)
            .cloned()
            .with_context(|| format!("there is no file static/{name}"))?;
        self.open.push(name.to_owned());
        let bytes = if is_template(name) {
            let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
            template::expand(&text, |found| self.resolve(name, found))
                .with_context(|| format!("in static/{name}"))?
                .into_bytes()
        } else {
            bytes
        };
        self.open.pop();
        let url = url_of(name, &bytes);
        self.done.insert(
            name.to_owned(),
            PageFile {
                url: url.clone(),
                bytes,
            },
        );
        Ok(url)
    }

    fn resolve(&mut self, owner: &str, found: Placeholder<'_>) -> Result<String> {
        match found {
            Placeholder::Asset(name) => self.place(name),
            Placeholder::Build => Ok(self.build.clone()),
            Placeholder::Precache if owner == SERVICE_WORKER => self.precache(),
            Placeholder::Precache => bail!("only {SERVICE_WORKER} may ask for {{{{PRECACHE}}}}"),
        }
    }

    fn precache(&self) -> Result<String> {
        let mut urls: Vec<&str> = self
            .done
            .values()
            .map(|file| file.url.as_str())
            .filter(|url| is_precached(url))
            // The page is asked for by its folder, and one copy is enough.
            .map(|url| if url == "/index.html" { "/" } else { url })
            .collect();
        urls.sort_unstable();
        Ok(serde_json::to_string(&urls)?)
    }
}

fn keeps_its_name(name: &str) -> bool {
    matches!(
        name,
        "index.html" | "sw.js" | "sw-kill.js" | "manifest.webmanifest" | "robots.txt"
    ) || name.starts_with("favicon.")
        || name.starts_with("icons/")
        || name.starts_with("screenshots/")
}

fn is_template(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    matches!(
        extension,
        "html" | "js" | "css" | "svg" | "json" | "webmanifest"
    )
}

fn url_of(name: &str, bytes: &[u8]) -> String {
    if keeps_its_name(name) {
        return format!("/{name}");
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, "bin"));
    format!(
        "/assets/{stem}-{}.{extension}",
        short_hash(Sha256::new_with_prefix(bytes))
    )
}

/// Identity of the build: over all names and contents, before any replacing,
/// so that files may contain it.
fn build_id(sources: &Sources) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in sources {
        hash.update(format!("{name}\0{}\0", bytes.len()));
        hash.update(bytes);
    }
    short_hash(hash)
}

/// The first 16 hex digits: 64 bits, ample for names within one page.
pub(super) fn short_hash(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
