//! Finds what is wrong with a catalogue before it is used.

use std::collections::BTreeSet;

use super::problem::{CODE_MAX, CatalogProblem, Wrong};
use super::{Catalog, Desk, FeeAmount, OpeningHours, Procedure, Service, TimeSpan};
use crate::text::Text;

/// The highest number that a range may reach: six digits are the most that a ticket shows large.
const NUMBER_MAX: u32 = 999_999;
/// Minutes of a day: the most that a head start, a delay or a limit can be.
pub(super) const DAY_MINUTES: u32 = 1_440;
/// The most characters of a name and of longer text.
pub(super) const NAME_MAX: usize = 200;
pub(super) const TEXT_MAX: usize = 1_000;
/// The most characters of a desk's name: it is shown large and spoken.
const DESK_NAME_MAX: usize = 8;
/// The most words or phrases under which a procedure is found, and the most characters of one.
const KEYWORDS_MAX: u32 = 60;
const KEYWORD_MAX: usize = 60;
/// The highest figure of how often a procedure is asked for.
const POPULARITY_MAX: u32 = 1_000_000;
/// How long one person may take, in seconds: half a minute to a working day.
const PACE_SECONDS: (u32, u32) = (30, 28_800);

impl Catalog {
    /// Everything that is wrong with this catalogue; nothing when it can be used.
    #[must_use]
    pub fn problems(&self) -> Vec<CatalogProblem> {
        let mut check = Check::new(self);
        check.center();
        check.services();
        check.procedures();
        check.desks();
        check.priorities();
        check.pause_reasons();
        check.zones();
        check.holidays();
        check.lobby();
        check.tips();
        check.rules();
        check.into_problems()
    }
}

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) catalog: &'a Catalog,
    problems: Vec<CatalogProblem>,
}

/// Where a field stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) list: &'static str,
    pub(super) entry: &'a str,
}

impl<'a> Check<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, problems: Vec::new() }
    }

    pub(super) fn into_problems(self) -> Vec<CatalogProblem> {
        self.problems
    }
}

impl Check<'_> {
    pub(super) fn wrong(&mut self, at: Place<'_>, field: impl Into<String>, what: Wrong) {
        let (list, entry, field) = (at.list, at.entry.to_owned(), field.into());
        self.problems.push(CatalogProblem { list, entry, field, what });
    }

    pub(super) fn line(&mut self, at: Place<'_>, field: &str, text: &str, most: usize) {
        if text.trim().is_empty() {
            self.wrong(at, field, Wrong::Missing);
        } else if text.chars().count() > most {
            self.wrong(at, field, Wrong::TooLong { most });
        }
    }

    pub(super) fn text(&mut self, at: Place<'_>, field: &str, text: &Text, most: usize) {
        self.line(at, &format!("{field}.vi"), &text.vi, most);
        self.line(at, &format!("{field}.en"), &text.en, most);
    }

    pub(super) fn bounds(&mut self, at: Place<'_>, field: &str, n: u32, (least, most): (u32, u32)) {
        if !(least..=most).contains(&n) {
            self.wrong(at, field, Wrong::Bounds { least, most });
        }
    }

    fn most(&mut self, at: Place<'_>, field: &str, n: Option<u32>, most: u32) {
        if let Some(n) = n {
            self.bounds(at, field, n, (1, most));
        }
    }

    fn codes<'b>(&mut self, list: &'static str, codes: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for entry in codes {
            let at = Place { list, entry };
            let fits = entry.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if entry.is_empty() || entry.len() > CODE_MAX || !fits {
                self.wrong(at, "id", Wrong::NoCode);
            }
            if !seen.insert(entry) {
                self.wrong(at, "id", Wrong::Repeated { other: entry.to_owned() });
            }
        }
    }

    fn hours(&mut self, at: Place<'_>, field: &str, plan: &[OpeningHours]) {
        let prefix = if field.is_empty() { String::new() } else { format!("{field}.") };
        for (index, hours) in plan.iter().enumerate() {
            let days = &hours.weekdays;
            if days.is_empty() || days.iter().any(|day| !(1..=7).contains(day)) {
                self.wrong(at, format!("{prefix}{index}.weekdays"), Wrong::Weekdays);
            }
            let closes = format!("{prefix}{index}.closes_minute");
            self.bounds(at, &closes, hours.closes_minute.into(), (1, DAY_MINUTES));
            if hours.opens_minute >= hours.closes_minute {
                self.wrong(at, closes, Wrong::EndBeforeBeginning);
            }
        }
    }

    fn center(&mut self) {
        let at = Place { list: "center", entry: "" };
        let center = &self.catalog.center;
        self.text(at, "agency", &center.agency, NAME_MAX);
        self.text(at, "name", &center.name, NAME_MAX);
        self.text(at, "slogan", &center.slogan, NAME_MAX);
        self.text(at, "closing_line", &center.closing_line, NAME_MAX);
        self.hours(Place { list: "hours", entry: "" }, "", &self.catalog.hours);
    }

    fn services(&mut self) {
        let services = &self.catalog.services;
        self.codes("services", services.iter().map(|service| service.id.as_str()));
        for (index, service) in services.iter().enumerate() {
            let at = Place { list: "services", entry: service.id.as_str() };
            let letters = service.prefix.bytes().all(|byte| byte.is_ascii_uppercase());
            let is_other = |(other, _): &(usize, &Service)| *other != index;
            let mut others = services.iter().enumerate().filter(is_other);
            if !letters || !(1..=3).contains(&service.prefix.len()) {
                self.wrong(at, "prefix", Wrong::Prefix);
            } else if let Some((_, other)) = others.find(|(_, it)| it.prefix == service.prefix) {
                self.wrong(at, "prefix", Wrong::Repeated { other: other.id.to_string() });
            }
            self.service(at, service);
        }
    }

    fn service(&mut self, at: Place<'_>, service: &Service) {
        self.text(at, "name", &service.name, NAME_MAX);
        self.text(at, "description", &service.description, TEXT_MAX);
        self.bounds(at, "range_last", service.range_last, (1, NUMBER_MAX));
        if service.range_first > service.range_last {
            self.wrong(at, "range_last", Wrong::EndBeforeBeginning);
        }
        if let Some(kept) = service.offline_numbers {
            // Something must be left for the time with a server.
            let most = service.range_last.saturating_sub(service.range_first);
            self.bounds(at, "offline_numbers", kept, (0, most));
        }
        self.bounds(at, "digits_min", service.digits_min.into(), (1, 6));
        self.bounds(at, "pace_seconds", service.pace_seconds, PACE_SECONDS);
        self.hours(at, "hours", &service.hours);
        if service.quota_per_day.is_some_and(|quota| quota > NUMBER_MAX) {
            self.wrong(at, "quota_per_day", Wrong::Bounds { least: 0, most: NUMBER_MAX });
        }
        self.most(at, "limits.wait_minutes_max", service.limits.wait_minutes_max, DAY_MINUTES);
        self.most(at, "limits.line_max", service.limits.line_max, NUMBER_MAX);
        let service_minutes = service.limits.service_minutes_max;
        self.most(at, "limits.service_minutes_max", service_minutes, DAY_MINUTES);
    }

    fn procedures(&mut self) {
        let procedures = &self.catalog.procedures;
        self.codes("procedures", procedures.iter().map(|procedure| procedure.id.as_str()));
        for procedure in procedures {
            self.procedure(Place { list: "procedures", entry: procedure.id.as_str() }, procedure);
        }
    }

    fn procedure(&mut self, at: Place<'_>, procedure: &Procedure) {
        self.text(at, "name", &procedure.name, NAME_MAX);
        self.text(at, "about", &procedure.about, TEXT_MAX);
        if self.catalog.service(&procedure.service).is_none() {
            let id = procedure.service.to_string();
            let what = if id.is_empty() { Wrong::Missing } else { Wrong::Unknown { id } };
            self.wrong(at, "service", what);
        }
        for (index, document) in procedure.documents.iter().enumerate() {
            self.text(at, &format!("documents.{index}.name"), &document.name, TEXT_MAX);
        }
        for (index, note) in procedure.notes.iter().enumerate() {
            self.text(at, &format!("notes.{index}"), note, TEXT_MAX);
        }
        self.ways_to_it(at, procedure);
        if let Some(note) = &procedure.time_limit.note {
            self.text(at, "time_limit.note", note, TEXT_MAX);
        }
        if let Some(note) = &procedure.fee.note {
            self.text(at, "fee.note", note, TEXT_MAX);
        }
        if let TimeSpan::WorkingDays { days_min, days_max }
        | TimeSpan::CalendarDays { days_min, days_max } = procedure.time_limit.span
            && days_min > days_max
        {
            self.wrong(at, "time_limit.span.days_max", Wrong::EndBeforeBeginning);
        }
        if let FeeAmount::Fixed { dong: 0, .. } = procedure.fee.amount {
            let what = Wrong::Bounds { least: 1, most: u32::MAX };
            self.wrong(at, "fee.amount.dong", what);
        }
        if let (Some(from), Some(to)) = (procedure.valid_from, procedure.valid_to)
            && from > to
        {
            self.wrong(at, "valid_to", Wrong::EndBeforeBeginning);
        }
    }

    fn ways_to_it(&mut self, at: Place<'_>, procedure: &Procedure) {
        for (index, keyword) in procedure.keywords.iter().enumerate() {
            self.line(at, &format!("keywords.{index}"), keyword, KEYWORD_MAX);
        }
        let keywords = u32::try_from(procedure.keywords.len()).unwrap_or(u32::MAX);
        self.bounds(at, "keywords", keywords, (0, KEYWORDS_MAX));
        self.bounds(at, "popularity", procedure.popularity, (0, POPULARITY_MAX));
        if let Some(who) = &procedure.representative {
            self.text(at, "representative", who, TEXT_MAX);
        }
        if let Some(address) = &procedure.online_address {
            self.line(at, "online_address", address, NAME_MAX);
            let host = address.strip_prefix("https://").unwrap_or_default();
            if !host.starts_with(|c: char| c.is_ascii_alphanumeric()) || host.contains(' ') {
                self.wrong(at, "online_address", Wrong::WebAddress);
            }
        }
    }

    fn desks(&mut self) {
        let desks = &self.catalog.desks;
        self.codes("desks", desks.iter().map(|desk| desk.id.as_str()));
        for (index, desk) in desks.iter().enumerate() {
            let at = Place { list: "desks", entry: desk.id.as_str() };
            self.line(at, "name", &desk.name, DESK_NAME_MAX);
            let mut others = desks.iter().enumerate().filter(|(other, _)| *other != index);
            if let Some((_, other)) = others.find(|(_, it)| it.name.trim() == desk.name.trim()) {
                self.wrong(at, "name", Wrong::Repeated { other: other.id.to_string() });
            }
            self.desk(at, desk);
        }
    }

    fn desk(&mut self, at: Place<'_>, desk: &Desk) {
        for service in &desk.services {
            if self.catalog.service(service).is_none() {
                self.wrong(at, "services", Wrong::Unknown { id: service.to_string() });
            }
        }
        for (service, minutes) in &desk.delay_minutes {
            let field = format!("delay_minutes.{service}");
            if !desk.services.contains(service) {
                self.wrong(at, field, Wrong::NotServed);
            } else if *minutes > DAY_MINUTES {
                self.wrong(at, field, Wrong::Bounds { least: 0, most: DAY_MINUTES });
            }
        }
        self.hours(at, "planned", &desk.planned);
    }

    fn priorities(&mut self) {
        let priorities = &self.catalog.priorities;
        self.codes("priorities", priorities.iter().map(|class| class.id.as_str()));
        for class in priorities {
            let at = Place { list: "priorities", entry: class.id.as_str() };
            self.text(at, "name", &class.name, NAME_MAX);
            self.text(at, "description", &class.description, TEXT_MAX);
            self.bounds(at, "head_start_minutes", class.head_start_minutes, (0, DAY_MINUTES));
        }
    }

    fn pause_reasons(&mut self) {
        let reasons = &self.catalog.pause_reasons;
        self.codes("pause_reasons", reasons.iter().map(|reason| reason.id.as_str()));
        for reason in reasons {
            let at = Place { list: "pause_reasons", entry: reason.id.as_str() };
            self.text(at, "name", &reason.name, NAME_MAX);
        }
    }

    fn zones(&mut self) {
        let zones = &self.catalog.zones;
        self.codes("zones", zones.iter().map(|zone| zone.id.as_str()));
        for zone in zones {
            let at = Place { list: "zones", entry: zone.id.as_str() };
            self.text(at, "name", &zone.name, NAME_MAX);
            for desk in &zone.desks {
                if self.catalog.desk(desk).is_none() {
                    self.wrong(at, "desks", Wrong::Unknown { id: desk.to_string() });
                }
            }
        }
    }

    fn holidays(&mut self) {
        let mut dates = BTreeSet::new();
        for holiday in &self.catalog.holidays {
            let entry = holiday.date.to_string();
            let at = Place { list: "holidays", entry: &entry };
            self.text(at, "name", &holiday.name, NAME_MAX);
            if !dates.insert(holiday.date) {
                self.wrong(at, "date", Wrong::Repeated { other: entry.clone() });
            }
        }
    }

    fn rules(&mut self) {
        let at = Place { list: "rules", entry: "" };
        let rules = &self.catalog.rules;
        self.bounds(at, "recalls_max", rules.recalls_max, (0, 20));
        self.bounds(at, "undo_seconds", rules.undo_seconds, (0, 120));
        self.most(at, "numbers_a_person_max", rules.numbers_a_person_max, 100);
        self.bounds(at, "booking_days_max", rules.booking_days_max, (0, 90));
        self.most(at, "called_minutes_max", rules.called_minutes_max, DAY_MINUTES);
        self.most(at, "idle_minutes_max", rules.idle_minutes_max, DAY_MINUTES);
        let at = Place { list: "retention", entry: "" };
        let retention = &self.catalog.retention;
        self.bounds(at, "note_days", retention.note_days, (0, 365));
        self.bounds(at, "audit_days", retention.audit_days, (30, 3_650));
        self.bounds(at, "declaration_days", retention.declaration_days, (0, 365));
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Catalog, ward};

    fn found(change: impl FnOnce(&mut Catalog)) -> Vec<String> {
        let mut catalog = ward().expect("the sample data can be read");
        change(&mut catalog);
        catalog.problems().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_problem_names_its_field() {
        let cases: Vec<(Vec<String>, &str)> = vec![
            (
                found(|c| c.services[1].prefix = "A".into()),
                "services `certification`, prefix: `civil-status` has the same",
            ),
            (
                found(|c| c.services[1].prefix = "bb".into()),
                "services `certification`, prefix: a prefix has 1–3 capital letters A–Z",
            ),
            (
                found(|c| c.services[0].range_last = 0),
                "services `civil-status`, range_last: must be 1–999999",
            ),
            (
                found(|c| c.services[0].name.en = " ".into()),
                "services `civil-status`, name.en: something must stand here",
            ),
            (found(|c| c.desks[0].name = "2".into()), "desks `2`, name: `1` has the same"),
            (
                found(|c| c.desks[0].services.push("x".into())),
                "desks `1`, services: `x` does not exist",
            ),
            (
                found(|c| {
                    let _ = c.desks[0].delay_minutes.insert("x".into(), 5);
                }),
                "desks `1`, delay_minutes.x: the desk does not serve this queue",
            ),
            (found(|c| c.hours[0].closes_minute = 0), "hours, 0.closes_minute: must be 1–1440"),
            (
                found(|c| c.hours[0].weekdays.clear()),
                "hours, 0.weekdays: weekdays are 1–7, at least one",
            ),
            (
                found(|c| c.priorities[0].head_start_minutes = 1_441),
                "priorities `elderly`, head_start_minutes: must be 0–1440",
            ),
            (
                found(|c| c.procedures[0].documents[0].name.vi.clear()),
                "procedures `birth-registration`, documents.0.name.vi: something must stand here",
            ),
            (
                found(|c| c.procedures[0].keywords = vec!["a".into(), " ".into()]),
                "procedures `birth-registration`, keywords.1: something must stand here",
            ),
            (
                found(|c| c.procedures[0].online_address = Some("http://a b".into())),
                "procedures `birth-registration`, online_address: a web address begins with https://",
            ),
            (
                found(|c| c.tips[0].body.en = "x".repeat(1_001)),
                "tips `0`, body.en: at most 1000 characters",
            ),
            (found(|c| c.retention.audit_days = 1), "retention, audit_days: must be 30–3650"),
        ];
        for (problems, expected) in cases {
            assert!(problems.iter().any(|problem| problem == expected), "{expected}: {problems:?}");
        }
        assert_eq!(found(|_| ()), Vec::<String>::new());
    }
}
