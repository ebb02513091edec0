//! The demonstration to be played with: everything runs until Ctrl-C.

use std::env;
use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use end_to_end::center::Center;
use end_to_end::patience::SOON;
use end_to_end::programs::{Program, built};
use end_to_end::window::{self, BoardSetup};
use tokio::process::Command;

/// Half of what the windows are drawn for: both fit on one monitor beside each other.
const KIOSK_WINDOW: &str = "540x960";
const BOARD_WINDOW: &str = "1280x720";
/// The panel over a desk.
const DESK_WINDOW: &str = "800x480";
const DESK_ZONE: [&str; 3] = ["--mute", "--zone", "desk:1"];

/// How often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(200);

/// How much later than the programs this one may hear of Ctrl-C.
const CTRL_C: Duration = Duration::from_millis(500);

/// Starts everything, says how to use it, ends everything when `asked_to_end` or when one program ends.
pub(crate) async fn run(into: &Path, asked_to_end: impl Future<Output = ()>) -> anyhow::Result<()> {
    let mut center = Center::open(&into.join("center")).await?;
    let tickets = into.join("tickets");
    let mut command = Command::new(built("paper-printer")?);
    command.arg("--into").arg(&tickets);
    let mut printer = Program::start("paper-printer", command, into)?;
    let printer_address = printer.says("listening on ", 0, SOON).await?;
    let mut programs = vec![printer];
    let display = env::var_os("DISPLAY").or_else(|| env::var_os("WAYLAND_DISPLAY")).is_some();
    if display {
        let kiosk =
            window::kiosk_command(&center, KIOSK_WINDOW, &format!("tcp:{printer_address}"))?;
        programs.push(Program::start("kiosk", kiosk, into)?);
        // It speaks where there is a sound card, and says in its status where there is none.
        let wall = BoardSetup { size: BOARD_WINDOW, options: &[], ..BoardSetup::first() };
        let name = "board-over-desk-1";
        let desk = BoardSetup { name, size: DESK_WINDOW, options: &DESK_ZONE, ..wall };
        for board in [wall, desk] {
            programs.push(Program::start(board.name, board.command(&center)?, into)?);
        }
    }
    tell(&center, &tickets, &printer_address, display);
    tokio::pin!(asked_to_end);
    tokio::select! {
        () = &mut asked_to_end => {}
        ended = first_to_end(&mut center, &mut programs) => {
            // Ctrl-C in a terminal reaches every program at once, and this one may hear of it last.
            if tokio::time::timeout(CTRL_C, &mut asked_to_end).await.is_err() {
                end(&mut center, &mut programs).await?;
                bail!("{}", ended?);
            }
        }
    }
    println!("\nEnding everything ...");
    end(&mut center, &mut programs).await
}

fn tell(center: &Center, tickets: &Path, printer: &str, display: bool) {
    println!("\nA sample center is running. Ctrl-C ends it.\n");
    println!("  Pages          {}/        (desk, reception, manager)", center.address());
    println!("  Printer        {printer}; tickets appear as pictures in {}", tickets.display());
    if display {
        println!(
            "  Kiosk, board   two windows on this display, and a small one: the display over desk 1"
        );
    } else {
        println!(
            "  Kiosk, board   not started: there is no display here. `cargo xtask demo --headless` plays"
        );
        println!("                 a visit on a virtual one and writes pictures of it.");
    }
    println!("\n  Sign in with, made for this run only:\n");
    for sign_in in center.sign_ins() {
        println!("    {:<10} {:<16} {}", sign_in.name, sign_in.password, sign_in.role);
    }
    println!(
        "\n  Take a number at the kiosk, sign in as quay1 at desk 1, open the desk (O), call the next number (N).\n"
    );
}

async fn first_to_end(center: &mut Center, programs: &mut [Program]) -> anyhow::Result<String> {
    loop {
        for program in std::iter::once(center.server()).chain(programs.iter_mut()) {
            if let Some(status) = program.ended()? {
                return Ok(format!(
                    "{} ended with {status}; {}",
                    program.name(),
                    program.last_words()
                ));
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Windows first, the server last, so that nobody complains about a missing server.
async fn end(center: &mut Center, programs: &mut [Program]) -> anyhow::Result<()> {
    for program in programs.iter_mut().rev() {
        if program.ended()?.is_none() {
            program.stop().await?;
        }
    }
    if center.server().ended()?.is_none() {
        center.server().stop().await?;
    }
    Ok(())
}
