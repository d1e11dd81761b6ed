//! Form files that the page hands over to be read.

use super::code_of;
use super::kit::{Answer, TestServer};
use sync_core::access::Role;

const GOOD: &str = "| survey |\n| | type | name | label |\n| | integer | students | Students |\n";
const BAD: &str = "| survey |\n| | type | name | label |\n| | intger | students | Students |\n| | text | | Words |\n";

async fn read(server: &TestServer, name: &str, body: &str, token: Option<&str>) -> Answer {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<(&str, &str)> = bearer
        .iter()
        .map(|it| ("authorization", it.as_str()))
        .collect();
    let path = format!("/api/v1/forms/read?name={name}");
    server.post(&path, body, &headers).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_a_form_or_with_what_to_mend() {
    let server = TestServer::start().await;
    let dana = server.join(&server.link(1).secret, "Dana R.").await.token();
    let good = read(&server, "visit.md", GOOD, Some(&dana)).await;
    assert_eq!(
        (good.status, good.body["problems"].as_array().map(Vec::len)),
        (200, Some(0))
    );
    let form = good.body["form"].as_str().unwrap_or_default();
    let form: serde_json::Value = serde_json::from_str(form).unwrap_or_default();
    assert_eq!(form["form_id"], "visit", "{}", good.body);

    let bad = read(&server, "visit.md", BAD, Some(&dana)).await;
    assert_eq!(bad.status, 200, "{}", bad.body);
    assert!(bad.body["form"].is_null());
    let first = &bad.body["problems"][0];
    assert_eq!(
        (&first["sheet"], &first["row"]),
        (&"survey".into(), &2.into()),
        "{first}"
    );
    assert_eq!(first["column"], "type");
    assert!(
        first["message"]
            .as_str()
            .is_some_and(|said| said.contains("intger")),
        "{first}"
    );

    let text = read(&server, "visit.xml", "<a>\n<b></a>", Some(&dana)).await;
    assert_eq!(text.body["problems"][0]["row"], 2, "{}", text.body);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_writes_may_have_a_file_read_and_no_larger_one() {
    let server = TestServer::start().await;
    let nobody = read(&server, "visit.md", GOOD, None).await;
    assert_eq!((nobody.status, code_of(&nobody)), (401, "unauthorized"));
    let host = server
        .join(&server.link_as(Role::Host).secret, "Host")
        .await
        .token();
    let looks_on = read(&server, "visit.md", GOOD, Some(&host)).await;
    assert_eq!((looks_on.status, code_of(&looks_on)), (403, "members_only"));

    let dana = server.join(&server.link(1).secret, "Dana R.").await.token();
    let large = "x".repeat(rounds_forms::limits::SHEET_FILE_BYTES + 1);
    let large = read(&server, "visit.md", &large, Some(&dana)).await;
    assert_eq!((large.status, code_of(&large)), (413, "too_large"));
    let name = "a".repeat(201);
    let long = read(&server, &name, GOOD, Some(&dana)).await;
    assert_eq!((long.status, code_of(&long)), (400, "bad_request"));
    server.stop().await;
}
