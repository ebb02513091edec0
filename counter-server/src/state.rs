//! What every handler can reach: the published snapshot, the writer, the clock, the settings.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use chrono::{DateTime, Utc};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use shared::day::Forecast;
use shared::ids::TicketId;
use tokio::sync::{Semaphore, watch};

use crate::auth::{self, Device, Remembered, SignInGuard, SignedIn};
use crate::boards::Boards;
use crate::clock::Clock;
use crate::data_folder::ServerKey;
use crate::forecasts::Forecasts;
use crate::forms::Forms;
use crate::kiosks::Kiosks;
use crate::live::Feed;
use crate::live_forms::LiveForms;
use crate::personal::{CodeGuard, DateKeys, DeclarationKeys, NotesRead};
use crate::pictures::Pictures;
use crate::published::{Published, Snapshot};
use crate::settings::Settings;
use crate::storage::readers::Readers;
use crate::voice::Voice;
use crate::writer::Writer;

/// Passwords hashed at the same time: each takes 19 MiB.
const HASHING_MAX: usize = 2;

/// What [`AppState`] is made of.
#[derive(Debug)]
pub struct Shared {
    /// As the administrator set it.
    pub settings: Settings,
    /// Where the server listens.
    pub address: SocketAddr,
    /// The clock.
    pub clock: Arc<Clock>,
    /// The way to change anything.
    pub writer: Writer,
    /// The live feed.
    pub feed: Arc<Feed>,
    /// Connections for reading.
    pub readers: Readers,
    /// Signs the tokens of tickets.
    pub key: ServerKey,
    /// Keys of single dates, for what belongs to persons.
    pub date_keys: Arc<DateKeys>,
    /// Keys of single declarations.
    pub declaration_keys: Arc<DeclarationKeys>,
    /// Counts wrong codes of declarations.
    pub code_guard: CodeGuard,
    /// Forms that citizens can fill in.
    pub forms: LiveForms,
    /// Pictures that were uploaded for the boards.
    pub pictures: Pictures,
    /// What speaks calls.
    pub voice: Voice,
    /// What those who wait may expect.
    pub forecasts: Forecasts,
    /// What kiosks last said of themselves.
    pub kiosks: Kiosks,
    /// What boards last said of themselves.
    pub boards: Boards,
    /// Who has read which note already.
    pub notes_read: NotesRead,
    /// Counts requests by device; `None` = no limit.
    pub limiter: Option<DefaultKeyedRateLimiter<i64>>,
    /// Devices looked up a moment ago.
    pub devices: Remembered<Device>,
    /// Sessions looked up a moment ago.
    pub sessions: Remembered<SignedIn>,
    /// Slows down whoever tries passwords.
    pub sign_in_guard: SignInGuard,
    /// Places for hashing passwords.
    pub hashing: Semaphore,
    /// True once the server is to end; open streams end then.
    pub stopping: watch::Sender<bool>,
    /// Rings when a token or a session was taken away; open streams look then whether theirs still holds.
    pub access: watch::Sender<()>,
    /// What the writer shows.
    pub published: Arc<Published>,
}

/// Handed to every handler; a copy costs nothing.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What a state is made from.
#[derive(Debug)]
pub struct Parts {
    /// As the administrator set it.
    pub settings: Settings,
    /// Where the server listens.
    pub address: SocketAddr,
    /// The clock.
    pub clock: Arc<Clock>,
    /// The way to change anything.
    pub writer: Writer,
    /// The live feed.
    pub feed: Arc<Feed>,
    /// Connections for reading.
    pub readers: Readers,
    /// Signs the tokens of tickets.
    pub key: ServerKey,
    /// Keys of single dates.
    pub date_keys: Arc<DateKeys>,
    /// Keys of single declarations.
    pub declaration_keys: Arc<DeclarationKeys>,
    /// Forms that citizens can fill in.
    pub forms: LiveForms,
    /// Pictures that were uploaded for the boards.
    pub pictures: Pictures,
    /// What speaks calls.
    pub voice: Voice,
    /// What the writer shows.
    pub published: Arc<Published>,
}

impl AppState {
    /// Puts a state together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let limiter = NonZeroU32::new(parts.settings.requests_per_second_max)
            .map(|most| RateLimiter::keyed(Quota::per_second(most)));
        Self(Arc::new(Shared {
            settings: parts.settings,
            address: parts.address,
            clock: parts.clock,
            writer: parts.writer,
            feed: parts.feed,
            readers: parts.readers,
            key: parts.key,
            date_keys: parts.date_keys,
            declaration_keys: parts.declaration_keys,
            code_guard: CodeGuard::default(),
            forms: parts.forms,
            pictures: parts.pictures,
            voice: parts.voice,
            forecasts: Forecasts::default(),
            kiosks: Kiosks::default(),
            boards: Boards::default(),
            notes_read: NotesRead::default(),
            limiter,
            devices: Remembered::default(),
            sessions: Remembered::default(),
            sign_in_guard: SignInGuard::default(),
            hashing: Semaphore::new(HASHING_MAX),
            stopping: watch::Sender::new(false),
            access: watch::Sender::new(()),
            published: parts.published,
        }))
    }

    /// The center as of the last commit.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.published.snapshot()
    }

    /// The forms that citizens can fill in, as they hold now.
    #[must_use]
    pub fn forms(&self) -> Arc<Forms> {
        self.forms.current()
    }

    /// What those who wait may expect, as of this snapshot.
    #[must_use]
    pub fn forecast(&self, snapshot: &Snapshot) -> Arc<Forecast> {
        self.forecasts.of(snapshot, self.now())
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Makes a change of staff or devices hold at once: nobody is remembered, and open streams look again.
    pub fn access_changed(&self) {
        self.devices.forget_all();
        self.sessions.forget_all();
        self.access.send_replace(());
    }

    /// The token in a ticket's QR code.
    #[must_use]
    pub fn public_token(&self, ticket: TicketId) -> String {
        auth::public_token(&self.key, ticket)
    }

    /// The ticket that a token names; `None` for a token that this server never made.
    #[must_use]
    pub fn ticket_of_token(&self, token: &str) -> Option<TicketId> {
        auth::ticket_of_token(&self.key, token)
    }

    /// The address of a ticket's page on a phone: under the base that is set, else under the address that
    /// the sender of this request used.
    #[must_use]
    pub fn public_url(&self, headers: &HeaderMap, ticket: TicketId) -> String {
        format!("{}/t/{}", self.public_address(headers), self.public_token(ticket))
    }

    /// Where phones reach the pages, without a slash at the end: the base that is set, else the address that
    /// the sender of this request used.
    #[must_use]
    pub fn public_address(&self, headers: &HeaderMap) -> String {
        if let Some(base) = &self.settings.public_base_url {
            return base.trim_end_matches('/').to_owned();
        }
        let host = headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .filter(|host| host.parse::<Authority>().is_ok());
        match host {
            Some(host) => format!("http://{host}"),
            None => format!("http://{}", self.address),
        }
    }
}
