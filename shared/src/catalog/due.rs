//! When a dossier is due: working days, holidays, and what a late hour or a day off does to the first day.
//!
//! Decree 118/2025/NĐ-CP: the first day is not counted, an end on a day off rolls on to the next working
//! day, and what is due on the day itself is due on the next working day when received after 15:00.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};

use super::{Catalog, TimeLimit, TimeSpan};

/// The hour after which a procedure of the day itself is due on the next working day.
const SAME_DAY_HOUR: u32 = 15;
/// The longest row of days off that is looked past, in days; longer ones exist only by mistake.
const DAYS_OFF_MAX: usize = 366;

/// Between which days a result is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRange {
    /// By the shortest time that the rules name.
    pub earliest: NaiveDate,
    /// By the longest; this is the day that counts as late when it has passed.
    pub latest: NaiveDate,
}

/// When the result of a dossier that was received at a moment is due; `None` when the rules name no figure.
/// Working days are Monday to Friday without the catalogue's holidays, whatever the opening hours are.
#[must_use]
pub fn due(limit: &TimeLimit, received_at: DateTime<Utc>, catalog: &Catalog) -> Option<DueRange> {
    let local = received_at.with_timezone(&catalog.center.time_zone);
    let came_on = local.date_naive();
    let first_day = catalog.working_day_from(came_on)?;
    let end = |days: u16, step: fn(&Catalog, NaiveDate, u16) -> Option<NaiveDate>| {
        step(catalog, first_day, days)
    };
    let (earliest, latest) = match limit.span {
        TimeSpan::SameDay => {
            let is_late = first_day == came_on
                && NaiveTime::from_hms_opt(SAME_DAY_HOUR, 0, 0)
                    .is_some_and(|end| local.time() > end);
            let day = catalog.after_working_days(first_day, u16::from(is_late))?;
            (day, day)
        }
        TimeSpan::WorkingDays { days_min, days_max } => (
            end(days_min, Catalog::after_working_days)?,
            end(days_max, Catalog::after_working_days)?,
        ),
        TimeSpan::CalendarDays { days_min, days_max } => (
            end(days_min, Catalog::after_calendar_days)?,
            end(days_max, Catalog::after_calendar_days)?,
        ),
        TimeSpan::AskDesk => return None,
    };
    Some(DueRange { earliest, latest })
}

impl Catalog {
    /// Whether dossiers are worked on on a local date: Monday to Friday and no holiday.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && self.holiday(date).is_none()
    }

    /// The date itself, or the first working day after it.
    fn working_day_from(&self, date: NaiveDate) -> Option<NaiveDate> {
        date.iter_days().take(DAYS_OFF_MAX).find(|day| self.is_working_day(*day))
    }

    fn after_working_days(&self, from: NaiveDate, days: u16) -> Option<NaiveDate> {
        let mut day = from;
        for _ in 0..days {
            day = self.working_day_from(day.succ_opt()?)?;
        }
        Some(day)
    }

    fn after_calendar_days(&self, from: NaiveDate, days: u16) -> Option<NaiveDate> {
        self.working_day_from(from.checked_add_days(Days::new(days.into()))?)
    }
}
