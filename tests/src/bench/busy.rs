//! A branch busier than any: twenty kiosks, sixty desks whose pages stay live, ten boards, at ten times the
//! pace of a busy branch's peak hour.
//!
//! A busy branch takes a thousand people a day, at most 250 in its busiest hour; ten times that is 0.7 a
//! second. One a second is asked for here, each with a call, a start and a finish.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, COOKIE};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use super::cost::resident_mib;
use super::load::{issue_once, quantile};
use super::table::{Table, milliseconds, verdict};
use crate::api::Caller;
use crate::center::{Center, SignIn};
use crate::programs::run_to_end;

const KIOSKS: usize = 20;
const DESKS: usize = 60;
const BOARDS: usize = 10;
/// People who come, one a second.
const VISITS: usize = 150;
const EVERY: Duration = Duration::from_secs(1);
/// How long a person is served: every desk would be busy if all came to it.
const SERVICE: Duration = Duration::from_secs(20);
/// News that come together are shown together, as the desk's page does.
const GATHER: Duration = Duration::from_millis(120);
/// The queues are short at this pace, so that each call finds the person who just came.
const SERVICES: [&str; 6] = [
    "civil-status",
    "certification",
    "land-building",
    "labour-social",
    "business",
    "reception-results",
];
const ISSUE_GOAL: Duration = Duration::from_millis(100);
const BOARD_GOAL: Duration = Duration::from_millis(500);
/// How long a board may take to show a call before the run counts as broken.
const LIMIT: Duration = Duration::from_secs(20);

/// When each number was shown by one board.
type Shown = Arc<Mutex<HashMap<String, Instant>>>;

/// Measures and describes.
///
/// # Errors
/// When a server does not start, an answer is wrong, or a board never shows a call.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let mut center = Center::open(&folder.join("busy")).await?;
    let kiosks = prepare(&center).await?;
    let desks = sign_in_everywhere(&center).await?;
    let mut watchers = JoinSet::new();
    let board_token = fs::read_to_string(center.token_file("board"))?.trim().to_owned();
    let boards: Vec<Shown> = (0..BOARDS).map(|_| Shown::default()).collect();
    for shown in &boards {
        let board =
            follow_as_board(center.address().to_owned(), board_token.clone(), shown.clone());
        watchers.spawn(board);
    }
    for desk in &desks {
        watchers.spawn(follow_as_desk(center.address().to_owned(), desk.cookie.clone()));
    }
    // Everyone listens before the first person comes.
    sleep(Duration::from_secs(2)).await;
    let figures = Figures::of(&center, &kiosks, desks, &boards).await?;
    if let Some(ended) = watchers.try_join_next() {
        ended.context("a watcher failed")??;
        bail!("a stream ended in the middle");
    }
    watchers.abort_all();
    let memory = resident_mib(center.server())?;
    Ok(figures.table(memory))
}

struct Desk {
    id: String,
    cookie: String,
    caller: Caller,
}

#[derive(Default)]
struct Figures {
    issue: Vec<Duration>,
    call: Vec<Duration>,
    board: Vec<Duration>,
}

impl Figures {
    async fn of(
        center: &Center,
        kiosks: &[String],
        desks: Vec<Desk>,
        boards: &[Shown],
    ) -> anyhow::Result<Self> {
        let client = Client::new();
        let mut figures = Self::default();
        let mut visits = JoinSet::new();
        let mut clock = interval(EVERY);
        let desks: Vec<Arc<(Desk, Semaphore)>> =
            desks.into_iter().map(|desk| Arc::new((desk, Semaphore::new(1)))).collect();
        for visit in 0..VISITS {
            clock.tick().await;
            let (service, token) = (SERVICES[visit % SERVICES.len()], &kiosks[visit % KIOSKS]);
            figures.issue.push(issue_once(&client, center.address(), token, service).await?);
            // The desks of a service come round one after the other.
            let turn = (visit / SERVICES.len()) % (DESKS / SERVICES.len());
            let desk = Arc::clone(&desks[turn * SERVICES.len() + visit % SERVICES.len()]);
            let boards = boards.to_vec();
            visits.spawn(async move {
                let _alone = desk.1.acquire().await?;
                serve(&desk.0, &boards).await
            });
        }
        while let Some(done) = visits.join_next().await {
            let (call, shown) = done.context("a visit failed")??;
            figures.call.push(call);
            figures.board.extend(shown);
        }
        for times in [&mut figures.issue, &mut figures.call, &mut figures.board] {
            times.sort_unstable();
        }
        Ok(figures)
    }

    fn table(&self, memory: f64) -> String {
        let heads = ["what", "times", "median", "p99", "worst", "goal of p99", ""];
        let title = format!(
            "A busy branch ×10: {KIOSKS} kiosks, {DESKS} live desks, {BOARDS} boards, {VISITS} visits"
        );
        let mut table = Table::new(&title, &heads);
        for (what, times, goal) in [
            ("giving a number", &self.issue, Some(ISSUE_GOAL)),
            ("call-next", &self.call, None),
            ("from the call to the board's answer", &self.board, Some(BOARD_GOAL)),
        ] {
            let p99 = quantile(times, 0.99);
            table.row(&[
                what,
                &times.len().to_string(),
                &milliseconds(quantile(times, 0.5)),
                &milliseconds(p99),
                &milliseconds(quantile(times, 1.0)),
                &goal.map(|goal| format!("≤ {}", milliseconds(goal))).unwrap_or_default(),
                goal.map_or("", |goal| verdict(p99 <= goal)),
            ]);
        }
        format!("{}\nResident memory of the server: {memory:.1} MiB\n", table.text())
    }
}

/// Calls, serves and finishes; how long the call took, and how long until each board showed it.
async fn serve(desk: &Desk, boards: &[Shown]) -> anyhow::Result<(Duration, Vec<Duration>)> {
    let path = |verb: &str| format!("/desks/{}/{verb}", desk.id);
    let begun = Instant::now();
    let called = desk.caller.post(&path("call-next"), &json!({})).await?;
    let call = begun.elapsed();
    let number = called["ticket"]["number"].as_str().context("nobody was called")?.to_owned();
    let mut shown = Vec::with_capacity(boards.len());
    for board in boards {
        let at = timeout(LIMIT, when_shown(board, &number))
            .await
            .with_context(|| format!("a board never showed {number}"))?;
        shown.push(at.saturating_duration_since(begun));
    }
    desk.caller.post(&path("start"), &json!({})).await?;
    sleep(SERVICE).await;
    desk.caller.post(&path("finish"), &json!({})).await?;
    Ok((call, shown))
}

async fn when_shown(board: &Shown, number: &str) -> Instant {
    loop {
        let at = board.lock().unwrap_or_else(PoisonError::into_inner).get(number).copied();
        match at {
            Some(at) => return at,
            None => sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Sixty desks, ten for each service, and twenty kiosks; the tokens of the kiosks.
async fn prepare(center: &Center) -> anyhow::Result<Vec<String>> {
    let folder = center.folder();
    let data = folder.join("data").to_string_lossy().into_owned();
    let file = folder.join("center.toml").to_string_lossy().into_owned();
    run_to_end("counter-server", &["config", "export", "--data", &data, "--to", &file], "").await?;
    let mut document: toml::Table = toml::from_str(&fs::read_to_string(&file)?)?;
    let desks = (1..=DESKS)
        .map(|n| {
            let service = SERVICES[(n - 1) % SERVICES.len()];
            let entry =
                json!({ "id": n.to_string(), "name": n.to_string(), "services": [service] });
            toml::Value::try_from(entry)
        })
        .collect::<Result<Vec<_>, _>>()?;
    document.insert("desks".to_owned(), toml::Value::Array(desks));
    fs::write(&file, toml::to_string(&document)?)?;
    run_to_end("counter-server", &["config", "import", "--data", &data, "--from", &file], "")
        .await?;
    let mut tokens = Vec::with_capacity(KIOSKS);
    for n in 0..KIOSKS {
        let name = format!("Kiosk {}", n + 2);
        let arguments = ["device", "add", "--data", &data, "--kind", "kiosk", "--name", &name];
        let said = run_to_end("counter-server", &arguments, "").await?;
        tokens.push(said.split_whitespace().last().context("no token was printed")?.to_owned());
    }
    // The server looks for what other programs changed once a second.
    sleep(Duration::from_secs(2)).await;
    Ok(tokens)
}

async fn sign_in_everywhere(center: &Center) -> anyhow::Result<Vec<Desk>> {
    let manager = center.sign_in("quanly")?;
    let mut desks = Vec::with_capacity(DESKS);
    for n in 1..=DESKS {
        let id = n.to_string();
        let caller = sign_in_at(center, manager, &id).await?;
        caller.post(&format!("/desks/{id}/open"), &json!({})).await?;
        let cookie = caller.cookie().context("signed in without a cookie")?.to_owned();
        desks.push(Desk { id, cookie, caller });
    }
    Ok(desks)
}

async fn sign_in_at(center: &Center, who: &SignIn, desk: &str) -> anyhow::Result<Caller> {
    Caller::staff(center.address(), &who.name, &who.password, Some(desk)).await
}

/// A board: reads the lobby again at each newer event, as the program does.
async fn follow_as_board(address: String, token: String, shown: Shown) -> anyhow::Result<()> {
    let client = Client::new();
    let bearer = format!("Bearer {token}");
    let events = client.get(format!("{address}/api/v1/events")).header(AUTHORIZATION, &bearer);
    let mut stream = events.send().await?.error_for_status()?;
    while stream.chunk().await?.is_some() {
        let board = client.get(format!("{address}/api/v1/board")).header(AUTHORIZATION, &bearer);
        let text = board.send().await?.error_for_status()?.text().await?;
        let (view, now): (Value, _) = (serde_json::from_str(&text)?, Instant::now());
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        for call in view["calls"].as_array().into_iter().flatten() {
            let number = call["number"].as_str().unwrap_or_default();
            shown.entry(number.to_owned()).or_insert(now);
        }
    }
    bail!("the stream of a board ended")
}

/// A desk's page: fetches itself again a moment after the last news, as the browser does.
async fn follow_as_desk(address: String, cookie: String) -> anyhow::Result<()> {
    let client = Client::new();
    let events = client.get(format!("{address}/api/v1/events")).header(COOKIE, &cookie);
    let mut stream = events.send().await?.error_for_status()?;
    loop {
        if stream.chunk().await?.is_none() {
            bail!("the stream of a desk ended");
        }
        while let Ok(more) = timeout(GATHER, stream.chunk()).await {
            if more?.is_none() {
                bail!("the stream of a desk ended");
            }
        }
        let page = client.get(format!("{address}/desk")).header(COOKIE, &cookie);
        page.send().await?.error_for_status()?.bytes().await?;
    }
}
