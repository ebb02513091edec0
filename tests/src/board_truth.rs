//! What a board shows, read from its labels, held against what the server says of the same moment.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::api::Caller;
use crate::screen::{Element, Screen};
use crate::words::{self, Language};

/// So many of the last calls a board shows at least, when there were so many: large new ones leave no room for more.
const CALLS_MIN: usize = 3;

/// One call: who is called where, and for which time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The number of the ticket.
    pub number: String,
    /// What stands on the desk's sign.
    pub desk: String,
    /// 1, then one more for each recall.
    pub times: u64,
}

/// What a board shows at one moment.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The large calls, the newest first.
    pub newest: Vec<Call>,
    /// Where each of them stands.
    pub places: Vec<Element>,
    /// The calls below, the newest first.
    pub earlier: Vec<Call>,
    /// How many wait, by the name of the service.
    pub waiting: BTreeMap<String, u64>,
    /// Whether it says that it is not live.
    pub says_late: bool,
    /// The time that it shows, as `08:52`.
    pub clock: Option<String>,
    /// Where that stands.
    pub clock_place: Option<Element>,
}

/// What the server says of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The last event that it knows.
    pub seq: u64,
    /// The calls, the newest first.
    pub calls: Vec<Call>,
    /// How many wait, by the name of the service.
    pub waiting: BTreeMap<String, u64>,
    /// The minute before and this minute, as `08:52`.
    clocks: [String; 2],
}

/// The sentences of a board in Vietnamese, with places for what differs.
pub struct Sentences {
    newest: [String; 2],
    earlier: [String; 2],
    waiting: String,
    late: String,
    clock: String,
}

impl Sentences {
    /// Reads them from the messages of the board.
    ///
    /// # Errors
    /// When the board says something else by now.
    pub fn read() -> anyhow::Result<Self> {
        let say = |english: &str| words::board(Language::Vi, english, &[]);
        Ok(Self {
            newest: [
                say("Newest call: {0}, desk {1}, called {2} times")?,
                say("Newest call: {0}, desk {1}")?,
            ],
            earlier: [
                say("Earlier call: {0}, desk {1}, at {2}, called {3} times")?,
                say("Earlier call: {0}, desk {1}, at {2}")?,
            ],
            waiting: say("Waiting for {0}: {1}")?,
            late: say("Not live since {0} – numbers may be late, please listen to staff")?,
            clock: say("Clock: {0}")?,
        })
    }

    /// What a board shows now.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn seen(&self, screen: &Screen) -> anyhow::Result<Seen> {
        let mut seen = Seen {
            newest: Vec::new(),
            places: Vec::new(),
            earlier: Vec::new(),
            waiting: BTreeMap::new(),
            says_late: false,
            clock: None,
            clock_place: None,
        };
        for element in screen.elements().await? {
            let label = element.label.as_str();
            if let Some(call) = call(&self.newest, 2, label) {
                seen.newest.push(call);
                seen.places.push(element);
            } else if let Some(call) = call(&self.earlier, 3, label) {
                seen.earlier.push(call);
            } else if let Some(values) = values(&self.waiting, label) {
                let count = leading_number(&values[1]).context("a queue without a number")?;
                seen.waiting.insert(values[0].clone(), count);
            } else if values(&self.late, label).is_some() {
                seen.says_late = true;
            } else if let Some(values) = values(&self.clock, label) {
                seen.clock = values.into_iter().next();
                seen.clock_place = Some(element);
            }
        }
        Ok(seen)
    }
}

/// The call that a label tells, by the sentence with its times or the one without.
fn call(sentences: &[String; 2], times_place: usize, label: &str) -> Option<Call> {
    let [recalled, first] = sentences;
    let (values, times) = match values(recalled, label) {
        Some(values) => {
            let times = leading_number(values.get(times_place)?)?;
            (values, times)
        }
        None => (values(first, label)?, 1),
    };
    let mut values = values.into_iter();
    Some(Call { number: values.next()?, desk: values.next()?, times })
}

/// What stands at the places `{0}`, `{1}`, … of a sentence.
fn values(sentence: &str, label: &str) -> Option<Vec<String>> {
    let mut pieces = sentence.split('{');
    let mut rest = label.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    for piece in pieces {
        let (_, after) = piece.split_once('}')?;
        let (value, left) = if after.is_empty() { (rest, "") } else { rest.split_once(after)? };
        found.push(value.to_owned());
        rest = left;
    }
    rest.is_empty().then_some(found)
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// The names of the services in Vietnamese, by their codes.
///
/// # Errors
/// When the server does not tell its catalogue.
pub async fn service_names(board: &Caller) -> anyhow::Result<BTreeMap<String, String>> {
    let catalog = board.get("/catalog").await?;
    let services = catalog["services"].as_array().context("no services")?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("no text");
    services.iter().map(|it| Ok((text(&it["id"])?, text(&it["name"]["vi"])?))).collect()
}

impl Truth {
    /// What the server says now; `names` are those of [`service_names`].
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn now(board: &Caller, names: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let view = board.get("/board").await?;
        let calls = view["calls"].as_array().context("no calls")?.iter().map(|it| {
            let text = |name: &str| it[name].as_str().map(str::to_owned).context("no text");
            let times = it["times"].as_u64().context("no times")?;
            Ok(Call { number: text("number")?, desk: text("desk_name")?, times })
        });
        let waiting = view["waiting"].as_object().context("nobody waits anywhere")?.iter();
        let waiting = waiting.map(|(service, count)| {
            let name = names.get(service).context("a service without a name")?;
            Ok((name.clone(), count.as_u64().context("no count")?))
        });
        let now = view["now"].as_str().context("no time")?;
        let now = chrono::DateTime::parse_from_rfc3339(now)?;
        let clock = |back| (now - chrono::TimeDelta::minutes(back)).format("%H:%M").to_string();
        Ok(Self {
            seq: view["seq"].as_u64().context("no sequence")?,
            calls: calls.collect::<anyhow::Result<_>>()?,
            waiting: waiting.collect::<anyhow::Result<_>>()?,
            clocks: [clock(1), clock(0)],
        })
    }

    /// Whether a board shows it: the newest call large, perhaps with others that are new to the board, the last of the
    /// rest below, each in their order; the queues, the time, and no word of being late.
    ///
    /// # Errors
    /// When it does not: with what differs.
    pub fn is_shown_by(&self, seen: &Seen) -> anyhow::Result<()> {
        if seen.says_late {
            bail!("it says that it is not live");
        }
        // After a long cut a large call can be older than all that there is room for below.
        let places = seen.newest.iter().map(|call| self.calls.iter().position(|it| it == call));
        let places: Option<Vec<usize>> = places.collect();
        let are_large =
            places.is_some_and(|it| it.is_sorted()) && seen.newest.first() == self.calls.first();
        let rest = self.calls.iter().filter(|call| !seen.newest.contains(call));
        let are_below = rest.take(seen.earlier.len()).eq(&seen.earlier);
        let shown = seen.newest.len() + seen.earlier.len();
        let is_enough = shown >= CALLS_MIN.min(self.calls.len());
        if !are_large || !are_below || !is_enough {
            bail!("calls: {:?} over {:?}, not {:?}", seen.newest, seen.earlier, self.calls);
        }
        if seen.waiting != self.waiting {
            bail!("waiting: {:?}, not {:?}", seen.waiting, self.waiting);
        }
        if !seen.clock.as_ref().is_some_and(|clock| self.clocks.contains(clock)) {
            bail!("its clock: {:?}, not {:?}", seen.clock, self.clocks);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Call, Seen, Sentences, Truth, call, leading_number, values};

    #[test]
    fn a_board_shows_the_last_calls_and_large_ones_in_their_order() {
        let call = |number: u64| Call { number: number.to_string(), desk: "5".into(), times: 1 };
        let calls = |numbers: &[u64]| numbers.iter().copied().map(call).collect::<Vec<_>>();
        let truth = Truth {
            seq: 1,
            calls: calls(&[9, 8, 7, 6, 5, 4]),
            waiting: BTreeMap::new(),
            clocks: ["08:51".into(), "08:52".into()],
        };
        let shows = |newest: &[u64], earlier: &[u64]| {
            let (newest, earlier) = (calls(newest), calls(earlier));
            let (places, waiting) = (Vec::new(), BTreeMap::new());
            let clock = Some("08:52".to_owned());
            let says_late = false;
            let seen =
                Seen { newest, places, earlier, waiting, says_late, clock, clock_place: None };
            truth.is_shown_by(&seen).is_ok()
        };
        assert!(shows(&[9], &[8, 7]) && shows(&[9, 8], &[7, 6, 5]));
        assert!(shows(&[9, 4], &[8, 7]), "large, and older than what there is room for");
        assert!(!shows(&[8], &[9, 7]), "the newest is not large");
        assert!(!shows(&[9, 7, 8], &[6]) && !shows(&[9], &[7, 8]), "in another order");
        assert!(!shows(&[9], &[7, 6]), "one is left out");
        assert!(!shows(&[9, 3], &[8, 7]), "one that the server does not know");
        assert!(!shows(&[9], &[8]) && !shows(&[], &[9, 8, 7]), "too few");
    }

    #[test]
    fn labels_are_read_as_they_were_written() {
        let sentences = Sentences::read().expect("the messages of the board");
        let first = sentences.newest[1].replace("{0}", "C001").replace("{1}", "5");
        let expected = Call { number: "C001".into(), desk: "5".into(), times: 1 };
        assert_eq!(call(&sentences.newest, 2, &first), Some(expected.clone()));
        let again = sentences.newest[0].replace("{0}", "C001").replace("{1}", "5");
        let again = again.replace("{2}", "3");
        let expected = Call { times: 3, ..expected };
        assert_eq!(call(&sentences.newest, 2, &again), Some(expected));
        assert_eq!(call(&sentences.earlier, 3, &again), None);
    }

    #[test]
    fn values_stand_between_the_words() {
        assert_eq!(values("a {0}: {1}", "a b: c: 12"), Some(vec!["b".into(), "c: 12".into()]));
        assert_eq!(values("a {0} z", "a b"), None);
        assert_eq!(leading_number("12, 5–10"), Some(12));
        assert_eq!(leading_number("many"), None);
    }
}
