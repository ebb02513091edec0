//! Listens to what a board played: where known sentences stand in a recording, and where it is silent.

use std::io::Cursor;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// Samples a second of everything that a board plays.
pub const RATE: usize = 22_050;

/// A sample that is lower than this is silence (−54 dB of the full scale): what lies between words of a sentence.
const SILENCE: u16 = 64;

/// What is compared first, before a whole sentence is: a part of it in which it is loud.
const PART: usize = 400;

/// How much alike two sounds are that are the same, whatever their volume (normalised correlation, 1 = alike).
const ALIKE: f64 = 0.99;

/// Sound in one channel of 16 bits.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Its samples, [`RATE`] a second.
    pub samples: Vec<i16>,
}

/// What `sox` says of a recording.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// The highest sample, in dB of the full scale.
    pub peak_db: f64,
    /// The loudness of all of it, in dB of the full scale.
    pub rms_db: f64,
    /// The loudest stretch of 50 ms, in dB of the full scale.
    pub rms_peak_db: f64,
}

impl Heard {
    /// Reads a WAV.
    ///
    /// # Errors
    /// When it is none, or of another form.
    pub fn of_wav(bytes: &[u8]) -> anyhow::Result<Self> {
        let reader = hound::WavReader::new(Cursor::new(bytes)).context("no WAV")?;
        let spec = reader.spec();
        ensure!(
            (spec.channels, spec.bits_per_sample, spec.sample_rate) == (1, 16, 22_050),
            "a WAV of another form: {spec:?}"
        );
        // A recording that is still written may be shorter than its head says by what is on its way.
        let samples = reader.into_samples::<i16>().map_while(Result::ok).collect();
        Ok(Self { samples })
    }

    /// Reads a WAV from a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path) -> anyhow::Result<Self> {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::of_wav(&bytes)
    }

    /// How long it is, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / RATE as f64
    }

    /// A piece of it; what lies outside is left out.
    #[must_use]
    pub fn piece(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.samples.len());
        Self { samples: self.samples.get(range.start.min(end)..end).unwrap_or_default().to_vec() }
    }

    /// Where it is from its first loud sample to its last; `None` when it is silent.
    #[must_use]
    pub fn loud(&self) -> Option<Range<usize>> {
        let is_loud = |sample: &i16| sample.unsigned_abs() > SILENCE;
        let first = self.samples.iter().position(is_loud)?;
        let last = self.samples.iter().rposition(is_loud)?;
        Some(first..last + 1)
    }

    /// Whether it is the same sound as another of the same length, louder or softer.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.samples.len() == other.samples.len() && alike(&self.samples, &other.samples) > ALIKE
    }

    /// Where a sentence stands in it: whole, at any volume, in order.
    #[must_use]
    pub fn places_of(&self, sentence: &Self) -> Vec<Range<usize>> {
        let Some(loud) = sentence.loud() else { return Vec::new() };
        let sentence_loud = &sentence.samples[loud.clone()];
        let Some(offset) = loudest_part(sentence_loud) else { return Vec::new() };
        let part = &sentence_loud[offset..offset + PART];
        let Some(last) = self.samples.len().checked_sub(sentence_loud.len()) else {
            return Vec::new();
        };
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        while start <= last {
            let here = &self.samples[start..start + sentence_loud.len()];
            if has_signs(&here[offset..offset + PART], part)
                && alike(&here[offset..offset + PART], part) > ALIKE
                && alike(here, sentence_loud) > ALIKE
            {
                places.push(start..start + sentence_loud.len());
                start += sentence_loud.len();
            } else {
                start += 1;
            }
        }
        places
    }
}

/// What `sox` measures in a WAV.
///
/// # Errors
/// When it is not installed or tells something else.
pub fn level(wav: &Path) -> anyhow::Result<Level> {
    let said = Command::new("sox").arg(wav).args(["-n", "stats"]).output();
    let said = said.context("no sox: `cargo xtask test` installs it")?;
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    let figure = |name: &str| -> anyhow::Result<f64> {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        let figure = line.and_then(|rest| rest.split_whitespace().next());
        Ok(figure.with_context(|| format!("sox tells no {name}: {told}"))?.parse()?)
    };
    Ok(Level {
        peak_db: figure("Pk lev dB")?,
        rms_db: figure("RMS lev dB")?,
        rms_peak_db: figure("RMS Pk dB")?,
    })
}

/// Where the part of [`PART`] samples begins that is loudest.
fn loudest_part(samples: &[i16]) -> Option<usize> {
    let energy = |start: &usize| -> u64 {
        samples[*start..start + PART].iter().map(|&it| u64::from(it.unsigned_abs()).pow(2)).sum()
    };
    let last = samples.len().checked_sub(PART)?;
    (0..=last).step_by(PART / 2).max_by_key(energy)
}

/// Whether the loud samples go up and down together: the quick look that spares the long one.
fn has_signs(here: &[i16], part: &[i16]) -> bool {
    let loud = here.iter().zip(part).filter(|(_, sample)| sample.unsigned_abs() > 20 * SILENCE);
    loud.take(24).all(|(here, sample)| here.signum() == sample.signum())
}

fn alike(left: &[i16], right: &[i16]) -> f64 {
    let (mut both, mut lefts, mut rights) = (0.0, 0.0, 0.0);
    for (&left, &right) in left.iter().zip(right) {
        let (left, right) = (f64::from(left), f64::from(right));
        both += left * right;
        lefts += left * left;
        rights += right * right;
    }
    if lefts == 0.0 || rights == 0.0 { 0.0 } else { both / (lefts * rights).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::Heard;
    use crate::dice::Dice;

    fn noise(seed: u64, count: usize) -> Vec<i16> {
        let mut dice = Dice::new(seed);
        (0..count).map(|_| i16::try_from(dice.below(20_000)).unwrap_or(0) - 10_000).collect()
    }

    #[test]
    fn a_sentence_is_found_where_it_stands_and_as_loud_as_it_is() {
        let (one, other) = (noise(1, 3_000), noise(2, 3_000));
        let soft: Vec<i16> = one.iter().map(|sample| sample / 3).collect();
        let silence = vec![0; 1_000];
        let all = [&silence, &one, &silence, &other, &silence, &soft, &silence].map(|it| &it[..]);
        let heard = Heard { samples: all.concat() };
        let places = heard.places_of(&Heard { samples: one.clone() });
        assert_eq!(places.iter().map(|it| it.start).collect::<Vec<_>>(), [1_000, 9_000]);
        let places = heard.places_of(&Heard { samples: other.clone() });
        assert_eq!(places.len(), 1);
        // What sounds over something else is not the same any more.
        let both = one.iter().zip(&other).map(|(one, other)| one / 2 + other / 2).collect();
        assert!(Heard { samples: both }.places_of(&Heard { samples: one }).is_empty());
    }
}
