//! One window, used as a person does: by role and name.

use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

/// How long something that should happen may take before the test says that it does not.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Finds visible elements by role and accessible name; a name that ends with `*`
/// stands for everything that begins so.
const FIND: &str = include_str!("find.js");

/// One window.
pub(crate) struct Page {
    client: Client,
}

impl Page {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("open {url}: {error}"));
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.expect("the page reloads");
    }

    /// Waits for an element and clicks it.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        let started = Instant::now();
        loop {
            let element = self.find(role, name).await;
            match element.click().await {
                Ok(()) => return,
                Err(error) if started.elapsed() > PATIENCE => {
                    panic!("click {role} \"{name}\": {error}\n{}", self.outline().await)
                }
                Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Waits for a text box and types into it.
    pub(crate) async fn type_into(&self, name: &str, text: &str) {
        let element = self.find("textbox", name).await;
        element
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("type into {name}: {error}"));
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, role: &str, name: &str) -> Element {
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
    pub(crate) async fn has(&self, role: &str, name: &str) -> bool {
        self.look(role, name).await.is_some()
    }

    /// Waits until the visible text of the page holds this.
    pub(crate) async fn wait_for_text(&self, text: &str) {
        self.wait_until(&format!("text \"{text}\""), || async {
            self.visible_text().await.contains(text)
        })
        .await;
    }

    /// Waits until a condition holds.
    pub(crate) async fn wait_until<F, Fut>(&self, what: &str, condition: F)
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
    pub(crate) async fn value(&self, name: &str) -> String {
        let element = self.find("textbox", name).await;
        let value = element.prop("value").await.expect("a text box has a value");
        value.unwrap_or_default()
    }

    pub(crate) async fn visible_text(&self) -> String {
        let text = self
            .run(
                "return document.body ? document.body.innerText : ''",
                vec![],
            )
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub(crate) async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.client
            .execute(script, args)
            .await
            .unwrap_or_else(|error| panic!("script: {error}"))
    }

    /// The address path.
    pub(crate) async fn path(&self) -> String {
        let path = self.run("return location.pathname", vec![]).await;
        path.as_str().unwrap_or_default().to_owned()
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
