//! What is said next, given the calls, what was said before and the moment: pure, without I/O or clock.

use std::time::Duration;

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use serde::{Deserialize, Serialize};
use shared::catalog::Voice;
use shared::ids::{DeskId, TicketId, TicketNumber};
use shared::protocol::BoardCall;
use shared::text::Language;

use crate::clock::Moment;

/// A call that is older than this is shown, and no longer spoken: the person has looked up by then.
pub const AGE_MAX: Duration = Duration::from_secs(60);

/// The newest call is begun within this time of the call, and nothing older makes it wait for longer.
pub const START_MAX: Duration = Duration::from_secs(20);

/// Starting takes a moment: the network and the sound card are kept out of [`START_MAX`].
const START_MARGIN: Duration = Duration::from_secs(1);

/// The longest that one utterance may take, with its chime and its rest.
pub const UTTERANCE_MAX: Duration = Duration::from_secs(15);

/// What a saying is taken to last before it is known: a number of four signs and a desk.
const SAYING_LIKELY: Duration = Duration::from_secs(6);

/// The chime with the rest after it.
pub const CHIME: Duration = Duration::from_millis(1500);

/// The rest after a saying.
pub const PAUSE: Duration = Duration::from_millis(600);

/// How many calls are remembered as spoken: twice as many as a board has lines.
pub const SPOKEN_MAX: usize = 40;

/// From the third call on it is the last one; the server says so for this and every later one.
const LAST_CALL: u32 = 3;

/// How many sayings are asked for in advance.
const WANTED_MAX: usize = 8;

/// What makes a call a call of its own: a recall has a later time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallKey {
    /// The ticket.
    pub ticket: TicketId,
    /// The desk that called.
    pub desk: DeskId,
    /// When.
    pub called_at: DateTime<FixedOffset>,
    /// The how-manieth call at this desk.
    pub times: u32,
}

impl From<&BoardCall> for CallKey {
    fn from(call: &BoardCall) -> Self {
        let BoardCall { ticket, desk, called_at, times, .. } = call;
        Self { ticket: *ticket, desk: desk.clone(), called_at: *called_at, times: *times }
    }
}

/// How often a call was begun to be spoken, also by an earlier run of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The call.
    pub call: CallKey,
    /// Sayings in Vietnamese; a chime alone counts as one.
    pub vietnamese: u8,
    /// Sayings in English.
    pub english: u8,
}

/// One sentence as the server makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The number that is called.
    pub number: TicketNumber,
    /// The desk to go to.
    pub desk: DeskId,
    /// Its language.
    pub language: Language,
    /// The how-manieth call, at most 3, which is the last one.
    pub times: u32,
}

/// One thing to play; nothing else is played until its end was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// The call that it belongs to.
    pub call: CallKey,
    /// Whether the chime comes before it.
    pub chime: bool,
    /// The sentence; without one the chime is all.
    pub saying: Option<Phrase>,
}

/// What came of an utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was played, or broke off in the middle of the sentence.
    Played,
    /// There was no sentence to play.
    NoVoice,
    /// The sound went away before the sentence began.
    NotBegun,
}

/// Decides what is said next.
#[derive(Clone, Debug)]
pub struct Announcer {
    voice: Voice,
    hushed: bool,
    /// The calls of the last snapshot in the order of calling.
    entries: Vec<Entry>,
    spoken: Vec<Spoken>,
    running: Option<Running>,
    known_until: Option<DateTime<FixedOffset>>,
    remembers: bool,
    arrivals: u64,
    unspoken: u32,
}

/// The order of calling; calls of the same moment in the order in which they became known.
type Order = (DateTime<FixedOffset>, u64);

#[derive(Clone, Debug)]
struct Running {
    call: CallKey,
    language: Language,
}

#[derive(Clone, Debug)]
struct Entry {
    call: CallKey,
    number: TicketNumber,
    arrival: u64,
    expected: bool,
    /// Nothing more is said of it.
    over: bool,
    /// The board was behind: one saying is enough.
    once: bool,
    vietnamese: u8,
    english: u8,
    vietnamese_length: Option<Duration>,
    english_length: Option<Duration>,
}

impl Entry {
    fn order(&self) -> Order {
        (self.call.called_at, self.arrival)
    }

    fn age(&self, at: Moment) -> Duration {
        at.wall.signed_duration_since(self.call.called_at).to_std().unwrap_or_default()
    }

    fn phrase(&self, language: Language) -> Phrase {
        Phrase {
            number: self.number.clone(),
            desk: self.call.desk.clone(),
            language,
            times: self.call.times.clamp(1, LAST_CALL),
        }
    }

    /// Sayings that are left, in Vietnamese and in English; a chime alone counts as one in Vietnamese.
    fn left(&self, voice: &Voice) -> (u8, u8) {
        if self.over || !self.expected {
            return (0, 0);
        }
        let times = if self.once { 1 } else { voice.times.clamp(1, Voice::TIMES_MAX) };
        let english = u8::from(voice.english && voice.times > 0);
        (times.saturating_sub(self.vietnamese), english.saturating_sub(self.english))
    }

    fn has_step(&self, voice: &Voice) -> bool {
        self.left(voice) != (0, 0)
    }

    fn is_unsaid(&self, voice: &Voice) -> bool {
        self.vietnamese == 0 && self.has_step(voice)
    }

    /// How long the next utterance takes, when a saying of unknown length takes `unknown`.
    fn next_length(&self, voice: &Voice, unknown: Duration) -> Duration {
        let chime = if self.vietnamese == 0 { CHIME } else { Duration::ZERO };
        let saying = match self.left(voice) {
            _ if voice.times == 0 => Duration::ZERO,
            (0, _) => self.english_length.unwrap_or(unknown) + PAUSE,
            _ => self.vietnamese_length.unwrap_or(unknown) + PAUSE,
        };
        (chime + saying).min(UTTERANCE_MAX)
    }

    /// How long everything that is left is likely to take.
    fn length_left(&self, voice: &Voice) -> Duration {
        let (vietnamese, english) = self.left(voice);
        if vietnamese + english == 0 {
            return Duration::ZERO;
        }
        let chime = if self.vietnamese == 0 { CHIME } else { Duration::ZERO };
        if voice.times == 0 {
            return chime;
        }
        let length = |known: Option<Duration>| known.unwrap_or(SAYING_LIKELY) + PAUSE;
        chime
            + length(self.vietnamese_length) * u32::from(vietnamese)
            + length(self.english_length) * u32::from(english)
    }
}

impl Announcer {
    /// An announcer that was told nothing yet. `spoken` is what an earlier run of the program said; without
    /// it (`None`) the calls of the first snapshot may have been spoken, and are only shown.
    #[must_use]
    pub fn new(spoken: Option<Vec<Spoken>>) -> Self {
        let mut announcer = Self {
            voice: Voice::default(),
            hushed: false,
            entries: Vec::new(),
            remembers: spoken.is_some(),
            spoken: spoken.unwrap_or_default(),
            running: None,
            known_until: None,
            arrivals: 0,
            unspoken: 0,
        };
        announcer.forget_oldest();
        announcer
    }

    /// The center's settings hold from now on.
    pub fn set_voice(&mut self, voice: &Voice) {
        if self.voice != *voice {
            self.voice = voice.clone();
        }
    }

    /// While hushed nothing is said, and nothing is kept for later: a message has the whole board.
    pub fn set_hushed(&mut self, hushed: bool) {
        self.hushed = hushed;
    }

    /// How loud it is now, in percent; 0 while nothing is to be said.
    #[must_use]
    pub fn volume(&self, at: Moment) -> u8 {
        if self.hushed {
            return 0;
        }
        let weekday = u8::try_from(at.wall.weekday().number_from_monday()).unwrap_or(1);
        let minute = u16::try_from(at.wall.hour() * 60 + at.wall.minute()).unwrap_or_default();
        self.voice.volume_at(weekday, minute)
    }

    /// Takes a snapshot's calls, newest first, in place of those before. What is gone or no longer expected is
    /// not begun any more; what is new is said when its turn comes.
    pub fn receive(&mut self, calls: &[BoardCall], at: Moment) {
        let known_until = self.known_until;
        let mut before = std::mem::take(&mut self.entries);
        for call in calls.iter().rev() {
            let key = CallKey::from(call);
            let entry = match before.iter().position(|entry| entry.call == key) {
                Some(index) => before.swap_remove(index),
                None => self.new_entry(call, key, known_until, at),
            };
            // A ticket stands at one desk: its newest call replaces what was still to be said of another.
            self.entries.retain(|other| other.call.ticket != entry.call.ticket);
            self.entries.push(Entry { expected: call.expected, ..entry });
        }
        self.entries.sort_by_key(Entry::order);
        let newest = self.entries.last().map(|entry| entry.call.called_at);
        self.known_until = known_until.max(newest).or(Some(at.wall));
        if known_until.is_none() {
            self.known_until = self.known_until.max(Some(at.wall));
        }
        self.pass_over(at);
    }

    fn new_entry(
        &mut self,
        call: &BoardCall,
        key: CallKey,
        known_until: Option<DateTime<FixedOffset>>,
        at: Moment,
    ) -> Entry {
        self.arrivals += 1;
        let said = self.spoken.iter().find(|spoken| spoken.call == key);
        let (vietnamese, english) =
            said.map_or((0, 0), |spoken| (spoken.vietnamese, spoken.english));
        let mut entry = Entry {
            call: key,
            number: call.number.clone(),
            arrival: self.arrivals,
            expected: call.expected,
            over: known_until.is_none() && !self.remembers,
            once: false,
            vietnamese,
            english,
            vietnamese_length: None,
            english_length: None,
        };
        if entry.age(at) > AGE_MAX {
            entry.over = true;
            // What was called before the board was there, or comes back into view, is no call that it missed.
            let is_missed = known_until.is_some_and(|until| entry.call.called_at > until);
            self.unspoken += u32::from(is_missed && entry.expected && self.volume(at) > 0);
        }
        entry
    }

    /// Gives up what is too old or falls into quiet hours. For every moment at which nothing can be begun.
    pub fn pass_over(&mut self, at: Moment) {
        let is_quiet = self.volume(at) == 0;
        for entry in self.entries.iter_mut().filter(|entry| !entry.over) {
            if is_quiet {
                entry.over = true;
            } else if entry.age(at) > AGE_MAX {
                self.unspoken += u32::from(entry.is_unsaid(&self.voice));
                entry.over = true;
            }
        }
    }

    /// Whether something is to be begun at this moment.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.running.is_none() && self.entries.iter().any(|entry| entry.has_step(&self.voice))
    }

    /// What is begun now, if anything: it counts as spoken from here on, and [`Announcer::ended`] must follow.
    pub fn next(&mut self, at: Moment) -> Option<Utterance> {
        self.pass_over(at);
        if self.running.is_some() {
            return None;
        }
        let index = self.choose(at)?;
        let voice = &self.voice;
        let entry = self.entries.get_mut(index)?;
        let is_first = entry.vietnamese == 0;
        let language = match entry.left(voice) {
            (0, 0) => return None,
            (0, _) => Language::En,
            _ => Language::Vi,
        };
        match language {
            Language::Vi => entry.vietnamese += 1,
            Language::En => entry.english += 1,
        }
        let utterance = Utterance {
            call: entry.call.clone(),
            chime: is_first,
            saying: (voice.times > 0).then(|| entry.phrase(language)),
        };
        self.running = Some(Running { call: entry.call.clone(), language });
        self.remember(index);
        Some(utterance)
    }

    /// The utterance that was begun last has come to its end.
    pub fn ended(&mut self, outcome: Outcome) {
        let Some(Running { call, language }) = self.running.take() else { return };
        let Some(index) = self.entries.iter().position(|entry| entry.call == call) else { return };
        let Some(entry) = self.entries.get_mut(index) else { return };
        match (outcome, language) {
            (Outcome::Played, _) => {}
            (Outcome::NoVoice, _) => {
                let is_first = entry.vietnamese <= 1 && language == Language::Vi;
                self.unspoken += u32::from(is_first && !entry.over);
                entry.over = true;
            }
            (Outcome::NotBegun, Language::Vi) => entry.vietnamese -= 1,
            (Outcome::NotBegun, Language::En) => entry.english -= 1,
        }
        self.remember(index);
    }

    /// The length of a sentence has become known.
    pub fn learned(&mut self, phrase: &Phrase, length: Duration) {
        for entry in &mut self.entries {
            if entry.phrase(phrase.language) == *phrase {
                match phrase.language {
                    Language::Vi => entry.vietnamese_length = Some(length),
                    Language::En => entry.english_length = Some(length),
                }
            }
        }
    }

    /// The sentences that are going to be needed, the most urgent first.
    #[must_use]
    pub fn wanted(&self) -> Vec<Phrase> {
        if self.voice.times == 0 {
            return Vec::new();
        }
        let open = || self.entries.iter().filter(|entry| entry.has_step(&self.voice));
        let newest = open().rfind(|entry| entry.is_unsaid(&self.voice));
        let vietnamese = open().take(1).chain(newest).chain(open());
        let mut phrases: Vec<Phrase> = Vec::new();
        let mut want = |phrase: Phrase| {
            if !phrases.contains(&phrase) && phrases.len() < WANTED_MAX {
                phrases.push(phrase);
            }
        };
        for entry in vietnamese.filter(|entry| entry.left(&self.voice).0 > 0) {
            want(entry.phrase(Language::Vi));
        }
        for entry in open().filter(|entry| entry.left(&self.voice).1 > 0) {
            want(entry.phrase(Language::En));
        }
        phrases
    }

    /// What was spoken, to be kept over a restart; the oldest first, at most [`SPOKEN_MAX`].
    #[must_use]
    pub fn spoken(&self) -> &[Spoken] {
        &self.spoken
    }

    /// Calls since the start that were shown but not spoken: too old, or without a voice.
    #[must_use]
    pub fn unspoken(&self) -> u32 {
        self.unspoken
    }

    /// Which entry has its turn.
    fn choose(&mut self, at: Moment) -> Option<usize> {
        let is_unsaid = |entry: &Entry| entry.is_unsaid(&self.voice);
        let first = self.entries.iter().position(|entry| entry.has_step(&self.voice))?;
        let Some(newest) = self.entries.iter().rposition(is_unsaid) else { return Some(first) };
        let oldest = self.entries.iter().position(is_unsaid)?;
        if !self.is_behind(first, oldest, newest, at) {
            return Some(first);
        }
        for entry in &mut self.entries {
            entry.once = true;
        }
        // Behind the newest of all, the others follow in their order.
        let is_news = self.entries.iter().skip(newest).all(|entry| entry.vietnamese == 0);
        Some(if is_news { newest } else { oldest })
    }

    /// Whether saying everything in order, as often as configured, would let somebody wait for too long.
    fn is_behind(&self, first: usize, oldest: usize, newest: usize, at: Moment) -> bool {
        let age =
            |index: usize| self.entries.get(index).map_or(Duration::ZERO, |entry| entry.age(at));
        if age(oldest) > START_MAX {
            return true;
        }
        if first == newest {
            return false;
        }
        let ahead: Duration =
            (self.entries.iter().take(newest)).map(|entry| entry.length_left(&self.voice)).sum();
        // Whatever is begun now ends before the newest is due, however long an unknown sentence turns out to be.
        let worst = self
            .entries
            .get(first)
            .map_or(Duration::ZERO, |entry| entry.next_length(&self.voice, UTTERANCE_MAX));
        age(newest) + ahead.max(worst) > START_MAX - START_MARGIN
    }

    /// Writes down how often the entry was begun.
    fn remember(&mut self, index: usize) {
        let Some(entry) = self.entries.get(index) else { return };
        let Entry { call, vietnamese, english, .. } = entry;
        let now = Spoken { call: call.clone(), vietnamese: *vietnamese, english: *english };
        match self.spoken.iter_mut().find(|spoken| spoken.call == now.call) {
            Some(spoken) => *spoken = now,
            None => self.spoken.push(now),
        }
        self.forget_oldest();
    }

    fn forget_oldest(&mut self) {
        self.spoken.sort_by_key(|spoken| spoken.call.called_at);
        let excess = self.spoken.len().saturating_sub(SPOKEN_MAX);
        self.spoken.drain(..excess);
    }
}
