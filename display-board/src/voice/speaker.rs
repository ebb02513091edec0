//! Carries out what the announcer decides: chime, sentence, rest, one after the other.

use std::time::{Duration, Instant};

use shared::catalog::{Voice, VoiceRegion};
use shared::protocol::BoardSound;
use shared::text::Language;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::announcer::{Announcer, Outcome, PAUSE, Phrase, Utterance};
use crate::clock::Moment;
use crate::options::Options;
use crate::spoken::SpokenFile;

use super::chime::chime;
use super::output::Output;
use super::sayings::{Saying, Sayings};
use super::{Heard, Sounding, samples_in};

/// A sentence that is not there so long after its chime is left out: others wait too.
const SENTENCE_WAIT: Duration = Duration::from_secs(3);

/// How soon a card that was there a moment ago is looked for the first time.
const CARD_RETRY_FIRST: Duration = Duration::from_millis(500);

/// How often a missing sound card is looked for.
const CARD_RETRY: Duration = Duration::from_secs(10);

/// An open sound card is kept for so long after the last word, for the next call.
const CARD_REST: Duration = Duration::from_secs(2);

/// While something plays it is looked at so often, to notice its end and a card that went away.
const GLANCE: Duration = Duration::from_millis(50);

/// While nothing plays a file is written on so often.
const FILE_GLANCE: Duration = Duration::from_millis(500);

/// While nothing happens the hour is looked at so often: quiet hours begin and end by themselves.
const IDLE_GLANCE: Duration = Duration::from_secs(20);

/// What is going on.
enum Stage {
    /// Nothing plays.
    Rest { since: Instant },
    /// The chime of an utterance plays.
    Chime(Utterance),
    /// The sentence of an utterance is awaited.
    Sentence { phrase: Phrase, since: Instant },
    /// The sentence plays.
    Saying,
}

/// The voice's thread.
pub(super) struct Speaker {
    hearing: watch::Receiver<Heard>,
    sounds: watch::Sender<Sounding>,
    heard: Heard,
    announcer: Announcer,
    sayings: Sayings,
    output: Output,
    file: Option<SpokenFile>,
    chime: Vec<i16>,
    stage: Stage,
    is_absent: bool,
    retry_at: Instant,
    region: VoiceRegion,
}

impl Speaker {
    /// A voice as the options want it; none when they want none.
    ///
    /// # Errors
    /// When the machine does not let the program make HTTP clients at all.
    pub(super) fn new(
        options: &Options,
        hearing: watch::Receiver<Heard>,
        sounds: watch::Sender<Sounding>,
    ) -> Result<Option<Self>, reqwest::Error> {
        let Some(output) = Output::new(&options.sound) else { return Ok(None) };
        let file = options.state.as_ref().and_then(|folder| {
            SpokenFile::open(folder, options.zone.as_ref())
                .map_err(|error| {
                    tracing::warn!(path = %folder.display(), %error, "what is spoken cannot be kept");
                })
                .ok()
        });
        let heard = hearing.borrow().clone();
        let now = Instant::now();
        Ok(Some(Self {
            announcer: Announcer::new(file.as_ref().map(SpokenFile::read)),
            sayings: Sayings::new(options)?,
            hearing,
            sounds,
            heard,
            output,
            file,
            chime: chime(),
            stage: Stage::Rest { since: now },
            is_absent: false,
            retry_at: now,
            region: Voice::default().region,
        }))
    }

    /// Speaks until nobody holds the loudspeaker any more.
    pub(super) async fn run(mut self) {
        // A card that is missing is known before the first call.
        self.is_absent = !self.open();
        loop {
            self.advance();
            self.ask();
            self.publish();
            let glance = self.glance();
            tokio::select! {
                changed = self.hearing.changed() => match changed {
                    Ok(()) => self.hear(),
                    Err(_) => return,
                },
                (phrase, length) = self.sayings.fetched() => {
                    if let Some(length) = length {
                        self.announcer.learned(&phrase, length);
                    }
                }
                () = sleep(glance) => {}
            }
        }
    }

    fn now(&self) -> Moment {
        self.heard.clock.now()
    }

    /// Takes over what the board shows.
    fn hear(&mut self) {
        self.heard = self.hearing.borrow_and_update().clone();
        if let Some(voice) = &self.heard.voice {
            self.announcer.set_voice(voice);
            if std::mem::replace(&mut self.region, voice.region) != voice.region {
                self.sayings.forget();
            }
        }
        self.announcer.set_hushed(self.heard.is_hushed);
        // Without the center's settings it is not known whether it is quiet, and how often a call is said.
        if let (Some(calls), Some(_)) = (&self.heard.calls, &self.heard.voice) {
            let now = self.heard.clock.now();
            self.announcer.receive(calls, now);
        }
    }

    /// Goes from stage to stage for as long as something is over.
    fn advance(&mut self) {
        self.output.tick();
        while self.step() {}
    }

    /// One change of the stage; false when there is nothing to change now.
    fn step(&mut self) -> bool {
        if !matches!(self.stage, Stage::Rest { .. }) && self.output.is_lost() {
            let is_begun = matches!(self.stage, Stage::Saying);
            self.output.close();
            self.miss();
            return self.end(if is_begun { Outcome::Played } else { Outcome::NotBegun });
        }
        match &self.stage {
            Stage::Rest { .. } => self.begin(),
            Stage::Chime(_) | Stage::Saying if !self.output.is_finished() => false,
            Stage::Chime(Utterance { saying: Some(phrase), .. }) => {
                self.stage = Stage::Sentence { phrase: phrase.clone(), since: Instant::now() };
                true
            }
            Stage::Chime(Utterance { saying: None, .. }) | Stage::Saying => {
                self.end(Outcome::Played)
            }
            Stage::Sentence { phrase, since } => match self.sayings.get(phrase) {
                Saying::Here(samples) => {
                    self.play(&samples, PAUSE);
                    self.stage = Stage::Saying;
                    true
                }
                Saying::Missing => self.end(Outcome::NoVoice),
                Saying::Awaited if since.elapsed() > SENTENCE_WAIT => self.end(Outcome::NoVoice),
                Saying::Awaited => false,
            },
        }
    }

    /// Begins the next utterance, if there is one and something to play it on.
    fn begin(&mut self) -> bool {
        let now = self.now();
        self.announcer.pass_over(now);
        if !self.announcer.is_due() {
            self.rest();
            return false;
        }
        if self.is_absent && Instant::now() < self.retry_at {
            return false;
        }
        if !self.open() {
            return false;
        }
        let Some(utterance) = self.announcer.next(now) else { return false };
        // Written before the first sound: whoever is killed in the middle does not say it once too often.
        if let Some(file) = &mut self.file {
            file.write(self.announcer.spoken());
        }
        self.stage = match utterance {
            Utterance { chime: false, saying: Some(phrase), .. } => {
                Stage::Sentence { phrase, since: Instant::now() }
            }
            utterance => {
                let chime = std::mem::take(&mut self.chime);
                self.play(&chime, Duration::ZERO);
                self.chime = chime;
                Stage::Chime(utterance)
            }
        };
        true
    }

    /// Lets go of the card a moment after the last word, and looks now and then for one that is missing.
    fn rest(&mut self) {
        if self.is_absent && Instant::now() >= self.retry_at {
            self.open();
        }
        if let Stage::Rest { since } = self.stage
            && since.elapsed() >= CARD_REST
        {
            self.output.close();
        }
    }

    fn open(&mut self) -> bool {
        let is_open = self.output.open();
        if is_open {
            self.is_absent = false;
        } else {
            self.miss();
        }
        is_open
    }

    /// The card is not there: looked for once soon, since a busy machine refuses now and then, and then in peace.
    fn miss(&mut self) {
        let pause = if self.is_absent { CARD_RETRY } else { CARD_RETRY_FIRST };
        self.is_absent = true;
        self.retry_at = Instant::now() + pause;
    }

    fn end(&mut self, outcome: Outcome) -> bool {
        self.announcer.ended(outcome);
        self.stage = Stage::Rest { since: Instant::now() };
        true
    }

    /// Plays samples as loud as the hour wants, and silence after them.
    fn play(&mut self, samples: &[i16], rest: Duration) {
        let volume = i32::from(self.announcer.volume(self.now()));
        let louder = |sample: &i16| i16::try_from(i32::from(*sample) * volume / 100);
        let mut sound: Vec<i16> =
            samples.iter().map(|sample| louder(sample).unwrap_or_default()).collect();
        sound.resize(samples.len() + samples_in(rest), 0);
        self.output.play(sound);
    }

    /// Asks for the sentences that are going to be needed.
    fn ask(&mut self) {
        let awaited = match &self.stage {
            Stage::Chime(Utterance { saying: Some(phrase), .. })
            | Stage::Sentence { phrase, .. } => Some(phrase.clone()),
            _ => None,
        };
        let mut wanted: Vec<Phrase> = awaited.into_iter().chain(self.announcer.wanted()).collect();
        // Whether there is a voice at all is known before the first call that needs it.
        if let (None, Some(call), Some(voice)) =
            (self.sayings.has_voice(), self.heard.calls.iter().flatten().next(), &self.heard.voice)
            && voice.times > 0
        {
            wanted.push(Phrase {
                number: call.number.clone(),
                desk: call.desk.clone(),
                language: Language::Vi,
                times: 1,
            });
        }
        for phrase in &wanted {
            if let Saying::Here(samples) = self.sayings.get(phrase) {
                self.announcer.learned(phrase, super::duration_of(samples.len()));
            }
        }
        self.sayings.want(&wanted);
    }

    /// Tells how the board sounds, if that has changed.
    fn publish(&self) {
        let is_quiet = self.heard.voice.is_some()
            && !self.heard.is_hushed
            && self.announcer.volume(self.now()) == 0;
        let has_words = self.heard.voice.as_ref().is_none_or(|voice| voice.times > 0);
        let sound = if self.is_absent {
            BoardSound::NoSoundCard
        } else if is_quiet {
            BoardSound::Muted
        } else if !has_words || self.sayings.has_voice() == Some(false) {
            BoardSound::ChimeOnly
        } else {
            BoardSound::Voice
        };
        let sounding = Sounding { sound, unspoken: self.announcer.unspoken() };
        self.sounds.send_if_modified(|before| std::mem::replace(before, sounding) != sounding);
    }

    /// How long nothing happens by itself.
    fn glance(&self) -> Duration {
        match self.stage {
            Stage::Rest { since } => {
                let retry = self.retry_at.saturating_duration_since(Instant::now());
                let limits = [
                    self.is_absent.then_some(retry),
                    self.output.is_recording().then_some(FILE_GLANCE),
                    self.output.is_held().then(|| CARD_REST.saturating_sub(since.elapsed())),
                ];
                limits.into_iter().flatten().fold(IDLE_GLANCE, Duration::min).max(GLANCE)
            }
            _ => GLANCE,
        }
    }
}
