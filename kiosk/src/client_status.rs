//! Tells the server how the kiosk is, calls for help, and learns whether somebody comes. A thread of its own:
//! neither numbers nor the catalogue wait for it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Url};
use shared::protocol::{HelpRequest, HelpState, KioskAnswer};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::status::StatusKeeper;

/// How often the kiosk says how it is when nothing changes.
pub const STATUS_EVERY: Duration = Duration::from_secs(30);
/// How soon it says it again when the server did not take it.
const STATUS_AGAIN: Duration = Duration::from_secs(5);
/// Changes that come together are told together.
const GATHER: Duration = Duration::from_millis(150);
/// How often it is asked whether somebody comes, while somebody waits.
pub const HELP_EVERY: Duration = Duration::from_secs(2);
/// How long nothing is looked at while nobody calls.
const QUIET: Duration = Duration::from_secs(60 * 60);
/// How long one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(4);

/// How far a call for help is, for the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HelpNews {
    /// Nobody called, or the call is over.
    #[default]
    Nobody,
    /// The call has not reached the center: it is tried again, and the screen should name another way.
    NotReached,
    /// The staff see it.
    Called,
    /// Somebody said that they come.
    Comes,
}

impl From<Option<HelpState>> for HelpNews {
    fn from(state: Option<HelpState>) -> Self {
        match state {
            None => Self::Nobody,
            Some(HelpState { answered_at: None, .. }) => Self::Called,
            Some(HelpState { answered_at: Some(_), .. }) => Self::Comes,
        }
    }
}

/// What the person at the kiosk wants.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// No help, and nothing to take back.
    Nothing,
    /// Help at this screen.
    Help(Option<String>),
    /// No more help.
    NoMore,
}

/// Hands wishes to the thread; every call returns at once.
#[derive(Clone, Debug)]
pub struct StatusClient {
    wish: Arc<watch::Sender<Wish>>,
}

impl StatusClient {
    /// Starts the thread. `tell` is called on it with each news of help; the first tells of a call that stands
    /// from before a restart.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        server: &Url,
        token: &str,
        keeper: StatusKeeper,
        tell: impl Fn(HelpNews) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(REQUEST_LIMIT)
            .connect_timeout(REQUEST_LIMIT)
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        let base = format!("{}/api/v1/kiosk", server.as_str().trim_end_matches('/'));
        let wire = Arc::new(Wire { http, base, token: token.to_owned(), keeper });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let wish = Arc::new(watch::Sender::new(Wish::Nothing));
        let wishes = wish.subscribe();
        std::thread::Builder::new().name("status".to_owned()).spawn(move || {
            runtime.block_on(async {
                let help = Help { wire: Arc::clone(&wire), shown: HelpNews::Nobody, tell };
                tokio::join!(keep_status(&wire), help.keep(wishes));
            });
        })?;
        Ok(Self { wish })
    }

    /// Somebody wants help. `screen`: where they stand, as a code of one short word.
    pub fn call_help(&self, screen: Option<&str>) {
        self.wish.send_replace(Wish::Help(screen.map(str::to_owned)));
    }

    /// Nobody wants help any more: it was taken back, or the visit is over.
    pub fn end_help(&self) {
        self.wish.send_if_modified(|wish| {
            let is_new = *wish != Wish::NoMore;
            *wish = Wish::NoMore;
            is_new
        });
    }
}

struct Wire {
    http: reqwest::Client,
    base: String,
    token: String,
    keeper: StatusKeeper,
}

impl Wire {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/{path}", self.base)).bearer_auth(&self.token)
    }

    /// Sends a request; `None` when it was not taken.
    async fn send(&self, request: RequestBuilder) -> Option<reqwest::Response> {
        match request.send().await {
            Ok(response) => {
                self.keeper.server_answered();
                let status = response.status();
                if !status.is_success() {
                    tracing::warn!(%status, "the server does not take what the kiosk says of itself");
                }
                status.is_success().then_some(response)
            }
            Err(error) => {
                tracing::debug!(%error, "no answer to what the kiosk says of itself");
                None
            }
        }
    }

    async fn ask(&self, request: RequestBuilder) -> Option<KioskAnswer> {
        self.send(request).await?.json().await.ok()
    }
}

async fn keep_status(wire: &Wire) {
    loop {
        let status = wire.keeper.now();
        let taken = wire.send(wire.request(Method::PUT, "status").json(&status)).await.is_some();
        let again_at = Instant::now() + if taken { STATUS_EVERY } else { STATUS_AGAIN };
        while timeout_at(again_at, wire.keeper.changed()).await.is_ok() {
            sleep(GATHER).await;
            if wire.keeper.now() != status {
                break;
            }
        }
    }
}

struct Help<T> {
    wire: Arc<Wire>,
    shown: HelpNews,
    tell: T,
}

impl<T: Fn(HelpNews)> Help<T> {
    async fn keep(mut self, mut wishes: watch::Receiver<Wish>) {
        // A call that stands from before a restart is shown again.
        self.look().await;
        let mut is_settled = true;
        loop {
            let stands = matches!(self.shown, HelpNews::Called | HelpNews::Comes);
            let wait = if stands || !is_settled { HELP_EVERY } else { QUIET };
            match timeout(wait, wishes.changed()).await {
                Ok(Ok(())) => is_settled = self.settle(&mut wishes).await,
                Ok(Err(_)) => return,
                Err(_) if !is_settled => is_settled = self.settle(&mut wishes).await,
                Err(_) if stands => self.look().await,
                Err(_) => {}
            }
        }
    }

    /// Does what is wished; whether the server took it.
    async fn settle(&mut self, wishes: &mut watch::Receiver<Wish>) -> bool {
        let wish = wishes.borrow_and_update().clone();
        match wish {
            Wish::Nothing => true,
            Wish::Help(screen) => {
                let request = HelpRequest { screen };
                let request = self.wire.request(Method::POST, "help").json(&request);
                let answer = self.wire.ask(request).await;
                self.show(answer.map_or(HelpNews::NotReached, |answer| answer.help.into()));
                answer.is_some()
            }
            Wish::NoMore => {
                self.show(HelpNews::Nobody);
                self.wire.send(self.wire.request(Method::DELETE, "help")).await.is_some()
            }
        }
    }

    /// Asks whether somebody comes. Without an answer everything stays as it is.
    async fn look(&mut self) {
        if let Some(answer) = self.wire.ask(self.wire.request(Method::GET, "help")).await {
            self.show(answer.help.into());
        }
    }

    fn show(&mut self, news: HelpNews) {
        if news != self.shown {
            self.shown = news;
            (self.tell)(news);
        }
    }
}
