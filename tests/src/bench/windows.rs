//! The board: how soon it shows something, what it holds, what it costs when nothing happens. The kiosk has its own.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::process::Command;

use super::cost::{cpu_seconds, resident_mib};
use super::load::median;
use super::table::{Table, verdict};
use crate::center::Center;
use crate::display::Display;
use crate::programs::{Program, built};

const WIDTH: u32 = 1920;
const HEIGHT: u32 = 1080;
const STARTS: usize = 5;
/// How long the board may settle before its rest is measured, and how long that takes.
const SETTLE: Duration = Duration::from_secs(5);
const REST: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
const START_MAX: Duration = Duration::from_secs(20);

/// Measures and describes.
///
/// # Errors
/// When a window does not show up.
pub async fn run(folder: &Path) -> anyhow::Result<String> {
    let folder = folder.join("windows");
    let center = Center::open(&folder).await?;
    let mut table = Table::new(
        "The board (software renderer, virtual display, no GPU)",
        &["figure", "measured", "goal", ""],
    );
    let mut starts = Vec::new();
    for round in 0..STARTS {
        let display = Display::start(&format!("start-{round}"), WIDTH, HEIGHT, &folder).await?;
        let (program, seconds) = start(&center, &display).await?;
        starts.push(seconds);
        drop(program);
    }
    let seconds = median(starts);
    table.row(&[
        "cold start to the first picture",
        &format!("{seconds:.2} s"),
        "≤ 0.5 s",
        verdict(seconds <= 0.5),
    ]);
    let display = Display::start("rest", WIDTH, HEIGHT, &folder).await?;
    let (program, _) = start(&center, &display).await?;
    tokio::time::sleep(SETTLE).await;
    let before = cpu_seconds(&program)?;
    tokio::time::sleep(REST).await;
    let percent = (cpu_seconds(&program)? - before) / REST.as_secs_f64() * 100.0;
    let resident = resident_mib(&program)?;
    let mib = format!("{resident:.1} MiB");
    table.row(&["resident memory", &mib, "≤ 60 MB", verdict(resident * 1.048_576 <= 60.0)]);
    table.row(&[
        "processor at rest, of one core",
        &format!("{percent:.2} %"),
        "≤ 0.5 %",
        verdict(percent <= 0.5),
    ]);
    Ok(table.text())
}

/// Starts the board; the seconds until the display shows something.
async fn start(center: &Center, display: &Display) -> anyhow::Result<(Program, f64)> {
    let empty = display.picture_now()?;
    let mut command = Command::new(built("display-board")?);
    let size = format!("{WIDTH}x{HEIGHT}");
    command.args(["--server", center.address(), "--window", &size, "--token-file"]);
    command
        .arg(center.token_file("board"))
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY");
    let begun = Instant::now();
    let program = Program::start("display-board", command, center.folder())?;
    while display.picture_now()? == empty {
        if begun.elapsed() > START_MAX {
            bail!("nothing was shown within {} s: {}", START_MAX.as_secs(), program.said());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok((program, begun.elapsed().as_secs_f64()))
}
