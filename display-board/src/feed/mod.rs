//! The connection to the server: snapshots and events come in, [`News`] goes out, for as long as the board runs.

mod client;
mod follow;

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use futures_util::StreamExt;
use serde::Deserialize;
use shared::ids::ZoneId;
use shared::protocol::{BoardView, CatalogView, Heartbeat};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use client::{Client, Message, Messages, Trouble};
use follow::Follower;

use crate::options::Options;

/// What the feed tells the board.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Names of the center, its services and zones.
    Catalog(Box<CatalogView>),
    /// The whole board, which replaces what was there.
    Board(Box<BoardView>),
    /// The stream is open: from here on the board is live.
    Live,
    /// The server said something; its time, where it told it.
    Heard(Option<DateTime<FixedOffset>>),
    /// The server cannot be reached; the feed goes on trying.
    Lost,
    /// The server is there and says no; the feed goes on trying, since an administrator may set it right.
    Refused(Refusal),
}

/// Why a server turns a board away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The token is not known.
    #[error(
        "the server does not know this board's token; an administrator makes a new one with `counter-server device add --kind board`"
    )]
    NotRegistered,
    /// There is no such zone.
    #[error("the center has no zone '{0}'; --zone names one of the catalogue's zones")]
    UnknownZone(ZoneId),
}

/// How patient the feed is. The defaults are for use; tests are in more of a hurry.
#[derive(Clone, Debug)]
pub struct Timing {
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for a whole answer.
    pub answer: Duration,
    /// The stream is given up after so long without an event; the server sends a heartbeat every 10 s.
    pub silence: Duration,
    /// How long a connection may be quiet before its other end is asked for a sign of life, and how often then.
    pub probe: Duration,
    /// How often the server is asked, beside the stream, how far it is: what a cut holds up in the stream is sent
    /// again the later the longer the cut was, and a question of its own comes through at once.
    pub pulse: Duration,
    /// Waits move without an event: after so long the board is asked for again.
    pub refresh: Duration,
    /// The least time between two snapshots, so that a burst of events does not become a burst of requests.
    pub spacing: Duration,
    /// The first pause before a new attempt; it doubles.
    pub retry_first: Duration,
    /// The longest pause before a new attempt: short, so that the board is right soon after the server is back.
    pub retry_max: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            // On the center's own network an answer takes milliseconds. All of these are short, so that an
            // attempt that began before the server was back does not stand in the way of the one that finds it.
            connect: Duration::from_millis(800),
            answer: Duration::from_millis(1500),
            silence: SILENCE_MAX,
            probe: Duration::from_secs(1),
            pulse: Duration::from_secs(1),
            refresh: Duration::from_secs(30),
            spacing: Duration::from_millis(150),
            retry_first: Duration::from_millis(200),
            retry_max: Duration::from_millis(500),
        }
    }
}

/// Without a word of the server for so long the board is not live; heartbeats come every 10 s, and one may be
/// a little late.
pub const SILENCE_MAX: Duration = Duration::from_millis(12_500);

/// The longest wait for a whole answer of a server that is slow again and again.
const ANSWER_MAX: Duration = Duration::from_secs(6);

/// Follows the server until nobody listens to `news` any more. A board that starts while the server is away
/// is told [`News::Lost`] and the rest once it is there.
pub async fn follow(options: Options, timing: Timing, news: mpsc::Sender<News>) {
    let connect = |timing: &Timing| {
        Client::new(options.server.clone(), &options.token, options.zone.clone(), timing)
            .map(Arc::new)
            .inspect_err(|trouble| tracing::error!(%trouble, "no HTTP client can be made"))
    };
    let Ok(client) = connect(&timing) else {
        let _ = news.send(News::Lost).await;
        return;
    };
    let mut pause = timing.retry_first;
    let usual_answer = timing.answer;
    let mut feed = Feed {
        client,
        timing,
        news,
        follower: Follower::default(),
        live: false,
        logged: String::new(),
    };
    loop {
        let End::Trouble(trouble) = feed.session().await else { return };
        let was_live = std::mem::take(&mut feed.live);
        if was_live {
            pause = feed.timing.retry_first;
            feed.timing.answer = usual_answer;
        } else if matches!(trouble, Trouble::Slow) {
            // A server that is there but slow gets more time; one that cannot be reached does not.
            feed.timing.answer = (feed.timing.answer * 2).min(ANSWER_MAX.max(usual_answer));
        }
        // Connections of before the cut may be dead without knowing it.
        if let Ok(client) = connect(&feed.timing) {
            feed.client = client;
        }
        // One quick attempt before the lobby is told: a stream may end without the server being away.
        let quick = was_live && matches!(trouble, Trouble::Network(_) | Trouble::Slow);
        if !quick && feed.tell_trouble(&trouble).await.is_err() {
            return;
        }
        sleep(pause).await;
        if !quick {
            pause = (pause * 2).min(feed.timing.retry_max);
        }
    }
}

/// Why a session ended.
enum End {
    /// Nobody listens any more: the program ends.
    NobodyListens,
    /// Try again.
    Trouble(Trouble),
}

impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What is fetched together, so that the names always fit the numbers.
type Fetched = (Option<Result<CatalogView, Trouble>>, Result<BoardView, Trouble>);

/// A request under way.
type Request = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// The question how far the server is, once its time has come; `None` when no answer came.
type Pulse = Pin<Box<dyn Future<Output = Option<u64>> + Send>>;

/// What a session waits for.
enum Happening {
    Message(Option<Result<Message, Trouble>>),
    Silence,
    Fetched(Fetched),
    Pulse(Option<u64>),
    TimeToAsk,
    TimeToRefresh,
}

/// The sequence in an event of any type; news without one replaces a value that boards do not show.
#[derive(Deserialize)]
struct Sequence {
    seq: Option<u64>,
}

struct Feed {
    client: Arc<Client>,
    timing: Timing,
    news: mpsc::Sender<News>,
    follower: Follower,
    /// Whether this session came as far as the open stream.
    live: bool,
    /// The trouble that was last written to the log, so that each is written once and not at every attempt.
    logged: String,
}

impl Feed {
    /// Everything from connecting to the loss of the connection.
    async fn session(&mut self) -> End {
        match self.connect().await {
            Ok(messages) => match self.listen(messages).await {
                Ok(never) => match never {},
                Err(end) => end,
            },
            Err(end) => end,
        }
    }

    /// Fetches the whole board, then opens the stream after it: what happens in between is in the stream.
    async fn connect(&mut self) -> Result<Messages, End> {
        self.follower.cut();
        self.follower.ask();
        let fetched = fetch(Arc::clone(&self.client), true).await;
        self.take(fetched).await?;
        let seq = self.follower.shown().unwrap_or_default();
        let messages = timeout(self.timing.answer, self.client.events(seq))
            .await
            .map_err(|_| Trouble::Network("the stream did not open in time".to_owned()))??;
        self.live = true;
        self.logged.clear();
        tracing::info!(seq, "live");
        self.tell(News::Live).await?;
        Ok(messages)
    }

    /// Reads the stream and fetches the board again whenever the follower wants it.
    async fn listen(&mut self, mut messages: Messages) -> Result<Infallible, End> {
        let mut silent_at = Instant::now() + self.timing.silence;
        let mut ask_at = Instant::now();
        let mut refresh_at = Instant::now() + self.timing.refresh;
        let mut catalog_too = false;
        let mut request: Option<Request> = None;
        let mut pulse = self.pulse_after(self.timing.pulse);
        loop {
            let happening = tokio::select! {
                message = timeout_at(silent_at, messages.next()) => match message {
                    Ok(message) => Happening::Message(message),
                    Err(_) => Happening::Silence,
                },
                fetched = answer_of(&mut request) => Happening::Fetched(fetched),
                seq = &mut pulse => Happening::Pulse(seq),
                () = sleep_until(ask_at), if self.follower.wants() => Happening::TimeToAsk,
                () = sleep_until(refresh_at), if !self.follower.wants() => Happening::TimeToRefresh,
            };
            match happening {
                Happening::Silence => return Err(Trouble::Silent(self.timing.silence).into()),
                Happening::Message(None) => {
                    return Err(Trouble::Network("the stream ended".to_owned()).into());
                }
                Happening::Message(Some(message)) => {
                    silent_at = Instant::now() + self.timing.silence;
                    catalog_too |= self.hear(&message?).await?;
                }
                Happening::Pulse(Some(seq)) => {
                    self.follower.heartbeat(seq);
                    pulse = self.pulse_after(self.timing.pulse);
                }
                // Soon again: the first answer after a cut is what the lobby waits for.
                Happening::Pulse(None) => pulse = self.pulse_after(self.timing.retry_first),
                Happening::TimeToRefresh => {
                    self.follower.resync();
                    refresh_at = Instant::now() + self.timing.refresh;
                }
                Happening::TimeToAsk => {
                    self.follower.ask();
                    ask_at = Instant::now() + self.timing.spacing;
                    refresh_at = Instant::now() + self.timing.refresh;
                    let client = Arc::clone(&self.client);
                    request = Some(Box::pin(fetch(client, std::mem::take(&mut catalog_too))));
                }
                Happening::Fetched(fetched) => {
                    request = None;
                    self.take(fetched).await?;
                }
            }
        }
    }

    fn pulse_after(&self, pause: Duration) -> Pulse {
        let client = Arc::clone(&self.client);
        Box::pin(async move {
            sleep(pause).await;
            client.seq().await.ok()
        })
    }

    /// Takes one message of the stream; true when the catalogue may have changed.
    async fn hear(&mut self, message: &Message) -> Result<bool, End> {
        let unreadable =
            |error: serde_json::Error| Trouble::Unexpected("GET /events", error.to_string());
        match message.kind.as_str() {
            "heartbeat" | "resync" => {
                let beat: Heartbeat = serde_json::from_str(&message.data).map_err(unreadable)?;
                if message.kind == "resync" {
                    self.follower.resync();
                } else {
                    self.follower.heartbeat(beat.seq);
                }
                self.tell(News::Heard(Some(beat.now))).await?;
            }
            _ => {
                let sequence: Sequence = serde_json::from_str(&message.data).map_err(unreadable)?;
                if let Some(seq) = sequence.seq {
                    self.follower.event(seq);
                }
                self.tell(News::Heard(None)).await?;
            }
        }
        Ok(matches!(message.kind.as_str(), "catalog_changed" | "resync"))
    }

    /// Hands on what was fetched.
    async fn take(&mut self, fetched: Fetched) -> Result<(), End> {
        let (catalog, board) = fetched;
        if let Some(catalog) = catalog {
            self.tell(News::Catalog(Box::new(catalog?))).await?;
        }
        let board = board?;
        self.follower.answer(board.seq);
        self.tell(News::Board(Box::new(board))).await
    }

    async fn tell_trouble(&mut self, trouble: &Trouble) -> Result<(), End> {
        let text = trouble.to_string();
        if self.logged != text {
            tracing::warn!("not live: {text}");
            self.logged = text;
        }
        self.tell(match trouble {
            Trouble::Refused(refusal) => News::Refused(refusal.clone()),
            _ => News::Lost,
        })
        .await
    }

    async fn tell(&self, news: News) -> Result<(), End> {
        self.news.send(news).await.map_err(|_| End::NobodyListens)
    }
}

/// Asks for the board, and before it for the catalogue, since an unknown zone is explained by its zones:
/// the catalogue is handed on even when the board is refused.
async fn fetch(client: Arc<Client>, catalog_too: bool) -> Fetched {
    let catalog = if catalog_too { Some(client.catalog().await) } else { None };
    (catalog, client.board().await)
}

/// The answer to the request under way; waits forever when there is none.
async fn answer_of(request: &mut Option<Request>) -> Fetched {
    match request {
        Some(request) => request.await,
        None => std::future::pending().await,
    }
}
