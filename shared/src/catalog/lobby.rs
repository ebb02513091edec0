//! How the lobby sounds, and the message that takes all its boards.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Text;

/// The lobby as its boards share it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lobby {
    /// How calls are spoken.
    #[serde(default)]
    pub voice: Voice,
    /// A message that takes every board whole until it is withdrawn: leave the building, the center closes early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Text>,
}

/// How calls are spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Voice {
    /// Whose Vietnamese it is.
    pub region: VoiceRegion,
    /// Whether the call is said in English after it was said in Vietnamese.
    pub english: bool,
    /// How often a call is said: 0 = the chime alone, at most [`Voice::TIMES_MAX`].
    pub times: u8,
    /// How loud, in percent of what the board's machine can do, outside the spans.
    pub volume_percent: u8,
    /// Times of day with a volume of their own; the first that fits counts. A volume of 0 makes quiet hours.
    pub volumes: Vec<VolumeSpan>,
}

impl Voice {
    /// The most times that one call is said.
    pub const TIMES_MAX: u8 = 3;
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            region: VoiceRegion::North,
            english: false,
            times: 2,
            volume_percent: 80,
            volumes: Vec::new(),
        }
    }
}

/// The Vietnamese of a part of the country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoiceRegion {
    /// Hà Nội.
    #[default]
    North,
    /// Huế.
    Central,
    /// Thành phố Hồ Chí Minh.
    South,
}

/// A volume for a time of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VolumeSpan {
    /// Days, 1 = Monday … 7 = Sunday (ISO 8601); none = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u8>,
    /// From so many minutes after local midnight.
    pub from_minute: u16,
    /// Until so many minutes after local midnight; 1440 = midnight. Smaller than `from_minute`: over midnight.
    pub to_minute: u16,
    /// How loud, in percent.
    pub volume_percent: u8,
}

impl Voice {
    /// How loud it is at a local time, in percent; 0 = silence.
    #[must_use]
    pub fn volume_at(&self, weekday: u8, minute: u16) -> u8 {
        let found = self.volumes.iter().find(|span| span.contains(weekday, minute));
        found.map_or(self.volume_percent, |span| span.volume_percent).min(100)
    }
}

impl VolumeSpan {
    fn contains(&self, weekday: u8, minute: u16) -> bool {
        let is_on = |day: u8| self.weekdays.is_empty() || self.weekdays.contains(&day);
        if self.from_minute <= self.to_minute {
            return is_on(weekday) && (self.from_minute..self.to_minute).contains(&minute);
        }
        // The part after midnight belongs to the day on which the span began.
        let yesterday = if weekday <= 1 { 7 } else { weekday - 1 };
        (is_on(weekday) && minute >= self.from_minute)
            || (is_on(yesterday) && minute < self.to_minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_span_that_fits_sets_the_volume() {
        let span = |weekdays: &[u8], from_minute, to_minute, volume_percent| VolumeSpan {
            weekdays: weekdays.to_vec(),
            from_minute,
            to_minute,
            volume_percent,
        };
        let voice = Voice {
            volumes: vec![
                span(&[], 12 * 60, 13 * 60, 0),
                span(&[5], 22 * 60, 6 * 60, 10),
                span(&[], 0, 1440, 60),
            ],
            ..Voice::default()
        };
        for (weekday, minute, volume) in [
            (1, 12 * 60, 0),
            (1, 13 * 60, 60),
            (5, 23 * 60, 10),
            (6, 5 * 60, 10),
            (6, 23 * 60, 60),
            (1, 5 * 60, 60),
        ] {
            assert_eq!(voice.volume_at(weekday, minute), volume, "{weekday} {minute}");
        }
        assert_eq!(Voice { volume_percent: 250, ..Voice::default() }.volume_at(1, 0), 100);
    }
}
