//! A form as a browser sees it: its fields with their values, changed and sent back.

#![allow(dead_code, reason = "every test program uses its own part of it")]

use reqwest::Method;

use crate::pages_browser::Browser;
use crate::server::TestServer;
use crate::server::client::{Answer, Client};

/// The fields of the form with this action on a page.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    action: String,
    pub(crate) pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads the form from a page.
    #[track_caller]
    pub(crate) fn of(html: &str, action: &str) -> Self {
        let start = html
            .rfind(&format!("action=\"{action}\""))
            .unwrap_or_else(|| panic!("no form for {action} in {html}"));
        let body = &html[start..];
        let body = &body[..body.find("</form>").unwrap()];
        let mut pairs = Vec::new();
        for (at, _) in body.match_indices('<') {
            let tag = &body[at..at + body[at..].find('>').unwrap() + 1];
            let Some(name) = attribute(tag, "name") else { continue };
            let rest = &body[at + tag.len()..];
            if tag.starts_with("<textarea") {
                let text = &rest[..rest.find("</textarea>").unwrap()];
                pairs.push((name, decode(text.strip_prefix('\n').unwrap_or(text))));
            } else if tag.starts_with("<select") {
                let options = &rest[..rest.find("</select>").unwrap()];
                let chosen = options.split("<option ").find(|one| one.contains(" selected"));
                let chosen = chosen.or_else(|| options.split("<option ").nth(1));
                let value = chosen.and_then(|one| attribute(&format!("<option {one}"), "value"));
                pairs.push((name, value.unwrap_or_default()));
            } else if tag.starts_with("<input") {
                let is_box = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
                if !is_box || tag.contains(" checked") {
                    pairs.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
        }
        Self { action: action.to_owned(), pairs }
    }

    /// Opens a page and reads its form, which is sent to the same address.
    pub(crate) async fn open(browser: &mut Browser, path: &str) -> Self {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        Self::of(&page.text, path)
    }

    /// The same, sent to another address.
    pub(crate) fn at(self, action: &str) -> Self {
        Self { action: action.to_owned(), ..self }
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The same with another value; boxes of a set are added.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with one more value under the name.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a field, as an unticked box sends nothing.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(known, _)| known != name);
        self
    }

    pub(crate) async fn send(&self, browser: &mut Browser) -> Answer {
        let pairs: Vec<String> = self
            .pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        browser.post(&self.action, &pairs.join("&")).await
    }

    /// Sends it; it must be taken, and lead on.
    pub(crate) async fn save(&self, browser: &mut Browser) -> String {
        let answer = self.send(browser).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("location").to_owned()
    }
}

/// Chooses a file on a page, as a browser sends it.
pub(crate) async fn upload(
    test: &TestServer,
    browser: &Browser,
    path: &str,
    document: &[u8],
) -> Answer {
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let client = test.nobody().with_cookie(cookies.join("; ")).with("accept", "text/html");
    let edge = "----edge-of-a-part";
    let head = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"c.toml\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let tail = format!("\r\n--{edge}--\r\n");
    let body = [head.as_bytes(), document, tail.as_bytes()].concat();
    let request = client.request(Method::POST, path);
    let kind = format!("multipart/form-data; boundary={edge}");
    Client::send(request.header("content-type", kind).body(body)).await
}

/// The fault beside a field.
#[track_caller]
pub(crate) fn error_at(html: &str, id: &str) -> String {
    let start = html
        .find(&format!("id=\"{id}-error\""))
        .unwrap_or_else(|| panic!("no fault at {id} in {html}"));
    let rest = &html[start..];
    decode(&rest[rest.find('>').unwrap() + 1..rest.find("</").unwrap()])
}

pub(crate) fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.bytes()
        .map(|byte| match byte {
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(decode(value.split('"').next()?))
}

fn decode(text: &str) -> String {
    let mut decoded = text.to_owned();
    for (code, letter) in [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")] {
        decoded = decoded.replace(code, letter);
    }
    decoded.replace("&#38;", "&")
}
