//! The demonstration: a whole sample center on this machine, to be played with, or one visit played by itself.

#![expect(clippy::print_stdout, reason = "the demonstration talks to the person who started it")]

mod boards;
mod pictures;
mod running;
mod visit;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

/// Runs a whole center on this machine.
#[derive(Parser)]
struct Options {
    /// The folder for the center, its tickets and pictures; emptied first.
    #[arg(long)]
    into: PathBuf,
    /// On a virtual display: play one visit, write a picture of every step, end.
    #[arg(long)]
    headless: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whatever ends first: the demonstration, or the patience of the person, by Ctrl-C or a signal. All programs
/// that were started end with what holds them.
async fn run(options: &Options) -> anyhow::Result<()> {
    if options.into.exists() {
        fs::remove_dir_all(&options.into)
            .with_context(|| format!("cannot empty {}", options.into.display()))?;
    }
    fs::create_dir_all(&options.into)?;
    let into = options.into.canonicalize()?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let asked_to_end = async {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
            _ = hung_up.recv() => {}
        }
    };
    if options.headless {
        tokio::select! {
            played = visit::play(&into) => played,
            () = asked_to_end => anyhow::bail!("interrupted before the visit was over"),
        }
    } else {
        running::run(&into, asked_to_end).await
    }
}
