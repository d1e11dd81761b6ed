//! The camera at Join, with Chromium's picture of a camera. No browser for Linux reads
//! QR codes by itself, so the reader is a stand-in that answers as the standard says,
//! when it is given a picture that runs.

use rounds_tests::browser::steps::link;
use rounds_tests::browser::{Browser, Kind, Page};
use rounds_tests::process::Server;
use serde_json::json;

const PICTURE: &str = "--use-fake-device-for-media-stream";
const GRANTED: &str = "--use-fake-ui-for-media-stream";
const REFUSED: &str = "--deny-permission-prompts";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_the_picture_is_taken_and_the_camera_stops() {
    let server = Server::start().expect("the demo server starts");
    let mut browser = Browser::new(Kind::Chromium).with_flags(&[PICTURE, GRANTED]);
    let page = browser.open(390, 844).await;
    let link = link(&server, "observer-1");
    let (origin, _) = link.split_once("/join").expect("a join link");

    // The code of something else, then the invitation.
    stand_in(&page, "https://elsewhere.example/join#0000000000000000").await;
    page.goto(&format!("{origin}/join")).await;
    page.find("img", "Camera view").await;
    page.wait_for_text("It is not an invitation to this address.")
        .await;
    page.run("window.inPicture = arguments[0]", vec![json!(link)])
        .await;
    page.find("textbox", "Your name").await;
    let live = "return window.tracks.filter(track => track.readyState === 'live').length";
    page.wait_until("the camera to stop", || async {
        page.run(live, vec![]).await == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_camera_the_code_is_typed() {
    let server = Server::start().expect("the demo server starts");
    let link = link(&server, "observer-1");
    let (origin, _) = link.split_once("/join").expect("a join link");
    for has_reader in [true, false] {
        let mut browser = Browser::new(Kind::Chromium).with_flags(&[PICTURE, REFUSED]);
        let page = browser.open(820, 1180).await;
        if has_reader {
            stand_in(&page, "").await;
        }
        page.goto(&format!("{origin}/join")).await;
        page.find("textbox", "Or type the code").await;
        page.wait_until("the focus in the box", || async {
            page.run("return document.activeElement.id", vec![]).await == "code"
        })
        .await;
        assert!(!page.has("img", "Camera view").await, "no dead space");
    }
}

/// Gives every page that is opened from now on a reader that finds `text`.
async fn stand_in(page: &Page, text: &str) {
    let source = format!(
        "window.inPicture = {}; window.tracks = [];
        const ask = MediaDevices.prototype.getUserMedia;
        MediaDevices.prototype.getUserMedia = async function (wanted) {{
            const stream = await ask.call(this, wanted);
            window.tracks.push(...stream.getTracks());
            return stream;
        }};
        window.BarcodeDetector = class {{
            constructor({{formats}}) {{ if (formats[0] !== 'qr_code') throw new TypeError(); }}
            async detect(video) {{
                if (video.readyState < 2) throw new DOMException('', 'InvalidStateError');
                return window.inPicture ? [{{ rawValue: window.inPicture }}] : [];
            }}
        }};",
        json!(text)
    );
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": source }),
    )
    .await;
}
