//! What can be wrong with a catalogue, found before it is used.

use std::collections::BTreeSet;

use super::Catalog;

/// The highest number that a range may reach: six digits are the most that a ticket shows large.
const NUMBER_MAX: u32 = 999_999;

/// One thing that is wrong with a catalogue, in words for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogProblem {
    /// Two entries of one list have the same code.
    #[error("{list}: the code `{id}` stands twice")]
    RepeatedId {
        /// The list.
        list: &'static str,
        /// The code.
        id: String,
    },
    /// An entry names another that does not exist.
    #[error("{owner} names {list} `{id}`, which does not exist")]
    Unknown {
        /// The entry that names it.
        owner: String,
        /// The list in which it should stand.
        list: &'static str,
        /// The code.
        id: String,
    },
    /// A prefix is not one to three capital letters, or stands for two services.
    #[error(
        "service `{id}`: the prefix `{prefix}` must be 1–3 letters A–Z that no other service has"
    )]
    Prefix {
        /// The service.
        id: String,
        /// Its prefix.
        prefix: String,
    },
    /// A number range is empty, or goes further than anyone reads.
    #[error("service `{id}`: the range {first}–{last} holds no number, or one above 999999")]
    Range {
        /// The service.
        id: String,
        /// First number.
        first: u32,
        /// Last number.
        last: u32,
    },
    /// Opening hours that are no time of a day.
    #[error("opening hours: weekdays are 1–7, and opening comes before closing, at most 1440")]
    Hours,
    /// A text is missing in a language.
    #[error("{owner}: the {language} name is empty")]
    EmptyName {
        /// The entry.
        owner: String,
        /// The language.
        language: &'static str,
    },
}

impl Catalog {
    /// Everything that is wrong with this catalogue; nothing when it can be used.
    #[must_use]
    pub fn problems(&self) -> Vec<CatalogProblem> {
        let mut problems = Vec::new();
        self.check_ids(&mut problems);
        self.check_references(&mut problems);
        self.check_services(&mut problems);
        self.check_names(&mut problems);
        let hours_are_wrong = self.hours.iter().any(|hours| {
            hours.opens_minute >= hours.closes_minute
                || hours.closes_minute > 1440
                || hours.weekdays.iter().any(|day| !(1..=7).contains(day))
        });
        if hours_are_wrong {
            problems.push(CatalogProblem::Hours);
        }
        problems
    }

    fn check_ids(&self, problems: &mut Vec<CatalogProblem>) {
        let lists: [(&'static str, Vec<&str>); 5] = [
            ("service", self.services.iter().map(|entry| entry.id.as_str()).collect()),
            ("procedure", self.procedures.iter().map(|entry| entry.id.as_str()).collect()),
            ("desk", self.desks.iter().map(|entry| entry.id.as_str()).collect()),
            ("priority", self.priorities.iter().map(|entry| entry.id.as_str()).collect()),
            ("zone", self.zones.iter().map(|entry| entry.id.as_str()).collect()),
        ];
        for (list, ids) in lists {
            let mut seen = BTreeSet::new();
            for id in ids {
                if !seen.insert(id) {
                    problems.push(CatalogProblem::RepeatedId { list, id: id.to_owned() });
                }
            }
        }
    }

    fn check_references(&self, problems: &mut Vec<CatalogProblem>) {
        let mut unknown = |owner: String, list: &'static str, id: &str| {
            problems.push(CatalogProblem::Unknown { owner, list, id: id.to_owned() });
        };
        for procedure in &self.procedures {
            if self.service(&procedure.service).is_none() {
                let owner = format!("procedure `{}`", procedure.id);
                unknown(owner, "service", procedure.service.as_str());
            }
        }
        for desk in &self.desks {
            for service in desk.services.iter().chain(desk.delay_minutes.keys()) {
                if self.service(service).is_none() {
                    unknown(format!("desk `{}`", desk.id), "service", service.as_str());
                }
            }
        }
        for zone in &self.zones {
            for desk in &zone.desks {
                if self.desk(desk).is_none() {
                    unknown(format!("zone `{}`", zone.id), "desk", desk.as_str());
                }
            }
        }
        for (index, tip) in self.tips.iter().enumerate() {
            if let Some(procedure) = &tip.procedure
                && self.procedure(procedure).is_none()
            {
                unknown(format!("tip {}", index + 1), "procedure", procedure.as_str());
            }
        }
    }

    fn check_services(&self, problems: &mut Vec<CatalogProblem>) {
        let mut prefixes = BTreeSet::new();
        for service in &self.services {
            let letters = service.prefix.bytes().all(|byte| byte.is_ascii_uppercase());
            let length = (1..=3).contains(&service.prefix.len());
            if !letters || !length || !prefixes.insert(service.prefix.as_str()) {
                problems.push(CatalogProblem::Prefix {
                    id: service.id.to_string(),
                    prefix: service.prefix.clone(),
                });
            }
            if service.range_first > service.range_last || service.range_last > NUMBER_MAX {
                problems.push(CatalogProblem::Range {
                    id: service.id.to_string(),
                    first: service.range_first,
                    last: service.range_last,
                });
            }
        }
    }

    fn check_names(&self, problems: &mut Vec<CatalogProblem>) {
        let services = self.services.iter().map(|s| (format!("service `{}`", s.id), &s.name));
        let procedures = self.procedures.iter().map(|p| (format!("procedure `{}`", p.id), &p.name));
        let priorities = self.priorities.iter().map(|p| (format!("priority `{}`", p.id), &p.name));
        for (owner, name) in services.chain(procedures).chain(priorities) {
            for (language, text) in [("Vietnamese", &name.vi), ("English", &name.en)] {
                if text.trim().is_empty() {
                    problems.push(CatalogProblem::EmptyName { owner: owner.clone(), language });
                }
            }
        }
    }
}
