//! A disk that fills up under a running server: pushes are refused with a reason and
//! nothing is lost; the server lives, says that it is not ready, and works again as
//! soon as there is room.

use std::path::Path;
use std::process::{Child, Command};

use rounds_faulty_disk::{Disk, Trouble};
use rounds_server::config::{Config, LogFormat};
use rounds_server::serve::serve;
use rounds_server::store::StoreError;
use rounds_server::store::sqlite::{IfMissing, SqliteStore};
use rounds_tests::process::{Outcome, Server, binary, ready};
use sync_core::access::DocKind;
use sync_core::doc::{Document, Edit, NoteSeed};
use sync_core::ids::{Actor, BatchId, DocId};
use sync_core::log::Refusal;
use sync_core::time::Timestamp;
use sync_core::wire::{ClientMessage, PushBody, ServerMessage};
use tokio::sync::oneshot;

use crate::wire::{Conn, Identity, join, read_all};

/// Blocks of 512 bytes that a file of the limited server may have: room for the sample
/// visit, and for some hundred changes after it.
const BLOCKS: u32 = 4_096;

/// Bytes of text in a change that is to fill the disk.
const TEXT: usize = 8_000;

/// Pushes within which the limit must be reached.
const PUSHES: u64 = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_a_full_disk_says_so_and_recovers() -> Outcome<()> {
    let mut server = Server::start()?;
    let link = server.join_link("observer-1")?;
    server.take_away()?;
    let disk = Disk::watch(server.data())?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let (stop, stopped) = oneshot::channel::<()>();
    let config = config(server.data(), listener.local_addr()?);
    let served = tokio::spawn(serve(config, listener, async {
        stopped.await.ok();
    }));

    let identity = join(&address, &link, "Ana P.").await?;
    let mut note = Note::start(identity)?;
    let mut conn = open(&address, &note.identity).await?;
    note.push_first(&mut conn)
        .await?
        .map_err(|why| why.to_string())?;

    disk.begin(Trouble::Full);
    let refused = note.push_first(&mut conn).await?;
    if refused != Err(Refusal::Unavailable) {
        return Err(format!("on a full disk: {refused:?}").into());
    }
    let (code, said) = get(&address, "/readyz").await?;
    if code != 503 || !said.contains("full") {
        return Err(format!("/readyz said {code} {said}").into());
    }
    if get(&address, "/healthz").await?.0 != 200 {
        return Err("the server lives".into());
    }
    let late = join(&address, &link, "Ben O.").await;
    if late.is_ok() {
        return Err("someone joined on a full disk".into());
    }

    disk.end();
    // The very push that was refused: a device keeps it and sends it again.
    note.push_first(&mut conn)
        .await?
        .map_err(|why| why.to_string())?;
    if get(&address, "/readyz").await?.0 != 200 {
        return Err("there is room again".into());
    }
    join(&address, &link, "Ben O.").await?;
    note.check(&address).await?;
    drop((conn, stop));
    served.await??;
    Ok(())
}

/// The same with the real program, whose files may not grow: a quota of the system.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_at_its_quota_refuses_and_recovers() -> Outcome<()> {
    let mut server = Server::start()?;
    let link = server.join_link("observer-1")?;
    server.take_away()?;
    let mut limited = Limited::start(&server)?;
    let address = server.address();
    let identity = join(&address, &link, "Ana P.").await?;
    let mut note = Note::start(identity)?;
    let mut conn = open(&address, &note.identity).await?;
    let mut pushes = 0;
    loop {
        match note.push_first(&mut conn).await? {
            Ok(()) => pushes += 1,
            Err(Refusal::Unavailable) => break,
            Err(why) => return Err(why.into()),
        }
        if pushes > PUSHES {
            return Err("the limit was never reached".into());
        }
    }
    if get(&address, "/healthz").await?.0 != 200 {
        return Err("the server lives".into());
    }
    limited.lift()?;
    note.push_first(&mut conn)
        .await?
        .map_err(|why| why.to_string())?;
    note.check(&address).await?;
    println!("{pushes} pushes, one refused, and taken when there was room");
    Ok(())
}

#[test]
fn a_disk_that_is_full_at_the_start_is_one_clear_line() -> Outcome<()> {
    let dir = tempfile::tempdir()?;
    Disk::watch(dir.path())?.begin(Trouble::Full);
    match SqliteStore::open(dir.path(), IfMissing::Create) {
        Err(StoreError::Full) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

/// The real program under a limit of the size of files, which can be lifted.
struct Limited(Child);

impl Limited {
    fn start(server: &Server) -> Outcome<Self> {
        let script = format!("trap '' XFSZ; ulimit -S -f {BLOCKS}; exec \"$@\"");
        let mut command = Command::new("sh");
        command
            .args(["-c", script.as_str(), "sh"])
            .arg(binary()?)
            .args(["serve", "--demo", "--data"])
            .arg(server.data())
            .args(["--listen", &server.address()])
            .args(["--public-url", &server.origin()])
            .stderr(std::process::Stdio::null());
        Ok(Self(ready(&mut command)?.0))
    }

    fn lift(&mut self) -> Outcome<()> {
        let pid = self.0.id().to_string();
        let status = Command::new("prlimit")
            .args(["--pid", &pid, "--fsize=unlimited:"])
            .status()?;
        status
            .success()
            .then_some(())
            .ok_or("prlimit failed".into())
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A note whose changes are pushed one by one; each is large.
struct Note {
    identity: Identity,
    doc: DocId,
    document: Document,
    /// The next push.
    next: Vec<u8>,
    taken: Vec<Vec<u8>>,
    batches: u64,
}

impl Note {
    fn start(identity: Identity) -> Outcome<Self> {
        let actor = Actor::new(identity.device.parse()?, [7; 8]);
        let seed = NoteSeed {
            form: "t1".to_owned(),
            form_version: 1,
            texts: ["objectives".to_owned()].into(),
            ..NoteSeed::default()
        };
        let person = identity.person.parse()?;
        let (document, first) = Document::create_note(actor, person, &seed, Timestamp(1))?;
        Ok(Self {
            identity,
            doc: DocId::from_bytes([9; 16]),
            document,
            next: first.bytes,
            taken: Vec::new(),
            batches: 0,
        })
    }

    /// Pushes the next change; when it was refused, the same comes next again.
    async fn push_first(&mut self, conn: &mut Conn) -> Outcome<Result<(), Refusal>> {
        self.batches += 1;
        let batch = BatchId(self.batches);
        let push = ClientMessage::Push {
            batch,
            space: self.identity.space.parse()?,
            doc: self.doc,
            kind: DocKind::Note,
            body: PushBody::Changes(vec![self.next.clone()]),
        };
        conn.send(&push).await;
        while let Some(message) = conn.next().await? {
            match message {
                ServerMessage::Ack { batch: of, .. } if of == batch => {
                    let next = self.write()?;
                    self.taken.push(std::mem::replace(&mut self.next, next));
                    return Ok(Ok(()));
                }
                ServerMessage::Nack {
                    batch: of,
                    why,
                    retry_after,
                } if of == batch => {
                    let may_pass_later = why.is_temporary() && retry_after > 0;
                    return match may_pass_later {
                        true => Ok(Err(why)),
                        false => Err(format!("refused for good: {why}").into()),
                    };
                }
                _ => {}
            }
        }
        Err("the server went away".into())
    }

    fn write(&mut self) -> Outcome<Vec<u8>> {
        let edit = Edit::Text {
            field: "objectives".to_owned(),
            at: 0,
            delete: if self.taken.is_empty() { 0 } else { TEXT },
            insert: "x".repeat(TEXT),
        };
        let edited = self.document.edit(&[edit], Timestamp(1))?;
        let (change, _) = edited.ok_or("text is a change")?;
        Ok(change.bytes)
    }

    /// What was taken is there for a device that has nothing.
    async fn check(&self, address: &str) -> Outcome<()> {
        let found = read_all(address, &self.identity).await?;
        let found = found.iter().filter(|(_, doc, _)| *doc == self.doc);
        match found.map(|(_, _, change)| change).eq(&self.taken) {
            true => Ok(()),
            false => Err("what was taken is not what is there".into()),
        }
    }
}

async fn open(address: &str, identity: &Identity) -> Outcome<Conn> {
    let conn = Conn::open(address, identity, None).await?;
    Ok(conn.ok_or("the server is there")?)
}

async fn get(address: &str, path: &str) -> Outcome<(u16, String)> {
    let url = format!("http://{address}{path}");
    let answered = tokio::task::spawn_blocking(move || -> Outcome<(u16, String)> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut answer = agent.get(&url).call()?;
        Ok((
            answer.status().as_u16(),
            answer.body_mut().read_to_string()?,
        ))
    });
    answered.await?
}

fn config(data: &Path, listen: std::net::SocketAddr) -> Config {
    Config {
        data: data.to_owned(),
        listen,
        public_url: None,
        metrics: None,
        trusted_proxies: Vec::new(),
        log: "info".to_owned(),
        demo: false,
        log_format: LogFormat::Text,
    }
}
