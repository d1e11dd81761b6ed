//! `rounds form check`, `fill` and `convert`: form files from Kobo, ODK and others.
//!
//! A thin shell: what is printed is decided in [`rounds_forms::tool`]. The exit code is 1
//! for a form or script that cannot be used, 2 when a file cannot be read at all.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use rounds_forms::limits::{FORM_FILE_BYTES, LIST_FILE_BYTES};
use rounds_forms::tool::{self, FillRequest, FormFile, Output, Target};

use super::failure::Failure;
use crate::clock;

#[derive(Debug, Subcommand)]
pub(super) enum FormCommand {
    /// Say whether a form can be used, and what is wrong with it and where.
    Check {
        /// An ODK XForm or an XLSForm.
        file: PathBuf,
        /// Print title, id, version, languages and number of questions.
        #[arg(long)]
        json: bool,
    },
    /// Fill a new record by a script and print the state of every value.
    Fill {
        /// An ODK XForm or an XLSForm.
        file: PathBuf,
        /// The steps, as JSON.
        #[arg(long, value_name = "FILE")]
        script: PathBuf,
        /// One of the form's languages; without it, its default.
        #[arg(long)]
        lang: Option<String>,
        /// The clock and the time zone, as 2026-03-14T09:26:53Z; without it, this moment.
        #[arg(long, value_name = "RFC3339")]
        now: Option<String>,
    },
    /// Write a form as an XLSForm workbook or as JSON.
    Convert {
        /// An ODK XForm, an XLSForm or a form in JSON.
        file: PathBuf,
        /// The format.
        #[arg(long, value_enum)]
        to: Format,
        /// Where to write it; without it, to stdout.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum Format {
    /// A workbook (.xlsx) for Kobo, ODK and Excel.
    Xlsform,
    /// Everything that the form says.
    Json,
}

/// Runs the command.
pub(super) fn run(command: &FormCommand) -> ExitCode {
    match done(command) {
        Ok(output) => ExitCode::from(output.code),
        Err(failure) => {
            // When stderr is gone too, the exit code still says it.
            writeln!(std::io::stderr(), "rounds: {failure}").ok();
            ExitCode::from(super::FAILED)
        }
    }
}

fn done(command: &FormCommand) -> Result<Output, Failure> {
    let output = match command {
        FormCommand::Convert { file, to, out } => return convert(file, *to, out.as_deref()),
        FormCommand::Check { file, json } => with(file, |form| tool::check(form, *json))?,
        FormCommand::Fill {
            file,
            script,
            lang,
            now,
        } => {
            let script = String::from_utf8_lossy(&bytes(script, FORM_FILE_BYTES)?).into_owned();
            let now = now.clone().unwrap_or_else(clock::written);
            let request = FillRequest {
                script: &script,
                language: lang.as_deref(),
                now: &now,
            };
            with(file, |form| tool::fill(form, &request))?
        }
    };
    std::io::stderr().write_all(output.stderr.as_bytes())?;
    let mut out = std::io::stdout().lock();
    out.write_all(output.stdout.as_bytes())?;
    out.flush()?;
    Ok(output)
}

/// Writes the converted form; what a person should know about it goes to stderr.
fn convert(file: &Path, to: Format, out: Option<&Path>) -> Result<Output, Failure> {
    let target = match to {
        Format::Xlsform => Target::Xlsform,
        Format::Json => Target::Json,
    };
    let mut output = Output::default();
    match with(file, |form| tool::convert(form, target))? {
        Ok(converted) => {
            for note in &converted.notes {
                writeln!(std::io::stderr(), "note: {note}")?;
            }
            match out {
                Some(path) => std::fs::write(path, &converted.bytes)
                    .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?,
                None => {
                    let mut stdout = std::io::stdout().lock();
                    stdout.write_all(&converted.bytes)?;
                    stdout.flush()?;
                }
            }
        }
        Err(lines) => {
            output = Output::refused(lines);
            std::io::stderr().write_all(output.stderr.as_bytes())?;
        }
    }
    Ok(output)
}

fn with<T>(file: &Path, use_it: impl FnOnce(&FormFile<'_>) -> T) -> Result<T, Failure> {
    let bytes = bytes(file, FORM_FILE_BYTES)?;
    let name = file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let beside = |name: &str| {
        // A base name only: a form cannot reach outside of its folder.
        let plain = Path::new(name)
            .file_name()
            .is_some_and(|plain| plain == name);
        let bytes = if plain {
            self::bytes(&folder.join(name), LIST_FILE_BYTES).ok()
        } else {
            None
        };
        bytes.filter(|bytes| bytes.len() <= LIST_FILE_BYTES)
    };
    Ok(use_it(&FormFile {
        name: name.as_deref().unwrap_or_default(),
        bytes: &bytes,
        beside: &beside,
    }))
}

/// The bytes of a file, one more than allowed at most: the tool then refuses it.
fn bytes(file: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let named = |error| Failure::new(format!("{}: {error}", file.display()));
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(named)?;
    opened.take(most).read_to_end(&mut bytes).map_err(named)?;
    Ok(bytes)
}
