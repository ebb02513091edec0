//! Tells the server how the kiosk is, calls for help, and learns whether somebody comes. A thread of its own:
//! neither numbers nor the catalogue wait for it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Url};
use shared::protocol::{HelpRequest, KioskAnswer};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::api::Api;
use crate::session::HelpNews;
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
        let wire = Arc::new(Wire { api: Api::new(server, token)?, keeper });
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
    api: Api,
    keeper: StatusKeeper,
}

impl Wire {
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
        let taken = wire.send(wire.api.put("kiosk/status").json(&status)).await.is_some();
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
                let request = self.wire.api.post("kiosk/help").json(&request);
                let answer = self.wire.ask(request).await;
                self.show(answer.map_or(HelpNews::NotReached, |answer| answer.help.into()));
                answer.is_some()
            }
            Wish::NoMore => {
                self.show(HelpNews::Nobody);
                self.wire.send(self.wire.api.request(Method::DELETE, "kiosk/help")).await.is_some()
            }
        }
    }

    /// Asks whether somebody comes. Without an answer everything stays as it is.
    async fn look(&mut self) {
        if let Some(answer) = self.wire.ask(self.wire.api.get("kiosk/help")).await {
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
