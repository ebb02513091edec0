//! The chime before a call, made from two soft tones.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::announcer::CHIME;

use super::RATE;

/// A falling third, E5 and C5 in equal temperament (A4 = 440 Hz): frequency in Hz, and when it begins.
const TONES: [(f32, Duration); 2] =
    [(659.26, Duration::ZERO), (523.25, Duration::from_millis(420))];

/// A struck bar: each overtone with its strength.
const OVERTONES: [(f32, f32); 3] = [(1.0, 1.0), (2.0, 0.25), (3.0, 0.08)];

/// After so many seconds a tone has faded to 1/e.
const FADE_SECONDS: f32 = 0.32;

/// A tone swells for so long: one that is there at once clicks.
const ATTACK_SECONDS: f32 = 0.008;

/// The last part fades out whole, so that nothing is cut off.
const RELEASE_SECONDS: f32 = 0.25;

/// The highest sample, as a part of full scale: about −8 dB, as loud to the ear as the sentence after it.
const PEAK: f32 = 0.4;

/// The chime with its rest, [`CHIME`] long.
#[must_use]
pub(super) fn chime() -> Vec<i16> {
    let count = super::samples_in(CHIME);
    let tones: Vec<f32> = (0..count).map(|index| tone_at(seconds(index), seconds(count))).collect();
    let highest = tones.iter().fold(f32::MIN_POSITIVE, |highest, tone| highest.max(tone.abs()));
    let scale = f32::from(i16::MAX) * PEAK / highest;
    #[expect(clippy::cast_possible_truncation, reason = "scaled to a part of the range of i16")]
    tones.into_iter().map(|tone| (tone * scale) as i16).collect()
}

fn tone_at(now: f32, end: f32) -> f32 {
    let release = ((end - now) / RELEASE_SECONDS).min(1.0);
    let sound: f32 = TONES
        .iter()
        .map(|(frequency, begins)| {
            let age = now - begins.as_secs_f32();
            if age < 0.0 {
                return 0.0;
            }
            let swell = (age / ATTACK_SECONDS).min(1.0) * (-age / FADE_SECONDS).exp();
            let wave: f32 = OVERTONES
                .iter()
                .map(|(times, strength)| strength * (TAU * frequency * times * age).sin())
                .sum();
            swell * wave
        })
        .sum();
    sound * release
}

#[expect(clippy::cast_precision_loss, reason = "a chime has some ten thousand samples")]
fn seconds(index: usize) -> f32 {
    index as f32 / RATE as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chime_is_whole_soft_and_without_clicks() {
        let chime = chime();
        assert_eq!(chime.len(), super::super::samples_in(CHIME));
        let highest = chime.iter().map(|sample| sample.unsigned_abs()).max().expect("samples");
        assert!((12_000..14_000).contains(&highest), "{highest}");
        // A full-scale sine of the highest overtone moves less than this from one sample to the next.
        let step = chime.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().expect("samples");
        assert!(step < 6_000, "{step}");
        let edge = |part: &[i16]| part.iter().map(|sample| sample.unsigned_abs()).max();
        assert!(edge(&chime[..8]) < Some(600) && edge(&chime[chime.len() - 8..]) < Some(50));
        // The second tone is heard as a tone of its own: it is louder than what stood before it.
        let loudness = |from: f32, to: f32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "positions in the chime"
            )]
            let part = &chime[(from * RATE as f32) as usize..(to * RATE as f32) as usize];
            part.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / part.len() as f64
        };
        assert!(loudness(0.43, 0.5) > 2.0 * loudness(0.35, 0.42));
    }
}
