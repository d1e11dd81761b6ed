//! What opens a locked tablet without its PIN, and what does not.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use sync_core::access::Role;

use super::code_of;
use super::kit::{Answer, TestServer};

async fn half(server: &TestServer, token: &str) -> Value {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer)];
    let answer = server.post("/api/v1/lock/half", "", &headers).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body
}

async fn code(server: &TestServer, device: &str, token: &str) -> Answer {
    let path = format!("/api/v1/devices/{device}/unlock");
    let bearer = format!("Bearer {token}");
    server.post(&path, "", &[("authorization", &bearer)]).await
}

async fn open(server: &TestServer, half: &Value, code: &str) -> Answer {
    let body = json!({"device": half["device"], "nonce": half["nonce"], "code": code});
    server
        .post("/api/v1/lock/open", &body.to_string(), &[])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facilitators_code_gives_the_half_again_and_nothing_else_does() {
    let server = TestServer::start().await;
    let dana = server.join(&server.link(1).secret, "Dana R.").await;
    let lead = server.link_as(Role::Facilitator).secret;
    let priya = server.join(&lead, "Priya K.").await;
    let device = dana.body["device"].as_str().unwrap();

    let first = half(&server, &dana.token()).await;
    let second = half(&server, &dana.token()).await;
    assert_eq!(first["device"], device);
    assert_ne!(first["nonce"], second["nonce"], "another one each time");
    assert_ne!(first["half"], second["half"]);
    assert_eq!(server.post("/api/v1/lock/half", "", &[]).await.status, 401);

    let refused = code(&server, device, &dana.token()).await;
    assert_eq!(
        (refused.status, code_of(&refused)),
        (403, "facilitators_only")
    );
    let given = code(&server, device, &priya.token()).await;
    let spoken = given.body["code"].as_str().unwrap().to_lowercase();
    let opened = open(&server, &first, &spoken).await;
    assert_eq!(opened.status, 200, "{:?}", opened.body);
    assert_eq!(opened.body["half"], first["half"]);
    assert_eq!(
        open(&server, &second, &spoken).await.body["half"],
        second["half"]
    );

    let others = half(&server, &priya.token()).await;
    assert_eq!(
        open(&server, &others, &spoken).await.status,
        404,
        "of another device"
    );
    for _ in 0..10 {
        assert_eq!(open(&server, &first, "0000-0000").await.status, 404);
    }
    assert_eq!(
        open(&server, &first, &spoken).await.status,
        429,
        "guessing ends"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_goes_and_the_session_stays() {
    let server = TestServer::start().await;
    let dana = server.join(&server.link(1).secret, "Dana R.").await;
    let away = server.post("/api/v1/lock", "", &[]).await;
    assert_eq!(away.status, 204);
    let cookie = away.header("set-cookie");
    assert!(cookie.contains("Max-Age=0"), "{cookie}");
    assert_eq!(server.get_as("/api/v1/me", &dana.token()).await.status, 200);
    server.stop().await;
}
