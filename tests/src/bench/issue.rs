//! Giving numbers: our server in turn with its three limits.

use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::process::Command;

use super::limits::Limit;
use super::load::{self, median};
use super::table::{Table, milliseconds, verdict};
use crate::center::Center;
use crate::patience::SOON;
use crate::programs::Program;

/// How often each server gets its turn; the first turns warm up and do not count.
const ROUNDS: usize = 7;
/// Connections, and the numbers asked for in one turn; a center of its own for each, so that the ranges
/// suffice.
const LOADS: [(usize, usize); 3] = [(1, 1_000), (8, 3_000), (32, 6_000)];

const LIMITS: [Limit; 3] = [Limit::Bare, Limit::Insert, Limit::Group];

/// Figures of one server at one number of connections, one a round.
#[derive(Default)]
struct Figures {
    per_second: Vec<f64>,
    median_seconds: Vec<f64>,
    p99_seconds: Vec<f64>,
}

/// Measures and describes.
///
/// # Errors
/// When a server does not start or an answer is wrong.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let mut servers = Vec::new();
    let mut running = Vec::new();
    for limit in LIMITS {
        let (program, address) = start_limit(limit, folder).await?;
        running.push(program);
        servers.push((limit.name().to_owned(), address));
    }
    let heads = ["connections", "server", "a second", "median", "p99"];
    let mut table = Table::new("Giving a number (PUT /tickets)", &heads);
    let mut ratios = Table::new("Ratios, median of the rounds", &["what", "ratio", "goal", ""]);
    for (connections, numbers) in LOADS {
        let center = Center::open(&folder.join(format!("issue-{connections}"))).await?;
        let token = fs::read_to_string(center.token_file("kiosk"))?;
        servers.insert(0, ("ours".to_owned(), center.address().to_owned()));
        let figures = measure(&servers, token.trim(), connections, numbers).await?;
        for ((name, _), figures) in servers.iter().zip(&figures) {
            table.row(&[
                &connections.to_string(),
                name,
                &format!("{:.0}", median(figures.per_second.clone())),
                &milliseconds(Duration::from_secs_f64(median(figures.median_seconds.clone()))),
                &milliseconds(Duration::from_secs_f64(median(figures.p99_seconds.clone()))),
            ]);
        }
        add_ratios(&mut ratios, connections, &figures);
        servers.remove(0);
    }
    Ok(format!("{}\n{}", table.text(), ratios.text()))
}

/// The servers take turns, so that a slower minute of the machine falls on all of them.
async fn measure(
    servers: &[(String, String)],
    token: &str,
    connections: usize,
    numbers: usize,
) -> anyhow::Result<Vec<Figures>> {
    let mut figures: Vec<Figures> = servers.iter().map(|_| Figures::default()).collect();
    for round in 0..=ROUNDS {
        for ((_, address), figures) in servers.iter().zip(&mut figures) {
            let outcome = load::issue(address, token, connections, numbers).await?;
            if round > 0 {
                figures.per_second.push(outcome.per_second());
                figures.median_seconds.push(outcome.quantile(0.5).as_secs_f64());
                figures.p99_seconds.push(outcome.quantile(0.99).as_secs_f64());
            }
        }
    }
    Ok(figures)
}

fn add_ratios(table: &mut Table, connections: usize, figures: &[Figures]) {
    let [ours, bare, insert, group] = figures else { return };
    let ratio = |a: &[f64], b: &[f64]| median(a.iter().zip(b).map(|(a, b)| a / b).collect());
    let of_group = ratio(&ours.per_second, &group.per_second);
    let of_bare = ratio(&ours.per_second, &bare.per_second);
    let latency = ratio(&ours.median_seconds, &insert.median_seconds);
    let (goal, met) =
        if connections == 32 { ("≥ 0.60", verdict(of_group >= 0.6)) } else { ("", "") };
    let name = |what: &str| format!("{what}, {connections} connections");
    table.row(&[&name("rate ÷ group commit"), &format!("{of_group:.2}"), goal, met]);
    table.row(&[&name("rate ÷ bare handler"), &format!("{of_bare:.2}"), "", ""]);
    let (goal, met) =
        if connections == 1 { ("≤ 1.60", verdict(latency <= 1.6)) } else { ("", "") };
    table.row(&[&name("median ÷ insert"), &format!("{latency:.2}"), goal, met]);
}

async fn start_limit(limit: Limit, folder: &Path) -> anyhow::Result<(Program, String)> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["limit", limit.name(), "--folder"]).arg(folder);
    let mut program = Program::start(&format!("limit-{}", limit.name()), command, folder)?;
    let address = program.says("listening on ", 0, SOON).await?;
    Ok((program, address))
}
