//! A browser as far as tests of pages need one, and a look into what it gets.

#![allow(dead_code, reason = "every test program uses its own part of it")]

use reqwest::Method;
use reqwest::redirect::Policy;

use crate::server::client::{Answer, Client};
use crate::server::{PASSWORD, TestServer};

/// A browser as far as pages need one: it asks for HTML, keeps cookies, and shows where it is sent.
pub(crate) struct Browser {
    http: reqwest::Client,
    base: String,
    pub(crate) cookies: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn new(test: &TestServer) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Self { http, base: test.base(), cookies: Vec::new() }
    }

    pub(crate) fn speaking(mut self, language: &str) -> Self {
        self.cookies.push(("language".to_owned(), language.to_owned()));
        self
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, form: Option<&str>) -> Answer {
        let mut cookies = String::new();
        for (name, value) in &self.cookies {
            cookies += &format!("{name}={value}; ");
        }
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header("accept", "text/html,application/xhtml+xml")
            .header("cookie", cookies.trim_end_matches("; "));
        if let Some(form) = form {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned());
        }
        let answer = Client::send(request).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Answer {
        self.send(Method::POST, path, Some(form)).await
    }

    /// Signs in through the form; gives the address it is sent to.
    pub(crate) async fn sign_in(&mut self, name: &str, desk: &str) -> String {
        let answer = self.post("/", &sign_in_form(name, PASSWORD, desk)).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        answer.header("location").to_owned()
    }
}

pub(crate) fn sign_in_form(name: &str, password: &str, desk: &str) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    (byte as char).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    format!("name={}&password={}&desk={}&to=", encode(name), encode(password), encode(desk))
}

/// The text of the element with this hook, without tags.
pub(crate) fn text_of(html: &str, hook: &str) -> String {
    let start = html
        .find(&format!("data-testid=\"{hook}\""))
        .unwrap_or_else(|| panic!("no {hook} in {html}"));
    let rest = &html[start..];
    let inner = &rest[rest.find('>').unwrap() + 1..];
    let mut text = String::new();
    let mut depth = 0_i32;
    for piece in inner.split_inclusive('>') {
        let (before, tag) = piece.rsplit_once('<').unwrap_or((piece, ""));
        text += before;
        if tag.starts_with('/') {
            depth -= 1;
        } else if !tag.starts_with("br") && !tag.starts_with("rect") {
            depth += 1;
        }
        if depth < 0 {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An attribute of the element with this hook.
pub(crate) fn attribute_of(html: &str, hook: &str, name: &str) -> Option<String> {
    let at = html.find(&format!("data-testid=\"{hook}\"")).unwrap_or_else(|| panic!("no {hook}"));
    let start = html[..at].rfind('<').unwrap();
    let tag = &html[start..start + html[start..].find('>').unwrap()];
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(value.split('"').next().unwrap().to_owned())
}
