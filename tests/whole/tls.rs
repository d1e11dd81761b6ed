//! A server as it is run for real: behind a proxy that speaks TLS, with a certificate
//! of an authority that only this machine knows.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rounds_tests::process::{HeadlessDevice, Outcome, Server};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// A proxy that ends TLS in front of a server; stops when dropped.
struct Proxy {
    address: SocketAddr,
    folder: TempDir,
    _runtime: Runtime,
}

impl Proxy {
    fn start(server: &Server) -> Outcome<Self> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(vec!["localhost".to_owned()])?;
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("authority.pem"), cert.pem())?;
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key.into())?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        runtime.spawn(forward(listener, acceptor, server.address()));
        Ok(Self {
            address,
            folder,
            _runtime: runtime,
        })
    }

    /// A file of the only authority that this certificate has.
    fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// A join link as the proxy's users see it.
    fn link(&self, server: &Server, who: &str) -> Outcome<String> {
        let link = server.join_link(who)?;
        let (_, secret) = link.split_once('#').ok_or("a link has a fragment")?;
        let port = self.address.port();
        Ok(format!("https://localhost:{port}/join#{secret}"))
    }
}

async fn forward(listener: TcpListener, acceptor: TlsAcceptor, to: String) {
    while let Ok((socket, _)) = listener.accept().await {
        let (acceptor, to) = (acceptor.clone(), to.clone());
        tokio::spawn(async move {
            // Whoever breaks off, or does not trust us, ends only their own connection.
            if let Ok(mut outside) = acceptor.accept(socket).await
                && let Ok(mut inside) = TcpStream::connect(to).await
            {
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            }
        });
    }
}

fn run(device: &HeadlessDevice, proxy: &Proxy, args: &[&str]) -> Outcome<Output> {
    let mut command = device.command(args)?;
    Ok(command.env("SSL_CERT_FILE", proxy.authority()).output()?)
}

#[test]
fn a_device_joins_and_syncs_over_https() -> Outcome<()> {
    let server = Server::start()?;
    let proxy = Proxy::start(&server)?;
    let device = HeadlessDevice::new()?;
    let link = proxy.link(&server, "observer-1")?;
    let joined = run(&device, &proxy, &["join", &link, "--name", "Ana P."])?;
    let said = String::from_utf8_lossy(&joined.stderr).into_owned();
    assert_eq!(joined.status.code(), Some(0), "{said}");
    crate::merge::new_note(&device)?;
    let synced = run(&device, &proxy, &["sync"])?;
    let said = String::from_utf8_lossy(&synced.stderr).into_owned();
    assert_eq!(synced.status.code(), Some(0), "{said}");
    let cost: serde_json::Value = serde_json::from_slice(&synced.stdout)?;
    assert_eq!(cost["acked"], serde_json::json!(1), "{cost}");
    Ok(())
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_trusted() -> Outcome<()> {
    let server = Server::start()?;
    let (proxy, other) = (Proxy::start(&server)?, Proxy::start(&server)?);
    let device = HeadlessDevice::new()?;
    let link = proxy.link(&server, "observer-1")?;
    let refused = run(&device, &other, &["join", &link, "--name", "Ana P."])?;
    let said = String::from_utf8(refused.stderr)?;
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("certificate"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    Ok(())
}
