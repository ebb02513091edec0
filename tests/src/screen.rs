//! What a window of ours shows, asked over Slint's remote control: texts, buttons and where they are.

use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::patience::until;

/// The most elements that the remote control tells at once.
const ELEMENTS_MAX: usize = 1_000;

/// A line to the remote control of one window.
pub struct Screen {
    http: reqwest::Client,
    url: String,
}

/// Something on the screen that has a name.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its accessible label: what a screen reader says.
    pub label: String,
    /// Its accessible role, such as `Button` or `Text`.
    pub role: String,
    /// Where it lies in the window, in logical dots.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// In logical dots.
    pub width: f64,
    /// In logical dots.
    pub height: f64,
    /// What stands in it, for a field that is written into; empty for what is secret.
    pub value: String,
    handle: Value,
}

/// Where a window stands on its display.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// From the left of the display, in dots.
    pub x: f64,
    /// From the top of the display, in dots.
    pub y: f64,
    /// In dots.
    pub width: f64,
    /// In dots.
    pub height: f64,
    /// Dots a logical dot.
    pub scale: f64,
}

impl Element {
    /// Its middle, in logical dots of the window.
    #[must_use]
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// A port of loopback that nobody uses.
///
/// # Errors
/// When there is none.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Screen {
    /// The remote control that a window offers on a port, given to it as `SLINT_MCP_PORT`.
    #[must_use]
    pub fn on_port(port: u16) -> Self {
        Self { http: reqwest::Client::new(), url: format!("http://127.0.0.1:{port}/mcp") }
    }

    /// Everything on the screen that has a label, in the order of the window's tree.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn elements(&self) -> anyhow::Result<Vec<Element>> {
        let window = self.window().await?;
        let properties =
            self.call("get_window_properties", json!({ "windowHandle": window })).await?;
        let root = properties.get("rootElementHandle").cloned().unwrap_or_else(|| json!({}));
        let tree = self
            .call("get_element_tree", json!({ "elementHandle": root, "maxElements": ELEMENTS_MAX }))
            .await?;
        if tree["truncated"] == true || tree["debugInfoMissing"] == true {
            bail!("the remote control does not tell everything: {}", tree["note"]);
        }
        let elements = tree["elements"].as_array().context("no list of elements")?;
        Ok(elements.iter().filter_map(element).collect())
    }

    /// Waits until the screen holds what is looked for.
    ///
    /// # Errors
    /// When it does not within `limit`: says what it holds instead.
    pub async fn find(
        &self,
        what: &str,
        limit: Duration,
        mut is_it: impl FnMut(&Element) -> bool,
    ) -> anyhow::Result<Element> {
        let mut seen = String::new();
        let what = format!("the screen shows {what}");
        let found = until(&what, limit, async || {
            let elements = self.elements().await?;
            seen = told(&elements);
            Ok(elements.into_iter().find(&mut is_it))
        });
        let found = found.await;
        found.with_context(|| format!("on the screen: {seen}"))
    }

    /// Waits for a button with that label.
    ///
    /// # Errors
    /// When there is none within `limit`.
    pub async fn button(&self, label: &str, limit: Duration) -> anyhow::Result<Element> {
        self.find(&format!("the button \"{label}\""), limit, |it| {
            it.role == "Button" && it.label == label
        })
        .await
    }

    /// Waits for a label that contains a text.
    ///
    /// # Errors
    /// When there is none within `limit`.
    pub async fn text(&self, part: &str, limit: Duration) -> anyhow::Result<Element> {
        self.find(&format!("\"{part}\""), limit, |it| it.label.contains(part)).await
    }

    /// Whether a label contains a text now.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn shows(&self, part: &str) -> anyhow::Result<bool> {
        Ok(self.elements().await?.iter().any(|it| it.label.contains(part)))
    }

    /// Presses an element without a display; `times` in a row, without a pause.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn press(&self, element: &Element, times: usize) -> anyhow::Result<()> {
        for _ in 0..times {
            self.call("click_element", json!({ "elementHandle": element.handle })).await?;
        }
        Ok(())
    }

    /// Presses an element twice, as fast as a double click is.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn press_twice(&self, element: &Element) -> anyhow::Result<()> {
        let arguments = json!({ "elementHandle": element.handle, "action": "DoubleClick" });
        self.call("click_element", arguments).await.map(drop)
    }

    /// Where the window stands.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn frame(&self) -> anyhow::Result<Frame> {
        let window = self.window().await?;
        let told = self.call("get_window_properties", json!({ "windowHandle": window })).await?;
        Ok(Frame {
            x: number(&told["position"]["x"]),
            y: number(&told["position"]["y"]),
            width: number(&told["size"]["width"]),
            height: number(&told["size"]["height"]),
            scale: number(&told["scaleFactor"]),
        })
    }

    async fn window(&self) -> anyhow::Result<Value> {
        let told = self.call("list_windows", json!({})).await?;
        let first = told["windowHandles"].as_array().and_then(|handles| handles.first());
        first.cloned().context("there is no window yet")
    }

    async fn call(&self, tool: &str, arguments: Value) -> anyhow::Result<Value> {
        let params = json!({ "name": tool, "arguments": arguments });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let request = self.http.post(&self.url).header(CONTENT_TYPE, "application/json");
        let answer =
            request.body(body.to_string()).send().await.context("the window does not answer")?;
        let answer: Value = serde_json::from_str(&answer.text().await?)?;
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
        if answer["result"]["isError"] == true || answer.get("error").is_some() {
            bail!("{tool}: {answer}");
        }
        Ok(serde_json::from_str(text)?)
    }
}

/// What has neither label nor place is left out; fields that are zero are missing in the answer.
fn element(node: &Value) -> Option<Element> {
    let label = node["accessibleLabel"].as_str().filter(|label| !label.is_empty())?;
    let role = node["accessibleRole"].as_str().unwrap_or("Unknown");
    let (place, size) = (&node["absolutePosition"], &node["size"]);
    Some(Element {
        label: label.to_owned(),
        role: role.to_owned(),
        x: number(&place["x"]),
        y: number(&place["y"]),
        width: number(&size["width"]),
        height: number(&size["height"]),
        value: node["accessibleValue"].as_str().unwrap_or_default().to_owned(),
        handle: node["handle"].clone(),
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn told(elements: &[Element]) -> String {
    let one = |it: &Element| match it.value.as_str() {
        "" => format!("{} \"{}\"", it.role, it.label),
        value => format!("{} \"{}\" with \"{value}\"", it.role, it.label),
    };
    let labels: Vec<String> = elements.iter().map(one).collect();
    labels.join(", ")
}
