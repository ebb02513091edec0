//! The kiosk goes on giving numbers while the server is away: numbers in hand, the last catalogue, and the
//! tickets that wait to be told, all in the journal's folder.
//!
//! A ticket is on disk before anybody sees its number, and stays there until the server has answered for it.
//! Without a journal there is none of this.

mod book;
mod entry;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Timelike, Utc};
use shared::day::{PrintOutcome, TicketState};
use shared::ids::{JournalId, ServiceId, TicketId};
use shared::protocol::{
    CatalogView, IssueTicketRequest, IssuedTicket, LeasedNumbers, OfflineStatus, OfflineTicket,
};
use uuid::Uuid;

use crate::clock::Clock;
use crate::files;
use crate::journal::Journal;
use book::Book;
pub(crate) use entry::Entry;

/// The folder within the journal.
const FOLDER: &str = "offline";
const BOOK: &str = "numbers.json";
const CATALOG: &str = "catalog.json";
/// How often more numbers are asked for, beside after each ticket that was told.
const ASK_EVERY: Duration = Duration::from_secs(300);

/// Why no number can be given without the server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoNumber {
    /// There is no journal, no catalogue, or no number was ever given in advance.
    #[error("this kiosk gives no numbers by itself")]
    Off,
    /// The clock shows a time before the server's last word.
    #[error("the clock of this machine is wrong")]
    WrongClock,
    /// Every number in hand was given.
    #[error("the numbers in hand are used up")]
    UsedUp,
    /// It cannot be written down, so it must not be given.
    #[error("the journal cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Numbers without the server; a copy shares everything.
#[derive(Clone, Default)]
pub struct Offline(Option<Arc<Inner>>);

struct Inner {
    folder: PathBuf,
    journal: Journal,
    clock: Box<dyn Clock + Send + Sync>,
    state: Mutex<State>,
}

struct State {
    book: Book,
    /// By their place.
    entries: BTreeMap<u64, Entry>,
    /// When those of this run were given, by a clock that nobody sets.
    given_at: HashMap<TicketId, Duration>,
    /// What came of the papers of those that wait.
    prints: HashMap<TicketId, PrintOutcome>,
    catalog: Option<Arc<CatalogView>>,
    asked_at: Option<(Duration, NaiveDate)>,
}

impl Offline {
    /// Reads what an earlier run left; `None` as the journal's folder means that no number is given without the
    /// server.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(
        journal_folder: Option<&Path>,
        journal: Journal,
        clock: impl Clock + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let Some(journal_folder) = journal_folder else { return Ok(Self::default()) };
        let folder = journal_folder.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let mut entries = BTreeMap::new();
        for name in files::names(&folder, entry::ENDING)? {
            let content = files::read(&folder, &name)?.unwrap_or_default();
            match serde_json::from_slice::<Entry>(&content) {
                Ok(entry) => {
                    entries.insert(entry.place, entry);
                }
                Err(error) => tracing::error!(name, %error, "a ticket on disk cannot be read"),
            }
        }
        let read_catalog = files::read(&folder, CATALOG)?;
        let catalog = read_catalog.and_then(|content| match serde_json::from_slice(&content) {
            Ok(catalog) => Some(Arc::new(catalog)),
            Err(error) => {
                tracing::warn!(%error, "the catalogue on disk cannot be read");
                None
            }
        });
        let state = State {
            book: read_book(&folder)?,
            entries,
            given_at: HashMap::new(),
            prints: HashMap::new(),
            catalog,
            asked_at: None,
        };
        let inner = Inner { folder, journal, clock: Box::new(clock), state: Mutex::new(state) };
        Ok(Self(Some(Arc::new(inner))))
    }

    /// Whether a number can be given now without the server.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.status().numbers_left > 0 && self.catalog().is_some()
    }

    /// What the kiosk has in hand and what waits.
    #[must_use]
    pub fn status(&self) -> OfflineStatus {
        let Some(inner) = &self.0 else { return OfflineStatus::default() };
        let (state, now) = (inner.state(), inner.clock.wall());
        let numbers_left = match (state.trusts(now), state.date(now)) {
            (true, Some(date)) => state.book.left(date),
            _ => 0,
        };
        let waiting = u32::try_from(state.entries.len()).unwrap_or(u32::MAX);
        OfflineStatus { numbers_left, waiting_to_merge: waiting }
    }

    /// The last catalogue, with the queues open as the center's hours say: nobody else can tell now.
    #[must_use]
    pub fn catalog(&self) -> Option<Arc<CatalogView>> {
        let inner = self.0.as_ref()?;
        let now = inner.clock.wall();
        let catalog = inner.state().catalog.clone()?;
        let is_open = is_open(&catalog, now);
        let opens =
            |id: &ServiceId| is_open && catalog.desks.iter().any(|desk| desk.services.contains(id));
        if catalog.services.iter().all(|service| service.open == opens(&service.id)) {
            return Some(catalog);
        }
        let mut shown = CatalogView::clone(&catalog);
        shown.services.iter_mut().for_each(|service| service.open = opens(&service.id));
        let shown = Arc::new(shown);
        // The same one next time, so that nothing is drawn anew.
        inner.state().catalog = Some(Arc::clone(&shown));
        Some(shown)
    }

    /// Keeps a catalogue for the time without a server. Waits for the disk.
    pub(crate) fn keep_catalog(&self, catalog: &Arc<CatalogView>) {
        let Some(inner) = &self.0 else { return };
        inner.state().catalog = Some(Arc::clone(catalog));
        let written = serde_json::to_vec(&**catalog)
            .map_err(io::Error::other)
            .and_then(|content| files::write(&inner.folder, CATALOG, &content));
        if let Err(error) = written {
            tracing::error!(%error, "the catalogue cannot be kept");
        }
    }

    /// Gives a number. It is on disk when this returns. `may_exist`: whether the server perhaps took this wish.
    pub(crate) fn give(
        &self,
        wish: TicketId,
        request: &IssueTicketRequest,
        may_exist: bool,
    ) -> Result<IssuedTicket, NoNumber> {
        let inner = self.0.as_ref().ok_or(NoNumber::Off)?;
        let (mut state, now) = (inner.state(), inner.clock.wall());
        let catalog = state.catalog.clone().ok_or(NoNumber::Off)?;
        let at = now.with_timezone(&catalog.center.time_zone).fixed_offset();
        let date = at.date_naive();
        if !state.trusts(now) {
            return Err(NoNumber::WrongClock);
        }
        let number = state.book.free(&request.service, date).ok_or(NoNumber::UsedUp)?;
        let ticket = if may_exist { inner.clock.new_ticket_id() } else { wish };
        let place = state.book.give(&number, date);
        inner.write_book(&state.book)?;
        let entry = Entry {
            place,
            ticket,
            request: IssueTicketRequest {
                // Nothing about a person waits here.
                person_id: None,
                note: None,
                appointment: None,
                offline: Some(OfflineTicket {
                    number: number.clone(),
                    arrived_at: at,
                    sent_at: None,
                    leased_for: Some(date),
                    supersedes: may_exist.then_some(wish),
                }),
                ..request.clone()
            },
        };
        inner.write_entry(&entry)?;
        // From here on the ticket exists. Until its paper is known, a power cut leaves it unknown.
        inner.journal.ask(ticket)?;
        if may_exist {
            inner.journal.forget(wish)?;
        }
        state.given_at.insert(ticket, inner.clock.since_start());
        state.entries.insert(place, entry);
        tracing::warn!(%ticket, %number, "a number was given without the server");
        Ok(IssuedTicket {
            id: ticket,
            number,
            service: request.service.clone(),
            state: TicketState::Waiting,
            issued_at: at,
            business_date: date,
            people_ahead: 0,
            wait_minutes: None,
            public_url: String::new(),
        })
    }

    /// The first ticket that waits to be told.
    pub(crate) fn first(&self) -> Option<Entry> {
        self.0.as_ref()?.state().entries.first_key_value().map(|(_, entry)| entry.clone())
    }

    /// What is told of it now: with this moment beside that of its giving, so that the server can tell what the
    /// clock here is worth.
    pub(crate) fn telling(&self, entry: &Entry) -> IssueTicketRequest {
        let mut request = entry.request.clone();
        let (Some(inner), Some(offline)) = (&self.0, &mut request.offline) else { return request };
        let now: DateTime<FixedOffset> =
            inner.clock.wall().with_timezone(offline.arrived_at.offset());
        let given_at = inner.state().given_at.get(&entry.ticket).copied();
        // Within one run the wall clock may be set; the other one is not.
        if let Some(age) = given_at.map(|given| inner.clock.since_start().saturating_sub(given)) {
            offline.arrived_at = now - TimeDelta::from_std(age).unwrap_or_default();
        }
        offline.sent_at = Some(now);
        request
    }

    /// The server has answered for it: it leaves the disk. What came of its paper, when that is known.
    pub(crate) fn told(&self, entry: &Entry) -> Option<PrintOutcome> {
        self.leave(entry, |inner| files::remove(&inner.folder, &entry.name()))
    }

    /// The server will never take it: it is put aside for whoever looks into it.
    pub(crate) fn set_aside(&self, entry: &Entry) {
        tracing::error!(ticket = %entry.ticket, "the server does not take a ticket that was given without it; its file stays");
        let aside =
            |inner: &Inner| files::rename(&inner.folder, &entry.name(), &entry.refused_name());
        self.leave(entry, aside);
    }

    fn leave(
        &self,
        entry: &Entry,
        change: impl FnOnce(&Inner) -> io::Result<()>,
    ) -> Option<PrintOutcome> {
        let inner = self.0.as_ref()?;
        let mut state = inner.state();
        if let Err(error) = change(inner) {
            // Told once more after a restart, which is harmless.
            tracing::error!(ticket = %entry.ticket, %error, "the journal cannot be written");
        }
        state.entries.remove(&entry.place);
        state.given_at.remove(&entry.ticket);
        state.prints.remove(&entry.ticket)
    }

    /// Sends it without its declaration from now on, which the server does not know.
    pub(crate) fn drop_declaration(&self, entry: &Entry) {
        let Some(inner) = &self.0 else { return };
        let mut state = inner.state();
        if let Some(entry) = state.entries.get_mut(&entry.place) {
            entry.request.declaration = None;
            if let Err(error) = inner.write_entry(entry) {
                tracing::error!(ticket = %entry.ticket, %error, "the journal cannot be written");
            }
        }
    }

    /// Keeps what came of a paper until its ticket was told; false when it waits for nothing.
    pub(crate) fn hold_report(&self, ticket: TicketId, outcome: PrintOutcome) -> bool {
        let Some(inner) = &self.0 else { return false };
        let mut state = inner.state();
        let waits = state.entries.values().any(|entry| entry.ticket == ticket);
        if waits {
            state.prints.insert(ticket, outcome);
        }
        waits
    }

    /// The journal for which numbers are to be asked now; none while there is no need.
    pub(crate) fn wants_numbers(&self) -> Option<JournalId> {
        let inner = self.0.as_ref()?;
        let (mut state, now) = (inner.state(), inner.clock.wall());
        let date = state.date(now)?;
        let since_start = inner.clock.since_start();
        let asked_lately =
            |(at, on): (Duration, NaiveDate)| on == date && since_start < at + ASK_EVERY;
        if state.asked_at.is_some_and(asked_lately) {
            return None;
        }
        state.asked_at = Some((since_start, date));
        Some(state.book.journal)
    }

    /// Asks for numbers with the next word to the server.
    pub(crate) fn want_numbers_soon(&self) {
        if let Some(inner) = &self.0 {
            inner.state().asked_at = None;
        }
    }

    /// Keeps numbers that the server gave. Waits for the disk.
    pub(crate) fn take_numbers(&self, leased: LeasedNumbers) {
        let Some(inner) = &self.0 else { return };
        let (mut state, now) = (inner.state(), inner.clock.wall());
        let Some(today) = state.date(now) else { return };
        let mut book = state.book.clone();
        book.take(leased, now, today);
        // Numbers are in hand only when they are on disk: another run must know which of them were given.
        match inner.write_book(&book) {
            Ok(()) => state.book = book,
            Err(error) => tracing::error!(%error, "the numbers in hand cannot be kept"),
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_book(&self, book: &Book) -> io::Result<()> {
        files::write(&self.folder, BOOK, &serde_json::to_vec(book)?)
    }

    fn write_entry(&self, entry: &Entry) -> io::Result<()> {
        files::write(&self.folder, &entry.name(), &serde_json::to_vec(entry)?)
    }
}

impl State {
    fn trusts(&self, now: DateTime<Utc>) -> bool {
        self.book.trusts(now)
    }

    /// The local date, once the center's time zone is known.
    fn date(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        let catalog = self.catalog.as_ref()?;
        Some(now.with_timezone(&catalog.center.time_zone).date_naive())
    }
}

impl fmt::Debug for Offline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Offline").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// A book that cannot be read is begun anew: under another name, since nobody knows what was given of the old.
fn read_book(folder: &Path) -> io::Result<Book> {
    let fresh = || Book::new(JournalId(Uuid::new_v4()));
    Ok(match files::read(folder, BOOK)? {
        None => fresh(),
        Some(content) => serde_json::from_slice(&content).unwrap_or_else(|error| {
            tracing::error!(%error, "the numbers in hand cannot be read: new ones will be asked for");
            fresh()
        }),
    })
}

/// Whether the center's hours contain a moment. Holidays and hours of single queues are the server's to know.
fn is_open(catalog: &CatalogView, now: DateTime<Utc>) -> bool {
    let local = now.with_timezone(&catalog.center.time_zone);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(u16::MAX);
    let weekday = u8::try_from(local.weekday().number_from_monday()).unwrap_or(0);
    catalog.hours.iter().any(|hours| {
        hours.weekdays.contains(&weekday)
            && (hours.opens_minute..hours.closes_minute).contains(&minute)
    })
}
