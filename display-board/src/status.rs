//! Tells the server how the board is: when something changes, and every now and then.

use std::convert::Infallible;
use std::time::Duration;

use reqwest::header;
use shared::protocol::BoardStatus;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::options::Options;
use crate::voice::Sounding;

/// Without a change it says so this often; the server takes a board for silent after 90 s.
const EVERY: Duration = Duration::from_secs(30);

/// The least time between two reports, however often something changes.
const SPACING: Duration = Duration::from_secs(1);

/// The longest wait for a connection, as in the feed.
const CONNECT_MAX: Duration = Duration::from_secs(3);

/// The longest wait for the whole answer.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// Reports for as long as the program runs. A server that does not want to know, or is away, is told again
/// the next time.
pub async fn report(options: Options, mut sounding: watch::Receiver<Sounding>) -> Infallible {
    let http = reqwest::Client::builder()
        .no_proxy()
        .connect_timeout(CONNECT_MAX)
        .timeout(ANSWER_MAX)
        .build();
    let (Ok(http), Ok(url)) = (http, options.server.join("api/v1/board/status")) else {
        tracing::warn!("the server is not told how the board is");
        return std::future::pending().await;
    };
    let authorization = format!("Bearer {}", options.token.reveal());
    loop {
        let Sounding { sound, unspoken } = *sounding.borrow_and_update();
        let status = BoardStatus {
            zone: options.zone.clone(),
            sound,
            unspoken,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let request = http.put(url.clone()).header(header::AUTHORIZATION, &authorization);
        match request.json(&status).send().await {
            Ok(answer) if answer.status().is_success() => {}
            Ok(answer) => tracing::debug!(status = %answer.status(), "the status is not taken"),
            Err(error) => tracing::debug!(%error, "the status is not told"),
        }
        sleep(SPACING).await;
        // The voice may have ended for good; what it said last still holds.
        if let Ok(Err(_)) = timeout(EVERY - SPACING, sounding.changed()).await {
            sleep(EVERY - SPACING).await;
        }
    }
}
