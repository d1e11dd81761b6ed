//! Embeds the built page: every file of the folder that `ROUNDS_PAGE_DIR` names, each
//! with its `.br` and `.gz` neighbours. Without the variable the binary has no page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-env-changed=ROUNDS_PAGE_DIR");
    let mut files = BTreeSet::new();
    let dir = env::var_os("ROUNDS_PAGE_DIR").filter(|dir| !dir.is_empty());
    let dir = dir.map(PathBuf::from).map(fs::canonicalize).transpose()?;
    if let Some(dir) = &dir {
        println!("cargo:rerun-if-changed={}", dir.display());
        collect(dir, &mut files)?;
    }
    let mut code = String::from("pub(super) static FILES: &[File] = &[\n");
    if let Some(dir) = &dir {
        for file in &files {
            if !is_variant(file, &files) {
                entry(&mut code, dir, file, &files)?;
            }
        }
    }
    code.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?;
    fs::write(Path::new(&out).join("page.rs"), code)
}

fn collect(dir: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

/// Whether a file is the compressed form of another.
fn is_variant(file: &Path, files: &BTreeSet<PathBuf>) -> bool {
    let compressed = file
        .extension()
        .is_some_and(|kind| kind == "br" || kind == "gz");
    compressed && files.contains(&file.with_extension(""))
}

fn entry(code: &mut String, dir: &Path, file: &Path, files: &BTreeSet<PathBuf>) -> io::Result<()> {
    let inside = file.strip_prefix(dir).map_err(io::Error::other)?;
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    let url = format!("/{}", parts.join("/"));
    let tag = fingerprint(&fs::read(file)?);
    let variant = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        let path = PathBuf::from(name);
        match files.contains(&path) {
            true => format!("Some(include_bytes!({path:?}))"),
            false => "None".to_owned(),
        }
    };
    let (br, gz) = (variant(".br"), variant(".gz"));
    writeln!(
        code,
        "File {{ path: {url:?}, tag: \"{tag:032x}\", plain: include_bytes!({file:?}), br: {br}, gzip: {gz} }},"
    )
    .map_err(io::Error::other)
}

/// FNV-1a of 128 bits: tells versions of a file apart, guards nothing.
fn fingerprint(bytes: &[u8]) -> u128 {
    let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    bytes.iter().fold(start, |sum: u128, byte| {
        (sum ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}
