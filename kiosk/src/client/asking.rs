//! Asks the server for a number, or gives one without it; reports what came of the papers.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::header::ACCEPT_LANGUAGE;
use shared::day::PrintOutcome;
use shared::ids::TicketId;
use shared::protocol::{ErrorCode, IssueTicketRequest, IssuedTicket, PrintReport};
use shared::text::Language;
use tokio::time::sleep;

use super::{Attempt, ISSUE_LIMIT, News, OFFLINE_PATIENCE, Wire, problem};
use crate::journal::Journal;

const ISSUE_PAUSE_FIRST: Duration = Duration::from_millis(250);
const ISSUE_PAUSE_MAX: Duration = Duration::from_secs(2);
/// So many connections refused in a row are answer enough when a number can be given without the server.
const REFUSALS_TO_BE_AWAY: u32 = 2;
const REPORT_PAUSE_FIRST: Duration = Duration::from_secs(1);
const REPORT_PAUSE_MAX: Duration = Duration::from_secs(30);

/// What asking came to.
enum Asked {
    /// The server has spoken.
    Answered(News),
    /// It has not, and perhaps it took the wish.
    Silent { may_exist: bool },
}

impl Wire {
    /// Gets a number for a wish: from the server, or out of those in hand when it does not answer.
    pub(super) async fn give_number(
        &self,
        id: TicketId,
        request: IssueTicketRequest,
        answer_in: Language,
    ) {
        let may_exist = self.is_doubtful(id);
        if self.is_away.load(Ordering::Relaxed) && self.give_own(id, &request, may_exist).await {
            return;
        }
        self.note(id, Journal::ask).await;
        match self.ask_ticket(id, &request, answer_in).await {
            Asked::Answered(news) => {
                self.doubtful().remove(&id);
                if made_no_ticket(&news) {
                    self.note(id, Journal::forget).await;
                }
                (self.tell)(news);
            }
            Asked::Silent { may_exist: now } => {
                let may_exist = may_exist || now;
                if may_exist {
                    self.doubtful().insert(id);
                }
                if !self.give_own(id, &request, may_exist).await {
                    (self.tell)(News::Unanswered { id });
                }
            }
        }
    }

    fn doubtful(&self) -> std::sync::MutexGuard<'_, std::collections::HashSet<TicketId>> {
        self.doubtful.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_doubtful(&self, id: TicketId) -> bool {
        self.doubtful().contains(&id)
    }

    /// Gives one of the numbers in hand; false when that is not possible.
    async fn give_own(&self, id: TicketId, request: &IssueTicketRequest, may_exist: bool) -> bool {
        if !self.offline.is_ready() {
            return false;
        }
        let request = request.clone();
        let given = self.on_disk(move |offline| offline.give(id, &request, may_exist)).await;
        match given {
            Some(Ok(issued)) => {
                self.doubtful().remove(&id);
                if issued.id != id {
                    (self.tell)(News::Replaced { wish: id, by: issued.id });
                }
                (self.tell)(News::Issued(issued));
                self.tell_offline();
                true
            }
            Some(Err(error)) => {
                tracing::error!(ticket = %id, %error, "no number without the server");
                false
            }
            None => false,
        }
    }

    async fn ask_ticket(
        &self,
        id: TicketId,
        request: &IssueTicketRequest,
        answer_in: Language,
    ) -> Asked {
        let started = Instant::now();
        let mut pause = ISSUE_PAUSE_FIRST;
        let (mut may_exist, mut refusals) = (false, 0);
        let is_ready = self.offline.is_ready();
        let limit = if is_ready { OFFLINE_PATIENCE } else { ISSUE_LIMIT };
        loop {
            let left = limit.saturating_sub(started.elapsed());
            match tokio::time::timeout(left, self.ask_ticket_once(id, request, answer_in)).await {
                Ok(Attempt::Done(news)) => return Asked::Answered(news),
                Ok(Attempt::NotSent) => refusals += 1,
                Ok(Attempt::Again) => (may_exist, refusals) = (true, 0),
                Err(_) => return Asked::Silent { may_exist: true },
            }
            let is_refused = is_ready && refusals >= REFUSALS_TO_BE_AWAY;
            if is_refused || started.elapsed() + pause >= limit {
                return Asked::Silent { may_exist };
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
            .api
            .put(&format!("tickets/{id}"))
            .header(ACCEPT_LANGUAGE, answer_in.code())
            .json(request)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(ticket = %id, %error, "no answer to the request for a number");
                return if error.is_connect() { Attempt::NotSent } else { Attempt::Again };
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

    /// Reports what came of a paper, until that is taken or never will be. `note`: whose note on disk ends then.
    pub(super) async fn report_to_end(
        &self,
        note: TicketId,
        ticket: TicketId,
        outcome: PrintOutcome,
    ) {
        self.report(ticket, outcome).await;
        self.note(note, Journal::forget).await;
        (self.tell)(News::Reported { id: note });
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
            .api
            .post(&format!("tickets/{id}/print"))
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
