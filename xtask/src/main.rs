//! What people run: demo, test, bench, pictures, tidy. Needs no system library, so that it can install them.

#![expect(clippy::print_stdout, reason = "these commands talk to the person who typed them")]

mod bench;
mod build;
mod demo;
mod pictures;
mod setup;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::Parser;

/// Builds, shows, tests and measures the whole product.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Run a whole center on this machine: server, kiosk, board, a printer that shows tickets as pictures.
    Demo {
        /// On a virtual display: play one whole visit and write a picture of every step.
        #[arg(long)]
        headless: bool,
    },
    /// Install what is missing and run every test.
    Test {
        /// Random tests run all their cases, without a limit of time.
        #[arg(long)]
        long: bool,
        /// Passed on to nextest, such as a filter.
        #[arg(last = true)]
        nextest: Vec<String>,
    },
    /// Run the benchmarks, as ratios measured in one run.
    Bench {
        /// Passed on to the benchmarks.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Draw every screen of the kiosk, without a display, into target/kiosk-pictures.
    Pictures,
    /// Check the conventions that a program can check.
    Tidy {
        /// Run clippy too, with warnings as errors; it builds its own artefacts, which takes minutes.
        #[arg(long)]
        clippy: bool,
    },
}

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Demo { headless } => demo::run(headless),
        Task::Test { long, nextest } => test::run(long, &nextest),
        Task::Bench { arguments } => bench::run(&arguments),
        Task::Pictures => pictures::run(),
        Task::Tidy { clippy } => tidy::run(clippy),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
