//! Kiosk and board as running programs, in a real window on a display or without any.

use std::path::Path;
use std::time::Duration;

use tokio::process::Command;

use crate::center::Center;
use crate::display::Display;
use crate::patience::{SOON, until};
use crate::programs::{Program, built};
use crate::screen::{Element, Screen, free_port};

/// How long a person needs to find the place on a new screen. The kiosk takes a touch that comes sooner for the
/// second half of a double tap.
const FINGER: Duration = Duration::from_millis(400);

/// Where a window shows up.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// On a display, where it is tapped with a real pointer.
    On(&'a Display),
    /// Nowhere: it is drawn into memory and tapped over the remote control.
    Nowhere,
}

/// A running window program. Dropping it ends it.
pub struct Window<'a> {
    /// What it shows.
    pub screen: Screen,
    program: Program,
    place: Place<'a>,
}

impl<'a> Window<'a> {
    /// Starts a kiosk of the center; `size` as `1080x1920`, `printer` as on its command line.
    ///
    /// # Errors
    /// When it does not show a window: with what it said.
    pub async fn kiosk(
        center: &Center,
        place: Place<'a>,
        size: &str,
        printer: &str,
    ) -> anyhow::Result<Self> {
        Self::start("kiosk", kiosk_command(center, size, printer)?, place, center.folder()).await
    }

    /// Starts a kiosk that is set up in its own way.
    ///
    /// # Errors
    /// When it does not show a window: with what it said.
    pub async fn kiosk_as(
        center: &Center,
        place: Place<'a>,
        setup: &KioskSetup<'_>,
    ) -> anyhow::Result<Self> {
        Self::start(setup.name, setup.command(center)?, place, center.folder()).await
    }

    /// Starts a kiosk without a journal, which gives no numbers while the server is away.
    ///
    /// # Errors
    /// When it does not show a window: with what it said.
    pub async fn kiosk_without_journal(
        center: &Center,
        place: Place<'a>,
        size: &str,
        printer: &str,
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(built("kiosk")?);
        command
            .args(["--server", center.address(), "--window", size, "--printer", printer])
            .arg("--token-file")
            .arg(center.token_file("kiosk"));
        Self::start("kiosk", command, place, center.folder()).await
    }

    /// Starts a board of the center; `size` as `1920x1080`.
    ///
    /// # Errors
    /// When it does not show a window: with what it said.
    pub async fn board(center: &Center, place: Place<'a>, size: &str) -> anyhow::Result<Self> {
        Self::board_as(center, place, &BoardSetup { size, ..BoardSetup::first() }).await
    }

    /// Starts a board that is set up in its own way.
    ///
    /// # Errors
    /// When it does not show a window: with what it said.
    pub async fn board_as(
        center: &Center,
        place: Place<'a>,
        setup: &BoardSetup<'_>,
    ) -> anyhow::Result<Self> {
        Self::start(setup.name, setup.command(center)?, place, center.folder()).await
    }

    async fn start(
        name: &str,
        mut command: Command,
        place: Place<'a>,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        command.env("SLINT_MCP_PORT", port.to_string()).env_remove("WAYLAND_DISPLAY");
        match place {
            Place::On(display) => command.env("DISPLAY", display.name()),
            Place::Nowhere => command.env("SLINT_BACKEND", "headless").env_remove("DISPLAY"),
        };
        let mut program = Program::start(name, command, folder)?;
        let screen = Screen::on_port(port);
        until(&format!("{name} shows a window"), SOON, async || {
            if program.ended()?.is_some() {
                return Ok(Some(false));
            }
            Ok((!screen.elements().await?.is_empty()).then_some(true))
        })
        .await
        .and_then(|shown| if shown { Ok(()) } else { Err(anyhow::anyhow!("{name} ended")) })
        .map_err(|error| error.context(program.last_words()))?;
        Ok(Self { screen, program, place })
    }

    /// The program behind the window.
    pub fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    /// The program alone, for a display that goes away under it.
    #[must_use]
    pub fn into_program(self) -> Program {
        self.program
    }

    /// Taps the button with that label, once it is there.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn tap(&self, label: &str) -> anyhow::Result<()> {
        let button = self.aim(label).await?;
        self.tap_on(&button, 1).await
    }

    /// Taps the button with that label twice, as fast as a nervous finger does.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn tap_twice(&self, label: &str) -> anyhow::Result<()> {
        let button = self.aim(label).await?;
        match self.place {
            Place::On(_) => self.tap_on(&button, 2).await,
            Place::Nowhere => self.screen.press_twice(&button).await,
        }
    }

    /// The button, once it stands still.
    async fn aim(&self, label: &str) -> anyhow::Result<Element> {
        self.screen.button(label, SOON).await?;
        tokio::time::sleep(FINGER).await;
        self.screen.button(label, SOON).await
    }

    /// Taps an element in its middle.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn tap_on(&self, element: &Element, times: usize) -> anyhow::Result<()> {
        let Place::On(display) = self.place else {
            return self.screen.press(element, times).await;
        };
        let frame = self.screen.frame().await?;
        let (x, y) = element.middle();
        let dot = |start: f64, logical: f64| (start + logical * frame.scale).round() as i32;
        display.tap(dot(frame.x, x), dot(frame.y, y), times).await
    }
}

/// How a kiosk differs from the first one of a center.
#[derive(Clone, Copy)]
pub struct KioskSetup<'s> {
    /// Names its token, its journal and its log.
    pub name: &'s str,
    /// As `1080x1920`.
    pub size: &'s str,
    /// As on the command line.
    pub printer: &'s str,
    /// Where it finds the server, when that is not where the server is.
    pub server: Option<&'s str>,
    /// The line of its scanner, as on the command line.
    pub scanner: Option<&'s str>,
    /// Whether it has a journal, without which it gives no number while the server is away.
    pub journal: bool,
}

impl KioskSetup<'_> {
    /// The first kiosk of a center, upright and without a printer.
    #[must_use]
    pub fn first() -> Self {
        Self {
            name: "kiosk",
            size: "1080x1920",
            printer: "none",
            server: None,
            scanner: None,
            journal: true,
        }
    }

    fn command(&self, center: &Center) -> anyhow::Result<Command> {
        let mut command = Command::new(built("kiosk")?);
        command
            .args(["--server", self.server.unwrap_or(center.address()), "--window", self.size])
            .args(["--printer", self.printer])
            .arg("--token-file")
            .arg(center.token_file(self.name));
        if self.journal {
            let folder = center.folder().join(format!("{}-journal", self.name));
            command.arg("--journal").arg(folder);
        }
        if let Some(scanner) = self.scanner {
            command.args(["--scanner", scanner]);
        }
        Ok(command)
    }
}

/// How a kiosk of the center is started; `size` as `1080x1920`, `printer` as on its command line.
///
/// # Errors
/// When the program was not built.
pub fn kiosk_command(center: &Center, size: &str, printer: &str) -> anyhow::Result<Command> {
    KioskSetup { size, printer, ..KioskSetup::first() }.command(center)
}

/// How a board differs from the first one of a center.
#[derive(Clone, Copy)]
pub struct BoardSetup<'s> {
    /// Names its log and what it remembers.
    pub name: &'s str,
    /// As `1920x1080`.
    pub size: &'s str,
    /// Where it finds the server, when that is not where the server is.
    pub server: Option<&'s str>,
    /// More of its command line.
    pub options: &'s [&'s str],
}

impl BoardSetup<'_> {
    /// The first board of a center, in landscape and silent.
    #[must_use]
    pub fn first() -> Self {
        Self { name: "display-board", size: "1920x1080", server: None, options: &["--mute"] }
    }

    /// Its command line.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn command(&self, center: &Center) -> anyhow::Result<Command> {
        let mut command = Command::new(built("display-board")?);
        command
            .args(["--server", self.server.unwrap_or(center.address()), "--window", self.size])
            .args(self.options)
            .arg("--token-file")
            .arg(center.token_file("board"))
            // What one board said is nothing to another.
            .arg("--state")
            .arg(center.folder().join(format!("{}-state", self.name)));
        Ok(command)
    }
}
