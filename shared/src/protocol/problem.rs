//! What an error says: a stable code for programs, a sentence for people.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::declaration::AnswerFault;
use super::desk::{DeskTicket, DeskView};

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// For programs; never changes.
    pub code: ErrorCode,
    /// For people, in the language of the request.
    pub message: String,
    /// The desk as it stands, when a desk command was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskView>,
    /// The ticket still at the desk, when that is why a command was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<DeskTicket>,
    /// What is wrong with single answers, when a declaration was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerFault>,
}

/// Stable codes of errors. Codes are added, never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No such service.
    UnknownService,
    /// No such procedure, or one of another service.
    UnknownProcedure,
    /// No such priority class.
    UnknownPriority,
    /// No such ticket.
    UnknownTicket,
    /// No such desk.
    UnknownDesk,
    /// No such zone.
    UnknownZone,
    /// No such picture.
    UnknownPicture,
    /// No such page or call.
    UnknownPage,
    /// The id was used before with another body.
    DifferentBody,
    /// The verb does not fit the state of the desk or ticket.
    WrongState,
    /// The desk has a ticket already.
    DeskBusy,
    /// The desk is closed or pauses.
    DeskClosed,
    /// Nobody waits.
    NobodyWaits,
    /// The role or session does not permit it.
    NotAllowed,
    /// Nobody is signed in, or the device's token is not known.
    NotSignedIn,
    /// Name and password do not fit.
    WrongPassword,
    /// The service gives no tickets now.
    ServiceClosed,
    /// The center gives no tickets now.
    CenterClosed,
    /// The day's quota is used up.
    QuotaReached,
    /// Those who wait fill the rest of the day.
    CapacityReached,
    /// The person waits in this field already.
    AlreadyWaiting,
    /// The day's range of numbers is used up.
    NumbersUsedUp,
    /// No kiosk was given this number in advance, or another ticket bears it.
    NumberNotLeased,
    /// The time for undoing has passed.
    TooLateToUndo,
    /// Somebody else acted on the ticket.
    SomeoneElseActed,
    /// Another version of the configuration holds by now.
    Outdated,
    /// Something is wrong with the configuration.
    InvalidCatalog,
    /// A change would leave people with open tickets without a way to be served.
    StrandsTickets,
    /// The server's clock jumped.
    ClockJumped,
    /// The database cannot be written.
    StorageUnavailable,
    /// Too much was asked in a second.
    TooManyRequests,
    /// The center's list has no such reason for a pause.
    UnknownReason,
    /// The person took as many numbers as one may on a day.
    PersonLimit,
    /// No such time for an appointment.
    WrongSlot,
    /// The appointment is on another date.
    OtherDate,
    /// The person was called again as often as the center allows.
    RecallsUsedUp,
    /// The desk to which a ticket was to be sent takes nobody.
    TargetClosed,
    /// A hold of no minutes, or longer than a working day.
    WrongHold,
    /// No such form, or no such version of it.
    UnknownForm,
    /// No such declaration, or it was erased.
    UnknownDeclaration,
    /// Some answers of a declaration do not stand.
    WrongAnswers,
    /// No declaration of today has this code.
    WrongCode,
    /// There is no voice for calls.
    VoiceUnavailable,
    /// The request cannot be read, or asks for something that is not built yet.
    BadRequest,
    /// Something unexpected, logged at the server.
    Internal,
}
