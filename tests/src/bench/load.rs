//! A bounded load on loopback: so many connections, each asking again when it was answered.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use tokio::task::JoinSet;
use uuid::Uuid;

/// The queues of the sample center.
const SERVICES: [&str; 6] = [
    "civil-status",
    "certification",
    "land-building",
    "labour-social",
    "business",
    "reception-results",
];

/// What came of a load.
pub struct Outcome {
    /// Sorted times to the whole answer.
    latencies: Vec<Duration>,
    elapsed: Duration,
}

impl Outcome {
    /// Answers a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// The time that this share (0 to 1) of the answers did not exceed.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        quantile(&self.latencies, share)
    }
}

/// The value of a sorted list that this share (0 to 1) of it does not exceed.
#[must_use]
pub fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

/// The middle of some figures.
#[must_use]
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Asks for so many numbers over so many connections. Every answer must be 201.
///
/// # Errors
/// When any answer is something else.
pub async fn issue(
    address: &str,
    token: &str,
    connections: usize,
    numbers: usize,
) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..connections {
        let mine = numbers / connections + usize::from(worker < numbers % connections);
        // Numbers run out at 9,999 a service, so the load is spread over all of them.
        let service = SERVICES[worker % SERVICES.len()];
        workers.spawn(issue_again_and_again(address.to_owned(), token.to_owned(), service, mine));
    }
    let mut latencies = Vec::new();
    while let Some(done) = workers.join_next().await {
        latencies.extend(done.context("a worker failed")??);
    }
    let elapsed = begun.elapsed();
    latencies.sort_unstable();
    Ok(Outcome { latencies, elapsed })
}

async fn issue_again_and_again(
    address: String,
    token: String,
    service: &'static str,
    numbers: usize,
) -> anyhow::Result<Vec<Duration>> {
    let client = Client::builder().pool_max_idle_per_host(1).build()?;
    let mut latencies = Vec::with_capacity(numbers);
    for _ in 0..numbers {
        latencies.push(issue_once(&client, &address, &token, service).await?);
    }
    Ok(latencies)
}

/// Asks for one number; the time to the whole answer.
///
/// # Errors
/// When the answer is not 201.
pub async fn issue_once(
    client: &Client,
    address: &str,
    token: &str,
    service: &str,
) -> anyhow::Result<Duration> {
    let url = format!("{address}/api/v1/tickets/{}", Uuid::now_v7());
    let request = client
        .put(url)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json")
        .body(format!(r#"{{"service":"{service}","language":"vi"}}"#));
    let begun = Instant::now();
    let answer = request.send().await?;
    let status = answer.status();
    let body = answer.bytes().await?;
    let elapsed = begun.elapsed();
    if status.as_u16() != 201 {
        bail!("asked for a number, got {status}: {}", String::from_utf8_lossy(&body));
    }
    Ok(elapsed)
}
