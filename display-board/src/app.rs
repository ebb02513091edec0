//! The running program: feed, state, clock and window put together on Slint's event loop.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context;
use slint::{CloseRequestResponse, ComponentHandle, PhysicalSize, Timer, TimerMode};
use tokio::sync::{mpsc, watch};

use crate::board_state::BoardState;
use crate::bridge::{self, Bridge, Look};
use crate::clock::Clock;
use crate::feed::{self, News, Timing};
use crate::last_words;
use crate::options::{Options, Size, Stop};
use crate::plan;
use crate::screens::{Board, BoardWindow};
use crate::status;
use crate::tip_bridge::TipBridge;
use crate::tips::pictures::{self, Found, Sources};
use crate::voice::{Loudspeaker, Sounding};

/// News wait here for the event loop, which takes them within a frame.
const NEWS_WAITING_MAX: usize = 64;

/// A timer that fires a little late finds the change done; one that fires early would fire twice.
const TIMER_SLACK: Duration = Duration::from_millis(5);

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
    tips: TipBridge,
    state: BoardState,
    loudspeaker: Loudspeaker,
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
    last_words::prepare();
    warn_of_small_numbers(&options);
    select_backend()?;
    let window = BoardWindow::new().context("the window cannot be made")?;
    let bridge = Bridge::new(&window, options.language).context("the translations are missing")?;
    bridge::dress(&window, Look::from(&options));
    place(&window, options.window);

    let (picture_sender, found) = mpsc::unbounded_channel();
    let wanted = pictures::start(Sources::of(&options), picture_sender)
        .context("the thread of the pictures cannot be started")?;
    let (language, panel, zone) = (options.language, options.panel_mm, options.zone.clone());
    let tips = TipBridge::new(&window, language, panel, zone, Some(wanted));

    let clock = Clock::start();
    let loudspeaker = Loudspeaker::start(&options, clock.clone())?;
    let (sounding, heard) = (loudspeaker.sounding(), loudspeaker.sounding());
    let lobby = Rc::new(RefCell::new(Lobby {
        window: window.clone_strong(),
        bridge,
        tips,
        state: BoardState::new(options.zone.clone()),
        loudspeaker,
        clock,
        timer: Timer::default(),
    }));
    refresh(&lobby);

    let (sender, receiver) = mpsc::channel(NEWS_WAITING_MAX);
    start_feed(options, sender, sounding)?;
    slint::spawn_local(take_news(Rc::clone(&lobby), receiver))
        .context("the event loop is missing")?;
    slint::spawn_local(tell_sound(Rc::clone(&lobby), heard))
        .context("the event loop is missing")?;
    slint::spawn_local(take_pictures(Rc::clone(&lobby), found))
        .context("the event loop is missing")?;
    refresh_when_resized(&lobby);
    window.run().context("the window cannot be shown")
}

/// The feed's thread: the event loop must never wait for the network.
fn start_feed(
    options: Options,
    news: mpsc::Sender<News>,
    sounding: watch::Receiver<Sounding>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the network cannot be used")?;
    std::thread::Builder::new()
        .name("feed".to_owned())
        .spawn(move || {
            let report = status::report(options.clone(), sounding);
            let follow = feed::follow(options, Timing::default(), news);
            runtime.block_on(async {
                tokio::select! {
                    () = follow => {}
                    never = report => match never {},
                }
            });
        })
        .context("the feed's thread cannot be started")?;
    Ok(())
}

async fn take_news(lobby: Rc<RefCell<Lobby>>, mut receiver: mpsc::Receiver<News>) {
    while let Some(news) = receiver.recv().await {
        {
            let mut lobby = lobby.borrow_mut();
            match &news {
                News::Board(view) => {
                    lobby.clock.follow(view.now);
                    lobby.loudspeaker.hear_calls(&view.calls, &lobby.clock);
                }
                News::Catalog(catalog) => lobby.loudspeaker.hear_lobby(&catalog.lobby),
                News::Heard(Some(now)) => lobby.clock.follow(*now),
                _ => {}
            }
            let now = lobby.clock.now();
            lobby.state.receive(news, now);
        }
        refresh(&lobby);
    }
}

/// Staff see on the board itself that the lobby hears nothing.
async fn tell_sound(lobby: Rc<RefCell<Lobby>>, mut sounding: watch::Receiver<Sounding>) {
    loop {
        let sound = sounding.borrow_and_update().sound;
        {
            let lobby = lobby.borrow();
            lobby.bridge.show_sound(&lobby.window, sound);
        }
        if sounding.changed().await.is_err() {
            return;
        }
    }
}

async fn take_pictures(lobby: Rc<RefCell<Lobby>>, mut receiver: mpsc::UnboundedReceiver<Found>) {
    while let Some(found) = receiver.recv().await {
        lobby.borrow().tips.receive(found);
        refresh(&lobby);
    }
}

/// Tips are laid out anew when their place has got another size, once the window is done with that.
fn refresh_when_resized(lobby: &Rc<RefCell<Lobby>>) {
    let again = Rc::downgrade(lobby);
    let lobby = lobby.borrow();
    lobby.tips.on_resized(&lobby.window, move || {
        let again = again.clone();
        Timer::single_shot(Duration::ZERO, move || {
            if let Some(lobby) = again.upgrade() {
                refresh(&lobby);
            }
        });
    });
}

/// Shows the state of this moment and wakes up for the next change.
fn refresh(lobby: &Rc<RefCell<Lobby>>) {
    let again = Rc::downgrade(lobby);
    let lobby = lobby.borrow();
    let now = lobby.clock.now();
    lobby.bridge.show(&lobby.window, &lobby.state.shown(now));
    let (catalog, view) = (lobby.state.catalog(), lobby.state.view());
    let tips = lobby.tips.show(&lobby.window, catalog, view, now);
    let wait = lobby.state.next_change(now);
    let wait = tips.next_change.map_or(wait, |tips| wait.min(tips)) + TIMER_SLACK;
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

/// Says once, at the start, that calls cannot be read from as far as was asked for.
fn warn_of_small_numbers(options: &Options) {
    let Some(panel) = options.panel_mm else { return };
    let of_desk = options.zone.as_ref().and_then(shared::protocol::desk_of_zone).is_some();
    let missing = plan::shortfall(panel, options.distance, options.layout).filter(|_| !of_desk);
    if let Some((reached, needed)) = missing {
        tracing::warn!(
            cap_height_millimetres = reached.round(),
            needed_millimetres = needed.round(),
            "the panel is too small for calls to be read from {} m; they are as large as it allows",
            options.distance.metres()
        );
    }
}
