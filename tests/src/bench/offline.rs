//! Eight hours without a server, compressed: three kiosks give five hundred numbers, and tell of them afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::process::Command;

use super::table::{Table, verdict};
use crate::center::Center;
use crate::patience::SOON;
use crate::programs::{Program, built, run_to_end};

/// Kiosks, each with how many seconds its clock is wrong, and the numbers that it gives.
const KIOSKS: [(i64, usize); 3] = [(0, 167), (-170, 167), (240, 166)];
/// The eight hours in seconds of this benchmark.
const SECONDS: u64 = 40;
/// How long the server may need until it knows everything.
const GOAL: Duration = Duration::from_secs(10);
/// Arrivals closer than this may stand in either order: the clocks are put right to within the way of a message.
const TOLERANCE_MS: i64 = 500;

/// A ticket as its kiosk gave it.
struct Given {
    number: String,
    at_ms: i64,
}

/// Measures and describes.
///
/// # Errors
/// When a program does not do its part.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let folder = folder.join("offline");
    let mut center = Center::open(&folder).await?;
    let mut kiosks = Vec::new();
    for (n, (clock_off, tickets)) in KIOSKS.into_iter().enumerate() {
        kiosks.push(start(&center, n, clock_off, tickets).await?);
    }
    for kiosk in &mut kiosks {
        kiosk.says("ready", 0, SOON).await?;
    }
    center.server().kill().await?;
    for kiosk in &mut kiosks {
        kiosk.says("gave all", 0, Duration::from_secs(SECONDS) + SOON).await?;
    }
    center.start_server_again().await?;
    let back = Instant::now();
    for kiosk in &mut kiosks {
        kiosk.says("told all", 0, SOON).await?;
    }
    let merged = back.elapsed();
    let given: BTreeMap<String, Given> = kiosks.iter().flat_map(given).collect();
    describe(&center, &given, merged).await
}

async fn start(
    center: &Center,
    n: usize,
    clock_off: i64,
    tickets: usize,
) -> anyhow::Result<Program> {
    let folder = center.folder();
    let data = folder.join("data");
    let data = data.to_str().context("a path that is no text")?;
    let name = format!("Kiosk {}", n + 2);
    let arguments = ["device", "add", "--data", data, "--kind", "kiosk", "--name", &name];
    let said = run_to_end("counter-server", &arguments, "").await?;
    let token = said.split_whitespace().last().context("no token was printed")?;
    let token_file = folder.join(format!("hours-{n}.token"));
    fs::write(&token_file, token)?;
    let mut command = Command::new(built("kiosk-hours")?);
    command
        .args(["--server", center.address()])
        .arg("--token-file")
        .arg(token_file)
        .arg("--journal")
        .arg(folder.join(format!("hours-{n}.journal")))
        .args(["--tickets", &tickets.to_string()])
        .args(["--seconds", &SECONDS.to_string()])
        .args(["--clock-off", &clock_off.to_string()]);
    Program::start(&format!("hours-{n}"), command, folder)
}

/// What a kiosk said that it gave, by the ids.
fn given(kiosk: &Program) -> Vec<(String, Given)> {
    let said = kiosk.said();
    let tickets = said.lines().filter_map(|line| line.strip_prefix("gave "));
    tickets
        .filter_map(|line| {
            let mut words = line.split_whitespace().map(str::to_owned);
            let (id, number, at) = (words.next()?, words.next()?, words.next()?);
            Some((id, Given { number, at_ms: at.parse().ok()? }))
        })
        .collect()
}

async fn describe(
    center: &Center,
    given: &BTreeMap<String, Given>,
    merged: Duration,
) -> anyhow::Result<String> {
    let numbers: BTreeSet<&String> = given.values().map(|ticket| &ticket.number).collect();
    let conflicts = given.len() - numbers.len();
    let known = known(center)?;
    let lost = given.keys().filter(|id| !known.contains_key(*id)).count();
    let twice =
        known.len() - known.values().map(|(number, _)| number).collect::<BTreeSet<_>>().len();
    let moved = given.iter().filter(|(id, ticket)| {
        known.get(*id).is_some_and(|(_, at_ms)| (at_ms - ticket.at_ms).abs() > TOLERANCE_MS)
    });
    let moved = moved.count();
    let data = center.folder().join("data");
    let data = data.to_str().context("a path that is no text")?;
    let check = run_to_end("counter-server", &["check", "--data", data], "").await;
    let tickets = given.len();
    let title = "Eight hours without a server (three kiosks, two with wrong clocks)";
    let mut table = Table::new(title, &["what", "measured", "goal", ""]);
    let expected: usize = KIOSKS.iter().map(|(_, tickets)| tickets).sum();
    for (what, measured, goal, met) in [
        ("numbers given", tickets.to_string(), "500", tickets == expected && expected == 500),
        ("conflicts", (conflicts + twice).to_string(), "0", conflicts + twice == 0),
        ("lost", lost.to_string(), "0", lost == 0),
        ("arrivals off by more than half a second", moved.to_string(), "0", moved == 0),
        (
            "all told after the server is back",
            format!("{:.1} s", merged.as_secs_f64()),
            "≤ 10 s",
            merged <= GOAL,
        ),
        (
            "log and tables agree",
            if check.is_ok() { "yes" } else { "no" }.to_owned(),
            "yes",
            check.is_ok(),
        ),
    ] {
        table.row(&[what, &measured, goal, verdict(met)]);
    }
    Ok(table.text())
}

/// Number and arrival of every ticket that the server knows.
fn known(center: &Center) -> anyhow::Result<BTreeMap<String, (String, i64)>> {
    let path = center.folder().join("data").join("onestop.db");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(path, flags)?;
    let mut statement = database.prepare("SELECT id, number, arrived_at_ms FROM tickets")?;
    let rows = statement.query_map([], |row| {
        let id: [u8; 16] = row.get(0)?;
        Ok((uuid::Uuid::from_bytes(id).to_string(), (row.get(1)?, row.get(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
