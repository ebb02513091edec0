//! The benchmarks that `cargo xtask bench` runs on optimised programs.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use end_to_end::bench::{board, busy, calls, estimate, issue, kiosk, limits, live, offline};

/// Benchmarks, as ratios measured in one run.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// What to measure; everything when none is named.
    #[arg(value_enum)]
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Giving numbers.
    Issue,
    /// Calling people, and the memory of a long day.
    Calls,
    /// Live news.
    Live,
    /// Ten times a busy branch: kiosks, desks and boards at once.
    Busy,
    /// The kiosk: start, touch, memory, rest.
    Kiosk,
    /// The board: start, cost, memory, cuts; all of it when named alone.
    Board,
    /// Eight hours of three kiosks without a server, compressed.
    Offline,
    /// What people are told of their wait, held against simulated days.
    Estimate,
    /// How many simulated days a second the tests live.
    Days,
}

#[derive(Subcommand)]
enum Task {
    /// Serve one of the limits that ours is measured against.
    #[command(hide = true)]
    Limit {
        limit: limits::Limit,
        #[arg(long)]
        folder: PathBuf,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(Task::Limit { limit, folder }) = arguments.task {
        return limits::serve(limit, &folder).await;
    }
    let folder = tempfile::tempdir()?;
    let wanted = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    if wanted(Part::Issue) {
        print(&issue::run(folder.path()).await?);
    }
    if wanted(Part::Calls) {
        print(&calls::run(folder.path()).await?);
    }
    if wanted(Part::Live) {
        print(&live::run(folder.path()).await?);
    }
    if wanted(Part::Busy) {
        print(&busy::run(folder.path()).await?);
    }
    if wanted(Part::Kiosk) {
        print(&kiosk::run(folder.path()).await?);
    }
    if wanted(Part::Board) {
        let alone = arguments.parts == [Part::Board];
        let extent = if alone { board::Extent::WHOLE } else { board::Extent::SHORT };
        print(&board::run(folder.path(), extent).await?);
    }
    if wanted(Part::Offline) {
        print(&offline::run(folder.path()).await?);
    }
    if wanted(Part::Days) {
        print(&estimate::days()?);
    }
    if wanted(Part::Estimate) {
        let outcome = estimate::run()?;
        print(&outcome.text);
        anyhow::ensure!(outcome.is_met, "the wait estimate misses a goal");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn print(table: &str) {
    println!("{table}");
}
