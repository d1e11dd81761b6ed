//! Running other programs so that a failure names the command to repeat.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// A command with its environment, printable as a shell line.
#[derive(Debug)]
pub(crate) struct Cmd {
    program: OsString,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    dir: Option<OsString>,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref().to_owned();
        Self {
            program,
            args: Vec::new(),
            env: Vec::new(),
            dir: None,
        }
    }

    /// The cargo that runs this program, in the workspace's root.
    pub(crate) fn cargo(root: &Path) -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).dir(root)
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args
            .extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    pub(crate) fn envs<N, V>(mut self, vars: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        for (name, value) in vars {
            self = self.env(name, value);
        }
        self
    }

    pub(crate) fn dir(mut self, dir: impl AsRef<OsStr>) -> Self {
        self.dir = Some(dir.as_ref().to_owned());
        self
    }

    /// Runs with the terminal's input and output; an error names the command.
    pub(crate) fn run(self) -> Result<()> {
        let status = self
            .command()
            .status()
            .with_context(|| self.cannot_start())?;
        if !status.success() {
            bail!(
                "this failed ({status}); repeat it with:\n  {}",
                self.shell_line()
            );
        }
        Ok(())
    }

    /// Runs and returns standard output as text.
    pub(crate) fn output(self) -> Result<String> {
        let output = self
            .command()
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| self.cannot_start())?;
        if !output.status.success() {
            bail!(
                "this failed ({}); repeat it with:\n  {}",
                output.status,
                self.shell_line()
            );
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("`{}` did not answer in UTF-8", self.shell_line()))
    }

    /// Whether the command starts and ends well; its output is not shown.
    pub(crate) fn succeeds(self) -> bool {
        self.command()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Becomes the command, so that signals and the exit code are its own.
    #[cfg(unix)]
    pub(crate) fn replace_this_process(self) -> Result<()> {
        use std::os::unix::process::CommandExt as _;
        let error = self.command().exec();
        Err(error).with_context(|| self.cannot_start())
    }

    #[cfg(not(unix))]
    pub(crate) fn replace_this_process(self) -> Result<()> {
        self.run()
    }

    /// The line to type in a shell, environment first.
    pub(crate) fn shell_line(&self) -> String {
        let vars = self.env.iter().map(|(name, value)| {
            format!(
                "{}={}",
                name.to_string_lossy(),
                quoted(&value.to_string_lossy())
            )
        });
        // Cargo gives its own full path in $CARGO; people type the name.
        let program = Path::new(&self.program)
            .file_name()
            .unwrap_or(&self.program);
        let words = std::iter::once(program)
            .chain(self.args.iter().map(OsString::as_os_str))
            .map(|word| quoted(&word.to_string_lossy()));
        vars.chain(words).collect::<Vec<_>>().join(" ")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        command
    }

    fn cannot_start(&self) -> String {
        format!(
            "cannot start `{}`; is it installed?",
            self.program.to_string_lossy()
        )
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::Cmd;

    #[test]
    fn a_shell_line_can_be_pasted() {
        let cmd = Cmd::new("/opt/bin/cargo")
            .env("A", "x y")
            .args(["test", "-E", "not it's"]);
        assert_eq!(cmd.shell_line(), r"A='x y' cargo test -E 'not it'\''s'");
    }
}
