//! Every saying alike: silence cut off its ends, one loudness, never over the full scale, clips joined without clicks.

use std::f64::consts::PI;

use super::sound::{NoSound, Sound, samples_in};

/// Counts up with every change of what stands here, so that no saying of an older way comes out of the cache.
pub(super) const VERSION: u32 = 1;

/// The loudness of speech: the root mean square of its loud windows, in dB of the full scale (a square wave is 0).
pub const SPEECH_DBFS: f64 = -20.0;

/// The highest peak, in dB of the full scale: room for the filters of sound cards.
pub const PEAK_DBFS: f64 = -1.0;

/// The rest before and after a saying, in milliseconds: longer than what an output swallows when it begins.
pub const REST_MS: usize = 80;

/// The rest at each end of a clip inside a saying, in milliseconds.
const CLIP_REST_MS: usize = 35;

/// The rest between the parts of a sentence of clips, in milliseconds, beside those of the clips.
const PART_REST_MS: usize = 120;

/// How long the end of one clip and the begin of the next sound at once while one fades and the other grows, in
/// milliseconds.
const CROSS_FADE_MS: usize = 12;

/// A window in which loudness is measured, in milliseconds.
const WINDOW_MS: usize = 10;

/// What is so many dB below the loudest window is silence at the ends.
const SILENCE_DB: f64 = 45.0;

/// What is so many dB below the loudest window is a pause inside speech, and does not count for its loudness.
const PAUSE_DB: f64 = 30.0;

/// A recording whose loudest window is below this, in dB of the full scale, holds nothing.
const NOTHING_DBFS: f64 = -55.0;

/// No clip is made louder by more than this, in dB: it would be noise.
const GAIN_DB_MAX: f64 = 30.0;

fn factor(decibels: f64) -> f64 {
    10_f64.powf(decibels / 20.0)
}

fn root_mean_square(samples: &[f64]) -> f64 {
    if samples.is_empty() {
        return 0.0;
    }
    // A count of samples, exact in a float.
    (samples.iter().map(|sample| sample * sample).sum::<f64>() / samples.len() as f64).sqrt()
}

/// A whole saying as it leaves: ends trimmed, at the loudness of speech as far as the peak lets it.
///
/// # Errors
/// [`NoSound::Silent`].
pub(super) fn finish(mut sound: Sound) -> Result<Sound, NoSound> {
    centre(&mut sound);
    let mut sound = trimmed(&sound, REST_MS)?;
    let wanted = factor(SPEECH_DBFS) / speech_level(&sound);
    sound.scale(wanted.min(factor(PEAK_DBFS) / sound.peak()));
    Ok(sound)
}

/// Clips as one saying: each trimmed and brought to one loudness, then joined; `parts` are apart by a rest.
///
/// # Errors
/// [`NoSound::Silent`] when the clips together hold nothing.
pub(super) fn joined(parts: &[Vec<Sound>]) -> Result<Sound, NoSound> {
    let mut all = Sound::default();
    for part in parts {
        if !all.samples.is_empty() {
            let silence = samples_in(PART_REST_MS);
            all.samples.extend(std::iter::repeat_n(0.0, silence));
        }
        for clip in part {
            append(&mut all, clip);
        }
    }
    finish(all)
}

/// A clip as it stands in a saying.
///
/// # Errors
/// [`NoSound::Silent`].
pub(super) fn clip(mut sound: Sound) -> Result<Sound, NoSound> {
    centre(&mut sound);
    let mut sound = trimmed(&sound, CLIP_REST_MS)?;
    sound.scale((factor(SPEECH_DBFS) / speech_level(&sound)).min(factor(GAIN_DB_MAX)));
    Ok(sound)
}

/// Takes out what a cheap sound card adds to every sample: it would click at each end.
fn centre(sound: &mut Sound) {
    if sound.samples.is_empty() {
        return;
    }
    // A count of samples, exact in a float.
    let mean = sound.samples.iter().sum::<f64>() / sound.samples.len() as f64;
    for sample in &mut sound.samples {
        *sample -= mean;
    }
}

/// The loudness of the speech in it, without its pauses.
fn speech_level(sound: &Sound) -> f64 {
    let window = samples_in(WINDOW_MS);
    let loudest = loudest_window(sound);
    let windows = sound.samples.chunks(window);
    let loud: Vec<f64> = windows
        .filter(|chunk| root_mean_square(chunk) >= loudest * factor(-PAUSE_DB))
        .flatten()
        .copied()
        .collect();
    // Never 0, so that nothing is divided by it.
    root_mean_square(&loud).max(f64::MIN_POSITIVE)
}

fn loudest_window(sound: &Sound) -> f64 {
    let windows = sound.samples.chunks(samples_in(WINDOW_MS));
    windows.map(root_mean_square).fold(0.0, f64::max)
}

/// The sound from its first to its last window that is no silence, with exactly this rest at both ends: its own
/// as far as there is one, faded out, then zeros.
fn trimmed(sound: &Sound, rest_ms: usize) -> Result<Sound, NoSound> {
    let (window, rest) = (samples_in(WINDOW_MS), samples_in(rest_ms));
    let loudest = loudest_window(sound);
    if loudest < factor(NOTHING_DBFS) {
        return Err(NoSound::Silent);
    }
    let is_heard = |chunk: &[f64]| root_mean_square(chunk) >= loudest * factor(-SILENCE_DB);
    let chunks = || sound.samples.chunks(window);
    let first = chunks().position(is_heard).unwrap_or(0) * window;
    let last = chunks().rposition(is_heard).map_or(0, |index| (index + 1) * window);
    let last = last.min(sound.samples.len());
    let (begin, end) = (first.saturating_sub(rest), (last + rest).min(sound.samples.len()));
    let mut kept = sound.samples[begin..end].to_vec();
    fade(&mut kept);
    let mut samples = vec![0.0; rest - (first - begin)];
    samples.append(&mut kept);
    samples.extend(std::iter::repeat_n(0.0, rest - (end - last)));
    Ok(Sound { samples })
}

/// Both ends grow from zero and fade to it along half a cosine.
fn fade(samples: &mut [f64]) {
    let length = samples_in(CROSS_FADE_MS).min(samples.len() / 2);
    let count = samples.len();
    for index in 0..length {
        // Small counts, exact in floats.
        let weight = 0.5 - 0.5 * (PI * (index as f64 + 0.5) / length as f64).cos();
        samples[index] *= weight;
        samples[count - 1 - index] *= weight;
    }
}

/// Lets a clip begin while the one before fades.
fn append(all: &mut Sound, clip: &Sound) {
    let overlap = samples_in(CROSS_FADE_MS).min(all.samples.len()).min(clip.samples.len());
    let from = all.samples.len() - overlap;
    for (sample, more) in all.samples[from..].iter_mut().zip(&clip.samples) {
        *sample += more;
    }
    all.samples.extend(&clip.samples[overlap..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::sound::RATE;

    /// A tone between silences, each in milliseconds.
    fn tone(before: usize, length: usize, after: usize, height: f64) -> Sound {
        let step = std::f64::consts::TAU * 220.0 / f64::from(RATE);
        let mut samples = vec![0.0; samples_in(before)];
        // A phase that begins at the top: cut as badly as can be.
        samples.extend((0..samples_in(length)).map(|n| height * (n as f64 * step).cos()));
        samples.extend(vec![0.0; samples_in(after)]);
        Sound { samples }
    }

    fn decibels(value: f64) -> f64 {
        20.0 * value.log10()
    }

    fn largest_step(samples: &[f64]) -> f64 {
        samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn every_saying_has_one_level_and_one_rest() {
        for (before, after, height) in [(0, 0, 0.9), (500, 20, 0.01), (7, 900, 0.2), (80, 80, 1.0)]
        {
            let done = finish(tone(before, 400, after, height)).unwrap();
            assert!((decibels(speech_level(&done)) - SPEECH_DBFS).abs() < 0.5);
            assert!(decibels(done.peak()) <= PEAK_DBFS);
            let length = done.samples.len();
            let wanted = samples_in(400 + 2 * REST_MS);
            assert!(length.abs_diff(wanted) <= 2 * samples_in(WINDOW_MS), "{length} {wanted}");
            assert!(done.samples[0].abs() < 1e-6 && done.samples[length - 1].abs() < 1e-6);
        }
    }

    #[test]
    fn a_sharp_peak_makes_the_whole_softer_and_is_never_cut() {
        let mut sound = tone(50, 400, 50, 0.05);
        let middle = sound.samples.len() / 2;
        sound.samples[middle] = 1.0;
        let done = finish(sound).unwrap();
        assert!((decibels(done.peak()) - PEAK_DBFS).abs() < 0.01);
        assert!(decibels(speech_level(&done)) < SPEECH_DBFS);
        assert_eq!(done.samples.iter().filter(|sample| sample.abs() > 0.8).count(), 1);
    }

    #[test]
    fn silence_is_no_saying() {
        for sound in [Sound::default(), tone(0, 0, 500, 0.5), tone(0, 300, 0, 0.0005)] {
            assert_eq!(finish(sound.clone()), Err(NoSound::Silent));
            assert_eq!(clip(sound), Err(NoSound::Silent));
        }
        // A steady offset is none either.
        assert_eq!(finish(Sound { samples: vec![0.5; 9_000] }), Err(NoSound::Silent));
    }

    #[test]
    fn clips_join_at_one_level_without_a_step() {
        let raw = [tone(0, 250, 0, 0.9), tone(300, 250, 0, 0.02), tone(0, 250, 300, 0.3)];
        let clips: Vec<Sound> = raw.into_iter().map(|sound| clip(sound).unwrap()).collect();
        for one in &clips {
            assert!((decibels(speech_level(one)) - SPEECH_DBFS).abs() < 0.5);
        }
        let own = clips.iter().map(|one| largest_step(&one.samples)).fold(0.0, f64::max);
        let all = joined(&[clips[..2].to_vec(), clips[2..].to_vec()]).unwrap();
        // The last levelling moves all by a little.
        assert!(largest_step(&all.samples) <= own * 1.1, "{} {own}", largest_step(&all.samples));
        let lengths: usize = clips.iter().map(|one| one.samples.len()).sum();
        let expected = lengths + samples_in(PART_REST_MS) + 2 * samples_in(REST_MS - CLIP_REST_MS);
        assert!(all.samples.len().abs_diff(expected) <= 4 * samples_in(CROSS_FADE_MS));
    }
}
