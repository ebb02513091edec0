//! Calling the next person: with ten waiting and with ten thousand; and the memory of a long day.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use reqwest::Client;
use serde_json::json;
use tokio::task::JoinSet;

use super::cost::resident_mib;
use super::load::{issue_once, quantile};
use super::table::{Table, milliseconds, verdict};
use crate::api::Caller;
use crate::center::Center;

const SERVICE: &str = "civil-status";
const DESK: &str = "1";
const FEW: usize = 10;
const MANY: usize = 10_000;
/// Numbers run to 9,999 a service, so the many are spread over those that the desk serves.
const SERVICES: [&str; 2] = [SERVICE, "certification"];
const ROUNDS: usize = 5;
const CALLS_A_ROUND: usize = 60;
/// Tickets of a busy branch's day, twice over.
const LONG_DAY: usize = 2_000;

/// Measures and describes.
///
/// # Errors
/// When a server does not start or an answer is wrong.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let few = Lobby::open(&folder.join("few"), FEW).await?;
    let many = Lobby::open(&folder.join("many"), MANY).await?;
    let (mut with_few, mut with_many) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        for (lobby, times) in [(&few, &mut with_few), (&many, &mut with_many)] {
            let measured = lobby.call(CALLS_A_ROUND).await?;
            if round > 0 {
                times.extend(measured);
            }
        }
    }
    with_few.sort_unstable();
    with_many.sort_unstable();
    let mut table =
        Table::new("Calling the next person (POST call-next)", &["waiting", "median", "p99"]);
    for (waiting, times) in [(FEW, &with_few), (MANY, &with_many)] {
        let (median, p99) = (quantile(times, 0.5), quantile(times, 0.99));
        table.row(&[&waiting.to_string(), &milliseconds(median), &milliseconds(p99)]);
    }
    let ratio = quantile(&with_many, 0.5).as_secs_f64() / quantile(&with_few, 0.5).as_secs_f64();
    let mut ratios = Table::new("Ratio", &["what", "ratio", "goal", ""]);
    ratios.row(&[
        "median with 10,000 ÷ with 10",
        &format!("{ratio:.2}"),
        "≤ 1.30",
        verdict(ratio <= 1.3),
    ]);
    Ok(format!("{}\n{}\n{}", table.text(), ratios.text(), memory(folder).await?))
}

/// A server with so many people waiting, and one desk.
struct Lobby {
    center: Center,
    desk: Caller,
    client: Client,
    token: String,
}

impl Lobby {
    async fn open(folder: &Path, waiting: usize) -> anyhow::Result<Self> {
        let center = Center::open(folder).await?;
        let token = fs::read_to_string(center.token_file("kiosk"))?.trim().to_owned();
        let desk = center.staff("quay1", Some(DESK)).await?;
        desk.post(&format!("/desks/{DESK}/open"), &json!({})).await?;
        let lobby = Self { center, desk, client: Client::new(), token };
        lobby.fill(waiting).await?;
        Ok(lobby)
    }

    async fn fill(&self, waiting: usize) -> anyhow::Result<()> {
        let mut workers = JoinSet::new();
        for worker in 0..32 {
            let mine = waiting / 32 + usize::from(worker < waiting % 32);
            let (address, token) = (self.center.address().to_owned(), self.token.clone());
            workers.spawn(async move {
                let client = Client::new();
                for place in 0..mine {
                    issue_once(&client, &address, &token, SERVICES[place % SERVICES.len()]).await?;
                }
                anyhow::Ok(())
            });
        }
        while let Some(done) = workers.join_next().await {
            done.context("a worker failed")??;
        }
        Ok(())
    }

    /// Serves so many people, each followed by one who comes, so that the line keeps its length.
    async fn call(&self, calls: usize) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(calls);
        let path = |verb: &str| format!("/desks/{DESK}/{verb}");
        for _ in 0..calls {
            let begun = Instant::now();
            self.desk.post(&path("call-next"), &json!({})).await?;
            times.push(begun.elapsed());
            self.desk.post(&path("start"), &json!({})).await?;
            self.desk.post(&path("finish"), &json!({})).await?;
            issue_once(&self.client, self.center.address(), &self.token, SERVICES[1]).await?;
        }
        Ok(times)
    }
}

/// Memory after a long day, whose every ticket was served.
async fn memory(folder: &Path) -> anyhow::Result<String> {
    let mut lobby = Lobby::open(&folder.join("day"), FEW).await?;
    let before = resident_mib(lobby.center.server())?;
    lobby.call(LONG_DAY - FEW).await?;
    let after = resident_mib(lobby.center.server())?;
    let mut table = Table::new("Memory of the server", &["when", "resident"]);
    table.row(&["with ten tickets", &format!("{before:.1} MiB")]);
    table.row(&["after a day of 2,000 tickets", &format!("{after:.1} MiB")]);
    Ok(table.text())
}
