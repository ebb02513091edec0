//! Starts the kiosk: options, journal, client, printing thread, window; and ends it as the staff wish.

use std::cell::{Cell, RefCell};
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kiosk::bridge::Bridge;
use kiosk::client::{Client, News, Request};
use kiosk::client_status::StatusClient;
use kiosk::clock::{Clock, SystemClock};
use kiosk::declarations::Declarations;
use kiosk::errands::{Machine, RealErrands};
use kiosk::fault_screen;
use kiosk::journal::Journal;
use kiosk::offline::Offline;
use kiosk::options::{NoOptions, Options, ScannerAddress};
use kiosk::print_desk::{ASK_EVERY, DeskNews, PrintDesk, PrintRoom};
use kiosk::printer::{PaperCounter, PrinterAddress, TicketPrinter};
use kiosk::scanner::{self, ScannerNews};
use kiosk::service::{Ending, Program, asked_ending};
use kiosk::session::{AwayReason, FillInput, FormNews, HelpNews, Input, OutsideNews, Session};
use kiosk::speech::Voice;
use kiosk::status::StatusKeeper;
use kiosk::ui::{App, Shell};
use shared::protocol::ScannerCondition;
use shared::text::Language;
use slint::{CloseRequestResponse, ComponentHandle, Timer, TimerMode};

/// How often time is told to the session: countdowns and the clock.
const TICK: Duration = Duration::from_secs(1);

thread_local! {
    /// The bridge, for news that come to this thread from others.
    static BRIDGE: RefCell<Option<Rc<Bridge>>> = const { RefCell::new(None) };
    /// Why the program ends, when not by the wish of somebody.
    static FAULT: RefCell<Option<String>> = const { RefCell::new(None) };
    /// It can be chosen once; what is wrong is shown by the same.
    static BACKEND_CHOSEN: Cell<bool> = const { Cell::new(false) };
}

fn main() -> ExitCode {
    let program = Program::this();
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
        Err(NoOptions::WrongOnKiosk(sentence)) => return wrong_on_kiosk(&sentence, Language::Vi),
    };
    match run(&options) {
        Ok(()) => {}
        Err(error) if options.is_installed => {
            return wrong_on_kiosk(&format!("{error:#}"), options.language);
        }
        Err(error) => return wrong(&format!("{error:#}")),
    }
    if asked_ending() == Some(Ending::Restart) {
        // It returns only when it failed; whatever keeps the kiosk running starts it then.
        let Err(error) = program.and_then(|program| program.start_anew());
        return wrong(&format!("the program cannot be started anew: {error}"));
    }
    ExitCode::SUCCESS
}

fn wrong(sentence: &str) -> ExitCode {
    eprintln!("kiosk: {sentence}");
    ExitCode::from(2)
}

/// Says it on stderr at once, and on the screen where there is one: systemd starts the kiosk anew afterwards.
fn wrong_on_kiosk(sentence: &str, language: Language) -> ExitCode {
    let code = wrong(sentence);
    // Without a display there is nobody to show it to, and nothing to wait for.
    if choose_backend().is_ok()
        && let Err(error) = fault_screen::show(sentence, language)
    {
        tracing::error!(%error, "what is wrong cannot be shown");
    }
    code
}

fn run(options: &Options) -> Result<()> {
    log_to_stderr();
    let journal = Journal::open(options.journal.as_deref()).with_context(|| {
        let folder = options.journal.clone().unwrap_or_default();
        format!("the journal folder {} cannot be written", folder.display())
    })?;
    choose_backend()?;
    let app = App::new().context("no window can be opened (is there a display?)")?;
    size_window(&app, options);

    let keeper = StatusKeeper::new(options.language, options.paper_roll_metres);
    let errands = start_errands(options, &journal, &keeper)?;
    let clock = SystemClock::start();
    let has_printer = options.printer != PrinterAddress::None;
    let mut session = Session::new(options.language, has_printer, clock.since_start());
    session.set_service_keys(options.service_pin.clone(), options.service_cards.clone());
    let bridge = Bridge::start(app.clone_strong(), session, Box::new(clock), Box::new(errands));
    bridge.set_key_gap(options.scanner_key_gap);
    if let Some(panel) = options.panel_mm {
        bridge.measure_panel(panel);
    }
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
    if BACKEND_CHOSEN.get() || std::env::var_os("SLINT_BACKEND").is_some() {
        return Ok(());
    }
    slint::BackendSelector::new()
        .backend_name("winit".to_owned())
        .renderer_name("software".to_owned())
        .select()
        .context("no window can be opened (is there a display?)")?;
    BACKEND_CHOSEN.set(true);
    Ok(())
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

fn start_errands(
    options: &Options,
    journal: &Journal,
    keeper: &StatusKeeper,
) -> Result<RealErrands> {
    let left = journal.left().context("the journal cannot be read")?;
    let offline = open_offline(options, journal)?;
    let token = options.token.reveal();
    let told = keeper.clone();
    let client = Client::start(&options.server, token, journal.clone(), offline, move |news| {
        if let News::Offline { status, .. } = &news {
            told.set_offline(status.numbers_left, status.waiting_to_merge);
        }
        take_news(news);
    })
    .context("the client cannot be started")?;
    for (id, outcome) in left {
        tracing::warn!(ticket = %id, ?outcome, "a number of an earlier run was never reported");
        client.send(Request::Report { id, outcome });
    }
    let status =
        StatusClient::start(&options.server, options.token.reveal(), keeper.clone(), take_help)
            .context("the client cannot be started")?;
    let print_desk = start_print_desk(options, journal, keeper, &client)?;
    let voice = Voice::start(kiosk::speech::voice::DEFAULT_COMMAND);
    let machine = Machine {
        printer: options.printer.to_string(),
        paper: options.paper,
        server: options.server.to_string(),
        keeper: keeper.clone(),
    };
    let declarations = start_forms(options, keeper)?;
    Ok(RealErrands { client, print_desk, status, voice, machine, declarations })
}

/// What forms need: their definitions, where they are sent, the reader of ID cards.
fn start_forms(options: &Options, keeper: &StatusKeeper) -> Result<Declarations> {
    let (server, token) = (&options.server, options.token.reveal());
    let declarations = Declarations::start(server, token, options.journal.as_deref(), |news| {
        to_window(move |bridge| bridge.tell(Input::Form(news)));
    })
    .context("the folder for forms cannot be written")?;
    if let Some(ScannerAddress::Serial { device }) = &options.scanner {
        let keeper = keeper.clone();
        keeper.set_scanner(ScannerCondition::Absent);
        scanner::start(device, move |news| {
            let input = match news {
                ScannerNews::Ready | ScannerNews::Gone => {
                    let there = matches!(news, ScannerNews::Ready);
                    keeper.set_scanner(if there {
                        ScannerCondition::Ok
                    } else {
                        ScannerCondition::Absent
                    });
                    Input::Form(FormNews::Scanner(there))
                }
                ScannerNews::Scanned(scanned) => Input::Fill(FillInput::Scanned(scanned)),
            };
            to_window(move |bridge| bridge.tell(input));
        })
        .context("the scanner's thread cannot be started")?;
    }
    Ok(declarations)
}

fn open_offline(options: &Options, journal: &Journal) -> Result<Offline> {
    if options.journal.is_none() {
        tracing::warn!("without --journal this kiosk gives no numbers while the server is away");
    }
    Offline::open(options.journal.as_deref(), journal.clone(), SystemClock::start())
        .context("the journal cannot be read")
}

fn start_print_desk(
    options: &Options,
    journal: &Journal,
    keeper: &StatusKeeper,
    client: &Client,
) -> Result<PrintDesk> {
    let counter = PaperCounter::open(options.journal.as_deref());
    keeper.set_paper(counter.count());
    let room = PrintRoom {
        printer: TicketPrinter::new(options.printer.clone()),
        paper: options.paper,
        journal: journal.clone(),
        counter,
        ask_every: ASK_EVERY,
    };
    let (reporter, keeper) = (client.clone(), keeper.clone());
    PrintDesk::start(room, move |news| match news {
        DeskNews::Printer(state) => {
            keeper.set_printer(state);
            let news = OutsideNews::Printer(state.into());
            to_window(move |bridge| bridge.tell(Input::Outside(news)));
        }
        DeskNews::Paper(count) => keeper.set_paper(count),
        DeskNews::Ended { ticket, outcome } => {
            reporter.send(Request::Report { id: ticket, outcome });
            to_window(move |bridge| bridge.tell_print(ticket, outcome));
        }
        DeskNews::Tested(outcome) => tracing::info!(?outcome, "test page"),
        DeskNews::Listed(outcome) => {
            to_window(move |bridge| bridge.tell(Input::ListPrinted(outcome)));
        }
        DeskNews::Slipped(outcome) => {
            to_window(move |bridge| bridge.tell(Input::Form(FormNews::SlipPrinted(outcome))));
        }
    })
    .context("the printing thread cannot be started")
}

fn take_help(news: HelpNews) {
    to_window(move |bridge| bridge.tell(Input::Outside(OutsideNews::Help(news))));
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
