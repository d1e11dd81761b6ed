//! The server over real HTTP and WebSocket, on a free port.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use sync_core::time::Timestamp;
use sync_core::wire::ServerMessage;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use kit::{Answer, TestServer, close_code, hello, next_message};

mod forms;
mod hostile;
mod kit;
mod lock;
mod tablets;

fn code_of(answer: &Answer) -> &str {
    answer.body["code"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_as_many_in_as_it_says() {
    let server = TestServer::start().await;
    let link = server.link(2);
    let preview = server
        .get(&format!("/api/v1/invitations/{}", link.secret))
        .await;
    assert_eq!(preview.status, 200);
    assert_eq!(preview.body["visit"], "Fall visit to Pine County");
    assert_eq!(preview.body["role"], "observer");
    assert_eq!(preview.header("cache-control"), "no-store");

    let dana = server.join(&link.secret, "Dana R.").await;
    assert_eq!(
        (dana.status, &dana.body["name"]),
        (200, &Value::from("Dana R."))
    );
    let cookie = dana.header("set-cookie");
    assert!(
        cookie.starts_with("rounds=") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let by_code = server.join(&link.code.to_lowercase(), "Luis M.").await;
    assert_eq!(by_code.status, 200);
    let late = server.join(&link.secret, "Omar T.").await;
    assert_eq!((late.status, code_of(&late)), (410, "link_used_up"));
    assert!(
        late.body["todo"]
            .as_str()
            .is_some_and(|todo| !todo.is_empty())
    );

    let me = server.get_as("/api/v1/me", &dana.token()).await;
    assert_eq!(me.body["visits"][0]["title"], "Fall visit to Pine County");
    assert_eq!(me.body["device"]["kind"], "tablet");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_ends_when_it_says() {
    let server = TestServer::start().await;
    let day = 24 * 60 * 60 * 1_000;
    let now = crate::clock::now();
    let fresh = server.link_made(5, Timestamp(now.0 - day + 60_000));
    assert_eq!(server.join(&fresh.secret, "Dana R.").await.status, 200);
    let old = server.link_made(5, Timestamp(now.0 - day));
    for code in [&old.secret, &old.code] {
        let late = server.join(code, "Dana R.").await;
        assert_eq!((late.status, code_of(&late)), (410, "link_expired"));
    }
    let path = format!("/api/v1/invitations/{}", old.code);
    assert_eq!(server.get(&path).await.status, 410);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_tells_browsers_what_they_may_not_do() {
    let server = TestServer::start().await;
    for path in [
        "/",
        "/api/v1/me",
        "/api/v1/none",
        "/healthz",
        "/none.js",
        "/sync",
    ] {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let year = answer.header("strict-transport-security");
        assert_eq!(year, "", "{path}: a promise that plain http cannot keep");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_a_cookie_and_never_the_token() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let joined = server.join_from_browser(&link.secret, "Dana R.").await;
    assert_eq!(joined.status, 200);
    assert_eq!(joined.body["token"], Value::Null);
    let cookie = joined.header("set-cookie");
    let me = server
        .get_with(
            "/api/v1/me",
            &[("cookie", cookie.split(';').next().unwrap())],
        )
        .await;
    assert_eq!(me.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_with_the_same_name_stays_the_same_person() {
    let server = TestServer::start().await;
    let (first, second) = (server.link(5), server.link(5));
    let dana = server.join(&first.secret, "Dana R.").await;
    let again = server
        .join_as(&second.secret, "dana r.", &dana.token())
        .await;
    assert_eq!(again.body["person"], dana.body["person"]);
    assert_eq!(again.body["device"], dana.body["device"]);
    let other = server
        .join_as(&second.secret, "Luis M.", &dana.token())
        .await;
    assert_ne!(other.body["person"], dana.body["person"]);
    assert_ne!(other.body["device"], dana.body["device"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_lost_its_cookie_comes_back_as_the_same_device() {
    let server = TestServer::start().await;
    let link = server.link(5);
    let joined = server.join_from_browser(&link.secret, "Dana R.").await;
    let known = serde_json::json!({
        "device": joined.body["device"],
        "person": joined.body["person"],
        "key": joined.body["device_key"],
    });
    let back = server.post("/api/v1/return", &known.to_string(), &[]).await;
    assert_eq!(back.status, 204);
    let cookie = back.header("set-cookie");
    let cookie = [("cookie", cookie.split(';').next().unwrap())];
    let me = server.get_with("/api/v1/me", &cookie).await;
    assert_eq!(me.body["device"]["id"], joined.body["device"]);

    // The key is of this device alone, and renews nothing that has ended.
    let other = server.join_from_browser(&link.secret, "Luis M.").await;
    let mut wrong = known.clone();
    wrong["device"] = other.body["device"].clone();
    let refused = server.post("/api/v1/return", &wrong.to_string(), &[]).await;
    assert_eq!(refused.status, 401);
    assert_eq!(server.post("/api/v1/leave", "", &cookie).await.status, 204);
    let ended = server.post("/api/v1/return", &known.to_string(), &[]).await;
    assert_eq!(ended.status, 401);

    // With a link it is the same device and person again.
    let again = server.join_known(&link.secret, "Dana R.", &known).await;
    assert_eq!(again.body["device"], joined.body["device"]);
    assert_eq!(again.body["person"], joined.body["person"]);
    let forged = server.join_known(&link.secret, "Dana R.", &wrong).await;
    assert_ne!(forged.body["device"], other.body["device"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_are_counted_but_right_ones_and_links_are_not() {
    let server = TestServer::start().await;
    let link = server.link(100);
    for _ in 0..12 {
        assert_eq!(
            server
                .get(&format!("/api/v1/invitations/{}", link.code))
                .await
                .status,
            200
        );
    }
    for _ in 0..10 {
        let wrong = server.get("/api/v1/invitations/0000-0000").await;
        assert_eq!((wrong.status, code_of(&wrong)), (404, "link_unknown"));
    }
    let refused = server.get("/api/v1/invitations/0000-0000").await;
    assert_eq!((refused.status, code_of(&refused)), (429, "too_many_codes"));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    assert_eq!(server.join(&link.code, "Dana R.").await.status, 429);
    assert_eq!(server.join(&link.secret, "Dana R.").await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_the_wrong_shape_say_what_is_wrong() {
    let server = TestServer::start().await;
    let unknown = r#"{"code":"x","name":"D","devise":{}}"#;
    let empty = r#"{"code":"x","name":" ","device":{"label":"a","kind":"tablet","shared":false}}"#;
    let kind = r#"{"code":"x","name":"D","device":{"label":"a","kind":"toaster","shared":false}}"#;
    for (body, word) in [
        (unknown, "devise"),
        (empty, "name"),
        (kind, "toaster"),
        ("{", "JSON"),
    ] {
        let answer = server.post("/api/v1/join", body, &[]).await;
        assert_eq!(
            (answer.status, code_of(&answer)),
            (400, "bad_request"),
            "{body}"
        );
        let message = answer.body["message"].as_str().unwrap();
        assert!(message.contains(word), "{word} not in: {message}");
    }
    let body = "x".repeat(17 * 1024);
    let large = server.post("/api/v1/join", &body, &[]).await;
    assert_eq!((large.status, code_of(&large)), (413, "too_large"));
    assert_eq!(server.get("/api/v1/nothing").await.status, 404);
    assert_eq!(server.get("/api/v1/me").await.status, 401);
    let no_text = server.get("/api/v1/invitations/%ff").await;
    assert_eq!((no_text.status, code_of(&no_text)), (404, "link_unknown"));
    let long = format!("/api/v1/ping?nonce={}", "x".repeat(65));
    assert_eq!(server.get(&long).await.status, 400);
    assert_eq!(
        server.get("/api/v1/ping?nonce=a1").await.body["nonce"],
        "a1"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_needs_a_session_and_our_own_origin() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let token = server.join(&link.secret, "Dana R.").await.token();
    assert_eq!(server.connect("made-up", None).await.err(), Some(401));
    assert_eq!(
        server
            .connect(&token, Some("https://evil.test"))
            .await
            .err(),
        Some(403)
    );
    let own = server.base.clone();
    assert!(server.connect(&token, Some(&own)).await.is_ok());
    assert!(server.connect(&token, None).await.is_ok());
    let as_cookie = format!("rounds={token}");
    let by_cookie = |origin| server.connect_with("cookie", &as_cookie, origin);
    assert!(by_cookie(Some(&*own)).await.is_ok());
    for origin in [
        None,
        Some("null"),
        Some("http://localhost"),
        Some("https://evil.test"),
    ] {
        assert_eq!(by_cookie(origin).await.err(), Some(403), "{origin:?}");
    }
    assert_eq!(server.get("/sync").await.status, 401);
    let foreign = [("origin", "https://evil.test")];
    let refused = server.post("/api/v1/leave", "", &foreign).await;
    assert_eq!((refused.status, code_of(&refused)), (403, "foreign_origin"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_connected_learns_who_joined() {
    let server = TestServer::start().await;
    let link = server.link(2);
    let dana = server.join(&link.secret, "Dana R.").await;
    let mut socket = server.connect(&dana.token(), None).await.unwrap();
    hello(&mut socket, &dana).await;
    let welcome = next_message(&mut socket).await;
    let ServerMessage::Welcome { spaces, .. } = welcome else {
        panic!("{welcome:?}")
    };
    assert_eq!(spaces.len(), 1);
    let known = spaces[0].head;
    let ServerMessage::Entries { upto, .. } = next_message(&mut socket).await else {
        panic!("the visit")
    };
    assert_eq!(upto, known);
    assert_eq!(server.join(&link.secret, "Luis M.").await.status, 200);
    let ServerMessage::Entries { upto, entries, .. } = next_message(&mut socket).await else {
        panic!("the newcomer")
    };
    assert_eq!((upto, entries.len()), (known.next(), 1));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_closes_the_connection_and_ends_the_session() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let dana = server.join(&link.secret, "Dana R.").await;
    let mut socket = server.connect(&dana.token(), None).await.unwrap();
    let bearer = format!("Bearer {}", dana.token());
    let left = server
        .post("/api/v1/leave", "", &[("authorization", &bearer)])
        .await;
    assert_eq!(left.status, 204);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(close_code(&mut socket).await, Some(CloseCode::from(4401)));
    assert_eq!(server.connect(&dana.token(), None).await.err(), Some(401));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_tells_every_connection_to_come_back() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let dana = server.join(&link.secret, "Dana R.").await;
    let mut greeted = server.connect(&dana.token(), None).await.unwrap();
    hello(&mut greeted, &dana).await;
    next_message(&mut greeted).await;
    let mut silent = server.connect(&dana.token(), None).await.unwrap();
    let begun = std::time::Instant::now();
    let stopping = tokio::spawn(server.stop());
    assert_eq!(close_code(&mut greeted).await, Some(CloseCode::Restart));
    assert_eq!(close_code(&mut silent).await, Some(CloseCode::Restart));
    stopping.await.unwrap();
    assert!(begun.elapsed().as_secs() < 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_oversized_frames_close_only_their_connection() {
    use futures_util::SinkExt as _;
    let server = TestServer::start().await;
    let link = server.link(1);
    let token = server.join(&link.secret, "Dana R.").await.token();
    let mut talker = server.connect(&token, None).await.unwrap();
    talker.send(Message::text("hello")).await.unwrap();
    assert_eq!(close_code(&mut talker).await, Some(CloseCode::Unsupported));
    let mut shouter = server.connect(&token, None).await.unwrap();
    let limit = sync_core::limits::FRAME_BYTES;
    // The server may stop reading, and so the sending may fail, before all is sent.
    let _ = shouter.send(Message::binary(vec![0; 4 * limit])).await;
    close_code(&mut shouter).await;
    assert_eq!(server.get("/readyz").await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_folder_is_refused() {
    let server = TestServer::start().await;
    let error = server.second().await.unwrap_err();
    assert!(error.to_string().contains("another server runs"), "{error}");
    server.stop().await;
}
