//! Live news: five hundred subscribers, and what they cost whoever asks for a number.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use reqwest::Client;
use reqwest::header::AUTHORIZATION;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::load::{issue_once, quantile};
use super::table::{Table, milliseconds};
use crate::center::Center;

const SUBSCRIBERS: usize = 500;
const EVENTS: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);
/// How long all may take to hear of everything; ample, since it only matters when something hangs.
const LIMIT: Duration = Duration::from_secs(60);

/// Measures and describes.
///
/// # Errors
/// When a subscriber is dropped or misses an event.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let center = Center::open(&folder.join("live")).await?;
    let kiosk = fs::read_to_string(center.token_file("kiosk"))?.trim().to_owned();
    let board = fs::read_to_string(center.token_file("board"))?.trim().to_owned();
    let client = Client::new();
    let alone = issue_some(&client, center.address(), &kiosk).await?;
    let everyone = Arc::new(Barrier::new(SUBSCRIBERS + 1));
    let mut subscribers = JoinSet::new();
    for _ in 0..SUBSCRIBERS {
        let (address, token) = (center.address().to_owned(), board.clone());
        subscribers
            .spawn(tokio::time::timeout(LIMIT, listen(address, token, Arc::clone(&everyone))));
    }
    everyone.wait().await;
    let begun = Instant::now();
    let crowded = issue_some(&client, center.address(), &kiosk).await?;
    let mut last = Duration::ZERO;
    while let Some(done) = subscribers.join_next().await {
        let heard =
            done.context("a subscriber failed")?.context("a subscriber heard too little")??;
        last = last.max(heard - begun);
    }
    let sent = crowded.iter().sum::<Duration>() + PAUSE * u32::try_from(EVENTS)?;
    let mut table = Table::new("Live news (GET /events)", &["what", "figure"]);
    table.row(&["subscribers that heard all", &format!("{SUBSCRIBERS} of {SUBSCRIBERS}")]);
    table.row(&["events to each", &EVENTS.to_string()]);
    table.row(&["giving a number, nobody listens, median", &milliseconds(quantile(&alone, 0.5))]);
    table.row(&["giving a number, all listen, median", &milliseconds(quantile(&crowded, 0.5))]);
    table.row(&[
        "last subscriber heard the last event after",
        &milliseconds(last.saturating_sub(sent)),
    ]);
    Ok(table.text())
}

async fn issue_some(client: &Client, address: &str, token: &str) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(EVENTS);
    for _ in 0..EVENTS {
        times.push(issue_once(client, address, token, "civil-status").await?);
        tokio::time::sleep(PAUSE).await;
    }
    times.sort_unstable();
    Ok(times)
}

/// Hears so many numbers being given; the moment of the last.
async fn listen(address: String, token: String, everyone: Arc<Barrier>) -> anyhow::Result<Instant> {
    let request = Client::new().get(format!("{address}/api/v1/events"));
    let mut answer = request.header(AUTHORIZATION, format!("Bearer {token}")).send().await?;
    if !answer.status().is_success() {
        bail!("no live news: {}", answer.status());
    }
    everyone.wait().await;
    let mut heard = 0;
    let mut rest = String::new();
    while let Some(chunk) = answer.chunk().await? {
        rest.push_str(&String::from_utf8_lossy(&chunk));
        while let Some(end) = rest.find("\n\n") {
            heard += usize::from(rest[..end].contains("event: ticket_issued"));
            rest.drain(..end + 2);
        }
        if heard >= EVENTS {
            return Ok(Instant::now());
        }
    }
    bail!("the stream ended after {heard} of {EVENTS} events")
}
