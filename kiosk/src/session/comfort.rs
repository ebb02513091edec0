//! How the screen looks, sounds and is reached; set by each person, reset with each person.

use std::time::Duration;

use super::Session;
use super::input::Effect;

/// How this person wants the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comfort {
    /// Steps above the usual size of letters: 0, 1 or 2.
    pub text_step: u8,
    /// Black and white, at least 10:1.
    pub high_contrast: bool,
    /// Everything that is touched stands low.
    pub low_reach: bool,
    /// Everything is spoken.
    pub audio: bool,
}

/// Something about how the screen looks, sounds and is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComfortInput {
    /// The next size of letters, after the largest the usual one.
    NextTextSize,
    /// High contrast on or off.
    Contrast,
    /// Low reach on or off.
    LowReach,
    /// The audio guide on or off.
    Audio,
}

impl Comfort {
    /// How much larger than usual letters are drawn.
    #[must_use]
    pub fn text_scale(self) -> f32 {
        match (self.text_step, self.low_reach) {
            (0, _) => 1.0,
            (1, _) => 1.25,
            (_, false) => 1.5,
            // Half a panel holds no larger words.
            (_, true) => 1.35,
        }
    }
}

impl Session {
    /// How this person wants the screen.
    #[must_use]
    pub fn comfort(&self) -> Comfort {
        self.comfort
    }

    pub(super) fn take_comfort(&mut self, input: ComfortInput, _now: Duration) -> Vec<Effect> {
        let comfort = &mut self.comfort;
        match input {
            ComfortInput::NextTextSize => comfort.text_step = (comfort.text_step + 1) % 3,
            ComfortInput::Contrast => comfort.high_contrast = !comfort.high_contrast,
            ComfortInput::LowReach => comfort.low_reach = !comfort.low_reach,
            ComfortInput::Audio => comfort.audio = !comfort.audio,
        }
        Vec::new()
    }
}
