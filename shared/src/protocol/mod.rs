//! What travels between the programs: requests, answers, live events, error codes.
//!
//! Times on the wire are RFC 3339 with the center's offset. Public views carry nothing about a person;
//! priority and notes stand in the views for staff only.

mod board;
mod declaration;
mod desk;
mod kiosk;
mod live;
mod manager;
mod offline;
mod problem;
mod ticket;
mod understood;

pub use board::{
    BoardCall, BoardDay, BoardDesk, BoardNow, BoardQueue, BoardSound, BoardStatus, BoardView,
    BoardsView, DESK_ZONE_PREFIX, NoNumbers, desk_of_zone,
};
pub use declaration::{
    AnswerFault, ContinueRequest, ContinuedDeclaration, CorrectAnswersRequest,
    DECLARATION_BYTES_MAX, DeclarationRequest, DeclarationSummary, DeclarationView, DossierView,
    FileRequest, FilingWay, FormsView, KeptDeclaration, Notice, ReceiptDetails,
    SealedDeclarationRequest, SealingKey,
};
pub use desk::{
    DeskCommandRequest, DeskTicket, DeskView, HeadlineDesk, HeldTicket, HoldRequest, LegView,
    NextTicket, NoteRequest, NumberRequest, PauseRequest, QueueEntry, QueueView, ServiceQueue,
    SessionRequest, SessionView, TransferRequest, UndoOffer, UndoRequest,
};
pub use kiosk::{
    HelpCall, HelpCallsView, HelpRequest, HelpState, KIOSK_WORD_CHARACTERS_MAX, KioskAnswer,
    KioskStatus, KioskView, KiosksView, OfflineStatus, PAPERS_LEFT_LOW, PrinterCondition,
    PrinterStatus, ScannerCondition,
};
pub use live::{Heartbeat, LiveEvent, PublicDesk, PublicTicket, ServiceWaiting};
pub use manager::{AlarmNow, ManagerNow, ServiceNow, UnprintedTicket};
pub use offline::{AdmitRequest, LeaseRequest, LeasedNumbers, OfflineTicket};
pub use problem::{ErrorCode, Problem};
pub use ticket::{
    AppointmentRequest, CatalogView, HolderView, IssueTicketRequest, IssuedTicket,
    NOTE_CHARACTERS_MAX, PrintJob, PrintJobs, PrintReport, ServiceView, WaitRange,
    WaitingByService,
};
