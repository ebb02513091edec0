//! Where sound goes: a card or a file.

use crate::sound::Sound;

use super::card::Card;
use super::recording::Recording;

/// An output. What went wrong with it was written to the log, once until it works again.
pub(super) struct Output {
    kind: Kind,
    told: String,
}

enum Kind {
    Card(Card),
    Recording(Box<Recording>),
    /// The file cannot be written.
    Broken,
}

impl Output {
    /// The output that was asked for; none for [`Sound::None`].
    pub(super) fn new(sound: &Sound) -> Option<Self> {
        let mut told = String::new();
        let kind = match sound {
            Sound::None => return None,
            Sound::Default => Kind::Card(Card::new(None)),
            Sound::Device(name) => Kind::Card(Card::new(Some(name.clone()))),
            Sound::File(path) => match Recording::create(path) {
                Ok(recording) => Kind::Recording(Box::new(recording)),
                Err(error) => {
                    told = error.to_string();
                    tracing::warn!(path = %path.display(), %error, "no sound");
                    Kind::Broken
                }
            },
        };
        Some(Self { kind, told })
    }

    /// Makes it ready to play; false when it is not there.
    pub(super) fn open(&mut self) -> bool {
        let Kind::Card(card) = &mut self.kind else { return !matches!(self.kind, Kind::Broken) };
        match card.open() {
            Ok(()) => {
                if !std::mem::take(&mut self.told).is_empty() {
                    tracing::info!("there is sound again");
                }
                true
            }
            Err(trouble) => {
                let trouble = trouble.to_string();
                if self.told != trouble {
                    tracing::warn!("no sound: {trouble}");
                    self.told = trouble;
                }
                false
            }
        }
    }

    /// Plays this from now on; it must be open, and nothing may be playing.
    pub(super) fn play(&mut self, samples: Vec<i16>) {
        match &mut self.kind {
            Kind::Card(card) => card.play(&samples),
            Kind::Recording(recording) => {
                let result = recording.play(samples);
                self.check(result);
            }
            Kind::Broken => {}
        }
    }

    /// Whether what was to be played is over.
    pub(super) fn is_finished(&self) -> bool {
        match &self.kind {
            Kind::Card(card) => card.is_finished(),
            Kind::Recording(recording) => recording.is_finished(),
            Kind::Broken => true,
        }
    }

    /// Whether it went away while it was open.
    pub(super) fn is_lost(&self) -> bool {
        match &self.kind {
            Kind::Card(card) => card.is_lost(),
            Kind::Recording(_) => false,
            Kind::Broken => true,
        }
    }

    /// Moves on with time; only a file needs it.
    pub(super) fn tick(&mut self) {
        if let Kind::Recording(recording) = &mut self.kind {
            let result = recording.tick();
            self.check(result);
        }
    }

    /// Lets go of a card until the next [`Output::open`].
    pub(super) fn close(&mut self) {
        if let Kind::Card(card) = &mut self.kind {
            card.close();
        }
    }

    /// Whether a card is held.
    pub(super) fn is_held(&self) -> bool {
        matches!(&self.kind, Kind::Card(card) if card.is_open())
    }

    /// Whether it is a file, which is written also while nothing is said.
    pub(super) fn is_recording(&self) -> bool {
        matches!(self.kind, Kind::Recording(_))
    }

    fn check(&mut self, result: Result<(), hound::Error>) {
        if let Err(error) = result {
            tracing::warn!(%error, "the sound's file cannot be written any more");
            self.kind = Kind::Broken;
        }
    }
}
