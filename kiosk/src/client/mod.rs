//! Speaks HTTP with the server, on threads of its own: keeps the catalogue fresh, asks for numbers, reports prints,
//! and tells of the numbers that were given while nobody answered.
//!
//! Requests come in as [`Request`]s, answers go out as plain [`News`] through one callback. A number is asked
//! for again with the same id until an answer comes or the time is over; a report until it was taken. The
//! journal knows of a wish before the server does, and until its report was taken.

mod asking;
mod merging;

use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{Response, StatusCode, Url};
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::{
    CatalogView, ErrorCode, IssueTicketRequest, IssuedTicket, OfflineStatus, PrintJob, PrintJobs,
    Problem,
};
use shared::text::Language;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;

use crate::api::Api;
use crate::journal::Journal;
use crate::offline::Offline;
use crate::session::AwayReason;

/// How often the catalogue is asked for; the answer is "not modified" nearly always.
pub const CATALOG_EVERY: Duration = Duration::from_secs(5);
/// How soon it is asked for again after a failure.
const CATALOG_AGAIN: Duration = Duration::from_secs(1);
/// So many failures in a row mean that the server is away: one lost packet does not.
const FAILURES_TO_BE_AWAY: u32 = 2;
/// How long a number is asked for before the citizen is told; the session's own patience
/// ([`crate::session::BUSY_LIMIT`]) is longer.
pub const ISSUE_LIMIT: Duration = Duration::from_secs(10);
/// How long it is asked for while a number can be given without the server.
pub const OFFLINE_PATIENCE: Duration = Duration::from_secs(4);

/// Something to ask of the server.
#[derive(Clone, Debug)]
pub enum Request {
    /// `PUT /tickets/{id}`.
    Ticket {
        /// The wish.
        id: TicketId,
        /// The body.
        request: IssueTicketRequest,
        /// The language of a refusal.
        answer_in: Language,
    },
    /// `POST /tickets/{id}/print`.
    Report {
        /// The ticket.
        id: TicketId,
        /// What came of its paper.
        outcome: PrintOutcome,
    },
}

/// What came from the server.
#[derive(Clone, Debug)]
pub enum News {
    /// A catalogue, the first or a changed one.
    Catalog(Arc<CatalogView>),
    /// It answers.
    Alive,
    /// It does not.
    Lost(AwayReason),
    /// A number was given; without the server when nothing is known of the wait.
    Issued(IssuedTicket),
    /// The number for this wish comes under another id: the server may have taken the wish after all.
    Replaced {
        /// The wish.
        wish: TicketId,
        /// The id of the ticket that comes.
        by: TicketId,
    },
    /// What can be done without the server.
    Offline {
        /// Whether a number can be given.
        ready: bool,
        /// What is in hand, and what waits to be told.
        status: OfflineStatus,
    },
    /// No number is given.
    Refused {
        /// The wish.
        id: TicketId,
        /// Why.
        code: ErrorCode,
        /// Why, as a sentence.
        message: String,
        /// The language of the sentence.
        language: Language,
    },
    /// This kiosk may not ask for numbers.
    NotAdmitted {
        /// The wish.
        id: TicketId,
    },
    /// No answer came in time.
    Unanswered {
        /// The wish.
        id: TicketId,
    },
    /// Tickets that are to be printed again, all of them each time.
    Reprints(Vec<PrintJob>),
    /// A report was taken, or will never be.
    Reported {
        /// The ticket.
        id: TicketId,
    },
}

/// Hands requests to the client's threads.
#[derive(Clone, Debug)]
pub struct Client {
    requests: UnboundedSender<Request>,
}

impl Client {
    /// Starts to speak with the server. `tell` is called on a thread of the client.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        server: &Url,
        token: &str,
        journal: Journal,
        offline: Offline,
        tell: impl Fn(News) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let wire = Arc::new(Wire {
            api: Api::new(server, token)?,
            journal,
            offline,
            is_no_kiosk: AtomicBool::new(false),
            is_away: AtomicBool::new(false),
            doubtful: Mutex::default(),
            offline_told: Mutex::default(),
            tell: Box::new(tell),
        });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let (requests, queue) = unbounded_channel();
        std::thread::Builder::new()
            .name("client".to_owned())
            .spawn(move || runtime.block_on(serve(wire, queue)))?;
        Ok(Self { requests })
    }

    /// Queues a request; returns at once.
    pub fn send(&self, request: Request) {
        if self.requests.send(request).is_err() {
            tracing::error!("the client's thread has ended");
        }
    }
}

struct Wire {
    api: Api,
    journal: Journal,
    /// The server knows the token as that of another kind of device, such as a board: it gives the catalogue,
    /// but never a number. A token is read at the start only, so this does not change any more.
    is_no_kiosk: AtomicBool,
    /// It did not answer lately: nobody waits for it before a number is given without it.
    is_away: AtomicBool,
    /// Wishes that the server perhaps took although no answer came.
    doubtful: Mutex<HashSet<TicketId>>,
    /// What was last told of the numbers in hand.
    offline_told: Mutex<(bool, OfflineStatus)>,
    offline: Offline,
    tell: Box<dyn Fn(News) + Send + Sync>,
}

async fn serve(wire: Arc<Wire>, mut queue: UnboundedReceiver<Request>) {
    tokio::spawn(keep_catalog(Arc::clone(&wire)));
    while let Some(request) = queue.recv().await {
        let wire = Arc::clone(&wire);
        tokio::spawn(async move {
            match request {
                Request::Ticket { id, request, answer_in } => {
                    wire.give_number(id, request, answer_in).await;
                }
                // What came of a ticket that the server does not know is told after the ticket.
                Request::Report { id, outcome } if wire.offline.hold_report(id, outcome) => {}
                Request::Report { id, outcome } => wire.report_to_end(id, id, outcome).await,
            }
        });
    }
}

/// What is known of the catalogue, and what the screens show of it.
#[derive(Default)]
struct Watch {
    etag: Option<String>,
    failures: u32,
    from_server: Option<Arc<CatalogView>>,
    /// With the queues as they are open while nobody can be asked.
    by_ourselves: Option<Arc<CatalogView>>,
}

async fn keep_catalog(wire: Arc<Wire>) {
    let mut watch = Watch::default();
    if wire.offline.is_ready() {
        // The first screen stands before the server's first answer.
        watch.show_own(&wire);
    }
    wire.tell_offline();
    loop {
        let answer = wire.catalog(watch.etag.as_deref()).await;
        if wire.is_no_kiosk.load(Ordering::Relaxed) {
            (wire.tell)(News::Lost(AwayReason::NotAdmitted));
            return;
        }
        watch.take(&wire, answer).await;
        if watch.failures == 0 {
            if let Some(jobs) = wire.print_jobs().await {
                (wire.tell)(News::Reprints(jobs));
            }
            wire.tell_all().await;
            wire.ask_for_numbers().await;
        }
        wire.tell_offline();
        sleep(if watch.failures == 0 { CATALOG_EVERY } else { CATALOG_AGAIN }).await;
    }
}

impl Watch {
    async fn take(&mut self, wire: &Arc<Wire>, answer: CatalogAnswer) {
        match answer {
            CatalogAnswer::Fresh(catalog, tag) => {
                self.answered(wire);
                self.etag = tag;
                let catalog = Arc::new(catalog);
                self.from_server = Some(Arc::clone(&catalog));
                (wire.tell)(News::Catalog(Arc::clone(&catalog)));
                wire.on_disk(move |offline| offline.keep_catalog(&catalog)).await;
            }
            CatalogAnswer::Same => {
                self.answered(wire);
                match (self.by_ourselves.take(), &self.from_server) {
                    // What the server said of its queues holds again.
                    (Some(_), Some(catalog)) => (wire.tell)(News::Catalog(Arc::clone(catalog))),
                    _ => (wire.tell)(News::Alive),
                }
            }
            CatalogAnswer::None(reason) => {
                self.failures += 1;
                if self.failures >= FAILURES_TO_BE_AWAY || reason == AwayReason::NotAdmitted {
                    wire.is_away.store(reason == AwayReason::NoAnswer, Ordering::Relaxed);
                    if reason == AwayReason::NoAnswer && wire.offline.is_ready() {
                        self.show_own(wire);
                    }
                    (wire.tell)(News::Lost(reason));
                }
            }
        }
    }

    fn answered(&mut self, wire: &Wire) {
        self.failures = 0;
        wire.is_away.store(false, Ordering::Relaxed);
    }

    /// Shows the last catalogue as it holds while nobody can be asked.
    fn show_own(&mut self, wire: &Wire) {
        let Some(catalog) = wire.offline.catalog() else { return };
        let is_shown = self.by_ourselves.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &catalog));
        if !is_shown {
            self.by_ourselves = Some(Arc::clone(&catalog));
            (wire.tell)(News::Catalog(catalog));
        }
    }
}

enum CatalogAnswer {
    Fresh(CatalogView, Option<String>),
    Same,
    None(AwayReason),
}

/// What one attempt came to.
enum Attempt<T> {
    Done(T),
    /// Worth trying again.
    Again,
    /// The same, and the server has certainly not heard it.
    NotSent,
}

impl Wire {
    /// Writes into the journal on a thread that may wait for the disk. When the disk fails the citizen still
    /// gets the number.
    async fn note(&self, id: TicketId, write: fn(&Journal, TicketId) -> io::Result<()>) {
        let journal = self.journal.clone();
        let written = tokio::task::spawn_blocking(move || write(&journal, id)).await;
        if let Err(error) = written.unwrap_or_else(|error| Err(io::Error::other(error))) {
            tracing::error!(ticket = %id, %error, "the journal cannot be written");
        }
    }

    /// Does something on disk on a thread that may wait for it; nothing when that thread fails.
    async fn on_disk<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Offline) -> T + Send + 'static,
    ) -> Option<T> {
        let offline = self.offline.clone();
        match tokio::task::spawn_blocking(move || act(&offline)).await {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::error!(%error, "the journal's thread broke off");
                None
            }
        }
    }

    /// Tells what can be done without the server, when that changed.
    fn tell_offline(&self) {
        let (ready, status) = (self.offline.is_ready(), self.offline.status());
        let mut told = self.offline_told.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != (ready, status) {
            *told = (ready, status);
            (self.tell)(News::Offline { ready, status });
        }
    }

    async fn catalog(&self, etag: Option<&str>) -> CatalogAnswer {
        let mut request = self.api.get("catalog");
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => {
                tracing::debug!(%error, "no answer to the catalogue request");
                return CatalogAnswer::None(AwayReason::NoAnswer);
            }
        };
        match response.status() {
            StatusCode::NOT_MODIFIED => CatalogAnswer::Same,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                CatalogAnswer::None(AwayReason::NotAdmitted)
            }
            status if status.is_success() => {
                let tag = response
                    .headers()
                    .get(ETAG)
                    .and_then(|tag| Some(tag.to_str().ok()?.to_owned()));
                match response.json().await {
                    Ok(catalog) => CatalogAnswer::Fresh(catalog, tag),
                    Err(error) => {
                        tracing::error!(%error, "the catalogue cannot be read");
                        CatalogAnswer::None(AwayReason::NoAnswer)
                    }
                }
            }
            status => {
                tracing::warn!(%status, "the server gives no catalogue");
                CatalogAnswer::None(AwayReason::NoAnswer)
            }
        }
    }

    /// What is to be printed again; nothing known when there is no answer, and the next question tells.
    async fn print_jobs(&self) -> Option<Vec<PrintJob>> {
        let sent = self.api.get("print-jobs").send().await;
        match sent.and_then(Response::error_for_status) {
            Ok(response) => response.json::<PrintJobs>().await.ok().map(|list| list.jobs),
            Err(error) => {
                tracing::debug!(%error, "no answer to the question for reprints");
                None
            }
        }
    }
}

/// What the server says; a body that is none of its own (a proxy's page) is an internal error without words.
async fn problem(response: Response) -> Problem {
    response.json().await.unwrap_or(Problem {
        code: ErrorCode::Internal,
        message: String::new(),
        desk: None,
        ticket: None,
        answers: Vec::new(),
    })
}
