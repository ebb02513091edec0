//! Starts the kiosk: options, journal, client, printing thread, window.

use std::cell::RefCell;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kiosk::bridge::Bridge;
use kiosk::client::{Client, News, Request};
use kiosk::clock::{Clock, SystemClock};
use kiosk::errands::RealErrands;
use kiosk::journal::Journal;
use kiosk::options::{NoOptions, Options};
use kiosk::print_desk::PrintDesk;
use kiosk::printer::{PrinterAddress, TicketPrinter};
use kiosk::session::{AwayReason, Input, Session};
use kiosk::ui::{App, Shell};
use kiosk::window::too_small;
use slint::{CloseRequestResponse, ComponentHandle, Timer, TimerMode};

/// How often time is told to the session: countdowns and the clock.
const TICK: Duration = Duration::from_secs(1);

thread_local! {
    /// The bridge, for news that come to this thread from others.
    static BRIDGE: RefCell<Option<Rc<Bridge>>> = const { RefCell::new(None) };
    /// Why the program ends, when not by the wish of somebody.
    static FAULT: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn main() -> ExitCode {
    let options = match Options::read(std::env::args_os()) {
        Ok(options) => options,
        Err(NoOptions::Asked(text)) => {
            #[expect(clippy::print_stdout, reason = "help and version are asked for on stdout")]
            {
                print!("{text}");
            }
            return ExitCode::SUCCESS;
        }
        Err(NoOptions::Wrong(sentence)) => return wrong(&sentence),
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => wrong(&format!("{error:#}")),
    }
}

fn wrong(sentence: &str) -> ExitCode {
    eprintln!("kiosk: {sentence}");
    ExitCode::from(2)
}

fn run(options: &Options) -> Result<()> {
    log_to_stderr();
    if let (Some(pixels), Some(panel)) = (options.window, options.panel_mm)
        && let Some(sentence) = too_small(pixels, panel)
    {
        tracing::warn!("{sentence}");
    }
    let journal = Journal::open(options.journal.as_deref()).with_context(|| {
        let folder = options.journal.clone().unwrap_or_default();
        format!("the journal folder {} cannot be written", folder.display())
    })?;
    choose_backend()?;
    let app = App::new().context("no window can be opened (is there a display?)")?;
    size_window(&app, options);

    let errands = start_errands(options, &journal)?;
    let clock = SystemClock::start();
    let has_printer = options.printer != PrinterAddress::None;
    let session = Session::new(options.language, has_printer, clock.since_start());
    let bridge = Bridge::start(app.clone_strong(), session, Box::new(clock), Box::new(errands));
    BRIDGE.set(Some(Rc::clone(&bridge)));

    // A kiosk is not closed by Alt-F4 of a plugged-in keyboard; systemd ends it by a signal.
    let full_screen = options.window.is_none();
    app.window().on_close_requested(move || {
        if full_screen {
            CloseRequestResponse::KeepWindowShown
        } else {
            CloseRequestResponse::HideWindow
        }
    });
    let ticking = Timer::default();
    ticking.start(TimerMode::Repeated, TICK, move || bridge.tell(Input::Tick));
    app.run().context("the window ended")?;
    BRIDGE.set(None);
    match FAULT.take() {
        Some(sentence) => bail!(sentence),
        None => Ok(()),
    }
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// The software renderer, unless `SLINT_BACKEND` says otherwise: it starts in a tenth of a second, needs no
/// graphics driver and draws only what changed.
fn choose_backend() -> Result<()> {
    if std::env::var_os("SLINT_BACKEND").is_some() {
        return Ok(());
    }
    slint::BackendSelector::new()
        .backend_name("winit".to_owned())
        .renderer_name("software".to_owned())
        .select()
        .context("no window can be opened (is there a display?)")
}

fn size_window(app: &App, options: &Options) {
    let shell = app.global::<Shell>();
    shell.set_full_screen(options.window.is_none());
    if let Some(size) = options.window {
        // The first layout has the right shape already; the real size follows when the window is there.
        #[expect(clippy::cast_precision_loss, reason = "windows have a few thousand pixels")]
        let [width, height] = [size.width as f32, size.height as f32];
        shell.set_window_width(width);
        shell.set_window_height(height);
        kiosk::bridge::fit(app, width, height);
        app.window().set_size(slint::PhysicalSize::new(size.width, size.height));
    }
}

fn start_errands(options: &Options, journal: &Journal) -> Result<RealErrands> {
    let left = journal.left().context("the journal cannot be read")?;
    let client = Client::start(&options.server, options.token.reveal(), journal.clone(), take_news)
        .context("the client cannot be started")?;
    for (id, outcome) in left {
        tracing::warn!(ticket = %id, ?outcome, "a number of an earlier run was never reported");
        client.send(Request::Report { id, outcome });
    }
    let printer = TicketPrinter::new(options.printer.clone());
    let reporter = client.clone();
    let print_desk =
        PrintDesk::start(printer, options.paper, journal.clone(), move |id, outcome| {
            reporter.send(Request::Report { id, outcome });
            to_window(move |bridge| bridge.tell_print(id, outcome));
        })
        .context("the printing thread cannot be started")?;
    Ok(RealErrands { client, print_desk })
}

fn take_news(news: News) {
    to_window(move |bridge| {
        // A token that the server does not know is a mistake of installing, found at the first start; later
        // it is the work of an administrator, and the screen says so.
        if matches!(news, News::Lost(AwayReason::NotAdmitted)) && !bridge.has_catalog() {
            FAULT.set(Some("the server does not know the token of this kiosk".to_owned()));
            if let Err(error) = slint::quit_event_loop() {
                tracing::error!(%error, "the window cannot be closed");
            }
            return;
        }
        bridge.tell_news(news);
    });
}

/// Does something with the bridge on the window's thread.
fn to_window(act: impl FnOnce(&Bridge) + Send + 'static) {
    let sent = slint::invoke_from_event_loop(move || {
        BRIDGE.with_borrow(|bridge| {
            if let Some(bridge) = bridge {
                act(bridge);
            }
        });
    });
    if let Err(error) = sent {
        // Only at the very end, when the window is gone already.
        tracing::debug!(%error, "news came after the window was closed");
    }
}
