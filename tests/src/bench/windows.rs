//! The kiosk and the board: how soon they can be used, what they hold, what they cost when nothing happens.

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

const STARTS: usize = 5;
/// How long a program may settle before its rest is measured, and how long that takes.
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
        "Windows (software renderer, virtual display, no GPU)",
        &["program", "figure", "measured", "goal", ""],
    );
    for (name, kind, width, height) in
        [("kiosk", "kiosk", 1080, 1920), ("display-board", "board", 1920, 1080)]
    {
        let mut starts = Vec::new();
        for round in 0..STARTS {
            let display =
                Display::start(&format!("{name}-{round}"), width, height, &folder).await?;
            let (program, seconds) = start(&center, name, kind, &display, (width, height)).await?;
            starts.push(seconds);
            drop(program);
        }
        let start_seconds = median(starts);
        table.row(&[
            name,
            "cold start to the first picture",
            &format!("{start_seconds:.2} s"),
            "≤ 0.5 s",
            verdict(start_seconds <= 0.5),
        ]);
        let display = Display::start(name, width, height, &folder).await?;
        let (program, _) = start(&center, name, kind, &display, (width, height)).await?;
        tokio::time::sleep(SETTLE).await;
        let before = cpu_seconds(&program)?;
        tokio::time::sleep(REST).await;
        let percent = (cpu_seconds(&program)? - before) / REST.as_secs_f64() * 100.0;
        let resident = resident_mib(&program)?;
        table.row(&[
            name,
            "resident memory",
            &format!("{resident:.1} MiB"),
            "≤ 60 MB",
            verdict(resident * 1.048_576 <= 60.0),
        ]);
        table.row(&[
            name,
            "processor at rest, of one core",
            &format!("{percent:.2} %"),
            "≤ 0.5 %",
            verdict(percent <= 0.5),
        ]);
    }
    Ok(table.text())
}

/// Starts a window program; the seconds until the display shows something.
async fn start(
    center: &Center,
    name: &str,
    kind: &str,
    display: &Display,
    (width, height): (u32, u32),
) -> anyhow::Result<(Program, f64)> {
    let empty = display.picture_now()?;
    let mut command = Command::new(built(name)?);
    command.args([
        "--server",
        center.address(),
        "--window",
        &format!("{width}x{height}"),
        "--token-file",
    ]);
    command
        .arg(center.token_file(kind))
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY");
    let begun = Instant::now();
    let program = Program::start(name, command, center.folder())?;
    while display.picture_now()? == empty {
        if begun.elapsed() > START_MAX {
            bail!("{name} showed nothing within {} s: {}", START_MAX.as_secs(), program.said());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok((program, begun.elapsed().as_secs_f64()))
}
