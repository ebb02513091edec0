//! A client with what it shows at the door, and answers that are easy to look into.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use uuid::Uuid;

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    headers: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Says so when the answer is another one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
        self
    }
}

/// A new id for a ticket or a command.
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// The smallest wish for a number.
pub(crate) fn wish(service: &str) -> Value {
    serde_json::json!({"service": service, "language": "vi"})
}

impl Client {
    pub(crate) fn new(base: String) -> Self {
        Self { http: reqwest::Client::new(), base, headers: Vec::new() }
    }

    pub(crate) fn with_token(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn with_cookie(self, cookie: String) -> Self {
        self.with("cookie", cookie)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same client after the server moved to another port.
    pub(crate) fn at(&self, base: String) -> Self {
        Self { base, ..self.clone() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }

    pub(crate) async fn try_send(request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, headers, text, json })
    }

    pub(crate) async fn send(request: RequestBuilder) -> Answer {
        Self::try_send(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Self::send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Self::send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Self::send(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Self::send(self.request(Method::DELETE, path)).await
    }

    /// Takes a number under an id.
    pub(crate) async fn take(&self, id: Uuid, service: &str) -> Answer {
        self.put(&format!("/api/v1/tickets/{id}"), &wish(service)).await
    }

    /// Takes a number; it must be given.
    pub(crate) async fn take_number(&self, service: &str) -> Answer {
        self.take(new_id(), service).await.expect(201, "")
    }

    /// Presses a key of a desk, without a body.
    pub(crate) async fn press(&self, desk: &str, verb: &str) -> Answer {
        Self::send(self.request(Method::POST, &format!("/api/v1/desks/{desk}/{verb}"))).await
    }

    /// Presses a key of a desk under a name.
    pub(crate) async fn press_named(&self, desk: &str, verb: &str, command: Uuid) -> Answer {
        let body = serde_json::json!({"command_id": command});
        self.post(&format!("/api/v1/desks/{desk}/{verb}"), &body).await
    }
}
