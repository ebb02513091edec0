//! A kiosk without a screen that gives numbers while its server is away: what `cargo xtask bench offline` starts.
//!
//! The client, the journal and the numbers in hand are those of the kiosk. It begins once the server has gone
//! away, says `gave ID NUMBER MOMENT` for each ticket and `told all` when the server knows every one of them.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use kiosk::client::{Client, News, Request};
use kiosk::clock::{Clock, SystemClock};
use kiosk::journal::Journal;
use kiosk::offline::Offline;
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::{CatalogView, IssueTicketRequest, IssuedTicket};
use shared::text::Language;

/// How long anything may take that is not the giving of numbers.
const PATIENCE: Duration = Duration::from_secs(120);

/// What to do.
#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    server: reqwest::Url,
    #[arg(long)]
    token_file: PathBuf,
    #[arg(long)]
    journal: PathBuf,
    /// How many numbers are given.
    #[arg(long)]
    tickets: usize,
    /// Over how many seconds.
    #[arg(long)]
    seconds: u64,
    /// By how many seconds this kiosk's clock is wrong.
    #[arg(long, allow_hyphen_values = true)]
    clock_off: i64,
}

/// The clock of a machine that nobody set.
struct WrongClock {
    right: SystemClock,
    off: TimeDelta,
}

impl Clock for WrongClock {
    fn since_start(&self) -> Duration {
        self.right.since_start()
    }

    fn wall(&self) -> DateTime<Utc> {
        self.right.wall() + self.off
    }

    fn new_ticket_id(&self) -> TicketId {
        self.right.new_ticket_id()
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let token = std::fs::read_to_string(&arguments.token_file).context("no token")?;
    let journal = Journal::open(Some(&arguments.journal))?;
    let off = TimeDelta::seconds(arguments.clock_off);
    let clock = WrongClock { right: SystemClock::start(), off };
    let offline = Offline::open(Some(&arguments.journal), journal.clone(), clock)?;
    let (sender, news) = channel();
    let client = Client::start(&arguments.server, token.trim(), journal, offline, move |item| {
        // The other end goes only when the program does.
        let _ = sender.send(item);
    })?;
    let mut catalog = None;
    wait(&news, |news| {
        if let News::Catalog(arrived) = news {
            catalog = Some(std::sync::Arc::clone(arrived));
        }
        matches!(news, News::Offline { ready: true, .. })
    })?;
    let catalog = catalog.context("no catalogue came")?;
    say("ready");
    wait(&news, |news| matches!(news, News::Lost(_)))?;
    give(&client, &news, &catalog, &arguments)?;
    say("gave all");
    wait(
        &news,
        |news| matches!(news, News::Offline { status, .. } if status.waiting_to_merge == 0),
    )?;
    say("told all");
    Ok(())
}

/// Gives the numbers, evenly over the time, queue by queue.
fn give(
    client: &Client,
    news: &Receiver<News>,
    catalog: &CatalogView,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let clock = SystemClock::start();
    let begun = Instant::now();
    for n in 0..arguments.tickets {
        let due = Duration::from_secs(arguments.seconds) * u32::try_from(n)?
            / u32::try_from(arguments.tickets.max(1))?;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        let id = clock.new_ticket_id();
        let service = catalog.services[n % catalog.services.len()].id.clone();
        let request = IssueTicketRequest::walk_in(service, Language::Vi);
        let at = clock.wall();
        client.send(Request::Ticket { id, request, answer_in: Language::Vi });
        let ticket = issued(news)?;
        client.send(Request::Report { id: ticket.id, outcome: PrintOutcome::Printed });
        say(&format!("gave {} {} {}", ticket.id, ticket.number, at.timestamp_millis()));
    }
    Ok(())
}

fn issued(news: &Receiver<News>) -> anyhow::Result<IssuedTicket> {
    loop {
        match news.recv_timeout(PATIENCE)? {
            News::Issued(ticket) => return Ok(ticket),
            News::Unanswered { id } => bail!("no number for {id}"),
            _ => {}
        }
    }
}

fn wait(news: &Receiver<News>, mut fits: impl FnMut(&News) -> bool) -> anyhow::Result<()> {
    while !fits(&news.recv_timeout(PATIENCE)?) {}
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever started it listens")]
fn say(line: &str) {
    println!("{line}");
}
