//! Real processes: a demo server that can be taken away and brought back on the same
//! port with the same data, and headless devices, each call one process.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// The first thing that goes wrong ends a test.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The first of the ports that tests listen on, and how many there are.
const FIRST_PORT: u16 = 20_000;
const PORTS: u16 = 12_000;

/// Ports for one test, which is a process: more than any of them has.
const PORTS_OF_TEST: u32 = 16;

/// A demo server in a process of its own.
#[derive(Debug)]
pub struct Server {
    data: TempDir,
    port: u16,
    process: Option<Child>,
    joins: Vec<(String, String)>,
}

impl Server {
    /// Starts `rounds serve --demo` on an empty folder and reads its join links.
    ///
    /// # Errors
    /// `ROUNDS_BIN` is not set, or the server does not start.
    pub fn start() -> Outcome<Self> {
        let (data, port) = (tempfile::tempdir()?, free_port()?);
        let mut server = Self {
            data,
            port,
            process: None,
            joins: Vec::new(),
        };
        server.bring_back()?;
        Ok(server)
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The address that a browser opens.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The folder of its database.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The link printed for `observer-1`, `observer-2` or `facilitator`.
    ///
    /// # Errors
    /// None was printed for that name.
    pub fn join_link(&self, who: &str) -> Outcome<String> {
        let found = self.joins.iter().find(|(name, _)| name == who);
        Ok(found
            .map(|(_, link)| link.clone())
            .ok_or("the demo prints a link for everyone")?)
    }

    /// Kills the server at once, as a power cut would, and waits until it is gone.
    ///
    /// # Errors
    /// The system refuses.
    pub fn take_away(&mut self) -> Outcome<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Ends the server as an operator does; its exit code.
    ///
    /// # Errors
    /// It does not run.
    pub fn terminate(&mut self) -> Outcome<Option<i32>> {
        let mut process = self.process.take().ok_or("the server runs")?;
        signal(&process, "TERM")?;
        Ok(process.wait()?.code())
    }

    /// Starts it on the same port with the same data.
    ///
    /// # Errors
    /// It ends before it is ready.
    pub fn bring_back(&mut self) -> Outcome<()> {
        let (process, joins) = ready(&mut self.command()?)?;
        self.joins = joins;
        self.process = Some(process);
        Ok(())
    }

    /// Starts it and kills it that much later, ready or not.
    ///
    /// # Errors
    /// The system refuses.
    pub fn falter(&mut self, after: Duration) -> Outcome<()> {
        self.process = Some(self.command()?.stdout(Stdio::null()).spawn()?);
        std::thread::sleep(after);
        self.take_away()
    }

    fn command(&self) -> Outcome<Command> {
        let mut command = Command::new(binary()?);
        command
            .args(["serve", "--demo", "--data"])
            .arg(self.data.path())
            .args(["--listen", &self.address()])
            .args(["--public-url", &self.origin()])
            .stderr(Stdio::null());
        Ok(command)
    }

    /// How much of it is in memory: `VmRSS` and `VmHWM` of `/proc/PID/status`.
    ///
    /// # Errors
    /// The server does not run, or the kernel does not tell.
    pub fn resident(&self) -> Outcome<Resident> {
        resident(self.id()?)
    }

    /// Processor time that it has used.
    ///
    /// # Errors
    /// The server does not run, or the kernel does not tell.
    pub fn processor_time(&self) -> Outcome<Duration> {
        processor_time(&self.id()?.to_string())
    }

    fn id(&self) -> Outcome<u32> {
        Ok(self.process.as_ref().ok_or("the server runs")?.id())
    }
}

/// Processor time that a process has used, from `/proc/ID/stat`; `self` is this one.
///
/// # Errors
/// There is none, or the kernel does not tell.
pub fn processor_time(id: &str) -> Outcome<Duration> {
    /// The kernel counts in hundredths of a second, whatever its own clock.
    const TICK_MS: u64 = 10;
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name before may have spaces in it. User and system time are fields 14 and 15.
    let (_, fields) = stat.rsplit_once(") ").ok_or("the kernel tells")?;
    let times = fields.split(' ').skip(11).take(2).map(str::parse::<u64>);
    let ticks = times.sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * TICK_MS))
}

/// Bytes of a process in memory.
#[derive(Debug, Clone, Copy)]
pub struct Resident {
    /// Now.
    pub now: u64,
    /// The most since its start.
    pub peak: u64,
}

/// The memory that a process has.
///
/// # Errors
/// There is none, or the kernel does not tell.
pub fn resident(id: u32) -> Outcome<Resident> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let bytes = |name: &str| -> Outcome<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line
            .ok_or("the kernel tells")?
            .trim()
            .trim_end_matches("kB");
        Ok(kib.trim().parse::<u64>()? * 1024)
    };
    Ok(Resident {
        now: bytes("VmRSS:")?,
        peak: bytes("VmHWM:")?,
    })
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.take_away();
    }
}

/// Starts a demo server and waits until it is ready; who its join links are for, and
/// the links.
///
/// # Errors
/// It ends before it is ready.
pub fn ready(command: &mut Command) -> Outcome<(Child, Vec<(String, String)>)> {
    let mut process = command.stdout(Stdio::piped()).spawn()?;
    let stdout = process.stdout.take().ok_or("stdout is piped")?;
    let mut lines = BufReader::new(stdout).lines();
    let (mut listening, mut joins) = (false, Vec::new());
    while !(listening && joins.len() >= 3) {
        let line = lines
            .next()
            .ok_or("the server ended before it was ready")??;
        listening |= line.starts_with("listening on ");
        if let Some((who, link)) = line.strip_prefix("join ").and_then(|l| l.split_once(' ')) {
            joins.push((who.to_owned(), link.to_owned()));
        }
    }
    // The pipe must not fill up, and must not close under the server.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((process, joins))
}

/// A headless device with a folder of its own.
#[derive(Debug)]
pub struct HeadlessDevice {
    data: TempDir,
}

impl HeadlessDevice {
    /// A device that has not joined yet.
    ///
    /// # Errors
    /// There is no room for its folder.
    pub fn new() -> Outcome<Self> {
        let data = tempfile::tempdir()?;
        Ok(Self { data })
    }

    /// Joins with a link.
    ///
    /// # Errors
    /// The join was refused.
    pub fn join(link: &str, name: &str) -> Outcome<Self> {
        let device = Self::new()?;
        device.ok(&["join", link, "--name", name])?;
        Ok(device)
    }

    /// The folder of its storage.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The command `rounds device --data DIR ARGS`, not yet started.
    ///
    /// # Errors
    /// `ROUNDS_BIN` is not set.
    pub fn command(&self, args: &[&str]) -> Outcome<Command> {
        let mut command = Command::new(binary()?);
        command
            .args(["device", "--data"])
            .arg(self.data.path())
            .args(args);
        Ok(command)
    }

    /// Runs a command to its end, whatever it answers.
    ///
    /// # Errors
    /// It does not start.
    pub fn run(&self, args: &[&str]) -> Outcome<Output> {
        Ok(self.command(args)?.output()?)
    }

    /// Runs a command that must succeed; what it printed.
    ///
    /// # Errors
    /// It answered otherwise: with what it said.
    pub fn ok(&self, args: &[&str]) -> Outcome<String> {
        let output = self.run(args)?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(format!("rounds device {}: {said}", args.join(" ")).into())
    }

    /// Runs a command that must succeed and prints JSON.
    ///
    /// # Errors
    /// It answered otherwise, or not with JSON.
    pub fn json(&self, args: &[&str]) -> Outcome<Value> {
        Ok(serde_json::from_str(&self.ok(args)?)?)
    }

    /// Applies an edit script.
    ///
    /// # Errors
    /// It was refused.
    pub fn edit(&self, note: &str, script: &Value) -> Outcome<()> {
        let file = self.script(script)?;
        self.ok(&["edit", note, "--script", &file]).map(drop)
    }

    /// Writes an edit script to a file in the device's folder; its path.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn script(&self, script: &Value) -> Outcome<String> {
        let path = self.data.path().join("script.json");
        std::fs::write(&path, serde_json::to_vec(script)?)?;
        Ok(path.display().to_string())
    }
}

/// The server binary that `cargo xtask` built, with the page inside.
///
/// # Errors
/// `ROUNDS_BIN` is not set.
pub fn binary() -> Outcome<PathBuf> {
    let path = std::env::var_os("ROUNDS_BIN").map(PathBuf::from);
    Ok(path.ok_or("ROUNDS_BIN must name the server binary: run `cargo xtask test`")?)
}

/// Sends a signal such as `TERM` to a process, with the shell's own `kill`.
///
/// # Errors
/// The process is gone.
pub fn signal(process: &Child, name: &str) -> Outcome<()> {
    let kill = format!("kill -{name} {}", process.id());
    let sent = Command::new("sh").args(["-c", &kill]).status()?;
    sent.success()
        .then_some(())
        .ok_or_else(|| format!("{kill} failed").into())
}

/// A port that was free a moment ago, and that nothing takes before a server of this test
/// does, also when it is taken away and comes back: the system gives ports like these to
/// no connection (`ip_local_port_range` begins at 32768), and other tests ask for others.
///
/// # Errors
/// The system has none.
pub fn free_port() -> Outcome<u16> {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    for _ in 0..PORTS {
        let number = std::process::id()
            .wrapping_mul(PORTS_OF_TEST)
            .wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed));
        let port = FIRST_PORT + u16::try_from(number % u32::from(PORTS))?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    Err("every port is taken".into())
}
