//! Speaks HTTP with the server, on threads of its own: keeps the catalogue fresh, asks for numbers, reports prints.
//!
//! Requests come in as [`Request`]s, answers go out as plain [`News`] through one callback. A number is asked
//! for again with the same id until an answer comes or the time is over; a report until it was taken. The
//! journal knows of a wish before the server does, and until its report was taken.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT_LANGUAGE, ETAG, IF_NONE_MATCH};
use reqwest::{Response, StatusCode, Url};
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::{
    CatalogView, ErrorCode, IssueTicketRequest, IssuedTicket, PrintJob, PrintJobs, PrintReport,
    Problem,
};
use shared::text::Language;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::sleep;

use crate::journal::Journal;
use crate::session::AwayReason;

/// How often the catalogue is asked for; the answer is "not modified" nearly always.
pub const CATALOG_EVERY: Duration = Duration::from_secs(5);
/// How soon it is asked for again after a failure.
const CATALOG_AGAIN: Duration = Duration::from_secs(1);
/// So many failures in a row mean that the server is away: one lost packet does not.
const FAILURES_TO_BE_AWAY: u32 = 2;
/// How long one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(4);
/// How long a number is asked for before the citizen is told; the session's own patience
/// ([`crate::session::BUSY_LIMIT`]) is longer.
pub const ISSUE_LIMIT: Duration = Duration::from_secs(10);
const ISSUE_PAUSE_FIRST: Duration = Duration::from_millis(250);
const ISSUE_PAUSE_MAX: Duration = Duration::from_secs(2);
const REPORT_PAUSE_FIRST: Duration = Duration::from_secs(1);
const REPORT_PAUSE_MAX: Duration = Duration::from_secs(30);

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
    /// A number was given.
    Issued(IssuedTicket),
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
        tell: impl Fn(News) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(REQUEST_LIMIT)
            .connect_timeout(REQUEST_LIMIT)
            // The server is on the same network: a proxy set for the machine would only stand in the way.
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        let wire = Arc::new(Wire {
            http,
            base: format!("{}/api/v1", server.as_str().trim_end_matches('/')),
            token: token.to_owned(),
            journal,
            is_no_kiosk: AtomicBool::new(false),
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
    http: reqwest::Client,
    base: String,
    token: String,
    journal: Journal,
    /// The server knows the token as that of another kind of device, such as a board: it gives the catalogue,
    /// but never a number. A token is read at the start only, so this does not change any more.
    is_no_kiosk: AtomicBool,
    tell: Box<dyn Fn(News) + Send + Sync>,
}

async fn serve(wire: Arc<Wire>, mut queue: UnboundedReceiver<Request>) {
    tokio::spawn(keep_catalog(Arc::clone(&wire)));
    while let Some(request) = queue.recv().await {
        let wire = Arc::clone(&wire);
        tokio::spawn(async move {
            match request {
                Request::Ticket { id, request, answer_in } => {
                    wire.note(id, Journal::ask).await;
                    let news = wire.ask_ticket(id, &request, answer_in).await;
                    if made_no_ticket(&news) {
                        wire.note(id, Journal::forget).await;
                    }
                    (wire.tell)(news);
                }
                Request::Report { id, outcome } => {
                    wire.report(id, outcome).await;
                    wire.note(id, Journal::forget).await;
                    (wire.tell)(News::Reported { id });
                }
            }
        });
    }
}

async fn keep_catalog(wire: Arc<Wire>) {
    let mut etag: Option<String> = None;
    let mut failures = 0_u32;
    loop {
        let answer = wire.catalog(etag.as_deref()).await;
        if wire.is_no_kiosk.load(Ordering::Relaxed) {
            (wire.tell)(News::Lost(AwayReason::NotAdmitted));
            return;
        }
        match answer {
            CatalogAnswer::Fresh(catalog, tag) => {
                failures = 0;
                etag = tag;
                (wire.tell)(News::Catalog(Arc::new(catalog)));
            }
            CatalogAnswer::Same => {
                failures = 0;
                (wire.tell)(News::Alive);
            }
            CatalogAnswer::None(reason) => {
                failures += 1;
                if failures >= FAILURES_TO_BE_AWAY || reason == AwayReason::NotAdmitted {
                    (wire.tell)(News::Lost(reason));
                }
            }
        }
        if failures == 0
            && let Some(jobs) = wire.print_jobs().await
        {
            (wire.tell)(News::Reprints(jobs));
        }
        sleep(if failures == 0 { CATALOG_EVERY } else { CATALOG_AGAIN }).await;
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

    async fn catalog(&self, etag: Option<&str>) -> CatalogAnswer {
        let mut request = self.http.get(format!("{}/catalog", self.base)).bearer_auth(&self.token);
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
        let sent = self
            .http
            .get(format!("{}/print-jobs", self.base))
            .bearer_auth(&self.token)
            .send()
            .await;
        match sent.and_then(Response::error_for_status) {
            Ok(response) => response.json::<PrintJobs>().await.ok().map(|list| list.jobs),
            Err(error) => {
                tracing::debug!(%error, "no answer to the question for reprints");
                None
            }
        }
    }

    async fn ask_ticket(
        &self,
        id: TicketId,
        request: &IssueTicketRequest,
        answer_in: Language,
    ) -> News {
        let started = Instant::now();
        let mut pause = ISSUE_PAUSE_FIRST;
        loop {
            let left = ISSUE_LIMIT.saturating_sub(started.elapsed());
            match tokio::time::timeout(left, self.ask_ticket_once(id, request, answer_in)).await {
                Ok(Attempt::Done(news)) => return news,
                Ok(Attempt::Again) => {}
                Err(_) => return News::Unanswered { id },
            }
            if started.elapsed() + pause >= ISSUE_LIMIT {
                return News::Unanswered { id };
            }
            sleep(pause).await;
            pause = (pause * 2).min(ISSUE_PAUSE_MAX);
        }
    }

    async fn ask_ticket_once(
        &self,
        id: TicketId,
        request: &IssueTicketRequest,
        answer_in: Language,
    ) -> Attempt<News> {
        let sent = self
            .http
            .put(format!("{}/tickets/{id}", self.base))
            .bearer_auth(&self.token)
            .header(ACCEPT_LANGUAGE, answer_in.code())
            .json(request)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(ticket = %id, %error, "no answer to the request for a number");
                return Attempt::Again;
            }
        };
        let status = response.status();
        if status.is_success() {
            return match response.json::<IssuedTicket>().await {
                Ok(issued) => Attempt::Done(News::Issued(issued)),
                // The answer was cut off: the same id gets it again.
                Err(_) => Attempt::Again,
            };
        }
        let problem = problem(response).await;
        tracing::warn!(ticket = %id, %status, code = ?problem.code, "no number was given");
        if status.is_server_error() && problem.code != ErrorCode::ClockJumped
            || status == StatusCode::TOO_MANY_REQUESTS
        {
            return Attempt::Again;
        }
        if status == StatusCode::UNAUTHORIZED || problem.code == ErrorCode::NotAllowed {
            if problem.code == ErrorCode::NotAllowed {
                tracing::error!(
                    "the token is not that of a kiosk: no number can be given until the kiosk is started with another"
                );
                self.is_no_kiosk.store(true, Ordering::Relaxed);
            }
            return Attempt::Done(News::NotAdmitted { id });
        }
        Attempt::Done(News::Refused {
            id,
            code: problem.code,
            message: problem.message,
            language: answer_in,
        })
    }

    async fn report(&self, id: TicketId, outcome: PrintOutcome) {
        let mut pause = REPORT_PAUSE_FIRST;
        loop {
            if let Attempt::Done(()) = self.report_once(id, outcome).await {
                return;
            }
            sleep(pause).await;
            pause = (pause * 2).min(REPORT_PAUSE_MAX);
        }
    }

    async fn report_once(&self, id: TicketId, outcome: PrintOutcome) -> Attempt<()> {
        let sent = self
            .http
            .post(format!("{}/tickets/{id}/print", self.base))
            .bearer_auth(&self.token)
            .json(&PrintReport { outcome })
            .send()
            .await;
        match sent.map(|response| response.status()) {
            Ok(status) if status.is_success() => Attempt::Done(()),
            Ok(status)
                if status.is_client_error()
                    && !matches!(
                        status,
                        StatusCode::UNAUTHORIZED
                            | StatusCode::FORBIDDEN
                            | StatusCode::TOO_MANY_REQUESTS
                    ) =>
            {
                // A ticket of another day, or a wish that made none: saying it again changes nothing.
                tracing::info!(ticket = %id, %status, "the server does not take the report of a print");
                Attempt::Done(())
            }
            Ok(status) => {
                tracing::warn!(ticket = %id, %status, "the report of a print was not taken yet");
                Attempt::Again
            }
            Err(error) => {
                tracing::warn!(ticket = %id, %error, "no answer to the report of a print");
                Attempt::Again
            }
        }
    }
}

/// Whether the server's own word is that this wish made nothing, so that there is nothing to report. Words that
/// are not the server's prove nothing, and another body under the same id means that there is a ticket.
fn made_no_ticket(news: &News) -> bool {
    matches!(news, News::Refused { code, .. }
        if !matches!(code, ErrorCode::Internal | ErrorCode::DifferentBody))
}

/// What the server says; a body that is none of its own (a proxy's page) is an internal error without words.
async fn problem(response: Response) -> Problem {
    response.json().await.unwrap_or(Problem {
        code: ErrorCode::Internal,
        message: String::new(),
        desk: None,
        ticket: None,
    })
}
