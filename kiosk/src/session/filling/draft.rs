//! What stands in the fields of a question while its answer is not given yet.

use std::fmt;

use shared::form::limits::TYPED_MAX;
use shared::form::{Address, Answer, Kind, PartialDate, Question, RawAnswer};
use zeroize::Zeroize;

/// Which part of an address is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AddressPart {
    /// The province or city.
    #[default]
    Province,
    /// The commune, ward or special zone.
    Ward,
    /// House number and street.
    Line,
}

/// What stands in the fields.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The field, or day, month and year, or hour and minute.
    parts: [String; 3],
    /// The option, or yes or no.
    chosen: String,
    /// What was typed over a long list.
    filter: String,
    /// Whether the list is found in by typing, once somebody said so.
    finding: Option<bool>,
    address: Address,
    address_part: AddressPart,
}

impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Draft(…)")
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for part in &mut self.parts {
            part.zeroize();
        }
        self.chosen.zeroize();
        self.filter.zeroize();
        super::wipe::address(&mut self.address);
    }
}

impl Draft {
    /// What stands in the fields of a question that was answered so.
    pub(super) fn of(answer: Option<&Answer>) -> Self {
        let mut draft = Self::default();
        match answer {
            Some(Answer::Text(text)) => draft.parts[0].clone_from(text),
            Some(Answer::Number(number)) => draft.parts[0] = number.to_string(),
            Some(Answer::Date(date)) => draft.parts = date_parts(*date),
            Some(Answer::Time(time)) => {
                draft.parts[0] = format!("{:02}", time.hour());
                draft.parts[1] = format!("{:02}", time.minute());
            }
            Some(Answer::Choice(option)) => draft.chosen.clone_from(option),
            Some(Answer::Yes(yes)) => draft.chosen = yes_code(*yes).to_owned(),
            Some(Answer::Address(address)) => {
                draft.address = address.clone();
                draft.parts[0].clone_from(&address.line);
                draft.address_part = if address.province.is_empty() {
                    AddressPart::Province
                } else if address.ward.is_empty() {
                    AddressPart::Ward
                } else {
                    AddressPart::Line
                };
            }
            Some(Answer::Skipped | Answer::Seen) | None => {}
        }
        draft
    }

    /// The text of the field, or of one of its parts.
    #[must_use]
    pub fn text(&self, part: usize) -> &str {
        self.parts.get(part).map(String::as_str).unwrap_or_default()
    }

    /// What was typed over the list.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// The option that was chosen.
    pub(super) fn chosen(&self) -> &str {
        &self.chosen
    }

    /// What is chosen on the screen: an option, yes or no, the province or the ward.
    #[must_use]
    pub fn picked(&self) -> &str {
        match self.address_part {
            AddressPart::Ward => &self.address.ward,
            AddressPart::Province if self.chosen.is_empty() => &self.address.province,
            AddressPart::Province | AddressPart::Line => &self.chosen,
        }
    }

    /// The address so far.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Which part of an address is asked.
    #[must_use]
    pub fn part(&self) -> AddressPart {
        self.address_part
    }

    pub(super) fn type_in(&mut self, part: usize, text: &str) {
        if let Some(place) = self.parts.get_mut(part) {
            place.zeroize();
            place.extend(text.chars().take(TYPED_MAX));
        }
    }

    pub(super) fn finding(&self) -> Option<bool> {
        self.finding
    }

    pub(super) fn find(&mut self, on: bool) {
        self.finding = Some(on);
        self.filter.zeroize();
    }

    pub(super) fn filter_by(&mut self, text: &str) {
        self.filter.zeroize();
        self.filter.extend(text.chars().take(TYPED_MAX));
    }

    pub(super) fn choose_province(&mut self, code: &str) {
        if self.address.province != code {
            self.address.ward.clear();
        }
        code.clone_into(&mut self.address.province);
        self.new_list();
        self.address_part = AddressPart::Ward;
    }

    pub(super) fn choose_ward(&mut self, code: &str) {
        code.clone_into(&mut self.address.ward);
        self.new_list();
        self.address_part = AddressPart::Line;
    }

    fn new_list(&mut self) {
        self.filter.zeroize();
        self.finding = None;
    }

    /// To the part after, when this one is chosen.
    pub(super) fn part_on(&mut self) -> bool {
        let (chosen, next) = match self.address_part {
            AddressPart::Province => (&self.address.province, AddressPart::Ward),
            AddressPart::Ward => (&self.address.ward, AddressPart::Line),
            AddressPart::Line => return false,
        };
        let may = !chosen.is_empty();
        if may {
            self.new_list();
            self.address_part = next;
        }
        may
    }

    /// To the part before; false at the first.
    pub(super) fn part_back(&mut self) -> bool {
        self.new_list();
        self.address_part = match self.address_part {
            AddressPart::Province => return false,
            AddressPart::Ward => AddressPart::Province,
            AddressPart::Line => AddressPart::Ward,
        };
        true
    }

    /// The answer as it was entered.
    pub(super) fn raw(&self, question: &Question) -> RawAnswer {
        match &question.kind {
            Kind::Date { .. } => RawAnswer::Typed(self.date_typed()),
            Kind::Time => RawAnswer::Typed(self.time_typed()),
            Kind::Choice { .. } => RawAnswer::Choice(self.chosen.clone()),
            Kind::YesNo => RawAnswer::Typed(self.chosen.clone()),
            Kind::Address => {
                RawAnswer::Address(Address { line: self.parts[0].clone(), ..self.address.clone() })
            }
            Kind::Note => RawAnswer::Seen,
            _ => RawAnswer::Typed(self.parts[0].clone()),
        }
    }

    /// `05/03/1990`, `03/1990` or `1990`: leading parts may be left empty.
    fn date_typed(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.trim()).collect();
        let first = parts.iter().position(|part| !part.is_empty()).unwrap_or(parts.len());
        parts[first..].join("/")
    }

    fn time_typed(&self) -> String {
        let [hour, minute] = [self.parts[0].trim(), self.parts[1].trim()];
        match (hour, minute) {
            ("", "") => String::new(),
            // One digit is enough for nine o'clock.
            (hour, minute) => format!("{hour:0>2}:{minute:0>2}"),
        }
    }
}

fn date_parts(date: PartialDate) -> [String; 3] {
    let month = date.month().map(|month| format!("{month:02}")).unwrap_or_default();
    let day = date.day().map(|day| day.format("%d").to_string()).unwrap_or_default();
    [day, month, format!("{:04}", date.year())]
}

/// Yes and no as they are typed.
fn yes_code(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
