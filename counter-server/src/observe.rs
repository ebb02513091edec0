//! The outermost layer: one log line a request, and the sentences of errors in the request's language.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::{api, language};

static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// Logs the method, the route's template, the status and the time taken. Never an address with its
/// parts, a header or a body: they carry tokens and names.
pub(crate) async fn observe(request: Request, next: Next) -> Response {
    let id = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let begun = Instant::now();
    let language = language::of_request(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = api::render(next.run(request).await, language);
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    let ms = begun.elapsed().as_micros() as f64 / 1_000.0;
    if response.status().is_server_error() {
        tracing::error!(request = id, %method, route, status, ms, "request");
    } else if response.status().is_client_error() {
        tracing::info!(request = id, %method, route, status, ms, "request");
    } else {
        // Hundreds of thousands a day, each in the event log where it matters: only for who looks closer.
        tracing::debug!(request = id, %method, route, status, ms, "request");
    }
    response
}
