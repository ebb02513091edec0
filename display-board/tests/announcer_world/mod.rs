//! A center, a board and its loudspeaker, all made of time: plays any story against the announcer and watches the rules.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::TimeDelta;
use display_board::announcer::{
    AGE_MAX, Announcer, CHIME, CallKey, Outcome, PAUSE, START_MAX, UTTERANCE_MAX, Utterance,
};
use proptest::prelude::*;
use shared::catalog::Voice;
use shared::protocol::{BoardCall, BoardView};
use shared::text::Language;

use crate::center::{at, call};

/// What happens in the center, so many milliseconds after what happened before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Happening {
    /// The next number is called to a desk.
    Call { desk: u8 },
    /// One of the last calls is called again.
    Recall { back: u8 },
    /// One of the last calls is undone.
    Undo { back: u8 },
    /// One of the last calls has come to the desk.
    Serve { back: u8 },
    /// One of the last calls goes to another desk, which calls at once.
    Transfer { back: u8, desk: u8 },
    /// The board hears nothing for so many milliseconds.
    Cut { milliseconds: u32 },
    /// The board's program is killed and started again.
    Restart,
    /// The sound goes away; what plays breaks off.
    SoundLost { milliseconds: u32 },
}

/// A story, and what its voices are like.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) happenings: Vec<(u32, Happening)>,
    pub(crate) voice: Voice,
    /// How long sentences take, in milliseconds, in turn.
    pub(crate) lengths: Vec<u32>,
    /// Whether lengths are known before a sentence is begun.
    pub(crate) is_foreseen: bool,
    /// One in so many utterances finds no sentence; 0 = none.
    pub(crate) missing_every: u32,
}

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        8 => (1_u8..6).prop_map(|desk| Happening::Call { desk }),
        2 => (0_u8..4).prop_map(|back| Happening::Recall { back }),
        2 => (0_u8..4).prop_map(|back| Happening::Undo { back }),
        2 => (0_u8..4).prop_map(|back| Happening::Serve { back }),
        1 => (0_u8..4, 1_u8..6).prop_map(|(back, desk)| Happening::Transfer { back, desk }),
        1 => (1_000_u32..300_000).prop_map(|milliseconds| Happening::Cut { milliseconds }),
        1 => Just(Happening::Restart),
        1 => (100_u32..90_000).prop_map(|milliseconds| Happening::SoundLost { milliseconds }),
    ]
}

pub(crate) fn gap() -> impl Strategy<Value = u32> {
    prop_oneof![0_u32..1_000, 0_u32..10_000, 0_u32..90_000]
}

/// One beginning of an utterance.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    pub(crate) utterance: Utterance,
    pub(crate) milliseconds: u64,
}

struct Playing {
    utterance: Utterance,
    ends: u64,
}

/// The world while a story is played.
pub(crate) struct World {
    story: Story,
    now: u64,
    issued: u32,
    /// The server's truth, newest first.
    calls: Vec<BoardCall>,
    /// What the board was last shown.
    shown: Vec<BoardCall>,
    cut_until: Option<u64>,
    silent_until: u64,
    announcer: Announcer,
    playing: Option<Playing>,
    pub(crate) begun: Vec<Begun>,
    /// The newest call that was shown and not begun, and until when it must be.
    newest: Option<(CallKey, u64)>,
    /// Calls that were shown within a second and never taken back.
    pub(crate) kept: HashSet<String>,
    pub(crate) calls_made: u32,
}

pub(crate) fn name(call: &CallKey) -> String {
    format!("{} {} {} {}", call.ticket, call.desk, call.called_at, call.times)
}

impl World {
    pub(crate) fn new(story: Story) -> Self {
        let mut announcer = Announcer::new(Some(Vec::new()));
        announcer.set_voice(&story.voice);
        let mut world = Self {
            story,
            now: 0,
            issued: 0,
            calls: Vec::new(),
            shown: Vec::new(),
            cut_until: None,
            silent_until: 0,
            announcer,
            playing: None,
            begun: Vec::new(),
            newest: None,
            kept: HashSet::new(),
            calls_made: 0,
        };
        world.show();
        world
    }

    /// Plays the whole story, and the minutes after it.
    pub(crate) fn play(mut self) -> Self {
        for (gap, happening) in self.story.happenings.clone() {
            self.pass(self.now + u64::from(gap));
            self.happen(happening);
            self.speak();
        }
        self.pass(self.now + 400_000);
        assert!(self.playing.is_none(), "the loudspeaker has come to rest");
        self
    }

    pub(crate) fn unspoken(&self) -> u32 {
        self.announcer.unspoken()
    }

    /// How often each call was begun, in each language.
    pub(crate) fn counts(&self) -> HashMap<(String, Language), u32> {
        let mut counts = HashMap::new();
        for begun in &self.begun {
            let saying = begun.utterance.saying.as_ref();
            let language = saying.map_or(Language::Vi, |phrase| phrase.language);
            *counts.entry((name(&begun.utterance.call), language)).or_default() += 1;
        }
        counts
    }

    fn moment(&self) -> display_board::clock::Moment {
        at(self.now as f64 / 1000.0)
    }

    fn pass(&mut self, until: u64) {
        loop {
            let ends = self.playing.as_ref().map(|playing| playing.ends);
            let sounds = (self.silent_until > self.now).then_some(self.silent_until);
            let next = [ends, self.cut_until, sounds].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= until) else { break };
            self.now = next.max(self.now);
            self.check_newest();
            if ends == Some(next)
                && let Some(playing) = self.playing.take()
            {
                self.announcer.ended(self.outcome(&playing.utterance));
            }
            if self.cut_until == Some(next) {
                self.cut_until = None;
                self.show();
            }
            self.speak();
        }
        self.now = until;
        self.check_newest();
    }

    fn outcome(&self, utterance: &Utterance) -> Outcome {
        let every = self.story.missing_every;
        let turn = u32::try_from(self.begun.len()).expect("few");
        if every > 0 && turn.is_multiple_of(every) && utterance.saying.is_some() {
            Outcome::NoVoice
        } else {
            Outcome::Played
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Call { desk } => {
                self.issued += 1;
                let number = format!("A{:03}", self.issued);
                let new = BoardCall {
                    called_at: self.moment().wall,
                    ..call(&number, &desk.to_string(), 0)
                };
                self.add(new);
            }
            Happening::Recall { back } => {
                if let Some(old) = self.take(back) {
                    let times = old.times + 1;
                    self.add(BoardCall {
                        times,
                        expected: true,
                        called_at: self.moment().wall,
                        ..old
                    });
                }
            }
            Happening::Undo { back } => {
                self.take(back);
            }
            Happening::Serve { back } => {
                if let Some(served) = self.calls.get_mut(usize::from(back)) {
                    served.expected = false;
                    self.kept.remove(&name(&CallKey::from(&*served)));
                }
            }
            Happening::Transfer { back, desk } => {
                if let Some(old) = self.take(back) {
                    let desk = desk.to_string();
                    let new =
                        BoardCall { desk: desk.as_str().into(), desk_name: desk, times: 1, ..old };
                    self.add(BoardCall { expected: true, called_at: self.moment().wall, ..new });
                }
            }
            Happening::Cut { milliseconds } => {
                self.cut_until = self.cut_until.max(Some(self.now + u64::from(milliseconds)));
            }
            Happening::Restart => {
                self.playing = None;
                self.announcer = Announcer::new(Some(self.announcer.spoken().to_vec()));
                self.announcer.set_voice(&self.story.voice);
                self.newest = None;
                self.shown.clear();
                // A program that starts while the board hears nothing cannot know of them in time.
                if self.cut_until.is_some() {
                    self.kept.clear();
                }
            }
            Happening::SoundLost { milliseconds } => {
                self.silent_until = self.silent_until.max(self.now + u64::from(milliseconds));
                if self.playing.take().is_some() {
                    self.announcer.ended(Outcome::Played);
                }
                self.newest = None;
                self.kept.clear();
            }
        }
        if self.cut_until.is_none() {
            self.show();
        }
    }

    fn add(&mut self, call: BoardCall) {
        self.calls_made += 1;
        self.calls.insert(0, call);
        // The server's list is sorted by the time of the call.
        self.calls.truncate(BoardView::CALLS_MAX);
    }

    fn take(&mut self, back: u8) -> Option<BoardCall> {
        let index = usize::from(back);
        let taken = (index < self.calls.len()).then(|| self.calls.remove(index))?;
        self.kept.remove(&name(&CallKey::from(&taken)));
        Some(taken)
    }

    /// A snapshot reaches the board.
    fn show(&mut self) {
        let before: Vec<CallKey> = self.shown.iter().map(CallKey::from).collect();
        self.shown.clone_from(&self.calls);
        let moment = self.moment();
        self.announcer.receive(&self.shown, moment);
        for call in &self.shown {
            let age = moment.wall - call.called_at;
            let key = CallKey::from(call);
            let is_audible = self.silent_until <= self.now;
            if !before.contains(&key) && age < TimeDelta::seconds(1) && call.expected && is_audible
            {
                self.kept.insert(name(&key));
            }
        }
        if self.story.is_foreseen {
            for phrase in self.announcer.wanted() {
                let length = self.length(&phrase.number.to_string(), phrase.language);
                self.announcer.learned(&phrase, Duration::from_millis(u64::from(length)));
            }
        }
        self.expect_newest();
    }

    /// The newest call must be begun within its time.
    fn expect_newest(&mut self) {
        let was = self.newest.take();
        let Some(newest) = self.shown.first().filter(|call| call.expected) else { return };
        let key = CallKey::from(newest);
        let is_begun = self.begun.iter().any(|begun| begun.utterance.call == key);
        let age = (self.moment().wall - newest.called_at).to_std().unwrap_or_default();
        if is_begun || age > AGE_MAX || self.silent_until > self.now {
            return;
        }
        // What a cut held back for longer is begun as soon as what plays has ended.
        let wait = START_MAX.saturating_sub(age).max(UTTERANCE_MAX);
        if age + wait > AGE_MAX {
            return;
        }
        let deadline = match was {
            Some((before, deadline)) if before == key => deadline,
            _ => self.now + u64::try_from(wait.as_millis()).expect("short"),
        };
        self.newest = Some((key, deadline));
    }

    fn check_newest(&self) {
        if let Some((key, deadline)) = &self.newest {
            assert!(self.now <= *deadline, "{} was not begun in time", name(key));
        }
    }

    /// The loudspeaker takes what is next, when it is free and there.
    fn speak(&mut self) {
        let moment = self.moment();
        if self.silent_until > self.now {
            self.announcer.pass_over(moment);
            return;
        }
        let is_playing = self.playing.is_some();
        let Some(utterance) = self.announcer.next(moment) else {
            assert!(is_playing || !self.announcer.is_due(), "something is due and not begun");
            return;
        };
        assert!(!is_playing, "two at once");
        self.check(&utterance);
        let language = utterance.saying.as_ref().map(|phrase| phrase.language);
        let number = utterance.saying.as_ref().map(|phrase| phrase.number.to_string());
        let saying = language.map_or(0, |language| {
            self.length(number.as_deref().unwrap_or_default(), language) + 600
        });
        assert_eq!(PAUSE, Duration::from_millis(600));
        let chime = if utterance.chime { CHIME.as_millis() } else { 0 };
        let length = u64::from(saying) + u64::try_from(chime).expect("short");
        assert!(length <= 15_000, "the story keeps to the longest utterance");
        if self.newest.as_ref().is_some_and(|(key, _)| *key == utterance.call) {
            self.newest = None;
        }
        self.begun.push(Begun { utterance: utterance.clone(), milliseconds: self.now });
        self.playing = Some(Playing { utterance, ends: self.now + length });
    }

    /// What must hold for whatever is begun.
    fn check(&self, utterance: &Utterance) {
        let key = &utterance.call;
        let shown = self.shown.iter().find(|call| CallKey::from(*call) == *key);
        let shown = shown.unwrap_or_else(|| panic!("{} is not on the board", name(key)));
        assert!(shown.expected, "{} was no longer expected", name(key));
        assert!(self.moment().wall - key.called_at <= TimeDelta::seconds(60), "stale");
        let before = self.begun.iter().filter(|begun| begun.utterance.call == *key).count();
        assert_eq!(utterance.chime, before == 0, "a chime before the first saying, and only there");
        if let Some(phrase) = &utterance.saying {
            assert_eq!((&phrase.number, &phrase.desk), (&shown.number, &shown.desk));
            assert_eq!(phrase.times, shown.times.min(3));
        }
    }

    fn length(&self, number: &str, language: Language) -> u32 {
        let lengths = &self.story.lengths;
        let turn = number.bytes().map(usize::from).sum::<usize>() + language as usize;
        lengths[turn % lengths.len()]
    }
}
