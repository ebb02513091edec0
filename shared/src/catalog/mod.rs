//! What a center offers: services, procedures, desks, priority classes, opening hours, tips.

mod check;
pub mod diff;
pub mod document;
pub mod due;
mod hours;
mod lobby;
mod lobby_check;
pub mod playlist;
mod problem;
mod rules;
mod sample;
pub mod search;
mod tip_check;
pub mod tip_text;
mod tips;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use hours::{Holiday, OpeningHours, Stretch};
pub(crate) use hours::{local_minute, stretches};
pub use lobby::{Lobby, Voice, VoiceRegion, VolumeSpan};
pub use problem::{CatalogProblem, Wrong};
pub use rules::{AlarmLimits, ArrivalRule, PauseReason, QueueRules, Retention};
pub use sample::ward;
pub use tips::{Schedule, Tip, TipFields, TipKind, Use, Wifi};

use crate::ids::{DeskId, PauseReasonId, PriorityId, ProcedureId, ServiceId, TicketNumber, ZoneId};
use crate::text::Text;

/// Everything that a center can change about itself. The day's rules take it as an input; events carry
/// what they need of it, so a later change never rewrites the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Names and time zone of the center.
    pub center: Center,
    /// Queues, in the order in which people see them.
    pub services: Vec<Service>,
    /// What citizens come for, in the order in which people see them.
    pub procedures: Vec<Procedure>,
    /// Places where staff serve.
    pub desks: Vec<Desk>,
    /// The closed list of reasons that give a head start.
    pub priorities: Vec<PriorityClass>,
    /// When the center is open. Nothing in the list means never. A lunch break is the gap between two
    /// stretches.
    pub hours: Vec<OpeningHours>,
    /// Days on which the center is closed all day.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// The closed list of reasons for a pause.
    #[serde(default)]
    pub pause_reasons: Vec<PauseReason>,
    /// How the queue behaves where centers differ.
    #[serde(default)]
    pub rules: QueueRules,
    /// How long what belongs to persons is kept.
    #[serde(default)]
    pub retention: Retention,
    /// Lists of desks that a board can show alone.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// How the lobby sounds, and what takes all its boards.
    #[serde(default)]
    pub lobby: Lobby,
    /// What boards show to people who wait, in the order in which it takes turns.
    pub tips: Vec<Tip>,
}

/// Names and time zone of the center.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Center {
    /// The authority above the center, the first line of a ticket.
    pub agency: Text,
    /// The center's own name.
    pub name: Text,
    /// A line under the name on welcome screens.
    pub slogan: Text,
    /// The last line of a ticket.
    pub closing_line: Text,
    /// IANA name of the time zone that the business date follows.
    #[schema(value_type = String, example = "Asia/Ho_Chi_Minh")]
    pub time_zone: Tz,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    /// Its code.
    pub id: ServiceId,
    /// What people read.
    pub name: Text,
    /// One line under the name: what one comes here for.
    pub description: Text,
    /// What stands before the number: one to three capital letters A–Z.
    pub prefix: String,
    /// First number of a day.
    pub range_first: u32,
    /// Last number of a day.
    pub range_last: u32,
    /// How many numbers at the end of the range are given only by kiosks whose server is away; absent means
    /// a quarter of the range and at most 1000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_numbers: Option<u32>,
    /// Numbers are padded with zeros to at least so many digits.
    pub digits_min: u8,
    /// How long serving one person takes, in seconds, until it is learned from real calls.
    pub pace_seconds: u32,
    /// Name of the picture that stands for the service on screens.
    pub icon: Icon,
    /// When this queue gives numbers, within the center's hours; nothing in the list means all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<OpeningHours>,
    /// Numbers that kiosks and phones may give on a day; reception is not bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_per_day: Option<u32>,
    /// Whether kiosks and phones stop giving numbers once those who wait fill the working time that is left.
    #[serde(default)]
    pub stops_at_capacity: bool,
    /// When to raise an alarm.
    #[serde(default)]
    pub limits: AlarmLimits,
}

impl Service {
    /// The number as people read it.
    #[must_use]
    pub fn number(&self, n: u32) -> TicketNumber {
        let width = usize::from(self.digits_min);
        TicketNumber::from(format!("{}{n:0width$}", self.prefix))
    }

    /// The numbers that only kiosks without a server give: the end of the range, so that people tell them by
    /// their height (A9001 beside A025). Nothing when the center keeps none.
    #[must_use]
    pub fn offline_range(&self) -> RangeInclusive<u32> {
        let size = (self.range_last + 1).saturating_sub(self.range_first);
        let usual = (size / OFFLINE_SHARE_USUAL).min(OFFLINE_NUMBERS_USUAL);
        let kept = self.offline_numbers.unwrap_or(usual).min(size);
        self.range_last + 1 - kept..=self.range_last
    }
}

/// Unless the center says otherwise one number of so many is kept for kiosks without a server,
const OFFLINE_SHARE_USUAL: u32 = 4;
/// and never more than so many.
const OFFLINE_NUMBERS_USUAL: u32 = 1_000;

/// Pictures that the programs can draw for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    /// Family and civil status.
    Family,
    /// A stamp on a paper.
    Stamp,
    /// Land and building.
    House,
    /// Care and support.
    Care,
    /// Trade.
    Shop,
    /// Handing in and out of files.
    Folder,
}

/// What a citizen comes for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Procedure {
    /// Its code.
    pub id: ProcedureId,
    /// The queue that takes it.
    pub service: ServiceId,
    /// What people read.
    pub name: Text,
    /// What it is for, in a sentence or two.
    pub about: Text,
    /// The code of the national procedure database, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_code: Option<String>,
    /// What to bring.
    pub documents: Vec<Document>,
    /// How long it takes until the result.
    pub time_limit: TimeLimit,
    /// What it costs.
    pub fee: Fee,
    /// How far it can be done online.
    pub online: OnlineLevel,
    /// Further things worth knowing before one waits.
    #[serde(default)]
    pub notes: Vec<Text>,
    /// What people call it or look for when they mean it, besides its name: sổ đỏ, hộ khẩu, BHYT.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Who may come in one's place; absent where the rules that we have do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Text>,
    /// The public web address where it can be filed online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_address: Option<String>,
    /// How often it is asked for, compared with the others: what is asked for most is shown first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub popularity: u32,
    /// The first local date on which it is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// The last local date on which it is offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Procedure {
    /// Whether it is offered on a local date.
    #[must_use]
    pub fn is_valid_on(&self, date: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date <= to)
    }
}

/// One paper to bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Document {
    /// What it is.
    pub name: Text,
    /// True when not everyone needs it; the name says who does.
    #[serde(default)]
    pub only_some: bool,
}

/// How long a procedure takes. Working days: the day of receipt is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeLimit {
    /// The shortest and the longest time that the rules name.
    pub span: TimeSpan,
    /// A condition or exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// True when the figure must be checked before use: screens never show it as certain.
    #[serde(default)]
    pub check_before_use: bool,
}

/// A span of a [`TimeLimit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum TimeSpan {
    /// On the day itself; after 15:00 on the next working day.
    SameDay,
    /// So many working days.
    WorkingDays {
        /// Shortest.
        days_min: u16,
        /// Longest; equal to the shortest when the rule names one figure.
        days_max: u16,
    },
    /// So many calendar days.
    CalendarDays {
        /// Shortest.
        days_min: u16,
        /// Longest; equal to the shortest when the rule names one figure.
        days_max: u16,
    },
    /// The rules that we have name no figure: the desk tells.
    AskDesk,
}

/// What a procedure costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fee {
    /// The amount.
    pub amount: FeeAmount,
    /// A condition or exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// True when the figure must be checked before use: screens never show it as certain.
    #[serde(default)]
    pub check_before_use: bool,
}

/// An amount of a [`Fee`], in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum FeeAmount {
    /// Nothing.
    Free,
    /// One amount.
    Fixed {
        /// At the desk.
        dong: u32,
        /// When filed online, where that differs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        online_dong: Option<u32>,
    },
    /// By the page of a certified copy.
    ByPage {
        /// For each of the first two pages.
        first_pages_dong: u32,
        /// For each page from the third on.
        later_pages_dong: u32,
        /// The most for one copy.
        copy_dong_max: u32,
    },
    /// The rules that we have name no figure: the desk tells.
    AskDesk,
}

/// How far a procedure can be done online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnlineLevel {
    /// Toàn trình: from filing to result.
    Full,
    /// Một phần: some steps need a visit.
    Partial,
    /// At the desk only.
    InPerson,
    /// The rules that we have do not say: the desk tells.
    AskDesk,
}

/// A numbered place where one member of staff serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Desk {
    /// Its code.
    pub id: DeskId,
    /// What stands on the sign, shown and spoken after "quầy số", such as `5`.
    pub name: String,
    /// The queues that it serves.
    pub services: Vec<ServiceId>,
    /// Minutes by which a queue of `services` stands back at this desk; absent means 0, its own work.
    #[serde(default)]
    pub delay_minutes: BTreeMap<ServiceId, u32>,
    /// When it is planned to take people; counts for the wait estimate while it is not open. Nothing in
    /// the list means no plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<OpeningHours>,
}

impl Desk {
    /// Minutes by which a queue stands back at this desk; `None` when the desk does not serve it.
    #[must_use]
    pub fn delay(&self, service: &ServiceId) -> Option<u32> {
        self.services
            .contains(service)
            .then(|| self.delay_minutes.get(service).copied().unwrap_or(0))
    }
}

/// A reason of the closed list that gives a head start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriorityClass {
    /// Its code.
    pub id: PriorityId,
    /// What people read.
    pub name: Text,
    /// Who may take it, in one line.
    pub description: Text,
    /// Credit: the queue takes the person as having come so many minutes earlier. A day's worth, 1440,
    /// means "always first".
    pub head_start_minutes: u32,
}

/// A named list of desks, shown by one board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Zone {
    /// Its code, the board's `--zone`.
    pub id: ZoneId,
    /// What people read.
    pub name: Text,
    /// The desks in it.
    pub desks: Vec<DeskId>,
}

impl Catalog {
    /// The service with this code.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// The procedure with this code.
    #[must_use]
    pub fn procedure(&self, id: &ProcedureId) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == *id)
    }

    /// The desk with this code.
    #[must_use]
    pub fn desk(&self, id: &DeskId) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.id == *id)
    }

    /// The priority class with this code.
    #[must_use]
    pub fn priority(&self, id: &PriorityId) -> Option<&PriorityClass> {
        self.priorities.iter().find(|class| class.id == *id)
    }

    /// The zone with this code.
    #[must_use]
    pub fn zone(&self, id: &ZoneId) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == *id)
    }

    /// The pause reason with this code.
    #[must_use]
    pub fn pause_reason(&self, id: &PauseReasonId) -> Option<&PauseReason> {
        self.pause_reasons.iter().find(|reason| reason.id == *id)
    }
}
