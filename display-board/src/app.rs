//! The running program: feed, state, clock and window put together on Slint's event loop.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context;
use slint::{CloseRequestResponse, ComponentHandle, PhysicalSize, Timer, TimerMode};
use tokio::sync::mpsc;

use crate::board_state::BoardState;
use crate::bridge::{self, Bridge};
use crate::clock::Clock;
use crate::feed::{self, News, Timing};
use crate::options::{Options, Size, Stop};
use crate::screens::{Board, BoardWindow};

/// News wait here for the event loop, which takes them within a frame.
const NEWS_WAITING_MAX: usize = 64;

/// A timer that fires a little late finds the change done; one that fires early would fire twice.
const TIMER_SLACK: Duration = Duration::from_millis(5);

/// Capitals must be so high, in millimetres, to be read from 10 m.
const CAP_HEIGHT_MILLIMETRES_MIN: f32 = 122.0;

/// Height of the capitals of a number such as `A025` beside a desk such as `12`, in pixels of the reference
/// panel, which is 1080 pixels on its short side.
const CAP_HEIGHT_REFERENCE: f32 = 194.0;

/// Runs the program and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Options::read(arguments) {
        Err(Stop::Told(text)) => {
            #[expect(clippy::print_stdout, reason = "help and version are what stdout is for")]
            {
                print!("{text}");
            }
            ExitCode::SUCCESS
        }
        Err(Stop::Refused(sentence)) => {
            eprintln!("display-board: {sentence}");
            ExitCode::from(2)
        }
        Ok(options) => match run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("display-board: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Everything that lives on the event loop.
struct Lobby {
    window: BoardWindow,
    bridge: Bridge,
    state: BoardState,
    clock: Clock,
    timer: Timer,
}

/// Shows the board until its window is closed.
///
/// # Errors
/// When there is no display, or the system gives no thread.
pub fn run(options: Options) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(log_filter())
        .init();
    warn_of_small_numbers(options.panel_mm);
    select_backend()?;
    let window = BoardWindow::new().context("the window cannot be made")?;
    let bridge = Bridge::new(&window, options.language).context("the translations are missing")?;
    place(&window, options.window);

    let lobby = Rc::new(RefCell::new(Lobby {
        window: window.clone_strong(),
        bridge,
        state: BoardState::new(options.zone.clone()),
        clock: Clock::start(),
        timer: Timer::default(),
    }));
    refresh(&lobby);

    let (sender, receiver) = mpsc::channel(NEWS_WAITING_MAX);
    start_feed(options, sender)?;
    slint::spawn_local(take_news(Rc::clone(&lobby), receiver))
        .context("the event loop is missing")?;
    window.run().context("the window cannot be shown")
}

/// The feed's thread: the event loop must never wait for the network.
fn start_feed(options: Options, news: mpsc::Sender<News>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the network cannot be used")?;
    std::thread::Builder::new()
        .name("feed".to_owned())
        .spawn(move || runtime.block_on(feed::follow(options, Timing::default(), news)))
        .context("the feed's thread cannot be started")?;
    Ok(())
}

async fn take_news(lobby: Rc<RefCell<Lobby>>, mut receiver: mpsc::Receiver<News>) {
    while let Some(news) = receiver.recv().await {
        {
            let mut lobby = lobby.borrow_mut();
            match &news {
                News::Board(view) => lobby.clock.follow(view.now),
                News::Heard(Some(now)) => lobby.clock.follow(*now),
                _ => {}
            }
            let now = lobby.clock.now();
            lobby.state.receive(news, now);
        }
        refresh(&lobby);
    }
}

/// Shows the state of this moment and wakes up for the next change.
fn refresh(lobby: &Rc<RefCell<Lobby>>) {
    let again = Rc::downgrade(lobby);
    let lobby = lobby.borrow();
    let now = lobby.clock.now();
    lobby.bridge.show(&lobby.window, &lobby.state.shown(now));
    let wait = lobby.state.next_change(now) + TIMER_SLACK;
    lobby.timer.start(TimerMode::SingleShot, wait, move || {
        if let Some(lobby) = again.upgrade() {
            refresh(&lobby);
        }
    });
}

/// The software renderer starts fastest and idles cheapest on a machine without a GPU.
fn select_backend() -> anyhow::Result<()> {
    if std::env::var_os("SLINT_BACKEND").is_some() {
        return Ok(());
    }
    slint::BackendSelector::new()
        .backend_name("winit".to_owned())
        .renderer_name("software".to_owned())
        .select()
        .context("there is no display")
}

/// Gives the window its size, or the whole display.
fn place(window: &BoardWindow, size: Option<Size>) {
    let weak = window.as_weak();
    window.global::<Board>().on_resized(move |width, height| {
        if let Some(window) = weak.upgrade() {
            bridge::fit(&window, width, height);
        }
    });
    match size {
        Some(Size { width, height }) => {
            window.window().set_size(PhysicalSize { width, height });
            let scale = window.window().scale_factor();
            #[expect(clippy::cast_precision_loss, reason = "sides are at most 20,000")]
            bridge::fit(window, width as f32 / scale, height as f32 / scale);
        }
        None => {
            window.global::<Board>().set_full_screen(true);
            // A board on a wall is ended by ending the program, not by a stray key.
            window.window().on_close_requested(|| CloseRequestResponse::KeepWindowShown);
        }
    }
}

fn log_filter() -> tracing_subscriber::EnvFilter {
    tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,winit=error,display_board=info")
    })
}

fn warn_of_small_numbers(panel: Option<Size>) {
    let Some(panel) = panel else { return };
    #[expect(clippy::cast_precision_loss, reason = "sides are at most 20,000")]
    let cap = panel.width.min(panel.height) as f32 / 1080.0 * CAP_HEIGHT_REFERENCE;
    if cap < CAP_HEIGHT_MILLIMETRES_MIN {
        tracing::warn!(
            cap_height_millimetres = cap.round(),
            "the panel is too small for its numbers to be read from 10 m"
        );
    }
}
