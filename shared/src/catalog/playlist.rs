//! Which tips boards show now, how often each of them comes, and for how long it stands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::{Procedure, Schedule, Tip, TipKind};
use crate::ids::{ProcedureId, ServiceId, ZoneId};
use crate::protocol::WaitingByService;

/// The weight of an entry that no long queue favours.
pub const WEIGHT_MIN: u32 = 1;
/// The most times that an entry comes while an entry of the least weight comes once.
pub const WEIGHT_MAX: u32 = 4;

/// Words that somebody reads in a minute who stands in a lobby, reads the board between other things and may be old;
/// half of what a reader at a table does. Vietnamese syllables are written as words.
pub const READING_WORDS_A_MINUTE: usize = 120;
/// Seconds in which one notices that something new stands there.
pub const NOTICING_SECONDS: u16 = 3;
/// The least and the most seconds of an entry, by its length or as its administrator says.
pub const SECONDS_LEAST: u16 = 5;
/// See [`SECONDS_LEAST`].
pub const SECONDS_MOST: u16 = 120;
/// What has a code to scan, or a picture to look at, stands at least so long: a phone must be taken out.
pub const SECONDS_TO_SCAN: u16 = 15;
/// Anything else stands at least so long, unless its administrator says otherwise.
pub const SECONDS_TO_READ: u16 = 8;

const DAY_MINUTES: u16 = 1_440;

/// An entry of the playlist that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place in the catalogue's list, from 0.
    pub index: usize,
    /// What it says.
    pub tip: &'a Tip,
    /// The procedure that it speaks of.
    pub procedure: Option<&'a Procedure>,
    /// The queue that it speaks to.
    pub service: Option<&'a ServiceId>,
}

impl Entry<'_> {
    /// Whether it stands in the strip, beside everything else, instead of taking turns.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        self.tip.kind == TipKind::Urgent
    }
}

/// The entries that are on at a local time, in the catalogue's order; urgent ones among them. A board with a zone
/// shows the entries of that zone and those without zones; a board without a zone, or with the zone of one desk,
/// only those without.
#[must_use]
pub fn on<'a>(
    tips: &'a [Tip],
    procedures: &'a [Procedure],
    now: NaiveDateTime,
    zone: Option<&ZoneId>,
) -> Vec<Entry<'a>> {
    let procedure_of = |id: &ProcedureId| procedures.iter().find(|procedure| procedure.id == *id);
    let entries = tips.iter().enumerate().filter_map(|(index, tip)| {
        let has_place = tip.zones.is_empty() || zone.is_some_and(|zone| tip.zones.contains(zone));
        if !has_place || !tip.schedule.contains(now) {
            return None;
        }
        // What is not offered today, or no longer at all, is not spoken of.
        let procedure = match &tip.procedure {
            None => None,
            Some(id) => Some(procedure_of(id).filter(|it| it.is_valid_on(now.date()))?),
        };
        let service = procedure.map(|procedure| &procedure.service).or(tip.service.as_ref());
        Some(Entry { index, tip, procedure, service })
    });
    entries.collect()
}

/// The next local time after `now` at which [`on`] may answer something else: a midnight or the beginning or end of a
/// schedule's hours.
#[must_use]
pub fn next_look(tips: &[Tip], now: NaiveDateTime) -> NaiveDateTime {
    let midnight = now.date().and_time(NaiveTime::MIN) + TimeDelta::days(1);
    let edges = tips.iter().flat_map(|tip| [tip.schedule.from_minute, tip.schedule.to_minute]);
    let moments = edges
        .flatten()
        .map(|minute| now.date().and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into()))
        .filter(|moment| *moment > now);
    moments.min().unwrap_or(midnight).min(midnight)
}

impl Schedule {
    /// Whether it is on at a local time. Hours that end before they begin go over midnight, and what stands after
    /// midnight belongs to the day on which they began.
    #[must_use]
    pub fn contains(&self, now: NaiveDateTime) -> bool {
        // Below 1440 by its making.
        let minute = u16::try_from(now.hour() * 60 + now.minute()).unwrap_or(0);
        let (from, to) = (self.from_minute.unwrap_or(0), self.to_minute.unwrap_or(DAY_MINUTES));
        let today = now.date();
        if from <= to {
            return (from..to).contains(&minute) && self.is_on_date(today);
        }
        let began_yesterday = || {
            today.checked_sub_days(Days::new(1)).is_some_and(|yesterday| self.is_on_date(yesterday))
        };
        (minute >= from && self.is_on_date(today)) || (minute < to && began_yesterday())
    }

    /// Whether its dates and weekdays hold a local date, whatever the hour.
    #[must_use]
    pub fn is_on_date(&self, date: NaiveDate) -> bool {
        let weekday = date.weekday().number_from_monday();
        self.first_date.is_none_or(|first| first <= date)
            && self.last_date.is_none_or(|last| date <= last)
            && (self.weekdays.is_empty()
                || self.weekdays.iter().any(|day| u32::from(*day) == weekday))
    }
}

/// How often an entry comes, from [`WEIGHT_MIN`] to [`WEIGHT_MAX`]: how many times the mean length of a queue the
/// entry's own queue is long, rounded up. So the tips of a queue that is longer than the mean come more often, and
/// where all queues are alike none does. `waiting` has every queue of the board, those without people too.
#[must_use]
pub fn weight(service: Option<&ServiceId>, waiting: &WaitingByService) -> u32 {
    let own = service.and_then(|service| waiting.get(service)).copied().unwrap_or(0);
    let all: u64 = waiting.values().map(|n| u64::from(*n)).sum();
    if all == 0 {
        return WEIGHT_MIN;
    }
    let queues = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
    let times_mean = (u64::from(own) * queues).div_ceil(all);
    u32::try_from(times_mean).unwrap_or(WEIGHT_MAX).clamp(WEIGHT_MIN, WEIGHT_MAX)
}

/// How long an entry stands where all of it stands at once: as its administrator says, or by its longer language.
#[must_use]
pub fn seconds(entry: &Entry<'_>) -> u16 {
    let tip = entry.tip;
    if let Some(seconds) = tip.seconds {
        return seconds.clamp(SECONDS_LEAST, SECONDS_MOST);
    }
    let words = |of: fn(&crate::text::Text) -> &str| {
        let documents = entry.procedure.filter(|_| tip.kind == TipKind::Checklist);
        let documents = documents.into_iter().flat_map(|procedure| &procedure.documents);
        words_of(of(&tip.title))
            + words_of(of(&tip.body))
            + documents.map(|document| words_of(of(&document.name))).sum::<usize>()
    };
    let scans = tip.wifi.is_some() || tip.picture.is_some() || entry.procedure.is_some();
    let least = if scans { SECONDS_TO_SCAN } else { SECONDS_TO_READ };
    reading_seconds(words(|text| &text.vi).max(words(|text| &text.en))).max(least)
}

/// How long so many words need to be read, between [`SECONDS_LEAST`] and [`SECONDS_MOST`]; for a page of a longer
/// entry too.
#[must_use]
pub fn reading_seconds(words: usize) -> u16 {
    let reading =
        u16::try_from((words * 60).div_ceil(READING_WORDS_A_MINUTE)).unwrap_or(SECONDS_MOST);
    reading.saturating_add(NOTICING_SECONDS).clamp(SECONDS_LEAST, SECONDS_MOST)
}

/// How many words a text has, for [`reading_seconds`].
#[must_use]
pub fn words_of(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// What an entry is known by from one catalogue to the next: a changed body, schedule or place in the list leaves it
/// the same entry, a changed title makes another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey(String);

impl EntryKey {
    /// The key of something that is no tip, such as a picture of a folder, by a name of its own.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        Self(format!("name\n{name}"))
    }
}

/// The keys of entries, in their order; entries that are alike are told apart by their order.
#[must_use]
pub fn keys(entries: &[Entry<'_>]) -> Vec<EntryKey> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let key = |entry: &Entry<'_>| {
        let tip = entry.tip;
        let procedure = tip.procedure.as_ref().map_or("", ProcedureId::as_str);
        let picture = tip.picture.as_ref().map_or("", |picture| picture.as_str());
        let base = format!("{:?}\n{procedure}\n{picture}\n{}", tip.kind, tip.title.vi);
        let nth = alike.entry(base.clone()).or_default();
        *nth += 1;
        EntryKey(format!("{base}\n{nth}"))
    };
    entries.iter().map(key).collect()
}

/// Says which entry comes next. The entry comes whose age (turns since it was last shown) times its weight is the
/// greatest, the first of the list among equals, and never the one shown just before while there is another.
///
/// So an entry comes in proportion to its weight, and each entry of a list of `n` comes within [`Rotation::bound`]
/// turns: once its age is `WEIGHT_MAX × n`, only entries with an age of at least `n` go before it, and of `n` turns
/// with fewer than `n` entries some entry would come twice, the second time with an age below `n`.
///
/// The list may change between any two turns: what is new is taken as old as the list is long, so that it comes soon;
/// what is gone is forgotten.
#[derive(Clone, Debug)]
pub struct Rotation<K> {
    turn: u64,
    /// The turn at which each entry was shown, or, before it was, from which its age counts.
    since: BTreeMap<K, u64>,
    shown: Option<K>,
}

impl<K> Default for Rotation<K> {
    fn default() -> Self {
        Self { turn: 0, since: BTreeMap::new(), shown: None }
    }
}

impl<K: Ord + Clone> Rotation<K> {
    /// Within how many turns every entry of a list of `n` comes.
    #[must_use]
    pub fn bound(n: usize) -> usize {
        let weights = usize::try_from(WEIGHT_MAX).unwrap_or(usize::MAX);
        n * (weights + 1)
    }

    /// The place in `entries` (key and weight) of the one that comes now; `None` when the list is empty.
    pub fn next(&mut self, entries: &[(K, u32)]) -> Option<usize> {
        let length = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        // Turns begin past the longest list, so that something new can be as old as the list is long.
        self.turn = self.turn.max(length).saturating_add(1);
        let keys: BTreeSet<&K> = entries.iter().map(|(key, _)| key).collect();
        self.since.retain(|key, _| keys.contains(key));
        for (key, _) in entries {
            let _ = self.since.entry(key.clone()).or_insert(self.turn - length);
        }
        let is_alone = keys.len() < 2;
        let urge = |(key, weight): &(K, u32)| {
            let age = self.since.get(key).map_or(0, |since| self.turn - since);
            age.saturating_mul(u64::from((*weight).clamp(WEIGHT_MIN, WEIGHT_MAX)))
        };
        let candidates = entries
            .iter()
            .enumerate()
            .filter(|(_, (key, _))| is_alone || self.shown.as_ref() != Some(key));
        // `max_by_key` takes the last of equals, so it looks from the end.
        let (index, (key, _)) = candidates.rev().max_by_key(|(_, entry)| urge(entry))?;
        let _ = self.since.insert(key.clone(), self.turn);
        self.shown = Some(key.clone());
        Some(index)
    }
}
