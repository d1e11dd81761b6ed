//! Finds or installs what compiles Rust to wasm. Three ways, the cheapest
//! first: the installed target, rustup, or Debian's compiler with its sources.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;
use crate::tools::apt;

/// What browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler for the web, the sources of the standard library, and the
/// linker that the Debian compiler does not bring along.
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "libstd-rust-web-dev", "rust-web-src", "lld-19"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_STD_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/Cargo.lock";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-19";

/// Builds the standard library too, unstable in cargo.
const BUILD_STD: &[&str] = &["-Z", "build-std=std,panic_abort"];

/// The same small: a panic stops the page without putting words together first, and
/// what is printed for developers only is left out.
const SMALL: &[&str] = &[
    "-Z",
    "build-std-features=optimize_for_size",
    "--config",
    "target.wasm32-unknown-unknown.rustflags=[\
     '-Zunstable-options', '-Cpanic=immediate-abort', '-Zfmt-debug=none', '-Zlocation-detail=none']",
];

const BOOTSTRAP: (&str, &str) = ("RUSTC_BOOTSTRAP", "1");

/// What cargo must be told in addition to `--target`.
#[derive(Debug, Default)]
pub(crate) struct WasmToolchain {
    pub(crate) cargo_args: Vec<&'static str>,
    pub(crate) env: Vec<(&'static str, &'static str)>,
}

impl WasmToolchain {
    /// With the standard library built anew and small. Its sources must be there.
    pub(crate) fn small(mut self) -> Self {
        if self.cargo_args.is_empty() {
            self.cargo_args.extend(BUILD_STD);
            self.env.push(BOOTSTRAP);
        }
        self.cargo_args.extend(SMALL);
        self
    }
}

/// Makes compiling to wasm possible on this machine.
///
/// # Errors
/// When nothing worked; the message lists what was tried and what to do.
pub(crate) fn ensure() -> Result<WasmToolchain> {
    if is_installed()? {
        return Ok(WasmToolchain::default());
    }
    let mut tried = Vec::new();
    println!("The Rust target {TARGET} is not installed; asking rustup for it");
    match Cmd::new("rustup").args(["target", "add", TARGET]).run() {
        Ok(()) if is_installed()? => return Ok(WasmToolchain::default()),
        Ok(()) => tried.push("rustup added the target, but rustc does not see it".to_owned()),
        Err(error) => tried.push(format!("rustup: {error:#}")),
    }
    match debian_compiler() {
        Ok(toolchain) => return Ok(toolchain),
        Err(error) => tried.push(format!("Debian's compiler: {error:#}")),
    }
    bail!(
        "cannot compile for the browser. Tried:\n- {}\n\
         Do one of these and run the command again:\n\
         - rustup target add {TARGET}\n\
         - on Debian, as root: apt-get install {}",
        tried.join("\n- "),
        DEBIAN_PACKAGES.join(" ")
    )
}

/// Whether the compiler in use has the target's standard library.
pub(crate) fn is_installed() -> Result<bool> {
    let library = Path::new(&sysroot()?)
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib");
    Ok(library.is_dir())
}

/// Whether the standard library can be built here; asks rustup for its sources once.
///
/// Without them the page is built with the library as it comes, and is larger.
pub(crate) fn has_std_sources() -> Result<bool> {
    if !is_installed()? {
        // Then it is Debian's compiler, which comes with them.
        return Ok(Path::new(DEBIAN_STD_SOURCES).exists());
    }
    let sources = Path::new(&sysroot()?).join("lib/rustlib/src/rust/library/Cargo.lock");
    if sources.exists() {
        return Ok(true);
    }
    println!("The sources of Rust's standard library are not installed; asking rustup for them");
    let asked = Cmd::new("rustup")
        .args(["component", "add", "rust-src"])
        .run();
    if let Err(error) = asked {
        println!("rustup: {error:#}\nThe page is built without them and becomes larger.");
    }
    Ok(sources.exists())
}

fn sysroot() -> Result<String> {
    let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).output()?;
    Ok(sysroot.trim().to_owned())
}

/// Uses Debian's compiler for the page only; cargo and everything else stay.
fn debian_compiler() -> Result<WasmToolchain> {
    let needed = [DEBIAN_RUSTC, DEBIAN_STD_SOURCES, DEBIAN_LINKER];
    let is_usable = || needed.iter().all(|path| Path::new(path).exists()) && is_new_enough();
    if !is_usable() {
        apt::install(DEBIAN_PACKAGES).context("installing the packages")?;
    }
    if !is_usable() {
        bail!(
            "the packages are installed, but one of {} is missing or older than Rust {}",
            needed.join(", "),
            env!("CARGO_PKG_RUST_VERSION")
        );
    }
    println!("Using Debian's compiler and building the standard library for {TARGET}");
    Ok(WasmToolchain {
        cargo_args: BUILD_STD.to_vec(),
        env: vec![
            ("RUSTC", DEBIAN_RUSTC),
            BOOTSTRAP,
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER),
        ],
    })
}

/// Whether Debian's compiler can read this workspace.
fn is_new_enough() -> bool {
    let minor = |version: &str| {
        version
            .split('.')
            .nth(1)
            .and_then(|it| it.parse::<u32>().ok())
    };
    // `rustc 1.96.0 (…)`: major versions other than 1 do not exist.
    let Ok(found) = Cmd::new(DEBIAN_RUSTC).arg("--version").output() else {
        return false;
    };
    minor(&found) >= minor(env!("CARGO_PKG_RUST_VERSION"))
}
