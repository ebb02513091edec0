//! What is answered when something is refused or fails: a stable code and a sentence.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::header::{CONTENT_LANGUAGE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use shared::form::{AnswerKey, AnswerProblem};
use shared::protocol::{AnswerFault, DeskTicket, DeskView, ErrorCode, Problem};
use shared::text::{Language, Text};

use crate::language::{msgid, tr};
use crate::sentences;
use crate::storage::StorageError;
use crate::writer::{NotKept, Refused, WriteError};

/// An answer that is no success. As a response it carries itself along until the outermost layer writes
/// its sentence in the language of the request.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    code: ErrorCode,
    more: Option<Box<More>>,
}

#[derive(Clone, Debug, Default)]
struct More {
    /// For programmers, in English, such as the name of an unknown field.
    detail: Option<String>,
    /// A sentence that says more than that of the code.
    said: Option<Text>,
    desk: Option<DeskView>,
    ticket: Option<DeskTicket>,
    /// Answers of a declaration that do not stand, each with what is wrong.
    answers: Vec<(AnswerKey, AnswerProblem)>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// An error with the status that its code usually has.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self { status: usual_status(code), code, more: None }
    }

    /// Something that the body or the query names does not exist: 422.
    #[must_use]
    pub fn unprocessable(code: ErrorCode) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code, more: None }
    }

    /// A request that cannot be read, with what is wrong about it.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadRequest).detail(detail)
    }

    /// Something unexpected: logged here, told to nobody.
    #[must_use]
    pub fn internal(error: &dyn fmt::Display) -> Self {
        tracing::error!(%error, "unexpected");
        Self::new(ErrorCode::Internal)
    }

    /// Answers of a declaration that do not stand: 422.
    #[must_use]
    pub fn wrong_answers(problems: Vec<(AnswerKey, AnswerProblem)>) -> Self {
        let mut error = Self::new(ErrorCode::WrongAnswers);
        error.more.get_or_insert_default().answers = problems;
        error
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same with a detail for programmers.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.more.get_or_insert_default().detail = Some(detail.into());
        self
    }

    /// The same with a sentence that says more than that of its code.
    #[must_use]
    pub fn said(mut self, text: Text) -> Self {
        self.more.get_or_insert_default().said = Some(text);
        self
    }

    /// The same with the time after which to try again.
    #[must_use]
    pub fn retry_after(mut self, rest: Duration) -> Self {
        self.more.get_or_insert_default().retry_after = Some(rest);
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The body in one language.
    #[must_use]
    pub fn problem(&self, language: Language) -> Problem {
        let more = self.more.as_deref();
        let sentence = more
            .and_then(|more| more.said.as_ref())
            .map_or_else(|| sentences::sentence(self.code, language), |said| said.get(language));
        let message = match more.and_then(|more| more.detail.as_deref()) {
            Some(detail) => format!("{sentence} ({detail})"),
            None => sentence.to_owned(),
        };
        Problem {
            code: self.code,
            message,
            desk: more.and_then(|more| more.desk.clone()),
            ticket: more.and_then(|more| more.ticket.clone()),
            answers: more.map(|more| faults(&more.answers, language)).unwrap_or_default(),
        }
    }
}

/// What is wrong with answers, in one language.
#[must_use]
pub fn faults(problems: &[(AnswerKey, AnswerProblem)], language: Language) -> Vec<AnswerFault> {
    let fault = |(key, problem): &(AnswerKey, AnswerProblem)| AnswerFault {
        key: key.to_string(),
        sentence: problem.sentence(language),
    };
    problems.iter().map(fault).collect()
}

fn usual_status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::UnknownService
        | ErrorCode::UnknownProcedure
        | ErrorCode::UnknownPriority
        | ErrorCode::UnknownReason
        | ErrorCode::WrongSlot
        | ErrorCode::WrongHold
        | ErrorCode::InvalidCatalog
        | ErrorCode::UnknownForm
        | ErrorCode::WrongAnswers
        | ErrorCode::BadRequest => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Outdated => StatusCode::PRECONDITION_FAILED,
        ErrorCode::StrandsTickets => StatusCode::CONFLICT,
        ErrorCode::UnknownTicket
        | ErrorCode::UnknownDesk
        | ErrorCode::UnknownZone
        | ErrorCode::UnknownPicture
        | ErrorCode::UnknownDeclaration
        | ErrorCode::WrongCode
        | ErrorCode::UnknownPage => StatusCode::NOT_FOUND,
        ErrorCode::DifferentBody
        | ErrorCode::WrongState
        | ErrorCode::DeskBusy
        | ErrorCode::DeskClosed
        | ErrorCode::NobodyWaits
        | ErrorCode::TooLateToUndo
        | ErrorCode::RecallsUsedUp
        | ErrorCode::TargetClosed
        | ErrorCode::OtherDate
        | ErrorCode::NumberNotLeased
        | ErrorCode::SomeoneElseActed => StatusCode::CONFLICT,
        ErrorCode::NotAllowed
        | ErrorCode::ServiceClosed
        | ErrorCode::CenterClosed
        | ErrorCode::QuotaReached
        | ErrorCode::CapacityReached
        | ErrorCode::AlreadyWaiting
        | ErrorCode::PersonLimit
        | ErrorCode::NumbersUsedUp => StatusCode::FORBIDDEN,
        ErrorCode::NotSignedIn | ErrorCode::WrongPassword => StatusCode::UNAUTHORIZED,
        ErrorCode::ClockJumped | ErrorCode::StorageUnavailable | ErrorCode::VoiceUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn in_both(english: &'static str) -> Text {
    let said = |language| tr(language, english).to_owned();
    Text { vi: said(Language::Vi), en: said(Language::En) }
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        let second = Duration::from_secs(1);
        match error {
            WriteError::Refused { refusal, said } => {
                Self::new(sentences::code_of(&refusal)).said(*said)
            }
            WriteError::NotKept(NotKept::Outdated { .. }) => Self::new(ErrorCode::Outdated),
            WriteError::NotKept(NotKept::UnknownDeclaration) => {
                Self::new(ErrorCode::UnknownDeclaration)
            }
            WriteError::NotKept(NotKept::Tied) => {
                Self::new(ErrorCode::WrongState).said(in_both(msgid(
                    "This form already belongs to a number. The desk can still correct it with you.",
                )))
            }
            WriteError::NotKept(NotKept::Changed) => {
                Self::new(ErrorCode::SomeoneElseActed).said(in_both(msgid(
                    "Somebody changed this form in the meantime. Look at it again, then repeat your change.",
                )))
            }
            WriteError::NotKept(NotKept::Filed) => {
                Self::new(ErrorCode::WrongState)
                    .said(in_both(msgid("This form was filed already.")))
            }
            WriteError::NotKept(NotKept::DossierCodeTaken) => {
                Self::new(ErrorCode::WrongState).said(in_both(msgid(
                    "Another dossier has this code already. Please check the code.",
                )))
            }
            WriteError::NotKept(NotKept::CodeTaken) => Self::new(ErrorCode::StorageUnavailable),
            WriteError::NotKept(NotKept::Unknown) => Self::new(ErrorCode::UnknownPage),
            WriteError::NotKept(NotKept::NotSignedIn) => Self::new(ErrorCode::NotSignedIn),
            WriteError::NotKept(NotKept::NameTaken) => {
                Self::new(ErrorCode::BadRequest).said(in_both(msgid(
                    "Somebody has this name already. Choose another one.",
                )))
            }
            WriteError::NotKept(NotKept::LastAdmin) => {
                Self::new(ErrorCode::BadRequest).said(in_both(msgid(
                    "This is the last administrator: nobody could change anything any more. Make somebody else an administrator first.",
                )))
            }
            WriteError::Unavailable | WriteError::Stopped => {
                Self::new(ErrorCode::StorageUnavailable).retry_after(second)
            }
            WriteError::Overloaded => Self::new(ErrorCode::TooManyRequests).retry_after(second),
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        let Refused { code, said, desk, ticket } = refused;
        let more = More { said, desk, ticket, ..More::default() };
        Self { more: Some(Box::new(more)), ..Self::new(code) }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the database cannot be read");
        Self::new(ErrorCode::StorageUnavailable).retry_after(Duration::from_secs(1))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes the sentence of an error, if the response carries one, in the language of the request.
#[must_use]
pub fn render(response: Response, language: Language) -> Response {
    let Some(error) = response.extensions().get::<Arc<ApiError>>() else { return response };
    let mut rendered = (error.status, Json(error.problem(language))).into_response();
    let headers = rendered.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    if let Some(rest) = error.more.as_deref().and_then(|more| more.retry_after) {
        headers.insert(RETRY_AFTER, HeaderValue::from(rest.as_secs().max(1)));
    }
    // What other layers added, such as the methods that an address takes, stays.
    for (name, value) in response.headers() {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    rendered
}
