//! The end of the server process: sockets are told to come back, and soon.

use std::time::{Duration, Instant};

use rounds_tests::process::{Outcome, Server};

use crate::client::{End, Joined};

/// DESIGN §5: the whole shutdown.
const WITHIN: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_terminated_server_tells_its_sockets_and_ends_in_time() -> Outcome<()> {
    let mut server = Server::start()?;
    let joined = Joined::new(&server, "observer-1", "Ana P.").await?;
    let (mut greeted, _) = joined.greeted().await?;
    let mut silent = joined.connect().await?;
    let begun = Instant::now();
    let ending = tokio::task::spawn_blocking(move || server.terminate().map(|code| (server, code)));
    assert_eq!(greeted.end().await?, End::Code(1012));
    assert_eq!(silent.end().await?, End::Code(1012));
    let (mut server, code) = ending.await??;
    assert_eq!(code, Some(0));
    assert!(begun.elapsed() < WITHIN, "{:?}", begun.elapsed());
    server.bring_back()?;
    assert!(joined.greeted().await?.0.is_alive().await?);
    Ok(())
}
