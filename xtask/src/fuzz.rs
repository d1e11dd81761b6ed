//! Coverage-guided fuzzing of everything that reads bytes from outside, with the plain
//! stable compiler: LLVM's counters are switched on by its own flags, and libFuzzer is a
//! crate.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::command::Cmd;
use crate::workspace::Workspace;

/// Seconds for each target unless said otherwise.
const SECONDS: u32 = 30;

/// Ends a run after so many inputs, drawn from one seed and not by the time they took; a
/// slow machine ends it sooner. Automerge's hash maps leave some chance to the gate's.
const SAME: [&str; 5] = [
    "-seed=1",
    "-runs=20000",
    "-max_total_time=30",
    "-entropic=0",
    "-use_cmp=0",
];

/// Counters in every branch, and what is compared with what.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// An input may take this long, in seconds, and the process grow to this many MiB.
const LIMITS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];

/// `cargo xtask fuzz [TARGET] [--seconds N]`
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let (mut wanted, mut seconds) = (None, SECONDS);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => {
                let value = args.next().context("--seconds takes a number")?;
                seconds = value.parse().context("--seconds takes a number")?;
            }
            flag if flag.starts_with('-') => bail!("`fuzz` knows --seconds N, not {flag:?}"),
            name => wanted = Some(name.to_owned()),
        }
    }
    let time = format!("-max_total_time={seconds}");
    all(workspace, wanted.as_deref(), &[time.as_str()], Keep::Found)
}

/// The same inputs in every run, some thousand for each target, so that a check fails
/// for what somebody changed and not for what luck found; luck is `cargo xtask fuzz`.
pub(crate) fn same_inputs(workspace: &Workspace) -> Result<()> {
    all(workspace, None, &SAME, Keep::Nothing)
}

/// Which inputs a run begins with beside the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Those that earlier runs found to be of interest.
    Found,
    /// None.
    Nothing,
}

/// Fuzzes one target or all.
///
/// # Errors
/// An input was found that breaks a target; it is kept, and the message says where.
fn all(workspace: &Workspace, wanted: Option<&str>, how: &[&str], keep: Keep) -> Result<()> {
    let fuzz = Fuzz {
        folder: workspace.root.join("fuzz"),
        target: workspace.target.join("fuzz"),
        host: host()?,
    };
    let targets = fuzz.targets()?;
    let chosen: Vec<_> = targets
        .iter()
        .filter(|name| wanted.is_none_or(|wanted| wanted == *name))
        .collect();
    if chosen.is_empty() {
        bail!("there is no such target; there are {}", targets.join(", "));
    }
    fuzz.build()?;
    for name in chosen {
        fuzz.one(name, how, keep)?;
    }
    Ok(())
}

struct Fuzz {
    folder: PathBuf,
    target: PathBuf,
    host: String,
}

impl Fuzz {
    /// Each folder of the corpus is a target.
    fn targets(&self) -> Result<Vec<String>> {
        let folder = self.folder.join("corpus");
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("reading {}", folder.display()))?
            .collect::<Result<Vec<_>, _>>()?;
        let names = entries
            .iter()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        Ok(names)
    }

    fn build(&self) -> Result<()> {
        // The target is named so that build scripts get no counters.
        Cmd::cargo(&self.folder)
            .args(["build", "--locked", "--release", "--target", &self.host])
            .arg("--target-dir")
            .arg(&self.target)
            .env("RUSTFLAGS", COUNTERS)
            .run()
    }

    fn one(&self, name: &str, how: &[&str], keep: Keep) -> Result<()> {
        let program = self.target.join(&self.host).join("release").join(name);
        let found = self.target.join("found").join(name);
        let broken = self.target.join("broken").join(name);
        for folder in [&found, &broken] {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        println!("fuzzing {name}");
        let corpus = self.folder.join("corpus").join(name);
        // What is found goes into the first folder.
        let first = match keep {
            Keep::Found => found,
            Keep::Nothing => empty(&self.target.join("same").join(name))?,
        };
        Cmd::new(&program)
            .args([&first, &corpus])
            .args(how)
            .arg(format!("-artifact_prefix={}/", broken.display()))
            .args(LIMITS)
            .args(["-print_final_stats=1", "-verbosity=0"])
            .run()
            .with_context(|| repeat(&program, &broken))
    }
}

fn repeat(program: &Path, broken: &Path) -> String {
    format!(
        "an input breaks this target; repeat it with: {} {}/FILE",
        program.display(),
        broken.display()
    )
}

/// An empty folder in this place.
fn empty(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder.to_owned())
}

/// What rustc calls this machine.
fn host() -> Result<String> {
    let version = Cmd::new("rustc").arg("-vV").output()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.to_owned())
}
