//! What members are told of the devices of their visit, and others are not.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use sync_core::ids::SpaceId;

use super::code_of;
use super::kit::{Answer, TestServer, hello, next_message};
use crate::clock;

async fn listed(server: &TestServer, as_one: &Answer) -> Vec<Value> {
    let path = format!("/api/v1/visits/{}/tablets", server.space());
    let answer = server.get_as(&path, &as_one.token()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.body.as_array().cloned().unwrap_or_default()
}

async fn tablet(server: &TestServer, as_one: &Answer, name: &str) -> Value {
    let listed = listed(server, as_one).await;
    let found = listed.into_iter().find(|tablet| tablet["name"] == name);
    found.unwrap_or_default()
}

async fn prepared(server: &TestServer, space: &str, token: &str) -> Answer {
    let path = format!("/api/v1/visits/{space}/prepared");
    let bearer = format!("Bearer {token}");
    server.post(&path, "", &[("authorization", &bearer)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_which_tablets_are_there_and_ready() {
    let server = TestServer::start().await;
    let link = server.link(2);
    let dana = server.join(&link.secret, "Dana R.").await;
    let luis = server.join(&link.secret, "Luis M.").await;
    let before = tablet(&server, &luis, "Dana R.").await;
    assert_eq!(before["label"], "Tablet 4");
    assert_eq!(
        (&before["kind"], &before["connected"]),
        (&"tablet".into(), &false.into())
    );
    assert_eq!(
        (&before["heard"], &before["prepared"]),
        (&Value::Null, &Value::Null)
    );

    let came = clock::now().0;
    let mut socket = server.connect(&dana.token(), None).await.unwrap();
    hello(&mut socket, &dana).await;
    next_message(&mut socket).await;
    let now = tablet(&server, &luis, "Dana R.").await;
    assert_eq!(now["connected"], true);
    let heard = now["heard"].as_u64().unwrap();
    assert!(heard >= came && heard <= clock::now().0, "{now}");

    let space = server.space().to_string();
    for _ in 0..2 {
        assert_eq!(prepared(&server, &space, &dana.token()).await.status, 204);
    }
    let ready = tablet(&server, &luis, "Dana R.").await;
    assert!(
        ready["prepared"].as_u64().is_some_and(|at| at >= heard),
        "{ready}"
    );
    assert_eq!(
        tablet(&server, &luis, "Luis M.").await["prepared"],
        Value::Null
    );

    socket.close(None).await.unwrap();
    while tablet(&server, &luis, "Dana R.").await["connected"] == true {
        tokio::task::yield_now().await;
    }
    let gone = tablet(&server, &luis, "Dana R.").await;
    assert!(
        gone["heard"].as_u64().is_some_and(|at| at >= heard),
        "{gone}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_in_a_visit_is_not_told_that_it_is_there() {
    let server = TestServer::start().await;
    let link = server.link(1);
    let there = server.space().to_string();
    let nowhere = SpaceId::from_bytes([9; 16]).to_string();
    let other = server.stranger("Omar T.").await;
    let mut answers = Vec::new();
    for space in [&*there, &*nowhere, "not-an-id"] {
        let path = format!("/api/v1/visits/{space}/tablets");
        let seen = server.get_as(&path, &other).await;
        let told = prepared(&server, space, &other).await;
        for answer in [seen, told] {
            assert_eq!((answer.status, code_of(&answer)), (404, "not_found"));
            answers.push(answer.body);
        }
        assert_eq!(server.get(&path).await.status, 401);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "all the same: {answers:?}");
    let dana = server.join(&link.secret, "Dana R.").await;
    let names: Vec<_> = listed(&server, &dana).await;
    assert!(
        names.iter().all(|tablet| tablet["name"] != "Omar T."),
        "{names:?}"
    );
    server.stop().await;
}
