//! A reader of server-sent events that waits for what comes, never for time to pass.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use reqwest::Method;
use serde_json::Value;
use std::pin::Pin;

use super::client::Client;

type Pieces = Pin<Box<dyn Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>;

pub(crate) struct EventStream {
    pieces: Pieces,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) id: Option<u64>,
    pub(crate) event: String,
    pub(crate) data: Value,
}

impl EventStream {
    pub(crate) async fn open(client: &Client, query: &str) -> Self {
        Self::of(client.request(Method::GET, &format!("/api/v1/events{query}"))).await
    }

    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { pieces: Box::pin(response.bytes_stream()), text: String::new() }
    }

    /// The next frame; `None` when the stream has ended. Fails after fifteen seconds of nothing.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let frame = parse(frame);
                self.text = rest.to_owned();
                return Some(frame);
            }
            let piece = tokio::time::timeout(Duration::from_secs(15), self.pieces.next())
                .await
                .expect("something comes within fifteen seconds")?
                .ok()?;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// The next event that has a place in the feed.
    pub(crate) async fn next_event(&mut self) -> Frame {
        loop {
            let frame = self.next().await.expect("the stream goes on");
            if frame.id.is_some() {
                return frame;
            }
        }
    }
}

fn parse(text: &str) -> Frame {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    Frame {
        id: field("id: ").map(|id| id.parse().unwrap()),
        event: field("event: ").unwrap().to_owned(),
        data: serde_json::from_str(field("data: ").unwrap()).unwrap(),
    }
}
