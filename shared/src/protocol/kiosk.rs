//! What a kiosk says of itself, how it calls for help, and what the staff see of both.
//!
//! None of it stands in the event log: on the live feed it travels without a place, and each word replaces the
//! one before.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Language;

/// Most characters of the version and of the code of a screen that a kiosk names.
pub const KIOSK_WORD_CHARACTERS_MAX: usize = 40;

/// So few papers left are worth a new roll beside the machine.
pub const PAPERS_LEFT_LOW: u32 = 30;

/// How a kiosk's printer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrinterCondition {
    /// It prints.
    Ready,
    /// It prints, but the roll is nearly used up.
    PaperLow,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// Switched to offline.
    Offline,
    /// No connection: switched off, unplugged, or the address is wrong.
    Unreachable,
    /// The cutter is stuck, the head is too hot, or another error of the machine.
    Error,
    /// The kiosk has no printer.
    NotConfigured,
    /// Not asked yet, or it cannot tell.
    #[default]
    Unknown,
}

impl PrinterCondition {
    /// Whether it is known that no ticket comes out, although one should.
    #[must_use]
    pub fn stops_tickets(self) -> bool {
        match self {
            Self::PaperOut | Self::CoverOpen | Self::Offline | Self::Unreachable | Self::Error => {
                true
            }
            Self::Ready | Self::PaperLow | Self::NotConfigured | Self::Unknown => false,
        }
    }

    /// The word on the wire, for styles and logs too.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperLow => "paper_low",
            Self::PaperOut => "paper_out",
            Self::CoverOpen => "cover_open",
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::Error => "error",
            Self::NotConfigured => "not_configured",
            Self::Unknown => "unknown",
        }
    }
}

/// The printer of a kiosk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterStatus {
    /// How it is.
    pub state: PrinterCondition,
    /// Papers since the roll was changed.
    #[serde(default)]
    pub papers_printed_since_reset: u32,
    /// Papers that the roll should still give; none when the length of the roll is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_left_estimate: Option<u32>,
}

/// What a kiosk can do while the server is away, and what it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfflineStatus {
    /// Numbers given in advance that it has left.
    pub numbers_left: u32,
    /// Tickets that it gave by itself and that the server has not taken yet.
    pub waiting_to_merge: u32,
}

/// The reader of ID cards of a kiosk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScannerCondition {
    /// It is there.
    Ok,
    /// It is configured and not there.
    Absent,
    /// The kiosk has none.
    #[default]
    None,
}

/// `PUT /kiosk/status`: what a kiosk says of itself, when something changed and every 30 seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KioskStatus {
    /// The printer.
    pub printer: PrinterStatus,
    /// The language of its first screen.
    pub language: Language,
    /// The version of its program.
    pub version: String,
    /// For the time without a server.
    #[serde(default)]
    pub offline: OfflineStatus,
    /// Whether its journal can be written: without it a power cut may lose a report.
    pub journal_ok: bool,
    /// The reader of ID cards.
    #[serde(default)]
    pub scanner: ScannerCondition,
}

/// `POST /kiosk/help`: somebody at the kiosk wants a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HelpRequest {
    /// The screen at which they stand, as a code, such as `procedure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen: Option<String>,
}

/// A call for help as the kiosk may show it: nothing about who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpState {
    /// Since when.
    pub called_at: DateTime<FixedOffset>,
    /// When a member of staff said that they come.
    pub answered_at: Option<DateTime<FixedOffset>>,
}

/// The answer to `PUT /kiosk/status`, `GET` and `POST /kiosk/help`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KioskAnswer {
    /// The call for help that stands.
    pub help: Option<HelpState>,
}

/// A call for help as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpCall {
    /// The kiosk's row.
    pub device: i64,
    /// The kiosk's name.
    pub name: String,
    /// Since when.
    pub called_at: DateTime<FixedOffset>,
    /// The screen at which they stand, as a code.
    pub screen: Option<String>,
    /// When somebody said that they come.
    pub answered_at: Option<DateTime<FixedOffset>>,
    /// Who comes.
    pub answered_by: Option<String>,
}

/// A kiosk as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KioskView {
    /// Its row.
    pub device: i64,
    /// Its name.
    pub name: String,
    /// When it was last heard of.
    pub heard_at: Option<DateTime<FixedOffset>>,
    /// Whether it was heard of before, and not for too long.
    pub silent: bool,
    /// What it last said of itself; none since the server was started.
    pub status: Option<KioskStatus>,
    /// Since when the printer is in this state.
    pub printer_since: Option<DateTime<FixedOffset>>,
}

/// `GET /kiosks`, and the `data` of `kiosk_status` on the live feed of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KiosksView {
    /// Every enrolled kiosk, in the order of enrolment.
    pub kiosks: Vec<KioskView>,
}

/// `GET /help`, and the `data` of `help_called` on the live feed of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpCallsView {
    /// The calls that stand, the oldest first.
    pub calls: Vec<HelpCall>,
}
