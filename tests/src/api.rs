//! The server's HTTP interface, used from outside by one who holds a credential.

use anyhow::{Context, bail};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Someone who may ask the server: a device, a member of staff, or anyone.
pub struct Caller {
    http: reqwest::Client,
    address: String,
    credential: Option<(HeaderName, String)>,
}

/// An answer: its status, and its body where that is JSON.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body, `null` when there is none.
    pub body: Value,
}

impl Caller {
    /// Anyone on the network. `address` is as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn anyone(address: &str) -> Self {
        Self { http: reqwest::Client::new(), address: address.to_owned(), credential: None }
    }

    /// A device with its token.
    #[must_use]
    pub fn device(address: &str, token: &str) -> Self {
        let credential = Some((AUTHORIZATION, format!("Bearer {token}")));
        Self { credential, ..Self::anyone(address) }
    }

    /// A member of staff who signs in, at a desk or at none.
    ///
    /// # Errors
    /// When the server does not let them in.
    pub async fn staff(
        address: &str,
        name: &str,
        password: &str,
        desk: Option<&str>,
    ) -> anyhow::Result<Self> {
        let mut caller = Self::anyone(address);
        let mut body = json!({ "name": name, "password": password });
        if let Some(desk) = desk {
            body["desk"] = desk.into();
        }
        let request = caller
            .http
            .post(format!("{address}/api/v1/session"))
            .header(CONTENT_TYPE, "application/json");
        let answer = request.body(body.to_string()).send().await?;
        if !answer.status().is_success() {
            bail!("{name} cannot sign in: {} {}", answer.status(), answer.text().await?);
        }
        let cookie = answer.headers().get(SET_COOKIE).context("signed in without a cookie")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
        caller.credential = Some((COOKIE, cookie.to_owned()));
        Ok(caller)
    }

    /// The cookie of a member of staff, for requests beside the API.
    #[must_use]
    pub fn cookie(&self) -> Option<&str> {
        let (name, value) = self.credential.as_ref()?;
        (*name == COOKIE).then_some(value)
    }

    /// Asks; `path` begins after `/api/v1`. Any status is an answer.
    ///
    /// # Errors
    /// When the server cannot be reached or the answer is not JSON.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.address));
        if let Some((name, value)) = &self.credential {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).context(text)?
        };
        Ok(Answer { status, body })
    }

    /// Gets, and expects success.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.expect(Method::GET, path, None).await
    }

    /// Gets a file, and expects success.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn file(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let mut request = self.http.get(format!("{}/api/v1{path}", self.address));
        if let Some((name, value)) = &self.credential {
            request = request.header(name, value);
        }
        let answer = request.send().await?;
        if !answer.status().is_success() {
            bail!("GET {path}: {} {}", answer.status(), answer.text().await?);
        }
        Ok(answer.bytes().await?.to_vec())
    }

    /// Posts, and expects success.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.expect(Method::POST, path, Some(body)).await
    }

    /// Gives a number for a service, as a kiosk does; returns the issued ticket.
    ///
    /// # Errors
    /// When the server gives none.
    pub async fn issue(&self, service: &str) -> anyhow::Result<Value> {
        self.issue_as(uuid::Uuid::now_v7(), service).await
    }

    /// Gives a number under this id, or the same again.
    ///
    /// # Errors
    /// When the server gives none.
    pub async fn issue_as(&self, id: uuid::Uuid, service: &str) -> anyhow::Result<Value> {
        let body = json!({ "service": service, "language": "vi" });
        self.expect(Method::PUT, &format!("/tickets/{id}"), Some(&body)).await
    }

    async fn expect(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let answer = self.ask(method.clone(), path, body).await?;
        if !answer.status.is_success() {
            bail!("{method} {path}: {} {}", answer.status, answer.body);
        }
        Ok(answer.body)
    }
}
