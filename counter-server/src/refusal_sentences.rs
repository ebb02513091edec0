//! What people read when the day says no: the sentence of the code, with the values of this refusal in it.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use shared::catalog::Catalog;
use shared::day::{Day, DeskState, Refusal, STEPS_MAX, Ticket, TicketState};
use shared::ids::{DeskId, TicketId};
use shared::text::{Language, Text};

use crate::language::{fill, msgid, tr};
use crate::sentences::{code_of, sentence};

/// The sentence in both languages. `day` is the day that refuses, `now` the moment.
#[must_use]
pub fn said(refusal: &Refusal, day: &Day, catalog: &Catalog, now: DateTime<Utc>) -> Text {
    let in_language = |language| {
        let words = Words { day, catalog, now, language };
        words.of(refusal).unwrap_or_else(|| sentence(code_of(refusal), language).to_owned())
    };
    Text { vi: in_language(Language::Vi), en: in_language(Language::En) }
}

struct Words<'a> {
    day: &'a Day,
    catalog: &'a Catalog,
    now: DateTime<Utc>,
    language: Language,
}

impl Words<'_> {
    /// `None` where the sentence of the code says it all.
    fn of(&self, refusal: &Refusal) -> Option<String> {
        match refusal {
            Refusal::CenterClosed { opens_at: Some(at) } => Some(self.with(msgid("The center is closed now. It opens again at {when}. Please come back then."),
                &[("when", self.moment(*at))],
            )),
            Refusal::ServiceClosed { opens_at: Some(at) } => Some(self.with(msgid("This field gives no numbers at that hour. It opens again at {when}. Please come back then, or ask at reception."),
                &[("when", self.moment(*at))],
            )),
            Refusal::QuotaReached { quota } => Some(self.with(msgid("All {quota} numbers of today for this field have been given. Please come on the next working day, or ask at reception."),
                &[("quota", quota.to_string())],
            )),
            Refusal::AlreadyWaiting { number } => Some(self.with(msgid("You already have the number {number} in this field. Please keep that ticket and wait for its call."),
                &[("number", number.to_string())],
            )),
            Refusal::PersonLimit { most } => Some(self.with(msgid("One person may take {most} numbers on a day, and you have taken them. Please ask at reception."),
                &[("most", most.to_string())],
            )),
            Refusal::TooManySteps => Some(self.with(msgid("One visit can go on to at most {most} more fields. Please choose fewer."),
                &[("most", STEPS_MAX.to_string())],
            )),
            Refusal::WrongSlot { last } => Some(self.with(msgid("No appointment can be made for that time. Please choose a time from now until {date}."),
                &[("date", self.date(*last))],
            )),
            Refusal::OtherDate { date } => Some(self.with(msgid("This appointment is for {date}. Please come on that day, or take a number for today."),
                &[("date", self.date(*date))],
            )),
            Refusal::WrongTicketState { ticket } => {
                self.day.ticket(*ticket).map(|ticket| self.state_of(ticket))
            }
            refusal => self.of_desk(refusal),
        }
    }

    fn of_desk(&self, refusal: &Refusal) -> Option<String> {
        match refusal {
            Refusal::DeskBusy { desk, ticket } => Some(self.with(msgid("Ticket {number} is still at desk {desk}. Please finish it or mark it as not come first."),
                &[("number", self.number(*ticket)?), ("desk", self.desk(desk))],
            )),
            Refusal::DeskClosed { desk } => {
                let text = match self.day.desk(desk).state {
                    DeskState::Paused => {
                        msgid("Desk {desk} pauses. Please open it again first, then call.")
                    }
                    _ => msgid("Desk {desk} is closed. Please open it first, then call."),
                };
                Some(self.with(text, &[("desk", self.desk(desk))]))
            }
            Refusal::TargetClosed { target, .. } => Some(self.with(msgid("Desk {desk} takes nobody at the moment. Please choose another desk or a field."),
                &[("desk", self.desk(target))],
            )),
            Refusal::NotAllowed { .. } => Some(self.with(msgid("This desk may not call that number: it waits for another desk or field, or the center does not let desks call out of turn."),
                &[],
            )),
            Refusal::RecallsUsedUp { .. } => Some(self.with(msgid("This person has been called again {times} times, as often as the center allows. Please mark the ticket as not come, or set it aside."),
                &[("times", self.catalog.rules.recalls_max.to_string())],
            )),
            Refusal::TooLateToUndo { .. } => Some(self.with(msgid("It is too late to undo this: that is possible for {seconds} seconds. Please correct it with the next step, or ask reception."),
                &[("seconds", self.catalog.rules.undo_seconds.to_string())],
            )),
            _ => None,
        }
    }

    /// Where the ticket stands instead, and what can be done about it.
    fn state_of(&self, ticket: &Ticket) -> String {
        let text = match ticket.state {
            TicketState::Booked => msgid(
                "Ticket {number} is an appointment whose person has not come yet. Please check it in first.",
            ),
            TicketState::Waiting => {
                msgid("Ticket {number} is waiting in its queue, where this cannot be done with it.")
            }
            TicketState::Called | TicketState::Serving => {
                msgid("Ticket {number} is at desk {desk} now. Please settle it there.")
            }
            TicketState::Held => {
                msgid("Ticket {number} is set aside. Please resume it at a desk first.")
            }
            TicketState::Done => {
                msgid("Ticket {number} has been served already. Please take a new number.")
            }
            TicketState::NoShow => {
                msgid("Ticket {number} was called and nobody came. A desk can call it again.")
            }
            TicketState::Cancelled => {
                msgid("Ticket {number} was cancelled. Please take a new number.")
            }
            TicketState::Lapsed if self.is_of_today(ticket) => msgid(
                "The time of appointment {number} has passed. Please check it in at reception, then it waits like any other number.",
            ),
            TicketState::Lapsed => {
                msgid("Ticket {number} is no longer valid. Please take a new number.")
            }
        };
        let desk = ticket.desk.as_ref().map(|desk| self.desk(desk)).unwrap_or_default();
        self.with(text, &[("number", ticket.number.to_string()), ("desk", desk)])
    }

    /// Whether it is an appointment of today.
    fn is_of_today(&self, ticket: &Ticket) -> bool {
        ticket.slot.is_some_and(|slot| slot.date == self.catalog.local_date(self.now))
    }

    fn with(&self, text: &'static str, values: &[(&str, String)]) -> String {
        values.iter().fold(tr(self.language, text).to_owned(), |text, (name, value)| {
            fill(&text, name, value)
        })
    }

    fn number(&self, ticket: TicketId) -> Option<String> {
        self.day.ticket(ticket).map(|ticket| ticket.number.to_string())
    }

    /// What stands on the desk's sign.
    fn desk(&self, id: &DeskId) -> String {
        self.catalog.desk(id).map_or_else(|| id.to_string(), |desk| desk.name.clone())
    }

    fn date(&self, date: NaiveDate) -> String {
        date.format("%-d/%-m/%Y").to_string()
    }

    /// A moment to come, as people say it: the hour, and the day as far as it is another one.
    fn moment(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.catalog.center.time_zone);
        let today = self.catalog.local_date(self.now);
        let date = local.date_naive();
        let text = if date == today {
            msgid("{time} today")
        } else if today.checked_add_days(Days::new(1)) == Some(date) {
            msgid("{time} tomorrow")
        } else {
            match date.weekday() {
                Weekday::Mon => msgid("{time} on Monday {date}"),
                Weekday::Tue => msgid("{time} on Tuesday {date}"),
                Weekday::Wed => msgid("{time} on Wednesday {date}"),
                Weekday::Thu => msgid("{time} on Thursday {date}"),
                Weekday::Fri => msgid("{time} on Friday {date}"),
                Weekday::Sat => msgid("{time} on Saturday {date}"),
                Weekday::Sun => msgid("{time} on Sunday {date}"),
            }
        };
        let values = [
            ("time", local.format("%-H:%M").to_string()),
            ("date", local.format("%-d/%-m").to_string()),
        ];
        self.with(text, &values)
    }
}

#[cfg(test)]
mod tests {
    use shared::catalog::ward;
    use shared::day::{Day, Refusal};
    use shared::ids::{DeskId, TicketNumber};

    use super::said;

    #[test]
    fn a_refusal_says_when_and_which() {
        let (catalog, day) = (ward().unwrap(), Day::new());
        // A Saturday.
        let now = "2026-11-21T12:10:00+07:00".parse().unwrap();
        let opens = |at: &str| Refusal::CenterClosed { opens_at: Some(at.parse().unwrap()) };
        for (refusal, vi, en) in [
            (opens("2026-11-21T13:00:00+07:00"), "13:00 hôm nay", "13:00 today"),
            (opens("2026-11-22T08:00:00+07:00"), "8:00 ngày mai", "8:00 tomorrow"),
            (opens("2026-11-23T07:30:00+07:00"), "7:30 thứ Hai 23/11", "7:30 on Monday 23/11"),
            (Refusal::QuotaReached { quota: 40 }, "40", "40"),
            (
                Refusal::AlreadyWaiting { number: TicketNumber::from("A025") },
                "A025",
                "the number A025",
            ),
            (
                Refusal::OtherDate { date: "2026-11-24".parse().unwrap() },
                "24/11/2026",
                "24/11/2026",
            ),
            (
                Refusal::TargetClosed { desk: DeskId::from("1"), target: DeskId::from("5") },
                "Quầy 5",
                "Desk 5",
            ),
            (Refusal::TooLateToUndo { desk: DeskId::from("1") }, "10 giây", "10 seconds"),
        ] {
            let said = said(&refusal, &day, &catalog, now);
            assert!(said.vi.contains(vi) && said.en.contains(en), "{said:?}");
            for text in [&said.vi, &said.en] {
                assert!(text.ends_with('.') && !text.contains('{'), "{text}");
            }
            assert_ne!(said.vi, said.en);
        }
    }

    #[test]
    fn a_refusal_without_values_says_the_sentence_of_its_code() {
        let (catalog, day) = (ward().unwrap(), Day::new());
        let now = "2026-11-21T12:10:00+07:00".parse().unwrap();
        let said = said(&Refusal::CapacityReached, &day, &catalog, now);
        assert!(said.en.contains("fill the rest of today"), "{said:?}");
    }
}
