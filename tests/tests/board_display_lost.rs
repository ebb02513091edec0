//! The X server of a board ends and comes back: the board ends with a sentence and a code, which systemd answers with a
//! new start, again and again while there is no display; once there is one, the board shows the truth.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use end_to_end::board_day::BoardDay;
use end_to_end::board_truth::{Sentences, Truth, service_names};
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::patience::{SOON, until};
use end_to_end::programs::Program;
use end_to_end::story::Story;
use end_to_end::window::{BoardSetup, Place, Window};

/// Between an end and the next start; `RestartSec` of the unit in docs/install.md.
const RESTART: Duration = Duration::from_secs(2);

/// So often the board is started while there is no display.
const STARTS_IN_VAIN: usize = 2;

#[tokio::test(flavor = "multi_thread")]
async fn the_display_is_lost_and_found() -> anyhow::Result<()> {
    let story = Story::begin("board_display_lost")?;
    let center = story.center().await?;
    let mut day = BoardDay::open(&center, 11).await?;
    day.calls_somebody().await?;
    let mut display = Display::start_to_be_lost("board", 1920, 1080, story.folder()).await?;
    let mut board = Window::board(&center, Place::On(&display), "1920x1080").await?;
    is_right(&center, &board).await?;

    let said_before = board.program().said().len();
    // The window's own handle holds the display; the program goes on under it.
    let mut program = board.into_program();
    display.lose().await?;
    let status = end_of(&mut program).await?;
    ensure!(!status.success(), "the board ended with {status}, as if it had been asked to");
    let said = program.said();
    let last = said.get(said_before..).unwrap_or_default().trim();
    ensure!(!last.is_empty(), "the board said nothing when its display was lost");
    ensure!(!last.contains("panicked"), "the board panicked: {last}");

    for _ in 0..STARTS_IN_VAIN {
        tokio::time::sleep(RESTART).await;
        let mut command = BoardSetup::first().command(&center)?;
        command.env("DISPLAY", display.name()).env_remove("WAYLAND_DISPLAY");
        let mut program = Program::start("board-in-vain", command, story.folder())?;
        let status = end_of(&mut program).await?;
        ensure!(!status.success(), "without a display it ended with {status}");
        let said = program.said();
        ensure!(said.contains("display-board: there is no display"), "it said: {said}");
    }
    // The lobby does not wait for a board.
    let number = day.calls_somebody().await?;

    display.find_again().await?;
    tokio::time::sleep(RESTART).await;
    let begun = Instant::now();
    let board = Window::board(&center, Place::On(&display), "1920x1080").await?;
    board.screen.text(&number, SOON).await?;
    is_right(&center, &board).await?;
    eprintln!("right {:.2} s after the start", begun.elapsed().as_secs_f64());
    let picture = display.picture().await?;
    picture.write_png(&story.folder().join("found.png"))?;
    ensure!(picture.colours() > 10, "the display is empty");
    Ok(())
}

async fn end_of(program: &mut Program) -> anyhow::Result<ExitStatus> {
    until("the board ends", SOON, async || program.ended()).await
}

async fn is_right(center: &Center, board: &Window<'_>) -> anyhow::Result<()> {
    let device = center.device("board")?;
    let names = service_names(&device).await?;
    let sentences = Sentences::read()?;
    let shown = until("the board shows what the server says", SOON, async || {
        let truth = Truth::now(&device, &names).await?;
        truth.is_shown_by(&sentences.seen(&board.screen).await?).map(Some)
    });
    shown.await.context("the board")
}
