//! One window, used as a person does: by role and name.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

/// How long something that should happen may take before the test says that it does not.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Finds visible elements by role and accessible name; a name that ends with `*`
/// stands for everything that begins so.
const FIND: &str = include_str!("find.js");

/// Reads out all of the browser's storage.
const STORED: &str = include_str!("stored.js");

/// One window. What does not come about panics, with what is on the page instead.
#[derive(Debug)]
pub struct Page {
    client: Client,
    driver: String,
    /// Windows in the order in which they were opened, once there are several: drivers
    /// list them in any.
    windows: Mutex<Vec<WindowHandle>>,
}

impl Page {
    /// `driver` is the address of the driver that the client talks to.
    pub(super) fn new(client: Client, driver: String) -> Self {
        Self {
            client,
            driver,
            windows: Mutex::default(),
        }
    }

    /// Opens an address.
    pub async fn goto(&self, url: &str) {
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("open {url}: {error}"));
    }

    /// Loads the page again, as a person does. WebDriver's own command is in Firefox the
    /// reload that passes by every cache and the service worker.
    pub async fn reload(&self) {
        self.run("window.leaving = true; location.reload()", vec![])
            .await;
        let loaded = "return !window.leaving && document.readyState === 'complete'";
        self.wait_until("the page to be loaded again", || async {
            // Between two documents there is none that answers.
            let answer = self.client.execute(loaded, vec![]).await;
            answer.is_ok_and(|answer| answer == Value::Bool(true))
        })
        .await;
    }

    /// Waits for an element and clicks it.
    pub async fn click(&self, role: &str, name: &str) {
        let started = Instant::now();
        loop {
            let element = self.find(role, name).await;
            match element.click().await {
                Ok(()) => return,
                Err(error) if started.elapsed() > PATIENCE => {
                    panic!("click {role} \"{name}\": {error}\n{}", self.outline().await)
                }
                Err(_) => {
                    // Below the tabs it counts as on the screen; a person scrolls.
                    let center = "arguments[0].scrollIntoView({block: 'center'})";
                    let args = serde_json::to_value(&element).into_iter().collect();
                    let _ = self.client.execute(center, args).await;
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            }
        }
    }

    /// Waits for a text box and types into it.
    pub async fn type_into(&self, name: &str, text: &str) {
        let element = self.find("textbox", name).await;
        element
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("type into {name}: {error}"));
    }

    /// Chooses a file for the page's only file input, as its button would.
    pub async fn choose_file(&self, path: &std::path::Path) {
        let input = self.client.wait().at_most(PATIENCE);
        let input = input.for_element(Locator::Css("input[type=file]")).await;
        let input = input.expect("a file input");
        let path = path.to_str().expect("a path in plain letters");
        input.send_keys(path).await.expect("the file is chosen");
    }

    /// Waits for an element.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        let started = Instant::now();
        loop {
            if let Some(element) = self.look(role, name).await {
                return element;
            }
            if started.elapsed() > PATIENCE {
                panic!("no {role} \"{name}\" on:\n{}", self.outline().await);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Whether an element is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.look(role, name).await.is_some()
    }

    /// Waits until the visible text of the page holds this.
    pub async fn wait_for_text(&self, text: &str) {
        self.wait_until(&format!("text \"{text}\""), || async {
            self.visible_text().await.contains(text)
        })
        .await;
    }

    /// Waits until a condition holds.
    pub async fn wait_until<F, Fut>(&self, what: &str, condition: F)
    where
        F: Fn() -> Fut,
        Fut: Future<Output = bool>,
    {
        let started = Instant::now();
        while !condition().await {
            if started.elapsed() > PATIENCE {
                panic!("waited in vain for {what} on:\n{}", self.outline().await);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// The value of a text box.
    pub async fn value(&self, name: &str) -> String {
        let element = self.find("textbox", name).await;
        let value = element.prop("value").await.expect("a text box has a value");
        value.unwrap_or_default()
    }

    /// The text that a person sees.
    pub async fn visible_text(&self) -> String {
        let text = self
            .run(
                "return document.body ? document.body.innerText : ''",
                vec![],
            )
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a function's body in the page; what it returns.
    pub async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.client
            .execute(script, args)
            .await
            .unwrap_or_else(|error| panic!("script: {error}"))
    }

    /// Everything that the page keeps in this browser, as one text.
    pub async fn stored(&self) -> String {
        let script = format!("{STORED}; return stored();");
        let stored = self.run(&script, vec![]).await;
        stored.as_str().unwrap_or_default().to_owned()
    }

    /// The status with which the server answers a GET of this page.
    pub async fn status_of(&self, path: &str) -> u64 {
        let script = "return fetch(arguments[0], {cache: 'no-store'}).then(a => a.status, () => 0)";
        let status = self.run(script, vec![json!(path)]).await;
        status.as_u64().unwrap_or_default()
    }

    /// The address path.
    pub async fn path(&self) -> String {
        let path = self.run("return location.pathname", vec![]).await;
        path.as_str().unwrap_or_default().to_owned()
    }

    /// Presses one key and lets it go, wherever the focus is.
    pub async fn press(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        let pressed = self.client.perform_actions(keys).await;
        pressed.unwrap_or_else(|error| panic!("press {key:?}: {error}"));
    }

    /// A command of Chromium's own protocol, for what WebDriver does not know.
    pub async fn devtools(&self, command: &str, params: Value) -> Value {
        let session = self.client.session_id().await.expect("a session");
        let session = session.expect("a session has an id");
        let url = format!("{}/session/{session}/goog/cdp/execute", self.driver);
        let body = json!({"cmd": command, "params": params});
        let answer = tokio::task::spawn_blocking(move || {
            ureq::post(&url)
                .send_json(&body)?
                .body_mut()
                .read_json::<Value>()
        });
        let answer = answer.await.expect("the call is not cancelled");
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Opens another window of the same browser, and uses that one from here on.
    pub async fn another_window(&self) {
        let here = self.client.window().await.expect("the window is there");
        let opened = self.client.new_window(false).await;
        let opened = opened.expect("the browser opens another window").handle;
        {
            let mut windows = self.windows.lock().expect("nothing panicked with it");
            if windows.is_empty() {
                windows.push(here);
            }
            windows.push(opened.clone());
        }
        let switched = self.client.switch_to_window(opened).await;
        switched.expect("the new window is there");
    }

    /// Uses one of the windows from here on, by the order in which they were opened.
    pub async fn switch_to_window(&self, at: usize) {
        let window = {
            let windows = self.windows.lock().expect("nothing panicked with it");
            windows.get(at).expect("so many windows").clone()
        };
        let switched = self.client.switch_to_window(window).await;
        switched.expect("the window is there");
    }

    /// Closes the window, and with it the browser, as a person does.
    pub async fn close(self) {
        self.client.close().await.expect("the browser closes");
    }

    async fn look(&self, role: &str, name: &str) -> Option<Element> {
        let script = format!("{FIND}; return find(arguments[0], arguments[1]);");
        let found = self
            .client
            .execute(&script, vec![json!(role), json!(name)])
            .await
            .ok()?;
        let mark = found.as_str()?.to_owned();
        self.client
            .find(Locator::Css(&format!("[data-found=\"{mark}\"]")))
            .await
            .ok()
    }

    /// Roles and names of everything visible, for a failing test's message.
    async fn outline(&self) -> String {
        let script = format!("{FIND}; return outline();");
        let outline = self.run(&script, vec![]).await;
        let path = self.path().await;
        format!("{path}\n{}", outline.as_str().unwrap_or_default())
    }
}
