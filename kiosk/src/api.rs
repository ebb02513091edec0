//! The way to the server's API: its address, this kiosk's token, and how long an answer may take.

use std::io;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Url};

/// How long one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(4);

/// Makes requests that carry this kiosk's token.
pub(crate) struct Api {
    http: Client,
    base: String,
    token: String,
}

impl Api {
    /// # Errors
    /// When the system does not let the program make HTTP clients at all.
    pub(crate) fn new(server: &Url, token: &str) -> io::Result<Self> {
        let http = Client::builder()
            .timeout(REQUEST_LIMIT)
            .connect_timeout(REQUEST_LIMIT)
            // The server is on the same network: a proxy set for the machine would only stand in the way.
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        let base = format!("{}/api/v1", server.as_str().trim_end_matches('/'));
        Ok(Self { http, base, token: token.to_owned() })
    }

    /// A request to an address of the API, such as `tickets/ID`.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/{path}", self.base)).bearer_auth(&self.token)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    pub(crate) fn put(&self, path: &str) -> RequestBuilder {
        self.request(Method::PUT, path)
    }
}
