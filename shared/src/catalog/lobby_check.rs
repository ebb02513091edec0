//! Finds what is wrong with how the lobby sounds and with its emergency message.

use super::check::{Check, DAY_MINUTES, Place};
use super::{Voice, VolumeSpan, Wrong};

/// The most characters of an emergency message: it is read at a glance, across the lobby.
const EMERGENCY_MAX: usize = 200;
/// The loudest, and the most times of day with a volume of their own.
const PERCENT_MAX: u32 = 100;
const VOLUMES_MAX: u32 = 20;

impl Check<'_> {
    pub(super) fn lobby(&mut self) {
        let at = Place { list: "lobby", entry: "" };
        let voice = &self.catalog.lobby.voice;
        self.bounds(at, "voice.times", voice.times.into(), (0, Voice::TIMES_MAX.into()));
        self.bounds(at, "voice.volume_percent", voice.volume_percent.into(), (0, PERCENT_MAX));
        let spans = u32::try_from(voice.volumes.len()).unwrap_or(u32::MAX);
        self.bounds(at, "voice.volumes", spans, (0, VOLUMES_MAX));
        for (index, span) in voice.volumes.iter().enumerate() {
            self.volume_span(at, &format!("voice.volumes.{index}"), span);
        }
        if let Some(message) = &self.catalog.lobby.emergency {
            self.text(at, "emergency", message, EMERGENCY_MAX);
        }
    }

    /// A span may go over midnight, and then ends before it begins.
    fn volume_span(&mut self, at: Place<'_>, field: &str, span: &VolumeSpan) {
        if span.weekdays.iter().any(|day| !(1..=7).contains(day)) {
            self.wrong(at, format!("{field}.weekdays"), Wrong::Weekdays);
        }
        let from = format!("{field}.from_minute");
        self.bounds(at, &from, span.from_minute.into(), (0, DAY_MINUTES - 1));
        let to = format!("{field}.to_minute");
        self.bounds(at, &to, span.to_minute.into(), (0, DAY_MINUTES));
        if span.from_minute == span.to_minute {
            self.wrong(at, to, Wrong::EmptySpan);
        }
        let volume = format!("{field}.volume_percent");
        self.bounds(at, &volume, span.volume_percent.into(), (0, PERCENT_MAX));
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Lobby, VolumeSpan, ward};
    use crate::text::Text;

    fn found(change: impl FnOnce(&mut Lobby)) -> Vec<String> {
        let mut catalog = ward().expect("the sample data can be read");
        change(&mut catalog.lobby);
        catalog.problems().iter().map(ToString::to_string).collect()
    }

    fn span(from_minute: u16, to_minute: u16) -> VolumeSpan {
        VolumeSpan { weekdays: vec![1], from_minute, to_minute, volume_percent: 0 }
    }

    fn said(vi: &str, en: &str) -> Option<Text> {
        Some(Text { vi: vi.to_owned(), en: en.to_owned() })
    }

    #[test]
    fn every_problem_names_its_field() {
        let long = "x".repeat(201);
        let to = "lobby, voice.volumes.0.to_minute";
        for (problems, expected) in [
            (found(|it| it.voice.times = 4), "lobby, voice.times: must be 0–3".to_owned()),
            (
                found(|it| it.voice.volume_percent = 101),
                "lobby, voice.volume_percent: must be 0–100".to_owned(),
            ),
            (
                found(|it| it.voice.volumes = vec![span(720, 720)]),
                format!("{to}: the end is the beginning"),
            ),
            (found(|it| it.voice.volumes = vec![span(0, 1_441)]), format!("{to}: must be 0–1440")),
            (
                found(|it| it.voice.volumes = vec![span(0, 60), span(1_440, 60)]),
                "lobby, voice.volumes.1.from_minute: must be 0–1439".to_owned(),
            ),
            (
                found(|it| it.voice.volumes = vec![span(0, 60); 21]),
                "lobby, voice.volumes: must be 0–20".to_owned(),
            ),
            (
                found(|it| it.emergency = said("Cháy", " ")),
                "lobby, emergency.en: something must stand here".to_owned(),
            ),
            (
                found(|it| it.emergency = said(&long, "x")),
                "lobby, emergency.vi: at most 200 characters".to_owned(),
            ),
        ] {
            assert_eq!(problems, [expected]);
        }
        // Over midnight, and to midnight.
        let sound = vec![span(1_320, 360), span(1_320, 0), span(1_320, 1_440)];
        assert_eq!(found(|it| it.voice.volumes = sound), Vec::<String>::new());
        assert_eq!(found(|it| it.emergency = said("Cháy", "Fire")), Vec::<String>::new());
    }
}
