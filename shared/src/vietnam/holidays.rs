//! Proposes the public holidays of a year. The Prime Minister sets Tết and 2/9 each year and may swap days,
//! so this is a first draft that a manager edits, never a rule.
//!
//! Labour Code 2019, article 112: 1/1; Tết 5 days; Giỗ Tổ (10/3 lunar); 30/4; 1/5; 2/9 and one adjacent
//! day. Article 111: when a weekly day off falls on a holiday, the next working day is off instead.

use std::collections::BTreeSet;

use amlich_core::lunar::convert_lunar_to_solar;
use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::text::Text;

/// The lunar calendar of Vietnam follows the moon at UTC+7.
const LUNAR_TIME_ZONE_HOURS: f64 = 7.0;

/// How many days Tết has: the last of the old lunar year and the first four of the new one.
const TET_DAYS: u64 = 5;

/// What the administrator chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayChoices {
    /// The adjacent day of 2/9 is 1/9; else 3/9.
    pub national_day_before: bool,
    /// 24/11, Vietnam Culture Day.
    pub culture_day: bool,
    /// Weekly days off of the center, 1 = Monday … 7 = Sunday.
    pub days_off: BTreeSet<u8>,
}

impl Default for HolidayChoices {
    fn default() -> Self {
        Self { national_day_before: false, culture_day: false, days_off: BTreeSet::from([6, 7]) }
    }
}

/// Which holiday it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum National {
    /// 1/1.
    NewYear,
    /// Tết Nguyên đán.
    Tet,
    /// 10/3 of the lunar calendar.
    HungKings,
    /// 30/4.
    Reunification,
    /// 1/5.
    Labour,
    /// 2/9 and its adjacent day.
    NationalDay,
    /// 24/11.
    CultureDay,
}

impl National {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::NewYear => ("Tết Dương lịch", "New Year's Day"),
            Self::Tet => ("Tết Nguyên đán", "Lunar New Year (Tết)"),
            Self::HungKings => ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day"),
            Self::Reunification => ("Ngày Giải phóng miền Nam", "Reunification Day"),
            Self::Labour => ("Ngày Quốc tế Lao động", "International Labour Day"),
            Self::NationalDay => ("Quốc khánh", "National Day"),
            Self::CultureDay => ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
        }
    }
}

/// A day that is proposed to be off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedHoliday {
    /// The date.
    pub date: NaiveDate,
    /// Which holiday it belongs to.
    pub of: National,
    /// True for the day off that makes up for a weekly day off.
    pub makes_up: bool,
}

impl ProposedHoliday {
    /// What people read.
    #[must_use]
    pub fn name(&self) -> Text {
        let (vi, en) = self.of.name();
        if self.makes_up {
            Text { vi: format!("Nghỉ bù {vi}"), en: format!("{en}, day off in lieu") }
        } else {
            Text { vi: vi.to_owned(), en: en.to_owned() }
        }
    }
}

/// The holidays of a year with the days off that make up for weekly days off, in order. Nothing for a year
/// outside 1900–2199, for which the calculation of the moon is not known to hold.
#[must_use]
pub fn propose(year: i32, choices: &HolidayChoices) -> Vec<ProposedHoliday> {
    if !(1900..2200).contains(&year) {
        return Vec::new();
    }
    let holidays = holidays(year, choices);
    let off_already: BTreeSet<NaiveDate> = holidays.iter().map(|(date, _)| *date).collect();
    let is_weekly_off = |date: NaiveDate| {
        u8::try_from(date.weekday().number_from_monday())
            .is_ok_and(|day| choices.days_off.contains(&day))
    };
    let mut taken = off_already;
    let mut proposed: Vec<ProposedHoliday> = Vec::new();
    for (date, of) in &holidays {
        proposed.push(ProposedHoliday { date: *date, of: *of, makes_up: false });
    }
    for (date, of) in holidays {
        if !is_weekly_off(date) {
            continue;
        }
        let next = date
            .iter_days()
            .skip(1)
            .take(31)
            .find(|day| !is_weekly_off(*day) && !taken.contains(day));
        if let Some(next) = next {
            taken.insert(next);
            proposed.push(ProposedHoliday { date: next, of, makes_up: true });
        }
    }
    proposed.sort_by_key(|holiday| holiday.date);
    proposed
}

fn holidays(year: i32, choices: &HolidayChoices) -> Vec<(NaiveDate, National)> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let mut found: Vec<(Option<NaiveDate>, National)> = vec![(on(1, 1), National::NewYear)];
    let eve = lunar(year, 1, 1).and_then(|first| first.checked_sub_days(Days::new(1)));
    for day in 0..TET_DAYS {
        found.push((eve.and_then(|eve| eve.checked_add_days(Days::new(day))), National::Tet));
    }
    found.push((lunar(year, 3, 10), National::HungKings));
    found.push((on(4, 30), National::Reunification));
    found.push((on(5, 1), National::Labour));
    let adjacent = if choices.national_day_before { on(9, 1) } else { on(9, 3) };
    found.push((on(9, 2), National::NationalDay));
    found.push((adjacent, National::NationalDay));
    if choices.culture_day {
        found.push((on(11, 24), National::CultureDay));
    }
    let mut found: Vec<_> = found.into_iter().filter_map(|(date, of)| Some((date?, of))).collect();
    // Two holidays can fall on one day: the second is made up for on the next day that is not one.
    found.sort_by_key(|(date, _)| *date);
    let mut seen = BTreeSet::new();
    for (date, _) in &mut found {
        while !seen.insert(*date) {
            let Some(next) = date.succ_opt() else { break };
            *date = next;
        }
    }
    found.sort_by_key(|(date, _)| *date);
    found
}

/// The solar date of a day of the lunar calendar.
fn lunar(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    let (day, month, year) = convert_lunar_to_solar(day, month, year, false, LUNAR_TIME_ZONE_HOURS);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// The weekdays on which a plan of opening hours names nothing, 1 = Monday … 7 = Sunday.
#[must_use]
pub fn days_off(open: impl IntoIterator<Item = u8>) -> BTreeSet<u8> {
    let open: BTreeSet<u8> = open.into_iter().collect();
    let sunday = u8::try_from(Weekday::Sun.number_from_monday()).unwrap_or(7);
    (1..=sunday).filter(|day| !open.contains(day)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::{HolidayChoices, National, days_off, lunar, propose};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_lunar_dates_are_those_of_the_official_calendar() {
        let vectors = [
            (2026, "2026-02-17", "2026-04-26"),
            (2027, "2027-02-06", "2027-04-16"),
            (2028, "2028-01-26", "2028-04-04"),
            (2029, "2029-02-13", "2029-04-23"),
            (2030, "2030-02-02", "2030-04-12"),
        ];
        for (year, tet, hung_kings) in vectors {
            assert_eq!(lunar(year, 1, 1), Some(date(tet)), "Tết {year}");
            assert_eq!(lunar(year, 3, 10), Some(date(hung_kings)), "Giỗ Tổ {year}");
        }
    }

    #[test]
    fn a_year_has_its_holidays_and_the_days_that_make_up_for_weekends() {
        let proposed = propose(2026, &HolidayChoices::default());
        let days: Vec<(String, National, bool)> =
            proposed.iter().map(|day| (day.date.to_string(), day.of, day.makes_up)).collect();
        let plain = |text: &str, of| (text.to_owned(), of, false);
        assert_eq!(
            days,
            [
                plain("2026-01-01", National::NewYear),
                plain("2026-02-16", National::Tet),
                plain("2026-02-17", National::Tet),
                plain("2026-02-18", National::Tet),
                plain("2026-02-19", National::Tet),
                plain("2026-02-20", National::Tet),
                plain("2026-04-26", National::HungKings),
                // 26/4/2026 is a Sunday.
                ("2026-04-27".to_owned(), National::HungKings, true),
                plain("2026-04-30", National::Reunification),
                plain("2026-05-01", National::Labour),
                plain("2026-09-02", National::NationalDay),
                plain("2026-09-03", National::NationalDay),
            ]
        );
        assert_eq!(proposed[7].name().vi, "Nghỉ bù Giỗ Tổ Hùng Vương");
    }

    #[test]
    fn weekly_days_off_within_tet_are_made_up_for_one_by_one_after_it() {
        // Tết 2027 takes 5–9 February; the 6th and 7th are Saturday and Sunday.
        let proposed = propose(2027, &HolidayChoices::default());
        let made_up: Vec<NaiveDate> = proposed
            .iter()
            .filter(|day| day.makes_up && day.of == National::Tet)
            .map(|day| day.date)
            .collect();
        assert_eq!(made_up, [date("2027-02-10"), date("2027-02-11")]);
        let dates: BTreeSet<NaiveDate> = proposed.iter().map(|day| day.date).collect();
        assert_eq!(dates.len(), proposed.len(), "no day stands twice");
    }

    #[test]
    fn choices_are_followed() {
        let choices = HolidayChoices {
            national_day_before: true,
            culture_day: true,
            days_off: BTreeSet::new(),
        };
        let proposed = propose(2026, &choices);
        let has = |text: &str| proposed.iter().any(|day| day.date == date(text));
        assert!(has("2026-09-01") && !has("2026-09-03") && has("2026-11-24"));
        assert!(proposed.iter().all(|day| !day.makes_up), "a center without days off");
        assert_eq!(propose(1800, &choices), []);
        assert_eq!(days_off([1, 2, 3, 4, 5]), BTreeSet::from([6, 7]));
        assert_eq!(days_off(1..=7), BTreeSet::new());
    }

    #[test]
    fn two_holidays_on_one_day_take_two_days() {
        // Giỗ Tổ falls on 30/4 in some years; all 11 days are given in every year.
        for year in 2026..2100 {
            let proposed = propose(year, &HolidayChoices::default());
            let plain = proposed.iter().filter(|day| !day.makes_up).count();
            assert_eq!(plain, 11, "{year}");
        }
    }
}
