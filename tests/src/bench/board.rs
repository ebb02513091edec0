//! The board: how soon it shows something, what it costs while calls and tips change and while nothing does, what it
//! holds after hundreds of calls, and how soon it is right after a cut.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;

use super::cost::{cpu_seconds, resident_mib};
use super::load::median;
use super::table::{Table, verdict};
use crate::board_day::BoardDay;
use crate::center::Center;
use crate::cuttable_line::CuttableLine;
use crate::display::{Display, Picture};
use crate::eye::{self, Part};
use crate::programs::Program;
use crate::window::BoardSetup;

const WIDTH: u32 = 1920;
const HEIGHT: u32 = 1080;
const STARTS: usize = 5;
const CALL_EVERY: Duration = Duration::from_secs(5);
/// How long the board may settle before its rest is measured.
const SETTLE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
const START_MAX: Duration = Duration::from_secs(20);
/// Between two of the hundreds of calls: each is drawn.
const QUICK_CALL: Duration = Duration::from_millis(100);
/// How often it is looked at the board after a cut, and for how long.
const FRAME: Duration = Duration::from_millis(20);
const FRAMES_FOR: Duration = Duration::from_secs(12);
const RIGHT_GOAL: Duration = Duration::from_secs(2);
/// How the reader looks at the whole board: how much smaller, and how it looks for lines.
const LOOKS: [(usize, &str); 6] = [(3, "11"), (2, "11"), (4, "11"), (4, "6"), (3, "6"), (2, "6")];

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Extent {
    busy: Duration,
    rest: Duration,
    calls: usize,
    cuts: &'static [(Cut, u64)],
}

impl Extent {
    /// All of it, in about a quarter of an hour.
    pub const WHOLE: Self = Self {
        busy: Duration::from_secs(120),
        rest: Duration::from_secs(60),
        calls: 300,
        cuts: &[
            (Cut::Silent, 1),
            (Cut::Silent, 5),
            (Cut::Silent, 20),
            (Cut::Cable, 1),
            (Cut::Cable, 3),
            (Cut::Cable, 8),
            (Cut::Cable, 20),
            (Cut::Killed, 2),
            (Cut::Killed, 10),
        ],
    };

    /// Enough to see that nothing went wrong.
    pub const SHORT: Self = Self {
        busy: Duration::from_secs(40),
        rest: Duration::from_secs(30),
        calls: 100,
        cuts: &[(Cut::Silent, 5), (Cut::Cable, 3), (Cut::Killed, 2)],
    };
}

/// What keeps the board from its server.
#[derive(Clone, Copy)]
enum Cut {
    /// Nothing comes through; afterwards everything at once.
    Silent,
    /// Nothing comes through; afterwards what was stuck comes when it is sent again.
    Cable,
    /// The server's power is cut.
    Killed,
}

/// Measures and describes.
///
/// # Errors
/// When the board does not show up or the server does not take part.
pub async fn run(folder: &Path, extent: Extent) -> anyhow::Result<String> {
    let folder = folder.join("board");
    let mut center = Center::open(&folder).await?;
    let mut day = BoardDay::open(&center, 5).await?;
    let mut table = Table::new(
        "The board (optimised, software renderer, virtual display of 1920×1080, no GPU)",
        &["figure", "measured", "goal", ""],
    );
    starts(&center, &folder, &mut table).await?;
    let display = Display::start("wall", WIDTH, HEIGHT, &folder).await?;
    let (board, _) = start(&center, &display, center.address(), (WIDTH, HEIGHT)).await?;
    costs(&board, &mut day, extent, &mut table).await?;
    drop(board);
    speaking(&center, &display, &mut day, extent, &mut table).await?;
    large(&center, &mut day, &folder, &mut table).await?;

    let line = CuttableLine::open(center.address()).await?;
    let server = format!("http://127.0.0.1:{}", line.port());
    let (_board, _) = start(&center, &display, &server, (WIDTH, HEIGHT)).await?;
    for &(cut, seconds) in extent.cuts {
        // Cuts meet a board that is at peace: no highlight of the cut before.
        tokio::time::sleep(SETTLE).await;
        let number = cut_off(&mut center, &line, &mut day, cut, seconds).await?;
        let took = right_after(&display, &number, &folder).await?;
        cut_row(&mut table, cut, seconds, took);
    }
    Ok(table.text())
}

async fn starts(center: &Center, folder: &Path, table: &mut Table) -> anyhow::Result<()> {
    let mut starts = Vec::new();
    for round in 0..STARTS {
        let display = Display::start(&format!("start-{round}"), WIDTH, HEIGHT, folder).await?;
        let (program, seconds) = start(center, &display, center.address(), (WIDTH, HEIGHT)).await?;
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
    Ok(())
}

/// At rest, with calls and tips, after hundreds of calls.
async fn costs(
    board: &Program,
    day: &mut BoardDay,
    extent: Extent,
    table: &mut Table,
) -> anyhow::Result<()> {
    tokio::time::sleep(SETTLE).await;
    let rest = share(board, async || Ok(tokio::time::sleep(extent.rest).await)).await?;
    table.row(&[
        "processor at rest, of one core",
        &format!("{rest:.2} %"),
        "≤ 0.5 %",
        verdict(rest <= 0.5),
    ]);
    let busy = share(board, async || call_for(day, extent.busy).await).await?;
    busy_row(table, "processor while a call comes every 5 s and tips change", busy);
    for _ in 0..extent.calls {
        day.calls_somebody().await?;
        tokio::time::sleep(QUICK_CALL).await;
    }
    let resident = resident_mib(board)?;
    table.row(&[
        &format!("resident memory after {} calls", extent.calls),
        &format!("{resident:.1} MiB"),
        "≤ 60 MB",
        verdict(resident * 1.048_576 <= 60.0),
    ]);
    Ok(())
}

/// The same while it speaks: into a file, since there is no sound card here.
async fn speaking(
    center: &Center,
    display: &Display,
    day: &mut BoardDay,
    extent: Extent,
    table: &mut Table,
) -> anyhow::Result<()> {
    let sound = format!("file:{}", center.folder().join("played.wav").display());
    let setup = BoardSetup { options: &["--sound", &sound], ..BoardSetup::first() };
    let mut command = setup.command(center)?;
    command.env("DISPLAY", display.name()).env_remove("WAYLAND_DISPLAY");
    let board = Program::start("display-board", command, center.folder())?;
    tokio::time::sleep(SETTLE).await;
    let busy = share(&board, async || call_for(day, extent.busy).await).await?;
    busy_row(table, "the same while it speaks, into a file", busy);
    let resident = resident_mib(&board)?;
    table.row(&[
        "resident memory while it speaks",
        &format!("{resident:.1} MiB"),
        "≤ 60 MB",
        verdict(resident * 1.048_576 <= 60.0),
    ]);
    Ok(())
}

/// Somebody is called again and again.
async fn call_for(day: &mut BoardDay, length: Duration) -> anyhow::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < length {
        day.calls_somebody().await?;
        tokio::time::sleep(CALL_EVERY).await;
    }
    Ok(())
}

fn busy_row(table: &mut Table, what: &str, percent: f64) {
    table.row(&[what, &format!("{percent:.2} %"), "≤ 3 %", verdict(percent <= 3.0)]);
}

/// The share of one core that a program takes meanwhile, in percent.
async fn share(
    program: &Program,
    meanwhile: impl AsyncFnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<f64> {
    let (begun, before) = (Instant::now(), cpu_seconds(program)?);
    meanwhile().await?;
    Ok((cpu_seconds(program)? - before) / begun.elapsed().as_secs_f64() * 100.0)
}

/// The memory on a panel of four times as many dots.
async fn large(
    center: &Center,
    day: &mut BoardDay,
    folder: &Path,
    table: &mut Table,
) -> anyhow::Result<()> {
    let size = (WIDTH * 2, HEIGHT * 2);
    let display = Display::start("large", size.0, size.1, folder).await?;
    let (board, _) = start(center, &display, center.address(), size).await?;
    for _ in 0..10 {
        day.calls_somebody().await?;
        tokio::time::sleep(QUICK_CALL).await;
    }
    let resident = format!("{:.1} MiB", resident_mib(&board)?);
    table.row(&["resident memory at 3840×2160", &resident, "", ""]);
    Ok(())
}

/// Starts a board; the seconds until the display shows something.
async fn start(
    center: &Center,
    display: &Display,
    server: &str,
    (width, height): (u32, u32),
) -> anyhow::Result<(Program, f64)> {
    let empty = display.picture_now()?;
    let size = format!("{width}x{height}");
    let setup = BoardSetup { size: &size, server: Some(server), ..BoardSetup::first() };
    let mut command = setup.command(center)?;
    command.env("DISPLAY", display.name()).env_remove("WAYLAND_DISPLAY");
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

/// A cut in which somebody is called: their number.
async fn cut_off(
    center: &mut Center,
    line: &CuttableLine,
    day: &mut BoardDay,
    cut: Cut,
    seconds: u64,
) -> anyhow::Result<String> {
    let length = Duration::from_secs(seconds);
    match cut {
        Cut::Silent => line.cut(),
        Cut::Cable => line.unplug(),
        Cut::Killed => drop(center.server().kill().await?),
    }
    if let Cut::Killed = cut {
        tokio::time::sleep(length).await;
        center.start_server_again().await?;
        return day.calls_somebody().await;
    }
    tokio::time::sleep(length / 4).await;
    let number = day.calls_somebody().await?;
    tokio::time::sleep(length - length / 4).await;
    line.mend();
    Ok(number)
}

/// How long until a number called during a cut can be read on the glass; `None` when it could not be read at all.
async fn right_after(
    display: &Display,
    number: &str,
    folder: &Path,
) -> anyhow::Result<Option<Duration>> {
    let begun = Instant::now();
    let mut frames: Vec<(Duration, Picture)> = vec![(Duration::ZERO, display.picture_now()?)];
    while begun.elapsed() < FRAMES_FOR {
        tokio::time::sleep(FRAME).await;
        let (at, picture) = (begun.elapsed(), display.picture_now()?);
        if frames.last().is_none_or(|(_, last)| *last != picture) {
            frames.push((at, picture));
        }
    }
    for (at, picture) in &frames {
        for (shrink, look) in LOOKS {
            let read = eye::read(picture, Part::all(picture), shrink, look, folder)?;
            if read.split_whitespace().any(|word| eye::holds_number(word, number)) {
                return Ok(Some(*at));
            }
        }
    }
    Ok(None)
}

fn cut_row(table: &mut Table, cut: Cut, seconds: u64, took: Option<Duration>) {
    let what = match cut {
        Cut::Silent => format!("right after a cut of {seconds} s"),
        Cut::Cable => format!("right after {seconds} s with the cable pulled"),
        Cut::Killed => format!("right after the server was away for {seconds} s"),
    };
    let told = took.map_or("not read".to_owned(), |took| format!("{:.2} s", took.as_secs_f64()));
    let met = verdict(took.is_some_and(|took| took <= RIGHT_GOAL));
    table.row(&[&what, &told, "≤ 2 s", met]);
}
